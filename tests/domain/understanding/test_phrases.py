"""Finding known phrases, with diacritics, without, and half with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.understanding.phrases import PhraseBook, Span, split_marked, split_words


def book(strict=(), written=(), **groups: dict[str, list[str]]) -> PhraseBook:
    made = PhraseBook(strict=strict, written=written)
    for group, names in groups.items():
        for name, phrases in names.items():
            made.add(group, name, phrases)
    return made


def found(in_book: PhraseBook, text: str, marks: bool = True) -> list[str]:
    """Names of what is found in ``text``, by a writer who uses diacritics or one who does not."""
    written = split_marked(text) if marks else None
    return [span.name for span in in_book.find(split_words(text), written)]


def test_a_phrase_is_found_where_it_stands():
    spans = book(concept={"report": ["báo cáo"]}).find(split_words("nop bao cao, bao cao"))
    assert spans == (Span("concept", "report", 1, 3), Span("concept", "report", 3, 5))
    assert [len(span) for span in spans] == [2, 2]


def test_a_phrase_inside_a_longer_one_does_not_count():
    words = book(concept={"phase": ["đợt thi đua"], "emulation": ["thi đua"], "wave": ["đợt"]})
    assert found(words, "đợt thi đua") == ["phase"]
    assert found(words, "đợt này thi đua") == ["wave", "emulation"]


def test_phrases_that_overlap_both_count():
    words = book(concept={"one": ["kế hoạch số"], "two": ["số mấy"]})
    assert found(words, "kế hoạch số mấy") == ["one", "two"]


def test_groups_do_not_hide_one_another():
    words = book(campaign={"nb": ["tỉnh Ninh Bình"]}, place={"nb": ["Ninh Bình"]})
    assert [span.group for span in words.find(split_words("tỉnh Ninh Bình"))] == ["campaign", "place"]


def test_one_phrase_may_mean_two_things():
    words = book(concept={"end": ["kéo dài"], "when": ["kéo dài"]})
    assert found(words, "kéo dài") == ["end", "when"]


def test_a_single_word_counts_only_with_its_diacritics_where_the_writer_uses_them():
    words = book(concept={"storm": ["bão"]})
    assert found(words, "bão") == ["storm"]
    assert found(words, "bao") == []
    assert found(words, "báo") == []
    assert found(words, "bao", marks=False) == ["storm"]


def test_a_single_word_counts_as_it_is_guessed_where_the_writer_uses_none():
    words = book(concept={"award": ["trao"], "movement": ["phong trào"]})
    typed = split_words("phong trao")
    assert [s.name for s in words.find(typed, None, ("phong", "trào"))] == ["movement"]
    assert [s.name for s in words.find(("trao",), None, ("trao",))] == ["award"]
    assert [s.name for s in words.find(("trao",), None, ("trào",))] == []
    assert [s.name for s in words.find(("trao",), None, (None,))] == ["award"]


def test_of_a_longer_phrase_one_word_has_to_agree():
    words = book(concept={"report": ["báo cáo"]})
    assert found(words, "báo cao") == ["report"]
    assert found(words, "bao cáo") == ["report"]
    assert found(words, "bảo cạo") == ["report"], "the tone may slip"
    assert found(words, "bâo câo") == []


def test_in_a_strict_group_all_words_have_to_agree():
    words = book(strict={"place"}, place={"hn": ["Hà Nam"]})
    assert found(words, "Hà Nam") == ["hn"]
    assert found(words, "Hà nam") == ["hn"]
    assert found(words, "hạ nam") == []
    assert found(words, "ha nam", marks=False) == ["hn"]


def test_a_phrase_of_a_written_group_counts_only_as_it_is_written():
    words = book(written={"place"}, place={"tx": ["Thanh Xuân"]})
    assert found(words, "thanh xuân") == ["tx"]
    assert found(words, "thanh xuan") == []
    assert found(words, "thanh xuan", marks=False) == []


def test_what_the_normaliser_replaced_says_nothing_against_a_phrase():
    words = book(concept={"report": ["báo cáo"], "storm": ["bão"]}, strict={"concept"})
    assert [s.name for s in words.find(("bao", "cao"), ("báo", None))] == ["report"]
    assert [s.name for s in words.find(("bao",), (None,))] == ["storm"]


def test_a_book_knows_its_words_and_neighbours():
    words = book(concept={"phase": ["đợt thi đua", "chặng"]})
    assert words.words == {"dot", "thi", "dua", "chang"}
    assert words.pairs == {("dot", "thi"), ("thi", "dua")}


def test_an_empty_phrase_is_no_phrase():
    assert book(concept={"nothing": ["", "…", "!"]}).words == frozenset()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Đợt 2, từ 01/7/2022 đến 31-12-2022", ("dot", "2", "tu", "01/7/2022", "den", "31-12-2022")),
        ("ngày 19/5", ("ngay", "19/5")),
        ("số 50/KH-LĐLĐ", ("so", "50", "kh", "ldld")),
        ("", ()),
    ],
)
def test_words_are_folded_and_dates_stay_whole(text, words):
    assert split_words(text) == words


@given(st.text(max_size=60))
def test_folded_and_marked_words_stand_side_by_side(text):
    assert len(split_words(text)) == len(split_marked(text))
