"""What is told by quoting the clause a question is about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from domain.answering import anniversaries
from domain.answering.answer import Answer, Asked
from domain.conversation import Topic
from domain.text import fold
from domain.understanding.facts import Fact
from domain.understanding.index import Hit

_LONGEST = 480  # characters of clause text in one answer
_PAPERS = ("ke hoach", "nghi quyet", "nghi dinh", "chi thi", "quyet dinh", "luat", "ket luan", "huong dan")
_FAR_BETTER = 1.5
_FITTING = 0.5  # how near to the best a clause must come to be told for having the number or day
_NAMED_PAPER = 1.5  # how much more a paper counts whose kind is named
_SURE_SCORE, _SURE_SHARE = 14.0, 0.6
_NEAR_SCORE, _NEAR_SHARE = 6.0, 0.34  # what a clause must reach to be shown as the nearest
_DAY = re.compile(r"\d{1,2}/\d{1,2}|tháng \d|sau mỗi|định kỳ|hàng quý|20\d\d")
_PLACE = re.compile(r"\b(?:tại|ở|nơi|khu|trụ sở|địa bàn|trên|vị trí|từng|trong)\b")
_NUMBER = re.compile(r"(?<![\d/.-])\d{1,3}(?![\d/.-])")
_NEXT_BEST = 0.66  # how near a second clause must come to be told as well

# Which kinds of facts an intent wants, and how much more than others.
FAVOURED: Mapping[str, Mapping[str, float]] = {
    "slogan": {"slogan": 1.9, "movement": 1.15, "publicity": 1.2},
    "quota": {"quota": 1.9},
    "title_list": {"title": 1.5, "pledge": 1.1, "award": 1.15, "movement": 1.1},
    "how_to_pledge": {"pledge": 1.5, "title": 1.1, "launch": 1.3, "quota": 1.2},
    "award": {"award": 1.4, "title": 1.2, "example": 1.2, "responsibility": 1.05},
    "who_responsible": {"responsibility": 1.35, "measure": 1.1},
    "requirement": {"requirement": 1.8},
    "purpose": {"purpose": 1.7, "context": 1.1},
    "content_sector": {"topic": 1.25, "movement": 1.3, "responsibility": 1.0},
    "launch": {"launch": 1.5},
    "content": {"topic": 1.1},
}
_TOLD_BY_WORDS = frozenset({"content", "launch", "who_responsible", "content_sector"})
_PARTICULAR = ("how_many", "headcount", "when", "deadline", "place")
_OVERVIEWS = frozenset({"slogan", "title_list", "purpose", "requirement", "award", "how_to_pledge"})
_UNSTATED = 0.6  # what the plan does not say gives way to what it says
_OWN_SECTOR, _OTHER_SECTOR = 1.35, 0.55
_LISTED: Mapping[str, tuple[str, ...]] = {
    "purpose": ("purpose",),
    "requirement": ("requirement",),
    "who_responsible": ("responsibility",),
    "award": ("award",),
    "how_to_pledge": ("pledge",),
    "launch": ("launch",),
    "content": ("topic",),
    "content_sector": ("topic",),
}


def found_by(
    asked: Asked,
    intent: str,
    favoured: Mapping[str, float],
    *,
    only: bool = False,
    at_least: float = 0.5,
    together: int = 2,
    near: float = _NEXT_BEST,
) -> Answer | None:
    """The clause(s) the question's words find; None when too few of its own words are explained.

    ``only``: no other kinds than the favoured. ``together``: at most so many clauses in one answer.
    """
    hits = search(asked, favoured, only=only)
    hits = tuple(hit for hit in hits if hit.fact.kind != "unstated" or (not only and _whole(asked, hit)))
    if not hits or hits[0].coverage < at_least or not asked.query.content:
        return None
    hits = _fitting_first(asked, hits)
    wrong_kind = _lacks_what_is_asked(asked, intent, hits[0].fact)
    return wrong_kind or quoted(asked, intent, nearest(hits, together, near))


def nearest_to(asked: Asked) -> Answer | None:
    """No clause is surely meant: the nearest, said to be no more than that; None when nothing is near."""
    hits = tuple(h for h in search(asked, {"unstated": 1.0}) if h.fact.kind != "unstated" or _whole(asked, h))
    if not hits or hits[0].score < _NEAR_SCORE or len(asked.query.content) < 2:
        return None
    content = asked.query.content
    index = asked.reader.indexes[asked.campaign.id]
    explained = index.share_explained(hits[0].fact, content)
    if explained < _NEAR_SHARE:
        return None
    hits = _fitting_first(asked, hits)
    given = _lacks_what_is_asked(asked, "content", hits[0].fact)
    given = given or quoted(asked, "content", nearest(hits, 3, 0.6))
    if given.outcome != "answered":
        return given
    return replace(given, text=f"{asked.say('near.plan')}\n{given.text}", confidence=round(explained / 2, 2))


def _whole(asked: Asked, hit: Hit) -> bool:
    """Does an unstated thing match most of what was asked, and not a word of it only?"""
    index = asked.reader.indexes[asked.campaign.id]
    return index.share_explained(hit.fact, asked.query.content) >= 0.6


def _fitting_first(asked: Asked, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Where a number or a day is asked for, the first clause near the best that has one."""
    if _missing(asked, hits[0].fact) is None:
        return hits
    near = (n for n, hit in enumerate(hits) if hit.score >= _FITTING * hits[0].score)
    first = next((n for n in near if _missing(asked, hits[n].fact) is None), 0)
    return hits[first:]


def _lacks_what_is_asked(asked: Asked, intent: str, fact: Fact) -> Answer | None:
    """A number or a day is asked for, and the clause has none: say so, and what it does say."""
    key = _missing(asked, fact)
    if key is None or intent in ("purpose", "requirement"):
        return None
    return asked.refuse(intent, [asked.say(key, text=fact.text)])


def _missing(asked: Asked, fact: Fact) -> str | None:
    """The text that names what the question wants and the clause lacks; None when it lacks nothing."""
    if fact.kind in ("unstated", "anniversary", "quota", "phase", "erratum"):
        return None
    says = asked.query.says
    if says("when", "deadline") and not says("now") and not _DAY.search(fact.text):
        return "refuse.day"
    if says("place") and not _PLACE.search(fact.text):
        return "refuse.where"
    if says("how_many", "headcount", "quota") and not _NUMBER.search(fact.text):
        return "refuse.number"
    return None


def search(asked: Asked, favoured: Mapping[str, float], *, only: bool = False) -> tuple[Hit, ...]:
    sectors = set(asked.query.sectors)
    particular = asked.query.says(*_PARTICULAR)
    named = tuple(kind for kind in _PAPERS if f" {kind} " in f" {' '.join(asked.query.words)} ")

    def favour(fact: Fact) -> float:
        factor = favoured.get(fact.kind, 0.0 if only else 1.0)
        if fact.kind == "unstated" and "unstated" not in favoured and not particular:
            factor *= _UNSTATED
        if fact.kind in ("erratum", "phase", "anniversary"):
            factor *= 0.75
        if named and fact.kind in ("basis", "cited") and fold(fact.label).startswith(named):
            factor *= _NAMED_PAPER
        if sectors and fact.sectors:
            factor *= _OWN_SECTOR if sectors & set(fact.sectors) else _OTHER_SECTOR
        return factor

    index = asked.reader.indexes[asked.campaign.id]
    query = asked.query
    return index.search(query.sought, query.content, query.own or query.content, favour=favour, limit=6)


def nearest(hits: Sequence[Hit], together: int, near: float = _NEXT_BEST) -> list[Hit]:
    """The best hit, and those that come near it, as far as an answer may be long."""
    best = hits[0]
    taken, length = [best], len(best.fact.text)
    for hit in hits[1:together]:
        if hit.score < near * best.score or hit.fact.kind == "unstated" or best.fact.kind == "unstated":
            break
        length += len(hit.fact.text)
        if length > _LONGEST or hit.fact.text in best.fact.text:
            continue
        taken.append(hit)
    return taken


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
        [fact.text for fact in facts],
        [fact.section for fact in facts],
        topic=topic,
        confidence=round(min(1.0, hits[0].coverage), 2),
    )


def _stands_out(hits: Sequence[Hit]) -> bool:
    """Is one clause far nearer to the words than any other?"""
    if not hits or hits[0].score < _SURE_SCORE or hits[0].fact.kind == "unstated":
        return False
    return len(hits) == 1 or hits[0].score >= 1.6 * hits[1].score


def _named(asked: Asked, fact: Fact) -> bool:
    """Do most of the question's words belong to the event, so that no other is taken for it?"""
    return asked.reader.indexes[asked.campaign.id].share_explained(fact, asked.query.content) >= 0.6


def same_fact(asked: Asked) -> Answer | None:
    """What was last quoted, once more: who awards it stands there too."""
    index = asked.reader.indexes[asked.campaign.id]
    fact = next((fact for fact in index.facts if fact.id == asked.topic.fact), None)
    return asked.answer(asked.topic.intent, [fact.text], [fact.section], topic=asked.topic) if fact else None


def _anniversary(asked: Asked, fact: Fact) -> Answer:
    wanted = fact.id.removeprefix("anniversary:")
    item = next(each for each in asked.campaign.anniversaries if each.id == wanted)
    event = asked.reader.knowledge.events[item.event]
    topic = Topic(intent="anniversary_date", anniversary=event.id)
    line = anniversaries.told(asked, event, item.year)
    return asked.answer("anniversary_date", [line], [item.section], topic=topic)


def told(asked: Asked, intent: str) -> Answer | None:
    """The clause asked for; where nothing in particular was, the overview of that part of the plan."""
    unstated = surely_unstated(asked)
    if unstated:
        return unstated
    if intent == "title_list":
        if not asked.query.own or asked.query.says("listed"):
            return titles(asked)
        named = found_by(asked, intent, {"title": 1.0}, only=True, at_least=0.6)
        if named:
            return named
    if asked.query.own:
        return _told_by_own(asked, intent)
    if asked.query.content:
        found = _told_by_content(asked, intent)
        if found:
            return found
    return overview(asked, intent)


def surely_unstated(asked: Asked) -> Answer | None:
    """What the plan is known not to say, when the words find that far better than anything it says."""
    hits = search(asked, {"unstated": 1.0})
    if not hits or hits[0].fact.kind != "unstated" or not _whole(asked, hits[0]):
        return None
    stated = next((hit.score for hit in hits if hit.fact.kind != "unstated"), 0.0)
    return quoted(asked, "out_of_scope", hits[:1]) if hits[0].score >= _FAR_BETTER * stated else None


def _told_by_own(asked: Asked, intent: str) -> Answer | None:
    """The question has words of its own: the clause they find, else what comes nearest."""
    found = found_by(asked, intent, FAVOURED.get(intent, {}), at_least=0.45)
    if found is None and intent in _OVERVIEWS and not asked.query.says(*_PARTICULAR):
        found = nearest_to(asked) or overview(asked, intent)
    if found is None and intent == "content_sector" and asked.query.says("movement"):
        found = movements(asked)
    return found


def _told_by_content(asked: Asked, intent: str) -> Answer | None:
    """The question is made of known turns of phrase only: the clause that these still single out."""
    favoured = FAVOURED.get(intent, {})
    hits = search(asked, favoured)
    if not hits:
        return None
    best = hits[0]
    if (intent not in _LISTED or best.fact.kind in favoured) and _stands_out(hits):
        return _lacks_what_is_asked(asked, intent, best.fact) or quoted(asked, intent, hits[:1])
    if best.fact.kind == "unstated" and asked.query.sectors and best.coverage >= _SURE_SHARE:
        return quoted(asked, intent, hits[:1])
    sure = best.score >= _SURE_SCORE and best.coverage >= _SURE_SHARE and best.fact.kind != "unstated"
    if intent in _TOLD_BY_WORDS and sure:
        return quoted(asked, intent, nearest(hits, 2))
    if asked.query.sectors and intent in ("content", "content_sector"):
        wanted = [hit for hit in hits if hit.fact.kind in favoured] or list(hits)
        return by_sector(asked, intent) or quoted(asked, intent, nearest(wanted, 3))
    return None


def by_sector(asked: Asked, intent: str) -> Answer | None:
    """What the plan wants of the sector the asker counts himself to."""
    sectors = set(asked.query.sectors)
    index = asked.reader.indexes[asked.campaign.id]
    kinds = (
        ("movement", "slogan", "topic") if asked.query.says("movement", "slogan") else ("topic", "movement")
    )
    hits = [
        hit
        for hit in search(asked, {"movement": 1.6, "topic": 1.2, "slogan": 1.2})
        if hit.fact.kind in kinds and sectors & set(hit.fact.sectors)
    ]
    facts = [hit.fact for hit in hits]
    facts += [f for kind in kinds for f in index.facts if f.kind == kind and sectors & set(f.sectors)]
    return _listed(asked, intent, list(dict.fromkeys(facts))) if facts else None


def overview(asked: Asked, intent: str) -> Answer | None:
    """A part of the plan told from its beginning."""
    if intent == "title_list":
        return titles(asked)
    if intent == "slogan":
        return slogans(asked)
    if intent == "quota":
        return quotas(asked)
    if intent == "content_sector" and asked.query.says("movement"):
        return movements(asked) or _first_of(asked, intent)
    return _first_of(asked, intent)


def _first_of(asked: Asked, intent: str) -> Answer | None:
    kinds = _LISTED.get(intent)
    if kinds is None:
        return None
    index = asked.reader.indexes[asked.campaign.id]
    facts = [fact for fact in index.facts if fact.kind in kinds]
    return _listed(asked, intent, facts) if facts else None


def _listed(asked: Asked, intent: str, facts: Sequence[Fact]) -> Answer:
    """The first facts whole, the labels of the rest."""
    lines: list[str] = []
    length = 0
    for fact in facts:
        if lines and length + len(fact.text) > _LONGEST * 3 // 4:
            break
        lines.append(f"- {fact.text}" if len(facts) > 1 else fact.text)
        length += len(fact.text)
    shown, rest = facts[: len(lines)], facts[len(lines) :]
    if rest:
        lines.append(asked.say("list.more", labels="; ".join(fact.label for fact in rest[:6])))
    topic = Topic(intent=intent, fact=shown[0].id, sector=next(iter(asked.query.sectors), None))
    return asked.answer(intent, lines, [fact.section for fact in shown], topic=topic)


def titles(asked: Asked) -> Answer | None:
    found = asked.campaign.titles
    if not found:
        return None
    pledged = [title for title in found if title.pledged]
    others = [title for title in found if not title.pledged]
    lines = []
    if pledged:
        lines.append(asked.say("list.titles", names=_quoted(t.name for t in pledged)))
    if others:
        lines.append(asked.say("list.titles_other", names=_quoted(t.name for t in others)))
    return asked.answer("title_list", lines, [t.section for t in (*pledged, *others)])


def slogans(asked: Asked) -> Answer | None:
    found = [s for s in asked.campaign.slogans if s.kind in ("khẩu hiệu", "chủ đề năm", "tinh thần")]
    found = found or list(asked.campaign.slogans)
    if not found:
        return None
    index = asked.reader.indexes[asked.campaign.id]
    ids = [f"slogan:{slogan.id}" for slogan in found]
    facts = [fact for fact in index.facts if fact.id in ids]
    return _listed(asked, "slogan", facts)


def movements(asked: Asked) -> Answer | None:
    found = [s for s in asked.campaign.slogans if s.kind in ("phong trào", "cuộc vận động", "chương trình")]
    if not found:
        return None
    line = asked.say("list.movements", names=_quoted(s.text for s in found))
    return asked.answer("content_sector", [line], [s.section for s in found])


def quotas(asked: Asked) -> Answer | None:
    found = asked.campaign.quotas
    if not found:
        return None
    return asked.answer("quota", [quota.text for quota in found], [quota.section for quota in found])


def _quoted(names: Iterable[str]) -> str:
    return "; ".join(f"“{name.strip('“”')}”" for name in names)


def errata(asked: Asked) -> Answer | None:
    """The slips found in the printed plan."""
    index = asked.reader.indexes[asked.campaign.id]
    facts = [fact for fact in index.facts if fact.kind == "erratum"]
    return _listed(asked, "errata", facts) if facts else None
