"""Jobs are done once, tried again when they go wrong, and given back when the worker stops."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.conversing import Bot
from bot.worker import Worker
from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM, SystemClock, machine_now
from domain.message import Address
from domain.reply import Reply, load_reply
from handlers.work import Ending, JobFunction, Refused, Work
from store import jobs, staging
from store.engine import Store
from store.errors import StoreUnavailable
from store.jobs import AT_MOST, Job, NewJob
from tests.bot.waiting import until
from tests.databases import scalars

LAN = Address("plain", "1")
WORDS = "somebody's words"
BODIES = "SELECT body FROM delivery ORDER BY id"


class Office:
    """A worker with one function, on a store with one job."""

    def __init__(self, store: Store, function: JobFunction, **more: Any) -> None:
        self.store = store
        self.woken = 0
        self.job = store.write_now(
            lambda c: jobs.enqueue(c, NewJob(kind="it", arguments={"a": 1}, owner=LAN), machine_now())
        )
        bot = Bot(knowledge=load_knowledge(), catalogue=load_catalogue(), clock=SystemClock(), zone=VIETNAM)
        self.worker = Worker(
            store=store,
            functions={"it": function},
            begin=bot.work,
            owner="test",
            apology="Xin lỗi.",
            wake_sender=self._wake,
            poll=0.02,
            **more,
        )

    def _wake(self) -> None:
        self.woken += 1

    def now(self) -> Job:
        found = self.store.read_now(lambda c: jobs.find(c, self.job))
        assert found is not None
        return found

    def said(self) -> list[str]:
        return [load_reply(body).text for body in scalars(self.store, BODIES)]

    async def until(self, happened: Callable[[], bool]) -> None:
        """Work until it has happened."""
        running = asyncio.create_task(self.worker.run())
        await until(happened, 20)
        self.worker.stop()
        await asyncio.wait_for(running, 10)


async def test_what_a_job_leaves_is_there_with_its_end(store: Store) -> None:
    def function(work: Work) -> Ending:
        assert (work.arguments, work.claimed.owner) == ({"a": 1}, LAN)
        work.deliver(Reply(text="đang làm"), "half")
        work.progress(1, 2)
        rows = work.read(lambda c: list(staging.read(c, work.id)))
        return Ending(
            result={"rows": len(rows)},
            replies=(Reply(text="xong"),),
            write=lambda c: staging.put(c, work.id, {1: {}}),
        )

    office = Office(store, function)
    await office.until(lambda: office.now().ended)
    done = office.now()
    assert (done.state, done.result, done.done_steps, done.all_steps) == ("done", {"rows": 0}, 1, 2)
    assert scalars(store, "SELECT number FROM staged_row") == [1]
    assert office.said() == ["đang làm", "xong"]
    assert office.woken == 1


async def test_a_job_that_goes_wrong_is_begun_again_and_tells_everything_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.AFTER_A_FAULT", 0.0)
    times = 0

    def function(work: Work) -> Ending:
        nonlocal times
        times += 1
        work.deliver(Reply(text="bắt đầu"), "begun")
        if times == 1:
            raise ValueError(WORDS)
        if times == 2:
            return Ending(replies=(Reply(text="never"),), write=_break)
        return Ending(replies=(Reply(text="xong"),))

    office = Office(store, function)
    await office.until(lambda: office.now().ended)
    assert (office.now().state, office.now().attempts, office.now().error) == ("done", 3, None)
    assert office.said() == ["bắt đầu", "xong"]


def _break(connection: Connection) -> None:
    staging.put(connection, 1, {1: {}})
    raise KeyError


async def test_a_job_that_always_goes_wrong_ends_with_an_apology(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.worker.AFTER_A_FAULT", 0.0)

    def function(work: Work) -> Ending:
        raise ValueError(WORDS)

    office = Office(store, function)
    await office.until(lambda: office.now().ended)
    assert (office.now().state, office.now().attempts, office.now().error) == (
        "failed",
        AT_MOST,
        "ValueError",
    )
    assert office.said() == ["Xin lỗi."]
    assert "ValueError" in caplog.text
    assert WORDS not in caplog.text


async def test_what_cannot_be_done_is_not_tried_again(store: Store) -> None:
    def function(work: Work) -> Ending:
        raise Refused("no workbook", "Đây không phải tệp Excel.")

    office = Office(store, function)
    await office.until(lambda: office.now().ended)
    assert (office.now().state, office.now().attempts, office.now().error) == ("failed", 1, "no workbook")
    assert office.said() == ["Đây không phải tệp Excel."]


async def test_a_sick_store_costs_no_attempt(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.worker.AFTER_A_FAULT", 0.0)
    times = 0

    def function(work: Work) -> Ending:
        nonlocal times
        times += 1
        if times < 3:
            raise StoreUnavailable("disk full")
        return Ending()

    office = Office(store, function)
    await office.until(lambda: office.now().ended)
    assert (office.now().state, office.now().attempts) == ("done", 1)


async def test_a_worker_that_stops_gives_its_job_back(store: Store) -> None:
    begun = threading.Event()

    def function(work: Work) -> Ending:
        begun.set()
        while True:
            work.check()

    office = Office(store, function)
    await office.until(begun.is_set)
    assert (office.now().state, office.now().attempts) == ("ready", 0)


async def test_a_cancelled_job_hears_of_it_and_writes_nothing_more(store: Store) -> None:
    begun, wrote = threading.Event(), threading.Event()

    def function(work: Work) -> Ending:
        begun.set()
        assert wrote.wait(10)
        work.write(lambda c: staging.put(c, work.id, {1: {}}))
        raise AssertionError

    office = Office(store, function)

    async def cancel() -> None:
        await until(begun.is_set)
        await store.write(lambda c: jobs.cancel(c, office.job, machine_now()))
        wrote.set()

    cancelling = asyncio.create_task(cancel())
    await office.until(lambda: wrote.is_set() and office.worker._work is None)
    await cancelling
    assert office.now().state == "cancelled"
    assert scalars(store, "SELECT number FROM staged_row") == []


async def test_the_lease_is_renewed_while_the_function_is_busy(store: Store) -> None:
    go_on = threading.Event()

    def function(work: Work) -> Ending:
        assert go_on.wait(20)
        return Ending()

    office = Office(store, function, renew=0.05)
    taken = []

    async def watch() -> None:
        await until(lambda: office.now().state == "running")
        # A lease of half a minute, of which the beginning is over.
        later = machine_now() + jobs.LEASE - timedelta(seconds=0.1)
        await asyncio.sleep(0.5)
        taken.append(await store.write(lambda c: jobs.take_back(c, later + timedelta(seconds=0.3))))
        go_on.set()

    watching = asyncio.create_task(watch())
    await office.until(lambda: office.now().ended)
    await watching
    assert taken == [0]


async def test_several_workers_share_the_jobs(postgres_store: Store) -> None:
    done: list[int] = []

    def function(work: Work) -> Ending:
        done.append(work.id)
        return Ending()

    offices = [Office(postgres_store, function) for _ in range(4)]
    running = [asyncio.create_task(office.worker.run()) for office in offices]
    await until(lambda: all(office.now().ended for office in offices))
    for office in offices:
        office.worker.stop()
    await asyncio.gather(*running)
    assert sorted(done) == sorted(office.job for office in offices)
