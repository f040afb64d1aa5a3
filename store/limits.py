"""How fast we may speak: one limiter row for each bot, one pause for each chat."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from sqlalchemy import Connection, bindparam, func, select

from store.dialect import per_dialect
from store.tables import bucket, chat_pace

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """``per_second`` messages, ``burst`` of which may go at once: no second sees more than their sum."""

    per_second: float
    burst: int = 2

    @classmethod
    def of(cls, per_second: float) -> "Rate":
        """A twentieth of a second's messages at once, two at least (for 28/s: never more than 30)."""
        return cls(per_second=per_second, burst=max(2, ceil(per_second / 20)))

    @property
    def step_us(self) -> float:
        return 1_000_000 / self.per_second


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How many may go now, and when to ask again if that is none."""

    permits: int
    wait: timedelta = timedelta()
    tat_us: int = 0


_ENSURE = per_dialect(
    lambda insert: (
        insert(bucket).values(bot=bindparam("bot"), tat_us=0).on_conflict_do_nothing(index_elements=["bot"])
    )
)
_LOOK = (
    select(bucket.c.tat_us, bucket.c.paused_until).where(bucket.c.bot == bindparam("name")).with_for_update()
)
_TAKE = bucket.update().where(bucket.c.bot == bindparam("name")).values(tat_us=bindparam("tat_us"))
_PAUSE = (
    bucket.update()
    .where(
        bucket.c.bot == bindparam("name"),
        func.coalesce(bucket.c.paused_until, _EPOCH) < bindparam("paused_until"),
    )
    .values(paused_until=bindparam("paused_until"))
)
_HOLD = per_dialect(
    lambda insert: (
        lambda statement: statement.on_conflict_do_update(
            index_elements=["address"],
            set_={"free_at": statement.excluded.free_at},
            where=chat_pace.c.free_at < statement.excluded.free_at,
        )
    )(insert(chat_pace).values(address=bindparam("address"), free_at=bindparam("free_at")))
)
_NEXT_FREE = select(func.min(chat_pace.c.free_at)).where(chat_pace.c.free_at > bindparam("now"))


def ensure(connection: Connection, bot: str) -> None:
    """The bot has a limiter row, for pauses to be noted in."""
    connection.execute(_ENSURE[connection.dialect.name], {"bot": bot})


def look(connection: Connection, bot: str, rate: Rate | None, wanted: int, now: datetime) -> Allowance:
    """How many of ``wanted`` may go now. Holds the bot's row until the transaction ends, so that the
    claims of several processes follow one another. Skewed clocks only make it slower, never faster."""
    row = connection.execute(_LOOK, {"name": bot}).one_or_none()
    if row is None:
        ensure(connection, bot)
        row = connection.execute(_LOOK, {"name": bot}).one()
    tat_us, paused_until = row
    if paused_until is not None and paused_until > now:
        return Allowance(permits=0, wait=paused_until - now)
    if rate is None:
        return Allowance(permits=wanted)
    now_us = _microseconds(now)
    ahead = max(tat_us - now_us, 0)
    permits = int((rate.burst * rate.step_us - ahead) // rate.step_us)
    if permits <= 0:
        return Allowance(permits=0, wait=_MICROSECOND * int(ahead - (rate.burst - 1) * rate.step_us + 1))
    return Allowance(permits=min(permits, wanted), tat_us=max(tat_us, now_us))


def take(connection: Connection, bot: str, rate: Rate, allowance: Allowance, count: int) -> None:
    """Use ``count`` of the allowance that ``look`` gave in this transaction."""
    tat_us = allowance.tat_us + int(count * rate.step_us)
    connection.execute(_TAKE, {"name": bot, "tat_us": tat_us})


def pause_bot(connection: Connection, bot: str, until: datetime) -> None:
    """Nothing goes out before ``until``; a longer pause stays."""
    connection.execute(_PAUSE, {"name": bot, "paused_until": until})


def hold_chats(connection: Connection, addresses: Collection[str], until: datetime) -> None:
    """These chats get nothing before ``until``; a longer wait stays."""
    rows = [{"address": address, "free_at": until} for address in sorted(addresses)]
    if rows:
        connection.execute(_HOLD[connection.dialect.name], rows)


def next_free_chat(connection: Connection, now: datetime) -> datetime | None:
    """When the next chat that is held becomes free."""
    instant: datetime | None = connection.execute(_NEXT_FREE, {"now": now}).scalar_one()
    return instant


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND
