"""A link is good for one download by whoever has its token, for a day."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.message import Address
from store import downloads, files, retention
from store.downloads import LIFE, Offer
from store.engine import Store
from store.files import FileGone
from tests.databases import scalars

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LAN = Address("zalo", "lan")


def put(store: Store, keep: timedelta | None = None) -> str:
    return store.write_now(
        lambda c: files.put(c, name="a.txt", media_type="text/plain", content=b"abc", now=NOW, keep=keep)
    )


def mint(store: Store, row: str, now: datetime = NOW) -> str:
    return store.write_now(lambda c: downloads.mint(c, row, LAN, now))


def take(store: Store, token: str, now: datetime = NOW) -> str | None:
    taken = store.write_now(lambda c: downloads.take(c, token, now))
    return taken.id if taken else None


def test_looking_uses_nothing_up_and_taking_does(store: Store) -> None:
    row = put(store)
    token = mint(store, row)
    known = store.read_now(lambda c: files.about(c, row))
    for _ in range(3):
        offer = store.read_now(lambda c: downloads.look(c, token, NOW))
        assert known is not None
        assert offer == Offer(address=LAN, file=known)
    assert take(store, token) == row
    assert take(store, token) is None
    assert store.read_now(lambda c: downloads.look(c, token, NOW)) is None


async def test_of_many_who_come_at_once_one_gets_the_file(store: Store) -> None:
    token = mint(store, put(store))
    taken = await asyncio.gather(*(store.write(lambda c: downloads.take(c, token, NOW)) for _ in range(20)))
    assert sum(one is not None for one in taken) == 1


def test_a_token_is_long_differs_each_time_and_is_not_kept(store: Store) -> None:
    row = put(store)
    tokens = {mint(store, row) for _ in range(5)}
    assert {len(token) for token in tokens} == {32}
    assert len(tokens) == 5
    kept = " ".join(str(value) for value in scalars(store, "SELECT hash FROM download"))
    assert not any(token in kept for token in tokens)


@pytest.mark.parametrize("wrong", ["", "x" * 32, "\ud800"])
def test_a_wrong_token_leads_nowhere(store: Store, wrong: str) -> None:
    mint(store, put(store))
    assert store.read_now(lambda c: downloads.look(c, wrong, NOW)) is None
    assert take(store, wrong) is None


def test_a_link_is_over_after_a_day_and_with_its_file(store: Store) -> None:
    lasting, short = mint(store, put(store)), mint(store, put(store, timedelta(hours=1)))
    assert take(store, short, NOW + timedelta(hours=1)) is None
    assert take(store, lasting, NOW + LIFE) is None
    assert take(store, lasting, NOW + LIFE - timedelta(seconds=1)) is not None


def test_there_is_no_link_to_a_file_that_is_gone(store: Store) -> None:
    row = put(store, timedelta(hours=1))
    with pytest.raises(FileGone):
        mint(store, row, NOW + timedelta(hours=1))
    with pytest.raises(FileGone):
        mint(store, "no")


async def test_retention_takes_links_and_files_whose_time_is_over(store: Store) -> None:
    kept, old = put(store), put(store, timedelta(days=2))
    for row in (kept, old):
        mint(store, row)
    fresh = mint(store, kept, NOW + timedelta(days=2))
    assert await retention.forget(store, NOW + timedelta(days=2)) == 3
    assert scalars(store, "SELECT id FROM file") == [kept]
    assert scalars(store, "SELECT count(*) FROM download") == [1]
    assert take(store, fresh, NOW + timedelta(days=2)) == kept


async def test_a_file_that_goes_takes_its_links_along(store: Store) -> None:
    mint(store, put(store, timedelta(hours=2)))
    gone = await store.write(lambda c: files.delete_expired(c, NOW + timedelta(hours=2), 10))
    assert gone == 1
    assert scalars(store, "SELECT count(*) FROM download") == [0]
