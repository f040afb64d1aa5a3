"""Anniversaries: how many years, on which day, what comes next."""

from datetime import date

import pytest

from domain.campaign import CampaignAnniversary
from domain.conversation import Topic
from tests.domain.given import ask, ask_of, lines, talk
from tests.domain.invented import campaign

KIM_SA = campaign()
BIRTHDAY = "Ngày sinh Chủ tịch Hồ Chí Minh"
NATIONAL_DAY = "Ngày Quốc khánh nước Cộng hòa xã hội chủ nghĩa Việt Nam"


def test_years_are_counted_for_the_year_of_the_plan():
    given = ask_of(KIM_SA, "19/5 kỷ niệm bao nhiêu năm?", date(2024, 2, 20))
    assert lines(given)[0] == (
        "19/5/2024 là kỷ niệm 134 năm Ngày sinh Chủ tịch Hồ Chí Minh (19/5/1890 – 19/5/2024)."
    )
    assert given.topic == Topic(intent="anniversary_date", anniversary="ngay-sinh-bac")
    assert given.citations == ("mục II.1, KH 77/KH-LĐLĐ ngày 10/01/2024",)


def test_on_the_day_itself_it_is_today():
    assert (
        "Hôm nay 19/5/2024 là kỷ niệm 134 năm"
        in ask_of(KIM_SA, "19/5 là kỷ niệm bao nhiêu năm", date(2024, 5, 19)).text
    )


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Quốc khánh năm 2025 là kỷ niệm bao nhiêu năm", "80 năm"),
        ("2/9/2025 là kỷ niệm bao nhiêu năm", "80 năm"),
        ("Quốc khánh kỷ niệm bao nhiêu năm", "79 năm"),
    ],
)
def test_another_year_that_is_named_is_counted(question, count):
    assert count in ask_of(KIM_SA, question, date(2024, 2, 20)).text


@pytest.mark.parametrize(
    ("today", "first", "then"),
    [
        (
            date(2024, 5, 18),
            f"Sắp tới là {BIRTHDAY}, 19/5/2024 (còn 1 ngày), kỷ niệm 134 năm.",
            f"Sau đó: {NATIONAL_DAY}, 2/9/2024.",
        ),
        (date(2024, 5, 20), f"Sắp tới là {NATIONAL_DAY}, 2/9/2024 (còn 105 ngày), kỷ niệm 79 năm.", None),
    ],
)
def test_what_comes_next(today, first, then):
    said = lines(ask_of(KIM_SA, "sắp tới có ngày kỷ niệm nào?", today))
    assert said == [first, then] if then else [first]


def test_todays_own_is_told_as_todays_and_what_comes_lies_ahead():
    today = date(2024, 5, 19)
    assert lines(ask_of(KIM_SA, "hôm nay là ngày lễ gì?", today)) == [
        f"Hôm nay 19/5/2024 là {BIRTHDAY}, kỷ niệm 134 năm.",
        f"Sau đó: {NATIONAL_DAY}, 2/9/2024.",
    ]
    assert "2/9/2024 (còn 106 ngày)" in ask_of(KIM_SA, "sắp tới có ngày kỷ niệm nào?", today).text


def test_when_the_plans_own_are_over_the_next_of_the_country_is_told():
    given = ask_of(KIM_SA, "sắp tới có ngày kỷ niệm nào?", date(2024, 12, 21))
    assert "không còn ngày kỷ niệm nào sau hôm nay (21/12/2024)" in lines(given)[0]
    assert "22/12/2024" in lines(given)[1]


def test_what_comes_after_a_day_that_is_named_is_counted_from_there():
    given = ask_of(KIM_SA, "sau 19/5 còn ngày kỷ niệm nào?", date(2024, 2, 20))
    assert "2/9/2024" in lines(given)[0]
    over = ask_of(KIM_SA, "sau 2/9 còn ngày kỷ niệm nào?", date(2024, 2, 20))
    assert lines(over)[0] == "Sau ngày 2/9/2024, trong kế hoạch không còn ngày kỷ niệm nào."
    assert "hôm nay" not in over.text


def test_the_anniversaries_of_a_month():
    assert "(2/9/2024)" in ask_of(KIM_SA, "tháng 9 có ngày kỷ niệm nào?", date(2024, 2, 20)).text


def test_two_on_one_day_are_both_told():
    both = tuple(
        CampaignAnniversary(id=name, event=name, year=2024, count=None, printed="x", section="II")
        for name in ("cach-mang-thang-tam", "cong-an-nhan-dan")
    )
    said = lines(ask_of(campaign(anniversaries=both), "sắp tới có ngày kỷ niệm nào?", date(2024, 8, 1)))
    assert all("19/8/2024 (còn 18 ngày)" in line for line in said)
    assert len(said) == 2


def test_a_day_that_is_greeted_and_not_counted_has_no_number():
    given = ask_of(KIM_SA, "Tết Nguyên đán là ngày nào?", date(2024, 1, 20))
    assert "10/2/2024" in given.text
    assert "kỷ niệm" not in lines(given)[0]


def test_what_the_plan_does_not_name_comes_from_the_catalogue_and_says_so():
    given = ask_of(KIM_SA, "Ngày thành lập Đảng là ngày nào?", date(2024, 1, 20))
    assert "3/2/2024" in given.text
    assert "94 năm" in given.text
    assert "không nêu riêng ngày này" in given.text
    assert given.confidence < 1


def test_without_a_campaign_the_catalogue_answers():
    given = ask("Quốc khánh là ngày nào, kỷ niệm bao nhiêu năm?", date(2026, 8, 1))
    assert "2/9/2026" in given.text
    assert "81 năm" in given.text
    assert given.campaign is None


def test_a_day_nobody_knows_is_refused():
    given = ask_of(KIM_SA, "ngày 23/4 là kỷ niệm ngày gì?", date(2024, 2, 20))
    assert given.outcome == "refused"
    assert "23/4/2024" in given.text


def test_an_anniversary_is_remembered():
    first, years, days = talk(
        ["Ninh Bình có ngày kỷ niệm nào sắp tới?", "bao nhiêu năm?", "còn mấy ngày?"], date(2022, 3, 1)
    )
    assert first.conversation.topic.anniversary == "tai-lap-ninh-binh"
    assert "30 năm" in years.answer.text
    assert "còn 31 ngày" in days.answer.text


@pytest.mark.parametrize(
    ("campaign_id", "question", "day", "count"),
    [
        ("ninh-binh-2021", "tái lập tỉnh kỷ niệm bao nhiêu năm", date(2022, 1, 5), "30 năm"),
        ("ben-tre-2018", "thành lập công đoàn kỷ niệm mấy năm", date(2018, 5, 1), "89 năm"),
        ("long-bien-2022", "giải phóng thủ đô bao nhiêu năm", date(2022, 5, 1), "68 năm"),
        ("binh-dinh-2022", "điện biên phủ kỷ niệm bao nhiêu năm", date(2022, 2, 1), "68 năm"),
    ],
)
def test_the_five_plans_count_as_they_print(campaign_id, question, day, count):
    assert count in ask(question, day, campaign_id).text
