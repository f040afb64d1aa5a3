"""What a question has besides turns of phrase: marks that hang on how its words stand together."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

from domain.understanding.patterns import (
    at_which_place,
    counts_times,
    from_to,
    how_much_reward,
    how_often,
    names_movement,
    one_or_other_level,
    several_of,
    signs,
    to_whom,
    which_campaigns,
    which_department,
    wishes,
)
from domain.understanding.phrases import Span, Words
from domain.understanding.times import (
    PhaseRef,
    all_phases,
    counted_years,
    day_refs,
    month_refs,
    relative_day,
    which_phase,
    years,
)

# Words by which people mean the campaign as a whole.
_CAMPAIGN_WORDS = frozenset({("phong", "trao"), ("thi", "dua"), ("ke", "hoach"), ("huong", "dan")})

_PATTERNS: tuple[tuple[str, Callable[[Words], bool]], ...] = (
    ("period", how_often),
    ("movement", names_movement),
    ("signer", signs),
    ("range", from_to),
    ("place", at_which_place),
    ("to_whom", to_whom),
    ("to_whom", one_or_other_level),
)
_OVER = (("xong",), ("qua",))


def _after_something(words: tuple[str, ...], spans: Iterable[Span]) -> bool:
    """sau 1/4, qua Quốc khánh: what follows a day or event that is named."""
    starts = {span.start for span in spans if span.group == "event"}
    starts |= {at for at, word in enumerate(words) if day_refs((word,))}
    starts = {start - 1 if start and words[start - 1] in ("ngay", "dip", "le") else start for start in starts}
    ends = {span.end for span in spans if span.group == "event"}
    return any(words[end : end + 1] in _OVER for end in ends) or any(
        start > 0 and words[start - 1] in ("sau", "qua", "het", "xong") and words[max(0, start - 2)] != "hom"
        for start in starts
    )


def _which_of_them(words: tuple[str, ...], span: Span) -> bool:
    """trong đợt 1 có tháng nào dành cho công nhân: no time is asked for, but a month that is named."""
    return words[span.start : span.end] in _NAMED and words[max(0, span.start - 1) : span.start] == ("co",)


_NAMED = (("thang", "nao"), ("ngay", "nao"), ("tuan", "nao"), ("nam", "nao"))


def features(
    words: tuple[str, ...], said: tuple[str, ...], spans: Iterable[Span], phase: PhaseRef | None, today: date
) -> Iterable[str]:
    """The concepts found and the marks of what else was; ``said``: the words as written, where known."""
    for span in spans:
        if span.name in ("headcount", "how_many") and several_of(words, span):
            continue
        if span.name in ("weekday", "which_day") and counts_times(words, span):
            continue
        if span.name == "when" and _which_of_them(words, span):
            yield "content"
            continue
        yield span.name if span.group == "concept" else f"@{span.group}"
    if phase:
        yield "@phase"
        if phase.number:
            yield "@phase_number"
    if which_phase(words):
        yield "which_phase"
    if said[:1] == ("ban",) and words[1:2] in (("nao",), ("gi",)):
        yield "who"
    elif which_department(words) and "bạn" not in said:
        yield "through"
    if counted_years(words):
        yield "@count"
    if how_much_reward(said):
        yield "money"
    yield from (name for name, found in _PATTERNS if found(words))
    if wishes(words, said):
        yield "wishes"
    if which_campaigns(said):
        yield "@which_campaigns"
    if _after_something(words, spans):
        yield "@after"
    if "hay" in words:
        yield "@or"
    if "hay" in words and len(all_phases(words)) > 1:
        yield "@either"
    elif len(all_phases(words)) > 1:
        yield "@phases"
    if not _CAMPAIGN_WORDS.isdisjoint(pairwise(words)) or "dot" in words:
        yield "@campaign_word"
    if day_refs(words) or relative_day(words, today):
        yield "@day"
    if month_refs(words):
        yield "@month"
    if years(words, today):
        yield "@year"
