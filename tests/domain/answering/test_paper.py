"""The paper itself: number, day, issuer, signer, and what it rests on."""

from datetime import date

import pytest

from tests.domain.given import ask, ask_of, lines
from tests.domain.invented import campaign, document

DAY = date(2024, 2, 20)
KIM_SA = campaign()


@pytest.mark.parametrize(
    "question",
    ["kế hoạch số mấy?", "số kế hoạch là bao nhiêu?", "ban hành ngày nào?", "ai ban hành kế hoạch này?"],
)
def test_what_paper_it_is(question):
    assert lines(ask_of(KIM_SA, question, DAY)) == [
        "Kế hoạch số 77/KH-LĐLĐ, ban hành ngày 10/1/2024, của LĐLĐ tỉnh Kim Sa: "
        "Phát động phong trào thi đua năm 2024."
    ]


def test_a_day_that_is_misprinted_is_told_both_ways():
    plan = campaign(document=document(issued_printed="10/01/2023"))
    given = ask_of(plan, "ban hành ngày nào?", DAY)
    assert "10/1/2024" in lines(given)[0]
    assert lines(given)[1] == "Bản in ghi ngày 10/01/2023; hiểu là 10/1/2024."


@pytest.mark.parametrize("missing", [{"number": None}, {"issued_on": None}])
def test_a_paper_without_number_or_day_says_so(missing):
    given = ask_of(campaign(document=document(**missing)), "kế hoạch số mấy?", DAY)
    assert lines(given)[0].startswith("Số và ngày ban hành không có trong bản kế hoạch mình đang giữ.")


def test_who_signed_it():
    assert lines(ask_of(KIM_SA, "ai ký kế hoạch?", DAY)) == [
        "Người ký: Lê Văn Biển, Chủ tịch, thay mặt Ban Thường vụ."
    ]


@pytest.mark.parametrize(
    "why", [{"signer_note": "trang cuối bị mất"}, {"complete": False, "breaks_off": "trang cuối bị mất"}]
)
def test_a_paper_without_signer_says_why(why):
    given = ask_of(campaign(document=document(signer=None, **why)), "ai ký kế hoạch?", DAY)
    assert given.outcome == "refused"
    assert lines(given)[0] == "Người ký không có trong bản mình đang giữ: trang cuối bị mất."


def test_the_recipients_are_those_of_the_paper():
    assert lines(ask_of(KIM_SA, "nơi nhận văn bản gồm những ai?", DAY)) == [
        "Nơi nhận văn bản: Tổng Liên đoàn (để b/c); Các công đoàn cơ sở."
    ]
    none = ask_of(campaign(document=document(recipients=())), "nơi nhận văn bản gồm những ai?", DAY)
    assert none.outcome == "refused"


def test_what_it_rests_on():
    given = ask_of(KIM_SA, "căn cứ văn bản nào?", DAY)
    assert "Nghị quyết 05-NQ/TU ngày 02/01/2024 của Tỉnh ủy" in given.text
    assert ask_of(campaign(documents=()), "căn cứ văn bản nào?", DAY).outcome == "refused"


@pytest.mark.parametrize(
    ("campaign_id", "number", "signer"),
    [
        ("ninh-binh-2021", "50/KH-LĐLĐ", "Trần Kim Long"),
        ("long-bien-2022", "01/KH-LĐLĐ", "Phan Thị Thu Hằng"),
        ("thanh-hoa-2021", "06/HD-LĐLĐ", "Võ Mạnh Sơn"),
        ("ben-tre-2018", "15/KH-LĐLĐ", None),
        ("binh-dinh-2022", None, None),
    ],
)
def test_the_five_papers(campaign_id, number, signer):
    paper = ask("số văn bản là số mấy, ban hành ngày nào?", DAY, campaign_id)
    assert (number or "không có trong bản") in paper.text
    signed = ask("ai ký văn bản này?", DAY, campaign_id)
    assert (signer or "không có trong bản") in signed.text
