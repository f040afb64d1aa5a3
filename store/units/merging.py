"""One unit becomes part of another."""

from sqlalchemy import Connection, bindparam, func, insert, literal, or_, select, update

from domain.units import Refused, Unit, UnitError
from store.tables import membership, unit
from store.units.changes import By, fresh, record, still_open
from store.units.changing import end, put_below, refuse_below_itself
from store.units.reading import WITHIN, children, get, within

_REHANG_PATHS = (
    update(unit)
    .where(WITHIN, unit.c.id != bindparam("unit"))
    .values(path=literal("").concat(bindparam("new_path")) + func.substr(unit.c.path, bindparam("behind")))
)
_REHANG = update(unit).where(unit.c.parent_id == bindparam("unit")).values(parent_id=bindparam("into"))
_FOLLOW = (
    update(unit)
    .where(or_(unit.c.id == bindparam("unit"), unit.c.successor_id == bindparam("unit")))
    .values(successor_id=bindparam("into"))
)
_WAIT_FOR_MEMBERS = select(unit.c.id).where(unit.c.id == bindparam("unit")).with_for_update()
_LEAVE = (
    update(membership)
    .where(membership.c.unit_id == bindparam("unit"), membership.c.until_at.is_(None))
    .values(until_at=bindparam("now"))
    .returning(membership.c.person_id)
)
_JOIN = insert(membership)


def merge(connection: Connection, unit: Unit, into: Unit, by: By) -> Unit:
    """``unit`` is closed (``by.on`` is its last day) and lies below ``into``, to which go the units right
    below it and its members. What was filed under it stays and counts there; its names answer for ``into``,
    and so do those of units merged into it before. Returns it as it is then.

    Refused for a unit that is closed, and into itself, a unit below itself or a closed one. The numbers of
    workers and members of ``into`` are left alone: whoever merges knows them."""
    now, target = still_open(fresh(connection, unit)), fresh(connection, into)
    if now.id == target.id:
        raise UnitError(Refused.INTO_ITSELF, now.code)
    refuse_below_itself(now, target)
    end(connection, now, by)
    lower = children(connection, now.id)
    _rehang(connection, now, target)
    put_below(connection, now, target)
    connection.execute(_FOLLOW, {"unit": now.id, "into": target.id})
    moved = _move_members(connection, now, target, by)
    record(
        connection,
        by,
        [
            (now.id, "merged", {"from": now.parent, "into": target.id, "members": moved}),
            (target.id, "took_over", {"unit": now.id, "members": moved}),
            *((each.id, "moved", {"from": now.id, "to": target.id}) for each in lower),
        ],
    )
    return get(connection, now.id) or now


def _rehang(connection: Connection, unit: Unit, target: Unit) -> None:
    """Whatever lies below ``unit`` lies below ``target`` instead; the unit itself stays where it is."""
    values = {**within(unit.path), "unit": unit.id, "new_path": target.path, "behind": len(unit.path) + 1}
    connection.execute(_REHANG_PATHS, values)
    connection.execute(_REHANG, {"unit": unit.id, "into": target.id})


def _move_members(connection: Connection, unit: Unit, target: Unit, by: By) -> int:
    """End the open memberships and begin new ones; how many."""
    # Whoever is enrolling right now holds the row of the unit: wait, and take them along.
    connection.execute(_WAIT_FOR_MEMBERS, {"unit": unit.id})
    people = connection.execute(_LEAVE, {"unit": unit.id, "now": by.now}).scalars().all()
    if people:
        rows = [{"person_id": each, "unit_id": target.id, "since_at": by.now} for each in people]
        connection.execute(_JOIN, rows)
    return len(people)
