"""Where a dialogue is played: the real dispatcher, store and sender behind each channel.

What people see is compared as it arrived: at the page's mailbox, on the terminal, at the platforms' fakes.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol
from uuid import uuid4

from bot.conversing import Bot, Engine, join
from channels.base import Channel
from channels.telegram import TelegramChannel
from channels.terminal import PLAYER, TerminalChannel
from channels.web import WebChannel
from channels.zalo import Pace, ZaloChannel
from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM, MovableClock
from domain.message import Address
from domain.reply import Reply, split_text
from handlers.commands import COMMANDS
from store import health
from store.deliveries import deliveries_after
from store.engine import Store
from tests.dialogues.given import elapse, prepare
from tests.dialogues.scripts import SOMEBODY, Dialogue, Said, Step
from tests.fakes import zalo_events
from tests.fakes.telegram import TelegramFake
from tests.fakes.zalo import FakeZalo

GROUP = -77
MOMENT = timedelta(milliseconds=5)
Heard = Mapping[str, list[Said]]  # by who has heard it


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
    """One channel with people at its other end, each by a name."""

    channel: Channel
    often_restarted: bool

    def shown(self, said: Said) -> list[Said]:
        """How ``said`` should look there."""

    def address(self, who: str) -> Address:
        """The account that ``who`` has here."""

    async def do(self, step: Step, engine: Engine) -> None:
        """What they do; returns when the bot has been told."""

    def heard(self, store: Store) -> Heard:
        """What has arrived since the last call."""


class Page:
    """The web page: choices come back as their data."""

    often_restarted = False

    def __init__(self) -> None:
        self.channel = WebChannel()
        self._addresses: dict[str, Address] = {}
        self._cursors: dict[str, int] = defaultdict(int)
        self._offered: dict[str, Mapping[str, str]] = defaultdict(dict)

    def address(self, who: str) -> Address:
        return self._addresses.setdefault(who, Address("web", uuid4().hex))

    def shown(self, said: Said) -> list[Said]:
        return with_buttons(said)

    async def do(self, step: Step, engine: Engine) -> None:
        raw = {"id": str(uuid4()), "address": self.address(step.who).chat}
        if step.action == "they":
            raw["text"] = step.text
        else:
            raw["choice"] = self._offered[step.who][step.value] if step.action == "press" else step.value
        await engine.dispatcher.receive_on("web")(raw)

    def heard(self, store: Store) -> Heard:
        return {who: self._heard(store, who) for who in self._addresses}

    def _heard(self, store: Store, who: str) -> list[Said]:
        look = partial(deliveries_after, address=self.address(who), cursor=self._cursors[who], limit=100)
        arrived = store.read_now(look)
        for entry in arrived:
            self._cursors[who] = entry.position
            offered = {button.label: button.choice for button in entry.reply.buttons}
            self._offered[who] = offered or self._offered[who]
        return [_said(entry.reply) for entry in arrived]


def _said(reply: Reply) -> Said:
    return Said(text=reply.text, choices=tuple(button.label for button in reply.buttons))


class Typing:
    """What the channels without buttons share: a choice is its number."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def shown(self, said: Said) -> list[Said]:
        return with_numbers(said)

    def typed(self, step: Step) -> str:
        if step.action != "press":
            return step.text
        lines = self._seen[step.who].splitlines()
        return next(line.partition(". ")[0] for line in lines if line.partition(". ")[2] == step.value)


class Terminal(Typing):
    """Stopped and started between any two lines."""

    often_restarted = True

    def __init__(self) -> None:
        super().__init__()
        self._written: list[str] = []
        self.channel = TerminalChannel(self._written.append)

    def address(self, who: str) -> Address:
        assert who == SOMEBODY, "at a terminal there is one person; say which channels this is played on"
        return PLAYER

    async def do(self, step: Step, engine: Engine) -> None:
        self.address(step.who)
        await engine.dispatcher.receive_on("terminal")({"id": str(uuid4()), "text": self.typed(step)})

    def heard(self, store: Store) -> Heard:
        arrived = [Said(text=text) for text in self._written]
        if self._written:
            self._seen[SOMEBODY] = self._written[-1]
        self._written.clear()
        return {SOMEBODY: arrived}


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
        self._chats: dict[str, int] = {SOMEBODY: 42}
        self._in_group = SOMEBODY  # who has spoken in the group

    def address(self, who: str) -> Address:
        chat = self._chats.setdefault(who, 100 + len(self._chats))
        self._fake.join(chat)
        return Address("telegram", str(chat))

    def shown(self, said: Said) -> list[Said]:
        *first, last = split_text(said.text, 4096)
        return [*(Said(text=part) for part in first), Said(text=last, choices=said.choices)]

    async def do(self, step: Step, engine: Engine) -> None:
        chat = int(self.address(step.who).chat)
        match step.action:
            case "they":
                self._fake.say(chat, step.text)
            case "group":
                self._in_group = step.who
                self._fake.say(GROUP, step.text, sender=chat)
            case "press" | "data":
                self._fake.press(chat, self._offered.get(step.value, step.value))
            case "send":
                medium = [{"file_id": "f1"}] if step.value == "photo" else {"file_id": "f1"}
                self._fake.say(chat, **{step.value: medium, "caption": step.caption or None})
        await until(lambda: self._fake.unconfirmed == [])

    def heard(self, store: Store) -> Heard:
        calls = [call.parameters for call in self._fake.journal if call.method == "sendMessage"]
        new, self._read = calls[self._read :], len(calls)
        names = {chat: who for who, chat in self._chats.items()}
        heard: dict[str, list[Said]] = defaultdict(list)
        for parameters in new:
            heard[names.get(int(parameters["chat_id"]), self._in_group)].append(self._seen(parameters))
        return heard

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

    def address(self, who: str) -> Address:
        chat = f"{who}-{zalo_events.CHAT}" if who else zalo_events.CHAT
        self._fake.know(chat)
        return Address("zalo", chat)

    def shown(self, said: Said) -> list[Said]:
        (numbered,) = with_numbers(said)
        return [Said(text=part) for part in split_text(numbered.text, 2000)]

    async def do(self, step: Step, engine: Engine) -> None:
        if engine is not self._told:
            # The last poll of a bot that has stopped would swallow what is said before it ends.
            self._told, begun = engine, self._polls()
            await until(lambda: self._polls() >= begun + 3)
        before, chat = self._polls(), self.address(step.who).chat
        match step.action:
            case "they" | "press":
                self._fake.say(chat, self.typed(step))
            case "group":
                self._fake.push_raw(zalo_events.in_group(step.text))
            case "send":
                name = f"message.{self._EVENTS.get(step.value, 'unsupported')}.received"
                event = zalo_events.event(name, chat, message_id=uuid4().hex, caption=step.caption or None)
                self._fake.push_raw(event)
        # The poll after the one that may have been under way has been followed by another.
        await until(lambda: self._polls() >= before + 2)

    def _polls(self) -> int:
        return sum(call.method == "getUpdates" for call in list(self._fake.journal))

    def heard(self, store: Store) -> Heard:
        sent = self._fake.sent()
        new, self._read = sent[self._read :], len(sent)
        heard: dict[str, list[Said]] = defaultdict(list)
        for chat, text in new:
            who = chat.removesuffix(zalo_events.CHAT).rstrip("-")
            self._seen[who] = text
            heard[who].append(Said(text=text))
        return heard


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


VARYING = MappingProxyType(
    {
        "đăng ký": re.compile(r"\bTD-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b"),
        "mã": re.compile(r"\b(?:[2-9CFGHJKMNPQRTVX]{4}-?){2}[2-9CFGHJKMNPQRTVX]{4}\b"),
        "kênh": re.compile(r"(?:(?<=ài khoản )|(?<=ài khoản: ))(?:Telegram|Zalo|trang web)\b"),
        "biên nhận": re.compile(r"(?<=\bDL-)[2-9CFGHJKMNPQRTVX]{8}\b"),
    }
)
"""What is different each time, by what it is called in a dialogue."""


class Masks:
    """Puts ``<mã 1>`` for the first code that is said, and the code for it when people say it."""

    def __init__(self) -> None:
        self._actual: dict[str, str] = {}

    def put_on(self, said: Said) -> Said:
        text = said.text
        for name, pattern in VARYING.items():
            text = pattern.sub(partial(self._mask, name), text)
        return replace(said, text=text)

    def take_off(self, value: Any) -> Any:
        for mask, actual in self._actual.items():
            value = value.replace(mask, actual) if isinstance(value, str) else value
        return value

    def _mask(self, name: str, found: re.Match[str]) -> str:
        same = found[0].replace("-", "")
        known = next((mask for mask, actual in self._actual.items() if actual == same), None)
        if known is None:
            count = sum(mask.startswith(f"<{name} ") for mask in self._actual)
            known = f"<{name} {count + 1}>"
            self._actual[known] = same
        return known


class Stage:
    """A bot that runs, at one place, on one database, in which there is what is ``given``."""

    def __init__(self, place: Place, url: str, dialogue: Dialogue) -> None:
        self._place = place
        self._url = url
        self._clock = MovableClock()
        self._clock.move_to(dialogue.day)
        self._given = dialogue.given
        self._masks = Masks()
        self._running: list[asyncio.Task[None]] = []

    async def play(self, step: Step) -> Heard:
        """What people hear after ``step``, when all has become quiet."""
        if step.action == "day":
            self._clock.move_to(step.value)
            return {}
        if step.action == "elapse":
            await elapse(self._store, timedelta(days=step.value))
            return {}
        if step.action == "restart" or self._place.often_restarted:
            await self.close()
            await self.open()
        if step.action == "restart":
            return {}
        await self._place.do(replace(step, value=self._masks.take_off(step.value)), self._engine)
        async with asyncio.timeout(10):
            while not await self._store.read(health.idle):  # noqa: ASYNC110 — nothing tells when
                await asyncio.sleep(MOMENT.total_seconds())
        heard = self._place.heard(self._store)
        return {who: [self._masks.put_on(said) for said in texts] for who, texts in heard.items() if texts}

    async def prepare(self) -> None:
        """Put in what is given."""
        await self._store.write(partial(prepare, given=self._given, place=self._place, now=self._clock.now()))

    async def open(self) -> None:
        self._store = Store.open(self._url)
        bot = Bot(
            knowledge=load_knowledge(),
            catalogue=_CATALOGUE,
            clock=self._clock,
            zone=VIETNAM,
            admins=frozenset(self._place.address(who) for who in self._given.get("admins", [])),
        )
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
async def stage(channel: str, url: str, dialogue: Dialogue) -> AsyncIterator[tuple[Stage, Place]]:
    with place_of(channel) as place:
        on_stage = Stage(place, url, dialogue)
        await on_stage.open()
        try:
            await on_stage.prepare()
            yield on_stage, place
        finally:
            await on_stage.close()
            await place.channel.close()
