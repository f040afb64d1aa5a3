"""Engines: how a connection to each database is made."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, NullPool, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from store.errors import StoreError

OLDEST_SQLITE = (3, 35)  # RETURNING
BUSY_TIMEOUT = timedelta(seconds=5)
READERS = 4
POSTGRES_WRITERS = 4


def parse_url(url: str) -> URL:
    """The URL with its driver named. Raises StoreError for what the store cannot work with."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("the database URL cannot be read (sqlite:///file or postgresql://…)") from None
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(f"no such database kind: {parsed.get_backend_name()} (sqlite or postgresql)")
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError("SQLite needs a file: sqlite:///path/to/file.db")
    return parsed


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def sqlite_file(url: URL) -> Path:
    return Path(url.database or "")


def sqlite_engine(url: URL, *, writes: bool, busy_timeout: timedelta = BUSY_TIMEOUT) -> Engine:
    """An engine whose transactions begin when we say so: at once with the write lock, or read only.

    Left to itself the driver begins late, so that a read followed by a write loses other people's changes,
    and a lock asked for late fails at once instead of waiting.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        raise StoreError(f"SQLite {wanted} or newer is needed, this is {sqlite3.sqlite_version}")
    make_file(sqlite_file(url))
    engine = create_engine(
        url,
        connect_args={
            "isolation_level": None,
            "check_same_thread": False,
            "timeout": busy_timeout.total_seconds(),
        },
        **({"poolclass": NullPool} if writes else {"pool_size": READERS, "max_overflow": 0}),
    )

    @event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, _record: Any) -> None:
        driver.execute("PRAGMA journal_mode = WAL")
        driver.execute("PRAGMA synchronous = FULL")
        driver.execute("PRAGMA foreign_keys = ON")
        if not writes:
            driver.execute("PRAGMA query_only = ON")

    def begin(dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    # Not by listening for "begin": one listener makes every statement look for more.
    engine.dialect.do_begin = begin  # type: ignore[method-assign]
    return engine


def make_file(file: Path) -> None:
    """The file is there and, when it is new, for its owner's eyes only (SQLite's side files follow it)."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        raise StoreError(f"the database file cannot be made: {error}") from error


def postgres_engine(url: URL, *, writes: bool) -> Engine:
    """An engine over psycopg 3; reading connections refuse to write."""
    return create_engine(
        url,
        pool_size=POSTGRES_WRITERS if writes else READERS,
        max_overflow=1,
        pool_pre_ping=True,  # after a restart of the server the first statement must not fail
        execution_options={} if writes else {"postgresql_readonly": True},
    )
