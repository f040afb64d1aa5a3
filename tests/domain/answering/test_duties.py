"""What is owed: every kind of due rule, before, on and after its day."""

from datetime import date, timedelta

import pytest

from domain.answering.duties import due_on
from domain.campaign import Due
from domain.conversation import Topic
from tests.domain.given import ask, ask_of, lines, talk
from tests.domain.invented import ENDS, PLAN_DUE, REPORT_DUE, campaign, document, duty

KIM_SA = campaign()
WHEN_PLAN, WHEN_REPORT = "hạn nộp kế hoạch là ngày nào?", "hạn nộp báo cáo là khi nào?"
UNSTATED = Due(unstated=True, printed="theo quy định")


def with_report(due: Due, **changes):
    return campaign(duties=(duty("report", due, **changes),))


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (PLAN_DUE, date(2024, 3, 3)),
        (REPORT_DUE, date(2024, 12, 7)),
        (Due(days_after=0, printed="ngay khi kết thúc"), ENDS),
        (Due(after_each="dot", printed="sau mỗi đợt"), None),
        (Due(every="năm", printed="hằng năm"), None),
        (UNSTATED, None),
    ],
)
def test_the_day_a_duty_is_due_is_the_day_as_printed(due, day):
    assert due_on(KIM_SA, duty("report", due)) == day


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (
            date(2024, 3, 2),
            ["Còn 1 ngày."],
        ),
        (
            date(2024, 2, 29),
            ["Còn 3 ngày.", "Ngày này là Chủ nhật; ngày làm việc liền trước là thứ Sáu 1/3/2024."],
        ),
        (date(2024, 3, 3), ["Hạn này đã qua từ Chủ nhật 3/3/2024."]),
        (date(2024, 3, 4), ["Đến hôm nay đã quá hạn 1 ngày; anh/chị gửi ngay và báo lại nơi nhận."]),
    ],
)
def test_a_day_is_told_with_how_far_off_it_is_and_the_working_day_before(today, standing):
    given = ask_of(KIM_SA, WHEN_PLAN, today)
    assert lines(given) == [
        "Kế hoạch của cơ sở: công đoàn cơ sở gửi trước ngày 03/3/2024, tức Chủ nhật 3/3/2024.",
        *standing,
        "Gửi về LĐLĐ tỉnh Kim Sa.",
    ]
    assert given.topic == Topic(intent="plan_deadline", duty="plan-1")
    assert given.citations == ("mục V, KH 77/KH-LĐLĐ ngày 10/01/2024",)


def test_a_due_day_on_a_weekday_needs_no_other():
    plan = campaign(duties=(duty("plan", Due(on=date(2024, 3, 5), printed="ngày 05/3/2024")),))
    assert "ngày làm việc" not in ask_of(plan, WHEN_PLAN, date(2024, 3, 1)).text


def test_a_rule_counted_from_the_end_is_told_with_its_day():
    given = ask_of(KIM_SA, WHEN_REPORT, date(2024, 11, 30))
    assert "7 ngày" in lines(given)[0]
    assert "thứ Bảy 7/12/2024" in lines(given)[0]
    assert "Còn 7 ngày." in lines(given)
    assert "thứ Sáu 6/12/2024" in given.text
    assert "Gửi về LĐLĐ tỉnh Kim Sa (qua Ban Chính sách)." in lines(given)


def test_a_duty_after_each_phase_names_their_ends():
    given = ask_of(with_report(Due(after_each="dot", printed="sau mỗi đợt")), WHEN_REPORT, date(2024, 2, 1))
    assert "đợt 1 kết thúc 31/5/2024; đợt 2 kết thúc 30/11/2024" in given.text
    assert "Ngày cụ thể không có trong kế hoạch." in given.text


@pytest.mark.parametrize(("every", "told"), [("6 tháng", "định kỳ 6 tháng"), ("năm", "định kỳ hằng năm")])
def test_a_period_is_told_without_inventing_a_day(every, told):
    given = ask_of(with_report(Due(every=every, printed="định kỳ")), WHEN_REPORT, date(2024, 2, 1))
    assert told in given.text
    assert "Ngày cụ thể không có trong kế hoạch." in given.text
    assert "Còn" not in given.text


def test_a_duty_without_a_day_says_so():
    given = ask_of(with_report(UNSTATED), WHEN_REPORT, date(2024, 2, 1))
    assert lines(given)[0] == "Báo cáo kết quả: theo quy định. Ngày cụ thể không có trong kế hoạch."


def test_what_the_plan_does_not_ask_for_is_not_invented():
    given = ask_of(campaign(duties=()), WHEN_REPORT, date(2024, 2, 1))
    assert given.outcome == "refused"
    assert lines(given)[0] == "Việc nộp báo cáo không có trong KH 77/KH-LĐLĐ ngày 10/01/2024."


def test_a_copy_that_breaks_off_says_so_too():
    plan = campaign(duties=(), document=document(complete=False, breaks_off="đứt ở mục III"))
    assert "đứt ở mục III" in ask_of(plan, WHEN_REPORT, date(2024, 2, 1)).text


def test_where_a_report_goes():
    given = ask_of(KIM_SA, "báo cáo gửi về đâu?", date(2024, 2, 1))
    assert given.intent == "report_to"
    assert lines(given)[0] == "Gửi về LĐLĐ tỉnh Kim Sa (qua Ban Chính sách)."
    plan = ask_of(KIM_SA, "kế hoạch nộp cho ai?", date(2024, 2, 1))
    assert plan.topic == Topic(intent="report_to", duty="plan-1")


def test_the_way_it_goes_is_told():
    plan = with_report(REPORT_DUE, means="bằng đường công văn")
    given = ask_of(plan, "nộp báo cáo bằng cách nào?", date(2024, 2, 1))
    assert "Cách gửi: bằng đường công văn." in lines(given)


def test_a_duty_that_goes_to_nobody_names_nobody():
    assert "Gửi về" not in ask_of(with_report(UNSTATED, to=None), WHEN_REPORT, date(2024, 2, 1)).text


def test_of_several_the_one_with_a_day_is_meant_unless_words_name_another():
    plan = campaign(
        duties=(
            duty("report", UNSTATED, id="report-2", what="báo cáo an toàn tàu thuyền"),
            duty("report", REPORT_DUE),
        )
    )
    assert "7/12/2024" in ask_of(plan, WHEN_REPORT, date(2024, 2, 1)).text
    named = ask_of(plan, "hạn nộp báo cáo an toàn tàu thuyền là ngày nào?", date(2024, 2, 1))
    assert named.topic is not None
    assert named.topic.duty == "report-2"


def test_the_duty_talked_about_is_meant_afterwards():
    first, days, to, when = talk(
        ["Ninh Bình hạn nộp kế hoạch là ngày nào?", "còn mấy ngày?", "gửi cho ai?", "là thứ mấy?"],
        date(2021, 11, 25),
    )
    assert first.conversation.topic.duty == "ke-hoach-huyen-nganh"
    assert "còn 10 ngày" in days.answer.text
    assert "LĐLĐ tỉnh Ninh Bình" in to.answer.text
    assert "Chủ nhật 5/12/2021" in when.answer.text


@pytest.mark.parametrize(
    ("campaign_id", "question", "day", "facts"),
    [
        (
            "ninh-binh-2021",
            WHEN_PLAN,
            date(2021, 11, 25),
            ["trước ngày 05/12/2021", "Chủ nhật", "thứ Sáu 3/12/2021"],
        ),
        (
            "ninh-binh-2021",
            WHEN_REPORT,
            date(2022, 5, 31),
            ["5 ngày", "Chủ nhật 5/6/2022", "thứ Sáu 3/6/2022"],
        ),
        ("long-bien-2022", WHEN_REPORT, date(2022, 5, 31), ["sau mỗi đợt", "30/6/2022", "31/12/2022"]),
        (
            "thanh-hoa-2021",
            WHEN_PLAN,
            date(2021, 3, 1),
            ["trước ngày 06/3/2021", "thứ Bảy", "thứ Sáu 5/3/2021"],
        ),
        ("binh-dinh-2022", WHEN_REPORT, date(2022, 5, 31), ["6 tháng", "không có trong kế hoạch"]),
        ("ben-tre-2018", WHEN_REPORT, date(2018, 5, 31), ["không có trong"]),
    ],
)
def test_the_five_plans_are_owed_what_they_say(campaign_id, question, day, facts):
    text = ask(question, day, campaign_id).text
    assert [fact for fact in facts if fact not in text] == []


@pytest.mark.parametrize("days", range(1, 31, 6))
def test_being_late_is_counted_in_days(days):
    given = ask_of(KIM_SA, WHEN_PLAN, PLAN_DUE.on + timedelta(days=days))
    assert f"quá hạn {days} ngày" in given.text


def test_long_after_the_day_nobody_is_told_to_hand_in_at_once():
    given = ask_of(KIM_SA, WHEN_PLAN, PLAN_DUE.on + timedelta(days=31))
    assert "Hạn này đã qua" in given.text
    assert "gửi ngay" not in given.text
