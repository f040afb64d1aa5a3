"""Which scheduler runs what, so that two of them do no harm."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from store.dialect import per_dialect
from store.tables import tick

_ENSURE = per_dialect(
    lambda insert: insert(tick).values(name=bindparam("name")).on_conflict_do_nothing(index_elements=["name"])
)
_LEASE = (
    update(tick)
    .where(
        tick.c.name == bindparam("which"),
        or_(tick.c.lease_until.is_(None), tick.c.lease_until <= bindparam("now")),
        or_(tick.c.last_run_at.is_(None), tick.c.last_run_at <= bindparam("not_since")),
    )
    .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"))
)
_FINISH = (
    update(tick)
    .where(tick.c.name == bindparam("which"), tick.c.lease_owner == bindparam("owner"))
    .values(lease_owner=None, lease_until=None, last_run_at=bindparam("now"))
)
_GIVE_UP = (
    update(tick)
    .where(tick.c.name == bindparam("which"), tick.c.lease_owner == bindparam("owner"))
    .values(lease_owner=None, lease_until=None)
)
_LAST = select(tick.c.last_run_at).where(tick.c.name == bindparam("which"))


def lease(
    connection: Connection, name: str, owner: str, now: datetime, *, until: datetime, not_since: datetime
) -> bool:
    """The right to run ``name`` until ``until``; False while somebody else has it, or when it has run
    since ``not_since``."""
    connection.execute(_ENSURE[connection.dialect.name], {"name": name})
    values = {"which": name, "owner": owner, "now": now, "until": until, "not_since": not_since}
    return connection.execute(_LEASE, values).rowcount == 1


def finish(connection: Connection, name: str, owner: str, now: datetime) -> None:
    """It has run; the right is given back."""
    connection.execute(_FINISH, {"which": name, "owner": owner, "now": now})


def give_up(connection: Connection, name: str, owner: str) -> None:
    """It has not run; the right is given back."""
    connection.execute(_GIVE_UP, {"which": name, "owner": owner})


def last_run(connection: Connection, name: str) -> datetime | None:
    return connection.execute(_LAST, {"which": name}).scalar_one_or_none()
