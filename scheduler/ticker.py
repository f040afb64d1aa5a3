"""The ticker: APScheduler says when, a row in the store says who."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from domain.clock import VIETNAM, machine_now
from store import ticks
from store.engine import Connection, Store
from store.errors import StoreUnavailable

_log = logging.getLogger(__name__)

DAY = timedelta(days=1)
SHORTEST_LEASE, LONGEST_LEASE = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Something done again and again; doing it twice, late or never on time does no harm.

    ``every`` is the span between two runs, ``at`` a time of day instead. A daily tick that was missed
    while no process ran is made up for at the start.
    """

    name: str
    run: Callable[[], Awaitable[None]]
    every: timedelta = DAY
    at: time | None = None

    @property
    def lease(self) -> timedelta:
        """How long a run may take until somebody else may begin one."""
        return min(max(self.every, SHORTEST_LEASE), LONGEST_LEASE)

    def trigger(self, zone: ZoneInfo) -> BaseTrigger:
        if self.at is not None:
            return CronTrigger(hour=self.at.hour, minute=self.at.minute, timezone=zone)
        return IntervalTrigger(seconds=self.every.total_seconds(), timezone=zone)


class Scheduler:
    """Runs ``ticks`` while started, each only where the store gives the right to."""

    def __init__(self, store: Store, ticks: Sequence[Tick], *, owner: str, zone: ZoneInfo = VIETNAM) -> None:
        self._store = store
        self._ticks = tuple(ticks)
        self._owner = f"{owner}:{uuid4().hex[:8]}"
        self._zone = zone
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=zone,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin ticking; call it inside a running event loop."""
        for tick in self._ticks:
            self._scheduler.add_job(self._run, tick.trigger(self._zone), [tick], id=tick.name)
            if tick.at is not None:
                self._scheduler.add_job(self._make_up, None, [tick], id=f"make up for {tick.name}")
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin nothing more and wait for what is running."""
        self._scheduler.pause()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    async def _make_up(self, tick: Tick) -> None:
        last = await self._store.read(lambda connection: ticks.last_run(connection, tick.name))
        if last is not None and machine_now() - last > tick.every:
            await self._run(tick)

    async def _run(self, tick: Tick) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            if await self._store.write(lambda connection: self._lease(connection, tick)):
                await self._run_leased(tick)
        except StoreUnavailable as error:
            _log.warning("tick %s is left out: %s", tick.name, error)
        finally:
            self._running.discard(task)

    async def _run_leased(self, tick: Tick) -> None:
        try:
            await tick.run()
        except BaseException:
            await self._store.write(lambda connection: ticks.give_up(connection, tick.name, self._owner))
            raise
        await self._store.write(
            lambda connection: ticks.finish(connection, tick.name, self._owner, machine_now())
        )

    def _lease(self, connection: Connection, tick: Tick) -> bool:
        now = machine_now()
        return ticks.lease(
            connection,
            tick.name,
            self._owner,
            now,
            until=now + tick.lease,
            not_since=now - tick.every / 2,
        )
