"""Pledges listed and counted over a subtree, and who has not registered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, select

from domain.pledge import Pledge, PledgeKind, PledgeState
from store.pledges import pledge_of
from store.tables import consent, membership, person, pledge, unit
from store.units import WITHIN, within

PAGE = 10  # pledges shown at once
_CONSENTS = exists().where(consent.c.person_id == person.c.id, consent.c.withdrawn_at.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pledges to list or count; None means all. ``path`` is a subtree, or with ``exactly`` one unit;
    ``up_to`` a number of a pledge behind which none are meant."""

    path: str
    exactly: bool = False
    up_to: int | None = None
    campaign: str | None = None
    period: str | None = None
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
    returned, ``confirmed`` of them by their chair."""

    unit: int
    path: str
    people: int
    confirmed: int


_COUNTED = (PledgeState.SUBMITTED, PledgeState.CONFIRMED, PledgeState.ACHIEVED, PledgeState.NOT_ACHIEVED)


def registered(
    connection: Connection, path: str, campaign: str, period: str, *, exactly: bool = False
) -> Sequence[Registered]:
    """Per unit of the subtree (``exactly``: of the unit alone) in which anybody has registered. An erased
    person counts on, once for each pledge."""
    who = func.coalesce(pledge.c.person_id, -pledge.c.id)
    confirmed = func.count(func.distinct(who)).filter(pledge.c.state != PledgeState.SUBMITTED)
    wanted = Wanted(
        path=path,
        exactly=exactly,
        campaign=campaign,
        period=period,
        states=_COUNTED,
        kind=PledgeKind.PERSON,
    )
    people = func.count(func.distinct(who)).label("people")
    found = _select(wanted, unit.c.id, unit.c.path, people, confirmed.label("confirmed"))
    rows = connection.execute(found.group_by(unit.c.id, unit.c.path), within(path))
    return [
        Registered(unit=row.id, path=row.path, people=row.people, confirmed=row.confirmed) for row in rows
    ]


def not_registered(
    connection: Connection,
    path: str,
    campaign: str,
    period: str,
    limit: int | None = None,
    *,
    exactly: bool = False,
) -> Sequence[tuple[str, str]]:
    """Members with an account who have no pledge in the period: name and unit, by unit and name. Those who
    have none are known only as a number."""
    has_one = exists().where(
        pledge.c.person_id == person.c.id,
        pledge.c.campaign == campaign,
        pledge.c.period == period,
        pledge.c.kind == PledgeKind.PERSON,
        pledge.c.state.in_(_COUNTED),
    )
    found = (
        select(person.c.name, unit.c.name)
        .select_from(membership)
        .join(person, person.c.id == membership.c.person_id)
        .join(unit, unit.c.id == membership.c.unit_id)
        .where(
            membership.c.until_at.is_(None),
            person.c.erased_at.is_(None),
            _CONSENTS,
            unit.c.path == path if exactly else WITHIN,
            ~has_one,
        )
        .order_by(unit.c.path, person.c.name)
        .limit(limit)
    )
    rows = connection.execute(found, {} if exactly else within(path))
    return [(row[0], row[1]) for row in rows]


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
    if wanted.states:
        conditions.append(pledge.c.state.in_(wanted.states))
    if wanted.kind:
        conditions.append(pledge.c.kind == wanted.kind)
    return found.where(*conditions)
