"""What the rules look at: every file that can be read, every part that fits its type."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from content.checks.code import Code
from content.errors import ContentError, Problem
from content.loader import Concepts, Events, Intents, Sectors, Sentences, Words
from content.schema import build
from content.source import Source, Where, parse
from domain.anniversary import Event
from domain.campaign import Campaign, Part
from domain.lexicon import Places

T = TypeVar("T")
P = TypeVar("P", bound=Part)


class Item(NamedTuple):
    """A part of a plan and where it stands in its file."""

    where: Where
    part: Part


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A campaign's file. ``campaign`` is None while anything in it does not fit its type; ``items`` are
    the parts that do, each list item for itself."""

    source: Source
    campaign: Campaign | None
    items: tuple[Item, ...]

    def of(self, kind: type[P]) -> Iterator[tuple[Where, P]]:
        return ((item.where, item.part) for item in self.items if isinstance(item.part, kind))


@dataclass(frozen=True, slots=True, eq=False)
class Typed[T]:
    """A file whose whole content fits its type."""

    source: Source
    value: T


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """Files that cannot be used are None; the problem with them is already told."""

    plans: Sequence[Plan]
    sources: Sequence[Source]  # of all plans, anniversaries and sentences: what people get to read
    events: Typed[Events] | None
    words: Typed[Words] | None
    concepts: Typed[Concepts] | None
    sectors: Typed[Sectors] | None
    places: Typed[Places] | None
    intents: Typed[Intents] | None
    sentences: Typed[Sentences] | None
    code: Code

    @property
    def catalogue(self) -> Mapping[str, Event] | None:
        """The anniversaries by id."""
        return {event.id: event for event in self.events.value.events} if self.events else None

    @property
    def campaigns(self) -> Iterator[tuple[Source, Campaign]]:
        """The plans that fit their type as a whole."""
        return ((plan.source, plan.campaign) for plan in self.plans if plan.campaign)
