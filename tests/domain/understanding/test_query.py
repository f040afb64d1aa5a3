"""A question, understood."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.understanding.query import reader_for
from domain.understanding.times import DayRef, PhaseRef
from tests.domain.given import five, knowledge, read

DAY = date(2022, 3, 15)


@pytest.mark.parametrize(
    ("question", "campaign"),
    [
        ("Ninh Bình đang ở đợt nào?", "ninh-binh-2021"),
        ("ninh binh dang o dot nao", "ninh-binh-2021"),
        ("NINH BÌNH ĐANG Ở ĐỢT NÀO", "ninh-binh-2021"),
        ("ldld tinh ben tre", "ben-tre-2018"),
        ("Long Biên có mấy đợt", "long-bien-2022"),
        ("xứ thanh phát động khi nào", "thanh-hoa-2021"),
        ("cđvc tỉnh bình định", "binh-dinh-2022"),
    ],
)
def test_a_campaign_is_recognised_by_its_names(question, campaign):
    assert read(question).campaigns == (campaign,)


def test_a_feature_hints_at_a_campaign_and_does_not_name_it():
    query = read("30 năm tái lập tỉnh là ngày nào")
    assert query.campaigns == ()
    assert query.hinted == ("ninh-binh-2021",)


@pytest.mark.parametrize(
    "place", ["Hải Phòng", "Lào Cai", "LĐLĐ tỉnh Hòa Bình", "quận Hoàn Kiếm", "Thanh Xuân"]
)
def test_places_of_no_plan_are_recognised(place):
    query = read(f"{place} hạn nộp báo cáo khi nào")
    assert query.campaigns == ()
    assert query.other_places
    assert read("hai phong nop bao cao khi nao").other_places == ("Hải Phòng",)


@pytest.mark.parametrize(
    "question",
    [
        "Chiến thắng Điện Biên Phủ là ngày nào",
        "Hai Bà Trưng khởi nghĩa ngày nào",
        "hoà bình thế giới",
        "phong trào thi đua",
        "Giải phóng Thủ đô",
        "van dong anh em trong to dang ky the nao",  # vận động anh em, no Đông Anh
    ],
)
def test_names_in_other_names_are_no_places(question):
    assert read(question).other_places == ()


def test_sectors_and_events_are_recognised():
    query = read("công chức mình chào mừng Quốc khánh và 19/5 ra sao")
    assert query.sectors == ("hanh-chinh-su-nghiep",)
    assert query.events == ("quoc-khanh",)
    assert query.days == (DayRef(19, 5),)


def test_times_are_read():
    query = read("từ tháng 5 năm nay, đợt 2 năm 2023", DAY)
    assert query.months == (5,)
    assert set(query.years) == {2022, 2023}
    assert query.phase == PhaseRef(number=2, word="đợt")
    assert query.says("@phase", "@phase_number", "@month", "@year")
    assert not query.says("@day")


def test_own_words_are_those_that_no_turn_of_phrase_explains():
    query = read("hạn nộp báo cáo về thu gom lưới nhựa của Ninh Bình là ngày nào")
    assert query.own == {"thu", "gom", "luoi", "nhua"}
    assert {"bao", "cao", "han"} <= query.content


def test_function_words_are_neither_own_nor_content():
    query = read("dạ cho em hỏi với ạ thì là mà")
    assert query.own == frozenset()
    assert query.content == frozenset()


def test_in_a_long_message_the_part_that_asks_counts():
    told = "Em chào anh chị, hôm qua đơn vị em vừa họp bàn việc khen thưởng, xét danh hiệu, trao giấy khen."
    query = read(f"{told} Vậy bao giờ phải nộp báo cáo ạ?")
    assert query.says("report")
    assert query.says("when")
    assert not query.says("award")


def test_a_reader_is_built_once():
    assert reader_for(knowledge(), five()) is reader_for(knowledge(), five())


def _lexicon_words() -> list[str]:
    lexicon = knowledge().lexicon
    phrases = [phrase for group in lexicon.concepts.values() for phrase in group]
    return sorted({word for phrase in phrases for word in phrase.split()} | set(lexicon.abbreviations))


LEXICON_WORDS = st.deferred(lambda: st.sampled_from(_lexicon_words()))


@given(st.text(max_size=200), st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)))
def test_nothing_anybody_types_makes_it_fail(text, today):
    query = read(text, today)
    assert query.text == text
    assert query.own <= query.content <= set(query.words)


@given(st.lists(LEXICON_WORDS, max_size=40), st.dates(min_value=date(1950, 1, 1)))
def test_no_order_of_known_words_makes_it_fail(words, today):
    query = read(" ".join(words), today)
    assert query.own <= set(query.words)


def test_a_word_of_a_name_is_denied_only_as_it_is_written():
    assert read("không phải Ninh Bình").campaigns == ()
    assert read("đừng nói Bến Tre").campaigns == ()
    assert read("xây dựng quê hương Thanh Hóa").campaigns == ("thanh-hoa-2021",)
    assert read("xay dung que huong thanh hoa").campaigns == ("thanh-hoa-2021",)


def test_what_the_answer_is_wanted_for_is_not_asked():
    query = read("cho xin chủ đề năm của quận để in lên phông")
    assert {"phong", "in"} & query.content == set()
    assert "khen" in read("cần làm gì để được khen thưởng").content  # that is what is asked


def test_what_is_not_meant_is_not_asked():
    query = read("lễ phát động do tỉnh làm, không phải huyện làm, vào tháng mấy")
    assert "huyen" not in query.content
    assert "tinh" in query.content
    assert read("chủ đề năm của quận (không phải của liên đoàn) là gì").denied == {"lien", "doan"}


def test_nothing_is_put_together_from_two_clauses():
    assert read("tháng 9 rồi, công đoàn mình đang ở đợt mấy").off_topic == ()
    assert read("muốn rời công đoàn thì sao").off_topic == ("roi cong doan",)
    assert read("LĐLĐ TP.HCM thi đua gì").other_places


def test_single_words_of_an_empty_phrase_mean_nothing():
    assert "award" not in read("hỏi phong trao của quận").features
    assert "award" in read("trao tặng cho ai").features


def test_off_topic_words_are_known_up_to_the_tone():
    assert read("nôp thuê ở đâu").off_topic == ("nop thue",)
    assert read("còn bao nhiêu ngày").off_topic == ()


def test_the_words_before_the_question_word_are_the_thing_asked_for():
    assert read("được tham gia hội thi nào").focus == {"hoi", "thi"}
    assert read("đợt nào").focus == frozenset()


@pytest.mark.parametrize(
    ("question", "mark"),
    [
        ("giờ nộp lên cơ quan nào", "to_whom"),
        ("gửi qua bên nào", "to_whom"),
        ("thưởng kèm theo bao nhiêu", "money"),
        ("có bao nhiêu chương trình ở đây", "@which_campaigns"),
        ("những kế hoạch nào", "@which_campaigns"),
        ("đợt 1 và đợt 2 từ ngày nào", "@phases"),
        ("kỷ niệm 43 năm ngày gì", "@count"),
        ("quốc khánh xong tới gì", "@after"),
        ("vừa xong quốc khánh thì tới gì", "@after"),
        ("nửa cuối năm chào mừng gì", "@phase"),
        ("đợt 2 có ngày nào dành cho phụ nữ", "content"),
        ("báo cáo luôn hay đợi cuối năm", "@or"),
    ],
)
def test_marks_of_what_is_asked(question, mark):
    assert mark in read(question).features


@pytest.mark.parametrize(
    ("question", "mark"),
    [
        ("sửa máy tính ở đâu", "@which_campaigns"),
        ("khen thưởng phải thế nào", "money"),
        ("bạn giúp được gì", "through"),
        ("sinh nhật Bác năm nay là lần thứ mấy", "weekday"),
        ("ngoài mấy danh hiệu nào nữa", "headcount"),
    ],
)
def test_marks_that_only_look_so(question, mark):
    assert mark not in read(question).features
