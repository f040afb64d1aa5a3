"""How many have registered: the share of a unit and of each unit right below it, counted once at every level,
of the units that the campaign concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.campaign import Campaign
from domain.permissions import Action, reached
from domain.pledge import Period
from domain.scope import Scope
from domain.units import Unit, covers, ids_of
from handlers.turn import Turn
from store import pledge_lists, units
from store.pledge_lists import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of a unit's people have registered; ``people`` None where nobody has said how many it has."""

    unit: Unit
    registered: int
    people: int | None

    @property
    def percent(self) -> int | None:
        """Rounded down: 99,9 % is not everybody."""
        return self.registered * 100 // self.people if self.people else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: a campaign, its period, and whom it concerns."""

    campaign: Campaign
    period: Period
    scope: Scope


def children_of(turn: Turn, unit: Unit) -> Sequence[Unit]:
    """Those right below that stand by themselves: a merged one is part of this unit, also on its last day."""
    below = units.children(turn.connection, unit.id, on=turn.today)
    return [child for child in below if child.successor is None]


def looks_below(turn: Turn, unit: Unit) -> bool:
    """May who speaks see each of the units below this one? A chair sees their own alone."""
    return any(
        not exactly and covers(path, unit.path)
        for path, exactly in reached(turn.person, Action.SEE_REGISTRATION)
    )


def parts_of(turn: Turn, asked: Asked, unit: Unit) -> Sequence[Part]:
    """The parts of a unit that the campaign concerns and who speaks may look into."""
    if looks_below(turn, unit):
        return [(path, False) for path in asked.scope.within(unit.path)]
    return [(unit.path, True)] if asked.scope.concerns(unit.path) else []


def mine(turn: Turn) -> Sequence[Unit]:
    """The units that who speaks looks after, the outermost ones; for an admin of everything the roots."""
    found: list[Unit] = []
    for path, _exactly in reached(turn.person, Action.SEE_REGISTRATION):
        ids = ids_of(path)
        unit = units.get(turn.connection, ids[-1]) if ids else None
        found += [unit] if unit else units.children(turn.connection, None, on=turn.today)
    return found


def share_of(turn: Turn, asked: Asked, unit: Unit) -> Share:
    """A unit with its parts. Its people are those it gives where all of it is concerned, else those that its
    concerned parts give."""
    return _whole(turn, asked, unit, _registered(turn, asked, unit).values())


def shares_below(turn: Turn, asked: Asked, top: Unit) -> tuple[Share, Sequence[Share]]:
    """The share of ``top``, and one for each concerned unit right below it, the lowest first."""
    registered, people = _registered(turn, asked, top), _people(turn, asked, top)
    below = [
        Share(unit=child, registered=registered.get(child.path, 0), people=people.get(child.path))
        for child in children_of(turn, top)
        if asked.scope.touches(child.path)
    ]
    below.sort(key=lambda share: (share.percent is None, share.percent or 0, share.unit.name))
    return _whole(turn, asked, top, registered.values(), people), below


def _whole(
    turn: Turn, asked: Asked, unit: Unit, registered: Iterable[int], people: dict[str, int] | None = None
) -> Share:
    if asked.scope.concerns(unit.path) and unit.workers is not None:
        return Share(unit=unit, registered=sum(registered), people=unit.workers)
    given = _people(turn, asked, unit) if people is None else people
    return Share(unit=unit, registered=sum(registered), people=sum(given.values()) if given else None)


def _registered(turn: Turn, asked: Asked, top: Unit) -> dict[str, int]:
    """Who has registered, by the paths of the units right below ``top``; its own for what was filed there."""
    counted: dict[str, int] = {}
    for part in asked.scope.within(top.path):
        rows = pledge_lists.registered(
            turn.connection, part, asked.campaign.id, asked.period.id, on=turn.today
        )
        for row in rows:
            branch = _branch(top, row.path)
            counted[branch] = counted.get(branch, 0) + row.people
    return counted


def _branch(top: Unit, path: str) -> str:
    """The path of the unit right below ``top`` under which ``path`` lies; ``top``'s own for itself."""
    behind = len(top.path)
    return path[: path.find("/", behind) + 1] if len(path) > behind else path


def _people(turn: Turn, asked: Asked, top: Unit) -> dict[str, int]:
    """The workers below each child of ``top``. Where a unit gives its number, its parts are in it already: in
    the order of paths they stand right behind it."""
    people: dict[str, int] = {}
    counted: str | None = None
    for part in asked.scope.within(top.path):
        for path, workers in units.workers(turn.connection, part, turn.today):
            if path == top.path or (counted is not None and path.startswith(counted)):
                continue
            counted = path
            branch = _branch(top, path)
            people[branch] = people.get(branch, 0) + workers
    return people
