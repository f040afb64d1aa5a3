"""The contract every channel keeps: read what a platform says, say a reply, name what went wrong."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol

from domain.message import Address, Media, Message
from domain.reply import Reply

Raw = dict[str, Any]
Receive = Callable[[Raw], Awaitable[None]]
"""Given by ``bot``: stores a raw update; the platform is told "received" only after it returned.
Whatever it raises means: not stored, tell the platform nothing, offer the same update again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a platform takes. ``text`` and ``caption`` count UTF-16 units, ``choice`` and ``file`` bytes."""

    text: int
    buttons: bool
    photos: bool
    documents: bool
    choice: int = 64
    caption: int = 1024
    file: int = 20 * 1024 * 1024
    edits: bool = False
    per_second: float | None = None  # for the whole bot
    per_chat_interval: timedelta = timedelta()
    in_flight: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """The file that a reply names, read for the channel by whoever sends."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform has taken the message; ``provider_id`` is its id there (of the last part)."""

    provider_id: str


class SendErrorKind(StrEnum):
    THROTTLED = "throttled"  # not sent: wait retry_after, then again
    UNAVAILABLE = "unavailable"  # surely not sent: again after a while
    UNKNOWN = "unknown"  # maybe sent
    REJECTED = "rejected"  # not sent, and never will be in this form
    GONE = "gone"  # blocked, left, never there
    OVER_QUOTA = "over_quota"  # not sent: the quota of the month or of users is used up
    MISCONFIGURED = "misconfigured"  # not sent: the token or the address of the server is wrong


class SendError(Exception):
    """The only thing ``Channel.send`` raises. ``reason`` is for people and never holds a token."""

    def __init__(
        self,
        kind: SendErrorKind,
        reason: str,
        retry_after: timedelta | None = None,
        migrated_to: Address | None = None,
    ) -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after
        self.migrated_to = migrated_to


class FileRefused(SendError):
    """The platform takes no such file: it never will be sent, but its words can be. ``said``: they have been,
    in a message of their own."""

    def __init__(self, reason: str, *, said: bool = False) -> None:
        super().__init__(SendErrorKind.REJECTED, reason)
        self.said = said


class ChannelError(Exception):
    """A channel cannot go on listening, say because its token is wrong; the text says so in one line."""


class Channel(Protocol):
    """One platform. The channel classifies; the sender decides."""

    name: str
    limits: Limits

    async def listen(self, receive: Receive) -> None:
        """Take updates and hand each raw one to ``receive`` until cancelled.

        Polls, or tells the platform our webhook and returns when there is nothing to poll. Goes on with
        back-off while the platform is down; raises ChannelError only when going on is of no use.
        """

    def read(self, raw: Raw) -> Message | None:
        """A raw update as a message; None when nobody said anything to us. Pure, tolerant, never raises
        for what a platform may send."""

    def start_link(self, code: str) -> str | None:
        """The address that opens a chat with us and says ``/start code``; None where there is none."""

    async def fetch(self, media: Media) -> bytes:
        """The bytes of a medium. Raises SendError (UNAVAILABLE, REJECTED)."""

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        """Say it; ``replacing`` is the provider id of a message to edit where the platform can.
        ``attachment`` is the file that ``reply`` names, given where ``limits`` allow it and only there.
        Raises SendError and nothing else."""

    async def acknowledge(self, raw: Raw) -> None:
        """Typing signs and the answer to a button press: no messages, they go out at once and may fail
        silently."""

    async def close(self) -> None:
        """Let go of connections."""
