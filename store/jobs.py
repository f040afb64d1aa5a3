"""Long work outside a turn: asked for in somebody's transaction, done by a worker under a lease.

States: ready → running → done | failed; running → ready (the worker did not come back, stops, or is to try
again); ready | running → cancelled. Only the holder of the lease may write for a job or end it.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select, text, update

from domain.message import Address
from store.dialect import per_dialect, storable, word
from store.errors import StoreError
from store.tables import job

LEASE = timedelta(seconds=30)
AT_MOST = 5  # times a job is begun
REASON = 500  # characters kept of a reason
LOST = "the worker did not come back"


class LeaseLost(StoreError):
    """The job is not ours any more: cancelled, or given to somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """``arguments`` must be JSON; ``owner`` hears of it. While a job with this ``key`` has not ended,
    asking for another does nothing."""

    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    owner: Address | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job that is ours as long as the lease is renewed. ``attempts`` counts this one."""

    id: int
    lease: str
    kind: str
    arguments: Mapping[str, Any]
    owner: Address | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How a job stands. ``result`` is what it left, ``error`` why it failed or was begun again."""

    id: int
    kind: str
    state: str
    attempts: int
    done_steps: int
    all_steps: int | None
    result: Mapping[str, Any]
    error: str | None

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed", "cancelled")


_ended = job.c.state.in_([word(state) for state in ("done", "failed", "cancelled")])
_FREE_KEY = update(job).where(job.c.key == bindparam("taken"), _ended).values(key=None)
_NEW = ("kind", "key", "arguments", "owner", "created_at")
_ADD = per_dialect(
    lambda build: (
        build(job)
        .values({name: bindparam(name) for name in _NEW})
        .values(state=word("ready"), attempts=0, done_steps=0, result="")
        .on_conflict_do_nothing(index_elements=["key"], index_where=text("key IS NOT NULL"))
        .returning(job.c.id)
    )
)
_BY_KEY = select(job.c.id).where(job.c.key == bindparam("key"))
_candidate = job.alias("candidate")
_CHOICE = (
    select(_candidate.c.id)
    .where(
        _candidate.c.state == word("ready"),
        _candidate.c.kind.in_(bindparam("kinds", expanding=True)),
        or_(bindparam("only", type_=job.c.id.type).is_(None), _candidate.c.id == bindparam("only")),
    )
    .order_by(_candidate.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=_candidate)  # SQLite leaves this clause out
)
_CLAIM = (
    update(job)
    .where(job.c.id.in_(_CHOICE))
    .values(
        state=word("running"),
        attempts=job.c.attempts + 1,
        lease_owner=bindparam("lease"),
        lease_until=bindparam("until"),
        done_steps=0,
        all_steps=None,
    )
    .returning(job.c.id, job.c.kind, job.c.arguments, job.c.owner, job.c.attempts)
)
_ours = and_(
    job.c.id == bindparam("row"),
    job.c.state == word("running"),
    job.c.lease_owner == bindparam("lease"),
)
_free = {"lease_owner": None, "lease_until": None}
_RENEW = update(job).where(_ours).values(lease_until=bindparam("until"))
_PROGRESS = (
    update(job)
    .where(_ours)
    .values(lease_until=bindparam("until"), done_steps=bindparam("done"), all_steps=bindparam("all"))
)
_FINISH = (
    update(job)
    .where(_ours)
    .values(
        state=word("done"), result=bindparam("outcome"), error=None, finished_at=bindparam("now"), **_free
    )
)
_FAIL = (
    update(job)
    .where(_ours)
    .values(state=word("failed"), error=bindparam("reason"), finished_at=bindparam("now"), **_free)
)
_RELEASE = (
    update(job)
    .where(_ours)
    .values(
        state=word("ready"),
        attempts=job.c.attempts - bindparam("uncounted"),
        error=func.coalesce(bindparam("reason", type_=job.c.error.type), job.c.error),
        **_free,
    )
)
_CANCEL = (
    update(job)
    .where(job.c.id == bindparam("row"), ~_ended)
    .values(state=word("cancelled"), finished_at=bindparam("now"), **_free)
)
_too_often = job.c.attempts >= AT_MOST
_TAKE_BACK = (
    update(job)
    .where(
        job.c.state == word("running"),
        or_(bindparam("all_of_them"), job.c.lease_until <= bindparam("now")),
    )
    .values(
        state=case((_too_often, word("failed")), else_=word("ready")),
        finished_at=case((_too_often, bindparam("now", type_=job.c.finished_at.type)), else_=None),
        error=word(LOST),
        **_free,
    )
)
_FIND = select(
    job.c.id,
    job.c.kind,
    job.c.state,
    job.c.attempts,
    job.c.done_steps,
    job.c.all_steps,
    job.c.result,
    job.c.error,
).where(job.c.id == bindparam("row"))


def enqueue(connection: Connection, new: NewJob, now: datetime) -> int:
    """Ask for a job, in the caller's transaction. Returns its number, or that of the job which has the same
    key and has not ended."""
    if new.key is not None:
        connection.execute(_FREE_KEY, {"taken": new.key})
    row = {
        "kind": new.kind,
        "key": new.key,
        "arguments": json.dumps(new.arguments, ensure_ascii=False),
        "owner": str(new.owner) if new.owner else None,
        "created_at": now,
    }
    added = connection.execute(_ADD[connection.dialect.name], row).scalar_one_or_none()
    return int(added if added is not None else connection.execute(_BY_KEY, {"key": new.key}).scalar_one())


def claim(
    connection: Connection, kinds: Collection[str], lease: str, now: datetime, *, only: int | None = None
) -> Claimed | None:
    """Take the oldest job of these ``kinds`` that is ready (or ``only`` this one). ``lease`` must be a name
    never used before."""
    values = {"kinds": sorted(kinds), "only": only, "lease": lease, "until": now + LEASE}
    row = connection.execute(_CLAIM, values).one_or_none()
    if row is None:
        return None
    return Claimed(
        id=row.id,
        lease=lease,
        kind=row.kind,
        arguments=json.loads(row.arguments),
        owner=Address.parse(row.owner) if row.owner else None,
        attempts=row.attempts,
    )


def renew(connection: Connection, claimed: Claimed, now: datetime) -> None:
    """Hold on for another lease. In the transaction of a write it is the fence: nobody else can have the
    job until that commits. Raises LeaseLost."""
    _insist(connection.execute(_RENEW, {**_holder(claimed), "until": now + LEASE}).rowcount, claimed)


def progress(connection: Connection, claimed: Claimed, done: int, all_: int | None, now: datetime) -> None:
    """``done`` of ``all_`` steps, for people to look at; holds on as well. Raises LeaseLost."""
    values = {**_holder(claimed), "until": now + LEASE, "done": done, "all": all_}
    _insist(connection.execute(_PROGRESS, values).rowcount, claimed)


def finish(connection: Connection, claimed: Claimed, result: Mapping[str, Any], now: datetime) -> None:
    """It is done. Raises LeaseLost."""
    values = {**_holder(claimed), "outcome": json.dumps(result, ensure_ascii=False), "now": now}
    _insist(connection.execute(_FINISH, values).rowcount, claimed)


def fail(connection: Connection, claimed: Claimed, reason: str, now: datetime) -> None:
    """It cannot be done. Raises LeaseLost."""
    values = {**_holder(claimed), "reason": storable(reason, REASON), "now": now}
    _insist(connection.execute(_FAIL, values).rowcount, claimed)


def try_again(connection: Connection, claimed: Claimed, reason: str, now: datetime) -> bool:
    """It went wrong: ready again, or failed when it was begun too often (False). Raises LeaseLost."""
    if claimed.attempts >= AT_MOST:
        fail(connection, claimed, reason, now)
        return False
    values = {**_holder(claimed), "uncounted": 0, "reason": storable(reason, REASON)}
    _insist(connection.execute(_RELEASE, values).rowcount, claimed)
    return True


def release(connection: Connection, claimed: Claimed) -> None:
    """Give it back as if it had not been begun: the worker stops. Raises LeaseLost."""
    values = {**_holder(claimed), "uncounted": 1, "reason": None}
    _insist(connection.execute(_RELEASE, values).rowcount, claimed)


def cancel(connection: Connection, job_id: int, now: datetime) -> bool:
    """Not wanted any more; a worker that is at it can write nothing more for it. False when it had ended."""
    return connection.execute(_CANCEL, {"row": job_id, "now": now}).rowcount == 1


def take_back(connection: Connection, now: datetime, *, everything: bool = False) -> int:
    """Jobs whose lease is over are ready again, or failed when they were begun too often. With
    ``everything`` all leases are over: for a single process at its start. Returns how many."""
    return connection.execute(_TAKE_BACK, {"now": now, "all_of_them": everything}).rowcount


def find(connection: Connection, job_id: int) -> Job | None:
    row = connection.execute(_FIND, {"row": job_id}).one_or_none()
    if row is None:
        return None
    found = dict(row._mapping)
    return Job(**{**found, "result": json.loads(row.result) if row.result else {}})


def _holder(claimed: Claimed) -> dict[str, object]:
    return {"row": claimed.id, "lease": claimed.lease}


def _insist(rows: int, claimed: Claimed) -> None:
    if rows != 1:
        raise LeaseLost(f"job {claimed.id} is not ours any more")
