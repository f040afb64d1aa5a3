"""``thidua play``: a conversation in the terminal, through everything but a platform.

The dispatcher, the store (a SQLite file that is gone afterwards) and the sender are the real ones; only
the clock is moved by hand.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.conversing import Bot, Engine, join
from bot.samples import plant
from channels.base import Channel, Limits
from channels.terminal import NAME, TERMINAL_LIMITS, TerminalChannel
from content.loader import load_catalogue, load_knowledge, load_samples
from domain.clock import MovableClock, local_day
from domain.dates import long
from domain.text import fold
from store import health
from store.engine import Store
from store.migrate import upgrade

PROMPT = "> "
HELP = "Gõ câu hỏi. “:ngày 2022-02-01” dời ngày, “:ngày” xem ngày, “:thoát” để dừng."
NO_DAY = "Ngày viết là YYYY-MM-DD, ví dụ: :ngày 2022-02-01"
UNKNOWN = "Chỉ có: “:ngày”, “:ngày YYYY-MM-DD”, “:thoát”."
LOOK = timedelta(milliseconds=10)


def play(like: str | None, at: date | None, zone: ZoneInfo) -> None:
    """Talk until ``:thoát`` or the end of the input; ``like`` names the channel whose limits to show."""
    clock = MovableClock()
    if at:
        clock.move_to(at, zone)
    files = Path(tempfile.mkdtemp(prefix="thidua-"))
    # Everything moves only while a line is being answered; between lines the loop stands still.
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        table = _Table(Path(folder) / "play.db", TerminalChannel(_show, limits_of(like), files), clock, zone)
        try:
            runner.run(table.open())
            for line in _lines():
                if _is_end(line):
                    break
                said = table.command(line)
                if said:
                    print(said)
                else:
                    runner.run(table.say(line))
        except KeyboardInterrupt:
            print()
        finally:
            runner.run(table.close())
            with suppress(OSError):
                files.rmdir()  # what came is the player's


class _Table:
    """Where one player sits with the bot."""

    def __init__(self, file: Path, channel: TerminalChannel, clock: MovableClock, zone: ZoneInfo) -> None:
        url = f"sqlite:///{file}"
        upgrade(url)
        self._store = Store.open(url)
        self._store.write_now(lambda c: plant(c, load_samples(), clock.now(), local_day(clock.now(), zone)))
        self._clock = clock
        self._zone = zone
        self._said = 0
        bot = Bot(knowledge=load_knowledge(), catalogue=load_catalogue(), clock=clock, zone=zone)
        channels: Mapping[str, Channel] = {NAME: channel}
        self._engine: Engine = join(bot, self._store, channels, owner="play")
        self._receive = self._engine.dispatcher.receive_on(NAME)
        self._running: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        engine = self._engine
        self._running = [asyncio.create_task(part.run()) for part in (engine.dispatcher, engine.sender)]

    async def say(self, text: str) -> None:
        """Returns when everything that follows from ``text`` has been printed."""
        self._said += 1
        await self._receive({"id": str(self._said), "text": text})
        while not await self._store.read(health.idle):  # noqa: ASYNC110 — nothing tells when
            await asyncio.sleep(LOOK.total_seconds())

    def command(self, line: str) -> str | None:
        """What a line that begins with ":" gives; None for what is meant for the bot."""
        if not line.startswith(":"):
            return None
        word, _, day = fold(line[1:]).strip().partition(" ")
        if word != "ngay":
            return UNKNOWN
        if day:
            try:
                self._clock.move_to(date.fromisoformat(day.strip()), self._zone)
            except ValueError:
                return NO_DAY
        today = local_day(self._clock.now(), self._zone)
        return f"Hôm nay: {long(today)}"

    async def close(self) -> None:
        self._engine.dispatcher.stop()
        self._engine.sender.stop()
        await asyncio.gather(*self._running)
        self._store.close()


def limits_of(like: str | None) -> Limits:
    """The limits of the channel ``like``, but without its pace: nobody waits at a table."""
    return replace(_limits(like), per_second=None, per_chat_interval=timedelta())


def _limits(like: str | None) -> Limits:
    if like == "zalo":
        from channels.zalo import ZaloChannel

        return ZaloChannel.limits
    if like == "telegram":
        from channels.telegram.channel import limits_at

        return limits_at(28)
    if like == "web":
        from channels.web import WebChannel

        return WebChannel.limits
    return TERMINAL_LIMITS


def _show(message: str) -> None:
    print(f"{message}\n", flush=True)


def _lines() -> Iterator[str]:
    """What the player types, or what is piped in."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\n") for line in sys.stdin)
        return
    print(HELP)
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            print()
            return


def _is_end(line: str) -> bool:
    return fold(line).strip() in (":thoat", ":quit")
