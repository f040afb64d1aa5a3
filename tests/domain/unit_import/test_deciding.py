"""What becomes of each row, and that carrying the rows out leaves a tree that is a tree."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lexicon import Sector
from domain.unit_import import (
    Changed,
    Column,
    Outcome,
    Plan,
    Reason,
    Refusal,
    SheetRow,
    Standing,
    Step,
    Words,
    decide,
)
from domain.units import Unit, UnitKind

KINDS = (
    UnitKind(id="tinh", name="Liên đoàn Lao động tỉnh", short="LĐLĐ", words=("LĐLĐ tỉnh",)),
    UnitKind(id="nganh", name="Công đoàn ngành", short="CĐ ngành"),
    UnitKind(id="co-so", name="Công đoàn cơ sở", short="CĐCS", words=("công đoàn cơ sở",), grassroots=True),
)
SECTORS = (
    Sector(id="doanh-nghiep", name="khối doanh nghiệp", words=("doanh nghiệp",)),
    Sector(id="truong-hoc", name="khối trường học", words=("trường học", "giáo dục")),
)
WORDS = Words(KINDS, SECTORS)

ROOT = Standing(unit=Unit(id=1, code="T", name="LĐLĐ tỉnh Mẫu", kind="tinh", path="/1/"))
BRANCH = Standing(
    unit=Unit(id=2, code="N", name="Công đoàn ngành Y tế", kind="nganh", path="/1/2/", parent=1)
)
SHOP = Standing(
    unit=Unit(
        id=3,
        code="N1",
        name="CĐCS Bệnh viện Mẫu",
        kind="co-so",
        path="/1/2/3/",
        parent=2,
        sector="doanh-nghiep",
        workers=100,
        members=90,
        valid_from=date(2010, 1, 1),
    ),
    short_names=("CĐCS BVM",),
    former_names=("CĐCS Bệnh viện Cũ",),
    clusters=("Cụm số 1",),
)
GONE = Standing(
    unit=Unit(
        id=4,
        code="X",
        name="Công đoàn ngành Cũ",
        kind="nganh",
        path="/1/4/",
        parent=1,
        valid_until=date(2025, 6, 30),
    )
)
TREE = (ROOT, BRANCH, SHOP, GONE)


def row(number: int, **cells: Any) -> SheetRow:
    return SheetRow(number=number, cells={Column(name): value for name, value in cells.items()})


def plan_of(*rows: SheetRow, tree: Sequence[Standing] = TREE) -> Plan:
    return decide(rows, tree, WORDS)


def told(plan: Plan) -> list[Any]:
    """For each row: what is refused, else what changes, else the outcome."""
    return [
        [refusal.reason for refusal in verdict.refusals]
        or [str(change) for change in verdict.changes]
        or str(verdict.outcome)
        for verdict in plan.verdicts
    ]


NEW = {"name": "CĐCS Trường Mẫu", "parent": "N"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu"}, "same"),
        ({"name": "cđcs  BỆNH VIỆN mẫu", "parent": "cong doan nganh y te"}, ["renamed"]),
        (
            {"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "workers": "1.100", "members": "1 099"},
            ["workers", "members"],
        ),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "sector": "Giáo dục"}, ["sector"]),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "short_names": "CĐCS BVM; BVM"}, ["names"]),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "former_names": "CĐCS Bệnh viện Cũ"}, "same"),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "clusters": "cụm số 1"}, "same"),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "clusters": "Cụm số 2"}, ["clusters"]),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "parent_code": "T", "parent": "lạ"}, ["moved"]),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "valid_until": "31/12/2025"}, ["closed"]),
        (
            {
                "code": "N1",
                "name": "CĐCS Bệnh viện Mẫu",
                "valid_from": datetime.combine(date(2010, 1, 1), time()),
            },
            "same",
        ),
        ({"code": "X", "name": "Công đoàn ngành Cũ", "valid_until": date(2025, 6, 30)}, "same"),
        (NEW, "created"),
        ({**NEW, "code": "N2", "workers": 0.0}, "created"),
        ({"name": "LĐLĐ tỉnh Khác"}, "created"),
        ({"code": "N1", "name": None}, [Reason.NO_NAME]),
        ({"name": "  "}, [Reason.NO_NAME]),
        ({**NEW, "name": "Đ" * 301, "kind": "CĐCS"}, [Reason.TOO_LONG]),
        ({**NEW, "kind": "Chi hội"}, [Reason.UNKNOWN_KIND]),
        ({**NEW, "name": "Trường Mẫu"}, [Reason.NO_KIND]),
        ({**NEW, "sector": "vũ trụ"}, [Reason.UNKNOWN_SECTOR]),
        ({**NEW, "workers": -1}, [Reason.NOT_A_NUMBER]),
        ({**NEW, "workers": 1.5}, [Reason.NOT_A_NUMBER]),
        (
            {**NEW, "workers": "khoảng 20", "members": float("inf")},
            [Reason.NOT_A_NUMBER, Reason.NOT_A_NUMBER],
        ),
        ({**NEW, "workers": True}, [Reason.NOT_A_NUMBER]),
        ({**NEW, "workers": date(2025, 1, 1)}, [Reason.NOT_A_NUMBER]),
        ({**NEW, "workers": "9" * 5000}, [Reason.NOT_A_NUMBER]),
        ({**NEW, "workers": 5, "members": 6}, [Reason.MORE_MEMBERS]),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "workers": 80}, [Reason.MORE_MEMBERS]),
        ({**NEW, "valid_from": "31/2/2025"}, [Reason.NOT_A_DAY]),
        ({**NEW, "valid_from": 2025}, [Reason.NOT_A_DAY]),
        ({**NEW, "valid_from": "1/7/2025", "valid_until": "2025-06-30"}, [Reason.CLOSES_FIRST]),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "valid_until": "1/1/2009"}, [Reason.CLOSES_FIRST]),
        ({"name": "CĐCS Bệnh viện Cũ", "parent": "N"}, [Reason.FORMER_NAME]),
        ({"name": "CĐCS Lạ"}, [Reason.PARENT_MISSING]),
        ({"name": "CĐCS Lạ", "parent": "Z"}, [Reason.PARENT_NOT_FOUND]),
        ({"name": "CĐCS Lạ", "parent": "X"}, [Reason.PARENT_CLOSED]),
        ({"code": "N1", "name": "CĐCS Bệnh viện Mẫu", "parent": "X"}, [Reason.PARENT_CLOSED]),
        ({"code": "X", "name": "Tên khác"}, [Reason.CLOSED]),
        ({"code": "N", "name": "Công đoàn ngành Y tế", "parent": "N1"}, [Reason.CYCLE]),
        ({"code": "N", "name": "Công đoàn ngành Y tế", "parent": "N"}, [Reason.CYCLE]),
        ({"code": "N", "name": "Công đoàn ngành Y tế", "valid_until": "1/1/2026"}, [Reason.OPEN_BELOW]),
    ],
)
def test_a_row_alone(cells: dict[str, Any], expected: Any) -> None:
    assert told(plan_of(row(7, **cells))) == [expected]


def test_a_formula_without_a_value_is_refused_by_its_cell() -> None:
    refused = replace(row(7, **NEW), uncomputed="F7")
    assert plan_of(refused).verdicts[0].refusals == (Refusal(Reason.UNCOMPUTED, "F7"),)


def test_parents_may_stand_later_and_be_called_by_name() -> None:
    rows = [
        row(2, name="CĐCS A", parent="Công đoàn ngành Giáo dục"),
        row(3, name="Công đoàn ngành Giáo dục", parent="T", code="G"),
        row(4, name="CĐCS B", parent="G"),
    ]
    plan = plan_of(*rows)
    assert [(step.code, step.parent, step.kind, step.depth) for step in plan.steps] == [
        ("G", "T", "nganh", 2),
        ("G.1", "G", "co-so", 3),
        ("G.2", "G", "co-so", 3),
    ]
    assert [verdict.code for verdict in plan.verdicts] == ["G.1", "G", "G.2"]


def test_codes_we_give_are_free() -> None:
    rows = [row(2, name="CĐCS A", parent="N"), row(3, name="CĐCS B", parent="N", code="N.1")]
    assert [verdict.code for verdict in plan_of(*rows).verdicts] == ["N.2", "N.1"]


def test_rows_about_one_unit_are_all_refused_and_say_which() -> None:
    rows = [
        row(2, code="A", name="CĐCS A", parent="N"),
        row(3, code="A", name="CĐCS B", parent="N"),
        row(4, code="N1", name="CĐCS Bệnh viện Mẫu"),
        row(5, name="CĐCS Bệnh viện Mẫu", parent="N"),
        row(6, name="CĐCS C", parent="N"),
        row(7, name="cdcs c", parent="N"),
        row(8, name="CĐCS dưới A", parent="A"),
    ]
    assert [verdict.refusals for verdict in plan_of(*rows).verdicts] == [
        (Refusal(Reason.DUPLICATE, "3"),),
        (Refusal(Reason.DUPLICATE, "2"),),
        (Refusal(Reason.DUPLICATE, "5"),),
        (Refusal(Reason.DUPLICATE, "4"),),
        (Refusal(Reason.DUPLICATE, "7"),),
        (Refusal(Reason.DUPLICATE, "6"),),
        (Refusal(Reason.PARENT_REFUSED, "2"),),
    ]


def test_what_hangs_from_a_refused_row_is_refused_all_the_way_down() -> None:
    rows = [
        row(2, name="CĐCS C", parent="CĐCS B"),
        row(3, name="CĐCS B", parent="CĐCS A"),
        row(4, name="CĐCS A", parent="N", workers="?"),
    ]
    assert told(plan_of(*rows)) == [[Reason.PARENT_REFUSED], [Reason.PARENT_REFUSED], [Reason.NOT_A_NUMBER]]


def test_a_ring_of_rows_is_refused_and_what_hangs_from_it() -> None:
    rows = [
        row(2, name="CĐCS C", parent="A"),
        row(3, code="A", name="Công đoàn ngành A", parent="B"),
        row(4, code="B", name="Công đoàn ngành B", parent="A"),
        row(5, code="D", name="CĐCS D", parent="N"),
    ]
    assert told(plan_of(*rows)) == [[Reason.PARENT_REFUSED], [Reason.CYCLE], [Reason.CYCLE], "created"]


def test_below_a_unit_whose_move_is_refused_one_can_still_come() -> None:
    rows = [
        row(2, name="CĐCS C", parent="N"),
        row(3, code="N", name="Công đoàn ngành Y tế", parent="N1"),
    ]
    assert told(plan_of(*rows)) == ["created", [Reason.CYCLE]]


def test_two_names_alike_are_ambiguous() -> None:
    twins = [
        replace(SHOP, unit=replace(SHOP.unit, id=9 + n, code=f"W{n}", name="CĐCS Đôi", path=f"/1/2/{9 + n}/"))
        for n in range(2)
    ]
    rows = [
        row(2, name="CĐCS Đôi", parent="N"),
        row(3, name="CĐCS Đôi"),
        row(4, name="CĐCS Con", parent="CĐCS Đôi"),
    ]
    assert told(plan_of(rows[0], tree=[*TREE, *twins])) == [[Reason.AMBIGUOUS_NAME]]
    assert told(plan_of(rows[1], tree=[*TREE, *twins])) == [[Reason.AMBIGUOUS_NAME, Reason.PARENT_MISSING]]
    assert told(plan_of(rows[2], tree=[*TREE, *twins])) == [[Reason.PARENT_AMBIGUOUS]]


def test_a_branch_closes_with_all_below_it() -> None:
    rows = [
        row(2, code="N", name="Công đoàn ngành Y tế", valid_until="30/6/2026"),
        row(3, code="N1", name="CĐCS Bệnh viện Mẫu", valid_until="30/6/2026"),
    ]
    assert told(plan_of(*rows)) == [["closed"], ["closed"]]
    moved = [rows[0], row(3, code="N1", name="CĐCS Bệnh viện Mẫu", parent="T")]
    assert told(plan_of(*moved)) == [["closed"], ["moved"]]


def test_a_tree_deeper_than_any_is_refused_from_there_on() -> None:
    rows = [
        row(n + 2, code=f"D{n}", name=f"Công đoàn ngành {n}", parent=f"D{n - 1}" if n else "T")
        for n in range(60)
    ]
    outcomes = [verdict.outcome for verdict in plan_of(*rows).verdicts]
    assert outcomes.index(Outcome.REFUSED) == 49
    assert set(outcomes[49:]) == {Outcome.REFUSED}


# Whatever the rows say

_CODES = st.sampled_from(["T", "N", "N1", "X", "A", "B", "C", "D", "E"])
_NAMES = st.sampled_from(
    [
        "LĐLĐ tỉnh Mẫu",
        "Công đoàn ngành Y tế",
        "CĐCS A",
        "cđcs a",
        "CĐCS B",
        "Công đoàn ngành C",
        "Chi hội",
        "",
    ]
)
_CELLS = st.fixed_dictionaries(
    {"name": _NAMES},
    optional={
        "code": _CODES,
        "parent": st.one_of(_CODES, _NAMES),
        "workers": st.sampled_from([0, 10, 100, "1.000", "?"]),
        "members": st.sampled_from([0, 10, 100]),
        "valid_from": st.sampled_from([date(2020, 1, 1), "1/1/2024"]),
        "valid_until": st.sampled_from([date(2023, 1, 1), "1/7/2025"]),
        "short_names": st.sampled_from(["S1", "S1; S2"]),
        "former_names": st.sampled_from(["CĐCS A", "Cũ"]),
        "clusters": st.sampled_from(["Cụm 1", "cum 1; Cụm 2"]),
    },
)


@given(st.lists(_CELLS, max_size=12))
def test_carried_out_the_tree_is_a_tree_and_the_same_rows_say_the_same(cells: list[dict[str, Any]]) -> None:
    rows = [row(number, **each) for number, each in enumerate(cells, 2)]
    plan = plan_of(*rows)
    assert [verdict.number for verdict in plan.verdicts] == [each.number for each in rows]
    after = carried_out(plan.steps, TREE)
    by_id = {each.unit.id: each.unit for each in after}
    assert len({unit.code for unit in by_id.values()}) == len(after)
    for unit in by_id.values():
        walk, above = {unit.id}, unit.parent
        while above is not None:
            assert above not in walk
            walk.add(above)
            above = by_id[above].parent
        if unit.parent and unit.valid_until is None:
            assert by_id[unit.parent].valid_until is None
    accepted = {verdict.number for verdict in plan.verdicts if verdict.outcome is not Outcome.REFUSED}
    again = plan_of(*(each for each in rows if each.number in accepted), tree=after)
    assert {verdict.outcome for verdict in again.verdicts} <= {Outcome.SAME}
    assert again.steps == ()


def carried_out(steps: Iterable[Step], tree: Iterable[Standing]) -> list[Standing]:
    """What the store makes of the steps, in plain words."""
    units = {each.unit.code: each for each in tree}
    for step in steps:
        entry = step.entry
        before = step.standing or Standing(
            unit=Unit(id=100 + len(units), code=step.code, name=entry.name, kind=step.kind or "", path="")
        )
        old = {before.unit.name} if Changed.RENAMED in step.changes else set()
        said = {
            "name": entry.name or None,
            "parent": units[step.parent].unit.id if step.parent else None,
            "kind": entry.kind,
            "sector": entry.sector,
            "workers": entry.workers,
            "members": entry.members,
            "valid_from": entry.valid_from,
            "valid_until": entry.valid_until,
        }
        units[step.code] = Standing(
            unit=replace(before.unit, **{name: value for name, value in said.items() if value is not None}),
            short_names=(*before.short_names, *entry.short_names),
            former_names=(*before.former_names, *entry.former_names, *old),
            clusters=(*before.clusters, *entry.clusters),
        )
    return list(units.values())
