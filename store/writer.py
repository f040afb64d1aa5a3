"""Who writes: one thread for SQLite, whose works share commits; a few threads for PostgreSQL."""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from store.connections import POSTGRES_WRITERS
from store.errors import StoreUnavailable, as_unavailable, is_unavailable

T = TypeVar("T")
Work = Callable[[Connection], T]
SHARED_COMMIT = 32  # works that share one commit


class Writer(Protocol):
    """Runs works, each all or nothing; what it returns is committed."""

    async def write(self, work: Work[T]) -> T: ...

    def write_now(self, work: Work[T]) -> T: ...

    def close(self) -> None: ...


def run_alone(engine: Engine, work: Work[T]) -> T:
    """``work`` in a transaction of its own, in this thread."""
    try:
        with engine.begin() as connection:
            return work(connection)
    except Exception as error:
        if is_unavailable(error):
            raise as_unavailable(error) from error
        raise


class PooledWriter:
    """PostgreSQL: each work its own transaction, a few at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(POSTGRES_WRITERS, thread_name_prefix="store-writer")

    async def write(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, run_alone, self._engine, _transportable(work)
        )

    def write_now(self, work: Work[T]) -> T:
        return run_alone(self._engine, work)

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()


def _transportable(work: Work[T]) -> Work[T]:
    """``work`` with a StopIteration, which no asyncio future can carry, turned into a RuntimeError."""

    def run(connection: Connection) -> T:
        try:
            return work(connection)
        except StopIteration as error:
            raise RuntimeError("StopIteration out of a work") from error

    return run


@dataclass(slots=True, eq=False)
class _Job:
    work: Work[Any]
    loop: asyncio.AbstractEventLoop | None  # None: somebody waits in a thread
    future: "asyncio.Future[Any] | Future[Any]"
    result: Any = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.cancelled():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class SharedCommitWriter:
    """SQLite: the one writer. Works waiting at the same moment share a commit, each in its savepoint.

    A work that raises takes back only its own savepoint. A caller hears of success only after the COMMIT;
    if that fails, or the store is sick, every work of the batch fails with StoreUnavailable.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._jobs: deque[_Job] = deque()
        self._awake = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Job(_transportable(work), loop, future))
        return await future

    def write_now(self, work: Work[T]) -> T:
        future: Future[T] = Future()
        self._put(_Job(work, None, future))
        return future.result()

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        with self._awake:
            self._closed = True
            self._awake.notify()
        self._thread.join()
        self._engine.dispose()

    def _put(self, job: _Job) -> None:
        with self._awake:
            if self._closed:
                raise StoreUnavailable("the store is closed")
            self._jobs.append(job)
            self._awake.notify()

    def _take(self) -> list[_Job]:
        """The next works, waiting for one; empty when closed and nothing is left."""
        with self._awake:
            while not self._jobs and not self._closed:
                self._awake.wait()
            return [self._jobs.popleft() for _ in range(min(len(self._jobs), SHARED_COMMIT))]

    def _run(self) -> None:
        while jobs := self._take():
            try:
                self._commit_together(jobs)
            # The thread must outlive anything, or every later caller would wait for ever.
            except BaseException as error:
                self._abandon(jobs, error)
            _settle(jobs)
        if self._connection is not None:
            self._connection.close()

    def _commit_together(self, jobs: Sequence[_Job]) -> None:
        if self._connection is None:
            self._connection = self._engine.connect()
        connection = self._connection
        with connection.begin():
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            for job in jobs:
                _run_in_savepoint(connection, driver, job)

    def _abandon(self, jobs: Sequence[_Job], error: BaseException) -> None:
        for job in jobs:
            job.result, job.error = None, as_unavailable(error)
        if self._connection is not None and (self._connection.in_transaction() or not _harmless(error)):
            # A connection that failed in the middle is not to be trusted; a new one costs nothing.
            with suppress(DBAPIError, sqlite3.Error):
                self._connection.close()
            self._connection = None


def _harmless(error: BaseException) -> bool:
    """Whether the connection is as good as before: only the disk was full or the database locked."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    return getattr(origin, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY)


def _run_in_savepoint(connection: Connection, driver: sqlite3.Connection, job: _Job) -> None:
    # Straight to the driver: a savepoint by way of SQLAlchemy costs ten times as much.
    driver.execute("SAVEPOINT work")
    try:
        job.result = job.work(connection)
    except BaseException as error:
        if is_unavailable(error):
            raise
        driver.execute("ROLLBACK TO work")
        job.error = error
    # Fails when SQLite has given up the whole transaction behind a work's back: then all have failed.
    driver.execute("RELEASE work")


def _settle(jobs: Sequence[_Job]) -> None:
    """Tell the callers, with one wake-up for each event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        if job.loop is None:
            job.settle()
        else:
            by_loop.setdefault(job.loop, []).append(job)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody is waiting
            loop.call_soon_threadsafe(_settle_in_loop, theirs)


def _settle_in_loop(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        job.settle()
