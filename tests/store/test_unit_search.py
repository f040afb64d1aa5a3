"""Units are found by what the database says today: renamed, merged, closed; on both databases."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import Connection

from content.loader import load_knowledge
from store import unit_search, units
from store.engine import Store
from store.errors import StoreUnavailable
from store.unit_search import FoundUnit, UnitSearch
from tests.bot.waiting import until
from tests.store.trees import BY, DAY, new

LATER = DAY + timedelta(days=30)


@pytest.fixture
def search() -> UnitSearch:
    return UnitSearch.knowing(load_knowledge())


@pytest.fixture
def planted(store: Store) -> Store:
    """A province with two communes, and grassroots unions below them."""
    store.write_now(_plant)
    return store


def _plant(connection: Connection) -> None:
    units.add_many(
        connection,
        [
            new("NB", name="Liên đoàn Lao động tỉnh Ninh Bình", kind="ldld-tinh"),
            new("NB-1", "NB", name="Công đoàn xã Yên Phú", kind="cong-doan-xa"),
            new("NB-2", "NB", name="Công đoàn xã Kim Sơn", kind="cong-doan-xa"),
            new("NB-1-1", "NB-1", name="CĐCS Trường Tiểu học Lê Lợi"),
            new("NB-2-1", "NB-2", name="CĐCS Trường Tiểu học Lê Lợi"),
            new("NB-1-2", "NB-1", name="CĐCS Công ty TNHH May Hòa Phát"),
            new("NB-2-2", "NB-2", name="CĐCS Công ty CP Giày Đại Thành"),
            new("NB-2-3", "NB-2", name="Nghiệp đoàn Xe ôm Gia Viễn", kind="nghiep-doan"),
        ],
        BY,
    )


def _found(store: Store, search: UnitSearch, text: str) -> Sequence[FoundUnit]:
    return store.read_now(lambda connection: search.find(connection, text, on=LATER))


def _first(store: Store, search: UnitSearch, text: str) -> tuple[str, str, bool, bool]:
    first = _found(store, search, text)[0]
    return first.unit.code, first.name, first.via_former_name, first.closed


def test_units_of_one_name_are_told_apart_by_their_parents(planted: Store, search: UnitSearch) -> None:
    found = _found(planted, search, "th le loi")
    above = "Liên đoàn Lao động tỉnh Ninh Bình"
    assert [(each.unit.code, each.parents) for each in found[:2]] == [
        ("NB-1-1", ("Công đoàn xã Yên Phú", above)),
        ("NB-2-1", ("Công đoàn xã Kim Sơn", above)),
    ]
    assert _found(planted, search, "th le loi kim son")[0].unit.code == "NB-2-1"


def test_a_renamed_unit_answers_under_both_names(planted: Store, search: UnitSearch) -> None:
    assert _first(planted, search, "may hoa phat")[0] == "NB-1-2"
    assert _found(planted, search, "sao việt") == []
    planted.write_now(lambda c: units.rename(c, units.at(c, "NB-1-2"), "CĐCS Công ty TNHH Sao Việt", BY))
    assert _first(planted, search, "sao viet") == ("NB-1-2", "CĐCS Công ty TNHH Sao Việt", False, False)
    old = "CĐCS Công ty TNHH May Hòa Phát"
    assert _first(planted, search, "may hoa phat") == ("NB-1-2", old, True, False)


def test_a_merged_unit_answers_with_its_successor_also_by_its_code(
    planted: Store, search: UnitSearch
) -> None:
    planted.write_now(lambda c: units.merge(c, units.at(c, "NB-2-2"), units.at(c, "NB-1-2"), BY))
    old = "CĐCS Công ty CP Giày Đại Thành"
    assert _first(planted, search, "giày đại thành") == ("NB-1-2", old, True, False)
    assert _first(planted, search, "nb22") == ("NB-1-2", old, True, False)


def test_a_closed_unit_is_told_only_where_it_is_meant(planted: Store, search: UnitSearch) -> None:
    planted.write_now(lambda c: units.close(c, units.at(c, "NB-2-3"), BY))
    planted.write_now(lambda c: units.close(c, units.at(c, "NB-1-1"), BY))
    assert _first(planted, search, "xe om gia vien") == ("NB-2-3", "Nghiệp đoàn Xe ôm Gia Viễn", False, True)
    assert "NB-1-1" not in [each.unit.code for each in _found(planted, search, "th le loi")[1:]]


def test_a_unit_not_yet_begun_is_not_offered(planted: Store, search: UnitSearch) -> None:
    begins = LATER + timedelta(days=1)
    planted.write_now(
        lambda c: units.add(c, new("NB-9", "NB", name="Công đoàn Bưu điện", valid_from=begins), BY)
    )
    assert _found(planted, search, "bưu điện") == []


def test_a_tree_without_units_has_none(store: Store, search: UnitSearch) -> None:
    assert _found(store, search, "may hòa phát") == []


@pytest.mark.parametrize("text", ["", "🙂", "0" * 500, "x" * 500])
def test_any_text_is_read(planted: Store, search: UnitSearch, text: str) -> None:
    assert _found(planted, search, text) == []


def test_many_threads_see_a_change_at_once(planted: Store, search: UnitSearch) -> None:
    def rename(number: int) -> str:
        name = f"CĐCS Công ty TNHH Sao Việt {number}"
        planted.write_now(lambda c: units.rename(c, units.at(c, "NB-1-2"), name, BY))
        return _first(planted, search, "sao viet")[0]

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(rename, range(16))) == {"NB-1-2"}


@asynccontextmanager
async def kept(search: UnitSearch, store: Store) -> AsyncIterator[None]:
    """While the index is built beside the turns."""
    keeping = asyncio.create_task(search.keep(store, look=0.01))
    yield
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_the_index_is_there_before_anybody_looks(
    planted: Store, search: UnitSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with kept(search, planted):
        await until(lambda: search.built)
        monkeypatch.setattr(unit_search, "_findable", None)  # nothing is built any more
        assert _first(planted, search, "may hoa phat")[0] == "NB-1-2"


async def test_while_a_new_index_is_built_turns_use_the_old_one(
    planted: Store, search: UnitSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, real = Event(), Event(), unit_search._findable

    def slowly(connection: Connection) -> object:
        begun.set()
        go_on.wait(10)
        return real(connection)

    async with kept(search, planted):
        await until(lambda: search.built)
        monkeypatch.setattr(unit_search, "_findable", slowly)
        planted.write_now(lambda c: units.rename(c, units.at(c, "NB-1-2"), "CĐCS Công ty TNHH Sao Việt", BY))
        planted.write_now(lambda c: units.close(c, units.at(c, "NB-2-3"), BY))
        planted.write_now(lambda c: units.merge(c, units.at(c, "NB-2-2"), units.at(c, "NB-1-2"), BY))
        await until(begun.is_set)
        found = _found(planted, search, "may hoa phat")[0]
        assert (found.unit.code, found.unit.name) == ("NB-1-2", "CĐCS Công ty TNHH Sao Việt")
        assert [each.closed for each in _found(planted, search, "xe om gia vien")] == [True]
        assert [each.closed for each in _found(planted, search, "giay dai thanh")] == [True]
        assert _found(planted, search, "sao viet") == []
        go_on.set()
        await until(lambda: bool(_found(planted, search, "sao viet")))
        assert _first(planted, search, "giày đại thành")[0] == "NB-1-2"


async def test_once_nobody_keeps_it_a_look_builds_the_index_itself(
    planted: Store, search: UnitSearch
) -> None:
    async with kept(search, planted):
        await until(lambda: search.built)
    planted.write_now(lambda c: units.rename(c, units.at(c, "NB-1-2"), "CĐCS Công ty TNHH Sao Việt", BY))
    assert _first(planted, search, "sao viet")[0] == "NB-1-2"


async def test_a_look_before_there_is_an_index_builds_it(planted: Store, search: UnitSearch) -> None:
    keeping = search.keep(planted)
    keeping.send(None)  # begun, and no further
    assert _first(planted, search, "may hoa phat")[0] == "NB-1-2"
    keeping.close()


@pytest.mark.parametrize("error", [StoreUnavailable("locked"), ValueError("a strange name")])
async def test_the_keeper_goes_on_whatever_goes_wrong(
    planted: Store, search: UnitSearch, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def trouble(connection: Connection) -> str:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(units, "names_stamp", trouble)
        keeping = asyncio.create_task(search.keep(planted, look=0.01))
        await asyncio.sleep(0.05)
        assert not search.built
    await until(lambda: search.built)
    keeping.cancel()
