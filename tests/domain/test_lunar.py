"""The lunar calendar, against published days and against what every lunar calendar keeps."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lunar import lunar_to_solar

# Years in which Vietnam and China differ are among them: 1985 (a month apart) and 2007, 2030 (a day).
NEW_YEARS = {
    1968: date(1968, 1, 29), 1975: date(1975, 2, 11), 1985: date(1985, 1, 21), 2000: date(2000, 2, 5),
    2007: date(2007, 2, 17), 2018: date(2018, 2, 16), 2019: date(2019, 2, 5), 2020: date(2020, 1, 25),
    2021: date(2021, 2, 12), 2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10),
    2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6), 2028: date(2028, 1, 26),
    2029: date(2029, 2, 13), 2030: date(2030, 2, 2),
}  # fmt: skip


@pytest.mark.parametrize("year", NEW_YEARS)
def test_tet(year):
    assert lunar_to_solar(1, 1, year) == NEW_YEARS[year]


@pytest.mark.parametrize(
    "day",
    [
        date(2018, 4, 25), date(2019, 4, 14), date(2020, 4, 2), date(2021, 4, 21), date(2022, 4, 10),
        date(2023, 4, 29), date(2024, 4, 18), date(2025, 4, 7), date(2026, 4, 26),
    ],
)  # fmt: skip
def test_death_day_of_the_hung_kings(day):
    assert lunar_to_solar(10, 3, day.year) == day


@pytest.mark.parametrize("day", [date(2022, 9, 10), date(2023, 9, 29), date(2024, 9, 17), date(2025, 10, 6)])
def test_mid_autumn(day):
    assert lunar_to_solar(15, 8, day.year) == day


@pytest.mark.parametrize(
    ("year", "month", "doubled", "following"),
    [
        (2017, 6, date(2017, 6, 24), date(2017, 8, 22)),
        (2020, 4, date(2020, 4, 23), date(2020, 6, 21)),
        (2023, 2, date(2023, 2, 20), date(2023, 4, 20)),
        (2025, 6, date(2025, 6, 25), date(2025, 8, 23)),
    ],
)
def test_a_leap_month_lies_behind_the_month_it_doubles(year, month, doubled, following):
    assert lunar_to_solar(1, month, year) == doubled
    assert lunar_to_solar(1, month + 1, year) == following


def test_day_thirty_of_a_short_month_is_its_last_day():
    assert lunar_to_solar(30, 12, 2021) == lunar_to_solar(29, 12, 2021) == date(2022, 1, 31)
    assert lunar_to_solar(30, 12, 2022) == date(2023, 1, 21)


@given(year=st.integers(1900, 2099), month=st.integers(1, 12))
def test_a_month_has_29_or_30_days_and_the_next_begins_behind_it_or_behind_a_leap_month(year, month):
    following = lunar_to_solar(1, month + 1, year) if month < 12 else lunar_to_solar(1, 1, year + 1)
    length = (following - lunar_to_solar(1, month, year)).days
    assert length in {29, 30} | {58, 59, 60}
    last = lunar_to_solar(30, month, year)
    assert (last - lunar_to_solar(1, month, year)).days in {28, 29}
    assert length > 30 or last + timedelta(days=1) == following


@given(st.integers(1900, 2099))
def test_a_year_has_twelve_months_or_thirteen(year):
    days = (lunar_to_solar(1, 1, year + 1) - lunar_to_solar(1, 1, year)).days
    assert days in {353, 354, 355} | {383, 384, 385}


def test_seven_years_of_nineteen_are_leap():
    new_years = [lunar_to_solar(1, 1, year) for year in range(1900, 2101)]
    leap = [(after - before).days > 360 for before, after in pairwise(new_years)]
    assert 72 <= sum(leap) <= 75
    assert not any(one and two for one, two in pairwise(leap))


@given(st.integers(1900, 2100))
def test_the_winter_solstice_lies_in_month_eleven(year):
    start = lunar_to_solar(1, 11, year)
    assert start <= date(year, 12, 23)
    assert date(year, 12, 20) <= lunar_to_solar(30, 11, year)


@given(st.integers(1900, 2100))
def test_tet_lies_between_20_january_and_21_february(year):
    assert date(year, 1, 20) <= lunar_to_solar(1, 1, year) <= date(year, 2, 21)
