"""The register of pledges as a workbook, with the columns of the forms in use.

Columns that we do not ask for (birth date, sex, grade, position) stay empty for the officer to fill.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from documents.workbook import Value, write_workbook

HEADINGS = (
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Phân loại cán bộ",
    "Chức vụ, phòng ban",
    "Cơ quan, đơn vị",
    "Danh hiệu thi đua",
    "Nội dung phấn đấu",
    "Số sáng kiến",
    "Đợt",
    "Trạng thái",
    "Mã nhận",
    "Ngày đăng ký",
)
_EMPTY: Sequence[Value] = (None, None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the register; ``name`` is empty where nobody may see it."""

    name: str
    unit: str
    titles: str
    text: str
    initiatives: int
    period: str
    state: str
    receipt: str
    filed_on: date | None


def write_register(title: str, entries: Iterable[Entry]) -> bytes:
    """A workbook of one sheet, called ``title`` (31 characters at most are used)."""
    return write_workbook(
        title[:31], HEADINGS, (_row(number, each) for number, each in enumerate(entries, 1))
    )


def _row(number: int, entry: Entry) -> Sequence[Value]:
    return (
        number,
        entry.name,
        *_EMPTY,
        entry.unit,
        entry.titles,
        entry.text,
        entry.initiatives,
        entry.period,
        entry.state,
        entry.receipt,
        entry.filed_on,
    )
