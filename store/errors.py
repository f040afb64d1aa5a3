"""What can go wrong in the store, and how to tell a sick store from a wrong statement."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection


class StoreError(Exception):
    """The store refuses; the text says why, in one line for people."""


class StoreUnavailable(StoreError):
    """Nothing can be written (or read) now: disk full, database locked, server gone. Nothing of the work
    was kept; the same work may be tried again later."""


class DatabaseDamaged(StoreError):
    """A file that is no whole database; trying again does not help."""


class ConversationChanged(StoreError):
    """Someone else saved this conversation since it was loaded."""


_SICK_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)

_TOO_MUCH = "54"  # the SQLSTATE class of a value beyond PostgreSQL's limits: it will be so tomorrow, too


def is_unavailable(error: BaseException) -> bool:
    """Whether the store itself is at fault and not what was asked of it."""
    if isinstance(error, StoreUnavailable | NoFreeConnection):
        return True
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        return getattr(origin, "sqlite_errorcode", 0) & 0xFF in _SICK_SQLITE
    if (getattr(origin, "sqlstate", None) or "").startswith(_TOO_MUCH):
        return False
    return isinstance(error, OperationalError | InterfaceError)


def as_unavailable(error: BaseException) -> StoreUnavailable:
    """``error`` as what callers are promised; its first line only, without the statement or its values."""
    if isinstance(error, StoreUnavailable):
        return error
    origin = error.orig if isinstance(error, DBAPIError) and error.orig else error
    first_line = (str(origin).splitlines() or [type(origin).__name__])[0]
    return StoreUnavailable(first_line)


@contextmanager
def plainly() -> Iterator[None]:
    """What shows inside that the store is sick is raised as StoreUnavailable."""
    try:
        yield
    except SQLAlchemyError as error:
        if is_unavailable(error):
            raise as_unavailable(error) from None
        raise
