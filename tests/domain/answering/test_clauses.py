"""What is told by quoting a clause, and what plans seldom state."""

from datetime import date

import pytest

from tests.domain.given import ask_of, lines
from tests.domain.invented import campaign

DAY = date(2024, 2, 20)
KIM_SA = campaign()


@pytest.mark.parametrize(
    ("question", "intent", "said"),
    [
        ("mục đích là gì?", "purpose", "Khơi dậy tinh thần gìn giữ biển đảo của đoàn viên."),
        ("kế hoạch yêu cầu gì?", "requirement", "Thi đua thiết thực, tránh phô trương, lãng phí."),
        ("chỉ tiêu bao nhiêu phần trăm?", "quota", "Ít nhất 12% đoàn viên ngư nghiệp có sáng kiến."),
        ("ban nào theo dõi phong trào?", "who_responsible", "Ban Tuyên giáo theo dõi, tổng hợp phong trào."),
        (
            "thu gom lưới nhựa thế nào?",
            "content",
            "Doanh nghiệp thủy sản thu gom lưới nhựa hỏng mỗi chuyến ra khơi.",
        ),
        ("khẩu hiệu là gì?", "slogan", "Khẩu hiệu: “… (tên địa phương/ngành/đơn vị) … giữ biển quê hương”."),
    ],
)
def test_the_clause_asked_for_is_told_with_its_section(question, intent, said):
    given = ask_of(KIM_SA, question, DAY)
    assert said in given.text
    assert (given.intent, given.outcome) == (intent, "answered")
    assert given.citations
    assert all(citation.startswith("mục ") for citation in given.citations)


def test_the_writer_without_diacritics_gets_the_same():
    for question, bare in (("mục đích là gì", "muc dich la gi"), ("thu gom lưới nhựa", "thu gom luoi nhua")):
        assert ask_of(KIM_SA, bare, DAY).text == ask_of(KIM_SA, question, DAY).text


def test_a_sector_gets_what_is_meant_for_it():
    school = ask_of(KIM_SA, "trường học làm gì?", DAY)
    assert "ngoại khóa" in school.text
    assert "lưới nhựa" not in school.text
    assert school.topic is not None
    assert school.topic.sector == "truong-hoc"
    assert "lưới nhựa" in ask_of(KIM_SA, "công ty mình làm gì?", DAY).text


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("thưởng bao nhiêu tiền?", "Mức tiền thưởng"),
        ("kinh phí lấy từ đâu?", "Kinh phí"),
        ("số điện thoại liên hệ là gì?", "số điện thoại"),
        ("báo cáo theo mẫu nào, có phụ lục không?", "Biểu mẫu"),
        ("không nộp thì bị phạt gì?", "Hình thức xử lý"),
        ("tiêu chuẩn xét là gì, bao nhiêu điểm?", "Tiêu chuẩn"),
        ("hồ sơ gồm những gì?", "Thành phần hồ sơ"),
    ],
)
def test_what_plans_seldom_state_is_not_guessed(question, aspect):
    given = ask_of(KIM_SA, question, DAY)
    assert given.outcome == "refused"
    assert aspect in given.text
    assert "không có trong KH 77/KH-LĐLĐ ngày 10/01/2024" in given.text


def test_what_the_plan_says_of_an_aspect_is_told():
    clause = KIM_SA.clauses[5].model_copy(
        update={
            "id": "tien",
            "text": "Kinh phí thực hiện lấy từ nguồn tài chính công đoàn.",
            "label": "Kinh phí",
        }
    )
    given = ask_of(campaign(clauses=(*KIM_SA.clauses, clause)), "kinh phí lấy từ đâu?", DAY)
    assert given.outcome == "answered"
    assert "nguồn tài chính công đoàn" in given.text


def test_what_the_plan_is_known_not_to_say_is_refused_in_its_own_words():
    given = ask_of(KIM_SA, "đóng tàu cá thì sao?", DAY)
    assert given.outcome == "refused"
    assert lines(given)[0] == "Kế hoạch không nói về việc đóng tàu cá."


def test_slips_of_the_plan_are_told():
    given = ask_of(KIM_SA, "kế hoạch có chỗ nào in sai không?", DAY)
    assert "“đánh bắt cà”; phải hiểu là “đánh bắt cá”" in given.text


@pytest.mark.parametrize(
    "question", ["giải chạy ma ra tông tổ chức hôm nào", "giá vé máy bay đi Nhật", "cách nấu phở bò"]
)
def test_what_the_plan_does_not_speak_of_is_refused(question):
    given = ask_of(KIM_SA, question, DAY)
    assert given.outcome == "refused"
    assert "không có trong" in given.text


def test_an_answer_stays_readable_however_much_there_is():
    many = tuple(
        KIM_SA.clauses[0].model_copy(
            update={"id": f"md-{n}", "label": f"Mục đích {n}", "text": f"Điều {n}: " + "x" * 200}
        )
        for n in range(30)
    )
    given = ask_of(campaign(clauses=many), "mục đích là gì?", DAY)
    assert len(given.text) < 1000
