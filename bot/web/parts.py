"""What the web server needs from the rest of the program, as plain functions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.web.arrivals import Arrivals
from channels.base import Receive
from domain.clock import VIETNAM, MovableClock
from domain.message import Address
from domain.people import Role
from domain.reply import Reply
from store.downloads import Offer

Mailbox = Callable[[Address, int], Awaitable[Sequence[tuple[int, Reply]]]]
"""What was sent to an address after a cursor, in the order of sending, each with its own cursor.

Cursors grow in the order in which messages became readable: a page that has seen one never looks before it
again. May answer in portions; an empty one means there is no more. Cursor 0 is before everything."""

Offered = Callable[[str], Awaitable[Offer | None]]
"""What the token of an unused link leads to."""

Taken = Callable[[str], Awaitable[bytes | None]]
"""The file behind a token, once: whoever asks again gets None."""


Seat = Callable[[Address, Role], Awaitable[None]]
"""Makes whoever speaks at an address somebody of that role, among invented units; in demo mode only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether the program can do its work; ``reasons`` names each thing that stands in the way, ``notes``
    what is not as it should be and no reason to send people elsewhere."""

    reasons: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class WebLimits:
    body: int = 1024 * 1024  # bytes
    streams_per_address: int = 4
    streams_in_all: int = 2_000
    look: timedelta = timedelta(seconds=1)  # how often a stream looks for what another process sent
    heartbeat: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebParts:
    """``receive`` per channel; ``not_stored`` are the errors by which it says "not stored, try again".

    A webhook whose secret is empty or missing does not exist. ``epoch`` names the database: where it
    changes, the cursors that pages have kept mean nothing and they begin anew. ``demo_clock`` makes the
    page show a bar to move the date (as in ``zone``), with ``demo_days`` as places to jump to;
    ``demo_seat`` lets it choose who one is.
    """

    receive: Mapping[str, Receive]
    mailbox: Mailbox
    arrivals: Arrivals
    ready: Callable[[], Awaitable[Readiness]]
    metrics: Callable[[], Awaitable[bytes]]
    offered: Offered
    taken: Taken
    telegram_secret: str | None = None
    zalo_secret: str | None = None
    public_url: str = ""
    epoch: str = "0"
    demo_clock: MovableClock | None = None
    demo_days: Sequence[tuple[str, date]] = ()
    demo_seat: Seat | None = None
    zone: ZoneInfo = VIETNAM
    not_stored: tuple[type[Exception], ...] = (OSError,)
    limits: WebLimits = WebLimits()
