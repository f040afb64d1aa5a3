"""Whose unit is which, and was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, func, insert, select, update

from store import audit
from store.people.accounts import hold
from store.tables import consent, membership, unit
from store.units import WITHIN, within

_OF = select(membership).where(membership.c.person_id == bindparam("person")).order_by(membership.c.id)
_OPEN = select(membership.c.unit_id).where(
    membership.c.person_id == bindparam("person"), membership.c.until_at.is_(None)
)
_LEAVE = (
    update(membership)
    .where(membership.c.person_id == bindparam("person"), membership.c.until_at.is_(None))
    .values(until_at=bindparam("now"))
)
_JOIN = insert(membership)
_COUNTED = (
    select(membership.c.unit_id, func.count().label("members"))
    .join(unit, unit.c.id == membership.c.unit_id)
    .where(
        WITHIN,
        membership.c.until_at.is_(None),
        exists().where(consent.c.person_id == membership.c.person_id, consent.c.withdrawn_at.is_(None)),
    )
    .group_by(membership.c.unit_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A person in a unit, until they left it (None: still there)."""

    unit: int
    since_at: datetime
    until_at: datetime | None


def stays_of(connection: Connection, person_id: int) -> Sequence[Stay]:
    """Oldest first."""
    return [
        Stay(unit=row.unit_id, since_at=row.since_at, until_at=row.until_at)
        for row in connection.execute(_OF, {"person": person_id})
    ]


def change_unit(
    connection: Connection, person_id: int, unit: int, now: datetime, *, by: int | None = None
) -> bool:
    """They are a member of ``unit`` from now on, and no longer of another; ``by`` is who says so, they
    themselves when not given. False when they are there already, or were erased."""
    if not hold(connection, person_id):
        return False
    if connection.execute(_OPEN, {"person": person_id}).scalar_one_or_none() == unit:
        return False
    connection.execute(_LEAVE, {"person": person_id, "now": now})
    connection.execute(_JOIN, {"person_id": person_id, "unit_id": unit, "since_at": now})
    actor = person_id if by is None else by
    audit.record(
        connection,
        action="member.joined",
        actor=actor,
        subject="person",
        subject_id=person_id,
        now=now,
        unit=unit,
    )
    return True


def members_by_unit(connection: Connection, path: str) -> Mapping[int, int]:
    """How many members each unit at ``path`` or below it has, of those who have any. Whoever has withdrawn
    their consent is not counted."""
    return {row.unit_id: row.members for row in connection.execute(_COUNTED, within(path))}


def members_below(connection: Connection, path: str) -> int:
    """The members of the unit at ``path`` and of all below it."""
    return sum(members_by_unit(connection, path).values())
