"""Rules on any text that people get to read: days that exist, weekdays that are right, not too much of it."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from content.checks.material import Material, strings
from content.errors import Problem
from content.schema import LONGEST
from content.source import Source, Where

_FULL = r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?!\d)"
_SHORT = r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/])"
_SPELT = r"ngày (?P<d>\d{1,2}) tháng (?P<m>\d{1,2})(?: năm (?P<y>\d{4}))?(?!\d)"
_DAYS = tuple(map(re.compile, (_FULL, rf"ngày {_SHORT}", _SPELT)))
_DAY = rf"(?:{_FULL}|{_SHORT.replace('?P<d>', '?P<d2>').replace('?P<m>', '?P<m2>')})"
_LUNAR = re.compile(r"\s*(?:năm \d+ )?âm lịch", re.IGNORECASE)

_WEEKDAY = re.compile(r"(?:thứ\s+(hai|ba|tư|năm|sáu|bảy|[2-7])|(chủ\s+nhật))(?!\w)", re.IGNORECASE)
_NUMBERS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "chủ nhật": 6}
_ORDINAL = re.compile(
    r"(?:đợt|giai đoạn|năm|lần|khóa|kỳ|chặng|bước|mục|phần|ý|việc|điều|người|hạng|quý)\s+$", re.I
)
_GLUE = r"[\s,(:–-]*(?:(?:rơi vào|nhằm|đúng|vào|tức|là|ngày)[\s,(]+)*"
_DAY_BEHIND = re.compile(_GLUE + _DAY, re.IGNORECASE)
_DAY_BEFORE = re.compile(_DAY + _GLUE + "$", re.IGNORECASE)
_REACH = 40  # characters around a weekday in which its day is looked for


def days_exist(material: Material) -> Iterator[Problem]:
    """31/6/2022 stands nowhere, except where the slip of a plan is quoted as printed."""
    for source, where, text in _read_by_people(material):
        for day in _days_of(text):
            if not _exists(day) and day[0] not in _quoted_slips(source, where):
                yield source.problem(where, f"ngày “{day[0]}” không có trong lịch")


def weekdays_are_right(material: Material) -> Iterator[Problem]:
    """A weekday beside a day is that day's (a day without year: in one of the campaign's years)."""
    for source, where, text in _read_by_people(material):
        for weekday in _WEEKDAY.finditer(text):
            days = _beside(text, weekday)
            if days and not any(_falls_on(day, _number(weekday), source) for day in days):
                told = f"“{weekday[0]}” không đúng với ngày “{days[0][0]}” đứng cạnh"
                yield source.problem(where, told)


def nothing_too_long(material: Material) -> Iterator[Problem]:
    """No text of a plan is longer than people read in a chat."""
    for plan in material.plans:
        for where, text in strings(plan.source.data):
            if len(text) > LONGEST:
                yield plan.source.problem(where, f"dài quá {LONGEST} ký tự")


RULES = (days_exist, weekdays_are_right, nothing_too_long)

_Day = tuple[str, int, int, int | None]  # as written, day, month, year


def _read_by_people(material: Material) -> Iterator[tuple[Source, Where, str]]:
    """Every text but the printed form of a slip, which may be wrong in any way."""
    others = (each.source for each in (material.events, material.sentences) if each)
    for source in chain((plan.source for plan in material.plans), others):
        for where, text in strings(source.data):
            if where[-1:] != ("issued_printed",) and (where[:1], where[-1:]) != (("errata",), ("printed",)):
                yield source, where, text


def _quoted_slips(source: Source, where: Where) -> str:
    """For a text of an erratum, what it speaks of as printed."""
    erratum = source.data["errata"][where[1]] if where[:1] == ("errata",) and len(where) > 1 else None
    return str(erratum.get("printed")) if isinstance(erratum, dict) else ""


def _days_of(text: str) -> Iterator[_Day]:
    for pattern in _DAYS:
        for found in pattern.finditer(text):
            if not _LUNAR.match(text, found.end()):
                yield _day(found)


def _day(found: re.Match[str]) -> _Day:
    parts = found.groupdict()
    day, month = parts["d"] or parts.get("d2"), parts["m"] or parts.get("m2")
    year = parts.get("y")
    written = "/".join(part for part in (day, month, year) if part)
    return written, int(day or 0), int(month or 0), int(year) if year else None


def _exists(day: _Day) -> bool:
    _, number, month, year = day
    if not 1 <= month <= 12 or year == 0:
        return False
    return 1 <= number <= monthrange(year or 2000, month)[1]


def _beside(text: str, weekday: re.Match[str]) -> list[_Day]:
    before = text[max(0, weekday.start() - _REACH) : weekday.start()]
    if _ORDINAL.search(before):
        return []
    found = (_DAY_BEFORE.search(before), _DAY_BEHIND.match(text[weekday.end() : weekday.end() + _REACH]))
    return [_day(each) for each in found if each]


def _number(weekday: re.Match[str]) -> int:
    name = (weekday[1] or "chủ nhật").casefold()
    return int(name) - 2 if name.isdigit() else _NUMBERS[name]


def _falls_on(day: _Day, weekday: int, source: Source) -> bool:
    _, number, month, year = day
    years = [year] if year is not None else _years(source.data)
    known = [date(each, month, number) for each in years if _exists(("", number, month, each))]
    return not known or any(each.weekday() == weekday for each in known)


def _years(data: Any) -> list[int]:
    """The years a campaign lies in."""
    first, last = (data.get(key) for key in ("starts_on", "ends_on")) if isinstance(data, dict) else (0, 0)
    if isinstance(first, date) and isinstance(last, date):
        return list(range(first.year, min(last.year, first.year + 20) + 1))
    return []
