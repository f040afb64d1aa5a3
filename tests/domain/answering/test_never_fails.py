"""Whatever is typed, there is an answer, and nothing is raised."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answering.ask import answer
from domain.conversation import Conversation, Topic, dump_conversation, load_conversation
from domain.reply import Button
from tests.domain.given import ask, five, knowledge, talk

NB, BT, LB, TH, BD = (
    "ninh-binh-2021",
    "ben-tre-2018",
    "long-bien-2022",
    "thanh-hoa-2021",
    "binh-dinh-2022",
)
DAY = date(2022, 3, 15)


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\t\r", "🎉", "👍👍👍🏽", "…!?.,;:", "\u200b\u200f\ufeff", "\x00\x07", "-", "____"]
)
@pytest.mark.parametrize("chosen", [None, NB])
def test_nothing_to_read_gets_a_friendly_line(text, chosen):
    (said,) = talk([text], DAY, chosen)
    assert said.answer.text == "Anh/chị nhắn câu hỏi bằng chữ giúp mình nhé, ví dụ: “đang ở đợt nào?”."
    assert said.conversation.campaign == chosen


@pytest.mark.parametrize(
    "filler", ["a", "đợt ", "\U0001f389", "\n", "hạn nộp báo cáo khi nào? ", "1", "/", "campaign:", "\u0301"]
)
def test_a_hundred_thousand_characters_are_no_trouble(filler):
    (said,) = talk([filler * (100_000 // len(filler))], DAY, NB)
    assert 0 < len(said.answer.text) < 2000
    assert len(said.conversation.asked or "") <= 1000


def test_only_the_beginning_of_a_long_message_is_read():
    assert "31/12/2021" in ask("giai đoạn 1 kết thúc khi nào? " + " " * 1000 + "x " * 50_000, DAY, NB).text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> <b>đang ở đợt nào</b>",
        "*đang* _ở_ `đợt` [nào](http://x.y/z?a=b)",
        "đang ở đợt nào \u202e???",
        "{campaign} đang ở đợt nào %s {0}",
        "đang\nở\tđợt\r\nnào",
        "đang ở đợt nào'; DROP TABLE inbox; --",
    ],
)
def test_markup_in_a_question_is_only_text(text):
    given = ask(text, DAY, BD)
    assert "đang là đợt 1" in given.text
    assert "<" not in given.text


def test_a_conversation_about_what_is_no_longer_published_is_no_trouble():
    stale = Conversation(
        campaign="gone-2001",
        topic=Topic(intent="phase_dates", phase="x:y", anniversary="z", duty="d", fact="clause:c"),
        offered=(Button("Cũ", "campaign:gone-2001"),),
        asked="đợt mấy",
    )
    for question in ("1", "Cũ", "còn mấy ngày?", "đang ở đợt nào?", "bao nhiêu năm?", "kết thúc khi nào?"):
        assert talk([question], DAY, "gone-2001", conversation=stale)[0].answer.text


SYLLABLES = st.deferred(lambda: st.sampled_from(_known_words()))
CHOSEN = st.sampled_from([None, NB, BT, LB, TH, BD])
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1))
TOPICS = st.sampled_from(
    [
        Topic(),
        Topic(intent="phase_dates", phase="dot:dot-1"),
        Topic(intent="report_deadline", duty="bao-cao-ket-qua"),
        Topic(intent="anniversary_date", anniversary="quoc-khanh"),
        Topic(intent="legal_basis", fact="document:x"),
        Topic(intent="nonsense", phase="nonsense", sector="nonsense"),
    ]
)


def _known_words() -> list[str]:
    lexicon = knowledge().lexicon
    phrases = [phrase for group in lexicon.concepts.values() for phrase in group]
    names = [name for each in five() for name in (*each.names, *each.features)]
    events = [event.name for event in knowledge().events.values()]
    times = [
        "1/1/0000",
        "19/5/9999",
        "2/9/1000",
        "đợt 2",
        "31/2",
        "29/2",
        "19/5/2022",
        "tháng 2",
        "ngày 31 tháng 4",
        "đợt sau",
        "năm 2023",
        "ngày mai",
    ]
    return sorted({*phrases, *names, *events, *times, *lexicon.abbreviations, *lexicon.places.plain})


def _asked(question: str, chosen: str | None, topic: Topic, today: date) -> None:
    conversation = Conversation().choosing(chosen).talking_of(topic)
    answered = answer(question, conversation, knowledge(), five(), today)
    assert answered.answer.text.strip()
    assert 0 <= answered.answer.confidence <= 1
    assert answered.conversation.campaign is None or answered.conversation.campaign in five()
    assert "{" not in answered.answer.text.replace(question, "")
    assert load_conversation(dump_conversation(answered.conversation)) == answered.conversation


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=300), CHOSEN, TOPICS, DAYS)
@settings(max_examples=150)
def test_nothing_anybody_types_makes_it_fail(question, chosen, topic, today):
    _asked(question, chosen, topic, today)


@given(st.lists(SYLLABLES, max_size=8), CHOSEN, TOPICS, DAYS)
@settings(max_examples=500)
def test_no_shuffle_of_known_phrases_makes_it_fail(phrases, chosen, topic, today):
    _asked(" ".join(phrases), chosen, topic, today)
