"""What becomes of pledges when their person is to be forgotten: they stay as counts."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, select, update

from store.tables import pledge, pledge_change, pledge_title, pledge_version


def forget_person(connection: Connection, person_id: int) -> int:
    """What an erased person pledged stays as a count: no name, no words. Returns how many."""
    ids = connection.execute(select(pledge.c.id).where(pledge.c.person_id == person_id)).scalars().all()
    return _make_anonymous(connection, list(ids))


def forget_old(connection: Connection, *, ended_before: date, stored_before: datetime, chunk: int) -> int:
    """The same for pledges whose award cycle is over; returns how many of at most ``chunk``."""
    over = (pledge.c.period_ends_on < ended_before, pledge.c.stored_at < stored_before)
    found = select(pledge.c.id).where(pledge.c.person_id.is_not(None), *over).limit(chunk)
    return _make_anonymous(connection, list(connection.execute(found).scalars()))


def _make_anonymous(connection: Connection, ids: list[int]) -> int:
    if not ids:
        return 0

    def of(column: ColumnElement[int]) -> ColumnElement[bool]:
        return column.in_(ids)

    emptied = {"body": "", "changed_by": None}
    connection.execute(update(pledge_version).where(of(pledge_version.c.pledge_id)).values(emptied))
    silent = {"reason": None, "actor": None}
    connection.execute(update(pledge_change).where(of(pledge_change.c.pledge_id)).values(silent))
    free = {"live": False, "holder": ""}
    connection.execute(update(pledge_title).where(of(pledge_title.c.pledge_id)).values(free))
    nobodys = {"person_id": None, "body": "", "reason": None}
    return connection.execute(update(pledge).where(of(pledge.c.id)).values(nobodys)).rowcount
