"""The tree as an import looks at it, and the steps of a plan carried out in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from domain.text import fold
from domain.unit_import import Changed, Standing, Step
from domain.unit_import.cells import folded
from domain.units import ROOT, Unit
from store import units
from store.errors import StoreError
from store.tables import cluster, cluster_unit, unit, unit_change
from store.units import By, NewUnit
from store.units.changes import hold_tree, record

FIELDS = {
    Changed.KIND: "kind",
    Changed.SECTOR: "sector",
    Changed.WORKERS: "workers",
    Changed.MEMBERS: "members",
    Changed.VALID_FROM: "valid_from",
}

_MARK = select(func.coalesce(func.max(unit_change.c.id), 0))
_CLUSTERS = select(cluster.c.id, cluster.c.code, cluster.c.name).order_by(cluster.c.id)
_IN_CLUSTERS = select(cluster_unit.c.unit_id, cluster.c.name).join(
    cluster, cluster.c.id == cluster_unit.c.cluster_id
)
_SET = (
    update(unit)
    .where(unit.c.id == bindparam("unit"))
    .values({name: bindparam(f"new_{name}") for name in FIELDS.values()})
)


class TreeChanged(StoreError):
    """Somebody has changed the tree since the plan was made: look again."""


def mark(connection: Connection) -> int:
    """Another number after every change of the tree."""
    return int(connection.execute(_MARK).scalar_one())


def standing(connection: Connection) -> Sequence[Standing]:
    """Every unit, closed ones too, each behind the one above it."""
    short: dict[int, list[str]] = defaultdict(list)
    former: dict[int, list[str]] = defaultdict(list)
    for name in units.all_names(connection):
        if name.kind != "current":
            (short if name.kind == "short" else former)[name.unit_id].append(name.name)
    clusters: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(_IN_CLUSTERS.order_by(cluster.c.id)):
        clusters[row.unit_id].append(row.name)
    return [
        Standing(
            unit=each,
            short_names=tuple(dict.fromkeys(short[each.id])),
            former_names=tuple(dict.fromkeys(former[each.id])),
            clusters=tuple(clusters[each.id]),
        )
        for each in units.subtree(connection, ROOT)
    ]


def carry_out(connection: Connection, steps: Sequence[Step], by: By, since: int) -> None:
    """All the steps of a plan, which was made when the tree had the mark ``since``. Raises TreeChanged."""
    hold_tree(connection)
    if mark(connection) != since:
        raise TreeChanged("the tree has changed meanwhile")
    ids = _add(connection, [step for step in steps if step.standing is None], by)
    there = [step for step in steps if step.standing is not None]
    for step in there:
        _rename_and_move(connection, step, by)
    _change(connection, there, by)
    for step in there:
        if Changed.NAMES in step.changes:
            _add_names(connection, step, by)
    _put_into_clusters(connection, {step.code: step for step in steps}, ids)
    _close(connection, steps, by)


def _add(connection: Connection, steps: Sequence[Step], by: By) -> Mapping[str, int]:
    news = [
        NewUnit(
            code=step.code,
            name=step.entry.name,
            kind=step.kind or "",
            parent=step.parent,
            sector=step.entry.sector,
            workers=step.entry.workers,
            members=step.entry.members,
            valid_from=step.entry.valid_from,
            short_names=step.entry.short_names,
            former_names=step.entry.former_names,
        )
        for step in steps
    ]
    return units.add_many(connection, news, by) if news else {}


def _rename_and_move(connection: Connection, step: Step, by: By) -> None:
    """From the top of the tree down: whoever is moved finds the unit above in its place."""
    if Changed.RENAMED in step.changes:
        units.rename(connection, _unit(step), step.entry.name, by)
    if Changed.MOVED in step.changes:
        above = units.by_code(connection, step.parent) if step.parent else None
        units.move(connection, _unit(step), above, by)


def _change(connection: Connection, steps: Iterable[Step], by: By) -> None:
    """Numbers and words of many units with one statement."""
    rows: list[dict[str, Any]] = []
    history: list[tuple[int, str, Mapping[str, Any]]] = []
    for step in steps:
        now = _unit(step)
        after = {FIELDS[each]: getattr(step.entry, FIELDS[each]) for each in step.changes if each in FIELDS}
        if after:
            said = {f"new_{name}": after.get(name, getattr(now, name)) for name in FIELDS.values()}
            rows.append({"unit": now.id, **said})
            before = {name: getattr(now, name) for name in after}
            history.append((now.id, "changed", {"before": before, "after": after}))
    if rows:
        connection.execute(_SET, rows)
        record(connection, by, history)


def _add_names(connection: Connection, step: Step, by: By) -> None:
    for kind, names in (("short", step.entry.short_names), ("former", step.entry.former_names)):
        for name in names:
            units.add_name(connection, _unit(step), name, kind, by)


def _put_into_clusters(connection: Connection, steps: Mapping[str, Step], ids: Mapping[str, int]) -> None:
    wanted = {
        code: step
        for code, step in steps.items()
        if step.entry.clusters and (step.standing is None or Changed.CLUSTERS in step.changes)
    }
    if not wanted:
        return
    known = {folded(row.name): row.id for row in connection.execute(_CLUSTERS)}
    taken = {row.code for row in connection.execute(_CLUSTERS)}
    for code, step in wanted.items():
        for name in step.entry.clusters:
            if folded(name) not in known:
                made = units.add_cluster(connection, _free_code(name, taken), name)
                known[folded(name)] = made.id
            number = ids[code] if step.standing is None else step.standing.unit.id
            units.put_into_cluster(connection, known[folded(name)], number)


def _free_code(name: str, taken: set[str]) -> str:
    """The name folded, with dashes: a code that people can read."""
    begin = "-".join(folded(name).split())[:80] or fold(name)
    code, number = begin, 1
    while code in taken:
        number += 1
        code = f"{begin}-{number}"
    taken.add(code)
    return code


def _close(connection: Connection, steps: Iterable[Step], by: By) -> None:
    """From the bottom up: a unit with open units below is not closed."""
    for step in sorted(steps, key=lambda step: -step.depth):
        closes = step.entry.valid_until if step.standing is None or Changed.CLOSED in step.changes else None
        if closes:
            units.close(connection, units.at(connection, step.code), replace(by, on=closes))


def _unit(step: Step) -> Unit:
    assert step.standing is not None
    return step.standing.unit
