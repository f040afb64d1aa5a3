"""Whole numbers as people write them: 1.250, 12 triệu, mười hai, một trăm linh năm."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from domain.text import clean, fold

NumberFault = Literal["none", "several", "negative", "fraction"]

MOST = 10**15  # larger numbers are slips


@dataclass(frozen=True, slots=True)
class NotANumber:
    """Why a text is no whole number: ``none`` in it that can be told, ``several``, a ``negative`` one or a
    ``fraction``."""

    why: NumberFault


_SCALES = {
    "chuc": 10, "tram": 100, "nghin": 1000, "ngan": 1000, "k": 1000,
    "trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9,
}  # fmt: skip
_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_LINKS = ("linh", "le")  # một trăm linh năm
_WORDS = frozenset(_DIGITS) | frozenset(_SCALES) | {"muoi", "ruoi", *_LINKS}
_BEFORE = frozenset({"khoang", "chung", "tam", "duoc", "co", "so", "tong", "cong", "tat", "ca", "la", "da"})
# Behind a number these make a question or another thing of it: 2 hay 3, 12 nào.
_NOT_BEHIND = frozenset({"may", "nao", "gi", "bao", "khi", "sao", "dau", "ai", "hay", "hoac", "den", "ruoi"})
_BEHIND = 3  # words that may follow a number: 12 sáng kiến

_PLAIN = re.compile(r"\d+")
_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_NUMBER = re.compile(r"\d(?:[\d.,]|(?<=\d) (?=\d{3}(?!\d)))*")
_NEGATIVE = re.compile(r"(?:^|\s)(?:-|−|–|am )\s?\d")


def whole_number(text: str) -> int | NotANumber:
    """The one whole number that ``text`` gives, with at most a few words around it; nothing is guessed."""
    said = fold(clean(text)).strip(" .!,;")
    if _NEGATIVE.search(said):
        return NotANumber("negative")
    written = list(_NUMBER.finditer(said))
    if len(written) > 1:
        return NotANumber("several")
    return _from_digits(said, written[0]) if written else _from_words(said.split())


def _from_digits(said: str, written: re.Match[str]) -> int | NotANumber:
    before = said[: written.start()].split()
    behind = re.findall(r"\w+|[^\w\s]", said[written.end() :])
    if not _BEFORE.issuperset(before):
        return NotANumber("none")
    glued = said[written.end() : written.end() + 1].isalpha()
    if glued and behind[0] not in _SCALES:
        return NotANumber("none")  # 12h, 2A
    factor = 1
    while behind and behind[0] in _SCALES and factor < MOST:
        factor *= _SCALES[behind.pop(0)]
    if len(behind) > _BEHIND or any(not word.isalpha() or word in _WORDS | _NOT_BEHIND for word in behind):
        return NotANumber("none")
    return _times(written[0].rstrip(".,"), factor)


def _times(digits: str, factor: int) -> int | NotANumber:
    """1.250 and 1,250 are groups of thousands, unless thousands follow: 1,250 triệu could be either."""
    if _PLAIN.fullmatch(digits):
        value = Fraction(int(digits))
    elif _GROUPED.fullmatch(digits) and factor == 1:
        value = Fraction(int(re.sub(r"\D", "", digits)))
    elif (decimal := _DECIMAL.fullmatch(digits)) and (factor == 1 or len(decimal[2]) < 3):
        value = Fraction(f"{decimal[1]}.{decimal[2]}")
    else:
        return NotANumber("none")
    value *= factor
    if value.denominator != 1:
        return NotANumber("fraction")
    return int(value) if value < MOST else NotANumber("none")


def _from_words(words: Sequence[str]) -> int | NotANumber:
    """Number words alone, but for a word like "khoảng" before; elsewhere they are too often other words."""
    while words and words[0] in _BEFORE and words[0] not in _DIGITS:
        words = words[1:]
    if not words:
        return NotANumber("none")
    value = _large(words)
    return NotANumber("none") if value is None or value >= MOST else value


def _large(words: Sequence[str]) -> int | None:
    """Billions, millions and thousands, each at most once and in falling order."""
    total, rest = 0, list(words)
    for names, scale in ((("ty", "ti"), 10**9), (("trieu",), 10**6), (("nghin", "ngan"), 1000)):
        at = next((index for index, word in enumerate(rest) if word in names), None)
        if at is None:
            continue
        count = _below_thousand(rest[:at])
        if not count:
            return None
        total, rest = total + count * scale, rest[at + 1 :]
        if rest == ["ruoi"]:
            return total + scale // 2
    if not rest:
        return total
    small = _below_thousand(rest)
    if small is None or (total and not _placed(rest)):
        return None
    return total + small


def _placed(words: Sequence[str]) -> bool:
    """Behind a thousand a bare digit says no place: "hai nghìn năm" may be 2.005 or 2.500."""
    return len(words) > 1


def _below_thousand(words: Sequence[str]) -> int | None:
    words = list(words)
    if "tram" not in words:
        linked = len(words) == 2 and words[0] in _LINKS
        return _DIGITS.get(words[1]) if linked else _below_hundred(words)
    at = words.index("tram")
    hundreds = _DIGITS.get(words[0]) if at == 1 else None
    if hundreds is None:
        return None
    rest = words[at + 1 :]
    if not rest:
        return hundreds * 100
    if rest == ["ruoi"]:
        return hundreds * 100 + 50
    if rest[0] in _LINKS:
        return hundreds * 100 + _DIGITS[rest[1]] if len(rest) == 2 and rest[1] in _DIGITS else None
    small = _below_hundred(rest)
    if small is None or (len(rest) == 1 and rest[0] != "muoi"):
        return None
    return hundreds * 100 + small


def _below_hundred(words: Sequence[str]) -> int | None:
    match list(words):
        case ["muoi"]:
            return 10
        case [*_, "muoi", "nam"]:
            return None  # mười năm are ten years, fifteen is mười lăm
        case ["muoi", unit] if _DIGITS.get(unit):
            return 10 + _DIGITS[unit]
        case [digit]:
            return _DIGITS.get(digit)
        case [tens, "muoi" | "chuc"] if _DIGITS.get(tens):
            return _DIGITS[tens] * 10
        case [tens, "muoi", unit] if _DIGITS.get(tens) and _DIGITS.get(unit):
            return _DIGITS[tens] * 10 + _DIGITS[unit]
        case [tens, unit] if _DIGITS.get(tens, 0) > 1 and unit in ("mot", "lam", "nham", "tu"):
            return _DIGITS[tens] * 10 + _DIGITS[unit]  # hai mốt, ba lăm
        case _:
            return None


def grouped(number: int) -> str:
    """A whole number as people read it: 1.250."""
    return f"{number:,}".replace(",", ".")
