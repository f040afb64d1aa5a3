"""The ticks there are."""

import asyncio
from collections.abc import Callable
from datetime import time, timedelta
from functools import partial
from pathlib import Path

from domain.clock import machine_now
from scheduler.ticker import Tick
from store import deliveries, jobs, outbox, retention
from store.backup import backup
from store.engine import Connection, Store

KEPT_BACKUPS = 7
NIGHT = time(2, 30)


def lease_tick(store: Store, wake_sender: Callable[[], None], wake_worker: Callable[[], None]) -> Tick:
    """Every 5 seconds: take back deliveries and jobs whose holder did not come back, skip deliveries that
    are too late."""

    def sweep(connection: Connection) -> tuple[int, int]:
        now = machine_now()
        deliveries.skip_expired(connection, now)
        return outbox.take_back(connection, now), jobs.take_back(connection, now)

    async def run() -> None:
        to_send, to_do = await store.write(sweep)
        if to_send:
            wake_sender()
        if to_do:
            wake_worker()

    return Tick(name="leases", run=run, every=timedelta(seconds=5))


def retention_tick(store: Store) -> Tick:
    """Every hour: empty what has been kept long enough."""

    async def run() -> None:
        await retention.forget(store, machine_now())

    return Tick(name="retention", run=run, every=timedelta(hours=1))


def backup_tick(make_backup: Callable[[], None]) -> Tick:
    """Every night: ``make_backup``, in a thread."""

    async def run() -> None:
        await asyncio.to_thread(make_backup)

    return Tick(name="backup", run=run, at=NIGHT)


def nightly_backup(url: str, folder: Path) -> Callable[[], None]:
    """What ``backup_tick`` calls: a dated copy of the SQLite database in ``folder``, the last 7 kept."""
    return partial(_back_up, url, folder)


def _back_up(url: str, folder: Path) -> None:
    backup(url, folder / f"thidua-{machine_now():%Y%m%dT%H%M%SZ}.db")
    for old in sorted(folder.glob("thidua-*.db"))[:-KEPT_BACKUPS]:
        old.unlink()
