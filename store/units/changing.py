"""Numbers, names and places of units change, and units come to an end."""

from typing import Any

from sqlalchemy import Connection, bindparam, case, func, literal, select, update

from domain.units import ROOT, Refused, Unit, UnitError, covers
from store.tables import unit
from store.units.changes import By, fresh, record, still_open
from store.units.names import clean, names_of, put_names, rename_to
from store.units.reading import WITHIN, get, within

CHANGEABLE = frozenset({"kind", "sector", "workers", "members", "valid_from"})

_BY_ID = unit.c.id == bindparam("unit")
_NAME = update(unit).where(_BY_ID).values(name=bindparam("called"))
_CLOSE = update(unit).where(_BY_ID).values(valid_until=bindparam("until"))
# One statement for a subtree of any size: the beginning of every path in it is exchanged.
_MOVE = (
    update(unit)
    .where(WITHIN)
    .values(
        path=literal("").concat(bindparam("new_path")) + func.substr(unit.c.path, bindparam("behind")),
        parent_id=case((_BY_ID, bindparam("parent")), else_=unit.c.parent_id),
    )
)
_OPEN_BELOW = (
    select(unit.c.code)
    .where(WITHIN, unit.c.id != bindparam("unit"), unit.c.valid_until.is_(None))
    .order_by(unit.c.path)
    .limit(1)
)


def change(connection: Connection, unit: Unit, by: By, **fields: Any) -> Unit:
    """Set any of ``kind``, ``sector``, ``workers``, ``members`` and ``valid_from``; what is the same already
    leaves no history."""
    if wrong := fields.keys() - CHANGEABLE:
        raise TypeError(f"not a field to change: {', '.join(sorted(wrong))}")
    now = fresh(connection, unit)
    after = {name: value for name, value in fields.items() if getattr(now, name) != value}
    if not after:
        return now
    before = {name: getattr(now, name) for name in after}
    connection.execute(_change(after), {"unit": now.id})
    record(connection, by, [(now.id, "changed", {"before": before, "after": after})])
    return _again(connection, now)


def rename(connection: Connection, unit: Unit, name: str, by: By) -> Unit:
    """The old name stays as a former one, under which the unit is found."""
    now = still_open(fresh(connection, unit))
    name = clean(name, Refused.NO_NAME)
    if name == now.name:
        return now
    rename_to(connection, now.id, name, by.on)
    connection.execute(_NAME, {"unit": now.id, "called": name})
    record(connection, by, [(now.id, "renamed", {"before": {"name": now.name}, "after": {"name": name}})])
    return _again(connection, now)


def add_name(connection: Connection, unit: Unit, name: str, kind: str, by: By) -> None:
    """Another name under which the unit is found: ``short`` or ``former``. One it has already is not added
    again."""
    now = fresh(connection, unit)
    name = clean(name, Refused.NO_NAME)
    if any(each.name == name for each in names_of(connection, now.id)):
        return
    put_names(connection, [{"unit_id": now.id, "name": name, "kind": kind}])
    record(connection, by, [(now.id, "named", {"after": {"name": name, "kind": kind}})])


def move(connection: Connection, unit: Unit, parent: Unit | None, by: By) -> Unit:
    """Put a unit, with everything below it, below another; None makes it a root."""
    now = still_open(fresh(connection, unit))
    above = fresh(connection, parent) if parent else None
    if above:
        refuse_below_itself(now, above)
    if now.parent == (above.id if above else None):
        return now
    put_below(connection, now, above)
    record(connection, by, [(now.id, "moved", {"from": now.parent, "to": above.id if above else None})])
    return _again(connection, now)


def close(connection: Connection, unit: Unit, by: By) -> Unit:
    """``by.on`` is its last day. Members, pledges and names stay with it. A unit with open units below is
    refused: nobody dissolves a province by a slip, and no open unit is left below a closed one."""
    now = still_open(fresh(connection, unit))
    left = connection.execute(_OPEN_BELOW, {**within(now.path), "unit": now.id}).scalar_one_or_none()
    if left is not None:
        raise UnitError(Refused.OPEN_UNITS_BELOW, f"{now.code} ({left})")
    end(connection, now, by)
    record(connection, by, [(now.id, "closed", {})])
    return _again(connection, now)


def refuse_below_itself(unit: Unit, target: Unit) -> None:
    """Raises UnitError where ``unit`` cannot go to ``target``."""
    if target.valid_until is not None:
        raise UnitError(Refused.TARGET_CLOSED, target.code)
    if covers(unit.path, target.path):
        raise UnitError(Refused.BELOW_ITSELF, unit.code)


def put_below(connection: Connection, unit: Unit, above: Unit | None) -> str:
    """Move the subtree of ``unit``; returns the unit's new path."""
    path = f"{above.path if above else ROOT}{unit.id}/"
    values = {
        **within(unit.path),
        "new_path": path,
        "behind": len(unit.path) + 1,
        "unit": unit.id,
        "parent": above.id if above else None,
    }
    connection.execute(_MOVE, values)
    return path


def end(connection: Connection, unit: Unit, by: By) -> None:
    """``by.on`` is its last day. Raises UnitError when that is before it began."""
    if unit.valid_from is not None and by.on < unit.valid_from:
        raise UnitError(Refused.BEFORE_IT_BEGAN, unit.code)
    connection.execute(_CLOSE, {"unit": unit.id, "until": by.on})


def _change(after: dict[str, Any]) -> Any:
    return update(unit).where(_BY_ID).values(after)


def _again(connection: Connection, before: Unit) -> Unit:
    """The unit as it is now."""
    return get(connection, before.id) or before
