"""What every change of the tree does: wait for its turn, leave a row of history, renew the stamp."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from domain.units import Refused, Unit, UnitError
from store.dialect import lock, storable
from store.tables import unit_change
from store.units.names import renew_stamp
from store.units.reading import get

_RECORD = insert(unit_change)
_HISTORY = select(unit_change).where(unit_change.c.unit_id == bindparam("unit")).order_by(unit_change.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who changes the tree (a person's number, None for the command line), the day it holds from, when it
    is said (business time), and the paper it follows."""

    actor: int | None
    on: date
    now: datetime
    paper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """A row of history. ``details`` holds ``paper`` where there is one, and what was before: ``before`` and
    ``after`` of what has changed, or the numbers of units (``from``, ``to``, ``into``, ``unit``)."""

    unit_id: int
    change: str
    on: date
    recorded_at: datetime
    actor: int | None
    details: Mapping[str, Any]


def hold_tree(connection: Connection) -> None:
    """Nobody else changes the tree until this transaction ends: a unit added below one that is being moved
    would be left with a path that leads nowhere."""
    lock(connection, "unit tree")


def fresh(connection: Connection, unit: Unit) -> Unit:
    """``unit`` as it is now, with the tree held. Raises UnitError when it is not there."""
    hold_tree(connection)
    found = get(connection, unit.id)
    if found is None:
        raise UnitError(Refused.UNKNOWN, unit.code)
    return found


def still_open(unit: Unit) -> Unit:
    """The same unit. Raises UnitError when it is closed or merged."""
    if unit.valid_until is not None:
        raise UnitError(Refused.CLOSED, unit.code)
    return unit


def record(connection: Connection, by: By, changes: Iterable[tuple[int, str, Mapping[str, Any]]]) -> None:
    """Write history: unit, change, details. Renews the stamp of the names."""
    paper = {"paper": storable(by.paper)} if by.paper else {}
    rows = [
        {
            "unit_id": unit_id,
            "change": change,
            "happened_on": by.on,
            "recorded_at": by.now,
            "actor": by.actor,
            "details": json.dumps({**details, **paper}, ensure_ascii=False, default=str),
        }
        for unit_id, change, details in changes
    ]
    if rows:
        connection.execute(_RECORD, rows)
        renew_stamp(connection)


def history(connection: Connection, unit_id: int) -> Sequence[UnitChange]:
    """What happened to a unit, in the order it was said."""
    return [
        UnitChange(
            unit_id=row.unit_id,
            change=row.change,
            on=row.happened_on,
            recorded_at=row.recorded_at,
            actor=row.actor,
            details=json.loads(row.details),
        )
        for row in connection.execute(_HISTORY, {"unit": unit_id})
    ]
