"""Roles: held in a unit from when they are granted until they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, select, text, update

from domain.people import Role
from store import audit
from store.dialect import per_dialect
from store.people.accounts import hold
from store.tables import consent, person, role, unit

_GRANT = per_dialect(
    lambda insert: (
        insert(role)
        .values(
            {name: bindparam(name) for name in ("person_id", "unit_id", "role", "granted_at", "granted_by")}
        )
        .on_conflict_do_nothing(
            index_elements=["person_id", "unit_id", "role"], index_where=text("ended_at IS NULL")
        )
        .returning(role.c.id)
    )
)
_END = (
    update(role)
    .where(
        role.c.person_id == bindparam("person"),
        role.c.unit_id == bindparam("unit"),
        role.c.role == bindparam("which"),
        role.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("now"), ended_by=bindparam("by"))
)


def _holdings() -> Select[Any]:
    consents = exists().where(consent.c.person_id == person.c.id, consent.c.withdrawn_at.is_(None))
    return (
        select(role, person.c.name, consents.label("consents"), unit.c.path)
        .join(person, person.c.id == role.c.person_id)
        .join(unit, unit.c.id == role.c.unit_id)
        .order_by(role.c.id)
    )


_ONE = _holdings().where(role.c.id == bindparam("id"), role.c.ended_at.is_(None))
_AT = _holdings().where(role.c.unit_id == bindparam("unit"), role.c.ended_at.is_(None))
_BY = _holdings().where(role.c.person_id == bindparam("person"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A role of a person in a unit. ``name`` is empty where there is no consent to use it."""

    id: int
    person: int
    name: str
    role: Role
    unit: int
    path: str
    granted_at: datetime
    ended_at: datetime | None = None


def grant(
    connection: Connection,
    person_id: int,
    unit: int,
    role: Role,
    now: datetime,
    *,
    by: int | None,
    **details: audit.Detail,
) -> bool:
    """``by`` is the person who grants it, None the command line. False when they hold it already or were
    erased. Being a worker is no role to be granted but a membership."""
    if role is Role.WORKER:
        raise ValueError("a worker is a member: change_unit")
    if not hold(connection, person_id):
        return False
    values = {
        "person_id": person_id,
        "unit_id": unit,
        "role": role.value,
        "granted_at": now,
        "granted_by": by,
    }
    if connection.execute(_GRANT[connection.dialect.name], values).one_or_none() is None:
        return False
    _note(connection, "role.granted", person_id, unit, role, now, by, details)
    return True


def end_role(
    connection: Connection,
    person_id: int,
    unit: int,
    role: Role,
    now: datetime,
    *,
    by: int | None,
    **details: audit.Detail,
) -> bool:
    """False when they do not hold it (any more)."""
    values = {"person": person_id, "unit": unit, "which": role.value, "now": now, "by": by}
    if connection.execute(_END, values).rowcount == 0:
        return False
    _note(connection, "role.ended", person_id, unit, role, now, by, details)
    return True


def hand_over(
    connection: Connection, holder: int, successor: int, unit: int, role: Role, now: datetime
) -> bool:
    """The role of ``holder`` ends and that of ``successor`` begins, both or neither. False when the holder
    does not hold it any more, for somebody who was erased, and to oneself."""
    if holder == successor or not hold(connection, successor):
        return False
    if not end_role(connection, holder, unit, role, now, by=holder, successor=successor):
        return False
    grant(connection, successor, unit, role, now, by=holder, predecessor=holder)
    return True


def holding(connection: Connection, id: int) -> Holding | None:
    """The role with this number, as long as it is held."""
    row = connection.execute(_ONE, {"id": id}).one_or_none()
    return _holding(row) if row else None


def held_at(connection: Connection, unit: int) -> Sequence[Holding]:
    """Who holds what in the unit."""
    return [_holding(row) for row in connection.execute(_AT, {"unit": unit})]


def held_by(connection: Connection, person_id: int) -> Sequence[Holding]:
    """What they hold and held, oldest first."""
    return [_holding(row) for row in connection.execute(_BY, {"person": person_id})]


def _holding(row: Row[Any]) -> Holding:
    return Holding(
        id=row.id,
        person=row.person_id,
        name=row.name if row.consents else "",
        role=Role(row.role),
        unit=row.unit_id,
        path=row.path,
        granted_at=row.granted_at,
        ended_at=row.ended_at,
    )


def _note(
    connection: Connection,
    action: str,
    person_id: int,
    unit: int,
    role: Role,
    now: datetime,
    by: int | None,
    details: dict[str, audit.Detail],
) -> None:
    audit.record(
        connection,
        action=action,
        actor=by,
        subject="person",
        subject_id=person_id,
        now=now,
        unit=unit,
        role=role.value,
        **details,
    )
