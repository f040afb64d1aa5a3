"""A unit is found however its name is written, and nothing is found where no unit is named."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import load_unit_words
from domain.unit_finder import MOST_ALIKE, FindableName, UnitFinder
from domain.unit_words import UnitWordReader

PHU, SON = "Công đoàn xã Yên Phú / LĐLĐ tỉnh Ninh Bình", "Công đoàn xã Kim Sơn / LĐLĐ tỉnh Ninh Bình"
NAMES = (
    FindableName(unit_id=1, name="Công đoàn xã Yên Phú", code="NB-001", above="LĐLĐ tỉnh Ninh Bình"),
    FindableName(unit_id=2, name="CĐCS Công ty TNHH May Hòa Phát", code="NB-001-0002", above=PHU),
    FindableName(unit_id=3, name="CĐCS Công ty CP Giày Đại Thành", code="NB-001-0003", above=PHU),
    FindableName(unit_id=4, name="CĐCS Trường Tiểu học Lê Lợi", code="NB-001-0004", above=PHU),
    FindableName(unit_id=5, name="Công đoàn cơ sở Trường TH Lê Lợi", code="NB-002-0005", above=SON),
    FindableName(unit_id=6, name="CĐCS Trường THPT Nguyễn Thị Minh Khai", code="NB-GD-6", above=SON),
    FindableName(unit_id=7, name="CĐCS Trường THCS số 2 Kim Sơn", code="NB-002-0007", above=SON),
    FindableName(unit_id=7, name="CĐCS Trường THCS Quang Trung", kind="former", above=SON),
    FindableName(unit_id=8, name="CĐCS Công ty TNHH Kyung Bang Việt Nam", code="TLD", above=SON),
    FindableName(unit_id=9, name="CĐCS Bệnh viện Đa khoa Kim Sơn", code="NB-002-0009", above=SON),
)
FINDER = UnitFinder(NAMES, load_unit_words(), ["tổ công đoàn", "công đoàn xã"])


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("CĐCS Công ty TNHH May Hòa Phát", 2),
        ("cong ty may hoa phat", 2),
        ("cty may hoaf phats", 2),
        ("may hòa phất", 2),
        ("may hoaphat", 2),
        ("hoà phát may", 2),
        ("em làm ở may Hoà Phát ạ", 2),
        ("giafy ddaij thanhf", 3),
        ("thpt ntmk", 6),
        ("cấp 3 minh khai", 6),
        ("thcs số hai kim sơn", 7),
        ("truong quang trung", 7),
        ("kyungbang vn", 8),
        ("kyumg bang", 8),
        ("bvđk kim sơn", 9),
        ("xã yên phú", 1),
        ("NB-001-0003", 3),
        ("nb 001 0003", 3),
        ("mã nb0010003 ạ", 3),
        ("tld", 8),
    ],
)
def test_a_unit_is_found_first(text: str, unit: int) -> None:
    assert FINDER.find(text)[0].unit_id == unit


def test_units_of_one_name_stand_together_the_one_whose_parent_is_named_first() -> None:
    assert [match.unit_id for match in FINDER.find("th lê lợi")][:2] == [4, 5]
    assert [match.unit_id for match in FINDER.find("th lê lợi ở kim sơn")][:2] == [5, 4]
    assert {match.place for match in FINDER.find("th lê lợi")[:2]} == {0}
    assert not any(match.sure for match in FINDER.find("th lê lợi"))


def test_a_former_name_is_told_as_it_was() -> None:
    match = FINDER.find("thcs quang trung")[0]
    assert (match.unit_id, match.name, match.kind) == (7, "CĐCS Trường THCS Quang Trung", "former")


def test_one_is_sure_only_of_what_stands_out() -> None:
    assert FINDER.find("công ty may hòa phát")[0].sure
    assert not FINDER.find("kim sơn")[0].sure


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "🙂🙂",
        "!!!",
        "12",
        "9" * 500,
        "a" * 500,
        "giai đoạn 2 kết thúc hôm nào",
        "ạ",
        "em",
    ],
)
def test_nothing_is_found_where_no_unit_is_named(text: str) -> None:
    assert FINDER.find(text) == ()


def test_of_many_units_of_one_name_some_are_told() -> None:
    names = [
        FindableName(unit_id=each, name="Tổ công đoàn số 3", above=f"Công ty {each}") for each in range(40)
    ]
    assert len(UnitFinder(names, load_unit_words()).find("to so 3")) == MOST_ALIKE


def test_a_finder_of_nothing_finds_nothing() -> None:
    assert UnitFinder([], load_unit_words()).find("may hòa phát") == ()
    odd = [FindableName(unit_id=1, name="🙂"), FindableName(unit_id=2, name="Công đoàn")]
    assert UnitFinder(odd, load_unit_words()).find("🙂") == ()


@given(st.text(max_size=600))
def test_any_text_is_read(text: str) -> None:
    assert FINDER.find(text) == FINDER.find(text)


@given(st.text(alphabet="tnhhcpyđôa 12345bviệphường-.", max_size=200))
def test_any_text_that_looks_like_names_is_read(text: str) -> None:
    matches = FINDER.find(text)
    assert len({match.unit_id for match in matches}) == len(matches)
    assert all(0 <= match.score <= 1.000001 for match in matches)


def test_many_threads_find_the_same() -> None:
    texts = ["may hoa phat", "thpt ntmk", "th le loi", "NB-001-0003"] * 50
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(FINDER.find, texts)) == [FINDER.find(text) for text in texts]


def test_a_limit_counts_names() -> None:
    assert {match.place for match in FINDER.find("công ty", 1)} <= {0}
    assert len({match.place for match in FINDER.find("trường kim sơn", 2)}) <= 2


def test_words_of_names_are_read_in_full() -> None:
    reader = UnitWordReader(load_unit_words(), ["tổ công đoàn"])
    assert reader.read("CĐCS C.ty TNHH 1TV số 3") == tuple(
        "cong doan co so cong ty trach nhiem huu han mot thanh vien so ba".split()  # noqa: SIM905
    )
    words = reader.read("tổ công đoàn may")
    assert reader.common(words) == [True, True, True, False]
    assert reader.without_beginning(reader.read("CĐCS may")) == ("may",)
