"""What is true of the tree after any number of changes."""

from collections import Counter
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from domain.units import UnitError
from store import units
from store.connections import is_sqlite, parse_url, postgres_engine, sqlite_engine
from store.tables import membership, unit
from tests.store.trees import BY, enrol, new

CODES = "ABCDEFGH"
_code = st.sampled_from(CODES)
_step = st.tuples(st.sampled_from(("add", "enrol", "move", "merge", "close", "rename", "out")), _code, _code)


def _take(c: Connection, what: str, one: str, other: str) -> None:
    """One step; some are refused, which changes nothing."""
    if what == "add":
        units.add(c, new(one, other if units.by_code(c, other) else None), BY)
        return
    first = units.at(c, one)
    if what == "enrol":
        enrol(c, one)
    elif what == "move":
        units.move(c, first, units.at(c, other), BY)
    elif what == "out":
        units.move(c, first, None, BY)
    elif what == "merge":
        units.merge(c, first, units.at(c, other), BY)
    elif what == "close":
        units.close(c, first, BY)
    else:
        units.rename(c, first, f"{first.name} {other}", BY)


def _open_members(c: Connection, path: str) -> int:
    joined = membership.join(unit, unit.c.id == membership.c.unit_id)
    found = select(func.count()).select_from(joined).where(membership.c.until_at.is_(None), units.WITHIN)
    return c.execute(found, units.within(path)).scalar_one()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_step, min_size=10, max_size=40))
def test_the_tree_holds_together(database_url: str, steps: list[tuple[str, str, str]]) -> None:
    """Paths are the chains of parents, each unit is found once below its root, no open unit lies below a
    closed one, a merged unit lies below an open successor or one that was closed later, its names lead
    there, and nobody's membership is lost."""
    url = parse_url(database_url)
    engine = (sqlite_engine if is_sqlite(url) else postgres_engine)(url, writes=True)
    with engine.connect() as c:
        enrolled = 0
        for what, one, other in steps:
            with suppress(UnitError):
                _take(c, what, one, other)
                enrolled += what == "enrol"
            _look(c, enrolled)
        c.rollback()
    engine.dispose()


def _look(c: Connection, enrolled: int) -> None:
    everything = {each.id: each for each in units.subtree(c, "/")}
    for each in everything.values():
        above = everything[each.parent].path if each.parent else "/"
        assert each.path == f"{above}{each.id}/"
        if each.parent and each.valid_until is None:
            assert everything[each.parent].valid_until is None
        if each.successor:
            successor = everything[each.successor]
            assert each.path.startswith(successor.path)
            assert successor.successor is None
    roots = units.children(c, None)
    found = Counter(each.id for root in roots for each in units.subtree(c, root.path))
    assert found == Counter(everything.keys())
    assert sum(1 + units.count_below(c, root.path) for root in roots) == len(everything)
    assert sum(_open_members(c, root.path) for root in roots) == enrolled == _open_members(c, "/")
    named = {each.unit_id for each in units.all_names(c)}
    assert named == {id for id, each in everything.items() if each.successor is None}
