"""Replies: as numbered text, in pieces, stored and loaded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reply import (
    Button,
    Reply,
    as_numbered_text,
    dump_reply,
    load_reply,
    shown_size,
    split_text,
    utf16_length,
)

BUTTONS = (Button("Ninh Bình", "campaign:ninh-binh-2021"), Button("Bến Tre", "campaign:ben-tre-2018"))


def test_without_choices_the_text_is_all():
    assert as_numbered_text(Reply(text="Chào anh/chị!")) == "Chào anh/chị!"


def test_choices_follow_as_numbered_lines():
    assert as_numbered_text(Reply(text="Phong trào nào ạ?", buttons=BUTTONS)) == (
        "Phong trào nào ạ?\n\n1. Ninh Bình\n2. Bến Tre\n(Trả lời bằng số hoặc gõ chữ.)"
    )


def test_a_reply_survives_being_stored():
    for named in ({"photo": "p1"}, {"document": "d1"}):
        reply = Reply(text="“Đợt 2” 🎉\n\t", buttons=BUTTONS, **named)
        assert load_reply(dump_reply(reply)) == reply
    assert load_reply(dump_reply(Reply(text=""))) == Reply(text="")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"text": 3}', "not json"])
def test_what_is_no_reply_is_not_loaded(text):
    with pytest.raises(ValueError, match="validation error"):
        load_reply(text)


def test_a_reply_names_one_file_at_most():
    with pytest.raises(ValueError, match="not both"):
        Reply(text="x", photo="1", document="2")


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "1 KB"), (12_345, "12 KB"), (999_400, "999 KB"), (1_440_000, "1,4 MB"), (20 * 1024**2, "21,0 MB")],
)
def test_sizes_are_shown_as_people_read_them(size, shown):
    assert shown_size(size) == shown


def test_length_is_counted_as_the_platforms_count():
    assert [utf16_length(text) for text in ("", "đợt", "🎉", "👷🏽", "a🎉b")] == [0, 3, 2, 4, 4]


def test_short_text_stays_whole():
    assert split_text("đợt 1\nđợt 2", 20) == ("đợt 1\nđợt 2",)
    assert split_text("", 20) == ("",)
    assert split_text("12345", 5) == ("12345",)


def test_text_breaks_at_a_line_before_it_breaks_at_a_blank():
    assert split_text("một hai\nba bốn", 10) == ("một hai", "ba bốn")
    assert split_text("một hai ba bốn", 10) == ("một hai", "ba bốn")


def test_a_word_longer_than_the_limit_is_cut():
    assert split_text("abcdefgh", 3) == ("abc", "def", "gh")


def test_a_character_of_two_units_is_never_cut():
    assert split_text("🎉🎉🎉", 3) == ("🎉", "🎉", "🎉")
    assert split_text("a🎉", 2) == ("a", "🎉")


LINES = st.text(alphabet=st.sampled_from("aé đợ🎉👷\n "), max_size=120)


@given(text=LINES, limit=st.integers(2, 40))
def test_pieces_fit_and_together_keep_everything_but_blanks(text, limit):
    pieces = split_text(text, limit)
    assert all(utf16_length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.strip() for piece in pieces) or not text.strip()


@given(
    words=st.lists(st.text(alphabet="aéđ🎉", min_size=1, max_size=5), max_size=40), limit=st.integers(10, 40)
)
def test_words_that_fit_are_not_broken(words, limit):
    pieces = split_text(" ".join(words), limit)
    assert " ".join(pieces).split() == words
