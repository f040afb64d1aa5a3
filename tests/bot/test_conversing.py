"""How the parts are joined: who hears of what."""

import asyncio

from bot.conversing import Bot, join
from channels.terminal import PLAYER, TerminalChannel
from content.loader import load_catalogue, load_knowledge
from domain.answering.answer import Answer
from domain.clock import VIETNAM, MovableClock
from domain.message import Address
from store.deliveries import deliveries_after
from store.engine import Store
from tests.bot.waiting import until


async def test_answers_are_counted_and_whoever_waits_is_told_when_it_can_be_read(store: Store) -> None:
    bot = Bot(knowledge=load_knowledge(), catalogue=load_catalogue(), clock=MovableClock(), zone=VIETNAM)
    written: list[str] = []
    answers: list[Answer] = []
    readable: list[tuple[Address, int]] = []

    def arrived(address: Address) -> None:
        sent = store.read_now(lambda connection: deliveries_after(connection, address, 0, 9))
        readable.append((address, len(sent)))

    channels = {"terminal": TerminalChannel(written.append)}
    engine = join(bot, store, channels, owner="test", answered=answers.append, arrived=arrived)
    running = [asyncio.create_task(part.run()) for part in (engine.dispatcher, engine.sender)]
    receive = engine.dispatcher.receive_on("terminal")
    for key, text in (("1", "/help"), ("2", "Ninh Bình thưởng bao nhiêu tiền?")):
        await receive({"id": key, "text": text})
        await until(lambda key=key: len(readable) == int(key))  # type: ignore[misc]
    engine.dispatcher.stop()
    engine.sender.stop()
    await asyncio.gather(*running)
    assert readable == [(PLAYER, 1), (PLAYER, 2)]
    assert [answer.outcome for answer in answers] == ["refused"]
    assert len(written) == 2
