"""One turn: one message of one address handled in one transaction, as plain functions of a connection."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from channels.base import Channel
from domain.clock import machine_now
from domain.conversation import Conversation
from domain.message import Address, Message
from domain.reply import Reply
from handlers.turn import Turn
from store import conversations, deliveries, inbox
from store.deliveries import NewDelivery
from store.engine import Connection
from store.errors import ConversationChanged, is_unavailable
from store.inbox import InboxState, Taken

_log = logging.getLogger(__name__)

Begin = Callable[[Message, Conversation, Connection], Turn]
Respond = Callable[[Turn], Sequence[Reply]]


class TurnFailed(Exception):
    """A handler raised; nothing of its turn was kept. The cause is the handler's own exception."""

    def __init__(self, row: Taken, address: Address) -> None:
        super().__init__(f"the turn of message {row.channel}/{row.key} failed")
        self.row = row
        self.address = address


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnResult:
    """``busy``: another process has the address; ``more``: it has other messages waiting."""

    busy: bool = False
    more: bool = False
    replies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """How a turn is made. ``apology`` is said when a handler raises."""

    channels: Mapping[str, Channel]
    begin: Begin
    respond: Respond
    apology: str

    def take(self, connection: Connection, address: str) -> TurnResult:
        """Handle the oldest message waiting at ``address``. Raises TurnFailed, and ConversationChanged
        when another program meddled with the conversation meanwhile."""
        if not conversations.lock(connection, address):
            return TurnResult(busy=True)
        now = machine_now()
        row = inbox.take(connection, address, now)
        if row is None:
            return TurnResult()
        try:
            return self._handle(connection, row, now)
        except Exception as error:
            if is_unavailable(error) or isinstance(error, ConversationChanged):
                raise
            raise TurnFailed(row, Address.parse(address)) from error

    def apologise(self, connection: Connection, failed: TurnFailed) -> TurnResult:
        """Mark the message failed and say so, once."""
        if not conversations.lock(connection, str(failed.address)):
            return TurnResult(busy=True)
        now = machine_now()
        if not inbox.change(connection, failed.row.id, InboxState.PENDING, InboxState.FAILED, now):
            return TurnResult(more=failed.row.more)
        apology = NewDelivery(address=failed.address, reply=Reply(text=self.apology), inbox_id=failed.row.id)
        deliveries.add(connection, [apology], now)
        return TurnResult(more=failed.row.more, replies=1)

    def _handle(self, connection: Connection, row: Taken, now: datetime) -> TurnResult:
        message = self._read(row)
        replies: Sequence[Reply] = ()
        if message is None:
            inbox.change(connection, row.id, InboxState.DONE, InboxState.UNREADABLE, now)
            return TurnResult(more=row.more)
        if message.migrated_to is not None:
            if not conversations.lock(connection, str(message.migrated_to)):
                inbox.change(connection, row.id, InboxState.DONE, InboxState.PENDING, None)
                return TurnResult(busy=True)
            move_address(connection, message.chat, message.migrated_to)
        elif message.addressed:
            replies = self._respond(connection, message, now)
            deliveries.add(connection, _to(message, replies, row.id), now)
        return TurnResult(more=row.more, replies=len(replies))

    def _respond(self, connection: Connection, message: Message, now: datetime) -> Sequence[Reply]:
        if message.in_group:  # of a group nothing is remembered
            return self.respond(self.begin(message, Conversation(), connection))
        address = str(message.chat)
        loaded = conversations.load(connection, address)
        turn = self.begin(message, loaded, connection)
        replies = self.respond(turn)
        conversations.save(connection, address, turn.conversation, loaded_version=loaded.version, now=now)
        return replies

    def _read(self, row: Taken) -> Message | None:
        """The message of a stored update; None when the program has changed and cannot read it now."""
        try:
            message = self.channels[row.channel].read(json.loads(row.raw))
        except Exception as error:
            _log.error("stored update %s/%s cannot be read: %s", row.channel, row.key, type(error).__name__)
            return None
        return message and replace(message, received_at=row.received_at)


def move_address(connection: Connection, old: Address, new: Address) -> None:
    """A chat has a new address: what is remembered of it and what waits for it goes there."""
    conversations.move(connection, str(old), str(new))
    deliveries.move(connection, old, new)


def _to(message: Message, replies: Sequence[Reply], row: int) -> list[NewDelivery]:
    return [
        NewDelivery(address=message.chat, reply=reply, inbox_id=row, part=part)
        for part, reply in enumerate(replies)
    ]
