"""Long polling as Zalo offers it: one event per call, no offset, no acknowledgement."""

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Never

from channels.base import ChannelError, Raw, Receive
from channels.zalo.reading import events, stamped
from channels.zalo.transport import IDLE, BadAddress, Refused, ZaloApi, ZaloFailure
from domain.clock import monotonic

log = logging.getLogger(__name__)

_TOO_QUICK = 1.0  # seconds; a server that has nothing to tell and says so at once is not long polling


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long the channel waits for what."""

    poll: timedelta = timedelta(seconds=30)  # what we ask Zalo to wait for an event, whole seconds
    grace: timedelta = timedelta(seconds=10)  # more, before we give up on that
    answer: timedelta = timedelta(seconds=15)  # for any other call
    first_pause: timedelta = timedelta(seconds=1)
    longest_pause: timedelta = timedelta(seconds=30)
    quota_pause: timedelta = timedelta(seconds=60)


class Backoff:
    """Pauses that double from the first to the longest, with jitter; logs the trouble, but not each time."""

    _SAY_EVERY = 20

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._failures = 0

    async def pause(self, trouble: str) -> None:
        if self._failures % self._SAY_EVERY == 0:
            log.warning("Zalo: %s; trying again", trouble)
        ceiling = min(self._pace.first_pause * 2 ** min(self._failures, 10), self._pace.longest_pause)
        self._failures += 1
        await asyncio.sleep(ceiling.total_seconds() * random.uniform(0.5, 1.0))

    def over(self) -> None:
        if self._failures:
            log.info("Zalo: well again after %d failures", self._failures)
        self._failures = 0


def useless(failure: ZaloFailure) -> ChannelError | None:
    """The end of listening where the settings are wrong and waiting would not mend them."""
    if isinstance(failure, Refused) and failure.code == 401:
        return ChannelError("ZALO_TOKEN is not accepted by Zalo (error 401): put in the bot's current token")
    if isinstance(failure, BadAddress):
        return ChannelError("ZALO_API_URL and ZALO_TOKEN make no usable address: look for stray characters")
    return None


async def poll(api: ZaloApi, pace: Pace, receive: Receive) -> Never:
    """Hand every event to ``receive``, one after another, until cancelled. Raises ChannelError.

    Zalo forgets an event as soon as it has told it. While ``receive`` fails, the event is kept in memory
    and offered again before the next is asked for; whoever kills the process then loses this one event.
    """
    backoff = Backoff(pace)
    while True:
        began = monotonic()
        failure: ZaloFailure | None = None
        try:
            found = events(await _get_updates(api, pace))
        except ZaloFailure as error:
            failure = error
        if failure is not None:
            await _after(failure, api, pace, backoff)
            continue
        backoff.over()
        for event in found:
            await _hand_over(stamped(event), receive, pace)
        if not found and monotonic() - began < _TOO_QUICK:
            await asyncio.sleep(pace.first_pause.total_seconds())


async def _get_updates(api: ZaloApi, pace: Pace) -> object:
    """One event, or None when there was none in time."""
    seconds = max(1, int(pace.poll.total_seconds()))
    try:
        return await api.call("getUpdates", {"timeout": seconds}, within=pace.poll + pace.grace)
    except Refused as error:
        if error.code != IDLE:
            raise
        return None


async def _after(failure: ZaloFailure, api: ZaloApi, pace: Pace, backoff: Backoff) -> None:
    """Wait as long as ``failure`` asks for, and mend what can be mended. Raises ChannelError."""
    if end := useless(failure):
        raise end
    if isinstance(failure, Refused) and failure.code == 429:
        log.warning("Zalo: quota used up (%s); polling again in %s", failure, pace.quota_pause)
        await asyncio.sleep(pace.quota_pause.total_seconds())
        return
    if isinstance(failure, Refused):
        # Which error Zalo gives while a webhook is set is not documented, so ask whether one is.
        await _leave_webhook(api, pace)
    await backoff.pause(f"getUpdates failed ({failure})")


async def _leave_webhook(api: ZaloApi, pace: Pace) -> None:
    """Polling does not work while a webhook is set: take it away. Fails silently, the poll will tell."""
    try:
        info = await api.call("getWebhookInfo", {}, within=pace.answer)
        if isinstance(info, dict) and info.get("url"):
            await api.call("deleteWebhook", {}, within=pace.answer)
            log.warning("Zalo: a webhook was set; it is deleted, because ZALO_MODE is polling")
    except ZaloFailure as error:
        log.debug("Zalo: could not look for a webhook (%s)", error)


async def _hand_over(event: Raw, receive: Receive, pace: Pace) -> None:
    backoff = Backoff(pace)
    while True:
        try:
            await receive(event)
        except Exception as error:  # whatever it raises means "not stored": the contract of Receive
            # The name only: the text of a storage error may quote what people wrote.
            trouble = f"an event could not be stored ({type(error).__name__})"
        else:
            backoff.over()
            return
        await backoff.pause(trouble)
