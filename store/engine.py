"""The open store: works go in as functions of a connection, and come back committed."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import URL, Engine
from sqlalchemy import Connection as Connection  # what a work is given; others name it from here

from store.connections import BUSY_TIMEOUT, READERS, is_sqlite, parse_url, postgres_engine, sqlite_engine
from store.errors import as_unavailable, is_unavailable
from store.writer import PooledWriter, SharedCommitWriter, Work, Writer

T = TypeVar("T")


class Store:
    """SQLite or PostgreSQL, by URL.

    A *work* is a plain function of an open connection; it must wait for nothing but the database. All
    methods raise StoreUnavailable when the database is full, locked or gone; whatever else a work raises
    comes through as it is, and nothing of that work is kept.
    """

    def __init__(self, url: URL, writer: Writer, reader: Engine) -> None:
        self.url = url
        self._writer = writer
        self._reader = reader
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")

    @classmethod
    def open(cls, url: str, *, busy_timeout: timedelta = BUSY_TIMEOUT) -> "Store":
        """``busy_timeout`` is how long SQLite waits for another program's write lock."""
        parsed = parse_url(url)
        if is_sqlite(parsed):
            writer = SharedCommitWriter(sqlite_engine(parsed, writes=True, busy_timeout=busy_timeout))
            return cls(parsed, writer, sqlite_engine(parsed, writes=False, busy_timeout=busy_timeout))
        pooled = PooledWriter(postgres_engine(parsed, writes=True))
        return cls(parsed, pooled, postgres_engine(parsed, writes=False))

    @property
    def single_process(self) -> bool:
        """Whether only one process at a time runs the bot on this store."""
        return is_sqlite(self.url)

    async def write(self, work: Work[T]) -> T:
        """What ``work`` returned, after the COMMIT."""
        return await self._writer.write(work)

    async def read(self, work: Work[T]) -> T:
        """What ``work`` returned, on a connection that cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    def write_now(self, work: Work[T]) -> T:
        """``write`` for programs without an event loop."""
        return self._writer.write_now(work)

    def read_now(self, work: Work[T]) -> T:
        """``read`` for programs without an event loop."""
        try:
            with self._reader.connect() as connection:
                return work(connection)
        except Exception as error:
            if is_unavailable(error):
                raise as_unavailable(error) from error
            raise

    def close(self) -> None:
        """Finish the works handed in, then let go of everything."""
        self._writer.close()
        self._readers.shutdown()
        self._reader.dispose()
