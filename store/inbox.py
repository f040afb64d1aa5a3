"""What came in: raw updates, each kept once, waiting for their turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, bindparam, case, exists, func, literal_column, select, text, update

from store.deliveries import Lane
from store.dialect import per_dialect, word
from store.tables import UNFINISHED, delivery, inbox

WAITING_LIMIT = 20  # messages of one address, and replies to it
FLOOD_EPISODE = timedelta(minutes=1)  # of quiet that end it


class InboxState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"  # the handler raised
    FLOOD = "flood"  # more than the address may have waiting; never gets a turn
    UNREADABLE = "unreadable"  # the channel could not read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A message that has its turn; ``more`` says whether others of its address wait behind it."""

    id: int
    channel: str
    key: str
    raw: str
    received_at: datetime
    more: bool


_waiting = inbox.alias("waiting")
_replies = delivery.alias("replies")
_COUNT_WAITING = (
    select(func.count())
    .where(_waiting.c.address == bindparam("address"), _waiting.c.state == word("pending"))
    .scalar_subquery()
)
# Turns are quicker than sending: who writes faster than we may answer shows in the replies.
_COUNT_REPLIES = (
    select(func.count())
    .where(
        _replies.c.address == bindparam("address"),
        _replies.c.lane == literal_column(str(int(Lane.REPLY))),
        text(f"replies.{UNFINISHED}"),
    )
    .scalar_subquery()
)
_flooding = bindparam("limit") <= _COUNT_WAITING + _COUNT_REPLIES
_RECEIVE = per_dialect(
    lambda insert: (
        insert(inbox)
        .values(
            state=case((_flooding, word("flood")), else_=word("pending")),
            **{name: bindparam(name) for name in ("channel", "key", "address", "raw", "received_at")},
        )
        .on_conflict_do_nothing(index_elements=["channel", "key"])
        .returning(inbox.c.id, inbox.c.state)
    )
)
_RECORD = per_dialect(
    lambda insert: (
        insert(inbox)
        .values(
            {name: bindparam(name) for name in ("channel", "key", "address", "raw", "received_at", "state")}
        )
        .on_conflict_do_nothing(index_elements=["channel", "key"])
        .returning(inbox.c.id)
    )
)
_LAST_FLOOD = select(func.max(inbox.c.received_at)).where(
    inbox.c.address == bindparam("address"), inbox.c.state == word("flood"), inbox.c.id < bindparam("before")
)
_oldest = (
    select(func.min(_waiting.c.id))
    .where(_waiting.c.address == bindparam("whose"), _waiting.c.state == word("pending"))
    .scalar_subquery()
)
_behind = exists().where(
    _waiting.c.address == bindparam("whose"),
    _waiting.c.state == word("pending"),
    _waiting.c.id > literal_column("inbox.id"),  # for SQLite a column would lose its table's name
)
_TAKE = (
    update(inbox)
    .where(inbox.c.id == _oldest)
    .values(state=word("done"), done_at=bindparam("now"))
    .returning(
        inbox.c.id, inbox.c.channel, inbox.c.key, inbox.c.raw, inbox.c.received_at, _behind.label("more")
    )
)
_WITH_PENDING = (
    select(inbox.c.address)
    .where(inbox.c.state == word("pending"), inbox.c.channel.in_(bindparam("channels", expanding=True)))
    .group_by(inbox.c.address)
    .order_by(func.min(inbox.c.id))
    .limit(bindparam("limit"))
)
_CHANGE = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.state == bindparam("was"))
    .values(state=bindparam("new_state"), done_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of an update: ``flooding`` when its address had too many waiting, ``first`` when that
    is the first time for a while, so that it is said once."""

    new: bool
    flooding: bool = False
    first: bool = False


def receive(
    connection: Connection,
    channel: str,
    key: str,
    address: str,
    raw: str,
    now: datetime,
    waiting_limit: int = WAITING_LIMIT,
) -> Received:
    """Store an update that waits for its turn; one that is already there stays as it is."""
    values = {"channel": channel, "key": key, "address": address, "raw": raw, "received_at": now}
    row = connection.execute(
        _RECEIVE[connection.dialect.name], {**values, "limit": waiting_limit}
    ).one_or_none()
    if row is None:
        return Received(new=False)
    if row.state == InboxState.PENDING:
        return Received(new=True)
    last = connection.execute(_LAST_FLOOD, {"address": address, "before": row.id}).scalar_one()
    return Received(new=True, flooding=True, first=last is None or now - last > FLOOD_EPISODE)


def record(
    connection: Connection,
    channel: str,
    key: str,
    address: str | None,
    raw: str,
    state: InboxState,
    now: datetime,
) -> bool:
    """Store an update that gets no turn; False when it is already there."""
    values = {"channel": channel, "key": key, "address": address, "raw": raw, "received_at": now}
    result = connection.execute(_RECORD[connection.dialect.name], {**values, "state": str(state)})
    return result.one_or_none() is not None


def take(connection: Connection, address: str, now: datetime) -> Taken | None:
    """The oldest message waiting at ``address``, done from now on; it waits again when this transaction
    comes to nothing. None when none waits."""
    row = connection.execute(_TAKE, {"whose": address, "now": now}).one_or_none()
    return Taken(**row._mapping) if row else None


def addresses_with_pending(connection: Connection, channels: Sequence[str], limit: int) -> tuple[str, ...]:
    """Addresses of these channels with messages waiting; those who have waited longest first."""
    values = {"channels": list(channels), "limit": limit}
    return tuple(connection.execute(_WITH_PENDING, values).scalars())


def change(
    connection: Connection, row: int, was: InboxState, state: InboxState, now: datetime | None
) -> bool:
    """``row`` is ``state`` now, done at ``now`` (None: not done); False when it was not ``was`` any more."""
    values = {"row": row, "was": str(was), "new_state": str(state), "now": now}
    return connection.execute(_CHANGE, values).rowcount == 1
