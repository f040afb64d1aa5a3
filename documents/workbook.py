"""Writing a workbook: headings, rows, and nothing in it that a reader's program would run."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Value = str | int | date | None

LONGEST_TITLE = 31  # characters of a sheet's title
LONGEST_TEXT = 32_767  # characters of a cell
WIDEST = 60  # characters of a column
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its title (31 characters at most are used), headings and rows."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet; see ``write_sheets``."""
    return write_sheets([Sheet(title=title, headings=headings, rows=rows)])


def write_sheets(sheets: Iterable[Sheet]) -> bytes:
    """Each sheet with its headings bold and always in sight. Text is text, whatever it begins with: a code
    keeps its zeros, and ``=1+1`` is no formula. Numbers are whole ones, with their thousands apart."""
    book = Workbook(write_only=True)
    for each in sheets:
        _write(book, each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, of: Sheet) -> None:
    sheet = book.create_sheet(of.title[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(of.headings, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(WIDEST, max(12, len(heading) + 4))

    def cell(value: Value, font: Font | None = None) -> Any:
        made: Any = WriteOnlyCell(sheet, value=_clean(value))  # type: ignore[arg-type]  # a date is fine
        if isinstance(value, str):
            made.data_type = "s"
            made.number_format = "@"
        elif isinstance(value, date):
            made.number_format = "dd/mm/yyyy"
        elif value is not None:
            made.number_format = "#,##0"  # 1.250 where the reader's program counts as Vietnamese do
        if font:
            made.font, made.alignment = font, Alignment(wrap_text=True, vertical="center")
        return made

    bold = Font(bold=True)
    sheet.append([cell(heading, bold) for heading in of.headings])
    for row in of.rows:
        sheet.append([None if value is None else cell(value) for value in row])


def _clean(value: Value) -> Value:
    return _FORBIDDEN.sub("", value)[:LONGEST_TEXT] if isinstance(value, str) else value
