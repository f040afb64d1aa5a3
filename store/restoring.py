"""Putting a backup in the place of the database, without those who were erased since it was made."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import bindparam, select

from domain.clock import machine_now
from store.backup import copy_sqlite, opened, refuse_own_files, without_password
from store.connections import is_sqlite, make_file, parse_url, sqlite_file
from store.engine import Connection, Store
from store.erasing import erase_person
from store.errors import DatabaseDamaged, StoreError
from store.identity import held
from store.migrate import upgrade
from store.migrations import REVISIONS
from store.tables import person

_NEWEST = (
    "SELECT max(received_at) FROM inbox",
    "SELECT max(updated_at) FROM conversation",
    "SELECT max(created_at) FROM delivery",
    "SELECT max(sent_at) FROM delivery",
    "SELECT max(asked_at) FROM kept_question",
)
_ERASED = "SELECT id, created_at FROM person WHERE erased_at IS NOT NULL ORDER BY id"
_KNOWN_SINCE = select(person.c.created_at).where(person.c.id == bindparam("number"))
_SIDE_FILES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """``before`` is the copy of what was there, None where nothing was; ``erased`` counts those in the
    backup who had been erased since. ``all_known`` is False where there was no whole database to ask: who was
    erased since may then be in the restored one again."""

    before: Path | None
    erased: int
    all_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Present:
    """What stands in the place: ``newest`` is when something last happened there, as SQLite stores it, None
    when nothing has; ``erased`` the numbers of those erased and when each was first known, None where that
    cannot be read."""

    newest: str | None = None
    erased: Sequence[tuple[int, datetime]] | None = None
    damaged: bool = False


def restore(url: str, file: Path, *, force: bool = False) -> Restored:
    """Put the backup ``file`` in the place of what the database holds, and erase in it whoever was erased
    there since: before anybody else can see it.

    The backup must be whole and of a revision this program knows; it comes back at this program's. A database
    that holds something newer, or is damaged, is replaced only with ``force``, and one that a running bot has
    is not replaced at all. What was there is kept aside.
    """
    parsed = parse_url(url)
    if not is_sqlite(parsed):
        raise StoreError(
            "PostgreSQL is restored by its own tool: "
            f"pg_restore --clean --if-exists --dbname={without_password(parsed)} {file}"
        )
    _verify(file)
    target = sqlite_file(parsed)
    refuse_own_files(target, file)
    with held(url, "stop it first"):
        present = _look(target) if target.exists() else _Present()
        _refuse_loss(present, target, file, force=force)
        with TemporaryDirectory(prefix=f"{target.name}.restoring.", dir=target.parent) as beside:
            made = Path(beside) / target.name
            erased = _make(made, file, present.erased or ())
            before = _set_aside(target, present)
            make_file(target)
            _copy_over(made, target)
    return Restored(
        before=before, erased=erased, all_known=present.erased is not None and not present.damaged
    )


def _look(target: Path) -> _Present:
    """A file that cannot be read to its end is damaged; what could be read of it counts."""
    newest, erased, whole = None, None, False
    with suppress(DatabaseDamaged), opened(target) as connection:
        tables = _tables(connection)
        if "person" in tables:
            erased = [(number, _instant(known)) for number, known in connection.execute(_ERASED)]
        newest = _newest(connection, tables)
        whole = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    return _Present(newest=newest, erased=erased, damaged=not whole)


def _refuse_loss(present: _Present, target: Path, file: Path, *, force: bool) -> None:
    if force:
        return
    if present.damaged:
        raise StoreError(
            f"{target} is damaged: who was erased since {file} was made cannot be known; --force replaces it"
        )
    if present.newest is None:
        return
    with opened(file, read_only=True) as connection:
        backed_up = _newest(connection, _tables(connection)) or ""
    if present.newest > backed_up:
        raise StoreError(
            f"{target} holds newer data (of {present.newest} UTC) than {file}; --force replaces it"
        )


def _make(made: Path, file: Path, erased: Sequence[tuple[int, datetime]]) -> int:
    """The database that will be there, beside the one that is; how many were erased in it."""
    make_file(made)
    with opened(file, read_only=True) as source, opened(made) as destination:
        source.backup(destination)
        # What pages have seen of the database that was here says nothing about this one.
        if "about" in _tables(destination):
            destination.execute("DELETE FROM about WHERE name = 'epoch'")
    upgrade(f"sqlite:///{made}")
    store = Store.open(f"sqlite:///{made}")
    try:
        return store.write_now(partial(_erase_again, erased=erased, now=machine_now()))
    finally:
        store.close()


def _erase_again(connection: Connection, erased: Sequence[tuple[int, datetime]], now: datetime) -> int:
    """Numbers alone do not say that it is the same person: in a backup from before an earlier restore, or of
    another database, the same number is somebody else's."""
    return sum(
        erase_person(connection, number, now, by=None)
        for number, known in erased
        if connection.execute(_KNOWN_SINCE, {"number": number}).scalar_one_or_none() == known
    )


def _set_aside(target: Path, present: _Present) -> Path | None:
    """A copy where one can be made, else the damaged file itself; None where there is nothing to keep."""
    if present.newest is None and not present.damaged:
        return None
    aside = target.with_name(f"{target.name}.before-restore.{machine_now():%Y%m%dT%H%M%S%fZ}")
    if not present.damaged:
        copy_sqlite(target, aside)
        return aside
    for suffix in (*_SIDE_FILES, ""):
        with suppress(FileNotFoundError):
            os.replace(f"{target}{suffix}", f"{aside}{suffix}")
    return aside


def _copy_over(made: Path, target: Path) -> None:
    with opened(made) as source, opened(target) as destination:
        # One transaction of SQLite's own: interrupted, it never happened.
        source.backup(destination)
        destination.execute("PRAGMA journal_mode = WAL")


def _verify(file: Path) -> None:
    if not file.is_file():
        raise StoreError(f"there is no backup {file}")
    with opened(file, read_only=True) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise StoreError(f"{file} is damaged: {verdict}")
        if "alembic_version" not in _tables(connection):
            raise StoreError(f"{file} is not a backup of this program")
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or revision[0] not in REVISIONS:
        raise StoreError(f"{file} is of a schema this program does not know: {revision and revision[0]}")


def _newest(connection: sqlite3.Connection, tables: set[str]) -> str | None:
    if "inbox" not in tables:
        return None
    instants = [connection.execute(query).fetchone()[0] for query in _NEWEST]
    return max((instant for instant in instants if instant), default=None)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def _instant(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
