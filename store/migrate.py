"""Bringing a database to this program's schema."""

from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, text

from domain.clock import machine_now
from store.backup import copy_sqlite
from store.connections import is_sqlite, parse_url, postgres_engine, sqlite_engine, sqlite_file
from store.errors import StoreError
from store.migrations import REVISIONS

HEAD = REVISIONS[-1]
_SCRIPTS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7264001)")


def current(url: str) -> str | None:
    """The revision of the database; None when there is nothing in it (or no database)."""
    parsed = parse_url(url)
    if is_sqlite(parsed) and not sqlite_file(parsed).exists():
        return None
    engine = _engine(parsed)
    try:
        with engine.connect() as connection:
            return revision_of(connection)
    finally:
        engine.dispose()


def revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(url: str, revision: str = "head") -> Path | None:
    """Bring the database to ``revision``, all or nothing.

    A SQLite file with data in it is copied first; returns that copy. Raises StoreError when the database
    was made by a newer program, or when the migration leaves rows that point nowhere.
    """
    before = current(url)
    if before == (HEAD if revision == "head" else revision):
        return None
    parsed = parse_url(url)
    copy = _copy_before(parsed, before) if is_sqlite(parsed) and before is not None else None
    engine = _engine(parsed)
    try:
        _run(engine, revision)
    finally:
        engine.dispose()
    return copy


def _run(engine: Engine, revision: str) -> None:
    # Alembic takes a tenth of a second to import; an up-to-date database starts without it.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a parent table with foreign keys on would delete all its children. The switch
            # works only outside a transaction, hence straight on the driver.
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            if not sqlite:
                connection.execute(_ONE_AT_A_TIME)
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, revision)
            except CommandError as error:
                raise StoreError(f"the database does not fit this program: {error}") from None
            if sqlite:
                _check_foreign_keys(connection)


def _check_foreign_keys(connection: Connection) -> None:
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if lost:
        tables = ", ".join(sorted({str(row[0]) for row in lost}))
        raise StoreError(f"the migration would leave rows that point nowhere ({tables}); nothing was changed")


def _copy_before(url: URL, revision: str) -> Path:
    file = sqlite_file(url)
    target = file.with_name(f"{file.name}.before-upgrade-of-{revision}.{machine_now():%Y%m%dT%H%M%S%fZ}")
    copy_sqlite(file, target)
    return target


def _engine(url: URL) -> Engine:
    return sqlite_engine(url, writes=True) if is_sqlite(url) else postgres_engine(url, writes=True)
