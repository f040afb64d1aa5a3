"""From what a question wants, by the rules of the lexicon, to the function that composes the answer."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain

from domain.answering import (
    anniversaries,
    clauses,
    countdown,
    duties,
    general,
    launches,
    overviews,
    paper,
    phase_days,
    phases,
    quoting,
)
from domain.answering.answer import Answer, Asked
from domain.answering.aspects import unstated
from domain.answering.phase_meant import names_system
from domain.campaign import Campaign
from domain.conversation import Conversation, Topic
from domain.understanding.phrases import split_words
from domain.understanding.query import Query, Reader

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
    "launch_time": launches.launch_time,
    "anniversary_date": anniversaries.anniversary_date,
    "anniversary_next": anniversaries.anniversary_next,
    "anniversary_after": anniversaries.anniversary_after,
    "campaign_status": phases.campaign_status,
    "phase_of_day": phase_days.phase_of_day,
    "phase_by_words": phases.phase_by_words,
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
    "original_paper": paper.original,
    "wording": clauses.wording,
}


def _words_of_event(topic: Topic, reader: Reader) -> frozenset[str]:
    event = reader.knowledge.events.get(topic.anniversary or "")
    names = (event.name, *event.asks) if event else ()
    return frozenset(chain.from_iterable(map(split_words, names)))


def context_marks(
    query: Query, conversation: Conversation, campaign: Campaign | None, reader: Reader
) -> frozenset[str]:
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
        "@topic_paper": topic.intent == "issuer" or (topic.fact or "").startswith("document:"),
        "@topic": bool(conversation.topic.intent),
        "@topic_phase": topic.phase is not None,
        "@topic_duty": topic.duty is not None,
        "@topic_anniversary": topic.anniversary is not None,
        "@topic_named": bool(query.own) and query.own <= _words_of_event(topic, reader),
    }
    return frozenset(mark for mark, given in marks.items() if given)


_AWARDS = frozenset({"award", "title_list"})


def by_rules(asked: Asked, features: frozenset[str]) -> Answer | None:
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
