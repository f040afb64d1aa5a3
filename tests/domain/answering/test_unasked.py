"""What is asked decides: phrases and not their syllables, the thing asked for, the day, the talk so far."""

from datetime import date

import pytest

from tests.domain.given import ask, lines, talk

NB, BT, LB, TH, BD = (
    "ninh-binh-2021",
    "ben-tre-2018",
    "long-bien-2022",
    "thanh-hoa-2021",
    "binh-dinh-2022",
)
DAYS = {NB: date(2022, 2, 10), BT: date(2018, 6, 5), LB: date(2022, 5, 10), TH: date(2023, 4, 1)}
DAYS[BD] = date(2022, 3, 10)


@pytest.mark.parametrize(
    ("campaign", "question"),
    [
        (TH, "ai là người đẹp nhất?"),  # the plan only has a dễ nhìn place for a slogan
        (TH, "ai la nguoi dep nhat"),
        (LB, "tôi bị sếp mắng phải làm sao"),  # mắng is not mang
        (BT, "giải thưởng Nguyễn Văn Linh"),
        (NB, "ngày 20/11 có hoạt động gì"),
        (LB, "20/11 có phát động gì không"),
        (NB, "chủ tịch LĐLĐ tỉnh bây giờ là ai"),
        (BD, "hội thi sáng tạo kỹ thuật tổ chức ngày nào"),
        (LB, "chỉ tiêu sáng kiến cho khối doanh nghiệp bao nhiêu %"),
        (BD, "bao nhiêu phần trăm viên chức phải có sáng kiến"),
        (TH, "thưởng kèm danh hiệu bao nhiêu"),
        (LB, "trụ sở LĐLĐ quận ở số mấy đường nào"),
        (LB, "phát động điểm của khối mình ở hội trường nào"),
        (TH, "lễ trao danh hiệu xứ Thanh tổ chức hôm nào"),
    ],
)
def test_a_clause_that_is_about_something_else_is_no_answer(campaign, question):
    given = ask(question, DAYS[campaign], campaign)
    assert given.outcome == "refused"
    assert "không có trong" in given.text


@pytest.mark.parametrize(
    ("campaign", "question", "said"),
    [
        (BD, "kế hoạch có nhắc covid không", "Covid-19"),  # one word, but a whole one
        (BD, "được tham gia hội thi nào khi có sáng kiến", "hội thi sáng tạo kỹ thuật"),
        (NB, "khơi dậy điều gì trong cán bộ", "niềm tin"),  # dậy is not short for vậy here
        (NB, "lập công đoàn ở doanh nghiệp từ mấy người trở lên", "25 lao động"),
        (TH, "pa nô đặt ở khu vực nào", "trung tâm"),
        (TH, "ban nào chủ trì tổng hợp kết quả, soạn báo cáo sơ kết", "Tuyên giáo"),
        (TH, "phong trào xây dựng quê hương Thanh Hóa kéo dài tới năm mấy", "2030"),
    ],
)
def test_the_thing_asked_for_is_told(campaign, question, said):
    given = ask(question, DAYS[campaign], campaign)
    assert given.outcome == "answered"
    assert said in given.text


@pytest.mark.parametrize(
    ("campaign", "question", "said"),
    [
        # One clause has all of it, where a rule by itself would tell a list.
        (BT, "ba khu vực sản xuất, hành chính, công đoàn mỗi nơi có phong trào nào", "Tham mưu giỏi"),
        (TH, "bao lâu thì bình xét công nhân giỏi xứ Thanh một lần", "hàng năm"),
        (BD, "báo cáo gửi lên để làm gì", "tuyên truyền"),
        (LB, "khen thưởng thì quan tâm ai hơn", "trực tiếp"),
        (NB, "câu “nói đi đôi với” gì đó là sao", "Nói đi đôi với làm"),
        (NB, "ai chỉ đạo công đoàn cơ sở thi đua", "LĐLĐ các huyện"),
        (LB, "chủ đề năm của quận (không phải của liên đoàn lao động) là câu gì", "dân vận khéo"),
        (NB, "đã qua giai đoạn mới chưa hay còn ở giai đoạn cũ", "giai đoạn 2"),
        (LB, "nộp báo cáo lên quận hay lên thành phố", "LĐLĐ quận Long Biên"),
        (LB, "phong trào năm nay chạy từ hôm nào tới hôm nào", "31/12/2022"),
        (NB, "nửa sau của đợt, tức giai đoạn sau, chào mừng gì", "giai đoạn 2"),
    ],
)
def test_the_whole_of_a_question_decides(campaign, question, said):
    given = ask(question, DAYS[campaign], campaign)
    assert given.outcome == "answered"
    assert said.casefold() in given.text.casefold()


def test_a_yes_or_no_is_not_answered_by_repeating_the_quote():
    given = ask('"Năm vì lợi ích của đoàn viên" thì được bớt giá hả?', DAYS[BT], BT)
    assert not given.text.startswith("Năm vì")


def test_several_papers_are_asked_for_and_told():
    given = ask("quy chế dân chủ làm theo mấy nghị định?", DAYS[NB], NB)
    assert [line[:31] for line in lines(given)] == [
        "Văn bản được nêu: Nghị định 04/",
        "Văn bản được nêu: Nghị định 145",
    ]


def test_a_cited_paper_is_told_by_its_number():
    assert "12/01/2021" in ask("kế hoạch số 10 ban hành ngày nào", DAYS[TH], TH).text
    assert "06/HD-LĐLĐ" in lines(ask("hướng dẫn số 6 ban hành ngày nào", DAYS[TH], TH))[0]


def test_two_phases_together_are_the_whole():
    said = ask("đợt 1 với đợt 2 gộp lại từ hôm nào tới hôm nào", DAYS[LB], LB).text
    assert "1/1/2022" in said
    assert "31/12/2022" in said


def test_the_feasts_from_one_month_on():
    given = ask("từ tháng 7 đến cuối năm chào mừng dịp nào", DAYS[LB], LB)
    assert [count for count in ("93 năm", "77 năm", "68 năm", "50 năm") if count in given.text] == [
        "93 năm", "77 năm", "68 năm", "50 năm",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "day", "said"),
    [
        ("kỷ niệm 132 năm ngày gì", date(2022, 2, 10), "Ngày sinh Chủ tịch Hồ Chí Minh"),
        ("hôm qua kỷ niệm gì", date(2022, 4, 2), "30 năm Ngày tái lập tỉnh"),
        ("lễ tái lập tỉnh xong thì tới dịp nào", date(2022, 2, 10), "19/5/2022"),
    ],
)
def test_a_feast_by_its_years_by_yesterday_and_by_what_it_follows(question, day, said):
    assert said in ask(question, day, NB).text


def test_a_feast_named_from_today():
    assert "92 năm" in ask("Đảng mình được bao nhiêu tuổi rồi", date(2022, 2, 1), BD).text
    assert "68 năm" in ask("ngày mai kỷ niệm bao nhiêu năm vậy", date(2022, 10, 9), LB).text


def test_of_the_feast_just_told_more_is_asked():
    first, then = talk(["sắp tới kỷ niệm gì", "tái lập năm nào vậy"], date(2022, 3, 25), NB)
    assert "1/4/2022" in first.answer.text
    assert "1/4/1992" in then.answer.text


def test_a_day_of_the_whole_country_needs_no_campaign():
    assert "47 năm" in ask("30/4 này kỷ niệm bao nhiêu năm", date(2022, 3, 1)).text


def test_a_few_words_lean_on_the_answer_before():
    first, then = talk(["chỉ tiêu sáng kiến bao nhiêu", "áp dụng bao nhiêu"], DAYS[LB], LB)
    assert "15%" in first.answer.text
    assert "70%" in then.answer.text
    first, then = talk(["sắp tới có ngày kỷ niệm gì", "sau đó là ngày gì"], date(2022, 10, 1), LB)
    assert "10/10/2022" in lines(first.answer)[0]
    assert "18/12/2022" in lines(then.answer)[0]


def test_what_a_long_message_is_about_may_be_told_before_it_asks():
    said = ask(
        "Mấy hôm nay bận quá nên chị chưa soạn xong kế hoạch phát động của ngành mình. "
        "Tuần sau chị mới gửi thì có trễ không em?",
        date(2021, 12, 2),
        NB,
    ).text
    assert "5/12/2021" in said
