"""Takes in what the channels hear, and gives every address its turns: in order, fairly, durably.

An update is stored before the platform is told that we have it. From then on its turn comes, whatever
happens in between: after a crash it is found in the inbox, while the database cannot be written it waits.
"""

import asyncio
import json
import logging
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from uuid import uuid4

from bot.turns import Begin, Respond, TurnFailed, TurnResult, Turns
from channels.base import Channel, Raw, Receive
from domain.clock import machine_now
from domain.message import Address, Message
from domain.reply import Reply
from store import deliveries, health, inbox
from store.deliveries import NewDelivery
from store.engine import Connection, Store
from store.errors import ConversationChanged, StoreUnavailable
from store.inbox import InboxState, Received

_log = logging.getLogger(__name__)

SIDE_BY_SIDE = 32  # addresses having their turn at once; as many as share a commit
POLL = 1.0  # seconds between looks for what other processes stored
LOOK = 500  # addresses found by one look
BUSY_AGAIN = 0.1  # seconds until an address that another process has is tried again
PUT_ASIDE = 30.0  # seconds until an address whose turn could not even begin is tried again
LONGEST_NAME = 200  # characters of an id or address; PostgreSQL's indexes take no very long ones
FIRST_PROBE, LAST_PROBE = 0.25, 5.0  # seconds between tries while the database cannot be written


class _Standing(Enum):
    """Where an address is: in the line, having its turn, or having it while more has come in."""

    WAITING = 1
    RUNNING = 2
    AGAIN = 3


class Dispatcher:
    """``texts`` holds ``flood`` (sent once when someone writes too fast) and ``apology`` (sent when a
    handler raises). ``counts`` counts what came in and what became of it since the start, for /metrics."""

    def __init__(
        self,
        *,
        store: Store,
        channels: Mapping[str, Channel],
        begin: Begin,
        respond: Respond,
        wake_sender: Callable[[], None],
        texts: Mapping[str, str],
        waiting_limit: int = inbox.WAITING_LIMIT,
        poll: float = POLL,
    ) -> None:
        self._store = store
        self._channels = channels
        self._turns = Turns(channels=channels, begin=begin, respond=respond, apology=texts["apology"])
        self._flood_text = texts["flood"]
        self._wake_sender = wake_sender
        self._waiting_limit = waiting_limit
        self._poll = poll
        self._line: asyncio.Queue[str] = asyncio.Queue()
        self._standing: dict[str, _Standing] = {}
        self._aside: set[str] = set()
        self._acknowledging: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()
        self._trouble = asyncio.Event()  # the contrary
        self._outage: str | None = None
        self.counts: Counter[str] = Counter()

    @property
    def outage(self) -> str | None:
        """Why nothing is taken in or answered now; None when all is well."""
        return self._outage

    def receive_on(self, channel_name: str) -> Receive:
        """What the channel of that name calls with each raw update. Raises StoreUnavailable when it could
        not be stored."""
        return partial(self._receive, self._channels[channel_name])

    async def run(self) -> None:
        """Give turns until ``stop`` or cancelled."""
        async with asyncio.TaskGroup() as group:
            turns = [group.create_task(self._give_turns()) for _ in range(SIDE_BY_SIDE)]
            watch = group.create_task(self._watch())
            await self._stopping.wait()
            for task in (watch, *turns):
                # A turn that is being committed is committed all the same.
                task.cancel()

    def stop(self) -> None:
        """Begin no further turn; ``run`` returns soon."""
        self._stopping.set()

    # What comes in

    async def _receive(self, channel: Channel, raw: Raw) -> None:
        try:
            message = channel.read(raw)
            text = json.dumps(raw)  # ASCII: whatever a platform sends can be stored
            if message is not None:
                _check_names(message)
        except Exception as error:
            _log.error("an update on %s cannot be read\n%s", channel.name, _where(error))
            await self._write(partial(_store_unreadable, channel.name, raw))
            self.counts["unreadable"] += 1
            return
        if message is None:
            return
        received = await self._write(partial(self._store_message, message, text))
        if not received.new:
            self.counts["duplicate"] += 1
        elif received.flooding:
            self.counts["flood"] += 1
            if received.first:
                self._wake_sender()
        elif _needs_turn(message):
            self.counts["received"] += 1
            self._enqueue(str(message.chat))
            self._acknowledge(channel, raw)

    def _store_message(self, message: Message, text: str, connection: Connection) -> Received:
        now, channel, address = machine_now(), message.chat.channel, str(message.chat)
        key = message.id or f"fresh:{uuid4()}"  # without an id nothing can be known to come twice
        if not _needs_turn(message):
            # Not said to us: nothing of it is kept but that we have seen it.
            return Received(new=inbox.record(connection, channel, key, address, "", InboxState.DONE, now))
        received = inbox.receive(connection, channel, key, address, text, now, self._waiting_limit)
        if received.first:
            warning = NewDelivery(address=message.chat, reply=Reply(text=self._flood_text))
            deliveries.add(connection, [warning], now)
        return received

    async def _write(self, work: Callable[[Connection], Received]) -> Received:
        try:
            return await self._store.write(work)
        except StoreUnavailable as error:
            self._note_outage(error)
            raise

    def _acknowledge(self, channel: Channel, raw: Raw) -> None:
        task = asyncio.create_task(_quietly_acknowledge(channel, raw))
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)

    # Turns

    def _enqueue(self, address: str) -> None:
        if address in self._aside:
            return
        standing = self._standing.get(address)
        if standing is None:
            self._standing[address] = _Standing.WAITING
            self._line.put_nowait(address)
        elif standing is _Standing.RUNNING:
            self._standing[address] = _Standing.AGAIN

    async def _give_turns(self) -> None:
        while True:
            address = await self._line.get()
            await self._writable.wait()
            self._standing[address] = _Standing.RUNNING
            more = await self._give_turn(address)
            again = self._standing.pop(address) is _Standing.AGAIN
            if more or again:
                self._enqueue(address)  # behind everybody who is waiting

    async def _give_turn(self, address: str) -> bool:
        """Returns whether the address has more waiting."""
        try:
            result = await self._take(address)
        except StoreUnavailable as error:
            self._note_outage(error)
            return True
        except ConversationChanged:
            return True
        except Exception as error:
            # Neither the handler nor a sick database: others must not suffer from what this row does.
            _log.error("no turn for a message now\n%s", _where(error))
            self._put_aside(address)
            return False
        if result.replies:
            self._wake_sender()
        if result.busy:
            asyncio.get_running_loop().call_later(BUSY_AGAIN, self._enqueue, address)
        return result.more

    def _put_aside(self, address: str) -> None:
        """Nothing of ``address`` until PUT_ASIDE has passed; the look finds it then."""
        self._aside.add(address)
        asyncio.get_running_loop().call_later(PUT_ASIDE, self._aside.discard, address)

    async def _take(self, address: str) -> TurnResult:
        try:
            result = await self._store.write(partial(self._turns.take, address=address))
            self.counts["turns"] += 1
        except TurnFailed as failed:
            _log.error("%s\n%s", failed, _where(failed.__cause__))
            self.counts["failed"] += 1
            result = await self._store.write(partial(self._turns.apologise, failed=failed))
        return result

    # Watching

    def _note_outage(self, error: StoreUnavailable) -> None:
        if self._outage is None:
            _log.error("the database cannot be written, nothing is acknowledged until it can: %s", error)
        self._outage = str(error)
        self._writable.clear()
        self._trouble.set()

    async def _watch(self) -> None:
        """Find what waits in the inbox; while the database cannot be written, try whether it can again."""
        pause = FIRST_PROBE
        while True:
            if self._outage is None:
                pause = FIRST_PROBE
                await self._look()
                await self._sleep_or_outage()
            elif not await self._probe():
                await asyncio.sleep(pause)
                pause = min(pause * 2, LAST_PROBE)

    async def _sleep_or_outage(self) -> None:
        try:
            async with asyncio.timeout(self._poll):
                await self._trouble.wait()
        except TimeoutError:
            return

    async def _look(self) -> None:
        look = partial(inbox.addresses_with_pending, channels=tuple(self._channels), limit=LOOK)
        try:
            addresses = await self._store.read(look)
        except StoreUnavailable as error:
            self._note_outage(error)
            return
        for address in addresses:
            self._enqueue(address)

    async def _probe(self) -> bool:
        try:
            await self._store.write(health.probe)
        except StoreUnavailable as error:
            self._outage = str(error)
            return False
        _log.warning("the database can be written again")
        self._outage = None
        self._trouble.clear()
        self._writable.set()
        return True


def _check_names(message: Message) -> None:
    """Raises ValueError for an id or address that cannot be stored and found again."""
    addresses = [address for address in (message.chat, message.migrated_to) if address is not None]
    for name in (message.id, *map(str, addresses)):
        name.encode()
        if "\x00" in name or len(name) > LONGEST_NAME:
            raise ValueError("an id that cannot be stored")
    if any(Address.parse(str(address)) != address for address in addresses):
        raise ValueError("an id that cannot be stored")


def _needs_turn(message: Message) -> bool:
    return message.addressed or message.migrated_to is not None


def _store_unreadable(channel: str, raw: Raw, connection: Connection) -> Received:
    text = json.dumps(raw, default=repr)
    key = f"unreadable:{uuid4()}"
    inbox.record(connection, channel, key, None, text, InboxState.UNREADABLE, machine_now())
    return Received(new=True)


async def _quietly_acknowledge(channel: Channel, raw: Raw) -> None:
    try:
        await channel.acknowledge(raw)
    except Exception as error:
        _log.warning("acknowledging on %s failed: %s", channel.name, type(error).__name__)


def _where(error: BaseException | None) -> str:
    """Where and as what ``error`` was raised; not its words, which may be somebody's message."""
    if error is None:
        return ""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
