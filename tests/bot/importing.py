"""A worker that imports units as the program's does: here in the test, or as a process to be killed.

``python -m tests.bot.importing DATABASE_URL`` works until it is killed; it prints a line when it begins.
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from bot.conversing import Bot
from bot.worker import Worker
from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM, SystemClock, machine_now
from handlers import unit_import
from handlers.jobs import JOBS
from store import jobs
from store.engine import Store
from store.jobs import Job
from tests.documents.sheets import workbook

HEADINGS = (
    "Mã đơn vị",
    "Tên đơn vị",
    "Loại",
    "Mã cấp trên",
    "Khối",
    "Số CNVCLĐ",
    "Số đoàn viên",
    "Tên cũ",
    "Cụm thi đua",
    "Đến ngày",
)


def worker(store: Store, **more: Any) -> Worker:
    bot = Bot(knowledge=load_knowledge(), catalogue=load_catalogue(), clock=SystemClock(), zone=VIETNAM)
    return Worker(store=store, functions=JOBS, begin=bot.work, owner="test", apology="Xin lỗi.", **more)


def ask(store: Store, data: bytes, **more: Any) -> int:
    return store.write_now(lambda c: unit_import.ask_for(c, data, machine_now(), **more))


def imported(store: Store, data: bytes, **more: Any) -> Job:
    """The job when it has ended, done here and now."""
    job_id = ask(store, data, **more)
    while True:
        asyncio.run(worker(store).do_one(only=job_id))
        found = store.read_now(lambda connection: jobs.find(connection, job_id))
        assert found is not None
        if found.ended:
            return found


def province(count: int) -> bytes:
    """A tree of about ``count`` units, with rows that are refused, former names, clusters, closed ones."""
    rows: list[Sequence[Any]] = [HEADINGS]
    branches = max(2, count // 100)
    for number in range(count - branches - 1):
        closed = "30/6/2025" if number % 50 == 0 else None
        former = f"CĐCS Cũ {number}" if number % 10 == 0 else None
        workers = "?" if number % 400 == 399 else 100 + number % 50
        above = f"X{number % branches}"
        name = f"CĐCS Công ty Mẫu {number}"
        rows.append((f"C{number}", name, "CĐCS", above, "doanh nghiệp", workers, 50, former, None, closed))
    for number in range(branches):
        cluster = f"Cụm số {number % 3}"
        rows.append((f"X{number}", f"Công đoàn xã Mẫu {number}", "", "T", None, None, None, None, cluster))
    rows.append(("T", "LĐLĐ tỉnh Mẫu", "LĐLĐ tỉnh"))
    return workbook(rows)


def tree(store: Store) -> list[tuple[str, ...]]:
    """Everything an import writes, row by row, without numbers and instants."""
    found: list[tuple[str, ...]] = []
    for query in _TREE:
        rows = store.read_now(lambda c, query=query: c.execute(text(query)).all())
        found += sorted(tuple(map(str, row)) for row in rows)
    return found


_TREE = (
    "SELECT unit.code, unit.name, unit.kind, unit.sector, above.code, unit.workers, unit.members,"
    " unit.valid_from, unit.valid_until FROM unit LEFT JOIN unit above ON above.id = unit.parent_id",
    "SELECT unit.code, n.name, n.kind, n.until_on FROM unit_name n JOIN unit ON unit.id = n.unit_id",
    "SELECT unit.code, h.change, h.details FROM unit_change h JOIN unit ON unit.id = h.unit_id",
    "SELECT unit.code, cluster.code, cluster.name FROM cluster_unit"
    " JOIN unit ON unit.id = cluster_unit.unit_id JOIN cluster ON cluster.id = cluster_unit.cluster_id",
)


async def _work(url: str) -> None:
    store = Store.open(url)
    print("began", flush=True)
    await worker(store, poll=0.05).run()


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1]))
