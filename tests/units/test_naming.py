"""The invented units and queries are what the finder is measured by: the same each time, and as told."""

from collections import Counter

from tests.units.naming import MOST_ALIKE, units
from tests.units.noise import DEVELOPING, KINDS, queries

UNITS = units(5_000)


def test_the_same_seed_makes_the_same_units_and_queries() -> None:
    assert units(300) == units(300)
    assert units(300, 1) != units(300, 2)
    few = units(300)
    assert list(queries(few, DEVELOPING, 20)) == list(queries(few, DEVELOPING, 20))
    assert list(queries(few, 1, 20)) != list(queries(few, 2, 20))


def test_units_are_told_apart_by_their_parents_and_codes() -> None:
    assert [unit.number for unit in UNITS] == list(range(1, 5_001))
    assert len({unit.code for unit in UNITS}) == 5_000
    assert len({(unit.name, unit.parent) for unit in UNITS}) == 5_000
    assert [unit for unit in UNITS if unit.parent is not None and unit.parent >= unit.number] == []


def test_some_names_are_borne_by_several_and_some_units_had_others() -> None:
    alike = [count for count in Counter(unit.name for unit in UNITS).values() if count > 1]
    assert sum(alike) > 100
    assert max(alike) <= MOST_ALIKE
    assert sum(bool(unit.former) for unit in UNITS) > 200


def test_every_kind_of_noise_finds_enough_units() -> None:
    made = Counter(asked.kind for asked in queries(UNITS, DEVELOPING, 300))
    assert made == dict.fromkeys(KINDS, 300)
