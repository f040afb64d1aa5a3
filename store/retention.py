"""Forgetting: what people wrote and were told is emptied when its time is over (machine time)."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
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

from domain.pledge_rules import KEPT_AFTER
from store import codes, data_requests, downloads, files, pledge_forgetting, questions, staging
from store.deliveries import Lane
from store.dialect import word
from store.engine import Store
from store.erasing import done_with, erase_person
from store.tables import chat_pace, conversation, delivery, inbox

QUIET_CONVERSATION = timedelta(days=30)
TEXTS = timedelta(hours=48)
KEYS = timedelta(days=30)
CHUNK = 1000
FILES_AT_ONCE = 10  # a file has up to 20 MB
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
_newest = inbox.alias("newest")
# Numbers grow with time, so the first ones are the oldest. The newest row stays, or SQLite would give its
# number, which deliveries mention, to another.
_first = (
    select(inbox.c.id, inbox.c.state, inbox.c.received_at)
    .order_by(inbox.c.id)
    .limit(bindparam("chunk"))
    .subquery("first")
)
_OLD_KEYS = delete(inbox).where(
    inbox.c.id.in_(
        select(_first.c.id).where(
            _first.c.received_at < bindparam("keys_until"),
            _first.c.state != word("pending"),
            _first.c.id < select(func.max(_newest.c.id)).scalar_subquery(),
        )
    )
)
_OLD_PAUSES = delete(chat_pace).where(chat_pace.c.free_at < bindparam("texts_until"))


async def forget(store: Store, now: datetime) -> int:
    """Empty conversations quiet for 30 days, and raw updates and texts of finished deliveries after 48
    hours; their keys and outcomes stay, those of updates for 30 days: no platform offers one again so late.
    Delete what jobs have staged 48 hours after their end, the jobs after 30 days; files, and links to them,
    whose time is over. Empty what was asked and answered of kept questions that were closed a while ago.
    Erase those who withdrew their consent and whose time is over, and those whose award cycles are over;
    codes and wrong tries of the past.
    Returns how many rows were emptied or deleted, and persons erased."""
    values = {
        "quiet_since": now - QUIET_CONVERSATION,
        "texts_until": now - TEXTS,
        "keys_until": now - KEYS,
        "chunk": CHUNK,
    }
    works = [_chunk(one, values) for one in (_CONVERSATIONS, _RAW_UPDATES, _SENT_TEXTS, _OLD_KEYS)]
    cycle = now - KEPT_AFTER
    works.append(
        partial(pledge_forgetting.forget_old, ended_before=cycle.date(), stored_before=cycle, chunk=CHUNK)
    )
    works.append(partial(downloads.delete_expired, now=now, chunk=CHUNK))
    works.append(partial(staging.forget, staged_until=now - TEXTS, jobs_until=now - KEYS, chunk=CHUNK))
    works.append(partial(questions.forget, now=now, chunk=CHUNK))
    works.append(partial(files.delete_expired, now=now, chunk=FILES_AT_ONCE))
    forgotten = 0
    for work in works:
        while count := await store.write(work):
            forgotten += count
            await asyncio.sleep(PAUSE)
    await store.write(lambda connection: connection.execute(_OLD_PAUSES, values).rowcount)
    forgotten += await store.write(lambda connection: codes.forget(connection, now))
    return forgotten + await _erase_withdrawn(store, now) + await _erase_done(store, now)


async def _erase_done(store: Store, now: datetime) -> int:
    """Those whose award cycles are over and who have not been heard of since, one at a time."""
    over = await store.read(lambda connection: done_with(connection, now - KEPT_AFTER))
    for person in over:
        await store.write(partial(erase_person, person_id=person, now=now, by=None))
        await asyncio.sleep(PAUSE)
    return len(over)


async def _erase_withdrawn(store: Store, now: datetime) -> int:
    """One person at a time."""
    due = await store.read(lambda connection: data_requests.due(connection, now))
    erased = 0
    for person in due:
        erased += await store.write(partial(_erase_if_due, person=person, now=now))
        await asyncio.sleep(PAUSE)
    return erased


def _erase_if_due(connection: Connection, person: int, now: datetime) -> bool:
    """They may have agreed again in the meantime."""
    return person in data_requests.due(connection, now) and erase_person(connection, person, now, by=None)


def _chunk(statement: Update | Delete, values: dict[str, object]) -> Callable[[Connection], int]:
    return lambda connection: connection.execute(statement, values).rowcount
