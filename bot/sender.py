"""The only way out: takes deliveries from the store, says them on their channel, records what happened.

Each channel has its own loop, so that a slow or broken platform holds up no other. A delivery is marked
``sending`` and committed before the platform hears of it; after a crash we know which may have arrived.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from typing import TypeVar
from uuid import uuid4

from bot.enclosures import Enclosures
from bot.turns import move_address
from bot.verdicts import Judge, Verdict, again, maybe_sent
from channels.base import Channel, FileRefused, SendError
from domain.clock import machine_now
from domain.message import Address
from store import limits, outbox
from store.engine import Connection, Store
from store.errors import StoreUnavailable
from store.outbox import LEASE, Claim, Claimed, Sent

_log = logging.getLogger(__name__)

T = TypeVar("T")
_Finished = tuple[Address, Verdict]
SEND_TIMEOUT = LEASE.total_seconds() / 2 - 1  # below half a lease: nobody else can have it meanwhile
POLL = 1.0  # seconds between looks for what other processes inserted
STORE_AGAIN = 0.5  # seconds between tries while the database cannot be written


class Sender:
    """Sends on all ``channels``. ``owner`` names this process in the leases, for people to read.
    ``enclosures`` get the files that replies name.
    ``counts`` counts outcomes by (channel, outcome) since the start, for /metrics. ``arrived`` is told each
    address that something was sent to, once that is recorded."""

    def __init__(
        self,
        *,
        store: Store,
        channels: Mapping[str, Channel],
        owner: str,
        enclosures: Enclosures,
        arrived: Callable[[Address], None] = lambda address: None,
        poll: float = POLL,
        send_timeout: float = SEND_TIMEOUT,
    ) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self._store = store
        unique = f"{owner}:{uuid4().hex[:8]}"
        self._outlets = [
            _Outlet(store, channel, unique, enclosures, arrived, poll, send_timeout, self.counts)
            for channel in channels.values()
        ]

    async def run(self) -> None:
        """Send until ``stop``; then finish what is on its way."""
        if self._store.single_process:
            await _insist(self._store, _take_everything_back)
        async with asyncio.TaskGroup() as group:
            for outlet in self._outlets:
                group.create_task(outlet.run())

    def wake(self) -> None:
        """There is something new to send."""
        for outlet in self._outlets:
            outlet.wake()

    def stop(self) -> None:
        """Claim nothing more; ``run`` returns when what is on its way has arrived."""
        for outlet in self._outlets:
            outlet.stop()


class _Outlet:
    """The loop of one channel: claim, mark, send side by side, record."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        owner: str,
        enclosures: Enclosures,
        arrived: Callable[[Address], None],
        poll: float,
        send_timeout: float,
        counts: Counter[tuple[str, str]],
    ) -> None:
        self._store = store
        self._channel = channel
        self._enclosures = enclosures
        self._judge = Judge(channel.name)
        per_second = channel.limits.per_second
        self._rate = limits.Rate.of(per_second) if per_second else None
        self._leases = (f"{owner}:{channel.name}:{number}" for number in count())
        self._lost_lease: str | None = None  # claimed under it and not marked, the store failing
        self._arrived = arrived
        self._poll = poll
        self._send_timeout = send_timeout
        self._counts = counts
        self._stopping = False
        self._awake = asyncio.Event()
        self._on_the_way = 0  # marked and not yet recorded
        self._verdicts: list[_Finished] = []
        self._finished = asyncio.Event()

    def wake(self) -> None:
        self._awake.set()

    def stop(self) -> None:
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        await _insist(self._store, partial(limits.ensure, bot=self._channel.name))
        async with asyncio.TaskGroup() as group:
            recording = group.create_task(self._record())
            while not self._stopping:
                self._awake.clear()
                pause = await self._round(group)
                if pause > 0 and not self._stopping:
                    await self._sleep(pause)
            while self._on_the_way:
                self._awake.clear()
                await self._sleep(self._poll)
            recording.cancel()

    async def _round(self, group: asyncio.TaskGroup) -> float:
        """Send what may go now; returns how many seconds nothing more will (unless we are woken)."""
        free = self._channel.limits.in_flight - self._on_the_way
        if free <= 0:
            return self._poll
        lease = next(self._leases)
        try:
            claim = await self._store.write(partial(self._claim, lease, free))
            if not claim.deliveries:
                return self._poll if claim.wait is None else min(self._poll, claim.wait.total_seconds())
            if self._stopping:
                await self._store.write(partial(outbox.release, lease=lease))
                return 0
            self._lost_lease = lease
            marked = await self._store.write(partial(self._mark, claim.deliveries))
        except StoreUnavailable as error:
            _log.warning("nothing is sent on %s now: %s", self._channel.name, error)
            return STORE_AGAIN
        self._lost_lease = None
        self._on_the_way += len(marked)
        for delivery in marked:
            group.create_task(self._deliver(delivery))
        return 0

    def _claim(self, lease: str, free: int, connection: Connection) -> Claim:
        now = machine_now()
        if self._lost_lease is not None:
            outbox.release(connection, self._lost_lease)
        claim = outbox.claim(connection, self._channel.name, lease, free, now, self._rate)
        if not claim.deliveries and claim.wait is None and self._channel.limits.per_chat_interval:
            free_at = limits.next_free_chat(connection, now)
            return Claim(deliveries=(), wait=free_at - now if free_at else None)
        return claim

    def _mark(self, claimed: Sequence[Claimed], connection: Connection) -> list[Claimed]:
        interval = self._channel.limits.per_chat_interval
        ours = outbox.mark_sending(connection, claimed, machine_now(), interval)
        return [delivery for delivery in claimed if delivery.id in ours]

    async def _deliver(self, delivery: Claimed) -> None:
        verdict = await self._send(delivery)
        self._verdicts.append((delivery.address, verdict))
        self._finished.set()
        self._counts[self._channel.name, verdict.name] += 1

    async def _send(self, delivery: Claimed) -> Verdict:
        try:
            async with asyncio.timeout(self._send_timeout):
                return await self._say(delivery)
        except SendError as error:
            return self._judge(delivery, error, machine_now())
        except TimeoutError:
            return Verdict(name="unknown", outcome=maybe_sent(delivery, "no answer in time", machine_now()))
        except Exception as error:
            # No words of the error: they may hold a token or somebody's message.
            name = type(error).__name__
            _log.error("delivery %d on %s: send raised %s", delivery.id, self._channel.name, name)
            return Verdict(name="unknown", outcome=maybe_sent(delivery, name, machine_now()))

    async def _say(self, delivery: Claimed) -> Verdict:
        reply, attachment = await self._enclosures.pack(delivery, self._channel.limits)
        try:
            receipt = await self._channel.send(delivery.address, reply, attachment=attachment)
        except FileRefused as refusal:
            await self._enclosures.put_into_words(delivery, said=refusal.said)
            return Verdict(name="file_refused", outcome=again(delivery, refusal))
        sent = Sent(id=delivery.id, lease=delivery.lease, provider_id=receipt.provider_id)
        return Verdict(name="sent", outcome=sent)

    async def _record(self) -> None:
        while True:
            await self._finished.wait()
            self._finished.clear()
            finished, self._verdicts = self._verdicts, []
            recorded = await self._write_down(finished)
            self._on_the_way -= len(finished)
            for address, verdict in recorded:
                if isinstance(verdict.outcome, Sent):
                    self._arrived(address)
            self._awake.set()

    async def _write_down(self, finished: list[_Finished]) -> list[_Finished]:
        """Record what became of them; returns those that could be recorded. What could not is found as
        maybe sent when its lease is over."""
        verdicts = [verdict for _address, verdict in finished]
        try:
            await _insist(self._store, partial(self._record_verdicts, verdicts))
        except Exception as error:
            if len(finished) > 1:
                return [recorded for one in finished for recorded in await self._write_down([one])]
            words = "delivery %d on %s: what became of it cannot be recorded (%s)"
            _log.error(words, verdicts[0].outcome.id, self._channel.name, type(error).__name__)
            return []
        return finished

    def _record_verdicts(self, verdicts: Sequence[Verdict], connection: Connection) -> None:
        outbox.record(connection, [verdict.outcome for verdict in verdicts], machine_now())
        for verdict in verdicts:
            if verdict.pause_bot_until:
                limits.pause_bot(connection, self._channel.name, verdict.pause_bot_until)
            if verdict.hold_chat:
                address, until = verdict.hold_chat
                limits.hold_chats(connection, [str(address)], until)
            if verdict.moved:
                move_address(connection, *verdict.moved)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return


async def _insist(store: Store, work: Callable[[Connection], T]) -> T:
    """``work`` committed, however long the store takes to get well."""
    while True:
        try:
            return await store.write(work)
        except StoreUnavailable:
            await asyncio.sleep(STORE_AGAIN)


def _take_everything_back(connection: Connection) -> None:
    outbox.take_back(connection, machine_now(), everything=True)
