"""Forgetting: what people wrote and were told is emptied when its time is over (machine time)."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from store.deliveries import Lane
from store.dialect import word
from store.engine import Store
from store.tables import chat_pace, conversation, delivery, inbox

QUIET_CONVERSATION = timedelta(days=30)
TEXTS = timedelta(hours=48)
CHUNK = 1000
PAUSE = 0.02  # seconds between chunks, in which people get their turns


def _emptying(table: Table, column: str, *conditions: ColumnElement[bool]) -> Update:
    """Empty ``column`` in a chunk of the rows that have something there."""
    key = next(iter(table.primary_key))
    chunk = select(key).where(table.c[column] != word(""), *conditions).limit(bindparam("chunk"))
    return update(table).where(key.in_(chunk)).values({column: word("")})


_CONVERSATIONS = _emptying(conversation, "body", conversation.c.updated_at < bindparam("quiet_since"))
_RAW_UPDATES = _emptying(
    inbox,
    "raw",
    inbox.c.received_at < bindparam("texts_until"),
    inbox.c.state != word("pending"),
)
_SENT_TEXTS = _emptying(
    delivery,
    "body",
    delivery.c.created_at < bindparam("texts_until"),
    func.coalesce(delivery.c.sent_at, delivery.c.created_at) < bindparam("texts_until"),
    or_(
        delivery.c.state.in_([word(state) for state in ("sent", "dead", "skipped", "cancelled")]),
        and_(delivery.c.state == word("unknown"), delivery.c.lane == int(Lane.REPLY)),
    ),
)
_OLD_PAUSES = delete(chat_pace).where(chat_pace.c.free_at < bindparam("texts_until"))


async def forget(store: Store, now: datetime) -> int:
    """Empty conversations quiet for 30 days, and raw updates and texts of finished deliveries after 48
    hours; their keys and outcomes stay. Returns how many rows were emptied."""
    values = {"quiet_since": now - QUIET_CONVERSATION, "texts_until": now - TEXTS, "chunk": CHUNK}
    emptied = 0
    for statement in (_CONVERSATIONS, _RAW_UPDATES, _SENT_TEXTS):
        while count := await store.write(_chunk(statement, values)):
            emptied += count
            await asyncio.sleep(PAUSE)
    await store.write(lambda connection: connection.execute(_OLD_PAUSES, values).rowcount)
    return emptied


def _chunk(statement: Update, values: dict[str, object]) -> Callable[[Connection], int]:
    return lambda connection: connection.execute(statement, values).rowcount
