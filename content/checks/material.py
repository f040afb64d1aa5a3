"""What the rules look at: every file that can be read, every part that fits its type."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from content.checks.code import Code
from content.errors import ContentError, Problem
from content.loader import Concepts, Events, Intents, Sectors, Sentences, UnitKinds, Words
from content.schema import build
from content.source import Source, Where, parse
from domain.anniversary import Event
from domain.campaign import (
    Campaign,
    CampaignAnniversary,
    CitedDocument,
    Clause,
    Duty,
    Erratum,
    Part,
    Phase,
    PhaseSystem,
    Quota,
    Slogan,
    Title,
    Unstated,
)
from domain.lexicon import Places
from domain.samples import Samples
from domain.unit_words import UnitWords

T = TypeVar("T")
P = TypeVar("P", bound=Part)

_LISTS: Mapping[str, type[Part]] = {
    "phase_systems": PhaseSystem,
    "documents": CitedDocument,
    "clauses": Clause,
    "quotas": Quota,
    "titles": Title,
    "slogans": Slogan,
    "duties": Duty,
    "anniversaries": CampaignAnniversary,
    "errata": Erratum,
    "unstated": Unstated,
}


class Item(NamedTuple):
    """A part of a plan and where it stands in its file."""

    where: Where
    part: Part


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A campaign's file. ``campaign`` is None while anything in it does not fit its type; ``items`` are
    the parts that do, each item of each list for itself."""

    source: Source
    campaign: Campaign | None
    items: tuple[Item, ...]

    def ids(self, name: str) -> frozenset[str]:
        """The ids in one of the plan's lists, of parts that fit their type and of those that do not."""
        data = self.source.data.get(name) if isinstance(self.source.data, dict) else None
        listed = data if isinstance(data, list) else ()
        return frozenset(str(each["id"]) for each in listed if isinstance(each, dict) and "id" in each)

    def of(self, kind: type[P]) -> Iterator[tuple[Where, P]]:
        """The parts of one kind."""
        return ((item.where, item.part) for item in self.items if isinstance(item.part, kind))


@dataclass(frozen=True, slots=True, eq=False)
class Typed(Generic[T]):
    """A file whose whole content fits its type."""

    source: Source
    value: T


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """Files that cannot be used are None; what is wrong with them is already told."""

    plans: Sequence[Plan]
    events: Typed[Events] | None
    words: Typed[Words] | None
    concepts: Typed[Concepts] | None
    sectors: Typed[Sectors] | None
    places: Typed[Places] | None
    intents: Typed[Intents] | None
    sentences: Typed[Sentences] | None
    unit_kinds: Typed[UnitKinds] | None
    unit_words: Typed[UnitWords] | None
    samples: Typed[Samples] | None
    code: Code
    plans_whole: bool  # every file of a campaign could be read

    @property
    def catalogue(self) -> Mapping[str, Event] | None:
        """The anniversaries by id; the first of an id that is given twice."""
        return {event.id: event for event in reversed(self.events.value.events)} if self.events else None

    @property
    def campaigns(self) -> Iterator[tuple[Source, Campaign]]:
        """The plans that fit their type as a whole."""
        return ((plan.source, plan.campaign) for plan in self.plans if plan.campaign)


def gather(folder: Path, code: Code) -> tuple[Material, list[Problem]]:
    """All files of a content folder, and what keeps some of them from being used."""
    found: list[Problem] = []
    lexicon = folder / "lexicon"
    plans = _plans(folder / "campaigns", found)
    material = Material(
        plans=plans,
        plans_whole=not found and all(plan.campaign for plan in plans),
        events=_typed(Events, folder / "anniversaries.yaml", found),
        words=_typed(Words, lexicon / "words.yaml", found),
        concepts=_typed(Concepts, lexicon / "concepts.yaml", found),
        sectors=_typed(Sectors, lexicon / "sectors.yaml", found),
        places=_typed(Places, lexicon / "places.yaml", found),
        intents=_typed(Intents, lexicon / "intents.yaml", found),
        sentences=_typed(Sentences, folder / "texts.yaml", found),
        unit_words=_typed(UnitWords, lexicon / "unit_words.yaml", found),
        unit_kinds=_typed(UnitKinds, folder / "unit_kinds.yaml", found),
        samples=_typed(Samples, folder / "samples" / "units.yaml", found),
        code=code,
    )
    return material, found


def strings(data: Any, where: Where = ()) -> Iterator[tuple[Where, str]]:
    """Every text in plain data, and where it stands."""
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from strings(value, (*where, str(key)))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from strings(value, (*where, number))


def _plans(folder: Path, found: list[Problem]) -> list[Plan]:
    plans = []
    for path in sorted(folder.glob("[!.]*")):
        if path.suffix != ".yaml":
            found.append(Problem(path=path, line=1, text="tên tệp phong trào phải có đuôi .yaml"))
            continue
        source = _source(path, found)
        if source:
            typed = _fit(Campaign, source, found)
            plans.append(Plan(source, typed.value if typed else None, tuple(_items(source.data))))
    return plans


def _typed(kind: type[T], path: Path, found: list[Problem]) -> Typed[T] | None:
    source = _source(path, found)
    return _fit(kind, source, found) if source else None


def _source(path: Path, found: list[Problem]) -> Source | None:
    try:
        source, problems = parse(path)
    except ContentError as error:
        found.extend(error.problems)
        return None
    found.extend(problems)
    return source


def _fit(kind: type[T], source: Source, found: list[Problem]) -> Typed[T] | None:
    try:
        return Typed(source, build(kind, source))
    except ContentError as error:
        found.extend(error.problems)
        return None


def _items(data: Any) -> Iterator[Item]:
    if not isinstance(data, dict):
        return
    for name, kind in _LISTS.items():
        yield from _items_of(data.get(name), kind, (name,))


def _items_of(data: Any, kind: type[Part], where: Where) -> Iterator[Item]:
    for number, each in enumerate(data if isinstance(data, list) else ()):
        here = (*where, number)
        with suppress(ValidationError):
            yield Item(here, kind.model_validate(each))
        if kind is PhaseSystem and isinstance(each, dict):
            yield from _items_of(each.get("phases"), Phase, (*here, "phases"))
