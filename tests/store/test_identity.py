"""Which database this is, and who has it."""

from pathlib import Path

import pytest

from store.backup import backup
from store.engine import Store
from store.errors import StoreError
from store.identity import epoch, held
from store.migrate import upgrade
from store.restoring import restore


def test_a_database_keeps_its_epoch_and_shares_it_with_no_other(store: Store, tmp_path: Path) -> None:
    first = store.write_now(epoch)
    assert (len(first), store.write_now(epoch)) == (12, first)
    url = f"sqlite:///{tmp_path / 'other.db'}"
    upgrade(url)
    other = Store.open(url)
    assert other.write_now(epoch) != first
    other.close()


def test_a_restored_database_begins_a_new_epoch(sqlite_url: str, tmp_path: Path) -> None:
    store = Store.open(sqlite_url)
    before = store.write_now(epoch)
    backup(sqlite_url, tmp_path / "copy.db")
    store.close()
    restore(sqlite_url, tmp_path / "copy.db", force=True)
    store = Store.open(sqlite_url)
    assert store.write_now(epoch) != before
    store.close()


def test_one_process_at_a_time_has_a_sqlite_database(sqlite_url: str) -> None:
    refusal = pytest.raises(StoreError, match=r"another process runs the bot on .*; several need PostgreSQL")
    with held(sqlite_url), refusal, held(sqlite_url):
        raise AssertionError("held twice")
    with held(sqlite_url):
        pass


def test_many_processes_have_a_postgresql_database() -> None:
    with held("postgresql://x@127.0.0.1/y"), held("postgresql://x@127.0.0.1/y"):
        pass
