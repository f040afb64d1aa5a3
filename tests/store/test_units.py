"""The union tree on both databases: what is added, changed, moved, merged and closed, and what is kept."""

import threading
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from domain.units import Refused, Unit, UnitError
from store import units
from store.engine import Store
from store.tables import pledge, unit
from store.units import UnitName
from tests.store.trees import (
    BY,
    DAY,
    NOW,
    chain,
    codes_below,
    enrol,
    file_pledge,
    memberships,
    new,
    plant,
)


def _told(c: Connection, code: str) -> list[str]:
    """What history says of a unit."""
    return [each.change for each in units.history(c, units.at(c, code).id)]


def _refusal(error: pytest.ExceptionInfo[UnitError]) -> tuple[Refused, str]:
    return error.value.reason, error.value.about


def _codes(found: Sequence[Unit]) -> list[str]:
    return [each.code for each in found]


def test_a_unit_is_what_was_added(c: Connection) -> None:
    root = units.add(c, new("A"), BY)
    added = units.add(
        c,
        new(
            " B ",
            root.id,
            name="CĐCS  Công ty\nMay\x00 Sao Mai",
            sector="doanh-nghiep",
            workers=12,
            members=9,
            valid_from=date(2020, 1, 1),
            short_names=("Sao Mai", "Sao Mai"),
            former_names=("May Chín",),
        ),
        BY,
    )
    assert added == Unit(
        id=added.id,
        code="B",
        name="CĐCS Công ty May Sao Mai",
        kind="cdcs",
        path=f"/{root.id}/{added.id}/",
        parent=root.id,
        sector="doanh-nghiep",
        workers=12,
        members=9,
        valid_from=date(2020, 1, 1),
    )
    assert (units.get(c, added.id), units.by_code(c, "B"), units.at(c, "B")) == (added, added, added)
    assert units.names_of(c, added.id) == [
        UnitName(unit_id=added.id, name="CĐCS Công ty May Sao Mai", kind="current"),
        UnitName(unit_id=added.id, name="Sao Mai", kind="short"),
        UnitName(unit_id=added.id, name="May Chín", kind="former"),
    ]
    assert (units.get(c, 999), units.by_code(c, "b")) == (None, None)


def test_many_are_added_in_any_order_under_old_and_new_ones(c: Connection) -> None:
    plant(c, "A")
    added = units.add_many(c, [new("D", "C"), new("C", "B"), new("B", "A"), new("E")], BY)
    assert list(added) == ["D", "C", "B", "E"]
    assert [chain(c, code) for code in added] == ["A/B/C/D", "A/B/C", "A/B", "E"]
    assert units.add_many(c, [], BY) == {}


@pytest.mark.parametrize(
    ("tree", "refused"),
    [
        ("B<X", (Refused.NO_PARENT, "B")),
        ("B A", (Refused.CODE_TAKEN, "A")),
        ("B B", (Refused.CODE_TAKEN, "B")),
        ("B C<D D<C", (Refused.IN_A_RING, "C")),
        ("B C<C", (Refused.IN_A_RING, "C")),
        ("B C<Z", (Refused.TARGET_CLOSED, "C")),
    ],
)
def test_all_are_added_or_none(c: Connection, tree: str, refused: tuple[Refused, str]) -> None:
    plant(c, "A Z")
    units.close(c, units.at(c, "Z"), BY)
    with pytest.raises(UnitError) as error:
        plant(c, tree)
    assert _refusal(error) == refused
    assert c.execute(select(func.count()).select_from(unit)).scalar_one() == 2


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"code": " "}, (Refused.NO_CODE, "")),
        ({"name": "\x00\n"}, (Refused.NO_NAME, "")),
        ({"name": "x" * 500}, (Refused.TOO_LONG, "x" * 40 + "…")),
        ({"short_names": ("",)}, (Refused.NO_NAME, "")),
        ({"parent": 999}, (Refused.NO_PARENT, "B")),
    ],
)
def test_what_is_no_unit_is_refused(c: Connection, changed: dict, refused: tuple[Refused, str]) -> None:
    with pytest.raises(UnitError) as error:
        units.add(c, new(**{"code": "B", **changed}), BY)
    assert _refusal(error) == refused


def test_names_are_kept_as_written(c: Connection) -> None:
    name = "CĐCS 3/2 😀 “Đá Ong” – số 7"
    assert units.add(c, new("A", name=name), BY).name == name


def test_the_tree_is_looked_at_from_any_side(c: Connection) -> None:
    plant(c, "A B<A C<A D<B E<D F")
    a, b, d = (units.at(c, code) for code in "ABD")
    assert _codes(units.children(c, None)) == ["A", "F"]
    assert _codes(units.children(c, a.id)) == ["B", "C"]
    assert codes_below(c, "A") == ["A", "B", "D", "E", "C"]
    assert _codes(units.subtree(c, "/")) == ["A", "B", "D", "E", "C", "F"]
    assert _codes(units.subtree(c, "/", limit=2)) == ["A", "B"]
    assert [units.count_below(c, path) for path in ("/", a.path, b.path, units.at(c, "E").path)] == [
        6,
        4,
        2,
        0,
    ]
    assert _codes(units.ancestors(c, d)) == ["A", "B"]
    assert units.many(c, [a.id, d.id, 999, a.id]) == {a.id: a, d.id: d}


def test_numbers_that_begin_alike_are_not_taken_for_units_below(c: Connection) -> None:
    plant(c, " ".join(f"U{number}" for number in range(1, 13)))
    assert [codes_below(c, code) for code in ("U1", "U10")] == [["U1"], ["U10"]]


def test_only_those_open_that_day_are_shown(c: Connection) -> None:
    plant(c, "A B<A")
    units.add(c, new("C", "A", valid_from=DAY), BY)
    units.close(c, units.at(c, "B"), BY)
    a = units.at(c, "A")
    for day, open_then in ((DAY - timedelta(1), "B"), (DAY, "BC"), (DAY + timedelta(1), "C")):
        assert _codes(units.subtree(c, a.path, on=day)) == ["A", *open_then]
        assert _codes(units.children(c, a.id, on=day)) == list(open_then)
    assert _codes(units.children(c, None, on=DAY)) == ["A"]


def test_numbers_change_with_what_was_before(c: Connection) -> None:
    a = units.add(c, new("A", workers=5), BY)
    changed = units.change(c, a, BY, workers=7, sector="truong-hoc", kind="cdcs")
    assert (changed.workers, changed.sector) == (7, "truong-hoc")
    assert units.change(c, a, BY, workers=7) == changed
    (_, told) = units.history(c, a.id)
    assert (told.change, told.on, told.recorded_at, told.actor) == ("changed", DAY, NOW, None)
    assert told.details == {
        "before": {"workers": 5, "sector": None},
        "after": {"workers": 7, "sector": "truong-hoc"},
    }
    units.change(c, a, BY, valid_from=date(2019, 5, 1))
    assert units.history(c, a.id)[-1].details["after"] == {"valid_from": "2019-05-01"}
    with pytest.raises(TypeError, match="not a field to change: path"):
        units.change(c, a, BY, path="/")


def test_history_says_who_and_after_which_paper(c: Connection) -> None:
    plant(c, "A")
    person = enrol(c, "A")
    by = units.By(actor=person, on=DAY, now=NOW, paper="QĐ 12/QĐ-LĐLĐ")
    renamed = units.rename(c, units.at(c, "A"), "Tên mới", by)
    told = units.history(c, renamed.id)[-1]
    assert (told.change, told.actor) == ("renamed", person)
    assert told.details == {
        "before": {"name": "Unit A"},
        "after": {"name": "Tên mới"},
        "paper": "QĐ 12/QĐ-LĐLĐ",
    }


def test_history_cannot_be_changed(c: Connection) -> None:
    plant(c, "A")
    with pytest.raises(DBAPIError, match="append only"), c.begin_nested():
        c.execute(text("UPDATE unit_change SET details = ''"))
    with pytest.raises(DBAPIError, match="append only"), c.begin_nested():
        c.execute(text("DELETE FROM unit_change"))


def test_a_renamed_unit_is_known_by_its_old_name(c: Connection) -> None:
    a = units.add(c, new("A", name="Một"), BY)
    units.rename(c, a, "Hai", BY)
    assert units.rename(c, a, " Hai ", BY).name == "Hai"
    assert [(each.name, each.kind) for each in units.all_names(c)] == [("Một", "former"), ("Hai", "current")]
    units.rename(c, a, "Một", BY)
    assert [(each.name, each.kind) for each in units.all_names(c)] == [("Hai", "former"), ("Một", "current")]
    assert _told(c, "A") == ["created", "renamed", "renamed"]


def test_other_names_are_added_once(c: Connection) -> None:
    a = units.add(c, new("A", name="Một"), BY)
    for name in ("Một", "M1", "M1"):
        units.add_name(c, a, name, "short", BY)
    assert [(each.name, each.kind) for each in units.names_of(c, a.id)] == [
        ("Một", "current"),
        ("M1", "short"),
    ]
    assert _told(c, "A") == ["created", "named"]


def test_a_moved_unit_takes_along_what_lies_below(c: Connection) -> None:
    plant(c, "A B<A C<B D<C E")
    lan = enrol(c, "D")
    moved = units.move(c, units.at(c, "B"), units.at(c, "E"), BY)
    assert moved == units.at(c, "B")
    assert [chain(c, code) for code in "BCD"] == ["E/B", "E/B/C", "E/B/C/D"]
    assert (codes_below(c, "A"), memberships(c, lan)) == (["A"], [("D", True)])
    a, e = units.at(c, "A"), units.at(c, "E")
    assert units.history(c, moved.id)[-1].details == {"from": a.id, "to": e.id}
    assert units.move(c, moved, e, BY) == moved
    units.move(c, units.at(c, "C"), None, BY)
    assert [chain(c, code) for code in "BCD"] == ["E/B", "C", "C/D"]
    assert (_told(c, "B"), _told(c, "C"), _told(c, "D")) == (
        ["created", "moved"],
        ["created", "moved"],
        ["created"],
    )


def test_what_a_caller_knew_of_a_unit_may_be_old(c: Connection) -> None:
    plant(c, "A B<A C<B E")
    old = units.at(c, "C")
    units.move(c, units.at(c, "B"), units.at(c, "E"), BY)
    units.move(c, old, units.at(c, "A"), BY)
    assert chain(c, "C") == "A/C"


def test_a_merged_unit_lies_below_what_it_became(c: Connection) -> None:
    plant(c, "A B<A C<B D<A E<B F<E")
    lan, minh, hoa = enrol(c, "B"), enrol(c, "C"), enrol(c, "B")
    file_pledge(c, "B", lan)
    merged = units.merge(c, units.at(c, "B"), units.at(c, "D"), BY)
    b, d = units.at(c, "B"), units.at(c, "D")
    assert merged == b
    assert (b.valid_until, b.successor, b.parent) == (DAY, d.id, d.id)
    assert [chain(c, code) for code in "BCEF"] == ["A/D/B", "A/D/C", "A/D/E", "A/D/E/F"]
    assert [memberships(c, person) for person in (lan, minh, hoa)] == [
        [("B", False), ("D", True)],
        [("C", True)],
        [("B", False), ("D", True)],
    ]
    counted = (
        select(func.count()).select_from(pledge.join(unit, unit.c.id == pledge.c.unit_id)).where(units.WITHIN)
    )
    assert c.execute(counted, units.within(d.path)).scalar_one() == 1
    assert c.execute(select(pledge.c.unit_id)).scalar_one() == b.id
    assert [_told(c, code)[1:] for code in "BDCEF"] == [["merged"], ["took_over"], ["moved"], ["moved"], []]


def test_names_of_merged_units_answer_for_what_they_became(c: Connection) -> None:
    units.add(c, new("A", name="Một", short_names=("M1",)), BY)
    plant(c, "B C")
    units.merge(c, units.at(c, "A"), units.at(c, "B"), BY)
    units.merge(c, units.at(c, "B"), units.at(c, "C"), BY)
    last = units.at(c, "C")
    found = [(each.name, each.kind) for each in units.all_names(c) if each.unit_id == last.id]
    assert found == [("Một", "former"), ("M1", "former"), ("Unit B", "former"), ("Unit C", "current")]
    assert len(list(units.all_names(c))) == 4


def test_a_chain_of_mergers_ends_in_the_last(c: Connection) -> None:
    plant(c, "R A<R B<R C<R X<A")
    lan = enrol(c, "A")
    for one, other in ("AB", "BC"):
        units.merge(c, units.at(c, one), units.at(c, other), BY)
    c_id = units.at(c, "C").id
    assert [units.at(c, code).successor for code in "AB"] == [c_id, c_id]
    assert [chain(c, code) for code in "ABX"] == ["R/C/A", "R/C/B", "R/C/X"]
    assert memberships(c, lan) == [("A", False), ("B", False), ("C", True)]


def test_a_unit_may_go_up_into_the_one_above(c: Connection) -> None:
    plant(c, "A B<A C<B D<C")
    units.merge(c, units.at(c, "B"), units.at(c, "A"), BY)
    assert [chain(c, code) for code in "BCD"] == ["A/B", "A/C", "A/C/D"]


def test_a_closed_unit_keeps_its_members_and_its_names(c: Connection) -> None:
    plant(c, "A B<A")
    lan = enrol(c, "B")
    closed = units.close(c, units.at(c, "B"), BY)
    assert (closed.valid_until, closed.is_open(DAY), closed.is_open(DAY + timedelta(1))) == (DAY, True, False)
    assert (memberships(c, lan), chain(c, "B")) == ([("B", True)], "A/B")
    assert UnitName(unit_id=closed.id, name="Unit B", kind="current") in list(units.all_names(c))
    assert units.close(c, units.at(c, "A"), BY).valid_until == DAY


@pytest.mark.parametrize(
    ("what", "refused"),
    [
        (lambda c, at: units.merge(c, at("B"), at("B"), BY), (Refused.INTO_ITSELF, "B")),
        (lambda c, at: units.merge(c, at("B"), at("C"), BY), (Refused.BELOW_ITSELF, "B")),
        (lambda c, at: units.merge(c, at("B"), at("Z"), BY), (Refused.TARGET_CLOSED, "Z")),
        (lambda c, at: units.merge(c, at("Z"), at("B"), BY), (Refused.CLOSED, "Z")),
        (lambda c, at: units.move(c, at("B"), at("B"), BY), (Refused.BELOW_ITSELF, "B")),
        (lambda c, at: units.move(c, at("A"), at("C"), BY), (Refused.BELOW_ITSELF, "A")),
        (lambda c, at: units.move(c, at("B"), at("Z"), BY), (Refused.TARGET_CLOSED, "Z")),
        (lambda c, at: units.move(c, at("Z"), at("B"), BY), (Refused.CLOSED, "Z")),
        (lambda c, at: units.rename(c, at("Z"), "x", BY), (Refused.CLOSED, "Z")),
        (lambda c, at: units.rename(c, at("B"), " ", BY), (Refused.NO_NAME, "")),
        (lambda c, at: units.close(c, at("Z"), BY), (Refused.CLOSED, "Z")),
        (lambda c, at: units.close(c, at("A"), BY), (Refused.OPEN_UNITS_BELOW, "A (B)")),
        (lambda c, at: units.close(c, at("Y"), BY), (Refused.BEFORE_IT_BEGAN, "Y")),
        (lambda c, at: units.merge(c, at("Y"), at("B"), BY), (Refused.BEFORE_IT_BEGAN, "Y")),
        (lambda c, at: units.add(c, new("N", "Z"), BY), (Refused.TARGET_CLOSED, "N")),
        (lambda c, at: at("N"), (Refused.UNKNOWN, "N")),
    ],
)
def test_what_would_break_the_tree_is_refused(c: Connection, what, refused) -> None:
    plant(c, "A B<A C<B Z")
    units.close(c, units.at(c, "Z"), BY)
    units.add(c, new("Y", valid_from=DAY + timedelta(1)), BY)
    before = units.subtree(c, "/")
    with pytest.raises(UnitError) as error:
        what(c, lambda code: units.at(c, code))
    assert _refusal(error) == refused
    assert "\n" not in str(error.value)
    assert units.subtree(c, "/") == before


def test_the_stamp_of_the_names_changes_with_every_change(c: Connection) -> None:
    seen = [units.names_stamp(c)]
    plant(c, "A B")
    for change in (
        lambda: units.add_name(c, units.at(c, "A"), "M1", "short", BY),
        lambda: units.rename(c, units.at(c, "A"), "Hai", BY),
        lambda: units.merge(c, units.at(c, "A"), units.at(c, "B"), BY),
    ):
        seen.append(units.names_stamp(c))
        change()
    seen.append(units.names_stamp(c))
    assert seen[0] == ""
    assert len(set(seen)) == 5
    assert units.names_stamp(c) == seen[-1]


def test_clusters_group_units_across_the_tree(c: Connection) -> None:
    plant(c, "A B<A C")
    cluster = units.add_cluster(c, "K1", "Khối 1")
    ids = [units.at(c, code).id for code in "BCB"]
    for id in ids:
        units.put_into_cluster(c, cluster.id, id)
    assert _codes(units.cluster_units(c, cluster.id)) == ["B", "C"]
    assert (units.clusters_of(c, ids[0]), units.cluster_by_code(c, "K1")) == ([cluster], cluster)
    units.close(c, units.at(c, "C"), BY)
    assert _codes(units.cluster_units(c, cluster.id, on=DAY + timedelta(1))) == ["B"]
    assert [units.take_out_of_cluster(c, cluster.id, ids[0]) for _ in range(2)] == [True, False]
    assert units.clusters_of(c, ids[0]) == []
    with pytest.raises(UnitError) as error:
        units.add_cluster(c, "K1", "x")
    assert _refusal(error) == (Refused.CODE_TAKEN, "K1")


def test_who_adds_below_a_unit_that_is_being_moved_waits(postgres_store: Store) -> None:
    """Otherwise the new unit's path would begin where the other no longer is."""
    postgres_store.write_now(lambda c: plant(c, "A B<A E"))
    held, go_on = threading.Event(), threading.Event()

    def move(c: Connection) -> None:
        units.move(c, units.at(c, "B"), units.at(c, "E"), BY)
        held.set()
        go_on.wait(5)

    mover = threading.Thread(target=postgres_store.write_now, args=(move,))
    mover.start()
    held.wait(5)
    adder = threading.Thread(
        target=postgres_store.write_now, args=(lambda c: units.add(c, new("N", "B"), BY),)
    )
    adder.start()
    adder.join(0.3)
    waits = adder.is_alive()
    go_on.set()
    for thread in (mover, adder):
        thread.join()
    assert (waits, postgres_store.read_now(lambda c: chain(c, "N"))) == (True, "E/B/N")


def test_a_merger_takes_along_who_is_enrolling_right_now(postgres_store: Store) -> None:
    postgres_store.write_now(lambda c: plant(c, "A B"))
    enrolled, go_on, people = threading.Event(), threading.Event(), list[int]()

    def join(c: Connection) -> None:
        people.append(enrol(c, "A"))
        enrolled.set()
        go_on.wait(5)

    def merge(c: Connection) -> None:
        units.merge(c, units.at(c, "A"), units.at(c, "B"), BY)

    joining = threading.Thread(target=postgres_store.write_now, args=(join,))
    joining.start()
    enrolled.wait(5)
    merging = threading.Thread(target=postgres_store.write_now, args=(merge,))
    merging.start()
    merging.join(0.3)
    go_on.set()
    for thread in (joining, merging):
        thread.join()
    assert postgres_store.read_now(lambda c: memberships(c, people[0])) == [("A", False), ("B", True)]
