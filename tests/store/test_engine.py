"""Works are all or nothing, nobody's increment is lost, and a sick database has one name."""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from store import health
from store.connections import parse_url
from store.engine import Store
from store.errors import StoreError, StoreUnavailable

INSERT = text("INSERT INTO tick (name) VALUES (:name)")
NAMES = text("SELECT name FROM tick ORDER BY name")


def _add(name: str, then: Exception | None = None):
    def work(connection: Connection) -> str:
        connection.execute(INSERT, {"name": name})
        if then is not None:
            raise then
        return name

    return work


def _names(store: Store) -> list[str]:
    return store.read_now(lambda connection: list(connection.execute(NAMES).scalars()))


async def test_what_a_work_returns_comes_after_its_commit(store: Store) -> None:
    assert await store.write(_add("a")) == "a"
    assert await store.read(lambda connection: list(connection.execute(NAMES).scalars())) == ["a"]


async def test_a_work_that_raises_takes_back_only_itself(store: Store) -> None:
    works = [store.write(_add(f"w{n:02}", ValueError(f"no {n}") if n % 5 == 0 else None)) for n in range(40)]
    results = await asyncio.gather(*works, return_exceptions=True)
    assert [str(result) for result in results] == [f"no {n}" if n % 5 == 0 else f"w{n:02}" for n in range(40)]
    assert _names(store) == [f"w{n:02}" for n in range(40) if n % 5]


async def test_a_broken_rule_of_the_schema_is_told_as_what_it_is(store: Store) -> None:
    await store.write(_add("a"))
    with pytest.raises(IntegrityError):
        await store.write(_add("a"))


async def test_a_stop_iteration_reaches_its_caller(store: Store) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await store.write(lambda _connection: next(iter(())))


async def test_no_concurrent_increment_is_lost(store: Store) -> None:
    def increment(connection: Connection) -> None:
        row = "SELECT tat_us FROM bucket WHERE bot = 'b'"
        row += "" if store.single_process else " FOR UPDATE"
        value = connection.execute(text(row)).scalar_one()
        connection.execute(text("UPDATE bucket SET tat_us = :new"), {"new": value + 1})

    await store.write(lambda connection: connection.execute(text("INSERT INTO bucket VALUES ('b', 0, NULL)")))
    await asyncio.gather(*(store.write(increment) for _ in range(125)))
    assert store.read_now(lambda c: c.execute(text("SELECT tat_us FROM bucket")).scalar_one()) == 125


def test_reading_connections_cannot_write(store: Store) -> None:
    with pytest.raises((DBAPIError, StoreUnavailable), match=r"readonly|cannot execute"):
        store.read_now(_add("a"))
    assert _names(store) == []


def test_programs_without_an_event_loop_write_too(store: Store) -> None:
    assert store.write_now(_add("a")) == "a"
    with pytest.raises(ValueError, match="no"):
        store.write_now(_add("b", ValueError("no")))
    assert _names(store) == ["a"]


async def test_a_closed_store_is_unavailable(sqlite_url: str) -> None:
    store = Store.open(sqlite_url)
    store.close()
    with pytest.raises(StoreUnavailable):
        await store.write(_add("a"))


@pytest.fixture
def locked(sqlite_url: str) -> Iterator[tuple[Store, sqlite3.Connection]]:
    """A store with little patience, and another program that holds the write lock."""
    store = Store.open(sqlite_url, busy_timeout=timedelta(milliseconds=50))
    other = sqlite3.connect(parse_url(sqlite_url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield store, other
    other.close()
    store.close()


async def test_a_locked_database_is_unavailable_until_it_is_free(
    locked: tuple[Store, sqlite3.Connection],
) -> None:
    store, other = locked
    with pytest.raises(StoreUnavailable, match="database is locked"):
        await store.write(_add("a"))
    assert await health.check(store) == "database is locked"
    assert _names(store) == []
    other.rollback()
    assert await health.check(store) is None
    assert await store.write(_add("a")) == "a"


async def test_a_full_disk_is_unavailable_and_keeps_nothing(sqlite_store: Store) -> None:
    def shrink(connection: Connection) -> None:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {used}")

    await sqlite_store.write(shrink)
    with pytest.raises(StoreUnavailable, match="full"):
        await sqlite_store.write(_add("x" * 100_000))
    assert await health.check(sqlite_store) == "database or disk is full"
    assert _names(sqlite_store) == []
    await sqlite_store.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    assert await health.check(sqlite_store) is None
    assert await sqlite_store.write(_add("a")) == "a"


async def test_works_of_one_batch_fail_together_when_the_disk_is_full(sqlite_store: Store) -> None:
    await sqlite_store.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 40"))
    works = [sqlite_store.write(_add(f"{n}" + "x" * 20_000)) for n in range(32)]
    results = await asyncio.gather(*works, return_exceptions=True)
    kept = [result for result in results if isinstance(result, str)]
    assert {type(result) for result in results} >= {StoreUnavailable}
    assert sorted(_names(sqlite_store)) == sorted(kept)


async def test_a_postgresql_that_is_gone_is_unavailable(postgres_url: str) -> None:
    store = Store.open(postgres_url.replace("/test_", "/missing_"))
    with pytest.raises(StoreUnavailable, match="does not exist"):
        await store.write(_add("a"))
    with pytest.raises(StoreUnavailable, match="does not exist"):
        await store.read(lambda connection: connection.execute(NAMES).all())
    store.close()


async def test_a_value_that_is_too_long_is_no_outage(postgres_store: Store) -> None:
    with pytest.raises(OperationalError, match="exceeds"):
        await postgres_store.write(_add(token_hex(4000)))


async def test_a_postgresql_that_was_restarted_is_used_again_at_once(postgres_url: str) -> None:
    store, other = Store.open(postgres_url), Store.open(postgres_url)
    assert (await store.write(_add("a")), _names(store)) == ("a", ["a"])
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    end = text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")
    assert set(other.write_now(lambda c: c.execute(end).scalars().all())) == {True}
    assert await store.write(_add("b")) == "b"
    assert _names(store) == ["a", "b"]
    store.close()
    other.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://localhost/x", "no such database kind: mysql"),
        ("sqlite://", "SQLite needs a file"),
        ("nonsense", "cannot be read"),
    ],
)
def test_a_url_that_cannot_be_a_store_is_refused(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        Store.open(url)


def test_the_file_is_made_for_its_owner_only(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/new/folder/x.db").close()
    assert (tmp_path / "new" / "folder" / "x.db").stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/file/x.db")
