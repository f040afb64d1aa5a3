"""The one way from a question to an answer; channels, ``play`` and ``ask`` alike go through here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.answering import (
    anniversaries,
    clauses,
    countdown,
    duties,
    general,
    overviews,
    paper,
    phases,
    quoting,
)
from domain.answering.answer import Answer, Asked
from domain.answering.aspects import unstated
from domain.answering.finding import paper_kinds
from domain.answering.phase_meant import names_system
from domain.campaign import Campaign
from domain.catalogue import Catalogue
from domain.conversation import Conversation, Topic
from domain.knowledge import Knowledge
from domain.text import clean, fold
from domain.understanding.facts import Fact
from domain.understanding.query import Query, Reader, reader_for

Composer = Callable[[Asked], Answer | None]

_COMPOSERS: Mapping[str, Composer] = {
    "errata": overviews.errata,
    "unstated": unstated,
    "countdown": countdown.countdown,
    "plan_deadline": duties.plan_deadline,
    "report_deadline": duties.report_deadline,
    "duty_time": duties.duty_time,
    "report_to": duties.report_to,
    "how_to_report": duties.how_to_report,
    "review_time": duties.review_time,
    "launch_time": phases.launch_time,
    "anniversary_date": anniversaries.anniversary_date,
    "anniversary_next": anniversaries.anniversary_next,
    "anniversary_after": anniversaries.anniversary_after,
    "campaign_status": phases.campaign_status,
    "phase_of_day": phases.phase_of_day,
    "phase_current": phases.phase_current,
    "phase_dates": phases.phase_dates,
    "phase_content": phases.phase_content,
    "phase_summary": phases.phase_summary,
    "campaign_dates": phases.campaign_dates,
    "signer": paper.signer,
    "issuer": paper.issuer,
    "section": overviews.section,
    "now_part_of": paper.now_part_of,
    "who_is": paper.who_is,
    "weekday": countdown.weekday_of,
    "day_meaning": duties.day_meaning,
    "same_fact": quoting.same_fact,
    "welcome": phases.welcome,
    "movement_list": overviews.movements,
    "recipients": paper.recipients,
    "phase_matter": phases.phase_matter,
    "paper_number": paper.paper_number,
    "legal_basis": paper.legal_basis,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer and the conversation as it stands after it."""

    answer: Answer
    conversation: Conversation


def answer(
    question: str,
    conversation: Conversation,
    knowledge: Knowledge,
    catalogue: Catalogue,
    today: date,
) -> Answered:
    """Answer ``question`` (text, or the data of an offered choice) as asked on ``today``; never raises
    for anything a person may type."""
    reader = reader_for(knowledge, catalogue)
    chosen = _choice(question, conversation, catalogue)
    query = reader.read(question, today)
    if chosen is None and conversation.offered and conversation.asked and _only_names(query):
        chosen = catalogue.get(query.campaigns[0])
    if chosen:
        return _answer_chosen(chosen, conversation, reader, today)
    given = _respond(query, conversation, reader, today)
    return Answered(answer=given, conversation=_remember(given, query, conversation))


# "số 3 nhé", "cái thứ hai": a choice by its number, said in words.
_PICK = re.compile(r"(?:chon )?(?:so|cai|cai so|cai thu|so thu|thu)? ?(\d{1,2})(?: (?:nhe|nha|a|di|ah|oi))*")


def _choice(question: str, conversation: Conversation, catalogue: Catalogue) -> Campaign | None:
    """The campaign an answer to our question back means: by its button, its number or its words."""
    if question.startswith(general.CHOOSE):
        return catalogue.get(question.removeprefix(general.CHOOSE))
    said = _PICK.sub(r"\1", fold(clean(question)).strip(" ."))
    for number, button in enumerate(conversation.offered, 1):
        if said in (str(number), fold(button.label)) and button.choice.startswith(general.CHOOSE):
            return catalogue.get(button.choice.removeprefix(general.CHOOSE))
    return None


def _only_names(query: Query) -> bool:
    """Does the message name one campaign and ask nothing: the answer to our question back?"""
    asks = any(not feature.startswith("@") for feature in query.features - {"switch_to", "shield"})
    return len(query.campaigns) == 1 and not asks and not query.matter


def _answer_chosen(campaign: Campaign, conversation: Conversation, reader: Reader, today: date) -> Answered:
    """The question that had to wait for the choice, or a word on what was chosen."""
    waiting = conversation.asked
    chosen = conversation.choosing(campaign.id).remembering_question(None).offering(())
    if waiting:
        query = reader.read(waiting, today)
        given = _respond(query, chosen, reader, today)
        return Answered(answer=given, conversation=_remember(given, query, chosen))
    given = general.chosen(campaign, reader)
    return Answered(answer=given, conversation=chosen)


def _remember(given: Answer, query: Query, conversation: Conversation) -> Conversation:
    campaign = given.campaign if given.intent != "campaign_list" else None
    after = conversation.choosing(campaign or conversation.campaign).offering(given.buttons)
    keeps = given.outcome == "refused" or (given.outcome == "asked_back" and bool(given.buttons))
    after = after.remembering_question(clean(query.text) if keeps else None)
    return after.talking_of(given.topic) if given.topic else after


def _respond(query: Query, conversation: Conversation, reader: Reader, today: date) -> Answer:
    if not query.words:
        return general.empty(reader)
    if _several(query, conversation):
        return general.ask_campaign(reader, "content", query.campaigns)
    campaign = _campaign(query, conversation, reader)
    refusal = _not_ours(query, campaign, reader)
    if refusal:
        return refusal
    features = query.features | _context_marks(query, conversation, campaign)
    if campaign is None:
        return _without_campaign(query, features, conversation, reader, today)
    asked = Asked(query=query, campaign=campaign, conversation=conversation, reader=reader, today=today)
    given = _never_ours(asked) or _by_rules(asked, features) or _last_resort(asked)
    return _other_year(asked, given) or _other_day(asked, given) or given


def _never_ours(asked: Asked) -> Answer | None:
    """What no plan speaks of, where this one is known to say nothing on it: its own words for that."""
    if not asked.query.says("@off_topic"):
        return None
    index = asked.reader.indexes[asked.campaign.id]
    named = [fact for phrase in asked.query.off_topic for fact in index.naming(phrase)]
    if not named or any(fact.kind != "unstated" for fact in named):
        return None
    return asked.refuse("out_of_scope", [named[0].text])


def _campaign(query: Query, conversation: Conversation, reader: Reader) -> Campaign | None:
    """The campaign the question names, else the chosen one, else the only one it can mean."""
    catalogue = reader.catalogue
    if conversation.campaign in query.campaigns:
        return catalogue.get(conversation.campaign)
    if query.campaigns and not query.says("other_than"):
        return catalogue.get(query.campaigns[0])
    if conversation.campaign in catalogue if conversation.campaign else False:
        return catalogue.get(conversation.campaign)
    return catalogue.get(query.hinted[0]) if len(query.hinted) == 1 else None


def _several(query: Query, conversation: Conversation) -> bool:
    """Are two or more campaigns named, and none of them chosen before?"""
    asks_for_list = query.says("list_all", "other_than", "in_system")
    return len(query.campaigns) > 1 and conversation.campaign not in query.campaigns and not asks_for_list


def _not_ours(query: Query, campaign: Campaign | None, reader: Reader) -> Answer | None:
    """Another province, or something no plan speaks of."""
    index = reader.indexes[campaign.id] if campaign else None
    ours = index is not None and all(index.knows_phrase(place) for place in query.other_places)
    if query.other_places and not query.campaigns and not ours:
        return general.refuse_place(query, reader)
    if index is None:
        return general.refuse_general(reader) if query.off_topic else None
    if query.says("@off_topic") and not all(index.knows_phrase(phrase) for phrase in query.off_topic):
        return general.refuse_general(reader)
    return None


def _context_marks(query: Query, conversation: Conversation, campaign: Campaign | None) -> frozenset[str]:
    topic = conversation.topic if campaign and conversation.campaign == campaign.id else Topic()
    marks = {
        "@chosen": bool(query.campaigns) or bool(conversation.campaign),
        "@bare": not query.own,
        "@own": bool(query.own),
        "@many": len(query.own) >= 3,
        "@short": len(query.words) <= 9,
        "@and": query.words[:1] == ("con",) or query.words[:2] in (("the", "con"), ("vay", "con")),
        "@section": query.section is not None,
        "@sparse": len(query.own) <= 1,
        "@system": campaign is not None and names_system(query, campaign),
        "@topic_title": (topic.fact or "").startswith(("title:", "clause:")) and topic.intent in _AWARDS,
        "@topic_document": (topic.fact or "").startswith("document:"),
        "@topic": bool(conversation.topic.intent),
        "@topic_phase": topic.phase is not None,
        "@topic_duty": topic.duty is not None,
        "@topic_anniversary": topic.anniversary is not None,
    }
    return frozenset(mark for mark, given in marks.items() if given)


_AWARDS = frozenset({"award", "title_list"})


def _by_rules(asked: Asked, features: frozenset[str]) -> Answer | None:
    """The first rule that fits and finds something to say."""
    for rule in asked.reader.knowledge.lexicon.intents:
        if rule.fits(features):
            given = _compose(rule.intent, asked, features)
            if given:
                return given
    return None


def _compose(intent: str, asked: Asked, features: frozenset[str]) -> Answer | None:
    if intent == "campaign_list":
        return general.campaign_list(asked.query, asked.reader, asked.today)
    if intent == "repeat":
        return _repeated(asked)
    if intent == "again":
        return _compose(asked.topic.intent, asked, features) if asked.topic.intent else None
    if intent == "campaign_summary":
        return general.chosen(asked.campaign, asked.reader)
    composer = _COMPOSERS.get(intent)
    return composer(asked) if composer else clauses.told(asked, intent)


def _repeated(asked: Asked) -> Answer | None:
    """The last question again, of the campaign now named."""
    last = asked.topic.intent
    fresh = replace(asked, conversation=asked.conversation.choosing(asked.campaign.id))
    return _compose(last, fresh, frozenset()) or general.chosen(asked.campaign, asked.reader)


def _other_year(asked: Asked, given: Answer) -> Answer | None:
    """A year that neither the plan covers nor the answer names: not to be answered as if it were meant."""
    campaign, query = asked.campaign, asked.query
    if given.outcome != "answered" or given.intent == "campaign_list" or _relative_only(query):
        return None
    if query.says("basis", "number", "issued") or set(paper_kinds(query)) - _OWN_KINDS:
        return None  # a year there is that of a paper the plan cites
    covered = range(campaign.starts_on.year, campaign.ends_on.year + 1)
    if any(year in covered or str(year) in given.text for year in query.years):
        return None
    span = f"{campaign.starts_on.year}"
    if campaign.ends_on.year != campaign.starts_on.year:
        span += f"–{campaign.ends_on.year}"
    year = ", ".join(str(each) for each in query.years)
    line = asked.say("refuse.year", paper=asked.paper, span=f"năm {span}", year=year)
    return asked.refuse("out_of_scope", [line])


def _other_day(asked: Asked, given: Answer) -> Answer | None:
    """A day or feast that the plan never names, answered by a clause that is about something else."""
    query, index = asked.query, asked.reader.indexes[asked.campaign.id]
    if given.outcome != "answered" or given.intent not in _CLAUSE_INTENTS:
        return None
    for ref in (ref for ref in query.days if ref.year is None):
        day = re.compile(rf"(?<!\d)0?{ref.day}/0?{ref.month}(?!\d)")
        naming = [fact for fact in index.facts if day.search(fact.text)]
        if all(fact.kind == "unstated" for fact in naming):
            return _refuse_day(asked, f"Ngày {ref.day}/{ref.month}", naming)
    own = {item.event for item in asked.campaign.anniversaries}
    events = [asked.reader.knowledge.events[event] for event in query.events]
    names = (name for event in events for name in (event.name, *event.asks))
    if events and own.isdisjoint(query.events) and not any(map(index.knows_phrase, names)):
        return _refuse_day(asked, events[0].name, ())
    return None


def _refuse_day(asked: Asked, day: str, naming: Sequence[Fact]) -> Answer:
    """In the plan's own words where it is known to say nothing on that day."""
    line = asked.say("refuse.aspect", aspect=day, paper=asked.paper)
    return asked.refuse("out_of_scope", [naming[0].text if naming else line])


_CLAUSE_INTENTS = frozenset(
    {"content", "content_sector", "launch", "award", "who_responsible", "how_to_pledge"}
)
_OWN_KINDS = {"ke hoach", "huong dan"}  # what a campaign's own paper is called as well


def _relative_only(query: Query) -> bool:
    """năm nay and the like: the asker's own present, which may lie after the plan's."""
    return not any(word.isdigit() and len(word) == 4 for word in query.words)


def _last_resort(asked: Asked) -> Answer:
    """No rule found anything: a polite word, the clause the words find, else not in the plan."""
    polite = general.small_talk(asked.query, asked.reader, asked.campaign)
    if polite and not asked.query.own:
        return polite
    found = clauses.going_on(asked) or (
        quoting.surely_unstated(asked, {})
        or quoting.found_by(asked, "content", {}, at_least=0.55)
        or quoting.nearest_to(asked)
    )
    return found or polite or asked.refuse("out_of_scope", [asked.say("refuse.plan", paper=asked.paper)])


def _without_campaign(
    query: Query,
    features: frozenset[str],
    conversation: Conversation,
    reader: Reader,
    today: date,
) -> Answer:
    """No campaign is known: the list, small talk, a general anniversary, a question back, or a refusal."""
    rule = next((r for r in reader.knowledge.lexicon.intents if r.fits(features)), None)
    intent = rule.intent if rule else ""
    if intent == "campaign_list":
        return general.campaign_list(query, reader, today)
    polite = general.small_talk(query, reader, None)
    if polite and (rule is None or len(query.own) == 0):
        return polite
    if intent in ("anniversary_date", "countdown") and (event := anniversaries.national(query, reader)):
        return anniversaries.of_everybody(event, query, reader, today)
    if _in_the_field(query, reader):
        return general.ask_campaign(reader, intent or "content")
    return polite or general.refuse_general(reader)


def _in_the_field(query: Query, reader: Reader) -> bool:
    """Do the question's own words, or its turns of phrase, belong to what plans speak of?"""
    if not query.own:
        return not query.features.isdisjoint(_FIELD)
    known = [word for word in query.own if reader.knows(word)]
    strange = len(query.own) > 1 and not reader.knows_neighbours(query.words, query.own)
    return not strange and len(known) >= 0.6 * len(query.own) and not query.features.isdisjoint(_FIELD)


_FIELD = frozenset(
    {
        "phase", "which_phase", "how_many_phases", "@phase", "report", "review", "plan_paper", "award",
        "title", "pledge", "quota", "slogan", "movement", "basis", "signer", "issuer", "number",
        "issued", "launch",
        "anniversary", "purpose", "requirement", "responsible", "content", "welcome", "@feature",
        "deadline", "submit", "coming",
    }
)  # fmt: skip
