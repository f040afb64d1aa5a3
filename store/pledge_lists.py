"""Pledges listed and counted over a subtree, and who has not registered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, false, func, or_, select

from domain.pledge import Pledge, PledgeKind, PledgeState
from domain.units import end_of
from store.pledges import pledge_of
from store.tables import consent, membership, person, pledge, unit
from store.units import WITHIN, within
from store.units.reading import OPEN

PAGE = 10  # pledges shown at once
Part = tuple[str, bool]
"""A part of the tree: a path, and whether that unit alone is meant and not what is below it."""

_CONSENTS = exists().where(consent.c.person_id == person.c.id, consent.c.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pledges to list or count; None means all. ``path`` is a subtree, or with ``exactly`` one unit;
    ``up_to`` a number of a pledge behind which none are meant, ``among`` campaigns with their periods."""

    path: str
    exactly: bool = False
    up_to: int | None = None
    campaign: str | None = None
    period: str | None = None
    among: tuple[tuple[str, str], ...] = ()
    states: tuple[PledgeState, ...] = ()
    kind: PledgeKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A pledge with the names its reader may see; an erased person's name is empty."""

    pledge: Pledge
    name: str
    unit_name: str


def listed(
    connection: Connection, wanted: Wanted, *, after: int = 0, limit: int | None = PAGE
) -> Sequence[Listed]:
    """In the order of filing, those behind the number ``after``. A name is used only with consent."""
    found = (
        _select(wanted, pledge, person.c.name, unit.c.name.label("unit_name"))
        .outerjoin(person, and_(person.c.id == pledge.c.person_id, _CONSENTS))
        .where(pledge.c.id > after)
        .order_by(pledge.c.id)
        .limit(limit)
    )
    return [
        Listed(pledge=pledge_of(row), name=row.name or "", unit_name=row.unit_name)
        for row in connection.execute(found, within(wanted.path))
    ]


def counts(connection: Connection, wanted: Wanted) -> Mapping[PledgeState, int]:
    """How many there are in each state."""
    found = _select(wanted, pledge.c.state, func.count()).group_by(pledge.c.state)
    return {PledgeState(state): count for state, count in connection.execute(found, within(wanted.path))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """How many people of one unit have registered: ``people`` with a pledge that was not withdrawn or
    returned, those of the units merged into it among them."""

    unit: int
    path: str
    people: int


_COUNTED = (PledgeState.SUBMITTED, PledgeState.CONFIRMED, PledgeState.ACHIEVED, PledgeState.NOT_ACHIEVED)
_home = unit.alias("home")  # where a pledge counts: what was filed in a merged unit counts for its successor
_OPEN_HOME = and_(
    or_(_home.c.valid_from.is_(None), _home.c.valid_from <= bindparam("on")),
    or_(_home.c.valid_until.is_(None), _home.c.valid_until >= bindparam("on")),
)
_newer = pledge.alias("newer")
_HAS_NEWER = exists().where(
    _newer.c.person_id == pledge.c.person_id,
    _newer.c.campaign == pledge.c.campaign,
    _newer.c.period == pledge.c.period,
    _newer.c.kind == pledge.c.kind,
    _newer.c.state.in_(_COUNTED),
    _newer.c.id > pledge.c.id,
)


def registered(
    connection: Connection, path: str, campaign: str, period: str, *, on: date
) -> Sequence[Registered]:
    """Per unit of the subtree that is open that day and in which anybody has registered. Nobody counts twice,
    also who has moved: the unit of the newest pledge counts. An erased person counts on, once for each
    pledge; what lies in a dissolved unit does not, as its people do not."""
    wanted = Wanted(path=path, campaign=campaign, period=period, states=_COUNTED, kind=PledgeKind.PERSON)
    people = func.count().label("people")
    found = (
        _select(wanted, _home.c.id, _home.c.path, people)
        .join(_home, _home.c.id == func.coalesce(unit.c.successor_id, unit.c.id))
        .where(_OPEN_HOME, ~_HAS_NEWER)
        .group_by(_home.c.id, _home.c.path)
    )
    rows = connection.execute(found, {**within(path), "on": on})
    return [Registered(unit=row.id, path=row.path, people=row.people) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Somebody who has not registered, and the unit they are in."""

    name: str
    unit: int
    unit_name: str


def missing(
    connection: Connection,
    parts: Sequence[Part],
    campaign: str,
    period: str,
    *,
    on: date,
    after: int = 0,
    limit: int | None = None,
) -> Sequence[Missing]:
    """Members of these parts of the tree whose names may be used and who have no pledge in the period, by
    unit and name, without the first ``after``. Who has no account is known only as a number."""
    found = (
        _missing(parts, campaign, period, person.c.name, unit.c.id, unit.c.name.label("unit_name"))
        .order_by(unit.c.path, person.c.name, person.c.id)
        .limit(limit)
        .offset(after)
    )
    rows = connection.execute(found, {"on": on})
    return [Missing(name=row.name, unit=row.id, unit_name=row.unit_name) for row in rows]


def count_missing(
    connection: Connection, parts: Sequence[Part], campaign: str, period: str, *, on: date
) -> int:
    """How many ``missing`` would name."""
    found = _missing(parts, campaign, period, func.count())
    return int(connection.execute(found, {"on": on}).scalar_one())


def _missing(parts: Sequence[Part], campaign: str, period: str, *columns: Any) -> Select[Any]:
    has_one = exists().where(
        pledge.c.person_id == person.c.id,
        pledge.c.campaign == campaign,
        pledge.c.period == period,
        pledge.c.kind == PledgeKind.PERSON,
        pledge.c.state.in_(_COUNTED),
    )
    within_parts = [
        unit.c.path == path if exactly else and_(unit.c.path >= path, unit.c.path < end_of(path))
        for path, exactly in parts
    ]
    return (
        select(*columns)
        .select_from(membership)
        .join(person, person.c.id == membership.c.person_id)
        .join(unit, unit.c.id == membership.c.unit_id)
        .where(
            membership.c.until_at.is_(None),
            person.c.erased_at.is_(None),
            _CONSENTS,
            OPEN,
            or_(false(), *within_parts),
            ~has_one,
        )
    )


def _select(wanted: Wanted, *columns: Any) -> Select[Any]:
    found = select(*columns).select_from(pledge).join(unit, unit.c.id == pledge.c.unit_id)
    conditions = [WITHIN]
    if wanted.exactly:
        conditions.append(unit.c.path == wanted.path)
    if wanted.up_to is not None:
        conditions.append(pledge.c.id <= wanted.up_to)
    if wanted.campaign:
        conditions.append(pledge.c.campaign == wanted.campaign)
    if wanted.period:
        conditions.append(pledge.c.period == wanted.period)
    if wanted.among:
        pairs = [and_(pledge.c.campaign == of, pledge.c.period == each) for of, each in wanted.among]
        conditions.append(or_(*pairs))
    if wanted.states:
        conditions.append(pledge.c.state.in_(wanted.states))
    if wanted.kind:
        conditions.append(pledge.c.kind == wanted.kind)
    return found.where(*conditions)
