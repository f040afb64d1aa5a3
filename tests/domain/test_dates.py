"""Days as we write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import load_knowledge
from domain.dates import is_weekend, long, short, weekday, working_day_after, working_day_before

MONDAY = date(2022, 6, 6)


def test_days_are_written_without_leading_zeros():
    assert short(date(2022, 5, 1)) == "1/5/2022"
    assert long(date(2022, 6, 5)) == "Chủ nhật 5/6/2022"
    assert long(date(2021, 12, 4)) == "thứ Bảy 4/12/2021"


def test_the_week_begins_on_monday():
    assert [weekday(MONDAY + timedelta(days=n)) for n in range(7)] == [
        "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật",
    ]  # fmt: skip


def test_saturday_and_sunday_are_the_weekend():
    assert [is_weekend(MONDAY + timedelta(days=n)) for n in range(7)] == [False] * 5 + [True] * 2


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2022, 6, 5), date(2022, 6, 3)),  # Sunday
        (date(2022, 6, 4), date(2022, 6, 3)),  # Saturday
        (date(2022, 6, 6), date(2022, 6, 3)),  # Monday
        (date(2022, 6, 7), date(2022, 6, 6)),
        (date(2022, 1, 1), date(2021, 12, 31)),
        (date(2024, 3, 1), date(2024, 2, 29)),
    ],
)
def test_the_working_day_before(day, before):
    assert working_day_before(day) == before


@given(st.dates(min_value=date(1900, 1, 8)))
def test_the_working_day_before_is_the_last_one(day):
    before = working_day_before(day)
    assert not is_weekend(before)
    assert all(is_weekend(before + timedelta(days=n)) for n in range(1, (day - before).days))
    assert 1 <= (day - before).days <= 3


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 11, 25), 0, date(2026, 11, 25)),
        (date(2026, 11, 25), 2, date(2026, 11, 27)),  # Wednesday, Friday
        (date(2026, 11, 27), 2, date(2026, 12, 1)),  # Friday, Tuesday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday, Monday
    ],
)
def test_working_days_leave_weekends_out(day: date, count: int, then: date) -> None:
    assert working_day_after(day, count) == then


def test_working_days_leave_public_holidays_out() -> None:
    knowledge = load_knowledge()
    assert working_day_after(date(2026, 4, 29), 1, knowledge.is_off) == date(2026, 5, 4)
    assert working_day_after(date(2026, 9, 1), 2, knowledge.is_off) == date(2026, 9, 4)
    assert knowledge.is_off(date(2026, 4, 26))  # Giỗ Tổ, 10/3 by the moon
    assert not knowledge.is_off(date(2026, 7, 28))
