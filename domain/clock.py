"""Two kinds of time.

*Business time* (``Clock``) is what an answer or a reminder is about; it may be moved by hand, backwards
too. *Machine time* (``machine_now``, ``monotonic``) serves leases, rate limits, back-off and retention
and never moves by hand.
"""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Business time, always aware."""

    def now(self) -> datetime: ...


class SystemClock:
    """Business time is the machine's."""

    def now(self) -> datetime:
        return machine_now()


class MovableClock:
    """A clock moved by hand (``play``, demo): runs on from wherever it was put."""

    def __init__(self) -> None:
        self._shift = timedelta()

    def now(self) -> datetime:
        return machine_now() + self._shift

    def move_to(self, day: date, zone: ZoneInfo = VIETNAM) -> None:
        """Put the clock on ``day``, keeping the time of day."""
        now = machine_now()
        # Between instants: the zone may have been hours or odd seconds away from where it is now.
        then = datetime.combine(day, now.astimezone(zone).time(), zone)
        self._shift = then.astimezone(UTC) - now

    def reset(self) -> None:
        self._shift = timedelta()

    @property
    def moved(self) -> bool:
        return self._shift != timedelta()


def machine_now() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that never goes back; for durations within one process."""
    return time.monotonic()


def local_day(instant: datetime, zone: ZoneInfo = VIETNAM) -> date:
    """The civil day of ``instant`` where our users live."""
    return instant.astimezone(zone).date()
