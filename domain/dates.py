"""Days as we write them: 31/5/2022, Chủ nhật; the working day before."""

from collections.abc import Callable
from datetime import date, timedelta

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def weekday(day: date) -> str:
    return _WEEKDAYS[day.weekday()]


def short(day: date) -> str:
    """``31/5/2022``."""
    return f"{day.day}/{day.month}/{day.year}"


def long(day: date) -> str:
    """``Chủ nhật 5/6/2022``: with the weekday, where somebody must act."""
    return f"{weekday(day)} {short(day)}"


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def working_day_before(day: date) -> date:
    """The last Monday-to-Friday before ``day``."""
    day -= timedelta(days=1)
    while is_weekend(day):
        day -= timedelta(days=1)
    return day


def working_day_after(day: date, count: int, is_off: Callable[[date], bool] = lambda day: False) -> date:
    """The ``count``-th working day after ``day``: neither a weekend nor, by ``is_off``, a public holiday."""
    while count:
        day += timedelta(days=1)
        count -= not (is_weekend(day) or is_off(day))
    return day
