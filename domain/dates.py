"""Days as we write them: 31/5/2022, Chủ nhật; the working day before."""

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
