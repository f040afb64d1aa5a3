"""Getting through to Telegram and taking updates from it, however long it or our own store is down."""

import asyncio
import logging
from datetime import timedelta
from typing import Any, Never

from telegram.error import TelegramError

from channels.base import ChannelError, Receive, SendErrorKind
from channels.telegram.api import Api
from channels.telegram.errors import NAME, Throttled, reason, send_error
from channels.telegram.reading import ALLOWED_UPDATES
from domain.clock import monotonic

log = logging.getLogger(__name__)

_POLL_SECONDS = 30
_FIRST_PAUSE = timedelta(seconds=0.5)
_LONGEST_PAUSE = timedelta(seconds=30)
_COMPLAIN_EVERY = 60.0  # seconds between two lines about the same trouble

_WRONG_TOKEN = (
    "TELEGRAM_TOKEN: Telegram does not accept this token; copy it again from @BotFather "
    "(if TELEGRAM_API_URL is set, look at that as well)"
)
_REFUSED = {"setWebhook": "PUBLIC_URL, TELEGRAM_WEBHOOK_SECRET"}  # whose settings a call depends on


class Patience:
    """Pauses that double from one failure to the next; says what is the matter once a minute."""

    def __init__(self) -> None:
        self._pause = _FIRST_PAUSE
        self._complained: dict[str, float] = {}

    async def after(self, trouble: str, at_least: timedelta | None = None) -> None:
        now = monotonic()
        if now - self._complained.get(trouble, -_COMPLAIN_EVERY) >= _COMPLAIN_EVERY:
            log.warning("telegram: %s; trying again", trouble)
            self._complained[trouble] = now
        pause = max(self._pause, at_least or timedelta())
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        await asyncio.sleep(pause.total_seconds())

    async def after_error(self, error: TelegramError) -> None:
        """Raises ChannelError when waiting is of no use."""
        if send_error(error).kind is SendErrorKind.MISCONFIGURED:
            raise ChannelError(_WRONG_TOKEN) from error
        await self.after(reason(error), error.retry_after if isinstance(error, Throttled) else None)

    def rewarded(self) -> None:
        self._pause = _FIRST_PAUSE


async def until_answered(api: Api, method: str, **parameters: Any) -> Any:
    """The result of ``method``, asked for until it comes. Raises ChannelError when it never will."""
    patience = Patience()
    while True:
        try:
            return await api.call(method, **parameters)
        except TelegramError as error:
            if send_error(error).kind is SendErrorKind.REJECTED:
                raise ChannelError(f"{_REFUSED.get(method, NAME)}: {method}: {reason(error)}") from error
            await patience.after_error(error)


async def poll(api: Api, receive: Receive) -> Never:
    """Hand every update to ``receive``, one after another, until cancelled.

    The offset, which tells Telegram what has arrived, passes an update only after ``receive`` returned; one
    that was not stored is asked for again. Raises ChannelError when the token is no longer good.
    """
    offset, patience = 0, Patience()
    while True:
        try:
            updates = await api.updates(offset, _POLL_SECONDS, ALLOWED_UPDATES)
        except TelegramError as error:
            await patience.after_error(error)
            continue
        stored, trouble = await _store(updates, receive)
        offset = stored + 1 if stored is not None else offset
        if trouble:
            await patience.after(trouble)
        else:
            patience.rewarded()


async def _store(updates: Any, receive: Receive) -> tuple[int | None, str]:
    """The id of the last update that was stored, and what is wrong with one: what kept us from storing the
    next, or that it has no id, without which it can be neither confirmed nor told from its repetition."""
    if not isinstance(updates, list):
        return None, "what answers getUpdates is no Bot API server"
    stored: int | None = None
    trouble = ""
    for raw in updates:
        if not (isinstance(raw, dict) and type(raw.get("update_id")) is int):
            trouble = "an update without an id was left out"
            continue
        # Not a try: whatever ``receive`` raises is an answer ("not stored") and no concern of ours.
        (failure,) = await asyncio.gather(receive(raw), return_exceptions=True)
        if failure is not None:
            return stored, f"an update was not stored ({type(failure).__name__})"
        stored = raw["update_id"]
    return stored, trouble
