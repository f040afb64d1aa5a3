"""Invented units, as data, for who wants to try the program."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class _Sample(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Renaming(_Sample):
    """The name a unit has since a day."""

    since: date
    name: str


class Merging(_Sample):
    """The unit that has taken its place; ``until`` was its own last day."""

    until: date
    into: str


class SampleUnit(_Sample):
    """A unit as it began, and what has become of it since. ``parent`` is the code of the unit above."""

    code: str = Field(min_length=1)
    name: str
    kind: str
    parent: str | None = None
    sector: str | None = None
    workers: int | None = Field(default=None, ge=0)
    members: int | None = Field(default=None, ge=0)
    short_names: tuple[str, ...] = ()
    renamed: Renaming | None = None
    merged: Merging | None = None


class SampleCluster(_Sample):
    """Units grouped across the tree, by their codes."""

    code: str = Field(min_length=1)
    name: str
    units: tuple[str, ...]


class SampleScope(_Sample):
    """Which units, by their codes, a campaign concerns."""

    campaign: str
    units: tuple[str, ...] = Field(min_length=1)


class Samples(_Sample):
    """samples/units.yaml"""

    units: tuple[SampleUnit, ...]
    clusters: tuple[SampleCluster, ...] = ()
    scopes: tuple[SampleScope, ...] = ()
