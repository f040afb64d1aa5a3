"""Days, years and phases as people name them, found in folded words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

_FULL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]([12]\d{3})")  # years that the calendar can count
_SHORT = re.compile(r"(\d{1,2})/(\d{1,2})")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Without diacritics năm, sáu, bảy, tư are other words far more often than numbers.
_UNITS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tam": 8, "chin": 9, "muoi": 10,
    "nhat": 1, "nhi": 2, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
_PHASE_WORDS = {
    ("dot", "thi", "dua"): "đợt",
    ("dot",): "đợt",
    ("giai", "doan"): "giai đoạn",
    ("chang",): "đợt",
}
_DENIALS = (
    ("khong", "phai"),
    ("chu", "khong"),
    ("dau", "phai"),
    ("dung", "noi"),
    ("dung", "hoi"),
    ("khong", "noi"),
    ("khong", "hoi"),
    ("tru",),
    ("ngoai",),
)


Place = Literal["now", "that", "next", "previous", "first", "middle", "last"]


@dataclass(frozen=True, slots=True)
class DayRef:
    """A day somebody wrote: with its year, or without (then the nearest sensible one is meant)."""

    day: int
    month: int
    year: int | None = None

    def near(self, today: date) -> date | None:
        """The day meant, seen from ``today``: the coming one unless a year is given. None if no such day."""
        try:
            if self.year is not None:
                return date(self.year, self.month, self.day)
            this_year = date(today.year, self.month, self.day)
        except ValueError:
            return None
        if this_year >= today:
            return this_year
        try:
            return date(today.year + 1, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class PhaseRef:
    """A phase by its number (1, 2 …) or by where it lies seen from another."""

    number: int | None = None
    place: Place | None = None
    word: str | None = None


def day_refs(words: Sequence[str]) -> tuple[DayRef, ...]:
    """Every day named in ``words``: 19/5, 30/4/2022, ngày 5 tháng 6 (năm 2022)."""
    found: list[DayRef] = []
    for at, word in enumerate(words):
        if match := _FULL.fullmatch(word):
            found.append(DayRef(int(match[1]), int(match[2]), int(match[3])))
        elif match := _SHORT.fullmatch(word):
            found.append(DayRef(int(match[1]), int(match[2]), _year_behind(words, at + 1)))
        elif word == "thang" and 0 < at < len(words) - 1:
            day, month = _number(words[at - 1]), _number(words[at + 1])
            if day and month and 1 <= month <= 12 and 1 <= day <= 31:
                found.append(DayRef(day, month, _year_behind(words, at + 2)))
    return tuple(ref for ref in found if 1 <= ref.month <= 12 and 1 <= ref.day <= 31)


def month_refs(words: Sequence[str]) -> tuple[int, ...]:
    """Months named without a day: tháng 5."""
    return tuple(
        month
        for at, word in enumerate(words[:-1])
        if word == "thang"
        and (month := _number(words[at + 1]))
        and 1 <= month <= 12
        and not (at > 0 and words[at - 1].isdigit())
    )


def years(words: Sequence[str], today: date) -> tuple[int, ...]:
    """Years named, in full or as năm nay, năm ngoái, sang năm."""
    found = [int(word) for word in words if _YEAR.fullmatch(word)]
    found += [int(match[3]) for word in words if (match := _FULL.fullmatch(word))]
    text = f" {' '.join(words)} "
    relative = {
        " nam nay ": 0,
        " nam ngoai ": -1,
        " nam truoc ": -1,
        " nam sau ": 1,
        " nam toi ": 1,
        " sang nam ": 1,
    }
    found += [today.year + shift for phrase, shift in relative.items() if phrase in text]
    return tuple(dict.fromkeys(found))


def counted_years(words: Sequence[str]) -> tuple[int, ...]:
    """Numbers of years that an anniversary may have: 43 năm, lần thứ 92."""
    return tuple(
        int(word)
        for at, word in enumerate(words)
        if word.isdigit() and 20 <= int(word) <= 999
        if tuple(words[at + 1 : at + 2]) == ("nam",) or tuple(words[max(0, at - 2) : at]) == ("lan", "thu")
    )


def relative_day(words: Sequence[str], today: date) -> date | None:
    """hôm nay, ngày mai, ngày kia, hôm qua as a day."""
    text = f" {' '.join(words)} "
    shifts = {" ngay mai ": 1, " mai la ": 1, " ngay kia ": 2, " hom qua ": -1, " ngay hom qua ": -1}
    return next((today + timedelta(days=n) for phrase, n in shifts.items() if phrase in text), None)


def numbered_phase(words: Sequence[str]) -> PhaseRef | None:
    """``đợt 2``, ``giai đoạn hai``, ``đợt thứ nhất``; not one that is denied (không phải đợt 1)."""
    return next(iter(phase_numbers(words)), None)


def phase_numbers(words: Sequence[str]) -> tuple[PhaseRef, ...]:
    """All phases named by number, in order."""
    found: list[PhaseRef] = []
    for at in range(len(words)):
        for phase_word, name in _PHASE_WORDS.items():
            end = at + len(phase_word)
            if tuple(words[at:end]) != phase_word or _denied(words, at):
                continue
            if end < len(words) and words[end] in ("thu", "so", "0"):
                end += 1
            number = _number(words[end]) if end < len(words) else None
            if number and 1 <= number <= 20:
                found.append(PhaseRef(number=number, word=name))
    return tuple(dict.fromkeys(found))


_PLACED: Mapping[tuple[str, ...], Place] = {
    ("dau", "tien"): "first", ("dau",): "first", ("mo", "dau"): "first",
    ("cuoi", "cung"): "last", ("cuoi",): "last", ("chot",): "last",
    ("sau", "cung"): "last", ("sau",): "next", ("ke",): "next", ("ke", "tiep"): "next", ("tiep",): "next",
    ("tiep", "theo"): "next", ("toi",): "next", ("sap", "toi"): "next",
    ("truoc",): "previous", ("vua", "roi"): "previous", ("vua", "qua"): "previous", ("cu",): "previous",
    ("nay",): "now", ("hien", "tai"): "now", ("hien", "nay"): "now", ("dang",): "now",
    ("do",): "that", ("ay",): "that", ("tren",): "that",
    ("giua", "nam"): "middle", ("giua",): "middle",
}  # fmt: skip


# đợt tới is the next one, but đợt … tới ngày nào asks for an end.
_WHEN_WORDS = frozenset({"ngay", "hom", "khi", "bao", "luc", "chung", "dau", "thang", "nam", "het", "bua"})


def phase_named(words: Sequence[str]) -> PhaseRef | None:
    """The phase a question is about: by number, else by place; after "đợt 1 rồi, đợt này" the latter."""
    numbered, placed = numbered_phase(words), placed_phase(words) or _half_year(words)
    if numbered and placed and placed.place in ("now", "next") and "roi" in words:
        return placed
    return numbered or placed


def _half_year(words: Sequence[str]) -> PhaseRef | None:
    """nửa cuối năm, 6 tháng đầu năm: the last or the first phase."""
    text = f" {' '.join(words)} "
    halves: Mapping[str, Place] = {"cuoi nam": "last", "sau nam": "last", "dau nam": "first"}
    found = (
        place
        for words_of, place in halves.items()
        for half in ("nua", "6 thang", "sau thang")
        if f" {half} {words_of} " in text
    )
    place = next(found, None)
    return PhaseRef(place=place) if place else None


def all_phases(words: Sequence[str]) -> tuple[PhaseRef, ...]:
    """Every phase named, by number or by its place."""
    return (*phase_numbers(words), *placed_phases(words))


def placed_phase(words: Sequence[str]) -> PhaseRef | None:
    """``đợt sau``, ``giai đoạn đầu tiên``, ``đợt thi đua cuối cùng``, ``đợt này``."""
    return next(iter(placed_phases(words)), None)


def placed_phases(words: Sequence[str]) -> tuple[PhaseRef, ...]:
    """All phases named by their place, in order."""
    found: list[PhaseRef] = []
    for at in range(len(words)):
        for phase_word, name in _PHASE_WORDS.items():
            end = at + len(phase_word)
            if tuple(words[at:end]) != phase_word:
                continue
            for length in (2, 1):
                place = _PLACED.get(tuple(words[end : end + length]))
                following = words[end + length] if end + length < len(words) else ""
                if place and not (words[end] == "toi" and following in _WHEN_WORDS):
                    found.append(PhaseRef(place=place, word=name))
                    break
    return tuple(dict.fromkeys(found))


def which_phase(words: Sequence[str]) -> bool:
    """đợt nào, giai đoạn thi đua thứ mấy: a phase word, and soon behind it the question."""
    for at in range(len(words)):
        for phase_word in _PHASE_WORDS:
            end = at + len(phase_word)
            if tuple(words[at:end]) != phase_word:
                continue
            while end < len(words) and words[end] in ("thu", "so", "la"):
                end += 1
            if end < len(words) and words[end] in ("nao", "may"):
                return True
    return False


def _denied(words: Sequence[str], at: int) -> bool:
    return any(tuple(words[max(0, at - len(denial)) : at]) == denial for denial in _DENIALS)


def _year_behind(words: Sequence[str], at: int) -> int | None:
    rest = [word for word in words[at : at + 2] if word != "nam"]
    return int(rest[0]) if rest and _YEAR.fullmatch(rest[0]) else None


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) <= 2 else _UNITS.get(word)
