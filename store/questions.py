"""Questions the plans do not answer, kept for the officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, false, insert, or_, select, update

from domain.message import Address
from domain.units import end_of
from store.dialect import storable
from store.tables import kept_question, unit


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuestion:
    """``address`` only when the asker said yes to being told the answer."""

    id: int
    question: str
    campaign: str | None
    campaign_version: int | None
    asked_at: datetime
    address: Address | None
    answered_at: datetime | None
    unit_id: int | None = None


_KEEP = insert(kept_question).returning(kept_question.c.id)
_OPEN = (
    select(kept_question)
    .where(kept_question.c.answered_at.is_(None))
    .order_by(kept_question.c.id)
    .limit(bindparam("limit"))
)
_TELL = (
    update(kept_question).where(kept_question.c.id == bindparam("row")).values(address=bindparam("address"))
)
_ANSWERED = (
    update(kept_question)
    .where(kept_question.c.id == bindparam("row"), kept_question.c.answered_at.is_(None))
    .values(answered_at=bindparam("answered_at"), answered_by=bindparam("answered_by"))
)


def keep(
    connection: Connection,
    question: str,
    now: datetime,
    *,
    campaign: str | None = None,
    campaign_version: int | None = None,
    unit_id: int | None = None,
) -> int:
    """Keep a question without its asker; ``unit_id`` says whose officers may read it. Returns its id."""
    values = {
        "question": storable(question),
        "campaign": campaign,
        "campaign_version": campaign_version,
        "asked_at": now,
        "unit_id": unit_id,
    }
    return int(connection.execute(_KEEP, values).scalar_one())


def tell_asker(connection: Connection, question_id: int, address: Address) -> None:
    """The asker has said yes: the answer may be sent to ``address``."""
    connection.execute(_TELL, {"row": question_id, "address": str(address)})


def unanswered(connection: Connection, limit: int) -> Sequence[KeptQuestion]:
    """The oldest first."""
    return [_question(row) for row in connection.execute(_OPEN, {"limit": limit})]


def unanswered_in(
    connection: Connection, paths: Sequence[str], *, of_nobody: bool, limit: int
) -> Sequence[KeptQuestion]:
    """Those of these subtrees, the oldest first; with ``of_nobody`` also those of askers nobody knows."""
    within = [and_(unit.c.path >= path, unit.c.path < end_of(path)) for path in paths]
    readable = or_(*within, kept_question.c.unit_id.is_(None) if of_nobody else false())
    rows = connection.execute(
        select(kept_question)
        .outerjoin(unit, unit.c.id == kept_question.c.unit_id)
        .where(kept_question.c.answered_at.is_(None), readable)
        .order_by(kept_question.c.id)
        .limit(limit)
    )
    return [_question(row) for row in rows]


def mark_answered(connection: Connection, question_id: int, now: datetime, *, by: int | None = None) -> bool:
    """``by`` is the person who answers. False when it was answered before."""
    values = {"row": question_id, "answered_at": now, "answered_by": by}
    return connection.execute(_ANSWERED, values).rowcount == 1


def _question(row: Row[Any]) -> KeptQuestion:
    return KeptQuestion(
        id=row.id,
        question=row.question,
        campaign=row.campaign,
        campaign_version=row.campaign_version,
        asked_at=row.asked_at,
        address=Address.parse(row.address) if row.address else None,
        answered_at=row.answered_at,
        unit_id=row.unit_id,
    )
