"""Looking at the tree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select

from domain.units import Refused, Unit, UnitError, end_of, ids_of
from store.tables import unit

T = TypeVar("T")

PORTION = 500  # values in one IN (…): no database minds so many

WITHIN = and_(unit.c.path >= bindparam("path"), unit.c.path < bindparam("path_end"))
"""The units of a subtree, for any statement that joins ``unit``; ``within`` gives its values."""

OPEN = and_(
    or_(unit.c.valid_from.is_(None), unit.c.valid_from <= bindparam("on")),
    or_(unit.c.valid_until.is_(None), unit.c.valid_until >= bindparam("on")),
)
_BY_ID = select(unit).where(unit.c.id == bindparam("id"))
_BY_CODE = select(unit).where(unit.c.code == bindparam("code"))
_MANY = select(unit).where(unit.c.id.in_(bindparam("ids", expanding=True)))
_BY_CODES = select(unit).where(unit.c.code.in_(bindparam("codes", expanding=True)))
_ROOTS = select(unit).where(unit.c.parent_id.is_(None)).order_by(unit.c.id)
_CHILDREN = select(unit).where(unit.c.parent_id == bindparam("parent")).order_by(unit.c.id)
_SUBTREE = select(unit).where(WITHIN).order_by(unit.c.path)
_WORKERS = (
    select(unit.c.path, unit.c.workers).where(WITHIN, OPEN, unit.c.workers.is_not(None)).order_by(unit.c.path)
)
_COUNT = select(func.count()).select_from(unit).where(WITHIN, unit.c.path > bindparam("path"))


def within(path: str) -> dict[str, str]:
    """The values of ``WITHIN``: the unit at ``path`` and all below it; ``/`` is every unit."""
    return {"path": path, "path_end": end_of(path)}


def get(connection: Connection, id: int) -> Unit | None:
    row = connection.execute(_BY_ID, {"id": id}).one_or_none()
    return unit_of(row) if row else None


def by_code(connection: Connection, code: str) -> Unit | None:
    """A merged unit too is found by its code: its ``successor`` says who has taken its place."""
    row = connection.execute(_BY_CODE, {"code": code}).one_or_none()
    return unit_of(row) if row else None


def at(connection: Connection, code: str) -> Unit:
    """The unit with this code. Raises UnitError when there is none."""
    found = by_code(connection, code)
    if found is None:
        raise UnitError(Refused.UNKNOWN, code)
    return found


def many(connection: Connection, ids: Iterable[int]) -> Mapping[int, Unit]:
    """Those of ``ids`` that are there, by their numbers."""
    return {
        row.id: unit_of(row)
        for portion in _portions(ids)
        for row in connection.execute(_MANY, {"ids": portion})
    }


def by_codes(connection: Connection, codes: Iterable[str]) -> Mapping[str, Unit]:
    """Those of ``codes`` that are there, by their codes."""
    return {
        row.code: unit_of(row)
        for portion in _portions(codes)
        for row in connection.execute(_BY_CODES, {"codes": portion})
    }


def children(connection: Connection, parent_id: int | None, *, on: date | None = None) -> Sequence[Unit]:
    """The units right below one, or those with nothing above them, oldest first; with ``on`` only those
    open that day."""
    found = _ROOTS if parent_id is None else _CHILDREN
    values: dict[str, Any] = {} if parent_id is None else {"parent": parent_id}
    if on:
        found, values = found.where(OPEN), {**values, "on": on}
    return [unit_of(row) for row in connection.execute(found, values)]


def subtree(
    connection: Connection, path: str, *, on: date | None = None, limit: int | None = None
) -> Sequence[Unit]:
    """The unit at ``path`` and all below it, each after the one above it; with ``on`` only those open
    that day."""
    found, values = _SUBTREE, dict[str, Any](within(path))
    if on:
        found, values = found.where(OPEN), {**values, "on": on}
    if limit is not None:
        found = found.limit(limit)
    return [unit_of(row) for row in connection.execute(found, values)]


def workers(connection: Connection, path: str, on: date) -> Sequence[tuple[str, int]]:
    """The paths and the workers of the units in the subtree that are open that day and give their number, in
    the order of paths: the parts of a unit stand right behind it."""
    rows = connection.execute(_WORKERS, {**within(path), "on": on})
    return [(row[0], row[1]) for row in rows]


def count_below(connection: Connection, path: str) -> int:
    """How many units, closed ones too, lie below the one at ``path``."""
    return int(connection.execute(_COUNT, within(path)).scalar_one())


def ancestors(connection: Connection, unit: Unit) -> Sequence[Unit]:
    """The units above, from the root down."""
    above = ids_of(unit.path)[:-1]
    known = many(connection, above)
    return [known[id] for id in above]


def unit_of(row: Row[Any]) -> Unit:
    """A row of ``unit`` as what it stands for."""
    return Unit(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        path=row.path,
        parent=row.parent_id,
        sector=row.sector,
        workers=row.workers,
        members=row.members,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        successor=row.successor_id,
    )


def _portions(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """Each of ``values`` once, some at a time."""
    listed = list(set(values))
    return (listed[begin : begin + PORTION] for begin in range(0, len(listed), PORTION))
