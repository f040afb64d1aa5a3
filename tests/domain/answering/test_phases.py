"""Phases at every boundary day, in plans with gaps, with two systems, with none."""

from datetime import date, timedelta

import pytest

from domain.campaign import Phase, PhaseSystem
from domain.catalogue import Catalogue
from domain.conversation import Topic
from tests.domain.given import ask, ask_of, five, lines, talk
from tests.domain.invented import PROGRAMME, WAVES, campaign

KIM_SA = campaign()
ONE_SYSTEM = campaign(phase_systems=(WAVES,))
NO_PHASES = campaign(phase_systems=(), starts_on=date(2024, 1, 1), ends_on=date(2026, 12, 31))
ONE, TWO = "dot:dot-1", "dot:dot-2"
NOW = "đang ở đợt nào vậy?"


@pytest.mark.parametrize(
    ("today", "said", "phase"),
    [
        (date(2024, 1, 14), "phong trào chưa bắt đầu: đợt 1 mở đầu từ 15/1/2024, còn 1 ngày.", ONE),
        (date(2024, 1, 15), "đang là đợt 1: từ 15/1/2024 đến 31/5/2024, còn 137 ngày.", ONE),
        (date(2024, 5, 30), "đang là đợt 1: từ 15/1/2024 đến 31/5/2024, còn 1 ngày.", ONE),
        (date(2024, 5, 31), "là ngày cuối của đợt 1 (từ 15/1/2024).", ONE),
        (date(2024, 6, 1), "không nằm trong đợt nào; tiếp theo là đợt 2 từ 1/7/2024, còn 30 ngày.", TWO),
        (date(2024, 6, 30), "không nằm trong đợt nào; tiếp theo là đợt 2 từ 1/7/2024, còn 1 ngày.", TWO),
        (date(2024, 7, 1), "đang là đợt 2: từ 1/7/2024 đến 30/11/2024, còn 152 ngày.", TWO),
        (date(2024, 11, 30), "là ngày cuối của đợt 2 (từ 1/7/2024).", TWO),
        (
            date(2024, 12, 1),
            "đã kết thúc ngày 30/11/2024; đợt sau cùng là đợt 2 (1/7/2024 – 30/11/2024).",
            TWO,
        ),
    ],
)
def test_which_phase_it_is_on_each_boundary_day(today, said, phase):
    given = ask_of(ONE_SYSTEM, NOW, today)
    assert said in given.text
    assert given.topic == Topic(intent="phase_current", phase=phase)
    assert given.outcome == "answered"


def test_a_running_phase_is_told_with_its_theme_and_source():
    given = ask_of(ONE_SYSTEM, NOW, date(2024, 2, 20))
    assert given.text == (
        "Hôm nay 20/2/2024, đang là đợt 1: từ 15/1/2024 đến 31/5/2024, còn 101 ngày.\n"
        "Chủ đề: “Vì biển xanh”.\n"
        "(Theo mục II.1, KH 77/KH-LĐLĐ ngày 10/01/2024.)"
    )
    assert given.citations == ("mục II.1, KH 77/KH-LĐLĐ ngày 10/01/2024",)


def test_a_phase_of_another_system_that_runs_beside_is_told_too():
    assert "(1/3/2024 – 31/8/2024)" in ask_of(KIM_SA, NOW, date(2024, 7, 15)).text
    assert "(1/9/2024 – 31/3/2025)" in ask_of(KIM_SA, NOW, date(2024, 9, 1)).text
    assert "Vạn sáng kiến" not in ask_of(KIM_SA, NOW, date(2024, 2, 29)).text


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2024, 2, 29), "“Vạn sáng kiến” chưa bắt đầu: giai đoạn 1"),
        (date(2024, 3, 1), "đang là giai đoạn 1"),
        (date(2024, 8, 31), "ngày cuối của giai đoạn 1"),
        (date(2024, 9, 1), "đang là giai đoạn 2"),
        (date(2025, 3, 31), "ngày cuối của giai đoạn 2"),
        (date(2025, 4, 1), "“Vạn sáng kiến” đã kết thúc ngày 31/3/2025"),
    ],
)
def test_the_other_system_is_meant_by_its_name(today, said):
    given = ask_of(KIM_SA, "chương trình vạn sáng kiến đang ở giai đoạn nào?", today)
    assert said in given.text
    assert "phong trào chưa bắt đầu" not in given.text.casefold()
    assert given.topic is not None
    assert (given.topic.phase or "").startswith("sang-kien:")


def test_the_word_for_a_phase_tells_the_system():
    day = date(2024, 2, 20)
    assert "từ 1/7/2024 đến 30/11/2024" in ask_of(KIM_SA, "đợt 2 từ ngày nào đến ngày nào", day).text
    assert "từ 1/9/2024 đến 31/3/2025" in ask_of(KIM_SA, "giai đoạn 2 từ ngày nào đến ngày nào", day).text


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2024, 6, 30), "Còn 1 ngày nữa thì bắt đầu."),
        (date(2024, 7, 1), "Đang diễn ra, còn 152 ngày."),
        (date(2024, 11, 30), "Đang diễn ra, còn 0 ngày."),
        (date(2024, 12, 1), "Đã kết thúc."),
    ],
)
def test_the_dates_of_a_phase_come_with_how_it_stands(today, state):
    given = ask_of(ONE_SYSTEM, "đợt 2 từ ngày nào đến ngày nào?", today)
    assert lines(given) == ["Đợt 2 từ 1/7/2024 đến 30/11/2024.", state]


def test_a_phase_printed_in_other_words_is_told_as_printed():
    printed = WAVES.phases[0].model_copy(update={"printed": "từ giữa tháng Giêng"})
    plan = campaign(phase_systems=(WAVES.model_copy(update={"phases": (printed, WAVES.phases[1])}),))
    assert "“từ giữa tháng Giêng”" in ask_of(plan, "đợt 1 từ ngày nào", date(2024, 2, 20)).text


@pytest.mark.parametrize(
    ("question", "today", "phase"),
    [
        ("đợt sau bắt đầu ngày nào", date(2024, 2, 20), TWO),
        ("đợt tiếp theo bắt đầu ngày nào", date(2024, 6, 10), TWO),
        ("đợt trước kết thúc ngày nào", date(2024, 8, 1), ONE),
        ("đợt trước kết thúc ngày nào", date(2024, 6, 10), ONE),
        ("đợt đầu tiên bắt đầu ngày nào", date(2024, 8, 1), ONE),
        ("đợt cuối bắt đầu ngày nào", date(2024, 2, 1), TWO),
        ("đợt này kết thúc ngày nào", date(2024, 2, 1), ONE),
    ],
)
def test_phases_are_named_by_their_place(question, today, phase):
    given = ask_of(ONE_SYSTEM, question, today)
    assert given.intent == "phase_dates"
    assert given.topic is not None
    assert given.topic.phase == phase


@pytest.mark.parametrize(
    ("question", "today", "here"),
    [
        ("đợt trước kết thúc khi nào", date(2024, 2, 20), "đang là đợt 1"),
        ("đợt sau bắt đầu khi nào", date(2024, 8, 1), "đang là đợt 2"),
        ("đợt tiếp theo từ ngày nào", date(2024, 11, 30), "ngày cuối của đợt 2"),
    ],
)
def test_before_the_first_and_behind_the_last_phase_there_is_none(question, today, here):
    given = ask_of(ONE_SYSTEM, question, today)
    assert "Kế hoạch chỉ có 2 đợt (đợt 1, đợt 2)" in given.text
    assert here in given.text
    assert "đã kết thúc" not in given.text
    assert "không nằm trong" not in given.text


def test_a_phase_the_plan_does_not_have_is_refused():
    given = ask_of(ONE_SYSTEM, "đợt 3 từ ngày nào", date(2024, 2, 20))
    assert given.outcome == "refused"
    assert lines(given)[0] == "Kế hoạch chỉ có 2 đợt (đợt 1, đợt 2); đợt 3 không có trong kế hoạch."


def test_what_a_phase_is_about():
    given = ask_of(ONE_SYSTEM, "nội dung đợt 2 là gì", date(2024, 2, 20))
    assert lines(given) == [
        "Đợt 2 (1/7/2024 – 30/11/2024): Thi đua hoàn thành kế hoạch đánh bắt cá năm 2024."
    ]
    assert lines(ask_of(ONE_SYSTEM, "đợt 1 chào mừng gì", date(2024, 2, 20)))[0] == "Chủ đề: “Vì biển xanh”."


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("ngày 31/5 thuộc đợt nào", "Ngày 31/5/2024 thuộc đợt 1"),
        ("ngày 1/7 thuộc đợt nào", "Ngày 1/7/2024 thuộc đợt 2"),
        ("ngày 30 tháng 6 thuộc đợt nào", "Ngày 30/6/2024 không nằm trong đợt nào"),
        ("Quốc khánh thuộc đợt nào", "Ngày 2/9/2024 thuộc đợt 2"),
        ("tháng 3 là đợt nào", "thuộc đợt 1"),
    ],
)
def test_which_phase_a_day_lies_in(question, said):
    assert said in ask_of(ONE_SYSTEM, question, date(2024, 2, 20)).text


def test_how_many_phases_there_are():
    given = ask_of(ONE_SYSTEM, "phong trào chia làm mấy đợt?", date(2024, 2, 20))
    assert lines(given) == [
        "Phong trào kéo dài từ 15/1/2024 đến 30/11/2024.",
        "Phong trào chia 2 đợt: đợt 1 (15/1/2024 – 31/5/2024); đợt 2 (1/7/2024 – 30/11/2024).",
    ]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2024, 1, 14), "Phong trào chưa bắt đầu: mở đầu ngày 15/1/2024, còn 1 ngày."),
        (date(2024, 1, 15), "Phong trào đang diễn ra, đến hết ngày 30/11/2024 (còn 320 ngày)."),
        (date(2024, 11, 30), "Phong trào đang diễn ra, đến hết ngày 30/11/2024 (còn 0 ngày)."),
        (date(2024, 12, 1), "Phong trào đã kết thúc ngày 30/11/2024."),
    ],
)
def test_is_it_still_on(today, said):
    assert lines(ask_of(ONE_SYSTEM, "phong trào còn chạy không?", today))[0] == said


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2024, 1, 1), "không chia đợt. Năm nay là năm thứ 1."),
        (date(2026, 12, 31), "không chia đợt. Năm nay là năm thứ 3."),
        (date(2027, 1, 1), "không chia đợt."),
        (date(2023, 12, 31), "không chia đợt."),
    ],
)
def test_a_plan_without_phases_says_so(today, said):
    first = lines(ask_of(NO_PHASES, NOW, today))[0]
    assert first.endswith(said)
    assert first.startswith("Phong trào diễn ra liên tục từ năm 2024 đến năm 2026")


def test_a_numbered_phase_of_a_plan_without_phases_is_refused():
    given = ask_of(NO_PHASES, "đợt 2 khi nào bắt đầu", date(2024, 2, 20))
    assert given.outcome == "refused"
    assert "Đợt 2 không có trong" in given.text


def test_a_programme_alone_is_not_taken_for_the_campaign():
    plan = campaign(phase_systems=(PROGRAMME,))
    assert "không chia đợt" in ask_of(plan, NOW, date(2025, 6, 1)).text


def test_all_days_of_all_plans_have_an_answer_that_names_the_running_phase():
    for plan in five():
        for system in plan.phase_systems:
            if not system.main:
                continue
            for phase in system.phases:
                for day in (phase.starts_on, phase.starts_on + timedelta(days=9), phase.ends_on):
                    given = ask("đang ở đợt nào?", day, plan.id)
                    assert given.topic == Topic(intent="phase_current", phase=f"{system.id}:{phase.id}")
                    assert phase.name in given.text


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2021, 3, 1), "cấp trên trực tiếp"),
        (date(2021, 3, 31), "cấp trên trực tiếp"),
        (date(2021, 4, 1), "CĐCS"),
    ],
)
def test_whose_turn_it_is_to_launch(today, level):
    given = ask("bây giờ đến lượt cấp nào phát động?", today, "thanh-hoa-2021")
    assert level in lines(given)[0]


def test_a_phase_is_remembered_for_the_next_question():
    dates, countdown, matter = talk(
        ["đợt 2 từ ngày nào", "còn bao nhiêu ngày nữa thì bắt đầu?", "nội dung là gì?"],
        date(2024, 2, 20),
        ONE_SYSTEM.id,
        Catalogue([ONE_SYSTEM]),
    )
    assert dates.conversation.topic.phase == TWO
    assert "132 ngày" in countdown.answer.text
    assert "đánh bắt cá" in matter.answer.text


def test_a_phase_of_one_day_begins_and_ends_on_it():
    day = date(2024, 3, 3)
    only = Phase(id="d", number=1, name="đợt 1", starts_on=day, ends_on=day, content="Ra quân.", section="II")
    system = PhaseSystem(id="dot", name="một đợt", word="đợt", main=True, section="II", phases=(only,))
    plan = campaign(phase_systems=(system,), starts_on=day, ends_on=day)
    assert "còn 1 ngày" in ask_of(plan, NOW, date(2024, 3, 2)).text
    assert "là ngày cuối của đợt 1" in ask_of(plan, NOW, day).text
    assert "đã kết thúc ngày 3/3/2024" in ask_of(plan, NOW, date(2024, 3, 4)).text
