"""From what people type to words that can be compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.understanding.normalise import Normaliser
from tests.domain.given import read

VOCABULARY = "di dot may giai doan bao cao phong trao khong nop cho ky niem thu khoa lan muc"
SMALL = Normaliser(
    abbreviations={
        "gđ": "giai đoạn",
        "gd": "giai đoạn",
        "ko": "không",
        "v": "vậy",
        "dì": "gì",
        "đ/c": "đồng chí",
    },
    same={"kỉ": "kỷ"},
    vocabulary=VOCABULARY.split(),
    pairs=[("giai", "doan"), ("bao", "cao"), ("phong", "trao"), ("ky", "niem")],
)


def words(text: str) -> str:
    return " ".join(SMALL.normalise(text).words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gđ 2", "giai doan 2"),
        ("GĐ2", "giai doan 2"),
        ("gd2", "giai doan 2"),
        ("ko v", "khong vay"),
        ("đ/c", "dong chi"),
        ("dì", "gi"),
        ("di", "di"),
        ("kỉ niệm", "ky niem"),
        ("ddowtj maays", "dot may"),
        ("baos caos", "bao cao"),
        ("giaidoan", "giai doan"),
        ("kyniem", "ky niem"),
        ("giai daon", "giai doan"),
        ("phogn trao", "phong trao"),
        ("bao caoo", "bao cao"),
        ("khogn", "khong"),
        ("lần thứ XII", "lan thu xii"),
        ("khóa V", "khoa v"),
        ("mục II.1", "muc ii 1"),
        ("may v", "may vay"),
        ("từ 5-6 đến 05/06/2022", "tu 5/6 den 05/06/2022"),
        ("nọp báp cáo", "nop bap cao"),
        ("đợt ② năm ２０２２", "dot 2 nam 2022"),
        ("𝗯𝗮́𝗼 𝗰𝗮́𝗼", "bao cao"),
        ("đợt ²", "dot 2"),
        ("zzzz 12345", "zzzz 12345"),
        ("", ""),
        ("🎉 … !!! ---", ""),
        ("<b>đợt</b> *mấy* [x](y)", "b dot b may x y"),
    ],
)
def test_what_is_typed_becomes_what_is_meant(typed, meant):
    assert words(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CNVCLĐ", "cong nhan vien chuc lao dong"),
        ("cđcs nộp bc cho ldld", "cong doan co so nop bao cao cho lien doan lao dong"),
        ("ubnd tp", "uy ban nhan dan thanh pho"),
        ("gđ2 đến bh", "giai doan 2 den bao gio"),
        ("hn nao", "hom nay nao"),
        ("đc ko ạ", "duoc khong a"),
        ("KT-XH", "kinh te xa hoi"),
        ("70%", "70 phan tram"),
        ("tháng t5", "thang thang 5"),
        ("ddowtj thi ddua", "dot thi dua"),
        ("hạn nộp baos caos", "han nop bao cao"),
        ("hanj nopj kees hoachj", "han nop ke hoach"),
        ("khen thuongw", "khen thuong"),
        ("dang o giaidoan nao", "dang o giai doan nao"),
        ("phongtrao thidua", "phong trao thi dua"),
        ("giia doan", "giai doan"),
        ("danh hiêu nghành", "danh hieu nganh"),
        ("chi oi di dau", "chi oi di dau"),
        ("thu gom lưới nhựa", "thu gom luoi nhua"),
    ],
)
def test_the_real_lexicon_knows_how_people_type(typed, meant):
    assert " ".join(read(typed).words) == meant


def test_diacritics_are_kept_beside_the_words():
    given = SMALL.normalise("Báo cáo gđ2")
    assert given.written == ("báo", "cáo", "giai", "đoạn", None)
    assert SMALL.normalise("bao cao 2").written is None
    assert SMALL.normalise("nopj báo caos").written == (None, "báo", None)


def test_words_between_punctuation_marks_are_parts():
    assert SMALL.normalise("đợt mấy? báo cáo, 1.5 ngày").parts == ((0, 2), (2, 4), (4, 7))
    assert SMALL.normalise("… ! ?").parts == ()


def test_strange_words_are_those_nobody_knows():
    assert SMALL.normalise("báo cáo zzzz qwrt 12").strange == {"zzzz", "qwrt"}


def test_no_more_is_read_than_is_promised():
    assert len(SMALL.normalise("đợt " * 100_000).words) == 120
    assert words("x" * 100_000) == "x" * 1000


@pytest.mark.parametrize("text", ["đợt mấy", "Báo cáo nộp khi nào", "Kỷ niệm, khóa XII"])
def test_composed_or_not_the_words_are_the_same(text):
    assert SMALL.normalise(unicodedata.normalize("NFD", text)) == SMALL.normalise(text)


@given(st.text(max_size=300))
def test_nothing_anybody_types_makes_it_fail(text):
    given = SMALL.normalise(text)
    assert given.written is None or len(given.written) == len(given.words)
    assert [at for start, end in given.parts for at in range(start, end)] == list(range(len(given.words)))
    assert all(word for word in given.words)
    assert given.strange <= set(given.words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("có giỏi việc nước không a?", "khong a"),  # ạ
        ("chào a", "chao a"),
        ("anh ơi a Nam đâu", "anh oi anh nam dau"),
        ("hội thi chi rứa", "thi gi vay"),
        ("cần làm chi", "lam gi"),
        ("chào chị", "chao chi"),
        ("chi bộ làm gì", "chi bo lam gi"),
    ],
)
def test_closing_particles_are_no_other_words(typed, meant):
    assert " ".join(read(typed).words).endswith(meant)


def test_a_word_is_not_changed_for_a_question_word_beside_it():
    assert "rau" in read("ăn rau gì").words
