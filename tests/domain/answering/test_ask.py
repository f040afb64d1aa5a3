"""The one way from a question to an answer: choosing, asking back, following up, refusing, never failing."""

import unicodedata
from datetime import date

import pytest

from domain.catalogue import Catalogue
from domain.conversation import Conversation, Topic, dump_conversation, load_conversation
from domain.reply import Button, Reply
from tests.domain.given import ask, five, invented, lines, talk
from tests.domain.invented import campaign

NB, BT, LB, TH, BD = (
    "ninh-binh-2021",
    "ben-tre-2018",
    "long-bien-2022",
    "thanh-hoa-2021",
    "binh-dinh-2022",
)
DAY = date(2022, 3, 15)
CHOICES = tuple(Button(each.short_name, f"campaign:{each.id}") for each in five())


def test_a_question_that_names_its_campaign_is_answered():
    assert lines(ask("Ninh Bình đang ở giai đoạn nào?", DAY)) == [
        "Hôm nay 15/3/2022, đang là giai đoạn 2: từ 1/1/2022 đến 31/5/2022, còn 77 ngày."
    ]


def test_an_answer_is_a_reply_with_its_choices():
    given = ask("đang ở đợt nào?", DAY)
    assert given.reply == Reply(text=given.text, buttons=CHOICES)


def test_without_a_campaign_the_question_is_asked_back_and_waits():
    (asked,) = talk(["hạn nộp báo cáo khi nào?"], DAY)
    assert asked.answer.outcome == "asked_back"
    assert asked.answer.buttons == CHOICES
    assert asked.conversation == Conversation(offered=CHOICES, asked="hạn nộp báo cáo khi nào?")


@pytest.mark.parametrize(
    "choice",
    [
        "3",
        " 3. ",
        "Ninh Bình",
        "ninh binh",
        "NINH BÌNH.",
        f"campaign:{NB}",
        unicodedata.normalize("NFD", "Ninh Bình"),
    ],
)
def test_the_waiting_question_is_answered_once_chosen_by_number_words_or_button(choice):
    assert CHOICES[2].choice == f"campaign:{NB}"
    _, chosen = talk(["hạn nộp báo cáo khi nào?", choice], date(2022, 5, 31))
    assert "5/6/2022" in chosen.answer.text
    assert chosen.conversation.campaign == NB
    assert chosen.conversation.asked is None
    assert chosen.conversation.offered == ()
    assert chosen.conversation.topic == Topic(intent="report_deadline", duty="bao-cao-ket-qua")


def test_a_choice_with_nothing_waiting_is_confirmed():
    chosen = talk([f"campaign:{BD}"], DAY)[0]
    assert chosen.answer.text.startswith("Đã chọn Bình Định:")
    assert chosen.conversation == Conversation(campaign=BD)


@pytest.mark.parametrize(
    "choice", ["campaign:nowhere-1999", "campaign:", "campaign:../../etc/passwd", "9", "0", "-1"]
)
def test_a_choice_nobody_offered_is_no_choice(choice):
    _, after = talk(["hạn nộp báo cáo khi nào?", choice], DAY)
    assert after.conversation.campaign is None
    assert after.answer.text


def test_a_number_means_a_choice_only_while_choices_are_offered():
    *_, later = talk(["hạn nộp báo cáo khi nào?", "3", "2"], DAY)
    assert later.conversation.campaign == NB


def test_the_conversation_may_be_stored_between_question_and_choice():
    asked = talk(["hạn nộp báo cáo khi nào?"], DAY)[0].conversation
    stored = load_conversation(dump_conversation(asked))
    assert "5/6/2022" in talk(["3"], DAY, conversation=stored)[0].answer.text


def test_another_question_instead_of_a_choice_is_answered():
    _, other = talk(["hạn nộp báo cáo khi nào?", "Bình Định đang ở đợt nào?"], DAY)
    assert "đang là đợt 1" in other.answer.text
    assert other.conversation.asked is None
    assert other.conversation.campaign == BD


def test_naming_a_campaign_switches_to_it():
    first, second, third = talk(["đang ở đợt nào?", "còn Bình Định thì sao?", "ai ký văn bản?"], DAY, NB)
    assert first.answer.campaign == NB
    assert "đợt 1" in second.answer.text
    assert [each.conversation.campaign for each in (first, second, third)] == [NB, BD, BD]
    assert third.answer.campaign in (BD, None)


def test_a_feature_means_its_campaign_only_while_none_is_chosen():
    assert ask("kỷ niệm 30 năm tái lập tỉnh là ngày nào?", DAY).campaign == NB
    assert ask("Công nhân giỏi xứ Thanh là danh hiệu gì?", DAY).campaign == TH


@pytest.mark.parametrize("chosen", [None, NB])
@pytest.mark.parametrize(
    "question",
    ["Hải Phòng hạn nộp báo cáo khi nào?", "lđlđ tỉnh hòa bình đang đợt nào", "hai phong dang dot nao"],
)
def test_another_province_is_not_answered_as_if_it_matched(question, chosen):
    given = ask(question, DAY, chosen)
    assert given.outcome == "refused"
    assert "không có trong" in given.text
    assert "Ninh Bình" in given.text


@pytest.mark.parametrize(
    ("question", "chosen"),
    [
        ("đợt 1 năm 2019 từ ngày nào?", BT),
        ("hạn nộp báo cáo năm 2025 là ngày nào?", NB),
        ("danh hiệu năm 2024 có gì?", LB),
        ("chỉ tiêu năm 2040 là bao nhiêu?", TH),
    ],
)
def test_another_year_is_not_answered_as_if_it_matched(question, chosen):
    given = ask(question, DAY, chosen)
    assert given.outcome == "refused"
    assert "không có trong" in given.text


@pytest.mark.parametrize(
    "question", ["đợt 1 năm 2022 từ ngày nào?", "năm nay đợt 1 từ ngày nào?", "đợt 1 từ ngày nào?"]
)
def test_the_plans_own_year_is_no_other_year(question):
    assert "từ 1/1/2022 đến 30/6/2022" in ask(question, DAY, LB).text


def test_a_refusal_keeps_the_question_and_offers_to_pass_it_on():
    refused, after = talk(["thưởng bao nhiêu tiền?", "đang ở giai đoạn nào?"], DAY, NB)
    assert refused.answer.outcome == "refused"
    assert "báo lại cho tôi: có" in refused.answer.text
    assert refused.conversation.asked == "thưởng bao nhiêu tiền?"
    assert after.conversation.asked is None


def test_a_refusal_leaves_the_topic_where_it_was():
    about, refused, after = talk(
        ["giai đoạn 1 từ ngày nào?", "thưởng bao nhiêu tiền?", "kết thúc khi nào?"], DAY, NB
    )
    assert refused.conversation.topic == about.conversation.topic
    assert "31/12/2021" in after.answer.text


def test_follow_ups_by_phase():
    _, then, content = talk(["giai đoạn 1 từ ngày nào?", "còn giai đoạn sau?", "chào mừng gì?"], DAY, NB)
    assert "1/1/2022" in then.answer.text
    assert content.conversation.topic.phase == "giai-doan:gd-2"


def test_follow_ups_by_duty():
    _, to, days = talk(
        ["nộp kế hoạch trước ngày nào?", "gửi cho ai?", "còn mấy ngày?"], date(2021, 12, 1), NB
    )
    assert "LĐLĐ tỉnh Ninh Bình" in to.answer.text
    assert "4 ngày" in days.answer.text


def test_follow_ups_by_document():
    first, issued = talk(["Kế hoạch 182/KH-UBND nói về gì?", "ban hành ngày nào?"], DAY, NB)
    assert (first.conversation.topic.fact or "").startswith("document:")
    assert "03/11/2021" in issued.answer.text


def test_another_campaign_forgets_the_topic():
    *_, after = talk(["giai đoạn 1 từ ngày nào?", f"campaign:{BD}", "chào"], DAY, NB)
    assert after.conversation.topic == Topic()
    assert after.conversation.campaign == BD


def test_the_list_of_campaigns_says_what_runs_and_chooses_nothing():
    (listed,) = talk(["có những phong trào nào?"], date(2026, 11, 20))
    text = listed.answer.text
    assert listed.answer.intent == "campaign_list"
    assert text.count("Đã kết thúc") == 4
    assert text.count("Đang diễn ra") == 1
    assert listed.answer.buttons == CHOICES
    assert listed.conversation.campaign is None
    _, chosen = talk(["có những phong trào nào?", "1"], DAY)
    assert chosen.conversation.campaign == next(iter(five())).id


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("cảm ơn bạn nhiều", "Không có gì ạ"),
        ("tạm biệt nhé", "tạm biệt"),
        ("bạn là ai?", "không phải người thật"),
        ("bạn giúp được gì?", "anh/chị có thể hỏi"),
    ],
)
@pytest.mark.parametrize("chosen", [None, NB])
def test_a_polite_word_gets_a_polite_word(question, said, chosen):
    given = ask(question, DAY, chosen)
    assert given.outcome == "small_talk"
    assert said in given.text


def test_a_greeting_names_the_chosen_campaign_or_offers_all():
    assert "Ninh Bình" in ask("xin chào", DAY, NB).text
    assert ask("xin chào", DAY, NB).buttons == ()
    assert "trợ lý" in ask("xin chào", DAY).text
    assert ask("xin chào", DAY).buttons == CHOICES


def test_a_question_repeated_gets_the_same_answer():
    assert ask("danh hiệu gì?", DAY, LB) == ask("danh hiệu gì?", DAY, LB)


@pytest.mark.parametrize(
    "question", ["đang ở đợt nào?", "xin chào", "có những phong trào nào?", "campaign:x", "", "2"]
)
def test_with_no_campaign_published_there_is_still_an_answer(question):
    given = ask(question, DAY, None, Catalogue([]))
    assert given.text
    assert given.buttons == ()


def test_a_new_campaign_needs_no_new_code():
    given = ask("LĐLĐ tỉnh Kim Sa đang ở đợt nào?", date(2024, 2, 20), None, invented())
    assert given.campaign == campaign().id
    assert "đang là đợt 1" in given.text
