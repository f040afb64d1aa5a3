"""Writing a workbook: headings, rows, and nothing in it that a reader's program would run."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Value = str | int | date | None

LONGEST_TEXT = 32_767  # characters of a cell
WIDEST = 60  # characters of a column
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet, its headings bold and always in sight. Text is text, whatever it begins with: a code keeps
    its zeros, and ``=1+1`` is no formula. Numbers are whole ones, with their thousands apart."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, 1):
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
    sheet.append([cell(heading, bold) for heading in headings])
    for row in rows:
        sheet.append([None if value is None else cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _clean(value: Value) -> Value:
    return _FORBIDDEN.sub("", value)[:LONGEST_TEXT] if isinstance(value, str) else value
