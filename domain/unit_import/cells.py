"""What one row says, understood cell by cell: every wrong cell is told, not only the first."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from domain.lexicon import Sector
from domain.text import clean, fold
from domain.unit_import.values import Cell, Column, Entry, Reason, Refusal, SheetRow
from domain.units import UnitKind

T = TypeVar("T")

LONGEST_NAME, LONGEST_CODE, LONGEST_CELL = 300, 100, 1000  # characters
LARGEST = 10**8  # people

_THOUSANDS = re.compile(r"\d{1,3}([ .,])\d{3}(\1\d{3})*|\d+")
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
_BETWEEN_NAMES = re.compile(r"[;\n]")


class _Wrong(Exception):
    """A cell that says nothing we can take."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason


@dataclass(frozen=True)
class Words:
    """How kinds and sectors are written."""

    kinds: Sequence[UnitKind]
    sectors: Sequence[Sector]

    @cached_property
    def kind_ids(self) -> Mapping[str, str]:
        return _by_folded((kind.id, (kind.id, kind.name, kind.short, *kind.words)) for kind in self.kinds)

    @cached_property
    def sector_ids(self) -> Mapping[str, str]:
        return _by_folded((each.id, (each.id, each.name, *each.words)) for each in self.sectors)

    @cached_property
    def grassroots(self) -> frozenset[str]:
        return frozenset(kind.id for kind in self.kinds if kind.grassroots)

    def kind_in(self, name: str) -> str | None:
        """The kind with which a name begins: the longest way of writing one that stands there."""
        words = folded(name).split()
        beginnings = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((self.kind_ids[each] for each in beginnings if each in self.kind_ids), None)


def _by_folded(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> Mapping[str, str]:
    """The first one to be written so has it."""
    found: dict[str, str] = {}
    for id, written in pairs:
        for each in written:
            found.setdefault(folded(each), id)
    return found


def folded(text: str) -> str:
    """Letters and digits only, folded, one blank between words: what two ways of writing have in common."""
    return " ".join(re.findall(r"\w+", fold(text)))


def text_of(cell: Cell) -> str:
    """A cell as one line of text; a whole number without its decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return clean(str(cell), LONGEST_CELL)


def understand(row: SheetRow, words: Words) -> tuple[Entry, tuple[Refusal, ...]]:
    """The row as an entry, and what is wrong with it."""
    refusals: list[Refusal] = []

    def take(column: Column, parse: Callable[[Cell], T], otherwise: T) -> T:
        cell = row.cells.get(column)
        if text_of(cell) == "":
            return otherwise
        try:
            return parse(cell)
        except _Wrong as wrong:
            refusals.append(Refusal(wrong.reason, text_of(cell)[:60]))
            return otherwise

    if row.uncomputed:
        refusals.append(Refusal(Reason.UNCOMPUTED, row.uncomputed))
    entry = Entry(
        number=row.number,
        code=take(Column.CODE, _code, ""),
        name=take(Column.NAME, _name, ""),
        kind=take(Column.KIND, lambda cell: _one_of(words.kind_ids, cell, Reason.UNKNOWN_KIND), None),
        sector=take(Column.SECTOR, lambda cell: _one_of(words.sector_ids, cell, Reason.UNKNOWN_SECTOR), None),
        parent=take(Column.PARENT_CODE, text_of, "") or take(Column.PARENT, text_of, ""),
        workers=take(Column.WORKERS, _count, None),
        members=take(Column.MEMBERS, _count, None),
        valid_from=take(Column.VALID_FROM, _day, None),
        valid_until=take(Column.VALID_UNTIL, _day, None),
        short_names=take(Column.SHORT_NAMES, _names, ()),
        former_names=take(Column.FORMER_NAMES, _names, ()),
        clusters=take(Column.CLUSTERS, _names, ()),
    )
    if not text_of(row.cells.get(Column.NAME)):
        refusals.append(Refusal(Reason.NO_NAME))
    return entry, tuple(refusals)


def _code(cell: Cell) -> str:
    return _not_longer(text_of(cell), LONGEST_CODE)


def _name(cell: Cell) -> str:
    return _not_longer(text_of(cell), LONGEST_NAME)


def _not_longer(text: str, longest: int) -> str:
    if len(text) > longest:
        raise _Wrong(Reason.TOO_LONG)
    return text


def _names(cell: Cell) -> tuple[str, ...]:
    """Several names stand with a semicolon or on lines of their own."""
    parts = _BETWEEN_NAMES.split(cell) if isinstance(cell, str) else [cell]
    return tuple(dict.fromkeys(name for part in parts if (name := _name(part))))


def _one_of(ids: Mapping[str, str], cell: Cell, reason: Reason) -> str | None:
    found = ids.get(folded(text_of(cell)))
    if found is None:
        raise _Wrong(reason)
    return found


def _count(cell: Cell) -> int | None:
    """People: a whole number, as a number or as text with points, commas or blanks between thousands."""
    if isinstance(cell, float) and math.isfinite(cell) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, str) and _THOUSANDS.fullmatch(text := text_of(cell)):
        cell = int(re.sub(r"\D", "", text)[:12])
    if not isinstance(cell, int) or isinstance(cell, bool) or not 0 <= cell <= LARGEST:
        raise _Wrong(Reason.NOT_A_NUMBER)
    return cell


def _day(cell: Cell) -> date | None:
    """A day: a date of Excel, or text as 31/5/2022 or 2022-05-31."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    for numbers in _written_days(text_of(cell)):
        try:
            return date(*numbers)
        except ValueError:
            break
    raise _Wrong(Reason.NOT_A_DAY)


def _written_days(text: str) -> Iterator[tuple[int, int, int]]:
    """Year, month and day of what looks like a day."""
    if found := _DAY.fullmatch(text):
        yield int(found[3]), int(found[2]), int(found[1])
    elif found := _ISO_DAY.fullmatch(text):
        yield int(found[1]), int(found[2]), int(found[3])
