"""Numbers as people write them: right, or said not to be one; never silently another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.numbers import NotANumber, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("1.250", 1250),
        ("1,250", 1250),
        ("1 250", 1250),
        ("1.250.000", 1_250_000),
        ("12.", 12),
        ("khoảng 12 người", 12),
        ("có 15 sáng kiến", 15),
        ("tổng cộng 1.250 đoàn viên", 1250),
        ("12 triệu", 12_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("2 nghìn", 2000),
        ("12k", 12_000),
        ("không", 0),
        ("năm", 5),
        ("mười", 10),
        ("mười hai", 12),
        ("muoi lam", 15),
        ("Hai mươi", 20),
        ("hai mươi mốt", 21),
        ("hai mốt", 21),
        ("ba lăm", 35),
        ("bốn chục", 40),
        ("chín mươi chín", 99),
        ("một trăm", 100),
        ("một trăm linh năm", 105),
        ("một trăm lẻ năm", 105),
        ("hai trăm rưỡi", 250),
        ("ba trăm hai mươi mốt", 321),
        ("một nghìn hai trăm năm mươi", 1250),
        ("một ngàn không trăm linh năm", 1005),
        ("hai triệu rưỡi", 2_500_000),
        ("khoảng một trăm", 100),
    ],
)
def test_a_number_is_read(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "none"),
        ("nhiều lắm", "none"),
        ("không phải 12", "none"),
        ("đợt 2", "none"),
        ("12 hay 13", "several"),
        ("10-15", "several"),
        ("12/5", "several"),
        ("12 mấy", "none"),
        ("12h", "none"),
        ("5%", "none"),
        ("12 năm", "none"),
        ("mười năm", "none"),
        ("hai nghìn năm", "none"),
        ("hai trăm năm", "none"),
        ("hai ba", "none"),
        ("1.250,5", "none"),
        ("1,250 triệu", "none"),
        ("1" * 900, "none"),
        ("-5", "negative"),
        ("âm 5", "negative"),
        ("1,5", "fraction"),
        ("2.5 người", "fraction"),
    ],
)
def test_what_is_no_whole_number_says_why(text: str, why: str) -> None:
    assert whole_number(text) == NotANumber(why)  # type: ignore[arg-type]


@given(st.integers(0, 10**14))
def test_every_way_of_grouping_gives_the_number(number: int) -> None:
    grouped = f"{number:,}"
    assert [whole_number(way) for way in (str(number), grouped, grouped.replace(",", "."))] == [number] * 3


@given(st.text(max_size=60) | st.text("0123456789., -mườihatrăkgn", max_size=30))
def test_nothing_that_is_typed_raises(text: str) -> None:
    assert isinstance(whole_number(text), int | NotANumber)
