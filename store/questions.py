"""Questions the plans do not answer, kept for the officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.message import Address
from store.dialect import storable
from store.tables import kept_question


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
    .values(answered_at=bindparam("answered_at"))
)


def keep(
    connection: Connection,
    question: str,
    now: datetime,
    *,
    campaign: str | None = None,
    campaign_version: int | None = None,
) -> int:
    """Keep a question without its asker; returns its id."""
    values = {
        "question": storable(question),
        "campaign": campaign,
        "campaign_version": campaign_version,
        "asked_at": now,
    }
    return int(connection.execute(_KEEP, values).scalar_one())


def tell_asker(connection: Connection, question_id: int, address: Address) -> None:
    """The asker has said yes: the answer may be sent to ``address``."""
    connection.execute(_TELL, {"row": question_id, "address": str(address)})


def unanswered(connection: Connection, limit: int) -> Sequence[KeptQuestion]:
    """The oldest first."""
    return [
        KeptQuestion(
            id=row.id,
            question=row.question,
            campaign=row.campaign,
            campaign_version=row.campaign_version,
            asked_at=row.asked_at,
            address=Address.parse(row.address) if row.address else None,
            answered_at=row.answered_at,
        )
        for row in connection.execute(_OPEN, {"limit": limit})
    ]


def mark_answered(connection: Connection, question_id: int, now: datetime) -> bool:
    """False when it was answered before."""
    return connection.execute(_ANSWERED, {"row": question_id, "answered_at": now}).rowcount == 1
