"""The few places where the two databases differ in words."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, literal_column, text
from sqlalchemy.dialects import postgresql, sqlite

S = TypeVar("S")
Upsert = Any  # an Insert of either dialect: both know on_conflict_do_nothing and on_conflict_do_update


def per_dialect(build: Callable[[Callable[[Table], Upsert]], S]) -> Mapping[str, S]:
    """One statement for each database, built once from that database's ``insert``."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


def word(value: str) -> ColumnElement[str]:
    """A fixed word inside a statement; not a parameter, or partial indexes would not be used."""
    return literal_column(f"'{value}'")


def storable(text: str, at_most: int | None = None) -> str:
    """The first ``at_most`` characters of ``text`` without what PostgreSQL or UTF-8 cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:at_most]


_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
_WAIT = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def try_lock(connection: Connection, name: str) -> bool:
    """Hold ``name`` until the transaction ends; False when another transaction holds it. SQLite's one
    writer holds everything already."""
    if connection.dialect.name == "sqlite":
        return True
    return bool(connection.execute(_LOCK, {"name": name}).scalar_one())


def lock(connection: Connection, name: str) -> None:
    """Wait for ``name`` and hold it until the transaction ends; ``try_lock`` that does not give up."""
    if connection.dialect.name != "sqlite":
        connection.execute(_WAIT, {"name": name})
