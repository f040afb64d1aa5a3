"""Which clauses of a plan a question's words find, and whether they have what it asks for."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from domain.answering.answer import Asked
from domain.text import fold
from domain.understanding.facts import Fact
from domain.understanding.index import FactIndex, Hit, ranked
from domain.understanding.query import Query

LONGEST = 480  # characters of clause text in one answer
_PAPERS = ("ke hoach", "nghi quyet", "nghi dinh", "chi thi", "quyet dinh", "luat", "ket luan", "huong dan")
_NAMED = 1.5  # how much more a paper counts whose kind is named, or a clause on whom to care for
_NAMING = 0.6  # how near one must come to be told for naming the thing asked for
_FITTING = 0.5  # how near to the best a clause must come to be told for having the number or day
SURE_SCORE, SURE_SHARE = 14.0, 0.6
_DAY = re.compile(r"\d{1,2}/\d{1,2}|tháng \d|sau mỗi|định kỳ|hàng quý")
# 02-NQ/TW (12/6/2021, …), 82/KH-LĐLĐ ngày 24/12/2021
_DAY_OF_PAPER = re.compile(r"(?<=[A-ZĐ])(?: ngày | \()\d{1,2}/\d{1,2}/\d{4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PERIOD = re.compile(r"định kỳ|h[àằ]ng|sau mỗi|\d+ (?:tháng|năm|ngày)|một lần", re.IGNORECASE)
_ROMAN = re.compile(r"\b[XVI]+\b")
_TERMS = ("ky", "khoa", "lan", "thu")  # what years or Roman numerals count as well: nhiệm kỳ mấy
_PLACE = re.compile(r"\b(?:tại|khu vực|trụ sở|địa bàn|vị trí|nơi|website|trang)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d/.-])\d{1,3}(?![\d/.-])")
_HEADS = re.compile(r"(?<![\d/.-])\d{1,3}(?![\d/.%-])(?! *(?:tháng|ngày|năm|tuần|giờ))")  # no time, no share
NEXT_BEST = 0.66  # how near a second clause must come to be told as well
_LESS = 0.4  # of the best one's coverage: what explains less of the question is told last
PARTICULAR = ("how_many", "headcount", "quota", "when", "deadline", "place")
_UNSTATED = 0.6  # what the plan does not say gives way to what it says
_ERRATUM, _SLOGAN = 0.4, 0.7  # told mostly when asked for as such
_DENIED = 0.3  # what is expressly not meant
_PAPER = 0.75  # a paper the plan cites tells little of what the plan wants
_OWN_SECTOR, _OTHER_SECTOR = 1.35, 0.55


def search(asked: Asked, favoured: Mapping[str, float], *, only: bool = False) -> tuple[Hit, ...]:
    sectors = set(asked.query.sectors)
    particular = asked.query.says(*PARTICULAR)
    named = paper_kinds(asked.query)
    of_papers = bool(named) or asked.query.says("basis", "number", "issued", "that_paper", "original")

    index = asked.reader.indexes[asked.campaign.id]
    denied = asked.query.denied - asked.query.content

    def favour(fact: Fact) -> float:
        factor = favoured.get(fact.kind, 0.0 if only else 1.0)
        if fact.kind == "unstated" and "unstated" not in favoured and not particular:
            factor *= _UNSTATED
        if fact.kind in ("phase", "anniversary"):
            factor *= 0.75
        if fact.kind == "erratum" and "erratum" not in favoured:
            factor *= _ERRATUM
        if fact.kind == "slogan" and "slogan" not in favoured:
            factor *= _SLOGAN
        if named and fact.kind in ("basis", "cited") and fold(fact.label).startswith(named):
            factor *= _NAMED
        if fact.kind in ("basis", "cited") and not of_papers and fact.kind not in favoured:
            factor *= _PAPER
        if asked.query.says("priority") and asked.reader.speaks_of(fact, "priority"):
            factor *= _NAMED
        if denied and index.share_explained(fact, denied) == 1.0:
            factor *= _DENIED
        if sectors and fact.sectors:
            factor *= _OWN_SECTOR if sectors & set(fact.sectors) else _OTHER_SECTOR
        return factor

    return ranked(_found(index, asked.query), favour, limit=6)


@lru_cache(maxsize=8)
def _found(index: FactIndex, query: Query) -> tuple[Hit, ...]:
    """What the words find in the plan; several looks at it with different favours find it once."""
    return index.found(
        query.sought,
        query.content,
        query.own or query.content,
        written=query.written,
        focus=query.focus,
        told=query.told,
    )


def paper_kinds(query: Query) -> tuple[str, ...]:
    """The kinds of papers a question names, folded: nghi dinh, chi thi."""
    text = f" {' '.join(query.words)} "
    return tuple(kind for kind in _PAPERS if f" {kind} " in text)


def nearest(hits: Sequence[Hit], together: int, near: float = NEXT_BEST) -> list[Hit]:
    """The best hit, and those that come near it, as far as an answer may be long; of these first what
    explains about as much of the question."""
    best = hits[0]
    if best.fact.kind == "unstated":
        return [best]
    beside = [
        hit
        for hit in hits[1 : 2 * together]
        if hit.score >= near * best.score
        and hit.fact.kind != "unstated"
        and hit.fact.text not in best.fact.text
    ]
    beside.sort(key=lambda hit: hit.coverage < _LESS * best.coverage)
    taken, length = [best], len(best.fact.text)
    for hit in beside:
        if len(taken) < together and length + len(hit.fact.text) <= LONGEST:
            taken.append(hit)
            length += len(hit.fact.text)
    return taken


def fitting_first(asked: Asked, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Where a number, a day or a certain thing is asked for, the first clause near the best that has it."""
    hits = _first_near(hits, _NAMING, lambda fact: _names_the_thing(asked, fact))
    return _first_near(hits, _FITTING, lambda fact: missing(asked, fact) is None)


def _first_near(hits: tuple[Hit, ...], near: float, fits: Callable[[Fact], bool]) -> tuple[Hit, ...]:
    """First the first that fits and comes near the best, then the others in their order."""
    enough = [n for n, hit in enumerate(hits) if hit.score >= near * hits[0].score]
    first = next((n for n in enough if fits(hits[n].fact)), 0)
    return (hits[first], *hits[:first], *hits[first + 1 :])


def _names_the_thing(asked: Asked, fact: Fact) -> bool:
    """Has the clause the words of the thing asked for: hội thi nào?"""
    focus = asked.query.focus & asked.query.own
    index = asked.reader.indexes[asked.campaign.id]
    return len(focus) < 2 or index.share_explained(fact, focus) == 1.0


def missing(asked: Asked, fact: Fact) -> str | None:
    """The text that names what the question wants and the clause lacks; None when it lacks nothing."""
    if fact.kind in ("unstated", "anniversary", "quota", "phase", "erratum"):
        return None
    says = asked.query.says
    of_papers = says("basis", "issued", "number") or bool(paper_kinds(asked.query))
    text = fact.text if of_papers else _DAY_OF_PAPER.sub("", fact.text)
    dated = _DAY.search(text) or (says("year_which", "years") and _YEAR.search(text))
    if fact.kind in ("basis", "cited") and not of_papers:
        dated = None  # the day of a paper is not that of what it is about
    if says("when", "deadline") and not dated:
        return "refuse.day"
    if says("period") and not says("how_many_phases") and not _PERIOD.search(fact.text):
        return "refuse.number"
    if says("place") and not says("to_whom", "submit") and not _PLACE.search(fact.text):
        return "refuse.where"
    counts_terms = any(f" {word} may " in f" {' '.join(asked.query.words)} " for word in _TERMS)
    numbered = _NUMBER.search(fact.text) or (
        counts_terms and (_YEAR.search(fact.text) or _ROMAN.search(fact.text))
    )
    if says("headcount"):
        numbered = _HEADS.search(fact.text)
    if says("how_many", "headcount", "quota") and not numbered:
        return "refuse.number"
    return None


def has_what_is_asked(asked: Asked, fact: Fact) -> bool:
    """Is something particular asked for, and does the clause have such a thing?"""
    return (
        asked.query.says("when", "deadline", "place")
        and fact.kind != "unstated"
        and missing(asked, fact) is None
    )


def whole(asked: Asked, hit: Hit) -> bool:
    """Does an unstated thing match most of what was asked, and not a word of it only?"""
    index = asked.reader.indexes[asked.campaign.id]
    return hit.coverage >= 0.5 and index.share_explained(hit.fact, asked.query.content) >= 0.6


def stands_out(hits: Sequence[Hit], at_least: float = SURE_SCORE) -> bool:
    """Is one clause far nearer to the words than any other?"""
    if not hits or hits[0].score < at_least or hits[0].fact.kind == "unstated":
        return False
    return len(hits) == 1 or hits[0].score >= 1.6 * hits[1].score
