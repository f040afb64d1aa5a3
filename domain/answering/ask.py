"""The one way from a question to an answer; channels, ``play`` and ``ask`` alike go through here."""

import re
from dataclasses import dataclass
from datetime import date

from domain.answering import anniversaries, clauses, general, quoting
from domain.answering.answer import Answer, Asked
from domain.answering.limits import never_ours, not_ours, other_day, other_year
from domain.answering.rules import by_rules, context_marks
from domain.answering.twofold import both, halves
from domain.campaign import Campaign
from domain.catalogue import Catalogue
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.text import clean, fold
from domain.understanding.query import Query, Reader, reader_for


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
    if given.campaign and (parts := halves(question)):
        given = _both_answered(given, parts, conversation.choosing(given.campaign), reader, today)
    return Answered(answer=given, conversation=_remember(given, query, conversation))


def _both_answered(
    whole: Answer, parts: tuple[str, str], conversation: Conversation, reader: Reader, today: date
) -> Answer:
    """Each of two questions in one message answered, the second in the light of the first."""
    asks_first = reader.read(parts[0], today)
    first = _respond(asks_first, conversation, reader, today)
    after = _remember(first, asks_first, conversation)
    return both(whole, first, _respond(reader.read(parts[1], today), after, reader, today))


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
    refusal = not_ours(query, campaign, reader)
    if refusal:
        return refusal
    features = query.features | context_marks(query, conversation, campaign, reader)
    if campaign is None:
        return _without_campaign(query, features, conversation, reader, today)
    asked = Asked(query=query, campaign=campaign, conversation=conversation, reader=reader, today=today)
    given = never_ours(asked) or by_rules(asked, features) or _last_resort(asked)
    given = quoting.better_explained(asked, given) or given
    return other_year(asked, given) or other_day(asked, given) or given


def _campaign(query: Query, conversation: Conversation, reader: Reader) -> Campaign | None:
    """The campaign the question names, else the chosen one, else the only one it can mean."""
    catalogue = reader.catalogue
    if conversation.campaign in query.campaigns:
        return catalogue.get(conversation.campaign)
    others = query.says("other_than") and query.says("list_all", "@which_campaigns")
    if query.campaigns and not others:
        return catalogue.get(query.campaigns[0])
    if conversation.campaign in catalogue if conversation.campaign else False:
        return catalogue.get(conversation.campaign)
    return catalogue.get(query.hinted[0]) if len(query.hinted) == 1 else None


def _several(query: Query, conversation: Conversation) -> bool:
    """Are two or more campaigns named, and none of them chosen before?"""
    asks_for_list = query.says("list_all", "other_than", "in_system")
    return len(query.campaigns) > 1 and conversation.campaign not in query.campaigns and not asks_for_list


def _last_resort(asked: Asked) -> Answer:
    """No rule found anything: a polite word, the clause the words find, else not in the plan."""
    polite = general.small_talk(asked.query, asked.reader, asked.campaign)
    if polite and not asked.query.own:
        return polite
    found = clauses.going_on(asked) or (
        quoting.repeated(asked, "content")
        or quoting.surely_unstated(asked, {})
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
    if intent == "campaign_list" and not _strange(query, reader):
        return general.campaign_list(query, reader, today)
    polite = general.small_talk(query, reader, None)
    if polite and (rule is None or len(query.own) == 0):
        return polite
    if intent in ("anniversary_date", "countdown") and (event := anniversaries.national(query, reader)):
        return anniversaries.of_everybody(event, query, reader, today)
    if _in_the_field(query, reader):
        return general.ask_campaign(reader, intent or "content")
    return polite or general.refuse_general(reader)


def _strange(query: Query, reader: Reader) -> bool:
    """Is most of it, two words at least, about what no plan speaks of: danh sách … trong Excel?"""
    unknown = [word for word in query.own | query.strange if not reader.knows(word)]
    return not query.hinted and len(unknown) > 1 and 2 * len(unknown) >= len(query.own)


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
