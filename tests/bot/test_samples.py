"""The sample units: what is in them, and how they come into a database."""

from datetime import date

from bot.samples import plant
from content.loader import load_catalogue, load_samples
from domain.units import ids_of
from store import scopes, units
from store.engine import Store
from tests.store.trees import BY, DAY, NOW, chain, new

BRANCHES = ("MAU-TH", "MAU-NB", "MAU-BT", "MAU-BD", "MAU-LB")


def _plant(store: Store) -> bool:
    return store.write_now(lambda c: plant(c, load_samples(), NOW, DAY))


def test_samples_are_planted_once(store: Store) -> None:
    assert (_plant(store), _plant(store)) == (True, False)
    everything = store.read_now(lambda c: units.subtree(c, "/"))
    assert len(everything) == len(load_samples().units)
    assert max(len(ids_of(unit.path)) for unit in everything) == 6


def test_units_that_are_there_are_left_alone(store: Store) -> None:
    store.write_now(lambda c: units.add(c, new("A"), BY))
    assert _plant(store) is False
    assert [unit.code for unit in store.read_now(lambda c: units.subtree(c, "/"))] == ["A"]


def test_one_sample_has_a_new_name_one_is_merged_some_are_a_cluster(sqlite_store: Store) -> None:
    _plant(sqlite_store)

    def look(c) -> None:
        ward, merged = units.at(c, "MAU-TH-BM"), units.at(c, "MAU-NB-HD")
        assert ward.name == "Công đoàn phường Bình Minh (mẫu)"
        assert next((name.name, name.kind) for name in units.names_of(c, ward.id)) == (
            "Công đoàn xã Bình Minh (mẫu)",
            "former",
        )
        assert (merged.valid_until, chain(c, "MAU-NB-HD")) == (
            date(2025, 6, 30),
            "MAU-TLD/MAU-NB/MAU-NB-HM/MAU-NB-HD",
        )
        cluster = units.cluster_by_code(c, "MAU-CUM-1")
        assert cluster is not None
        assert [unit.code for unit in units.cluster_units(c, cluster.id)] == ["MAU-TH", "MAU-NB", "MAU-HN"]

    sqlite_store.read_now(look)


def test_every_campaign_has_a_branch_with_unions_of_each_sector(sqlite_store: Store) -> None:
    _plant(sqlite_store)
    for code in BRANCHES:
        below = sqlite_store.read_now(lambda c, code=code: units.subtree(c, units.at(c, code).path))
        sectors = {unit.sector for unit in below if unit.kind == "cdcs" and unit.is_open(date(2026, 11, 20))}
        assert sectors == {"doanh-nghiep", "hanh-chinh-su-nghiep", "truong-hoc"}


def test_every_campaign_concerns_a_branch_of_its_own(sqlite_store: Store) -> None:
    _plant(sqlite_store)
    known = sqlite_store.read_now(scopes.all_of)
    concerned = {campaign: [top.code for top in scope.tops] for campaign, scope in known.items()}
    assert sorted(concerned) == sorted(campaign.id for campaign in load_catalogue())
    assert sorted(tops for [tops] in concerned.values()) == sorted(BRANCHES)
