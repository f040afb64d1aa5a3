"""Several things at once: two questions in one message, a story before the question, what was said before."""

from datetime import date

import pytest

from domain.answering.twofold import halves
from tests.domain.given import ask, read, talk

NB, BT, LB, TH, BD = (
    "ninh-binh-2021",
    "ben-tre-2018",
    "long-bien-2022",
    "thanh-hoa-2021",
    "binh-dinh-2022",
)
DAYS = {NB: date(2021, 12, 20), BT: date(2018, 4, 10), LB: date(2022, 3, 15), TH: date(2021, 3, 2)}
DAYS[BD] = date(2022, 2, 20)


@pytest.mark.parametrize(
    ("campaign", "question", "said"),
    [
        (BT, "dot 2 chao mung dai hoi nao va ky niem cach mang thang tam may nam", ("Đại hội XII", "73 năm")),
        (TH, "ai ký hướng dẫn này và hướng dẫn số mấy", ("Võ Mạnh Sơn", "06/HD-LĐLĐ")),
        (LB, "ngày 28/7 kỷ niệm bao nhiêu năm và thuộc đợt mấy", ("93 năm", "đợt 2")),
        (NB, "hôm nay đang ở giai đoạn nào, còn bao nhiêu ngày nữa hết", ("giai đoạn 1", "11 ngày")),
    ],
)
def test_both_of_two_questions_are_answered(campaign, question, said):
    given = ask(question, DAYS[campaign], campaign)
    assert all(each in given.text for each in said)


@pytest.mark.parametrize(
    "message",
    [
        "mục đích và yêu cầu là gì",
        "cán bộ và công nhân được khen thế nào",
        "đợt 1 từ ngày nào",
        "a" * 500 + ", gì",
    ],
)
def test_one_question_is_not_taken_for_two(message):
    assert halves(message) is None


def test_what_of_two_things_is_not_in_the_plan_is_said_too():
    given = ask("Đợt 2 gồm gì? Ai ký kế hoạch?", DAYS[BT], BT)
    assert "Đại hội XII" in given.text
    assert "không có trong" in given.text


def test_a_half_that_names_nothing_does_not_mean_the_campaign():
    assert ask("khi nào, ở đâu, ai dự lễ phát động", DAYS[LB], LB).outcome == "refused"


def test_nothing_is_said_twice():
    given = ask("báo cáo nộp cho ai và hạn ngày nào", DAYS[NB], NB)
    lines = given.text.split("\n")
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    ("campaign", "question", "said"),
    [
        (BD, "cơ quan vừa nghỉ tết xong, h đang đợt mấy v ad", "đợt 1"),
        (LB, "trời mưa quá, cho hỏi đợt 1 đến ngày nào hết", "30/6/2022"),
        (NB, "vợ em sinh con nên em nghỉ mấy bữa, cho hỏi hạn gửi kế hoạch là ngày nào", "5/12/2021"),
    ],
)
def test_a_story_off_topic_does_not_refuse_the_question_behind_it(campaign, question, said):
    given = ask(question, DAYS[campaign], campaign)
    assert given.outcome == "answered"
    assert said in given.text


@pytest.mark.parametrize(
    "question",
    ["muốn xin nghỉ việc thì phải báo trước mấy ngày", "đợt này thưởng tết bao nhiêu", "trời mưa không"],
)
def test_a_question_off_topic_is_still_refused(question):
    assert ask(question, DAYS[LB], LB).outcome == "refused"


@pytest.mark.parametrize(
    ("campaign", "question", "phase"),
    [
        (BT, "Các hoạt động Tháng Công nhân nằm trong đợt thi đua nào?", "Đợt 1"),
        (BT, "dai hoi XII cong doan viet nam thuoc dot may", "Đợt 2"),
        (BD, "thi dua nuoc ruot la dot nao", "Đợt 3"),
    ],
)
def test_the_phase_whose_content_is_named(campaign, question, phase):
    on_another_day = {BT: date(2018, 10, 1)}.get(campaign, DAYS[campaign])
    for today in (DAYS[campaign], on_another_day):
        assert phase in ask(question, today, campaign).text


@pytest.mark.parametrize(
    ("campaign", "questions", "said"),
    [
        (BT, ("căn cứ vào kế hoạch nào của tổng liên đoàn", "ke hoach do ra ngay nao"), "27/02/2018"),
        (TH, ("kế hoạch gốc số mấy", "ngày đó thứ mấy"), "thứ Ba 12/1/2021"),
        (TH, ("hạn gửi kế hoạch hành động ngày nào", "ngay do la thu may"), "thứ Bảy 6/3/2021"),
        (LB, ("đợt 1 hết ngày nào", "ngày đó là thứ mấy"), "thứ Năm 30/6/2022"),
        (NB, ("kế hoạch ban hành ngày nào", "ngày đó là thứ mấy"), "thứ Ba 23/11/2021"),
        (NB, ("tái lập tỉnh là ngày mấy", "ngày đó nằm ở giai đoạn nào"), "giai đoạn 2"),
    ],
)
def test_that_paper_and_that_day_are_those_just_told(campaign, questions, said):
    assert said in talk(questions, DAYS[campaign], campaign)[-1].answer.text


@pytest.mark.parametrize(
    "question", ["trên web cty e treo khẩu hiệu gì ạ, chép nguyên câu giúp e vs", "pano ghi chữ gì"]
)
def test_the_very_words_of_a_slogan(question):
    assert "hiện thực hóa khát vọng" in ask(question, DAYS[TH], TH).text


def test_what_is_signed_not_when():
    given = ask("luc lamf leex phát ddoongj thì mấy đơn vị kys với nhau cais gì", DAYS[TH], TH)
    assert "giao ước" in given.text


def test_a_plural_is_no_count():
    assert not read("mấy đơn vị ký với nhau cái gì").says("headcount", "how_many")
    assert read("mấy đơn vị được khen").says("headcount")
