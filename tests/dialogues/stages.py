"""Where a dialogue is played: the real dispatcher, store and sender behind each channel.

What people see is compared as it arrived: at the page's mailbox, on the terminal, at the platforms' fakes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import uuid4

from bot.conversing import Bot, Engine, join
from channels.base import Channel
from channels.telegram import TelegramChannel
from channels.terminal import TerminalChannel
from channels.web import WebChannel
from channels.zalo import Pace, ZaloChannel
from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM, MovableClock
from domain.message import Address
from domain.reply import Reply, split_text
from handlers.routes import COMMANDS
from store import health
from store.deliveries import deliveries_after
from store.engine import Store
from tests.dialogues.scripts import Said, Step
from tests.fakes import zalo_events
from tests.fakes.telegram import TelegramFake
from tests.fakes.zalo import FakeZalo

MOMENT = timedelta(milliseconds=5)


async def until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not happened():  # noqa: ASYNC110 — it happens in the fake's thread
            await asyncio.sleep(MOMENT.total_seconds())


def with_buttons(said: Said) -> list[Said]:
    return [said]


def with_numbers(said: Said) -> list[Said]:
    """The choices as numbered lines behind the text."""
    if not said.choices:
        return [said]
    lines = "\n".join(f"{number}. {label}" for number, label in enumerate(said.choices, 1))
    return [Said(text=f"{said.text}\n\n{lines}\n(Trả lời bằng số hoặc gõ chữ.)")]


class Place(Protocol):
    """One channel with one person at its other end."""

    channel: Channel
    often_restarted: bool

    def shown(self, said: Said) -> list[Said]:
        """How ``said`` should look there."""

    async def do(self, step: Step, engine: Engine) -> None:
        """What they do; returns when the bot has been told."""

    def heard(self, store: Store) -> list[Said]:
        """What has arrived since the last call."""


class Page:
    """The web page: choices come back as their data."""

    often_restarted = False

    def __init__(self) -> None:
        self.channel = WebChannel()
        self._address = Address("web", uuid4().hex)
        self._cursor = 0
        self._offered: Mapping[str, str] = {}

    def shown(self, said: Said) -> list[Said]:
        return with_buttons(said)

    async def do(self, step: Step, engine: Engine) -> None:
        raw = {"id": str(uuid4()), "address": self._address.chat}
        if step.action == "they":
            raw["text"] = step.text
        else:
            raw["choice"] = self._offered[step.value] if step.action == "press" else step.value
        await engine.dispatcher.receive_on("web")(raw)

    def heard(self, store: Store) -> list[Said]:
        arrived = store.read_now(lambda c: deliveries_after(c, self._address, self._cursor, 100))
        for entry in arrived:
            self._cursor = entry.position
            self._offered = {button.label: button.choice for button in entry.reply.buttons} or self._offered
        return [_said(entry.reply) for entry in arrived]


def _said(reply: Reply) -> Said:
    return Said(text=reply.text, choices=tuple(button.label for button in reply.buttons))


class Typing:
    """What the channels without buttons share: a choice is its number."""

    def __init__(self) -> None:
        self._seen: list[str] = []

    def shown(self, said: Said) -> list[Said]:
        return with_numbers(said)

    def typed(self, step: Step) -> str:
        if step.action != "press":
            return step.text
        lines = self._seen[-1].splitlines()
        return next(line.partition(". ")[0] for line in lines if line.partition(". ")[2] == step.value)


class Terminal(Typing):
    """Stopped and started between any two lines."""

    often_restarted = True

    def __init__(self) -> None:
        super().__init__()
        self._written: list[str] = []
        self.channel = TerminalChannel(self._written.append)

    async def do(self, step: Step, engine: Engine) -> None:
        await engine.dispatcher.receive_on("terminal")({"id": str(uuid4()), "text": self.typed(step)})

    def heard(self, store: Store) -> list[Said]:
        self._seen += self._written
        arrived = [Said(text=text) for text in self._written]
        self._written.clear()
        return arrived


class Telegram:
    often_restarted = False

    def __init__(self, fake: TelegramFake) -> None:
        self._fake = fake
        self._read = 0
        names = [name for command in COMMANDS for name in command.names]
        channel = TelegramChannel(fake.token, api_url=fake.url, known_commands=names)
        # The platform's pace is not what is looked at here.
        channel.limits = replace(channel.limits, per_second=None, per_chat_interval=timedelta())
        self.channel = channel
        self._offered: dict[str, str] = {}

    def shown(self, said: Said) -> list[Said]:
        *first, last = split_text(said.text, 4096)
        return [*(Said(text=part) for part in first), Said(text=last, choices=said.choices)]

    async def do(self, step: Step, engine: Engine) -> None:
        match step.action:
            case "they":
                self._fake.say(42, step.text)
            case "group":
                self._fake.say(-77, step.text, sender=42)
            case "press" | "data":
                self._fake.press(42, self._offered.get(step.value, step.value))
            case "send":
                medium = [{"file_id": "f1"}] if step.value == "photo" else {"file_id": "f1"}
                self._fake.say(42, **{step.value: medium, "caption": step.caption or None})
        await until(lambda: self._fake.unconfirmed == [])

    def heard(self, store: Store) -> list[Said]:
        calls = [call.parameters for call in self._fake.journal if call.method == "sendMessage"]
        new, self._read = calls[self._read :], len(calls)
        return [self._seen(parameters) for parameters in new]

    def _seen(self, parameters: dict[str, Any]) -> Said:
        keyboard = parameters.get("reply_markup", {}).get("inline_keyboard", [])
        keys = {key["text"]: key["callback_data"] for row in keyboard for key in row}
        self._offered.update(keys)
        return Said(text=parameters["text"], choices=tuple(keys))


class Zalo(Typing):
    often_restarted = False
    _EVENTS: Mapping[str, str] = {"photo": "image", "sticker": "sticker", "voice": "voice"}

    def __init__(self, fake: FakeZalo) -> None:
        super().__init__()
        self._fake = fake
        self._read = 0
        self._told: Engine | None = None
        channel = ZaloChannel(
            fake.token,
            mode="polling",
            api_url=fake.url,
            webhook_url=None,
            webhook_secret=None,
            pace=Pace(first_pause=MOMENT),
        )
        channel.limits = replace(channel.limits, per_second=None, per_chat_interval=timedelta())
        self.channel = channel

    def shown(self, said: Said) -> list[Said]:
        (numbered,) = with_numbers(said)
        return [Said(text=part) for part in split_text(numbered.text, 2000)]

    async def do(self, step: Step, engine: Engine) -> None:
        if engine is not self._told:
            # The last poll of a bot that has stopped would swallow what is said before it ends.
            self._told, begun = engine, self._polls()
            await until(lambda: self._polls() >= begun + 3)
        before = self._polls()
        match step.action:
            case "they" | "press":
                self._fake.say(zalo_events.CHAT, self.typed(step))
            case "group":
                self._fake.push_raw(zalo_events.in_group(step.text))
            case "send":
                name = f"message.{self._EVENTS.get(step.value, 'unsupported')}.received"
                event = zalo_events.event(name, message_id=uuid4().hex, caption=step.caption or None)
                self._fake.push_raw(event)
        # The poll after the one that may have been under way has been followed by another.
        await until(lambda: self._polls() >= before + 2)

    def _polls(self) -> int:
        return sum(call.method == "getUpdates" for call in list(self._fake.journal))

    def heard(self, store: Store) -> list[Said]:
        sent = self._fake.sent()
        new, self._read = [text for _chat, text in sent[self._read :]], len(sent)
        self._seen += new
        return [Said(text=text) for text in new]


@contextmanager
def place_of(channel: str) -> Any:
    match channel:
        case "web":
            yield Page()
        case "terminal":
            yield Terminal()
        case "telegram":
            with TelegramFake() as fake:
                yield Telegram(fake)
        case "zalo":
            with FakeZalo() as fake:
                yield Zalo(fake)


class Stage:
    """A bot that runs, at one place, on one database."""

    def __init__(self, place: Place, url: str, day: date) -> None:
        self._place = place
        self._url = url
        self._clock = MovableClock()
        self._clock.move_to(day)
        self._running: list[asyncio.Task[None]] = []

    async def play(self, step: Step) -> list[Said]:
        """What people hear after ``step``, when all has become quiet."""
        if step.action == "day":
            self._clock.move_to(step.value)
            return []
        if step.action == "restart" or self._place.often_restarted:
            await self.close()
            await self.open()
        if step.action == "restart":
            return []
        await self._place.do(step, self._engine)
        async with asyncio.timeout(10):
            while not await self._store.read(health.idle):  # noqa: ASYNC110 — nothing tells when
                await asyncio.sleep(MOMENT.total_seconds())
        return self._place.heard(self._store)

    async def open(self) -> None:
        self._store = Store.open(self._url)
        bot = Bot(knowledge=load_knowledge(), catalogue=_CATALOGUE, clock=self._clock, zone=VIETNAM)
        channel = self._place.channel
        self._engine = join(bot, self._store, {channel.name: channel}, owner="test")
        receive = self._engine.dispatcher.receive_on(channel.name)
        works = (self._engine.dispatcher.run(), self._engine.sender.run(), channel.listen(receive))
        self._running = [asyncio.create_task(work) for work in works]

    async def close(self) -> None:
        dispatching, sending, listening = self._running
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        self._engine.dispatcher.stop()
        await dispatching
        self._engine.sender.stop()
        await sending
        self._store.close()


_CATALOGUE = load_catalogue()  # once: a new one would have to be indexed anew


@asynccontextmanager
async def stage(channel: str, url: str, day: date) -> AsyncIterator[tuple[Stage, Place]]:
    with place_of(channel) as place:
        on_stage = Stage(place, url, day)
        await on_stage.open()
        try:
            yield on_stage, place
        finally:
            await on_stage.close()
            await place.channel.close()
