"""Full turns per second on SQLite, beside a bare python-telegram-bot echo of the same raw updates."""

import asyncio
import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, cast

from sqlalchemy import Connection, func, select
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

from bot.dispatcher import Dispatcher
from bot.sender import Sender
from channels.base import Limits, Media, Raw, Receipt, Receive
from domain.catalogue import Catalogue
from domain.clock import VIETNAM, machine_now
from domain.conversation import Conversation, Topic
from domain.knowledge import Knowledge
from domain.message import Address, Message
from domain.reply import Reply
from handlers.turn import Turn
from store.engine import Store
from store.migrate import upgrade
from store.tables import delivery

TURNS = 6000
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
        message = raw["message"]
        return Message(
            id=str(raw["update_id"]),
            chat=Address("telegram", str(message["chat"]["id"])),
            sender=Address("telegram", str(message["from"]["id"])),
            text=message["text"],
            sent_at=datetime.fromtimestamp(message["date"], UTC),
        )

    async def fetch(self, media: Media) -> bytes:
        return b""

    async def send(self, address: Address, reply: Reply, replacing: str | None = None) -> Receipt:
        return Receipt(provider_id="1")

    async def acknowledge(self, raw: Raw) -> None: ...

    async def close(self) -> None: ...


def begin(message: Message, conversation: Conversation, connection: Connection) -> Turn:
    return Turn(
        message=message,
        conversation=conversation,
        catalogue=Catalogue(()),
        knowledge=cast(Knowledge, None),  # an echo knows nothing
        now=machine_now(),
        zone=VIETNAM,
        connection=connection,
    )


def echo(turn: Turn) -> Sequence[Reply]:
    turn.conversation = replace(turn.conversation, topic=Topic(intent="echo"))
    return [Reply(text=turn.message.text)]


async def full_turns(url: str, updates: Sequence[Raw]) -> None:
    """Every update received, handled, answered and recorded as sent."""
    store = Store.open(url)
    channels = {"telegram": InstantChannel()}
    sender = Sender(store=store, channels=channels, owner="bench")
    dispatcher = Dispatcher(
        store=store,
        channels=channels,
        begin=begin,
        respond=echo,
        wake_sender=sender.wake,
        texts=TEXTS,
        waiting_limit=len(updates),
    )
    receive = dispatcher.receive_on("telegram")
    gate = asyncio.Semaphore(AT_ONCE)

    async def hand_in(raw: Raw) -> None:
        async with gate:
            await receive(raw)

    running = [asyncio.create_task(dispatcher.run()), asyncio.create_task(sender.run())]
    await asyncio.gather(*(hand_in(raw) for raw in updates))
    async with asyncio.timeout(60):
        while sender.counts["telegram", "sent"] < len(updates):  # noqa: ASYNC110 — nothing tells when
            await asyncio.sleep(0.005)
    sender.stop()
    dispatcher.stop()
    await asyncio.gather(*running)
    sent = store.read_now(
        lambda connection: connection.execute(
            select(func.count()).select_from(delivery).where(delivery.c.state == "sent")
        ).scalar_one()
    )
    store.close()
    if sent != len(updates):
        raise RuntimeError(f"{len(updates)} updates, {sent} answers sent")


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


def turns() -> str:
    """Turns per second of CPU (one core's worth) and by the clock, and their ratio to the bare echo."""
    logging.disable(logging.WARNING)
    updates = raw_updates(TURNS)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade(url)
        clock, cpu = perf_counter(), process_time()
        asyncio.run(full_turns(url, updates))
        ours_clock, ours_cpu = perf_counter() - clock, process_time() - cpu
    clock, cpu = perf_counter(), process_time()
    asyncio.run(bare_echo(updates))
    bare_clock, bare_cpu = perf_counter() - clock, process_time() - cpu
    logging.disable(logging.NOTSET)
    return "\n".join(
        (
            f"full turns on SQLite: {TURNS / ours_clock:,.0f}/s by the clock, "
            f"{TURNS / ours_cpu:,.0f}/s of one core, {ours_cpu / TURNS * 1000:.2f} ms CPU each",
            f"bare python-telegram-bot echo: {TURNS / bare_clock:,.0f}/s by the clock, "
            f"{TURNS / bare_cpu:,.0f}/s of one core, {bare_cpu / TURNS * 1000:.2f} ms CPU each",
            f"a full turn costs {ours_cpu / bare_cpu:.2f} times the CPU of a bare echo",
        )
    )
