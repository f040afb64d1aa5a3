"""What is a question and what is not, in the middle of a form."""

import pytest

from domain.forms.reading import asks


@pytest.mark.parametrize(
    "text",
    [
        "đợt 1 đến khi nào",
        "dot 1 den khi nao",
        "báo cáo gửi ai vậy",
        "còn mấy ngày nữa",
        "hạn nộp?",
        "danh hieu la gi",
        "phải làm thế nào ạ",
    ],
)
def test_what_is_put_as_a_question_is_one(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Giảm thời gian chờ khám",
        "Bảo dưỡng máy may đúng hạn",
        "bao duong may moi thang",
        "dan dau toan cong ty",
        "Nâng cao chất lượng dạy học",
        "Tiết kiệm điện ở mọi nơi",
        "Không nghỉ buổi nào không phép, tăng 5% sản lượng",
        "chưa để ai phải nhắc",
        "gì",
        "",
    ],
)
def test_what_somebody_will_do_is_none(text: str) -> None:
    assert not asks(text)
