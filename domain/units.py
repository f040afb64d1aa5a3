"""The union tree: a unit, what kinds of units there are, and what it means to cover one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
    (``/1/17/204/``); ``valid_until`` is its last day; a merged unit lies below its ``successor``, the unit
    that has taken its place, so that what was filed under it counts there. ``workers`` and ``members`` are
    people, None where not known."""

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


class Refused(StrEnum):
    """Why the tree is not changed."""

    UNKNOWN = "unknown"
    NO_PARENT = "no_parent"
    NO_CODE = "no_code"
    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    CODE_TAKEN = "code_taken"
    IN_A_RING = "in_a_ring"
    CLOSED = "closed"
    TARGET_CLOSED = "target_closed"
    INTO_ITSELF = "into_itself"
    BELOW_ITSELF = "below_itself"
    OPEN_UNITS_BELOW = "open_units_below"
    BEFORE_IT_BEGAN = "before_it_began"


_TOLD = {
    Refused.UNKNOWN: "there is no such unit",
    Refused.NO_PARENT: "the unit above is not there",
    Refused.NO_CODE: "a unit needs a code",
    Refused.NO_NAME: "a unit needs a name",
    Refused.TOO_LONG: "a code or name is too long",
    Refused.CODE_TAKEN: "another unit has this code",
    Refused.IN_A_RING: "these units lie above one another in a ring",
    Refused.CLOSED: "the unit is closed or merged already",
    Refused.TARGET_CLOSED: "the unit it would go to is closed or merged",
    Refused.INTO_ITSELF: "a unit cannot be merged into itself",
    Refused.BELOW_ITSELF: "a unit cannot go to a unit below itself",
    Refused.OPEN_UNITS_BELOW: "close, move or merge the open units below it first",
    Refused.BEFORE_IT_BEGAN: "that day is before the unit began",
}


class UnitError(Exception):
    """The tree is not changed, and why: ``reason`` for the program, ``about`` names the unit or value
    meant, the text is one line for people at a command line."""

    def __init__(self, reason: Refused, about: str = "") -> None:
        super().__init__(f"{about}: {_TOLD[reason]}" if about else _TOLD[reason])
        self.reason = reason
        self.about = about


def covers(path: str, other: str) -> bool:
    """Is ``other`` the unit at ``path`` or one below it?"""
    return other.startswith(path)


def ids_of(path: str) -> tuple[int, ...]:
    """The numbers from the root to the unit itself."""
    return tuple(int(number) for number in path.split("/") if number)


def end_of(path: str) -> str:
    """Where the subtree at ``path`` ends: its paths are those from ``path`` on, up to but without this,
    compared by their bytes ("0" is what comes behind "/")."""
    return f"{path[:-1]}0"
