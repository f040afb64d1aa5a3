"""Rows out of workbooks of every kind, and no harm from what is none."""

import io
import random
import tracemalloc
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from content.loader import load_knowledge, load_unit_columns
from documents.errors import DocumentError, Unusable
from documents.unit_sheet import read_units, write_units
from documents.workbook import write_workbook
from domain.clock import monotonic
from domain.text import fold
from domain.unit_import import Column, ColumnHeading, SheetRow, Standing
from domain.unit_import.cells import folded
from domain.units import Unit
from tests.documents.sheets import HEADINGS, part, saved, with_parts, workbook

COLUMNS = load_unit_columns()
SHEET = "xl/worksheets/sheet1.xml"
ROW = (1, "A", "CĐCS A", "CĐCS", "T", 10, 9)


def read(data: bytes, **more: Any) -> tuple[SheetRow, ...]:
    return read_units(data, COLUMNS, **more)


def midnight(*day: int) -> datetime:
    """A day as Excel has it."""
    return datetime.combine(date(*day), time())


def cells(data: bytes) -> list[dict[str, Any]]:
    return [{"row": row.number, **row.cells} for row in read(data)]


def told(data: bytes) -> tuple[Unusable, str]:
    with pytest.raises(DocumentError) as refused:
        read(data)
    return refused.value.reason, refused.value.about


A = {"code": "A", "name": "CĐCS A", "kind": "CĐCS", "parent": "T", "workers": 10, "members": 9}


def test_rows_come_with_their_numbers() -> None:
    assert cells(workbook([HEADINGS, ROW])) == [{"row": 2, **A}]


@pytest.mark.parametrize("known", COLUMNS, ids=[each.column for each in COLUMNS])
def test_every_heading_is_recognised_however_it_is_typed(known: ColumnHeading) -> None:
    others = [("Tên đơn vị", Column.NAME), ("Loại", Column.KIND)]
    beside = [heading for heading, column in others if column is not known.column]
    for heading in known.headings:
        for typed in (heading, fold(heading).upper(), f" {heading}\n(ghi rõ) *:"):
            row = cells(workbook([(*beside, typed), (*(["A"] * len(beside)), "trị số")]))
            assert row[0][known.column] == "trị số"


def test_no_heading_means_two_things() -> None:
    said = [folded(heading) for each in COLUMNS for heading in each.headings]
    assert len(said) == len(set(said))


def test_the_first_sheet_with_headings_is_read_below_title_rows() -> None:
    book = Workbook()
    book.active.append(["Hướng dẫn"])
    sheet = book.create_sheet("Danh sách")
    sheet.append(["LIÊN ĐOÀN LAO ĐỘNG TỈNH MẪU"])
    sheet.append([])
    sheet.append(["DANH SÁCH ĐƠN VỊ"])
    sheet.merge_cells("A3:G3")
    sheet.append(HEADINGS)
    sheet.append([f"({n})" for n in range(1, 8)])
    sheet.append(ROW)
    assert cells(saved(book)) == [{"row": 6, **A}]


def test_headings_may_stand_in_two_rows() -> None:
    rows = [
        ("TT", "Mã", "Tên CĐCS", "Loại", "Trực thuộc", "Số lượng", None, None),
        (None, None, None, None, None, "CNVCLĐ", "Nữ", "Đoàn viên"),
        (1, "A", "CĐCS A", "CĐCS", "T", 10, 4, 9),
    ]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:H1"]
    assert cells(workbook(rows, merged=merged)) == [{"row": 3, **A}]


def test_what_is_no_unit_is_left_out() -> None:
    rows = [
        HEADINGS,
        ("I", "Khối doanh nghiệp", None, None, None, None, None),
        ROW,
        (),
        (2, "", "  ", None, None, None, None),
        HEADINGS,
        (2, "B", "CĐCS B", "CĐCS", "T", 10, 9),
        (None, None, "Tổng cộng", None, None, 20, 18),
    ]
    data = workbook(rows, merged=["B2:G2"])
    assert [(row.number, row.cells[Column.CODE]) for row in read(data)] == [(3, "A"), (7, "B")]


def test_what_is_merged_downwards_is_said_for_every_row() -> None:
    rows = [HEADINGS, ROW, (2, "B", "CĐCS B", None, None, 1, 1), (3, "C", "CĐCS C", "CĐCS", None, 1, 1)]
    read_rows = read(workbook(rows, merged=["E2:E3", "D2:D3"]))
    assert [row.cells.get(Column.PARENT) for row in read_rows] == ["T", "T", None]
    assert [row.cells.get(Column.KIND) for row in read_rows] == ["CĐCS", "CĐCS", "CĐCS"]


def test_numbers_days_and_text_come_as_they_are() -> None:
    rows = [
        ("Tên đơn vị", "Số CNVCLĐ", "Số đoàn viên", "Từ ngày", "Đến ngày", "Mã"),
        ("CĐCS A", "1.234", 12.0, midnight(2020, 1, 2), "31/12/2025", "007"),
    ]
    assert cells(workbook(rows)) == [
        {
            "row": 2,
            "name": "CĐCS A",
            "workers": "1.234",
            "members": 12,
            "valid_from": midnight(2020, 1, 2),
            "valid_until": "31/12/2025",
            "code": "007",
        }
    ]


def test_a_formula_counts_with_its_value_and_without_one_its_cell_is_named() -> None:
    data = workbook(
        [HEADINGS, (1, "A", "CĐCS A", "CĐCS", "T", "=4+6", "=9"), (2, "B", "CĐCS B", "CĐCS", "T", "=1", 1)]
    )
    xml = part(data, SHEET).decode()
    assert "<f>4+6</f><v />" in xml
    computed = xml.replace("<f>4+6</f><v />", "<f>4+6</f><v>10</v>").replace(
        "<f>9</f><v />", "<f>9</f><v>9</v>"
    )
    rows = read(with_parts(data, {SHEET: computed.encode()}))
    assert (dict(rows[0].cells), rows[0].uncomputed) == (A, "")
    assert rows[1].uncomputed == "F3"


def test_a_formula_that_comes_to_nothing_is_an_empty_cell() -> None:
    data = workbook([HEADINGS, ROW, (1, '=""', '=""', None, None, None, None)])
    xml = part(data, SHEET).decode()
    for cell in ("B3", "C3"):
        assert f'<c r="{cell}">' in xml
        xml = xml.replace(f'<c r="{cell}">', f'<c r="{cell}" t="str">')
    assert cells(with_parts(data, {SHEET: xml.encode()})) == [{"row": 2, **A}]


def test_a_formula_that_went_wrong_is_named() -> None:
    assert read(workbook([HEADINGS, (1, "A", "#REF!", "CĐCS", "T", 1, 1)]))[0].uncomputed == "C2"


def test_what_is_missing_is_said() -> None:
    assert told(workbook([("Mã đơn vị", "Loại"), ("A", "CĐCS")])) == (Unusable.NO_HEADINGS, "Tên đơn vị")
    assert told(workbook([("Xin chào",)])) == (Unusable.NO_HEADINGS, "Tên đơn vị")
    assert told(workbook([])) == (Unusable.NO_HEADINGS, "Tên đơn vị")
    assert told(workbook([*[()] * 20, HEADINGS, ROW]))[0] is Unusable.NO_HEADINGS


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Unusable.NOT_A_WORKBOOK),
        (b"ma,ten\nA,CDCS A\n", Unusable.NOT_A_WORKBOOK),
        (b"%PDF-1.7", Unusable.NOT_A_WORKBOOK),
        (b"PK\x03\x04" + bytes(100), Unusable.NOT_A_WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), Unusable.OLD_FORMAT),
        (_encrypted(), Unusable.ENCRYPTED),
        (bytes(20 * 1024 * 1024 + 1), Unusable.TOO_BIG),
    ],
)
def test_what_is_no_workbook_is_told_apart(data: bytes, reason: Unusable) -> None:
    assert told(data)[0] is reason


def test_another_kind_of_zip_is_no_workbook(tmp_path: Any) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert told((tmp_path / "x.zip").read_bytes())[0] is Unusable.NOT_A_WORKBOOK


def test_a_compression_nobody_knows_is_refused() -> None:
    data = bytearray(workbook([HEADINGS, ROW]))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 10 : at + 12] = (99).to_bytes(2, "little")  # the method, in each entry of the directory
    assert told(bytes(data))[0] is Unusable.NOT_A_WORKBOOK


SPACES = b" " * 50_000_000
OPENING = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CLOSING = b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(OPENING + SPACES + CLOSING, id="nothing, a thousand times smaller"),
        pytest.param(b"<a/>" * 13_000_000, id="more elements than any sheet"),
        pytest.param(
            OPENING + b"<row>" + random.Random(1).randbytes(3_000_000).hex().encode() + b"</row>" + CLOSING,
            id="one endless row",
        ),
    ],
)
def test_a_bomb_is_refused_before_it_is_read(sheet: bytes) -> None:
    bomb = with_parts(workbook([HEADINGS]), {SHEET: sheet})
    tracemalloc.start()
    try:
        assert told(bomb) == (Unusable.BOMB, "")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_entities_are_not_expanded() -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + OPENING + CLOSING
    assert told(with_parts(workbook([HEADINGS]), {SHEET: entities}))[0] is Unusable.NOT_A_WORKBOOK


def test_a_row_far_below_costs_little() -> None:
    data = workbook([HEADINGS, ROW])
    xml = part(data, SHEET).replace(
        b"</sheetData>", b'<row r="2000000000"><c r="A2000000000"><v>1</v></c></row></sheetData>'
    )
    begun = monotonic()
    assert cells(with_parts(data, {SHEET: xml})) == [{"row": 2, **A}]
    assert monotonic() - begun < 20


def test_damaged_files_are_refused_and_nothing_else_happens() -> None:
    whole = workbook([HEADINGS, ROW])
    chance = random.Random(7)
    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read(bytes(damaged[: chance.randint(1, len(damaged))]))
        except DocumentError:
            continue


def test_parts_that_are_nonsense_are_refused() -> None:
    whole = workbook([HEADINGS, ROW])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        names = archive.namelist()
    for name in names:
        for nonsense in (b"", b"<", b"<a/>", b'<a r="x" s="y" t="s"/>'):
            try:
                read(with_parts(whole, {name: nonsense}))
            except DocumentError:
                continue


def test_more_rows_than_we_take_are_refused_with_the_limit() -> None:
    data = workbook([HEADINGS, *[ROW] * 11])
    assert len(read(data, at_most=11)) == 11
    with pytest.raises(DocumentError) as refused:
        read(data, at_most=10)
    assert (refused.value.reason, refused.value.about) == (Unusable.TOO_MANY_ROWS, "10")


def test_a_tree_is_written_as_text_and_read_back() -> None:
    root = Unit(id=1, code="007", name="=1+1", kind="ldld-tinh", path="/1/")
    shop = Unit(
        id=2,
        code="A\x01",
        name="CĐCS A",
        kind="cdcs",
        path="/1/2/",
        parent=1,
        sector="truong-hoc",
        workers=5,
        members=0,
        valid_from=date(2020, 1, 2),
        valid_until=date(2025, 6, 30),
    )
    tree = [
        Standing(unit=root),
        Standing(unit=shop, short_names=("A", "B"), former_names=("C",), clusters=("D",)),
    ]
    data = write_units(tree, COLUMNS, (), load_knowledge().lexicon.sectors)
    assert [dict(row.cells) for row in read(data)] == [
        {"code": "007", "name": "=1+1", "kind": "ldld-tinh"},
        {
            "code": "A",
            "name": "CĐCS A",
            "kind": "cdcs",
            "parent_code": "007",
            "parent": "=1+1",
            "sector": "khối trường học",
            "workers": 5,
            "members": 0,
            "short_names": "A; B",
            "former_names": "C",
            "valid_from": midnight(2020, 1, 2),
            "valid_until": midnight(2025, 6, 30),
            "clusters": "D",
        },
    ]


def test_text_in_a_workbook_is_never_a_formula() -> None:
    data = write_workbook("Tờ", ["=A1", "x"], [["=cmd|' /C calc'!A0", "+1"], ["@x", None]])
    sheet = load_workbook(io.BytesIO(data)).active
    assert [[cell.data_type for cell in row if cell.value is not None] for row in sheet] == [
        ["s", "s"]
    ] * 2 + [["s"]]
