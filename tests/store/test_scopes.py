"""Scopes of campaigns on both databases: set, changed, followed through a merger, on record."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from domain.scope import EVERYWHERE
from store import scopes, units
from store.engine import Store
from tests.databases import scalars
from tests.store.trees import BY, NOW, plant

T = TypeVar("T")
TREE = "ROOT EAST<ROOT WEST<ROOT MILL<EAST SCHOOL<EAST QUAY<WEST"


@pytest.fixture
def do(store: Store) -> Callable[[Callable[[Connection], T]], T]:
    store.write_now(lambda c: plant(c, TREE))
    return store.write_now


def _put(c: Connection, *codes: str, campaign: str = "x") -> bool:
    return scopes.put(c, campaign, [units.at(c, code).id for code in codes], by=None, now=NOW)


def _tops(c: Connection, campaign: str = "x") -> list[str]:
    return [unit.code for unit in scopes.of(c, campaign).tops]


def test_a_campaign_without_a_scope_concerns_all_units(do) -> None:
    assert do(lambda c: scopes.of(c, "x")) == EVERYWHERE
    assert do(lambda c: scopes.of(c, "x").concerns(units.at(c, "QUAY").path))
    assert do(lambda c: scopes.all_of(c)) == {}


def test_a_scope_is_the_units_at_the_top_with_all_below(do) -> None:
    assert do(lambda c: _put(c, "EAST"))

    def look(c: Connection) -> dict[str, tuple[bool, bool]]:
        scope = scopes.of(c, "x")
        paths = {code: units.at(c, code).path for code in ("ROOT", "EAST", "MILL", "WEST", "QUAY")}
        return {code: (scope.concerns(path), scope.touches(path)) for code, path in paths.items()}

    assert do(look) == {
        "ROOT": (False, True),
        "EAST": (True, True),
        "MILL": (True, True),
        "WEST": (False, False),
        "QUAY": (False, False),
    }
    assert do(lambda c: _tops(c, "y")) == []


def test_what_lies_below_another_top_needs_no_mention(do) -> None:
    do(lambda c: _put(c, "MILL", "EAST", "QUAY"))
    assert do(_tops) == ["EAST", "QUAY"]
    assert do(lambda c: {id: len(scope.tops) for id, scope in scopes.all_of(c).items()}) == {"x": 2}


def test_each_unit_that_comes_in_or_goes_out_is_on_record(do, store: Store) -> None:
    assert [do(lambda c: _put(c, "EAST")), do(lambda c: _put(c, "EAST"))] == [True, False]
    assert do(lambda c: _put(c, "WEST"))
    assert do(lambda c: _put(c))
    assert do(_tops) == []
    assert scalars(store, "SELECT action FROM audit WHERE subject = 'scope' ORDER BY id") == [
        "scope.unit_added",
        "scope.unit_added",
        "scope.unit_removed",
        "scope.unit_removed",
    ]
    numbers = {code: do(lambda c, code=code: units.at(c, code).id) for code in ("EAST", "WEST")}
    assert scalars(store, "SELECT unit_id FROM audit WHERE subject = 'scope' ORDER BY id") == [
        numbers["EAST"], numbers["WEST"], numbers["EAST"], numbers["WEST"],
    ]  # fmt: skip


def test_the_successor_of_a_merged_unit_is_concerned(do) -> None:
    do(lambda c: _put(c, "MILL"))
    do(lambda c: units.merge(c, units.at(c, "MILL"), units.at(c, "SCHOOL"), BY))
    assert do(_tops) == ["SCHOOL"]
