"""Anniversaries: which day, how many years, what comes next."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from content.loader import load_events
from domain.anniversary import Event


def event(**changes) -> Event:
    given = {"id": "ngay-sinh-bac", "name": "Ngày sinh", "day": 19, "month": 5, "origin_year": 1890}
    return Event.model_validate(given | changes)


def test_a_solar_anniversary_falls_on_its_day_every_year():
    assert event().occurs_on(2022) == date(2022, 5, 19)
    assert event().count_in(2022) == 132


def test_29_february_is_kept_on_the_28th_in_years_without_one():
    leap = event(day=29, month=2, origin_year=1948)
    assert [leap.occurs_on(year) for year in (2023, 2024, 2100, 2000)] == [
        date(2023, 2, 28),
        date(2024, 2, 29),
        date(2100, 2, 28),
        date(2000, 2, 29),
    ]


def test_28_february_stays_where_it_is():
    assert event(day=28, month=2).occurs_on(2024) == date(2024, 2, 28)


def test_a_lunar_anniversary_falls_in_the_lunar_year_that_begins_then():
    tet = event(calendar="lunar", day=1, month=1, origin_year=None)
    assert tet.occurs_on(2023) == date(2023, 1, 22)
    december = event(calendar="lunar", day=23, month=12, origin_year=None)
    assert december.occurs_on(2022) == date(2023, 1, 14)


def test_some_days_are_greeted_and_not_counted():
    assert event(origin_year=None).count_in(2022) is None


@pytest.mark.parametrize(
    ("today", "following"),
    [
        (date(2022, 5, 18), date(2022, 5, 19)),
        (date(2022, 5, 19), date(2022, 5, 19)),
        (date(2022, 5, 20), date(2023, 5, 19)),
        (date(2022, 12, 31), date(2023, 5, 19)),
    ],
)
def test_the_next_one_may_be_today(today, following):
    assert event().next_on_or_after(today) == following


def test_a_lunar_december_may_still_lie_ahead_in_january():
    kitchen_gods = event(calendar="lunar", day=23, month=12, origin_year=None)
    assert kitchen_gods.next_on_or_after(date(2023, 1, 10)) == date(2023, 1, 14)
    assert kitchen_gods.next_on_or_after(date(2023, 1, 15)) == date(2024, 2, 2)


@given(
    today=st.dates(min_value=date(1905, 1, 1), max_value=date(2095, 1, 1)),
    calendar=st.sampled_from(["solar", "lunar"]),
    day=st.integers(1, 28),
    month=st.integers(1, 12),
)
def test_the_next_one_is_never_past_and_never_far(today, calendar, day, month):
    following = event(calendar=calendar, day=day, month=month).next_on_or_after(today)
    assert 0 <= (following - today).days <= 385


@pytest.mark.parametrize(
    "changes",
    [
        {"day": 30, "month": 2},
        {"day": 31, "month": 4},
        {"day": 0},
        {"month": 13},
        {"calendar": "lunar", "day": 31},
        {"calendar": "julian"},
        {"id": "Ngày Sinh"},
        {"name": ""},
        {"colour": "red"},
    ],
)
def test_a_day_that_cannot_be_is_refused(changes):
    with pytest.raises(ValidationError):
        event(**changes)


def test_the_years_the_plans_print_are_the_years_we_count():
    events = load_events()
    counted = {
        "thanh-lap-dang": 92, "giai-phong-mien-nam": 47, "dien-bien-phu": 68, "ngay-sinh-bac": 132,
        "thanh-lap-cong-doan": 93, "cach-mang-thang-tam": 77, "quoc-khanh": 77, "tai-lap-ninh-binh": 30,
        "quoc-te-lao-dong": 136, "giai-phong-thu-do": 68, "ha-noi-dien-bien-phu-tren-khong": 50,
    }  # fmt: skip
    assert {name: events[name].count_in(2022) for name in counted} == counted
