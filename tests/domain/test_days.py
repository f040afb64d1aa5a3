"""A day as people name it in a field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.days import day_named

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/5/2026", date(2026, 5, 31)),
        ("31-05-2026", date(2026, 5, 31)),
        ("ngày 31 tháng 5 năm 2026", date(2026, 5, 31)),
        ("25/11", date(2026, 11, 25)),
        ("24/11", date(2027, 11, 24)),
        ("Hôm nay", TODAY),
        ("mai", date(2026, 11, 26)),
        ("cuối tháng 5", date(2027, 5, 31)),
        ("cuối tháng 11", date(2026, 11, 30)),
        ("cuối tháng 12/2026", date(2026, 12, 31)),
        ("đầu tháng 2 năm 2028", date(2028, 2, 1)),
        ("giữa tháng 12", date(2026, 12, 15)),
        ("cuối tháng này", date(2026, 11, 30)),
        ("cuối năm nay", date(2026, 12, 31)),
        ("cuối tháng 2/2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert day_named(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "31/6/2026", "0/5/2026", "cuối tháng 13", "tháng 5", "chưa biết", "31/5/0000", "29/2/2027"]
)
def test_what_names_no_one_day_is_none(text: str) -> None:
    assert day_named(text, TODAY) is None


@given(st.text(max_size=40) | st.text("0123456789/ cuoithangnmdy", max_size=25), st.dates())
def test_nothing_that_is_typed_raises(text: str, today: date) -> None:
    if date(1900, 1, 1) < today < date(2200, 1, 1):
        day_named(text, today)
