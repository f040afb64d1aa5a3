"""What the function of a job gets: long work, outside any transaction, that may be done twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from domain.catalogue import Catalogue
from domain.clock import machine_now, monotonic
from domain.knowledge import Knowledge
from domain.reply import Reply
from store import deliveries, jobs
from store.deliveries import NewDelivery
from store.engine import Connection, Store
from store.jobs import Claimed

T = TypeVar("T")

SHOWN_EVERY = 1.0  # seconds between two notes of progress


class Refused(Exception):
    """The job cannot be done, however often it is tried; ``told`` is what its owner hears."""

    def __init__(self, reason: str, told: str = "") -> None:
        super().__init__(reason)
        self.told = told


class Stopping(Exception):
    """The worker stops: somebody else will begin the job anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a job ends: ``write`` is done, ``result`` kept, the replies go to the owner and the job is marked
    done in one transaction, or nothing of this. What ``write`` raises is tried again from the beginning."""

    result: Mapping[str, Any] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    write: Callable[[Connection], None] | None = None


@dataclass(slots=True, kw_only=True)
class Work:
    """One attempt at a job, in a thread of its own.

    It reads on connections that cannot write. It writes in chunks, each in a transaction of its own that
    commits only while the job is still ours; what is to be seen all at once belongs into its ``Ending``.
    All methods raise Stopping when the worker stops, LeaseLost when the job is not ours any more.
    """

    claimed: Claimed
    knowledge: Knowledge
    catalogue: Catalogue
    now: datetime  # business time at which it was begun
    zone: ZoneInfo
    store: Store
    stopping: Event = field(default_factory=Event)
    _shown_at: float = 0.0

    @property
    def id(self) -> int:
        return self.claimed.id

    @property
    def arguments(self) -> Mapping[str, Any]:
        return self.claimed.arguments

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def say(self, key: str, **values: object) -> str:
        """A sentence of ours."""
        return self.knowledge.texts.say(key, **values)

    def check(self) -> None:
        """Go on only while the worker does."""
        if self.stopping.is_set():
            raise Stopping

    def read(self, work: Callable[[Connection], T]) -> T:
        self.check()
        return self.store.read_now(work)

    def write(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` returned, after the COMMIT."""
        self.check()

        def fenced(connection: Connection) -> T:
            jobs.renew(connection, self.claimed, machine_now())
            return work(connection)

        return self.store.write_now(fenced)

    def progress(self, done: int, all_: int | None = None) -> None:
        """``done`` of ``all_`` steps, for whoever asks how the job stands; written down now and then."""
        self.check()
        if monotonic() - self._shown_at >= SHOWN_EVERY:
            self._shown_at = monotonic()
            now = machine_now()
            self.store.write_now(lambda c: jobs.progress(c, self.claimed, done, all_, now))

    def deliver(self, reply: Reply, key: str, keep: timedelta | None = None) -> None:
        """Tell the owner something on the way, once however often the job is begun: ``key`` names it
        within the job. It goes out only within ``keep``."""
        now = machine_now()
        if self.claimed.owner is not None:
            new = NewDelivery(
                address=self.claimed.owner,
                reply=reply,
                key=f"job:{self.id}:{key}",
                valid_until=None if keep is None else now + keep,
            )
            self.write(lambda connection: deliveries.add(connection, [new], now))


JobFunction = Callable[[Work], Ending]
