"""Questions the plans do not answer, kept for the officers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from domain.message import Address
from domain.units import end_of
from store.dialect import storable, word
from store.tables import kept_question, unit

SEEN_AGAIN = timedelta(days=30)
"""How long an answered question, and one put aside, can be seen again; then its words are emptied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuestion:
    """``address`` only when the asker said yes to being told the answer; ``answer`` is what was said to it,
    or with ``put_aside`` why nothing was."""

    id: int
    question: str
    campaign: str | None
    campaign_version: int | None
    asked_at: datetime
    address: Address | None
    answered_at: datetime | None
    unit_id: int | None = None
    answer: str = ""
    put_aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whose questions somebody reads: those of the subtrees at ``paths``. Of askers nobody knows, those about
    the campaigns in ``covered``, and with ``at_root`` those about nothing or about a campaign that is not one
    of ``scoped``."""

    paths: tuple[str, ...]
    at_root: bool = False
    covered: tuple[str, ...] = ()
    scoped: tuple[str, ...] = ()

    @property
    def condition(self) -> ColumnElement[bool]:
        """For a statement in which ``unit`` is joined from outside."""
        about, nobodys = kept_question.c.campaign, kept_question.c.unit_id.is_(None)
        unscoped = or_(about.is_(None), about.not_in(self.scoped)) if self.at_root else false()
        within = [and_(unit.c.path >= path, unit.c.path < end_of(path)) for path in self.paths]
        return or_(*within, and_(nobodys, or_(about.in_(self.covered), unscoped)))


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
_CLOSE = (
    update(kept_question)
    .where(kept_question.c.id == bindparam("row"), kept_question.c.answered_at.is_(None))
    .values(
        answered_at=bindparam("answered_at"),
        answered_by=bindparam("answered_by"),
        answer=bindparam("answer"),
        put_aside=bindparam("put_aside"),
        forget_at=bindparam("forget_at"),
        address=None,
    )
)
_OVER = select(kept_question.c.id).where(kept_question.c.forget_at <= bindparam("now"))
_FORGET = (
    update(kept_question)
    .where(kept_question.c.id.in_(_OVER.limit(bindparam("chunk"))))
    .values(question="", answer="", forget_at=None)
)
_ANSWERS_OF = (
    update(kept_question)
    .where(kept_question.c.answered_by == bindparam("person"), kept_question.c.answer != word(""))
    .values(answer="")
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
    connection: Connection,
    reader: Reader,
    *,
    about: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> Sequence[KeptQuestion]:
    """Those ``reader`` reads, the oldest first, behind the number ``after``; ``about`` a campaign, "" about
    none in particular."""
    found = _read_by(reader, about).where(kept_question.c.answered_at.is_(None), kept_question.c.id > after)
    return _questions(connection, found.order_by(kept_question.c.id).limit(limit))


def answered_in(
    connection: Connection,
    reader: Reader,
    now: datetime,
    *,
    about: str | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> Sequence[KeptQuestion]:
    """Those that were answered or put aside and can still be seen, the newest question first, before the
    number ``before``."""
    found = _read_by(reader, about).where(kept_question.c.forget_at > now)
    if before is not None:
        found = found.where(kept_question.c.id < before)
    return _questions(connection, found.order_by(kept_question.c.id.desc()).limit(limit))


def one_for(connection: Connection, reader: Reader, question_id: int) -> KeptQuestion | None:
    """The question with this number, waiting or not, if ``reader`` reads it."""
    found = _read_by(reader, None).where(kept_question.c.id == question_id)
    return next(iter(_questions(connection, found)), None)


def waiting_by_campaign(connection: Connection, reader: Reader) -> Mapping[str, int]:
    """How many wait, by what they are about; "" is no campaign in particular."""
    about = func.coalesce(kept_question.c.campaign, word("")).label("about")
    found = (
        select(about, func.count().label("waiting"))
        .select_from(kept_question.outerjoin(unit, unit.c.id == kept_question.c.unit_id))
        .where(kept_question.c.answered_at.is_(None), reader.condition)
        .group_by(about)
    )
    return {row.about: row.waiting for row in connection.execute(found)}


def close(
    connection: Connection,
    question_id: int,
    now: datetime,
    *,
    by: int | None,
    words: str,
    put_aside: bool,
    forget_at: datetime,
) -> bool:
    """It was answered by the person ``by`` with these ``words``, or with ``put_aside`` laid away because of
    them; they can be seen until ``forget_at``, machine time. False when it does not wait any more."""
    values = {
        "row": question_id,
        "answered_at": now,
        "answered_by": by,
        "answer": storable(words),
        "put_aside": put_aside,
        "forget_at": forget_at,
    }
    return connection.execute(_CLOSE, values).rowcount == 1


def forget(connection: Connection, *, now: datetime, chunk: int) -> int:
    """Empty the words of closed questions whose time is over; how many."""
    return connection.execute(_FORGET, {"now": now, "chunk": chunk}).rowcount


def forget_answers_of(connection: Connection, person_id: int) -> None:
    """Empty what somebody has answered; that it was answered stays."""
    connection.execute(_ANSWERS_OF, {"person": person_id})


def _read_by(reader: Reader, about: str | None) -> Select[Any]:
    campaign = kept_question.c.campaign
    wanted = true() if about is None else campaign == about if about else campaign.is_(None)
    joined = select(kept_question).outerjoin(unit, unit.c.id == kept_question.c.unit_id)
    return joined.where(reader.condition, wanted)


def _questions(connection: Connection, found: Select[Any]) -> Sequence[KeptQuestion]:
    return [_question(row) for row in connection.execute(found)]


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
        answer=row.answer,
        put_aside=row.put_aside,
    )
