"""Full turns per second on SQLite, beside a bare python-telegram-bot echo of the same raw updates.

What else the machine does makes everything slower and nothing faster: of some rounds, in which the three
take turns, the best counts. The ratios are within a round, and their median is told.
"""

import asyncio
import gc
import json
import logging
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, func, select
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

from bot.conversing import Bot, Engine, join
from bot.dispatcher import Dispatcher
from bot.enclosures import Enclosures
from bot.sender import Sender
from channels.base import Attachment, Limits, Raw, Receipt, Receive
from channels.telegram import Identity
from channels.telegram.reading import read_update
from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM, MovableClock, machine_now
from domain.conversation import Topic
from domain.message import Address, Media, Message
from domain.reply import Reply
from domain.texts import Texts
from handlers.turn import Turn
from store.engine import Store
from store.health import queues
from store.migrate import upgrade
from store.tables import delivery
from tests.bench.asking import QUESTIONS
from tests.bot.plain_channel import begin
from tests.questions.scoring import read_rows

ROUNDS = 5
TURNS = 3000
TRIVIAL_GOAL, QUESTION_GOAL = 1_200, 600  # a second of one core
DAY = date(2022, 3, 15)
US = Identity(id=1, username="ThiDuaBot")
PEOPLE = 200
AT_ONCE = 200  # updates on their way in at the same time
TEXTS = {"flood": "Anh/chị gửi nhanh quá.", "apology": "Mình xin lỗi."}


def raw_updates(count: int) -> list[Raw]:
    """Telegram updates of ``PEOPLE`` people, in turn."""
    return [_update(number, 1000 + number % PEOPLE) for number in range(count)]


def _update(number: int, person: int) -> Raw:
    user = {"id": person, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_795_000_000,
            "chat": {"id": person, "type": "private", "first_name": "Lan"},
            "from": user,
            "text": f"đợt {number} còn mấy ngày nữa?",
        },
    }


class InstantChannel:
    """Reads Telegram's raw updates and sends in no time at all."""

    name = "telegram"
    limits = Limits(text=4096, buttons=True, photos=True, documents=True, in_flight=32)

    async def listen(self, receive: Receive) -> None: ...

    def read(self, raw: Raw) -> Message | None:
        return read_update(raw, US)

    def start_link(self, code: str) -> str | None:
        return None

    async def fetch(self, media: Media) -> bytes:
        return b""

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        return Receipt(provider_id="1")

    async def acknowledge(self, raw: Raw) -> None: ...

    async def close(self) -> None: ...


def echo(turn: Turn) -> Sequence[Reply]:
    turn.conversation = replace(turn.conversation, topic=Topic(intent="echo"))
    return [Reply(text=turn.message.text)]


def echoing(store: Store) -> Engine:
    channels = {"telegram": InstantChannel()}
    sender = Sender(store=store, channels=channels, owner="bench", enclosures=Enclosures(store, Texts({})))
    dispatcher = Dispatcher(
        store=store,
        channels=channels,
        begin=begin,
        respond=echo,
        wake_sender=sender.wake,
        texts=TEXTS,
        waiting_limit=TURNS,
    )
    return Engine(dispatcher=dispatcher, sender=sender)


def answering(store: Store) -> Engine:
    """The real bot, on the day the questions are about."""
    clock = MovableClock()
    clock.move_to(DAY)
    bot = Bot(knowledge=load_knowledge(), catalogue=load_catalogue(), clock=clock, zone=VIETNAM)
    bot.warm_up()
    return join(bot, store, {"telegram": InstantChannel()}, owner="bench")


async def full_turns(engine: Engine, store: Store, updates: Sequence[Raw]) -> None:
    """Every update received, handled, answered and recorded as sent."""
    dispatcher, sender = engine.dispatcher, engine.sender
    receive = dispatcher.receive_on("telegram")
    coming = iter(updates)

    async def hand_in() -> None:
        for raw in coming:
            await receive(raw)

    running = [asyncio.create_task(dispatcher.run()), asyncio.create_task(sender.run())]
    await asyncio.gather(*(hand_in() for _ in range(AT_ONCE)))
    async with asyncio.timeout(60):
        while (await queues(store, machine_now())).pending:  # noqa: ASYNC110 — nothing tells when
            await asyncio.sleep(0.02)
        replies = store.read_now(
            lambda connection: _deliveries(connection, "ready", "leased", "sending", "sent")
        )
        while sender.counts["telegram", "sent"] < replies:  # noqa: ASYNC110 — nothing tells when
            await asyncio.sleep(0.005)
    sender.stop()
    dispatcher.stop()
    await asyncio.gather(*running)
    sent = store.read_now(lambda connection: _deliveries(connection, "sent"))
    if not sent == replies >= len(updates) or dispatcher.counts["failed"]:
        raise RuntimeError(f"{len(updates)} updates, {replies} replies, {sent} sent: {dispatcher.counts}")


def _deliveries(connection: Connection, *states: str) -> int:
    query = select(func.count()).select_from(delivery).where(delivery.c.state.in_(states))
    return int(connection.execute(query).scalar_one())


class StubRequest(BaseRequest):
    """Answers every call as Telegram would, without a network."""

    read_timeout = 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if url.endswith("/getMe"):
            result: dict[str, Any] = {"id": 1, "is_bot": True, "first_name": "bot", "username": "bot"}
        else:
            text = (request_data.parameters if request_data else {}).get("text", "")
            chat = {"id": 1, "type": "private"}
            result = {"message_id": 1, "date": 1_795_000_000, "chat": chat, "text": text}
        return 200, json.dumps({"ok": True, "result": result}).encode()


async def bare_echo(updates: Sequence[Raw]) -> None:
    """The same updates through python-telegram-bot alone: nothing is kept, nothing is durable."""

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    application = (
        Application.builder()
        .token("1:stub")
        .request(StubRequest())
        .get_updates_request(StubRequest())
        .updater(None)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, answer))
    async with application:
        for raw in updates:
            await application.process_update(Update.de_json(raw, application.bot))


def questions_asked(count: int) -> list[Raw]:
    """The repository's questions, each person's three about what they name or have named before."""
    texts = [row["question"] for row in read_rows(QUESTIONS)]
    updates = [_update(number, 1000 + number % (count // 3)) for number in range(count)]
    for number, update in enumerate(updates):
        update["message"]["text"] = texts[number % len(texts)]
    return updates


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Seconds for ``TURNS`` turns."""

    cpu: float
    clock: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The three, one after the other."""

    answered: Taken
    echoed: Taken
    bare: Taken


def turns() -> str:
    """Turns per second of CPU (one core's worth) and by the clock, and their ratios to the bare echo."""
    logging.disable(logging.WARNING)
    updates, questions = raw_updates(TURNS), questions_asked(TURNS)
    rounds = [_round(updates, questions) for _ in range(ROUNDS)]
    logging.disable(logging.NOTSET)
    answered, echoed, bare = zip(*((each.answered, each.echoed, each.bare) for each in rounds), strict=True)
    return "\n".join(
        (
            f"the best of {ROUNDS} rounds of {TURNS:,} turns each",
            _line("question turns on SQLite", answered, QUESTION_GOAL),
            _line("trivial turns (an echo) on SQLite", echoed, TRIVIAL_GOAL),
            _line("bare python-telegram-bot echo", bare),
            f"in the median round a trivial turn took {_ratio(echoed, bare):.1f} times a bare echo's CPU, "
            f"a question turn {_ratio(answered, bare):.1f} times",
        )
    )


def _round(updates: Sequence[Raw], questions: Sequence[Raw]) -> Round:
    return Round(
        answered=_stored(answering, questions),
        echoed=_stored(echoing, updates),
        bare=_taken(lambda: bare_echo(updates)),
    )


def _stored(make: Callable[[Store], Engine], updates: Sequence[Raw]) -> Taken:
    """Of all of them on a new database."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        store = Store.open(url)
        engine = make(store)
        taken = _taken(lambda: full_turns(engine, store, updates))
        store.close()
    return taken


def _taken(work: Callable[[], Coroutine[Any, Any, None]]) -> Taken:
    gc.collect()  # what the one before has left is not this one's to pay for
    clock, cpu = perf_counter(), process_time()
    asyncio.run(work())
    return Taken(cpu=process_time() - cpu, clock=perf_counter() - clock)


def _line(what: str, taken: Sequence[Taken], goal: float | None = None) -> str:
    best = min(taken, key=lambda each: each.cpu)
    rate = TURNS / best.cpu
    verdict = f" (goal {goal:,.0f}/s: {'met' if rate >= goal else 'MISSED'})" if goal else ""
    middling = TURNS / median(each.cpu for each in taken)
    return (
        f"{what}: {rate:,.0f}/s of one core{verdict}, {best.cpu / TURNS * 1000:.2f} ms CPU each, "
        f"{TURNS / best.clock:,.0f}/s by the clock; in the median round {middling:,.0f}/s of one core"
    )


def _ratio(taken: Sequence[Taken], bare: Sequence[Taken]) -> float:
    return median(one.cpu / other.cpu for one, other in zip(taken, bare, strict=True))
