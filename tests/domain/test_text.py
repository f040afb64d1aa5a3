"""Cleaning, folding, syllables and what an input method left behind."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import MAX_READ, clean, fold, is_syllable, marked, toneless, undo_telex


def test_clean_joins_what_a_mac_types_in_parts():
    typed = unicodedata.normalize("NFD", "Đợt thi đua")
    assert typed != "Đợt thi đua"
    assert clean(typed) == "Đợt thi đua"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("đợt\x00 \x07mấy\x1b", "đợt mấy"),
        ("\u202eđợt mấy\u202c", "đợt mấy"),
        ("\u200f\u200eđợt\u2067 mấy\u2069", "đợt mấy"),
        ("đ\u200bợ\u200ct\ufeff m\u2060ấy\u00ad", "đợt mấy"),
        ("  đợt \t\r\n\n mấy\u00a0\u3000 ", "đợt mấy"),
        ("đợt\u2028mấy\u2029", "đợt mấy"),
        ("\ud800đợt mấy\udfff", "đợt mấy"),
        ("đợt \U000e0041mấy\ue000", "đợt mấy"),
        ("đợt 2 🎉👷🏽", "đợt 2 🎉👷🏽"),
        ("", ""),
        (" \n\t ", ""),
    ],
)
def test_clean_leaves_out_what_nobody_sees(typed, read):
    assert clean(typed) == read


def test_clean_reads_only_the_beginning():
    assert clean("a" * 100_000) == "a" * MAX_READ
    assert clean("đợt mấy " * 12_500) == ("đợt mấy " * 125).strip()
    assert len(clean(unicodedata.normalize("NFD", "ợ" * 100_000))) == MAX_READ
    assert clean("một hai ba", limit=5) == "một h"


@given(st.text())
def test_clean_is_done_after_once(text):
    once = clean(text)
    assert len(once) <= MAX_READ
    assert unicodedata.is_normalized("NFC", once)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Đợt", "dot"),
        ("ĐƯỜNG", "duong"),
        ("đ", "d"),
        ("Kỷ niệm Quốc khánh 2/9", "ky niem quoc khanh 2/9"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ửng"), "nguyen thi ung"),
        ("LĐLĐ", "ldld"),
        ("ẵ ặ ỡ ợ ữ ự ễ ệ ỹ ỵ", "a a o o u u e e y y"),
        ("STRASSE ß", "strasse ss"),
        ("", ""),
    ],
)
def test_fold_leaves_plain_letters(word, folded):
    assert fold(word) == folded


@given(st.text())
def test_fold_does_not_care_how_letters_are_composed(text):
    composed = unicodedata.normalize("NFC", text)
    assert fold(unicodedata.normalize("NFD", composed)) == fold(composed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà", "hòa"),
        ("naò", "nào"),
        ("bàỏ", "bàỏ"),
        ("đôì", "đồi"),
        ("Hoá", "hóa"),
        ("toả", "tỏa"),
        ("hoã", "hõa"),
        ("hoạ", "họa"),
        ("khoẻ", "khỏe"),
        ("loè", "lòe"),
        ("thuỷ", "thủy"),
        ("Tuỳ", "tùy"),
        ("luỵ", "lụy"),
        ("uỷ ban", "ủy ban"),
    ],
)
def test_marked_puts_the_tone_mark_in_one_place(old, new):
    assert marked(old) == new
    assert marked(new) == new
    assert marked(unicodedata.normalize("NFD", old)) == new


@pytest.mark.parametrize(
    "word", ["quý", "quỳ", "quỹ", "hoàn", "toàn", "khoảng", "loét", "thuyền", "huýt", "ngoài"]
)
def test_marked_leaves_the_tone_mark_where_it_has_only_one_place(word):
    assert marked(word) == word


@pytest.mark.parametrize(
    ("word", "without"),
    [
        ("quyết", "quyêt"),
        ("bảo", "bao"),
        ("đợt", "đơt"),
        ("ngưỡng", "ngương"),
        ("ăn", "ăn"),
        ("đ", "đ"),
        ("", ""),
    ],
)
def test_toneless_takes_the_tone_and_keeps_the_letter(word, without):
    assert toneless(word) == without


SYLLABLES = """
dot giai doan thi dua nghieng nghi nguyen thuong quoc khuyu khuya xoay quay yeu uong ia oe uy uyen huynh gi
gin phuong trieu ngoeo hoac ruou huou
"""


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_syllables_are_told(word):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    ["ddot", "dotj", "zalo", "facebook", "ngi2", "", "str", "baocao", "w", "nghanh", "a b", "đợt", "thhi"],
)
def test_other_words_are_no_syllables(word):
    assert not is_syllable(word)


TELEX = """
keess ke|ddotjj dot
ddowtj dot|ddoanj doan|thanhf thanh|ddua dua|dduwowcj duoc|dduwocj duoc|duwowngf duong|nguwowif nguoi
ngwowif nguoi|khoong khong|cuar cua|gif gi|ngayf ngay|thangs thang|nawm nam|naof nao|baos bao|caos cao
kees ke|hoachj hoach|keest ket|thuwowngr thuong|tieeu tieu|chir chi|ddawng dang|kys ky|hanj han|nopj nop
ddax da|chuwa chua|tuwf tu|ddeens den|tw tu|traof trao|ddieen dien|phur phu|vieen vien|hooij hoi|nghij nghi
quoocs quoc|khanhs khanh|giowf gio|owr o|ddaau dau|nuwax nua|maays may|xuaan xuan|thuyr thuy|quyeets quyet
huyeenj huyen|rooif roi|vaajy vay|vaayj vay|nhieeuf nhieu|truwowcs truoc|truwocs truoc|suwar sua|soos so
chuyeenr chuyen|giuwax giua|rowif roi|chwa chua|mwowif muoi|nwowcs nuoc|lwowng luong|dwowcj duoc|cw cu
uw u|aa a|ddi di|yeeu yeu
"""


@pytest.mark.parametrize("pair", TELEX.replace("\n", "|").strip("|").split("|"))
def test_telex_keys_are_undone(pair):
    typed, meant = pair.split()
    assert undo_telex(typed) == meant


NO_TELEX = """
dot giai doan bao cao ke hoach sang son fan xa ra sao tinh hai ban lao ok wifi excel zalo baoscaos s f
facebook gmail 2022 stt hoss đợt đ/c
"""


@pytest.mark.parametrize("word", [*NO_TELEX.split(), "", "a b"])
def test_what_is_no_telex_is_left_alone(word):
    assert undo_telex(word) is None


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=12))
def test_what_telex_keys_stand_for_is_another_word_and_a_syllable(word):
    undone = undo_telex(word)
    assert undone is None or (undone != word and is_syllable(undone))
