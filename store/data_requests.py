"""Requests of people about their own data: a receipt, a clock, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from domain.data_rights import Deadlines, RequestKind
from store import audit, codes
from store.tables import data_request

_OPEN = insert(data_request).returning(data_request.c.id)
_OF = select(data_request).where(data_request.c.person_id == bindparam("person")).order_by(data_request.c.id)
_BY_RECEIPT = select(data_request).where(data_request.c.receipt == bindparam("receipt"))
_FINISH = (
    update(data_request)
    .where(data_request.c.person_id == bindparam("person"), data_request.c.done_at.is_(None))
    .values(done_at=bindparam("now"))
)
_DUE = (
    select(data_request.c.person_id)
    .where(
        data_request.c.done_at.is_(None),
        data_request.c.erase_at.is_not(None),
        data_request.c.erase_at <= bindparam("now"),
    )
    .order_by(data_request.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """One request. ``erase_at`` is the machine's instant at which the data go by themselves."""

    receipt: str
    kind: RequestKind
    asked_at: datetime
    answer_by: date
    finish_by: date
    erase_at: datetime | None = None
    done_at: datetime | None = None


def file(
    connection: Connection,
    kind: RequestKind,
    person_id: int | None,
    by: Deadlines,
    now: datetime,
    *,
    erase_at: datetime | None = None,
    done: bool = False,
) -> DataRequest:
    """Write a request down; ``done`` where it is answered and finished at once. ``person_id`` is None for an
    account that is nobody's."""
    request = DataRequest(
        receipt=codes.receipt("DL"),
        kind=kind,
        asked_at=now,
        answer_by=by.answer_by,
        finish_by=by.finish_by,
        erase_at=erase_at,
        done_at=now if done else None,
    )
    row = {
        "receipt": request.receipt,
        "person_id": person_id,
        "kind": kind.value,
        "asked_at": now,
        "answer_by": by.answer_by,
        "finish_by": by.finish_by,
        "erase_at": erase_at,
        "done_at": request.done_at,
    }
    number = int(connection.execute(_OPEN, row).scalar_one())
    audit.record(
        connection,
        action=f"data.{kind.value}",
        actor=person_id,
        subject="data_request",
        subject_id=number,
        now=now,
    )
    return request


def of(connection: Connection, person_id: int) -> Sequence[DataRequest]:
    """Oldest first."""
    return [_request(row) for row in connection.execute(_OF, {"person": person_id})]


def by_receipt(connection: Connection, receipt: str) -> DataRequest | None:
    row = connection.execute(_BY_RECEIPT, {"receipt": receipt}).one_or_none()
    return _request(row) if row else None


def finish(connection: Connection, person_id: int, now: datetime) -> None:
    """Whatever they have asked is done, or is asked no longer."""
    connection.execute(_FINISH, {"person": person_id, "now": now})


def due(connection: Connection, now: datetime) -> Sequence[int]:
    """The persons whose data go now, by the machine's time."""
    return list(connection.execute(_DUE, {"now": now}).scalars())


def _request(row: Row[Any]) -> DataRequest:
    return DataRequest(
        receipt=row.receipt,
        kind=RequestKind(row.kind),
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        finish_by=row.finish_by,
        erase_at=row.erase_at,
        done_at=row.done_at,
    )
