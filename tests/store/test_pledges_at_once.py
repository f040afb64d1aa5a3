"""Two transactions that file for the same title at once: on PostgreSQL both are under way."""

from collections.abc import Iterator
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import Connection, Engine, text

from domain.pledge import Pledge
from store import pledges
from store.connections import parse_url, postgres_engine
from store.pledges import Step, TitleTaken
from tests.store.test_pledges import LAN, NOW, STORED, TITLES, a_pledge, people_and_units

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    opened = postgres_engine(parse_url(postgres_url), writes=True)
    with opened.begin() as connection:
        people_and_units(connection)
    yield opened
    opened.dispose()


def file(connection: Connection) -> Pledge:
    return pledges.file(connection, a_pledge(LAN), Step(actor=LAN, now=NOW), stored_at=STORED)


def kept(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT receipt FROM pledge")).scalars())


class Second(Thread):
    """Files in a connection of its own; commits what it could."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self.filed: Pledge | None = None
        self.refused: TitleTaken | None = None

    def run(self) -> None:
        with self._engine.begin() as connection:
            try:
                self.filed = file(connection)
            except TitleTaken as error:  # a handler answers it in words, and its turn is committed
                self.refused = error

    def begin_and_wait(self) -> None:
        """Returns when it stands before the other one's title."""
        self.start()
        with self._engine.connect() as connection:
            for _ in range(200):
                if connection.execute(text(WAITING)).scalar_one():
                    return
                connection.rollback()
                sleep(0.02)
        raise AssertionError("the second one did not wait for the first")


def test_of_two_transactions_one_files_and_the_other_hears_its_receipt(engine: Engine) -> None:
    second = Second(engine)
    with engine.begin() as connection:
        first = file(connection)
        second.begin_and_wait()
    second.join(10)
    assert second.filed is None
    assert second.refused is not None
    assert (second.refused.title, second.refused.receipt) == (TITLES[0], first.receipt)
    assert kept(engine) == [first.receipt]


def test_where_the_first_comes_to_nothing_the_second_files(engine: Engine) -> None:
    second = Second(engine)
    with engine.connect() as connection:
        file(connection)
        second.begin_and_wait()
        connection.rollback()
    second.join(10)
    assert second.filed is not None
    assert kept(engine) == [second.filed.receipt]
