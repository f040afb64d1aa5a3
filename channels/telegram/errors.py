"""What went wrong, in the words every channel shares."""

from datetime import timedelta

import httpx
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

from channels.base import SendError, SendErrorKind
from domain.message import Address

NAME = "telegram"

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NO_SUCH_SERVER = (httpx.InvalidURL, httpx.UnsupportedProtocol)
_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "deactivated")
_REASON_LENGTH = 200


class Throttled(TelegramError):
    """The platform wants us to wait (HTTP 429).

    Instead of the library's RetryAfter, which exists only where the platform says how long, and whose
    number of seconds is about to become a span.
    """

    __slots__ = ("retry_after",)

    def __init__(self, retry_after: timedelta | None) -> None:
        super().__init__(f"Too many requests, retry after {retry_after or 'a while'}")
        self.retry_after = retry_after


class Busy(TelegramError):
    """Too many calls are on their way: this one never began."""

    def __init__(self) -> None:
        super().__init__("Too many calls at the same time")


def send_error(error: TelegramError) -> SendError:
    """``error`` of a call that should have sent something. Whatever is not surely unsent is UNKNOWN."""
    if isinstance(error, Throttled):
        return SendError(SendErrorKind.THROTTLED, reason(error), error.retry_after)
    if isinstance(error, ChatMigrated):
        moved = Address(NAME, str(error.new_chat_id))
        return SendError(SendErrorKind.GONE, reason(error), migrated_to=moved)
    return SendError(_kind(error), reason(error))


def reason(error: TelegramError) -> str:
    """For people, in one short line: without the body of a page that came instead of an answer."""
    described, _, _ = error.message.partition(". Parsing the server response")
    return " ".join(described.split())[:_REASON_LENGTH]


def means(error: TelegramError, *descriptions: str) -> bool:
    """Whether the platform's description holds one of ``descriptions`` (lower case)."""
    return any(description in error.message.lower() for description in descriptions)


def _kind(error: TelegramError) -> SendErrorKind:
    match error:
        case Forbidden():
            return SendErrorKind.GONE
        case InvalidToken():
            return SendErrorKind.MISCONFIGURED
        case Conflict() | Busy():
            return SendErrorKind.UNAVAILABLE
        case BadRequest():  # before NetworkError, of which the library makes it a kind
            return SendErrorKind.GONE if means(error, *_NOBODY_THERE) else SendErrorKind.REJECTED
    if isinstance(error.__cause__, _NO_SUCH_SERVER):
        return SendErrorKind.MISCONFIGURED
    if isinstance(error.__cause__, _NEVER_LEFT):
        return SendErrorKind.UNAVAILABLE
    return SendErrorKind.UNKNOWN
