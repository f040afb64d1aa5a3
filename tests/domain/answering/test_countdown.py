"""How many days it is until something."""

from datetime import date

import pytest

from domain.catalogue import Catalogue
from domain.conversation import Topic
from tests.domain.given import ask_of, lines, talk
from tests.domain.invented import WAVES, campaign

KIM_SA = campaign(phase_systems=(WAVES,))


END_OF_ONE, START_OF_TWO = "còn bao nhiêu ngày nữa hết đợt 1?", "còn bao nhiêu ngày nữa thì bắt đầu đợt 2?"
TO_NATIONAL_DAY, TO_PLAN = "còn mấy ngày nữa đến Quốc khánh?", "còn mấy ngày nữa đến hạn nộp kế hoạch?"
NATIONAL_DAY = "Ngày Quốc khánh nước Cộng hòa xã hội chủ nghĩa Việt Nam (thứ Hai 2/9/2024)"


@pytest.mark.parametrize(
    ("question", "today", "said"),
    [
        (END_OF_ONE, date(2024, 5, 29), "Còn 2 ngày nữa là hết đợt 1 (kết thúc thứ Sáu 31/5/2024)."),
        (END_OF_ONE, date(2024, 5, 31), "Hôm nay là ngày cuối của đợt 1."),
        (END_OF_ONE, date(2024, 6, 2), "Đợt 1 đã kết thúc ngày thứ Sáu 31/5/2024, cách đây 2 ngày."),
        (START_OF_TWO, date(2024, 6, 29), "Còn 2 ngày nữa là đến đợt 2 (bắt đầu thứ Hai 1/7/2024)."),
        (TO_NATIONAL_DAY, date(2024, 9, 1), f"Từ hôm nay 1/9/2024 đến {NATIONAL_DAY} còn 1 ngày."),
        (TO_NATIONAL_DAY, date(2024, 9, 2), f"Hôm nay chính là {NATIONAL_DAY}."),
        (
            TO_PLAN,
            date(2024, 3, 1),
            "Từ hôm nay 1/3/2024 đến hạn kế hoạch của cơ sở (Chủ nhật 3/3/2024) còn 2 ngày.",
        ),
        (
            "còn mấy ngày nữa đến hạn nộp báo cáo?",
            date(2024, 12, 7),
            "Hôm nay chính là hạn báo cáo kết quả (thứ Bảy 7/12/2024).",
        ),
    ],
)
def test_days_are_counted(question, today, said):
    given = ask_of(KIM_SA, question, today)
    assert lines(given)[0] == said
    assert given.intent == "countdown"


def test_a_deadline_that_has_passed_is_told_with_its_rule():
    said = lines(ask_of(KIM_SA, "còn mấy ngày nữa đến hạn nộp kế hoạch?", date(2024, 3, 5)))
    assert "đã qua 2 ngày" in said[0]
    assert "03/3/2024" in said[1]


def test_the_next_occurrence_is_meant_after_this_years():
    assert "còn 364 ngày" in ask_of(KIM_SA, "còn mấy ngày nữa đến Quốc khánh?", date(2024, 9, 3)).text


def test_a_day_that_is_written_is_counted_to():
    given = ask_of(KIM_SA, "còn bao nhiêu ngày nữa đến 20/3?", date(2024, 3, 1))
    assert "còn 19 ngày" in given.text


def test_without_phases_the_end_of_the_campaign_is_counted_to():
    plan = campaign(phase_systems=())
    assert "còn 30 ngày" in ask_of(plan, "còn bao nhiêu ngày nữa kết thúc?", date(2024, 10, 31)).text


def test_before_the_first_phase_its_start_is_counted_to():
    assert "Còn 5 ngày nữa là đến đợt 1" in ask_of(KIM_SA, "còn mấy ngày nữa?", date(2024, 1, 10)).text


def test_what_was_talked_about_is_counted_to():
    plan, first = talk(
        ["hạn nộp kế hoạch ngày nào?", "còn mấy ngày?"], date(2024, 3, 1), KIM_SA.id, Catalogue([KIM_SA])
    )
    assert plan.conversation.topic.duty == "plan-1"
    assert "còn 2 ngày" in first.answer.text
    assert first.conversation.topic == Topic(intent="countdown", duty="plan-1")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("19/5 là thứ mấy?", "Chủ nhật 19/5/2024"),
        ("hạn nộp báo cáo là thứ mấy?", "thứ Bảy 7/12/2024"),
        ("Quốc khánh rơi vào thứ mấy?", "thứ Hai 2/9/2024"),
    ],
)
def test_on_which_weekday_something_falls(question, said):
    assert said in ask_of(KIM_SA, question, date(2024, 2, 20)).text


def test_29_february_in_a_year_without_one_is_no_fault():
    assert ask_of(KIM_SA, "còn mấy ngày nữa đến 29/2?", date(2025, 1, 5)).text
    assert ask_of(KIM_SA, "31/2 là thứ mấy?", date(2025, 1, 5)).text
