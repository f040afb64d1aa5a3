"""Finding the unit that somebody means: the index of all names, kept for the process."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

from sqlalchemy import Connection

from domain.knowledge import Knowledge
from domain.unit_finder import FindableName, Match, UnitFinder
from domain.unit_words import UnitWords
from domain.units import ROOT, Unit, ids_of
from store import units
from store.engine import Store
from store.errors import StoreUnavailable

_log = logging.getLogger(__name__)
LOOK = 1.0  # seconds between two looks whether the names have changed
_SPARE = 3  # names that are looked for besides, since some may be of closed units


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUnit:
    """``name`` is the one it was found by; ``via_former_name``: it is called otherwise today, or has taken
    the place of the unit that was called so. ``parents`` are the names of the units above, the nearest
    first. ``closed``: it is no more, and nobody can be enrolled there. ``sure``: nothing else is meant as
    likely."""

    unit: Unit
    name: str
    via_former_name: bool
    parents: tuple[str, ...]
    closed: bool
    sure: bool


class UnitSearch:
    """Made once for a process; ``find`` may be called from many threads at once.

    Building takes seconds where there are many units. While ``keep`` runs it is done beside the turns, which
    use the index there is; else a ``find`` after a change builds it first."""

    def __init__(self, words: UnitWords, kinds: Iterable[str]) -> None:
        self._words = words
        self._kinds = tuple(kinds)
        self._lock = Lock()
        self._built: tuple[str, UnitFinder] | None = None
        self._kept = False

    @property
    def built(self) -> bool:
        """Is there an index?"""
        return self._built is not None

    @classmethod
    def knowing(cls, knowledge: Knowledge) -> "UnitSearch":
        """One that discounts the words of our kinds of units."""
        kinds = knowledge.unit_kinds.values()
        return cls(
            knowledge.unit_words, [word for each in kinds for word in (each.name, each.short, *each.words)]
        )

    def find(self, connection: Connection, text: str, *, on: date, limit: int = 3) -> Sequence[FoundUnit]:
        """The units open on ``on`` that ``text`` may mean, best first: up to ``limit`` names, of each all
        who bear it. Where the best is a unit closed by then, it comes first, saying so; other closed ones
        are left out, and so are those that have not begun. Empty for a text that resembles no unit."""
        matches = self._finder(connection).find(text, limit + _SPARE)
        known = units.many(connection, (match.unit_id for match in matches))
        kept = list(_kept(matches, known, on, limit))
        above = units.many(
            connection, (id for match in kept for id in ids_of(known[match.unit_id].path)[:-1])
        )
        return [_found(match, known[match.unit_id], above, on) for match in kept]

    async def keep(self, store: Store, look: float = LOOK) -> None:
        """Until cancelled: build the index at once, and anew soon after every change of the names."""
        self._kept = True
        try:
            while True:
                await self._look(store)
                await asyncio.sleep(look)
        finally:
            self._kept = False

    async def _look(self, store: Store) -> None:
        """What goes wrong here is no reason to stop the program: a turn that needs the index will say so."""
        try:
            await store.read(self.refresh)
        except StoreUnavailable:
            return  # the dispatcher and /readyz tell of that
        except Exception as error:
            _log.error("the index of units could not be built: %s", type(error).__name__)

    def refresh(self, connection: Connection) -> UnitFinder:
        """The finder of the names as this connection sees them; one thread builds, the others wait."""
        stamp = units.names_stamp(connection)
        built = self._built
        if built is None or built[0] != stamp:
            with self._lock:
                built = self._built
                if built is None or built[0] != stamp:
                    built = (stamp, UnitFinder(_findable(connection), self._words, self._kinds))
                    self._built = built
        return built[1]

    def _finder(self, connection: Connection) -> UnitFinder:
        built = self._built
        return built[1] if built is not None and self._kept else self.refresh(connection)


def _findable(connection: Connection) -> Iterator[FindableName]:
    """Every name with the units above, and every code; the code of a merged unit leads to its successor."""
    known = {unit.id: unit for unit in units.subtree(connection, ROOT)}
    above = {id: " / ".join(_parents(unit, known)) for id, unit in known.items()}
    for name in units.all_names(connection):
        if name.unit_id in known:
            code = known[name.unit_id].code if name.kind == "current" else None
            yield FindableName(
                unit_id=name.unit_id, name=name.name, kind=name.kind, code=code, above=above[name.unit_id]
            )
    for unit in known.values():
        if unit.successor in known and unit.successor is not None:
            yield FindableName(
                unit_id=unit.successor,
                name=unit.name,
                kind="former",
                code=unit.code,
                above=above[unit.successor],
            )


def _kept(matches: Sequence[Match], known: Mapping[int, Unit], on: date, limit: int) -> Iterator[Match]:
    """Those to be told, of up to ``limit`` names."""
    places: set[int] = set()
    for number, match in enumerate(matches):
        unit = known.get(match.unit_id)
        if unit and (unit.is_open(on) or (number == 0 and _closed(unit, on))):
            places.add(match.place)
            if len(places) <= limit:
                yield match


def _found(match: Match, unit: Unit, above: Mapping[int, Unit], on: date) -> FoundUnit:
    return FoundUnit(
        unit=unit,
        name=match.name,
        via_former_name=match.kind == "former",
        parents=tuple(_parents(unit, above)),
        closed=_closed(unit, on),
        sure=match.sure,
    )


def _closed(unit: Unit, on: date) -> bool:
    return unit.valid_until is not None and unit.valid_until < on


def _parents(unit: Unit, known: Mapping[int, Unit]) -> Iterator[str]:
    """The names of the units above, the nearest first."""
    return (known[id].name for id in reversed(ids_of(unit.path)[:-1]) if id in known)
