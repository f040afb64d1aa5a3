"""The shape of the contract table: what every channel must make of the same three kinds of case.

A channel takes part with a module ``tests/contracts/<name>_cases.py`` that has a ``CASES`` (a `Cases`)
and a function ``running()`` (see `Running`), and with its name in ``test_channels.CHANNELS``.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from channels.base import Attachment, Channel, Raw, SendErrorKind
from domain.message import Address, Message
from domain.reply import Reply

Request = tuple[str, dict[str, Any]]
"""One call the fake has seen: the method's name and its parameters, decoded, all of them."""


class Fake(Protocol):
    """The platform's server, as far as the table needs it."""

    def calls(self) -> Sequence[Request]:
        """Every call since the start, in order."""


Running = Callable[[], AbstractAsyncContextManager[tuple[Channel, Any]]]
"""``async with running() as (channel, fake)``: a fresh `Fake` on loopback and a channel that is ready to
send to it and knows who it is; both closed at the end. Calls made while getting ready do not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCase:
    """``channel.read(raw) == message``, the whole value."""

    name: str
    raw: Raw
    message: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCase:
    """``channel.send(to, reply, replacing)`` makes exactly ``requests``, in this order.

    ``to`` is ``Cases.address`` where it is None.
    """

    name: str
    reply: Reply
    requests: tuple[Request, ...]
    to: Address | None = None
    replacing: str | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCase:
    """After ``fault(fake)``, sending ``reply`` (a plain text where None) raises a SendError of ``kind``."""

    name: str
    fault: Callable[[Any], object]
    kind: SendErrorKind
    retry_after: timedelta | None = None
    migrated_to: Address | None = None
    reply: Reply | None = None
    to: Address | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """One channel's part of the table. ``address`` is a chat the fake knows and will take messages for."""

    address: Address
    read: tuple[ReadCase, ...]
    send: tuple[SendCase, ...]
    errors: tuple[ErrorCase, ...]
