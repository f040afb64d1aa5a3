from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from store.connections import is_sqlite, parse_url, postgres_engine, sqlite_engine
from tests.databases import *  # noqa: F403
from tests.store.crowd import grow


@pytest.fixture
def c(database_url: str) -> Iterator[Connection]:
    """The transaction in which a test happens."""
    url = parse_url(database_url)
    engine = (sqlite_engine if is_sqlite(url) else postgres_engine)(url, writes=True)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def t(c: Connection) -> Connection:
    """The same, with the tree of crowd.py in it."""
    grow(c)
    return c
