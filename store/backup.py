"""Copies of the whole database, made while it is in use."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

from store.connections import is_sqlite, parse_url, sqlite_file
from store.errors import DatabaseDamaged, StoreError

LOCK_PATIENCE = 5.0  # seconds
_OWN_SUFFIXES = ("", "-wal", "-shm", "-journal", ".lock")


def backup(url: str, file: Path) -> None:
    """A whole and consistent copy in ``file``, in place of an older one there.

    Raises StoreError for PostgreSQL, naming the command that does it, and when the file cannot be written.
    """
    parsed = parse_url(url)
    if not is_sqlite(parsed):
        raise StoreError(
            "PostgreSQL is backed up by its own tool: "
            f"pg_dump --format=custom --file={file} {without_password(parsed)}"
        )
    copy_sqlite(sqlite_file(parsed), file)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy the database file ``source``, which may be in use. ``target`` is there whole or not at all;
    raises StoreError when it cannot be written or belongs to ``source`` itself."""
    half = target.parent / f"{target.name}.part"
    refuse_own_files(source, target, half)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        with opened(source) as connection:
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


def refuse_own_files(database: Path, *files: Path) -> None:
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


@contextmanager
def opened(file: Path, *, read_only: bool = False) -> Iterator[sqlite3.Connection]:
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
        kind = DatabaseDamaged if _says_damaged(error) else StoreError
        raise kind(f"{file}: {error}") from error


def _says_damaged(error: sqlite3.Error) -> bool:
    """Not merely locked, full or out of reach."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # what is above tells where, not what
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def without_password(url: URL) -> str:
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return plain.render_as_string()
