"""Killed at any moment, the bot loses nothing it acknowledged and repeats at most what was on its way."""

import asyncio
import json
import random
import sys
from collections import Counter
from contextlib import asynccontextmanager
from typing import Any

import pytest

from store.engine import Store
from tests.bot.plain_channel import LIMITS, update
from tests.bot.small_http import post, serve
from tests.bot.waiting import until
from tests.databases import scalars

CHATS = 8


class Platform:
    """Hands in messages until each is acknowledged, and counts the answers to each."""

    def __init__(self, seed: int) -> None:
        self.answers: Counter[str] = Counter()
        self.acknowledged: set[str] = set()
        self.order: dict[str, list[str]] = {}
        self.bot_port: int | None = None
        self.handing_in = True
        self._random = random.Random(seed)

    async def take(self, answer: dict[str, Any]) -> int:
        await asyncio.sleep(self._random.uniform(0, 0.02))
        self.answers[answer["text"]] += 1
        self.order.setdefault(answer["chat"], []).append(answer["text"])
        await asyncio.sleep(self._random.uniform(0, 0.02))
        return 200

    async def people_write(self, chat: str) -> None:
        number = 0
        while self.handing_in:
            words = f"{chat}.{number}"
            while not await self._hand_in(update(words, words, chat)):  # noqa: ASYNC110 — as platforms do
                await asyncio.sleep(0.02)
            self.acknowledged.add(words)
            number += 1
            await asyncio.sleep(self._random.uniform(0.01, 0.06))

    async def _hand_in(self, raw: dict[str, Any]) -> bool:
        if self.bot_port is None:
            return False
        try:
            return await post(self.bot_port, raw) == 200
        except OSError:
            return False

    @asynccontextmanager
    async def bot(self, url: str, port: int):
        """The bot in a process of its own, killed at the end of the block."""
        command = [sys.executable, "-m", "tests.bot.crash_program", url, str(port)]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        try:
            assert process.stdout is not None
            async with asyncio.timeout(20):
                self.bot_port = json.loads(await process.stdout.readline())["port"]
            yield
        finally:
            self.bot_port = None
            process.kill()
            await process.wait()


async def _kill_again_and_again(url: str, kills: int, seed: int) -> None:
    moments, platform = random.Random(seed), Platform(seed)
    server = await serve(platform.take)
    port = server.sockets[0].getsockname()[1]
    writing = [asyncio.create_task(platform.people_write(str(chat))) for chat in range(CHATS)]
    for _ in range(kills):
        async with platform.bot(url, port):
            await asyncio.sleep(moments.uniform(0.05, 0.6))
    async with platform.bot(url, port):
        await asyncio.sleep(0.2)
        platform.handing_in = False
        await asyncio.gather(*writing)
        store = Store.open(url)
        await until(
            lambda: (
                not scalars(store, "SELECT id FROM inbox WHERE state = 'pending'")
                and not scalars(
                    store, "SELECT id FROM delivery WHERE state IN ('ready', 'leased', 'sending')"
                )
            ),
            30,
        )
        held = set(scalars(store, "SELECT body FROM delivery WHERE state = 'unknown' AND unknowns = 2"))
        store.close()
    server.close()
    # Killed twice on its way, a delivery has had its two tries; nobody knows more than that.
    unsure = {json.loads(body)["text"] for body in held}
    assert platform.acknowledged - set(platform.answers) <= unsure
    assert set(platform.answers) - platform.acknowledged == set()
    assert max(platform.answers.values()) <= 2
    repeated = sum(count - 1 for count in platform.answers.values())
    assert repeated <= kills * LIMITS.in_flight
    assert len(platform.acknowledged) > kills * CHATS
    for words in platform.order.values():
        first_times = list(dict.fromkeys(words))
        assert first_times == sorted(first_times, key=lambda one: int(one.split(".")[1]))


async def test_killed_five_times_nothing_is_lost(sqlite_url: str) -> None:
    await _kill_again_and_again(sqlite_url, kills=5, seed=random.randrange(10**6))


@pytest.mark.soak
async def test_killed_fifty_times_nothing_is_lost(sqlite_url: str) -> None:
    await _kill_again_and_again(sqlite_url, kills=50, seed=random.randrange(10**6))
