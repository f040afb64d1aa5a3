"""Ticks run on time, by one process at a time, and one that fails does not stop the others."""

import asyncio
import logging
import sqlite3
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from domain.clock import VIETNAM, machine_now
from domain.message import Address
from domain.reply import Reply
from scheduler.ticker import Scheduler, Tick
from scheduler.ticks import KEPT_BACKUPS, backup_tick, lease_tick, nightly_backup, retention_tick
from store import deliveries, inbox, jobs, limits, outbox, staging, ticks
from store.deliveries import Lane, NewDelivery
from store.engine import Store
from store.inbox import InboxState
from store.jobs import NewJob
from tests.bot.waiting import until
from tests.databases import scalars

LAN = Address("plain", "1")


def _counting(name: str, runs: list[str], every: float = 0.05, raises: bool = False) -> Tick:
    async def run() -> None:
        runs.append(name)
        if raises:
            raise ValueError(name)

    return Tick(name=name, run=run, every=timedelta(seconds=every))


async def test_ticks_run_again_and_again_and_remember_when(store: Store) -> None:
    runs: list[str] = []
    scheduler = Scheduler(store, [_counting("a", runs), _counting("b", runs)], owner="test")
    scheduler.start()
    await until(lambda: runs.count("a") >= 3 and runs.count("b") >= 3)
    await scheduler.stop()
    last = store.read_now(lambda c: ticks.last_run(c, "a"))
    assert last is not None
    assert machine_now() - last < timedelta(seconds=5)
    count = len(runs)
    await asyncio.sleep(0.2)
    assert len(runs) == count
    assert scalars(store, "SELECT lease_owner FROM tick WHERE lease_owner IS NOT NULL") == []


async def test_a_tick_that_raises_is_logged_and_runs_again(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    runs: list[str] = []
    scheduler = Scheduler(store, [_counting("a", runs, raises=True)], owner="test")
    scheduler.start()
    await until(lambda: len(runs) >= 2)
    await scheduler.stop()
    assert any(record.exc_info and record.levelno == logging.ERROR for record in caplog.records)


async def test_two_schedulers_share_the_ticks(postgres_url: str) -> None:
    stores = [Store.open(postgres_url), Store.open(postgres_url)]
    runs: list[str] = []
    pair = [Scheduler(one, [_counting("a", runs, every=0.4)], owner="test") for one in stores]
    for scheduler in pair:
        scheduler.start()
    await asyncio.sleep(1.5)
    for scheduler in pair:
        await scheduler.stop()
    assert 2 <= len(runs) <= 4
    for one in stores:
        one.close()


async def test_a_stop_waits_for_what_is_running(sqlite_store: Store) -> None:
    done: list[int] = []

    async def slow() -> None:
        done.append(0)
        await asyncio.sleep(0.3)
        done.append(1)

    tick = Tick(name="slow", run=slow, every=timedelta(seconds=0.05))
    scheduler = Scheduler(sqlite_store, [tick], owner="test")
    scheduler.start()
    await until(lambda: done == [0])
    await scheduler.stop()
    assert done == [0, 1]


@pytest.mark.parametrize(("age", "made_up"), [(None, 0), (timedelta(hours=3), 0), (timedelta(days=2), 1)])
async def test_a_missed_night_is_made_up_for_at_the_start(
    sqlite_store: Store, age: timedelta | None, made_up: int
) -> None:
    made: list[int] = []
    if age is not None:
        then = machine_now() - age
        sqlite_store.write_now(lambda c: ticks.lease(c, "backup", "x", then, until=then, not_since=then))
        sqlite_store.write_now(lambda c: ticks.finish(c, "backup", "x", then))
    scheduler = Scheduler(sqlite_store, [backup_tick(lambda: made.append(1))], owner="test")
    scheduler.start()
    await asyncio.sleep(0.2)
    await scheduler.stop()
    assert len(made) == made_up


def test_the_night_is_a_vietnamese_night() -> None:
    tick = backup_tick(lambda: None)
    assert tick.at == time(2, 30)
    now = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # 3 o'clock of the 21st in Vietnam
    due = tick.trigger(VIETNAM).get_next_fire_time(None, now)
    assert due == datetime(2026, 11, 22, 2, 30, tzinfo=VIETNAM)


async def test_a_locked_database_leaves_a_tick_out(sqlite_url: str, caplog: pytest.LogCaptureFixture) -> None:
    store = Store.open(sqlite_url, busy_timeout=timedelta(milliseconds=10))
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    runs: list[str] = []
    scheduler = Scheduler(store, [_counting("a", runs)], owner="test")
    scheduler.start()
    await until(lambda: "tick a is left out: database is locked" in caplog.text)
    assert runs == []
    other.rollback()
    await until(lambda: len(runs) > 0)
    await scheduler.stop()
    other.close()
    store.close()


async def test_the_lease_tick_takes_back_skips_and_wakes_the_sender(store: Store) -> None:
    long_ago = machine_now() - timedelta(minutes=5)
    new = [
        NewDelivery(address=LAN, reply=Reply(text="a")),
        NewDelivery(address=LAN, reply=Reply(text="b"), lane=Lane.NOTICE, valid_until=long_ago),
    ]
    store.write_now(lambda c: deliveries.add(c, new, long_ago))
    store.write_now(lambda c: limits.ensure(c, "plain"))
    store.write_now(lambda c: outbox.claim(c, "plain", "dead", 9, long_ago))
    woken: list[str] = []
    tick = lease_tick(store, lambda: woken.append("sender"), lambda: woken.append("worker"))
    await tick.run()
    await tick.run()
    assert scalars(store, "SELECT state FROM delivery ORDER BY id") == ["ready", "skipped"]
    assert woken == ["sender"]


async def test_the_lease_tick_takes_back_jobs_and_wakes_the_worker(store: Store) -> None:
    long_ago = machine_now() - timedelta(minutes=5)
    store.write_now(lambda c: jobs.enqueue(c, NewJob(kind="it"), long_ago))
    store.write_now(lambda c: jobs.claim(c, ["it"], "dead", long_ago))
    woken: list[str] = []
    tick = lease_tick(store, lambda: woken.append("sender"), lambda: woken.append("worker"))
    await tick.run()
    await tick.run()
    assert scalars(store, "SELECT state FROM job") == ["ready"]
    assert woken == ["worker"]


async def test_the_retention_tick_forgets(store: Store) -> None:
    old = machine_now() - timedelta(hours=49)
    store.write_now(lambda c: inbox.record(c, "plain", "1", "plain:1", "x", InboxState.DONE, old))
    await retention_tick(store).run()
    assert scalars(store, "SELECT raw FROM inbox") == [""]


async def test_the_retention_tick_forgets_jobs_and_what_they_staged(store: Store) -> None:
    for age, number in ((timedelta(hours=49), 1), (timedelta(days=31), 2), (timedelta(hours=47), 3)):
        ended = machine_now() - age
        store.write_now(lambda c, at=ended: jobs.enqueue(c, NewJob(kind="it"), at))
        claimed = store.write_now(lambda c, at=ended: jobs.claim(c, ["it"], "a", at))
        assert claimed is not None
        store.write_now(lambda c, n=number: staging.put(c, n, {1: {}, 2: {}}))
        store.write_now(lambda c, one=claimed, at=ended: jobs.finish(c, one, {}, at))
    await retention_tick(store).run()
    assert scalars(store, "SELECT id FROM job ORDER BY id") == [1, 3]
    assert scalars(store, "SELECT job_id FROM staged_row") == [3, 3]


async def test_a_week_of_backups_is_kept(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 10):
        (folder / f"thidua-2026010{day}T000000Z.db").touch()
    (folder / "mine.db").touch()
    tick = backup_tick(nightly_backup(sqlite_url, folder))
    await tick.run()
    names = sorted(file.name for file in folder.iterdir())
    assert len(names) == KEPT_BACKUPS + 1
    assert names[:2] == ["mine.db", "thidua-20260104T000000Z.db"]
    assert max(file.stat().st_size for file in folder.iterdir()) > 0
