"""How the store is doing: for /readyz and /metrics."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, or_, select

from store.deliveries import Lane
from store.dialect import word
from store.engine import Store
from store.errors import StoreUnavailable
from store.tables import delivery, inbox

PROBE_TIMEOUT = 2.0  # seconds
ROOM = 32 * 1024  # characters: the longest message and its answer surely fit

_PROBE_IN = insert(inbox).values(
    channel="", key="probe", raw="." * ROOM, state="done", received_at=datetime(1970, 1, 1, tzinfo=UTC)
)
_PROBE_OUT = delete(inbox).where(inbox.c.channel == "", inbox.c.key == "probe")
_INBOX = select(func.count()).where(inbox.c.state == word("pending"))
_BUSY = select(
    or_(
        exists().where(inbox.c.state == word("pending")),
        exists().where(delivery.c.state.in_([word("ready"), word("leased"), word("sending")])),
    )
)
_READY = (
    select(delivery.c.lane, func.count(), func.min(delivery.c.due_at))
    .where(delivery.c.state == word("ready"), delivery.c.due_at <= bindparam("now"))
    .group_by(delivery.c.lane)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """What is waiting: messages for their turn, deliveries that are due by lane, and since when these."""

    pending: int = 0
    ready: Mapping[Lane, int] = field(default_factory=dict)
    ready_since: datetime | None = None


def probe(connection: Connection) -> None:
    """Write and take away again as much as a long message needs; fails where that one would."""
    connection.execute(_PROBE_OUT)
    connection.execute(_PROBE_IN)
    connection.execute(_PROBE_OUT)


def idle(connection: Connection) -> bool:
    """Whether nothing waits for its turn, waits to be sent or is on its way."""
    return not connection.execute(_BUSY).scalar_one()


async def check(store: Store) -> str | None:
    """None when a write commits right now, else why not, in one line."""
    try:
        async with asyncio.timeout(PROBE_TIMEOUT):
            await store.write(probe)
    except StoreUnavailable as error:
        return str(error)
    except TimeoutError:
        return "the database does not answer"
    return None


async def queues(store: Store, now: datetime) -> Queues:
    """Raises StoreUnavailable when even reading fails."""
    return await store.read(lambda connection: count(connection, now))


def count(connection: Connection, now: datetime) -> Queues:
    lanes = connection.execute(_READY, {"now": now}).all()
    return Queues(
        pending=connection.execute(_INBOX).scalar_one(),
        ready={Lane(lane): how_many for lane, how_many, _since in lanes},
        ready_since=min((since for _lane, _many, since in lanes), default=None),
    )
