"""Killed at any moment of an import, nothing is half done and nothing twice."""

import asyncio
import random
import shutil
import sys
from pathlib import Path

import pytest

from domain.message import Address
from store import staging
from store.engine import Store
from tests.bot.importing import ask, imported, province, tree, worker
from tests.databases import scalars

LAN = Address("plain", "1")
ROUNDS = ((300, 2), (2000, 4))  # rows, kills: a job is begun five times at most
ATTEMPT = 1.5  # seconds an import of 2,000 rows takes, with the start of the process


@pytest.fixture
def calm(sqlite_template: Path, tmp_path: Path) -> Path:
    """Another empty database, whose import nobody disturbs."""
    return Path(shutil.copy(sqlite_template, tmp_path / "calm.db"))


async def _work_and_be_killed(url: str, seconds: float) -> None:
    command = [sys.executable, "-m", "tests.bot.importing", url]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    await asyncio.wait_for(process.stdout.readline(), 20)
    await asyncio.sleep(seconds)
    process.kill()
    await process.wait()


async def _import_and_kill(url: str, undisturbed: Path, rows: int, kills: int, chance: random.Random) -> None:
    data = province(rows)
    calm = Store.open(f"sqlite:///{undisturbed}")
    result = await asyncio.to_thread(imported, calm, data)
    expected = tree(calm)
    store = Store.open(url)
    job = ask(store, data, owner=LAN)
    for _ in range(kills):
        await _work_and_be_killed(url, chance.uniform(0, ATTEMPT))
        seen = tree(store)
        assert seen in ([], expected)
    working = worker(store, poll=0.05)
    running = asyncio.create_task(working.run())
    async with asyncio.timeout(30):
        while scalars(store, "SELECT state FROM job") != ["done"]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    working.stop()
    await running
    assert tree(store) == expected
    assert scalars(store, "SELECT result FROM job") == scalars(calm, "SELECT result FROM job")
    assert result.result["refused"] == (rows - max(2, rows // 100) - 1) // 400
    with_verdicts = store.read_now(lambda c: list(staging.read(c, job)))
    assert len(with_verdicts) == rows
    answers = "SELECT count(*) FROM delivery WHERE key LIKE '%:end:%'"
    assert scalars(store, answers) == [1]
    calm.close()
    store.close()


@pytest.mark.parametrize(("rows", "kills"), ROUNDS)
async def test_an_import_is_killed_again_and_again(
    sqlite_url: str, calm: Path, rows: int, kills: int
) -> None:
    await _import_and_kill(sqlite_url, calm, rows, kills, random.Random())


@pytest.mark.soak
@pytest.mark.parametrize("time", range(10))
async def test_ten_imports_are_killed_forty_times(sqlite_url: str, calm: Path, time: int) -> None:
    await _import_and_kill(sqlite_url, calm, 2000, 4, random.Random())
