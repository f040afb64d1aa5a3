"""A workbook of units: rows with their numbers out of bytes, and the tree as bytes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.utils import get_column_letter

from documents.errors import DocumentError, Unusable
from documents.opening import Opened, Part, Range, opened
from documents.workbook import write_workbook
from domain.lexicon import Sector
from domain.unit_import import Cell, Column, ColumnHeading, SheetRow, Standing
from domain.unit_import.cells import folded, text_of
from domain.units import UnitKind

MOST_ROWS = 120_000  # with units in them
TITLE = "Đơn vị"

_HEADINGS_WITHIN = 20  # rows from the top
_HEADING_ROWS = 3  # at most, one below the other
_COLUMNS = 60  # looked at
_LAST_ROW = 1_048_576  # of any sheet
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NUMBERING = re.compile(r"\(?(\d{1,2}|[A-Da-d])\)?")  # of the columns, below the headings
_TOTALS = frozenset({"tong cong", "cong", "tong so", "tong"})
_FAULTS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_SECTION = 3  # columns that are merged in a line which only divides the sheet


@dataclass(frozen=True, slots=True)
class _Headings:
    """Which column of the sheet (from 0) tells what, and the last row of the headings."""

    places: Mapping[Column, int]
    last_row: int


_Row = tuple[Any, ...]


def read_units(
    data: bytes,
    headings: Sequence[ColumnHeading],
    at_most: int = MOST_ROWS,
    at_row: Callable[[int], None] = lambda number: None,
) -> tuple[SheetRow, ...]:
    """The rows of the first sheet with a row of headings we know among its first 20. Left out are empty
    rows, headings repeated, totals and lines that only divide the sheet. Raises DocumentError, with the
    headings that are missing where no sheet has enough of them. ``at_row`` is called with the number of
    every row of the sheet; what it raises ends the reading."""
    known = _Known(headings)
    with opened(data) as file, file.workbook() as book:
        missing: Sequence[Column] = (Column.NAME,)
        for number, sheet in enumerate(book.worksheets):
            merged = _part(file, sheet).merged
            found = known.find(_top(sheet), merged)
            if isinstance(found, _Headings):
                return tuple(_Sheet(file, number, known, found, merged).rows(sheet, at_most, at_row))
            missing = found or missing
    raise DocumentError(Unusable.NO_HEADINGS, ", ".join(known.written[column] for column in missing))


def _part(file: Opened, sheet: Any) -> Part:
    return file.parts[sheet._worksheet_path.lstrip("/")]


def _cells(sheet: Any, last_row: int, *, values_only: bool = True) -> Iterator[_Row]:
    # The size a sheet says it has may be anything.
    sheet.reset_dimensions()
    rows: Iterator[_Row] = sheet.iter_rows(
        min_row=1, max_row=last_row, max_col=_COLUMNS, values_only=values_only
    )
    return rows


def _top(sheet: Any) -> list[_Row]:
    return list(_cells(sheet, _HEADINGS_WITHIN + _HEADING_ROWS))


class _Known:
    """The headings there are."""

    def __init__(self, headings: Sequence[ColumnHeading]) -> None:
        self.written = {each.column: each.headings[0] for each in headings}
        self._columns: dict[str, Column] = {}
        for each in headings:
            for heading in each.headings:
                self._columns.setdefault(folded(heading), each.column)

    def column(self, cell: Any) -> Column | None:
        return self._columns.get(folded(_IN_BRACKETS.sub(" ", cell))) if isinstance(cell, str) else None

    def find(self, rows: Sequence[_Row], merged: Iterable[Range]) -> _Headings | Sequence[Column]:
        """The headings; or, where some row has two and lacks the name, what it lacks; or nothing."""
        missing: Sequence[Column] = ()
        for number, row in enumerate(rows[:_HEADINGS_WITHIN], 1):
            last = self._last_row(number, rows, merged)
            places = self._places(rows[number - 1 : last])
            if len(places) < 2 or not any(map(self.column, row)):
                continue
            if Column.NAME in places:
                return _Headings(places, last)
            missing = missing or (Column.NAME,)
        return missing

    def _last_row(self, first: int, rows: Sequence[_Row], merged: Iterable[Range]) -> int:
        """Headings may stand in several rows: as far as one of them is merged, or below a wide one."""
        here = [bounds for bounds in merged if bounds[1] == first and bounds[3] < first + _HEADING_ROWS]
        last = max((bounds[3] for bounds in here), default=first)
        wide = any(bounds[2] > bounds[0] for bounds in here)
        return (
            max(last, first + 1)
            if wide and first < len(rows) and any(map(self.column, rows[first]))
            else last
        )

    def _places(self, rows: Sequence[_Row]) -> dict[Column, int]:
        """The lowest heading of a column that we know counts, and the first column of each kind."""
        places: dict[Column, int] = {}
        width = max(map(len, rows), default=0)
        for index in range(width):
            cells = (row[index] for row in reversed(rows) if index < len(row))
            column = next(filter(None, map(self.column, cells)), None)
            if column:
                places.setdefault(column, index)
        return places


class _Sheet:
    """The sheet whose headings were found."""

    def __init__(
        self, file: Opened, number: int, known: _Known, headings: _Headings, merged: Iterable[Range]
    ) -> None:
        self._file = file
        self._number = number
        self._known = known
        self._headings = headings
        self._down: dict[int, list[Range]] = {}  # merged over several rows of one column, by the first row
        self._dividing: set[int] = set()  # rows of which much is merged
        for bounds in merged:
            left, first, right, last = bounds
            if left == right:
                self._down.setdefault(first, []).append(bounds)
            elif first == last and right - left + 1 >= _SECTION:
                self._dividing.add(first)

    def rows(self, sheet: Any, at_most: int, at_row: Callable[[int], None]) -> Iterator[SheetRow]:
        count = 0
        for row in self._with_merged(self._read(sheet)):
            at_row(row.number)
            if self._is_unit(row):
                count += 1
                if count > at_most:
                    raise DocumentError(Unusable.TOO_MANY_ROWS, str(at_most))
                yield row

    def _read(self, sheet: Any) -> Iterator[SheetRow]:
        """The rows below the headings as they stand."""
        formulas = _part(self._file, sheet).formulas
        source = self._with_formulas(sheet) if formulas else ((row, ()) for row in _cells(sheet, _LAST_ROW))
        places = self._headings.places
        for number, (values, uncomputed) in enumerate(source, 1):
            if number <= self._headings.last_row or not values:
                continue
            cells = {column: values[at] for column, at in places.items() if at < len(values)}
            broken = {at for column, at in places.items() if cells.get(column) in _FAULTS} | set(uncomputed)
            named = next((at for at in sorted(broken) if at in places.values()), None)
            yield SheetRow(
                number=number,
                cells={column: value for column, value in cells.items() if value is not None},
                uncomputed="" if named is None else f"{get_column_letter(named + 1)}{number}",
            )

    def _with_formulas(self, sheet: Any) -> Iterator[tuple[_Row, Sequence[int]]]:
        """Values, and where there is a formula without one. A formula that comes to an empty text has one."""
        with self._file.workbook(values=False) as other:
            written = _cells(other.worksheets[self._number], _LAST_ROW)
            for cells, formulas in zip(_cells(sheet, _LAST_ROW, values_only=False), written, strict=False):
                yield (
                    tuple(cell.value for cell in cells),
                    [
                        at
                        for at, (cell, formula) in enumerate(zip(cells, formulas, strict=False))
                        if cell.value is None and formula is not None and cell.data_type != "str"
                    ],
                )

    def _with_merged(self, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
        """What is merged over several rows is said for each of them."""
        columns = {at + 1: column for column, at in self._headings.places.items()}
        carried: dict[Column, tuple[int, Cell]] = {}
        for row in rows:
            for left, _first, _right, last in self._down.get(row.number, ()):
                if left in columns:
                    carried[columns[left]] = (last, row.cells.get(columns[left]))
            filled = {
                column: value
                for column, (last, value) in carried.items()
                if row.number <= last and value is not None
            }
            yield SheetRow(number=row.number, cells={**filled, **row.cells}, uncomputed=row.uncomputed)

    def _is_unit(self, row: SheetRow) -> bool:
        if row.uncomputed:
            return True
        texts = [text for cell in row.cells.values() if (text := text_of(cell))]
        if not texts or (row.number in self._dividing and len(texts) == 1):
            return False
        name = row.cells.get(Column.NAME)
        is_heading = (
            self._known.column(name) is Column.NAME
            and sum(self._known.column(cell) is not None for cell in row.cells.values()) > 1
        )
        is_numbering = (
            all(map(_NUMBERING.fullmatch, texts)) and _NUMBERING.fullmatch(text_of(name)) is not None
        )
        return not (is_heading or is_numbering or folded(text_of(name)) in _TOTALS)


def write_units(
    tree: Sequence[Standing],
    headings: Sequence[ColumnHeading],
    kinds: Sequence[UnitKind],
    sectors: Sequence[Sector],
) -> bytes:
    """The whole tree, each unit behind the one above it; reading it back changes nothing."""
    units = {each.unit.id: each.unit for each in tree}
    kind_names = {kind.id: kind.name for kind in kinds}
    sector_names = {sector.id: sector.name for sector in sectors}

    def told(each: Standing) -> Mapping[Column, str | int | date | None]:
        unit = each.unit
        above = units.get(unit.parent) if unit.parent else None
        return {
            Column.CODE: unit.code,
            Column.NAME: unit.name,
            Column.KIND: kind_names.get(unit.kind, unit.kind),
            Column.PARENT_CODE: above.code if above else None,
            Column.PARENT: above.name if above else None,
            Column.SECTOR: sector_names.get(unit.sector, unit.sector) if unit.sector else None,
            Column.WORKERS: unit.workers,
            Column.MEMBERS: unit.members,
            Column.SHORT_NAMES: "; ".join(each.short_names) or None,
            Column.FORMER_NAMES: "; ".join(each.former_names) or None,
            Column.VALID_FROM: unit.valid_from,
            Column.VALID_UNTIL: unit.valid_until,
            Column.CLUSTERS: "; ".join(each.clusters) or None,
        }

    order = [each.column for each in headings]
    rows = ([cells[column] for column in order] for cells in map(told, tree))
    return write_workbook(TITLE, [each.headings[0] for each in headings], rows)
