"""Answers that quote clauses."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from domain.answering import anniversaries
from domain.answering.answer import Answer, Asked
from domain.answering.finding import (
    NEXT_BEST,
    PARTICULAR,
    fitting_first,
    has_what_is_asked,
    missing,
    nearest,
    search,
    stands_out,
    whole,
)
from domain.conversation import Topic
from domain.understanding.facts import Fact
from domain.understanding.index import Hit
from domain.understanding.phrases import split_words

_FAR_BETTER, _KNOWN_UNSTATED = 1.5, 0.5
_DATED = frozenset({"quota", "phase", "anniversary", "basis", "cited"})  # have a number or day of their own
_LITTLE = 0.3  # the share of a question that even a clause with other points for it must explain
_NEAR_SCORE, _NEAR_COVERAGE, _NEAR_SHARE = (
    15.0,
    0.42,
    0.34,
)  # what a clause must reach to be shown as the nearest


def found_by(
    asked: Asked,
    intent: str,
    favoured: Mapping[str, float],
    *,
    only: bool = False,
    at_least: float = 0.5,
    together: int = 3,
    near: float = NEXT_BEST,
) -> Answer | None:
    """The clause(s) the question's words find; None when too few of its own words are explained.

    ``only``: no other kinds than the favoured. ``together``: at most so many clauses in one answer.
    """
    hits = search(asked, favoured, only=only)
    hits = tuple(hit for hit in hits if hit.fact.kind != "unstated" or (not only and whole(asked, hit)))
    if not hits or not asked.query.content or not _sure(asked, hits, at_least):
        return None
    hits = fitting_first(asked, hits)
    wrong_kind = lacks_what_is_asked(asked, intent, hits[0].fact)
    return wrong_kind or quoted(asked, intent, nearest(hits, together, near))


def _sure(asked: Asked, hits: Sequence[Hit], at_least: float) -> bool:
    """Does the best clause explain enough of the question: more is wanted of one that neither stands out,
    nor has the day, place or number that is asked for, nor is what was just talked about?"""
    best = hits[0]
    if best.coverage >= at_least:
        return True
    return best.coverage >= _LITTLE and (
        best.fact.id == asked.topic.fact or stands_out(hits) or has_what_is_asked(asked, best.fact)
    )


def nearest_to(asked: Asked, favoured: Mapping[str, float] = MappingProxyType({})) -> Answer | None:
    """No clause is surely meant: the nearest, said to be no more than that; None when nothing is near."""
    found = search(asked, {**favoured, "unstated": 1.0})
    hits = tuple(h for h in found if h.fact.kind != "unstated" or whole(asked, h))
    enough = hits and (hits[0].score >= _NEAR_SCORE or hits[0].coverage >= _NEAR_COVERAGE)
    if not enough or len(asked.query.content) < 2:
        return None
    content = asked.query.content
    index = asked.reader.indexes[asked.campaign.id]
    explained = index.share_explained(hits[0].fact, content)
    if explained < _NEAR_SHARE:
        return None
    hits = fitting_first(asked, hits)
    given = lacks_what_is_asked(asked, "content", hits[0].fact)
    given = given or quoted(asked, "content", nearest(hits, 3, 0.6))
    if given.outcome != "answered":
        return given
    return replace(
        given,
        text=f"{asked.say('near.plan', plan=asked.plan)}\n{given.text}",
        confidence=round(explained / 2, 2),
    )


def surely_unstated(asked: Asked, favoured: Mapping[str, float]) -> Answer | None:
    """What the plan is known not to say, when the words find that far better than anything it says."""
    hits = search(asked, {**favoured, "unstated": 1.0}) if asked.query.matter else ()
    found = next((hit for hit in hits if hit.fact.kind == "unstated" and whole(asked, hit)), None)
    if found is None:
        return None
    stated = next((hit for hit in hits if hit.fact.kind != "unstated"), None)
    if stated is not None and found.score < _enough(asked, found, stated) * stated.score:
        return None
    return quoted(asked, "out_of_scope", [found])


def _enough(asked: Asked, unstated: Hit, stated: Hit) -> float:
    """How near an unstated thing must come to what is stated: nearer than that where no number, day or place
    is asked; half as near where it is known to be just the day, place or number that is not stated."""
    if not asked.query.says(*PARTICULAR):
        return _FAR_BETTER
    known = any(
        asked.query.says(aspect) and asked.reader.names(text, aspect)
        for text, _ in unstated.fact.search
        for aspect in PARTICULAR
    )
    fits_better = stated.fact.kind not in _DATED or unstated.coverage > stated.coverage
    return _KNOWN_UNSTATED if known and fits_better else 1.0


_GENERAL = frozenset(
    {
        "campaign_list", "campaign_dates", "title_list", "slogan", "purpose", "requirement", "award",
        "how_to_pledge", "content", "content_sector", "who_responsible", "issuer", "quota", "launch",
        "legal_basis",
    }
)  # fmt: skip
_WHOLE, _PLAIN, _MORE = 0.8, 30.0, 0.3
_FEW = 4  # clauses with the same words in them, of which some are told


def better_explained(asked: Asked, given: Answer) -> Answer | None:
    """The one clause that explains the whole question, where what the rules gave says far less of it: a list
    of titles for who awards them, the list of campaigns for the movements of each sector."""
    if given.intent not in _GENERAL or given.outcome != "answered" or asked.query.says("verbatim"):
        return None
    hits = tuple(hit for hit in search(asked, {}) if hit.fact.kind != "unstated")
    if not hits or hits[0].coverage < _WHOLE or hits[0].score < _PLAIN:
        return None
    index = asked.reader.indexes[asked.campaign.id]
    said = frozenset(split_words(given.text))
    total = sum(index.weight(word) for word in asked.query.content) or 1.0
    covered = sum(index.weight(word) for word in asked.query.content & said) / total
    hits = fitting_first(asked, hits)
    if (
        hits[0].fact.text in given.text
        or covered > index.share_explained(hits[0].fact, asked.query.content) - _MORE
    ):
        return None
    if missing(asked, hits[0].fact):
        return None
    return quoted(asked, given.intent, nearest(hits, 2))


_QUOTES = re.compile(r"[\"“”«»]([^\"“”«»]{4,})[\"“”«»]")


def repeated(asked: Asked, intent: str) -> Answer | None:
    """The clause in which words put in quotes stand: câu “nói đi đôi với …” là gì."""
    if asked.query.words[-1:] in (("ha",), ("khong",), ("phai",)):
        return None  # a yes or no is asked for, which the clause need not have
    index = asked.reader.indexes[asked.campaign.id]
    for quote in _QUOTES.findall(asked.query.text):
        words = f" {' '.join(split_words(quote))} "
        told = [fact for fact in index.facts if fact.kind not in ("unstated", "erratum")]
        having = [fact for fact in told if words in f" {' '.join(split_words(fact.text))} "]
        if len(words.split()) > 1 and having and len(having) <= _FEW:
            return quoted(asked, intent, [Hit(fact, 0.0, 1.0) for fact in having[:2]])
    return None


def same_fact(asked: Asked) -> Answer | None:
    """What was last quoted, once more: who awards it stands there too."""
    index = asked.reader.indexes[asked.campaign.id]
    fact = next((fact for fact in index.facts if fact.id == asked.topic.fact), None)
    return asked.answer(asked.topic.intent, [fact.text], [fact.section], topic=asked.topic) if fact else None


def lacks_what_is_asked(asked: Asked, intent: str, fact: Fact) -> Answer | None:
    """A number or a day is asked for, and the clause has none: say so, and what it does say."""
    key = missing(asked, fact)
    if key is None or intent in ("purpose", "requirement", "legal_basis"):
        return None
    return asked.refuse(intent, [asked.say(key, text=fact.text, plan=asked.plan)])


def quoted(asked: Asked, intent: str, hits: Sequence[Hit]) -> Answer:
    facts = [hit.fact for hit in hits]
    if facts[0].kind == "unstated":
        return asked.refuse(intent, [facts[0].text])
    dated = next((fact for fact in facts if fact.kind == "anniversary" and _named(asked, fact)), None)
    if dated and (dated is facts[0] or asked.query.says("when", "years")):
        return _anniversary(asked, dated)
    topic = Topic(intent=intent, fact=facts[0].id, sector=next(iter(asked.query.sectors), None))
    duty = facts[0].id.removeprefix("duty:") if facts[0].id.startswith("duty:") else None
    if duty:
        topic = Topic(intent=intent, fact=facts[0].id, duty=duty)
    return asked.answer(
        intent,
        [_said(asked, fact) for fact in facts],
        [fact.section for fact in facts],
        topic=topic,
        confidence=round(min(1.0, hits[0].coverage), 2),
    )


def _said(asked: Asked, fact: Fact) -> str:
    """The clause, with whose task it is where that is asked for and the clause names it otherwise."""
    if fact.who is None or not asked.query.says("who", "responsible", "to_whom") or fact.who in fact.text:
        return fact.text
    return asked.say("clause.who", text=fact.text, who=fact.who)


def _named(asked: Asked, fact: Fact) -> bool:
    """Do most of the question's words belong to the event, so that no other is taken for it?"""
    return asked.reader.indexes[asked.campaign.id].share_explained(fact, asked.query.content) >= 0.6


def _anniversary(asked: Asked, fact: Fact) -> Answer:
    wanted = fact.id.removeprefix("anniversary:")
    item = next(each for each in asked.campaign.anniversaries if each.id == wanted)
    event = asked.reader.knowledge.events[item.event]
    topic = Topic(intent="anniversary_date", anniversary=event.id)
    line = anniversaries.told(asked, event, item.year)
    return asked.answer("anniversary_date", [line], [item.section], topic=topic)
