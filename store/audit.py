"""The record of who did what. Append only, the database itself refuses anything else; numbers, no names, so
that erasing a person leaves it true."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from store.tables import audit

Detail = int | str | None

_ID = re.compile(r"[a-z0-9][a-z0-9_.:/-]{0,63}")  # an id of ours; what people write has capitals and blanks
_RECORD = insert(audit)
_OF = (
    select(audit)
    .where(audit.c.subject == bindparam("subject"), audit.c.subject_id == bindparam("subject_id"))
    .order_by(audit.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the record; ``actor`` is a person's number, None the command line or the program itself."""

    at: datetime
    actor: int | None
    action: str
    subject: str
    subject_id: int | None
    unit: int | None
    details: Mapping[str, Detail] = field(default_factory=dict)


def record(
    connection: Connection,
    *,
    action: str,
    actor: int | None,
    subject: str,
    subject_id: int | None,
    now: datetime,
    unit: int | None = None,
    **details: Detail,
) -> None:
    """Write down that ``actor`` did ``action`` (``role.granted``) to the ``subject`` (person, pledge, unit,
    file …) with that number. Raises ValueError for a detail that is neither a number nor an id: it might be
    a name."""
    for each in (action, subject, *details.values()):
        if isinstance(each, str) and not _ID.fullmatch(each):
            raise ValueError("the audit record takes numbers and ids only")
    row = {
        "at": now,
        "actor": actor,
        "action": action,
        "subject": subject,
        "subject_id": subject_id,
        "unit_id": unit,
        "details": json.dumps(details),
    }
    connection.execute(_RECORD, row)


def of(connection: Connection, subject: str, subject_id: int) -> Sequence[Entry]:
    """What was done to it, oldest first."""
    return [
        Entry(
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            subject_id=row.subject_id,
            unit=row.unit_id,
            details=json.loads(row.details),
        )
        for row in connection.execute(_OF, {"subject": subject, "subject_id": subject_id})
    ]
