"""The union tree: a unit, what kinds of units there are, and what it means to cover one."""

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

ROOT = "/"  # the path that covers every unit


class UnitKind(BaseModel):
    """A kind of unit, as data: the levels of the tree are nowhere in the code. ``words`` are other ways of
    writing it in front of a name (CĐCS, công đoàn cơ sở) or in a workbook. ``grassroots`` kinds hold the
    members themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str
    short: str
    words: tuple[str, ...] = ()
    grassroots: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A node of the tree as it stands now. ``path`` holds the numbers from the root to itself
    (``/1/17/204/``); ``valid_until`` is its last day; a merged unit lies below its ``successor``, so that
    what was filed under it counts there. ``workers`` and ``members`` are people, None where not known."""

    id: int
    code: str
    name: str
    kind: str
    path: str
    parent: int | None = None
    sector: str | None = None
    workers: int | None = None
    members: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    successor: int | None = None

    def is_open(self, day: date) -> bool:
        """Does it exist on ``day``?"""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


def covers(path: str, other: str) -> bool:
    """Is ``other`` the unit at ``path`` or one below it?"""
    return other.startswith(path)


def ids_of(path: str) -> tuple[int, ...]:
    """The numbers from the root to the unit itself."""
    return tuple(int(number) for number in path.split("/") if number)
