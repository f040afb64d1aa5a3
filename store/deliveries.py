"""What goes out: the only list of outgoing messages, and the record of what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import Connection, bindparam, insert, select, text, update

from domain.message import Address
from domain.reply import Reply, dump_reply, load_reply
from store.dialect import per_dialect, word
from store.tables import UNFINISHED, delivery


class Lane(IntEnum):
    """Who goes first."""

    REPLY = 0
    NOTICE = 1
    ANNOUNCEMENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """One message to be sent. ``key`` makes inserting it twice harmless; after ``valid_until`` it is not
    sent any more; ``resend`` says whether it goes once more when we cannot know that it arrived."""

    address: Address
    reply: Reply
    lane: Lane = Lane.REPLY
    key: str | None = None
    due_at: datetime | None = None  # None: now
    valid_until: datetime | None = None
    resend: bool = True
    inbox_id: int | None = None
    part: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxEntry:
    """A sent message; ``position`` is the cursor after it."""

    position: int
    id: int
    reply: Reply


_COLUMNS = (
    "address",
    "channel",
    "lane",
    "state",
    "key",
    "due_at",
    "valid_until",
    "resend",
    "attempts",
    "unknowns",
    "inbox_id",
    "part",
    "body",
    "created_at",
)
_INSERT = insert(delivery).values({name: bindparam(name) for name in _COLUMNS}).inline()
_INSERT_ONCE = per_dialect(
    lambda build: (
        build(delivery)
        .values({name: bindparam(name) for name in _COLUMNS})
        .on_conflict_do_nothing(index_elements=["key"], index_where=text("key IS NOT NULL"))
    )
)
_MAILBOX = (
    select(delivery.c.position, delivery.c.id, delivery.c.body)
    .where(
        delivery.c.address == bindparam("address"),
        delivery.c.position > bindparam("after"),
        delivery.c.body != "",
    )
    .order_by(delivery.c.position)
    .limit(bindparam("limit"))
)
_MOVE = (
    update(delivery)
    .where(delivery.c.address == bindparam("old"), text(UNFINISHED), delivery.c.state == word("ready"))
    .values(address=bindparam("new"))
)
_SKIP = (
    update(delivery)
    .where(
        delivery.c.state == word("ready"),
        delivery.c.valid_until.is_not(None),
        delivery.c.valid_until <= bindparam("now"),
    )
    .values(state=word("skipped"))
)


def add(connection: Connection, new: Iterable[NewDelivery], now: datetime) -> None:
    """Those of one address go out in the order given. One whose key is already there is left out."""
    rows = [_row(one, now) for one in new]
    if not rows:
        return
    keyed = any(row["key"] is not None for row in rows)
    connection.execute(_INSERT_ONCE[connection.dialect.name] if keyed else _INSERT, rows)


def _row(new: NewDelivery, now: datetime) -> dict[str, object]:
    return {
        "address": str(new.address),
        "channel": new.address.channel,
        "lane": int(new.lane),
        "state": "ready",
        "key": new.key,
        "due_at": new.due_at or now,
        "valid_until": new.valid_until,
        "resend": new.resend,
        "attempts": 0,
        "unknowns": 0,
        "inbox_id": new.inbox_id,
        "part": new.part,
        "body": dump_reply(new.reply),
        "created_at": now,
    }


def deliveries_after(
    connection: Connection, address: Address, cursor: int, limit: int
) -> Sequence[MailboxEntry]:
    """The messages sent to ``address`` after ``cursor`` (0: from the first that is still there), in the
    order in which they were sent. Of emptied ones nothing is left to show."""
    rows = connection.execute(_MAILBOX, {"address": str(address), "after": cursor, "limit": limit})
    return [MailboxEntry(position=row.position, id=row.id, reply=load_reply(row.body)) for row in rows]


def skip_expired(connection: Connection, now: datetime) -> int:
    """What is too late is recorded as skipped; returns how many."""
    return connection.execute(_SKIP, {"now": now}).rowcount


def move(connection: Connection, old: Address, new: Address) -> None:
    """A chat has a new address: what is waiting for it goes there."""
    connection.execute(_MOVE, {"old": str(old), "new": str(new)})
