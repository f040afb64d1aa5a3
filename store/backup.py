"""Copies of the whole database, made while it is in use, and putting one back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

from domain.clock import machine_now
from store.connections import is_sqlite, make_file, parse_url, sqlite_file
from store.errors import StoreError
from store.identity import held
from store.migrations import REVISIONS

LOCK_PATIENCE = 5.0  # seconds
_OWN_SUFFIXES = ("", "-wal", "-shm", "-journal", ".lock")
_NEWEST = (
    "SELECT max(received_at) FROM inbox",
    "SELECT max(updated_at) FROM conversation",
    "SELECT max(created_at) FROM delivery",
    "SELECT max(sent_at) FROM delivery",
    "SELECT max(asked_at) FROM kept_question",
)


def backup(url: str, file: Path) -> None:
    """A whole and consistent copy in ``file``, in place of an older one there.

    Raises StoreError for PostgreSQL, naming the command that does it, and when the file cannot be written.
    """
    parsed = parse_url(url)
    if not is_sqlite(parsed):
        raise StoreError(
            "PostgreSQL is backed up by its own tool: "
            f"pg_dump --format=custom --file={file} {_without_password(parsed)}"
        )
    copy_sqlite(sqlite_file(parsed), file)


def restore(url: str, file: Path, *, force: bool = False) -> Path | None:
    """Put the backup ``file`` in the place of what the database holds.

    The backup must be whole and of a revision this program knows. A database that holds something newer is
    replaced only with ``force``, and one that a running bot has is not replaced at all. What was there is
    copied first; returns that copy.
    """
    parsed = parse_url(url)
    if not is_sqlite(parsed):
        raise StoreError(
            "PostgreSQL is restored by its own tool: "
            f"pg_restore --clean --if-exists --dbname={_without_password(parsed)} {file}"
        )
    _verify(file)
    target = sqlite_file(parsed)
    _refuse_own_files(target, file)
    with held(url, "stop it first"):
        return _put_back(file, target, force=force)


def _put_back(file: Path, target: Path, *, force: bool) -> Path | None:
    there = _newest(target) if target.exists() else None
    if there is not None and there > (_newest(file) or "") and not force:
        raise StoreError(f"{target} holds newer data (of {there} UTC) than {file}; --force replaces it")
    copy = None
    if there is not None:
        copy = target.with_name(f"{target.name}.before-restore.{machine_now():%Y%m%dT%H%M%S%fZ}")
        copy_sqlite(target, copy)
    make_file(target)
    with _opened(file, read_only=True) as source, _opened(target) as destination:
        # One transaction of SQLite's own: interrupted, it never happened.
        source.backup(destination)
        destination.execute("PRAGMA journal_mode = WAL")
        # What pages have seen of the database that was here says nothing about this one.
        destination.execute("DELETE FROM about WHERE name = 'epoch'")
    return copy


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy the database file ``source``, which may be in use. ``target`` is there whole or not at all;
    raises StoreError when it cannot be written or belongs to ``source`` itself."""
    half = target.parent / f"{target.name}.part"
    _refuse_own_files(source, target, half)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        with _opened(source) as connection:
            # Made before SQLite sees it, so that nobody else can ever read it.
            os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            connection.execute("VACUUM INTO ?", (str(half),))
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(target)
    except OSError as error:
        raise StoreError(f"the copy cannot be written: {error}") from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _refuse_own_files(database: Path, *files: Path) -> None:
    """Raises StoreError when one of ``files`` is the database, a side file of it, or a link to one."""
    names = (database, Path(os.path.realpath(database)))  # SQLite's side files lie beside the latter
    own = [name.with_name(f"{name.name}{suffix}") for name in names for suffix in _OWN_SUFFIXES]
    for file in files:
        if any(_same(file, each) for each in own):
            raise StoreError(f"{file} belongs to the database itself; name another file")


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there (yet)
        return os.path.realpath(one) == os.path.realpath(other)


def _verify(file: Path) -> None:
    if not file.is_file():
        raise StoreError(f"there is no backup {file}")
    with _opened(file, read_only=True) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise StoreError(f"{file} is damaged: {verdict}")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            raise StoreError(f"{file} is not a backup of this program")
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or revision[0] not in REVISIONS:
        raise StoreError(f"{file} is of a schema this program does not know: {revision and revision[0]}")


def _newest(file: Path) -> str | None:
    """When something last happened in the database ``file``, as SQLite stores it; None when nothing has."""
    with _opened(file) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if "inbox" not in tables:
            return None
        instants = [connection.execute(query).fetchone()[0] for query in _NEWEST]
    return max((instant for instant in instants if instant), default=None)


@contextmanager
def _opened(file: Path, *, read_only: bool = False) -> Iterator[sqlite3.Connection]:
    mode = "?mode=ro" if read_only else ""
    try:
        connection = sqlite3.connect(
            f"{file.resolve().as_uri()}{mode}", uri=True, timeout=LOCK_PATIENCE, isolation_level=None
        )
        try:
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StoreError(f"{file}: {error}") from error


def _without_password(url: URL) -> str:
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return plain.render_as_string()
