"""Taking deliveries out to be sent: claim, mark, record, and give back what nobody finished.

States: ready → leased → sending → sent | dead | unknown | ready. A lease names its holder, and only the
holder's word counts. At most one delivery of an address is on its way at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, case, exists, func, or_, select, text, update

from domain.message import Address
from domain.reply import Reply, dump_reply, load_reply
from store import limits
from store.deliveries import Lane
from store.dialect import storable, word
from store.tables import LEASED, UNFINISHED, chat_pace, delivery

LEASE = timedelta(seconds=30)
CLAIM_AT_MOST = 30
REASON, PROVIDER_ID = 500, 200  # characters kept of what a platform says


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that is ours to send until the lease is over."""

    id: int
    lease: str
    address: Address
    reply: Reply
    lane: Lane
    attempts: int  # before this one
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What may go now; ``wait``, when set, is how long the limiter lets nothing more through."""

    deliveries: tuple[Claimed, ...]
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    id: int
    lease: str
    provider_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Surely not sent: ``dead``, or again (at ``due_at``, to ``address`` when it has moved). ``counted``
    says whether it was an attempt of ours or only bad timing."""

    id: int
    lease: str
    kind: str
    reason: str
    dead: bool = False
    counted: bool = True
    due_at: datetime | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaybeSent:
    """``again_at`` is when it goes once more, if it is to."""

    id: int
    lease: str
    reason: str
    again_at: datetime | None = None


Outcome = Sent | NotSent | MaybeSent

_d, _e = delivery.alias("d"), delivery.alias("e")
_still_valid = or_(_e.c.valid_until.is_(None), _e.c.valid_until > bindparam("now"))
_blocked = exists().where(
    _e.c.address == _d.c.address,
    text(f"e.{UNFINISHED}"),
    or_(
        _e.c.state != word("ready"),
        # An older one of the same lane that is due goes first, even while it waits to be tried again.
        and_(
            _e.c.lane == _d.c.lane,
            _e.c.id < _d.c.id,
            or_(_e.c.attempts > 0, _e.c.due_at <= bindparam("now")),
            _still_valid,
        ),
    ),
)
_held = exists().where(chat_pace.c.address == _d.c.address, chat_pace.c.free_at > bindparam("now"))
_CHOICE = (
    select(_d.c.id)
    .where(
        _d.c.channel == bindparam("which"),
        _d.c.lane == bindparam("which_lane"),
        _d.c.state == word("ready"),
        _d.c.due_at <= bindparam("now"),
        or_(_d.c.valid_until.is_(None), _d.c.valid_until > bindparam("now")),
        ~_blocked,
        ~_held,
    )
    .order_by(_d.c.due_at, _d.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True, of=_d)  # SQLite leaves this clause out
)
_CLAIM = (
    update(delivery)
    .where(delivery.c.id.in_(_CHOICE))
    .values(state=word("leased"), lease_owner=bindparam("lease"), lease_until=bindparam("until"))
    .returning(delivery.c.id, delivery.c.address, delivery.c.body, delivery.c.attempts, delivery.c.created_at)
)
_MARK = (
    update(delivery)
    .where(
        delivery.c.id.in_(bindparam("ids", expanding=True)),
        delivery.c.state == word("leased"),
        delivery.c.lease_owner == bindparam("lease"),
    )
    .values(state=word("sending"), attempts=delivery.c.attempts + 1, lease_until=bindparam("until"))
    .returning(delivery.c.id)
)
_ours = and_(
    delivery.c.id == bindparam("row"),
    delivery.c.state == word("sending"),
    delivery.c.lease_owner == bindparam("lease"),
)
_REWORD = update(delivery).where(_ours).values(body=bindparam("new_body"))
_on_lease = text(LEASED)  # in the very words of the partial index, or SQLite would not use it
_RELEASE = (
    update(delivery)
    .where(_on_lease, delivery.c.state == word("leased"), delivery.c.lease_owner == bindparam("lease"))
    .values(state=word("ready"), lease_owner=None, lease_until=None)
)
_free = {"lease_owner": None, "lease_until": None}
_positions = delivery.alias("positions")
_next_position = (
    select(func.coalesce(func.max(_positions.c.position), 0) + 1)
    .where(_positions.c.address == delivery.c.address, _positions.c.position.is_not(None))
    .scalar_subquery()
)
_SENT = (
    update(delivery)
    .where(_ours)
    .values(
        state=word("sent"),
        provider_id=bindparam("provider_id"),
        sent_at=bindparam("now"),
        position=_next_position,
        **_free,
    )
)
_NOT_SENT = (
    update(delivery)
    .where(_ours)
    .values(
        state=bindparam("new_state"),
        error_kind=bindparam("kind"),
        error_reason=bindparam("reason"),
        attempts=delivery.c.attempts - bindparam("uncounted"),
        due_at=func.coalesce(bindparam("due", type_=delivery.c.due_at.type), delivery.c.due_at),
        address=func.coalesce(bindparam("moved_to", type_=delivery.c.address.type), delivery.c.address),
        **_free,
    )
)
_maybe_sent = {
    "state": case((and_(delivery.c.resend, delivery.c.unknowns == 0), word("ready")), else_=word("unknown")),
    "unknowns": delivery.c.unknowns + 1,
    "error_kind": word("unknown"),
    **_free,
}
_MAYBE_SENT = (
    update(delivery)
    .where(_ours)
    .values(
        error_reason=bindparam("reason"),
        due_at=func.coalesce(bindparam("again", type_=delivery.c.due_at.type), delivery.c.due_at),
        **_maybe_sent,
    )
)
_lease_over = or_(bindparam("all_of_them"), delivery.c.lease_until <= bindparam("now"))
_TAKE_LEASED = (
    update(delivery)
    .where(_on_lease, delivery.c.state == word("leased"), _lease_over)
    .values(state=word("ready"), **_free)
)
_TAKE_SENDING = (
    update(delivery)
    .where(_on_lease, delivery.c.state == word("sending"), _lease_over)
    .values(error_reason=word("the sender did not come back"), **_maybe_sent)
)


def claim(
    connection: Connection,
    channel: str,
    lease: str,
    limit: int,
    now: datetime,
    rate: limits.Rate | None = None,
) -> Claim:
    """Take up to ``limit`` deliveries that may go now: replies before notices before announcements, then
    the longest due. ``lease`` must be a name never used before."""
    allowance = limits.look(connection, channel, rate, min(limit, CLAIM_AT_MOST), now)
    if allowance.permits == 0:
        return Claim(deliveries=(), wait=allowance.wait)
    claimed: list[Claimed] = []
    values = {"which": channel, "lease": lease, "until": now + LEASE, "now": now}
    for lane in Lane:
        at_most = allowance.permits - len(claimed)
        if at_most > 0:
            rows = connection.execute(_CLAIM, {**values, "which_lane": int(lane), "at_most": at_most})
            claimed += [
                Claimed(
                    id=row.id,
                    lease=lease,
                    address=Address.parse(row.address),
                    reply=load_reply(row.body),
                    lane=lane,
                    attempts=row.attempts,
                    created_at=row.created_at,
                )
                for row in sorted(rows)
            ]
    if rate is not None and claimed:
        limits.take(connection, channel, rate, allowance, len(claimed))
    return Claim(deliveries=tuple(claimed))


def mark_sending(
    connection: Connection,
    claimed: Sequence[Claimed],
    now: datetime,
    chat_interval: timedelta = timedelta(),
) -> frozenset[int]:
    """From here on they may have been sent. Returns the ids that are still ours; only those may go.
    ``claimed`` come from one claim. Their chats are held for ``chat_interval``."""
    if not claimed:
        return frozenset()
    values = {"ids": [one.id for one in claimed], "lease": claimed[0].lease, "until": now + LEASE}
    ours = frozenset(connection.execute(_MARK, values).scalars())
    if chat_interval:
        limits.hold_chats(connection, {str(one.address) for one in claimed}, now + chat_interval)
    return ours


def reword(connection: Connection, claimed: Claimed, reply: Reply) -> bool:
    """What is said from now on instead, whoever sends it and however often; False when it is not ours."""
    values = {"row": claimed.id, "lease": claimed.lease, "new_body": dump_reply(reply)}
    return connection.execute(_REWORD, values).rowcount == 1


def release(connection: Connection, lease: str) -> None:
    """Give back what was claimed under ``lease`` and not marked."""
    connection.execute(_RELEASE, {"lease": lease})


def record(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> int:
    """What became of them; returns how many were still ours to tell. What may have been sent goes once
    more if it was marked ``resend``, and is held as unknown otherwise."""
    sent = [
        {"row": one.id, "lease": one.lease, "provider_id": storable(one.provider_id, PROVIDER_ID), "now": now}
        for one in outcomes
        if isinstance(one, Sent)
    ]
    not_sent = [_not_sent(one) for one in outcomes if isinstance(one, NotSent)]
    maybe = [
        {
            "row": one.id,
            "lease": one.lease,
            "reason": storable(one.reason, REASON),
            "again": one.again_at,
        }
        for one in outcomes
        if isinstance(one, MaybeSent)
    ]
    steps = ((_SENT, sent), (_NOT_SENT, not_sent), (_MAYBE_SENT, maybe))
    return sum(connection.execute(statement, rows).rowcount for statement, rows in steps if rows)


def _not_sent(one: NotSent) -> dict[str, object]:
    return {
        "row": one.id,
        "lease": one.lease,
        "new_state": "dead" if one.dead else "ready",
        "kind": one.kind,
        "reason": storable(one.reason, REASON),
        "uncounted": 0 if one.counted else 1,
        "due": one.due_at,
        "moved_to": str(one.address) if one.address else None,
    }


def take_back(connection: Connection, now: datetime, *, everything: bool = False) -> int:
    """Deliveries whose lease is over, by someone who died or hung: unmarked ones are ready again, marked
    ones may have been sent. With ``everything`` all leases are over: for a single process, which knows at
    its start that their holders are gone. Returns how many were taken back."""
    values = {"now": now, "all_of_them": everything}
    return (
        connection.execute(_TAKE_LEASED, values).rowcount + connection.execute(_TAKE_SENDING, values).rowcount
    )
