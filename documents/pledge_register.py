"""The register of pledges as a workbook, with the columns of the forms in use.

Columns that we do not ask for (birth date, sex, grade, position) stay empty for the officer to fill.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from documents.workbook import Sheet, Value, write_sheets

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
NOT_REGISTERED = "Chưa đăng ký"
NOT_REGISTERED_HEADINGS = ("Cơ quan, đơn vị", "Họ và tên")
AGREEMENTS = "Giao ước"
AGREEMENT_HEADINGS = (
    "STT",
    "Cơ quan, đơn vị",
    "Bên cùng ký",
    "Danh hiệu tập thể",
    "Nội dung khác",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRegistered:
    """Somebody who has not registered in the period."""

    unit: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The giao ước of a unit with its targets, by the ids of their indicators; ``party`` is empty where it is
    signed with nobody."""

    unit: str
    party: str
    titles: str
    text: str
    targets: Mapping[str, int]
    period: str
    state: str
    receipt: str
    filed_on: date | None


def write_register(
    title: str,
    entries: Iterable[Entry],
    not_registered: Iterable[NotRegistered],
    agreements: Iterable[Agreement],
    indicators: Sequence[tuple[str, str]],
) -> bytes:
    """A workbook of three sheets: the register, called ``title``; who has not registered; the giao ước, with
    a column for each of the ``indicators``, given by id and heading."""
    people = ((each.unit, each.name) for each in not_registered)
    headings = (*AGREEMENT_HEADINGS, *(heading for _id, heading in indicators))
    return write_sheets(
        [
            Sheet(title=title, headings=HEADINGS, rows=(_row(n, each) for n, each in enumerate(entries, 1))),
            Sheet(title=NOT_REGISTERED, headings=NOT_REGISTERED_HEADINGS, rows=people),
            Sheet(
                title=AGREEMENTS,
                headings=headings,
                rows=(_agreement(n, each, indicators) for n, each in enumerate(agreements, 1)),
            ),
        ]
    )


def _agreement(number: int, of: Agreement, indicators: Sequence[tuple[str, str]]) -> Sequence[Value]:
    known = (number, of.unit, of.party, of.titles, of.text, of.period, of.state, of.receipt, of.filed_on)
    return (*known, *(of.targets.get(id) for id, _heading in indicators))


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
