"""What units are and were called, for those who look for one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update

from domain.units import Refused, UnitError
from store.dialect import per_dialect, storable, word
from store.tables import about, unit, unit_name

LONGEST = 300  # characters of a name

_STAMP = select(about.c.value).where(about.c.name == word("unit_names"))
_RENEW = per_dialect(
    lambda insert: (
        insert(about)
        .values(name="unit_names", value=bindparam("stamp"))
        .on_conflict_do_update(index_elements=["name"], set_={"value": bindparam("stamp")})
    )
)
_ALL = (
    select(
        func.coalesce(unit.c.successor_id, unit.c.id).label("unit_id"),
        unit_name.c.name,
        case((unit.c.successor_id.is_not(None), word("former")), else_=unit_name.c.kind).label("kind"),
    )
    .join(unit, unit.c.id == unit_name.c.unit_id)
    .order_by(unit_name.c.id)
)
_OF = select(unit_name).where(unit_name.c.unit_id == bindparam("unit")).order_by(unit_name.c.id)
_ADD = insert(unit_name)
_LEAVE = (
    update(unit_name)
    .where(unit_name.c.unit_id == bindparam("unit"), unit_name.c.kind == word("current"))
    .values(kind=word("former"), until_on=bindparam("until"))
)
_DROP = delete(unit_name).where(
    unit_name.c.unit_id == bindparam("unit"), unit_name.c.name == bindparam("called")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """A name and the unit it leads to. ``kind``: current, short or former."""

    unit_id: int
    name: str
    kind: str


def names_stamp(connection: Connection) -> str:
    """Another value after every change of the tree, so that a process knows when what it remembers of the
    names is stale; empty before the first."""
    return connection.execute(_STAMP).scalar_one_or_none() or ""


def renew_stamp(connection: Connection) -> None:
    connection.execute(_RENEW[connection.dialect.name], {"stamp": uuid4().hex})


def all_names(connection: Connection) -> Iterator[UnitName]:
    """Every name. Those of a merged unit lead to the unit that has taken its place and are former names of
    it. Those of closed units are among them: ask ``Unit.is_open`` before one is offered."""
    for row in connection.execute(_ALL):
        yield UnitName(unit_id=row.unit_id, name=row.name, kind=row.kind)


def names_of(connection: Connection, unit_id: int) -> Sequence[UnitName]:
    """What one unit itself is and was called."""
    rows = connection.execute(_OF, {"unit": unit_id})
    return [UnitName(unit_id=row.unit_id, name=row.name, kind=row.kind) for row in rows]


def clean(text: str, missing: Refused) -> str:
    """A name or code as it is kept: in one line, storable. Raises UnitError."""
    cleaned = " ".join(storable(text).split())
    if not cleaned:
        raise UnitError(missing)
    if len(cleaned) > LONGEST:
        raise UnitError(Refused.TOO_LONG, f"{cleaned[:40]}…")
    return cleaned


def put_names(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert names: ``unit_id``, ``name``, ``kind``."""
    if rows:
        connection.execute(_ADD, rows)


def rename_to(connection: Connection, unit_id: int, name: str, until: date) -> None:
    """``name`` becomes the current one and the one there was a former one. A name that comes back is not
    also a former one."""
    connection.execute(_LEAVE, {"unit": unit_id, "until": until})
    connection.execute(_DROP, {"unit": unit_id, "called": name})
    put_names(connection, [{"unit_id": unit_id, "name": name, "kind": "current"}])
