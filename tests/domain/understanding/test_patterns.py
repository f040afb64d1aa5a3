"""Ways of asking whose words stand apart, and what only looks like them."""

import pytest

from domain.understanding import patterns
from domain.understanding.phrases import split_words


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("thi đua từ hôm nào tới hôm nào", True),
        ("đăng ký từ tháng mấy đến tháng mấy vậy", True),
        ("hướng dẫn này kéo dài bao lâu", True),
        ("từ nay đến cuối năm làm gì", False),
        ("báo cáo từ đợt 1 đến đợt 2 gửi ai", False),
    ],
)
def test_both_ends_of_a_time(question, asks):
    assert patterns.from_to(split_words(question)) is asks


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("bao lâu bình chọn một lần", True),
        ("mấy năm xét danh hiệu 1 lần", True),
        ("làm lại một lần nữa được không", False),
    ],
)
def test_how_often_something_is_done(question, asks):
    assert patterns.how_often(split_words(question)) is asks


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("văn bản do phó chủ tịch ký hay ai", True),
        ("chủ tịch ký giao ước với ai", False),
        ("chỉ thị của ban bí thư ký ngày nào", False),
    ],
)
def test_who_signed(question, asks):
    assert patterns.signs(split_words(question)) is asks


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("lễ làm ở hội trường nào", True),
        ("tổ chức tại nhà văn hóa nào vậy", True),
        ("đang ở đợt nào", False),
        ("ở trường em làm gì", False),
    ],
)
def test_a_place_is_asked_for(question, asks):
    assert patterns.at_which_place(split_words(question)) is asks


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("nộp cho huyện hay nộp cho tỉnh", True),
        ("gửi bản giấy hay bản mềm", False),
        ("đợt một hay đợt hai", False),
    ],
)
def test_one_of_two_levels(question, asks):
    assert patterns.one_or_other_level(split_words(question)) is asks


@pytest.mark.parametrize(
    ("said", "wishes"),
    [("chúc các đồng chí dồi dào sức khỏe", True), ("công đoàn viên chức tỉnh vui", False)],
)
def test_a_wish(said, wishes):
    written = tuple(said.split())
    assert patterns.wishes(split_words(said), written) is wishes


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("phong trào thi đua nào", True),
        ("phong trào này nhằm mang lại gì", False),
    ],
)
def test_a_movement_is_asked_for_and_not_what_it_does(question, asks):
    assert patterns.names_movement(split_words(question)) is asks
