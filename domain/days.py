"""A day as people name it in a field: 31/5/2026, hôm nay, cuối tháng 5."""

import re
from datetime import date, timedelta

from domain.text import plain
from domain.understanding.times import DayRef

_WRITTEN = re.compile(r"(?:ngay )?(\d{1,2}) (?:thang )?(\d{1,2})(?: (?:nam )?(\d{4}))?")
_MONTH = re.compile(r"(?:(dau|giua|cuoi) )thang (\d{1,2})(?: (?:nam )?(\d{4}))?")
_YEAR = re.compile(r"(dau|cuoi) nam (\d{4}|nay|sau|toi)")
_NEAR = {
    "hom nay": 0, "bua nay": 0, "nay": 0, "ngay hom nay": 0, "mai": 1, "ngay mai": 1, "ngay kia": 2,
    "hom qua": -1, "ngay hom qua": -1,
}  # fmt: skip
_THIS_MONTH = {"dau thang": "dau", "giua thang": "giua", "cuoi thang": "cuoi", "het thang": "cuoi"}


def day_named(text: str, today: date) -> date | None:
    """The one day that ``text`` names and nothing else; without a year the coming one. None: no such day."""
    said = plain(text)
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    if match := _WRITTEN.fullmatch(said):
        year = int(match[3]) if match[3] else None
        return DayRef(int(match[1]), int(match[2]), year).near(today)
    if match := _YEAR.fullmatch(said):
        year = int(match[2]) if match[2].isdigit() else today.year + (match[2] != "nay")
        return _part(match[1], 1 if match[1] == "dau" else 12, year)
    named = said.removesuffix(" nay")
    if named in _THIS_MONTH:
        return _part(_THIS_MONTH[named], today.month, today.year)
    if match := _MONTH.fullmatch(said):
        return _in_month(match[1], int(match[2]), int(match[3]) if match[3] else None, today)
    return None


def _in_month(part: str, month: int, year: int | None, today: date) -> date | None:
    if year is not None:
        return _part(part, month, year)
    day = _part(part, month, today.year)
    return _part(part, month, today.year + 1) if day and day < today else day


def _part(part: str, month: int, year: int) -> date | None:
    """The first, the fifteenth or the last of a month."""
    if not 1 <= month <= 12 or not 1 <= year <= 9998:
        return None
    if part == "cuoi":
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date(year, month, 1 if part == "dau" else 15)
