"""What an import works with: the rows of a sheet, the tree as it stands, and a verdict for each row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from domain.units import Unit

DEEPEST = 50  # levels of a tree; a path holds a number for each


class Column(StrEnum):
    """What a column of the sheet tells of a unit."""

    CODE = "code"
    NAME = "name"
    KIND = "kind"
    PARENT_CODE = "parent_code"
    PARENT = "parent"  # a code or a name
    SECTOR = "sector"
    WORKERS = "workers"
    MEMBERS = "members"
    SHORT_NAMES = "short_names"
    FORMER_NAMES = "former_names"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    CLUSTERS = "clusters"


class ColumnHeading(BaseModel):
    """How people head a column, as data: the first heading is the one we write, the others are
    recognised, with or without diacritics."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: Column
    headings: tuple[str, ...] = Field(min_length=1)


Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row with its number in the sheet. ``uncomputed`` names a cell with a formula whose value is not in
    the file."""

    number: int
    cells: Mapping[Column, Cell]
    uncomputed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A unit of the tree with its other names and the names of its clusters."""

    unit: Unit
    short_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()


class Reason(StrEnum):
    """Why a row is refused."""

    UNCOMPUTED = "uncomputed"
    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    UNKNOWN_KIND = "unknown_kind"
    NO_KIND = "no_kind"
    UNKNOWN_SECTOR = "unknown_sector"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DAY = "not_a_day"
    MORE_MEMBERS = "more_members"
    CLOSES_FIRST = "closes_first"
    DUPLICATE = "duplicate"
    AMBIGUOUS_NAME = "ambiguous_name"
    FORMER_NAME = "former_name"
    PARENT_MISSING = "parent_missing"
    PARENT_NOT_FOUND = "parent_not_found"
    PARENT_AMBIGUOUS = "parent_ambiguous"
    PARENT_REFUSED = "parent_refused"
    PARENT_CLOSED = "parent_closed"
    CYCLE = "cycle"
    TOO_DEEP = "too_deep"
    CLOSED = "closed"
    OPEN_BELOW = "open_below"


@dataclass(frozen=True, slots=True)
class Refusal:
    """``about`` is the value, row or unit meant."""

    reason: Reason
    about: str = ""


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class Changed(StrEnum):
    """What is changed of a unit that is there."""

    RENAMED = "renamed"
    MOVED = "moved"
    CLOSED = "closed"
    KIND = "kind"
    SECTOR = "sector"
    WORKERS = "workers"
    MEMBERS = "members"
    VALID_FROM = "valid_from"
    NAMES = "names"
    CLUSTERS = "clusters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row as it was understood; None and () where the row says nothing. ``parent`` is what the row calls
    the unit above."""

    number: int
    code: str = ""
    name: str = ""
    kind: str | None = None
    sector: str | None = None
    parent: str = ""
    workers: int | None = None
    members: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    short_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a row. ``code`` is that of the unit, also where the row gives none."""

    number: int
    outcome: Outcome
    code: str
    name: str
    changes: tuple[Changed, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A row that is to be carried out: ``standing`` is the unit it is about, None for a new one. ``code``
    is the unit's, ``kind`` that of a new one or the one that is said, ``parent`` the code of the unit above
    where one is said; ``depth`` is how deep it lies in the end."""

    entry: Entry
    code: str
    kind: str | None
    parent: str | None
    depth: int
    standing: Standing | None = None
    changes: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A verdict for each row, in their order, and the steps: from the top of the tree down."""

    verdicts: tuple[Verdict, ...]
    steps: tuple[Step, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(verdict.outcome is outcome for verdict in self.verdicts)
