"""A thousand people who register at once, each in a whole talk, on SQLite and on PostgreSQL.

Everybody goes through the pledge form line by line and says the last yes twice; each waits for the answer
before the next line, as people do. A turn lasts from a message handed in until its reply is sent.
"""

import asyncio
import gc
import logging
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, func, select

from bot.conversing import Bot, Engine, join
from channels.base import Attachment, Raw, Receipt
from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM, MovableClock
from domain.message import Address
from domain.reply import Reply
from store import people, units
from store.engine import Store
from store.migrate import upgrade
from store.tables import pledge, pledge_title
from tests.bench.turns import InstantChannel, bare_echo, raw_updates
from tests.bench.units import postgres
from tests.store.trees import NOW, plant

DAY = date(2026, 6, 1)  # one campaign runs, in one year
PEOPLE = 1_000
ALONE = 32  # who register at once where the time of a turn without a queue is measured
UNITS = 20
GOAL = 1_200  # turns of a form a second of one core, on SQLite
LINES = ("/dangky", "1", "xong", "làm tốt việc được giao", "2", "có", "có")
RECEIPT = re.compile(r"Mã (TD-\w{4}-\w{4})\.")


class Crowd(InstantChannel):
    """The platform, and everybody on it."""

    def __init__(self) -> None:
        self.heard: dict[str, asyncio.Queue[str]] = {}
        self.taken: list[float] = []
        self.receipts: list[str] = []

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        self.heard[address.chat].put_nowait(reply.text)
        return Receipt(provider_id="1")

    async def register(self, engine: Engine, person: int) -> None:
        """One person's whole talk."""
        receive = engine.dispatcher.receive_on("telegram")
        heard = self.heard[str(person)] = asyncio.Queue()
        for number, line in enumerate(LINES):
            began = perf_counter()
            await receive(_said(person, number, line))
            answer = await heard.get()
            self.taken.append(perf_counter() - began)
            self.receipts += RECEIPT.findall(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """Seconds that ``turns`` turns took, and how long each was for who waited."""

    turns: int
    cpu: float
    clock: float
    taken: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.turns / self.cpu

    @property
    def slowest(self) -> float:
        """The 99th percentile, in milliseconds."""
        return quantiles(self.taken, n=100)[98] * 1000


def pledging() -> str:
    """Rates, 99th percentiles and the proof that nothing was lost or filed twice, per database."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        lines = _measured("SQLite", f"sqlite:///{folder}/{{}}.db", GOAL)
    with postgres() as url:
        lines += _measured("PostgreSQL", url, None)
    logging.disable(logging.NOTSET)
    return "\n".join(lines)


def _measured(name: str, url: str, goal: int | None) -> list[str]:
    alone, crowd = _registered(url.format("few"), 0, ALONE), _registered(url.format("many"), ALONE, PEOPLE)
    bare = _bare(crowd.turns)
    verdict = f" (goal {goal:,}/s: {'met' if crowd.rate >= goal else 'MISSED'})" if goal else ""
    return [
        f"{name}: {PEOPLE:,} people at once, {crowd.turns:,} turns, a pledge each, none lost, none twice",
        f"  {crowd.rate:,.0f} turns/s of one core{verdict}, {1000 / crowd.rate:.2f} ms CPU each, "
        f"{crowd.turns / crowd.clock:,.0f}/s by the clock; {bare / crowd.rate:.1f} times a bare echo's CPU",
        f"  99th percentile of a turn: {crowd.slowest:,.0f} ms with {PEOPLE:,} at once, "
        f"{alone.slowest:,.0f} ms with {ALONE}",
    ]


def _bare(turns: int) -> float:
    """Bare echoes a second of one core."""
    updates = raw_updates(turns)
    gc.collect()
    cpu = process_time()
    asyncio.run(bare_echo(updates))
    return turns / (process_time() - cpu)


def _registered(url: str, first: int, count: int) -> Registered:
    """``count`` people who register at once, in a store where nobody else does."""
    upgrade(url)
    store = Store.open(url)
    try:
        clock = MovableClock()
        clock.move_to(DAY)
        bot = Bot(knowledge=load_knowledge(), catalogue=load_catalogue(), clock=clock, zone=VIETNAM)
        bot.warm_up()
        persons = range(1000 + first, 1000 + first + count)
        version = bot.knowledge.texts.version("consent")
        before = store.write_now(lambda c: settle(c, persons, version))
        crowd = Crowd()
        engine = join(bot, store, {"telegram": crowd}, owner="bench")
        gc.collect()
        began, cpu = perf_counter(), process_time()
        asyncio.run(all_at_once(engine, crowd, persons))
        taken = Registered(
            turns=len(crowd.taken),
            cpu=process_time() - cpu,
            clock=perf_counter() - began,
            taken=crowd.taken,
        )
        check(store, crowd, count, before)
        return taken
    finally:
        store.close()


def settle(connection: Connection, persons: range, version: int) -> int:
    """Enrolled people in some units; returns how many pledges there were."""
    if units.by_code(connection, "U0") is None:
        plant(connection, " ".join(["TOP", *(f"U{number}<TOP" for number in range(UNITS))]))
    for person in persons:
        unit = units.at(connection, f"U{person % UNITS}").id
        people.enrol(connection, Address("telegram", str(person)), "Lê Thị Lan", unit, version, NOW)
    return _counts(connection)["pledges"]


def _counts(connection: Connection) -> Mapping[str, int]:
    def count(of: Any, among: Any) -> int:
        return int(connection.execute(select(func.count(of)).select_from(among)).scalar_one())

    return {
        "pledges": count(pledge.c.id, pledge),
        "people": count(pledge.c.person_id.distinct(), pledge),
        "titles": count(pledge_title.c.holder.distinct(), pledge_title),
    }


async def all_at_once(engine: Engine, crowd: Crowd, persons: range) -> None:
    running = [asyncio.create_task(part.run()) for part in (engine.dispatcher, engine.sender)]
    async with asyncio.timeout(300):
        await asyncio.gather(*(crowd.register(engine, person) for person in persons))
    engine.sender.stop()
    engine.dispatcher.stop()
    await asyncio.gather(*running)


def check(store: Store, crowd: Crowd, count: int, before: int) -> None:
    """One pledge for each person, each with the receipt that person was told, and nothing else."""
    found = store.read_now(_counts)
    kept = set(store.read_now(lambda c: c.execute(select(pledge.c.receipt)).scalars().all()))
    whole = len(set(crowd.receipts)) == len(crowd.receipts) == count and set(crowd.receipts) <= kept
    if not whole or set(found.values()) != {before + count}:
        raise RuntimeError(f"{count} people, {len(crowd.receipts)} receipts, {found}")


def _said(person: int, number: int, line: str) -> Raw:
    user = {"id": person, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
    return {
        "update_id": person * 100 + number,
        "message": {
            "message_id": person * 100 + number,
            "date": 1_795_000_000,
            "chat": {"id": person, "type": "private", "first_name": "Lan"},
            "from": user,
            "text": line,
        },
    }
