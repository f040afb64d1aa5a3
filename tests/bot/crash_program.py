"""The engine as a program of its own, to be killed: takes messages over HTTP, answers over HTTP.

``python -m tests.bot.crash_program DATABASE_URL PLATFORM_PORT``; prints its own port when it listens.
A message is a POST of JSON; 200 means that it is stored. Each answer is a POST to the platform.
"""

import asyncio
import json
import sys
from collections.abc import Sequence

from bot.dispatcher import Dispatcher
from bot.enclosures import Enclosures
from bot.sender import Sender
from channels.base import Attachment, Raw, Receipt, SendError, SendErrorKind
from domain.message import Address
from domain.reply import Reply
from handlers.turn import Turn
from store.engine import Store
from store.errors import StoreUnavailable
from tests.bot.plain_channel import FILE_TEXTS, TEXTS, PlainChannel, begin
from tests.bot.small_http import post, serve


class HttpChannel(PlainChannel):
    """Sends to the platform on ``port``."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        try:
            status = await post(self._port, {"chat": address.chat, "text": reply.text})
        except OSError as error:
            raise SendError(SendErrorKind.UNKNOWN, "no answer") from error
        if status != 200:
            raise SendError(SendErrorKind.UNAVAILABLE, f"status {status}")
        return Receipt(provider_id="1")


def echo(turn: Turn) -> Sequence[Reply]:
    return [Reply(text=turn.message.text)]


async def main(url: str, platform_port: int) -> None:
    store = Store.open(url)
    channels = {"plain": HttpChannel(platform_port)}
    sender = Sender(store=store, channels=channels, owner="crash", enclosures=Enclosures(store, FILE_TEXTS))
    dispatcher = Dispatcher(
        store=store, channels=channels, begin=begin, respond=echo, wake_sender=sender.wake, texts=TEXTS
    )
    receive = dispatcher.receive_on("plain")

    async def take(raw: Raw) -> int:
        try:
            await receive(raw)
        except StoreUnavailable:
            return 503
        return 200

    async with asyncio.TaskGroup() as group:
        group.create_task(dispatcher.run())
        group.create_task(sender.run())
        server = await serve(take)
        print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
