"""What follows from a platform's refusal: the channel has classified it, here it is decided."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels.base import SendError, SendErrorKind
from domain.message import Address
from store.deliveries import Lane
from store.outbox import Claimed, MaybeSent, NotSent, Outcome

_log = logging.getLogger(__name__)

FIRST_BACK_OFF, LONGEST_BACK_OFF = timedelta(seconds=1), timedelta(minutes=5)
GIVE_UP = {
    Lane.REPLY: timedelta(days=1),
    Lane.NOTICE: timedelta(days=7),
    Lane.ANNOUNCEMENT: timedelta(days=7),
}
RETRY_AFTER = timedelta(seconds=5)  # where the platform says "too fast" but not for how long
RESEND_AFTER = timedelta(seconds=30)
QUOTA_PAUSE = timedelta(hours=1)
MISCONFIGURED_PAUSE = timedelta(minutes=1)
QUIET = timedelta(minutes=1)  # between log lines of the same kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is recorded of a delivery, and what else is done: pause the whole bot, hold one chat until an
    instant, take note of a chat's new address (old, new)."""

    name: str
    outcome: Outcome
    pause_bot_until: datetime | None = None
    hold_chat: tuple[Address, datetime] | None = None
    moved: tuple[Address, Address] | None = None


class Judge:
    """Decides for one channel. Remembers the last "too fast": the first concerns a chat, another one for
    a different chat meanwhile concerns the bot."""

    def __init__(self, channel_name: str) -> None:
        self._channel = channel_name
        self._throttled: tuple[Address, datetime] | None = None
        self._quiet_until: dict[SendErrorKind, datetime] = {}

    def __call__(self, delivery: Claimed, error: SendError, now: datetime) -> Verdict:
        kind, name = error.kind, str(error.kind)
        if error.migrated_to is not None:
            return Verdict(
                name="moved",
                outcome=again(delivery, error, address=error.migrated_to),
                moved=(delivery.address, error.migrated_to),
            )
        match kind:
            case SendErrorKind.THROTTLED:
                return self._throttle(delivery, error, now)
            case SendErrorKind.UNAVAILABLE:
                self._warn(kind, QUIET, f"{self._channel} cannot be reached: {error.reason}", now)
                return Verdict(name=name, outcome=_later_or_never(delivery, error, now))
            case SendErrorKind.UNKNOWN:
                return Verdict(name=name, outcome=maybe_sent(delivery, error.reason, now))
            case SendErrorKind.REJECTED | SendErrorKind.GONE:
                _log.info("delivery %d on %s is dead: %s", delivery.id, self._channel, error)
                return Verdict(name=name, outcome=_refused(delivery, error, dead=True))
            case SendErrorKind.OVER_QUOTA:
                pause, trouble = QUOTA_PAUSE, "the quota is used up"
            case SendErrorKind.MISCONFIGURED:
                pause, trouble = MISCONFIGURED_PAUSE, "the settings are wrong"
        line = f"{self._channel}: {trouble} ({error.reason}); nothing is sent there for {pause}"
        self._warn(kind, pause / 2, line, now)
        return Verdict(name=name, outcome=again(delivery, error), pause_bot_until=now + pause)

    def _throttle(self, delivery: Claimed, error: SendError, now: datetime) -> Verdict:
        until = now + (error.retry_after or RETRY_AFTER)
        before, self._throttled = self._throttled, (delivery.address, until)
        name, outcome = str(error.kind), again(delivery, error)
        if before is not None and before[0] != delivery.address and before[1] > now:
            self._warn(error.kind, QUIET, f"{self._channel} says we are too fast: {error.reason}", now)
            return Verdict(name=name, outcome=outcome, pause_bot_until=until)
        return Verdict(name=name, outcome=outcome, hold_chat=(delivery.address, until))

    def _warn(self, kind: SendErrorKind, quiet: timedelta, line: str, now: datetime) -> None:
        """Log ``line`` unless its kind was logged a moment ago."""
        if self._quiet_until.get(kind, now) <= now:
            self._quiet_until[kind] = now + quiet
            _log.error("%s", line)


def maybe_sent(delivery: Claimed, reason: str, now: datetime) -> MaybeSent:
    """It may have arrived; the one other try waits, since what failed now fails a moment later, too."""
    return MaybeSent(id=delivery.id, lease=delivery.lease, reason=reason, again_at=now + RESEND_AFTER)


def _refused(delivery: Claimed, error: SendError, *, dead: bool, due_at: datetime | None = None) -> NotSent:
    return NotSent(
        id=delivery.id,
        lease=delivery.lease,
        kind=str(error.kind),
        reason=error.reason,
        dead=dead,
        due_at=due_at,
    )


def again(delivery: Claimed, error: SendError, address: Address | None = None) -> NotSent:
    """Ready again; it was no attempt that counts."""
    return NotSent(
        id=delivery.id,
        lease=delivery.lease,
        kind=str(error.kind),
        reason=error.reason,
        counted=False,
        address=address,
    )


def _later_or_never(delivery: Claimed, error: SendError, now: datetime) -> NotSent:
    if now - delivery.created_at > GIVE_UP[delivery.lane]:
        return _refused(delivery, error, dead=True)
    back_off = min(FIRST_BACK_OFF * 2 ** min(delivery.attempts, 20), LONGEST_BACK_OFF)
    return _refused(delivery, error, dead=False, due_at=now + back_off)
