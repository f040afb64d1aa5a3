"""Units grouped across the tree: cụm, khối thi đua."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from domain.units import Refused, Unit, UnitError
from store.dialect import per_dialect
from store.tables import cluster, cluster_unit, unit
from store.units.names import clean
from store.units.reading import OPEN, unit_of

_ADD = insert(cluster).returning(cluster.c.id)
_BY_CODE = select(cluster).where(cluster.c.code == bindparam("code"))
_UNITS = (
    select(unit)
    .join(cluster_unit, cluster_unit.c.unit_id == unit.c.id)
    .where(cluster_unit.c.cluster_id == bindparam("cluster"))
    .order_by(unit.c.path)
)
_OF = (
    select(cluster)
    .join(cluster_unit, cluster_unit.c.cluster_id == cluster.c.id)
    .where(cluster_unit.c.unit_id == bindparam("unit"))
    .order_by(cluster.c.id)
)
_PUT = per_dialect(
    lambda insert: (
        insert(cluster_unit)
        .values(cluster_id=bindparam("cluster"), unit_id=bindparam("unit"))
        .on_conflict_do_nothing(index_elements=["cluster_id", "unit_id"])
    )
)
_TAKE = delete(cluster_unit).where(
    cluster_unit.c.cluster_id == bindparam("cluster"), cluster_unit.c.unit_id == bindparam("unit")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    id: int
    code: str
    name: str


def add_cluster(connection: Connection, code: str, name: str) -> Cluster:
    """Raises UnitError when the code is taken."""
    code, name = clean(code, Refused.NO_CODE), clean(name, Refused.NO_NAME)
    if cluster_by_code(connection, code):
        raise UnitError(Refused.CODE_TAKEN, code)
    id = connection.execute(_ADD, {"code": code, "name": name}).scalar_one()
    return Cluster(id=id, code=code, name=name)


def cluster_by_code(connection: Connection, code: str) -> Cluster | None:
    row = connection.execute(_BY_CODE, {"code": code}).one_or_none()
    return Cluster(id=row.id, code=row.code, name=row.name) if row else None


def cluster_units(connection: Connection, cluster_id: int, *, on: date | None = None) -> Sequence[Unit]:
    """The units of a cluster, in the order of the tree; with ``on`` only those open that day."""
    found, values = _UNITS, dict[str, Any](cluster=cluster_id)
    if on:
        found, values = found.where(OPEN), {**values, "on": on}
    return [unit_of(row) for row in connection.execute(found, values)]


def clusters_of(connection: Connection, unit_id: int) -> Sequence[Cluster]:
    """The clusters a unit is in, oldest first."""
    rows = connection.execute(_OF, {"unit": unit_id})
    return [Cluster(id=row.id, code=row.code, name=row.name) for row in rows]


def put_into_cluster(connection: Connection, cluster_id: int, unit_id: int) -> None:
    """Once, however often it is said."""
    connection.execute(_PUT[connection.dialect.name], {"cluster": cluster_id, "unit": unit_id})


def take_out_of_cluster(connection: Connection, cluster_id: int, unit_id: int) -> bool:
    """False when the unit was not in it."""
    return connection.execute(_TAKE, {"cluster": cluster_id, "unit": unit_id}).rowcount == 1
