"""When people are not to be disturbed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``start`` to ``end`` nothing but replies goes out; past midnight when ``end`` is the earlier.
    Where both are the same there are none."""

    start: time
    end: time

    def over_at(self, now: datetime, zone: ZoneInfo) -> datetime:
        """``now`` itself, or the end of the quiet hours in which it lies."""
        local = now.astimezone(zone)
        if not self._holds(local.time()):
            return now
        day = local.date() if local.time() < self.end else local.date() + timedelta(days=1)
        return datetime.combine(day, self.end, zone).astimezone(now.tzinfo)

    def _holds(self, clock: time) -> bool:
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


USUAL = QuietHours(time(21), time(6, 30))
NEVER = QuietHours(time(0), time(0))
