"""The register of pledges as a workbook: what its cells are."""

import io
from datetime import date

from openpyxl import load_workbook

from documents.pledge_register import HEADINGS, Entry, write_register


def test_numbers_have_their_thousands_apart_and_text_is_text() -> None:
    entry = Entry(
        name="=1+1",
        unit="CĐCS mẫu",
        titles="Lao động tiên tiến",
        text="",
        initiatives=1250,
        period="đợt 1",
        state="chờ xác nhận",
        receipt="TD-2222-3333",
        filed_on=date(2022, 2, 1),
    )
    sheet = load_workbook(io.BytesIO(write_register("Long Biên", [entry], [], [], []))).active
    cells = dict(zip(HEADINGS, sheet[2], strict=True))
    number, name, day = cells["Số sáng kiến"], cells["Họ và tên"], cells["Ngày đăng ký"]
    assert (number.value, number.number_format) == (1250, "#,##0")
    assert (name.value, name.data_type, name.number_format) == ("=1+1", "s", "@")
    assert day.number_format == "dd/mm/yyyy"
