"""Titles and indicators no single plan owns: those of the law, and what a giao ước promises in numbers."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class StatutoryTitle(BaseModel):
    """A title of the law on emulation and commendation; ``holder`` is who may earn it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    name: str = Field(min_length=2, max_length=120)
    holder: Literal["person", "collective"]
    source: str  # the paper that sets it up


class Indicator(BaseModel):
    """Something a unit counts. ``kind`` says how it is written: a count, a sum of money in đồng, or the share
    of another indicator in percent (computed, never typed; ``share_of`` names the whole, ``part`` what is
    counted). ``pledged``: a giao ước may set a target for it. ``at_most`` names the indicator it cannot
    exceed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    label: str = Field(min_length=2, max_length=80)
    unit: str  # người, sáng kiến, đồng, %
    kind: Literal["count", "money", "share"]
    pledged: bool = False
    sectors: tuple[Id, ...] = ()
    at_most: Id | None = None
    part: Id | None = None
    share_of: Id | None = None
    asks: tuple[str, ...] = ()
