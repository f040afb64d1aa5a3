"""Days, months, years and phases as people name them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.understanding.phrases import split_words
from domain.understanding.times import (
    DayRef,
    PhaseRef,
    day_refs,
    month_refs,
    numbered_phase,
    phase_numbers,
    placed_phase,
    relative_day,
    which_phase,
    years,
)

TODAY = date(2022, 3, 15)


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("19/5 là ngày gì", [DayRef(19, 5)]),
        ("30/4/2022 và 1.5.2022", [DayRef(30, 4, 2022), DayRef(1, 5, 2022)]),
        ("05-12-2021", [DayRef(5, 12, 2021)]),
        ("ngày 5 tháng 6", [DayRef(5, 6)]),
        ("ngày 5 tháng 6 năm 2022", [DayRef(5, 6, 2022)]),
        ("5 tháng 6 2022", [DayRef(5, 6, 2022)]),
        ("2/9 năm 2023", [DayRef(2, 9, 2023)]),
        ("mồng hai tháng chín", [DayRef(2, 9)]),
        ("tháng 5", []),
        ("31/13", []),
        ("40/1", []),
        ("1/1/0000", []),
        ("31/12/9999", []),
        ("0/5", []),
        ("50/KH", []),
        ("2022", []),
        ("", []),
    ],
)
def test_days_are_found(text, refs):
    assert list(day_refs(split_words(text))) == refs


@pytest.mark.parametrize(
    ("ref", "day"),
    [
        (DayRef(19, 5), date(2022, 5, 19)),
        (DayRef(15, 3), date(2022, 3, 15)),
        (DayRef(14, 3), date(2023, 3, 14)),
        (DayRef(19, 5, 1890), date(1890, 5, 19)),
        (DayRef(31, 2), None),
        (DayRef(31, 2, 2022), None),
        (DayRef(29, 2, 2024), date(2024, 2, 29)),
        (DayRef(29, 2), None),
    ],
)
def test_a_day_without_a_year_is_the_coming_one(ref, day):
    assert ref.near(TODAY) == day


def test_29_february_is_found_from_within_a_leap_year():
    assert DayRef(29, 2).near(date(2024, 1, 1)) == date(2024, 2, 29)
    assert DayRef(29, 2).near(date(2024, 3, 1)) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("tháng 5 có lễ gì", (5,)),
        ("tháng chín", (9,)),
        ("từ tháng 1 đến tháng 12", (1, 12)),
        ("tháng 13", ()),
        ("5 tháng 6", ()),
        ("ngày 5 tháng 6", ()),
        ("mấy tháng", ()),
        ("tháng", ()),
    ],
)
def test_months_are_found_where_no_day_stands_before(text, months):
    assert month_refs(split_words(text)) == months


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("năm 2023", (2023,)),
        ("từ 2021 đến 2030, 2021", (2021, 2030)),
        ("30/4/2025", (2025,)),
        ("năm nay", (2022,)),
        ("năm ngoái và sang năm", (2021, 2023)),
        ("năm sau", (2023,)),
        ("1890", ()),
        ("số 2100", ()),
        ("20222", ()),
        ("năm", ()),
    ],
)
def test_years_are_found(text, found):
    assert years(split_words(text), TODAY) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ngày mai", date(2022, 3, 16)),
        ("ngày kia thì sao", date(2022, 3, 17)),
        ("hôm qua", date(2022, 3, 14)),
        ("ngày mai mốt", date(2022, 3, 16)),
        ("hôm nay", None),
        ("", None),
    ],
)
def test_days_are_told_from_today(text, day):
    assert relative_day(split_words(text), TODAY) == day


@pytest.mark.parametrize(
    ("text", "number", "word"),
    [
        ("đợt 2", 2, "đợt"),
        ("giai đoạn hai", 2, "giai đoạn"),
        ("đợt thứ nhất", 1, "đợt"),
        ("đợt thi đua số 3", 3, "đợt"),
        ("chặng II", 2, "đợt"),
        ("gom giai doan 01", 1, "giai đoạn"),
        ("đợt 20", 20, "đợt"),
        ("không phải đợt 1 mà đợt 2", 2, "đợt"),
        ("đợt 2 chứ không đợt 1", 2, "đợt"),
    ],
)
def test_a_phase_is_named_by_its_number(text, number, word):
    assert numbered_phase(split_words(text)) == PhaseRef(number=number, word=word)


@pytest.mark.parametrize(
    "text", ["đợt", "đợt nào", "đợt 21", "đợt 0", "đợt 2022", "2 đợt", "không phải đợt 1", "đợt ²", ""]
)
def test_no_phase_is_named_by_number(text):
    assert numbered_phase(split_words(text)) is None


def test_all_phases_named_are_found_in_order():
    assert phase_numbers(split_words("đang đợt 1 hay đợt 2, đợt 1?")) == (
        PhaseRef(number=1, word="đợt"),
        PhaseRef(number=2, word="đợt"),
    )


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("đợt này", "now", "đợt"),
        ("giai đoạn hiện tại", "now", "giai đoạn"),
        ("đợt đó", "that", "đợt"),
        ("đợt ấy", "that", "đợt"),
        ("đợt sau", "next", "đợt"),
        ("giai đoạn tiếp theo", "next", "giai đoạn"),
        ("đợt tới", "next", "đợt"),
        ("đợt sắp tới", "next", "đợt"),
        ("đợt trước", "previous", "đợt"),
        ("giai đoạn vừa qua", "previous", "giai đoạn"),
        ("đợt đầu tiên", "first", "đợt"),
        ("giai đoạn đầu", "first", "giai đoạn"),
        ("đợt cuối", "last", "đợt"),
        ("đợt thi đua cuối cùng", "last", "đợt"),
        ("đợt sau cùng", "last", "đợt"),
        ("đợt giữa năm", "middle", "đợt"),
    ],
)
def test_a_phase_is_named_by_its_place(text, place, word):
    assert placed_phase(split_words(text)) == PhaseRef(place=place, word=word)


@pytest.mark.parametrize(
    "text", ["đợt tới ngày nào", "đợt tới khi nào hết", "đợt", "đợt 2", "sau đợt", "tiếp theo là gì", ""]
)
def test_no_phase_is_named_by_place(text):
    assert placed_phase(split_words(text)) is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("đang đợt nào", True),
        ("giai đoạn thứ mấy", True),
        ("đợt thi đua là mấy", True),
        ("đợt này", False),
        ("mấy đợt", False),
        ("nào đợt", False),
        ("đợt", False),
    ],
)
def test_which_phase_is_asked(text, asked):
    assert which_phase(split_words(text)) is asked


SOME = "dot giai doan thi dua chang thu so la 0 1 2 21 2022 thang nam 31/2 29/2/2023 1/1/0000 sau toi ngay"
WORDS = st.lists(st.sampled_from(SOME.split()))


@given(WORDS, st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_no_order_of_such_words_makes_them_fail(words, today):
    refs = (*phase_numbers(words), placed_phase(words), numbered_phase(words))
    assert all(ref is None or ref.number is None or 1 <= ref.number <= 20 for ref in refs)
    assert all(1 <= month <= 12 for month in month_refs(words))
    days = [ref.near(today) for ref in day_refs(words)]
    assert all(
        day is None or day >= today for ref, day in zip(day_refs(words), days, strict=True) if not ref.year
    )
    assert which_phase(words) in (True, False)
    years(words, today)
    relative_day(words, today)
