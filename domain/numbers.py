"""Whole numbers as people write them: 12, 1.250, 1 250, mười hai, hai trăm linh năm, 12 triệu."""

import re

from domain.text import clean, fold

_GROUPED = re.compile(r"\d{1,3}(?:[. ,]\d{3})+")
_DIGITS = re.compile(r"\d{1,15}")
_ONES = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9,
}  # fmt: skip
_SCALES = {"nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}
_POLITE = {"a", "da", "nhe", "nha", "thoi", "khoang"}


def whole_number(text: str) -> int | None:
    """The number ``text`` is, with nothing but polite words around it; None for anything else, a number in
    doubt included (1,5 and 1.25 are none)."""
    words = [word for word in fold(clean(text)).strip(" .!").split() if word not in _POLITE]
    said = " ".join(words)
    if _DIGITS.fullmatch(said):
        return int(said)
    if _GROUPED.fullmatch(said):
        return int(re.sub(r"\D", "", said))
    return _in_words(words)


def _in_words(words: list[str]) -> int | None:
    """Groups below a thousand, each before its scale: hai triệu ba trăm nghìn; 12 triệu."""
    total, group = 0, []
    last = 1_000_000_000_000
    for word in words:
        scale = _SCALES.get(word)
        if scale is None:
            group.append(word)
            continue
        value = _below_thousand(group)
        if value is None or scale >= last:
            return None
        total, group, last = total + value * scale, [], scale
    if not group:
        return total if words and last < 1_000_000_000_000 else None
    rest = _below_thousand(group)
    return None if rest is None or rest >= last else total + rest


def _below_thousand(words: list[str]) -> int | None:
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    hundreds = 0
    if len(words) >= 2 and words[1] == "tram" and words[0] in _ONES:
        hundreds, words = _ONES[words[0]] * 100, words[2:]
        if not words:
            return hundreds
        if words[0] in ("linh", "le"):
            return hundreds + _ONES[words[1]] if len(words) == 2 and words[1] in _ONES else None
        if len(words) == 1:
            return None  # "hai trăm năm": 205 or 250, nobody can say
    tens = _below_hundred(words)
    return None if tens is None else hundreds + tens


def _below_hundred(words: list[str]) -> int | None:
    match words:
        case ["muoi"]:
            return 10
        case ["muoi", one] if one in _ONES:
            return 10 + _ONES[one]
        case [ten, "muoi"] if _ONES.get(ten, 0) >= 2:
            return _ONES[ten] * 10
        case [ten, "muoi", one] | [ten, "muoi", "mot" as one] if _ONES.get(ten, 0) >= 2 and one in _ONES:
            return _ONES[ten] * 10 + _ONES[one]
        case [one] if one in _ONES:
            return _ONES[one]
    return None
