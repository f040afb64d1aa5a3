"""A backup comes back without those who were erased since it was made."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from store.backup import backup
from store.engine import Store
from store.erasing import erase_person
from store.errors import StoreError
from store.migrate import upgrade
from store.restoring import Restored, restore
from tests.databases import scalars
from tests.store.crowd import HUNG, LAN, LATER, MAI, grow, join, number

NAMES = "SELECT name FROM person ORDER BY id"


def filled(url: str) -> None:
    def fill(c: Connection) -> None:
        grow(c)
        for address, name in ((LAN, "Lan"), (HUNG, "Hùng")):
            join(c, address, name)

    within(url, fill)


def within(url: str, work: object) -> object:
    store = Store.open(url)
    try:
        return store.write_now(work)  # type: ignore[arg-type]
    finally:
        store.close()


def names(url: str) -> list[object]:
    store = Store.open(url)
    try:
        return list(scalars(store, NAMES))
    finally:
        store.close()


def erase(url: str, person: int) -> None:
    within(url, lambda c: erase_person(c, person, LATER, by=person))


@pytest.fixture
def copy(sqlite_url: str, tmp_path: Path) -> Path:
    """Made when Lan (1) and Hùng (2) were there."""
    filled(sqlite_url)
    backup(sqlite_url, tmp_path / "copy.db")
    return tmp_path / "copy.db"


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_who_was_erased_since_is_erased_again(sqlite_url: str, copy: Path) -> None:
    erase(sqlite_url, 1)
    done = restore(sqlite_url, copy, force=True)
    assert (done.erased, done.all_known) == (1, True)
    assert names(sqlite_url) == ["", "Hùng"]
    accounts = "SELECT address FROM person_address"
    store = Store.open(sqlite_url)
    assert scalars(store, accounts) == [str(HUNG)]
    store.close()
    assert [each.name for each in copy.parent.iterdir() if ".restoring." in each.name] == []


def test_a_second_restore_still_knows_it(sqlite_url: str, copy: Path) -> None:
    erase(sqlite_url, 1)
    restore(sqlite_url, copy, force=True)
    assert restore(sqlite_url, copy, force=True).erased == 1
    assert names(sqlite_url) == ["", "Hùng"]


def test_the_same_number_of_somebody_else_is_left_alone(sqlite_url: str, copy: Path, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.db"
    upgrade(other)
    filled(other)
    later = "UPDATE person SET created_at = datetime(created_at, '+1 hour') || '.000000'"
    within(other, lambda c: c.exec_driver_sql(later))
    erase(other, 2)
    assert restore(other, copy, force=True).erased == 0
    assert names(other) == ["Lan", "Hùng"]


def test_an_erasure_that_fails_leaves_what_was_there(sqlite_url: str, copy: Path, tmp_path: Path) -> None:
    erase(sqlite_url, 1)
    within(f"sqlite:///{copy}", lambda c: c.exec_driver_sql(
        "CREATE TRIGGER no BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'no'); END"
    ))  # fmt: skip
    with pytest.raises(Exception, match="no"):
        restore(sqlite_url, copy, force=True)
    assert names(sqlite_url) == ["", "Hùng"]


def test_where_nothing_was_nobody_can_know(copy: Path, tmp_path: Path) -> None:
    elsewhere = f"sqlite:///{tmp_path}/new.db"
    assert restore(elsewhere, copy) == Restored(before=None, erased=0, all_known=False)


def test_a_damaged_database_is_replaced_only_by_force_and_said_to_be_unknown(
    sqlite_url: str, copy: Path
) -> None:
    target = file_of(sqlite_url)
    target.write_bytes(b"no database at all" * 1000)
    with pytest.raises(StoreError, match=r"is damaged: who was erased since .* cannot be known"):
        restore(sqlite_url, copy)
    done = restore(sqlite_url, copy, force=True)
    assert (done.erased, done.all_known) == (0, False)
    assert done.before is not None
    assert done.before.read_bytes().startswith(b"no database at all")
    assert names(sqlite_url) == ["Lan", "Hùng"]


def test_who_came_after_the_backup_is_no_matter(sqlite_url: str, copy: Path) -> None:
    mai = within(sqlite_url, lambda c: number(join(c, MAI, "Mai")))
    assert mai == 3
    erase(sqlite_url, 3)
    assert restore(sqlite_url, copy, force=True).erased == 0
