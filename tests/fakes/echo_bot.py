"""Stands in for everything behind the web server: a list for an inbox, a list for the deliveries.

As honest as the real thing where the server can tell: a message with a known id is stored once, cursors
grow in the order of sending, and a store that is out of order raises instead of forgetting.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.metrics import Metrics
from bot.web.arrivals import Arrivals
from bot.web.parts import Readiness, WebParts
from bot.web.server import WebServer, create_web_app
from channels.base import Raw
from channels.web import WebChannel
from domain.clock import MovableClock, local_day
from domain.message import Address, Message
from domain.reply import Button, Reply
from store.downloads import Offer

WHICH = Reply(
    text="Mình có kế hoạch của những phong trào dưới đây. Anh/chị muốn xem phong trào nào?",
    buttons=(
        Button("Thanh Hóa 2021–2030", "campaign:thanh-hoa-2021"),
        Button("Bến Tre 2018–2020", "campaign:ben-tre-2018"),
    ),
)
TELEGRAM_SECRET = "bi-mat-telegram"
ZALO_SECRET = "bi-mat-zalo"
DEMO_DAYS = (("Thanh Hóa", date(2021, 8, 1)), ("Bến Tre <2018>", date(2018, 5, 10)))


class EchoBot:
    """Answers at once. ``broken`` is raised by the store while set; ``mute`` keeps answers back."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, Raw]] = []
        self.sent: list[tuple[Address, Reply]] = []
        self.offers: dict[str, tuple[Offer, bytes]] = {}
        self.updates: Counter[str] = Counter()
        self.deliveries: Counter[tuple[str, str]] = Counter()
        self.metrics = Metrics(self.updates, self.deliveries)
        self.clock = MovableClock()
        self.arrivals = Arrivals()
        self.reasons: dict[str, str] = {}
        self.broken: Exception | None = None
        self.mute = False

    def parts(self, **changes: Any) -> WebParts:
        """What the server needs, demo mode off; ``changes`` replace single parts."""
        self.arrivals = Arrivals()
        parts = WebParts(
            receive={
                "web": self.receive_page,
                "telegram": self.receiver("telegram"),
                "zalo": self.receiver("zalo"),
            },
            mailbox=self.mailbox,
            arrivals=self.arrivals,
            ready=self.ready,
            metrics=self.rendered_metrics,
            offered=self.offered,
            taken=self.taken,
            telegram_secret=TELEGRAM_SECRET,
            zalo_secret=ZALO_SECRET,
            epoch="e1",
        )
        return replace(parts, **changes)

    def demo_parts(self, **changes: Any) -> WebParts:
        return self.parts(demo_clock=self.clock, demo_days=DEMO_DAYS, **changes)

    async def receive_page(self, raw: Raw) -> None:
        if any(raw["id"] == known.get("id") for _, known in self.stored):
            return
        await self.receiver("web")(raw)
        message = WebChannel().read(raw)
        assert message is not None
        if not self.mute:
            self.say(message.chat, self.answer(message))

    def receiver(self, channel: str) -> Any:
        async def receive(raw: Raw) -> None:
            if self.broken is not None:
                raise self.broken
            self.stored.append((channel, raw))

        return receive

    def answer(self, message: Message) -> Reply:
        if message.choice is not None:
            return Reply(text=f"Anh/chị đã chọn {message.choice}.")
        if "phong trào nào" in message.text:
            return WHICH
        if "hôm nay" in message.text:
            return Reply(text=f"Hôm nay là {local_day(self.clock.now()).isoformat()}.")
        if len(message.text) > 1000:
            return Reply(text=f"Tin có {len(message.text)} ký tự.")
        return Reply(text=f"Anh/chị vừa nói: {message.text}")

    def say(self, address: Address, reply: Reply) -> None:
        self.sent.append((address, reply))
        self.arrivals.notify(address)

    async def mailbox(self, address: Address, after: int) -> Sequence[tuple[int, Reply]]:
        """In portions of two, so that a page that is behind has to ask more than once."""
        if self.broken is not None:
            raise self.broken
        mine = [(at, reply) for at, (to, reply) in enumerate(self.sent, 1) if to == address and at > after]
        return mine[:2]

    def offer(self, token: str, offer: Offer, content: bytes) -> None:
        self.offers[token] = (offer, content)

    async def offered(self, token: str) -> Offer | None:
        if self.broken is not None:
            raise self.broken
        return self.offers[token][0] if token in self.offers else None

    async def taken(self, token: str) -> bytes | None:
        return self.offers.pop(token)[1] if token in self.offers else None

    async def ready(self) -> Readiness:
        return Readiness(reasons=self.reasons)

    async def rendered_metrics(self) -> bytes:
        self.metrics.backlog(len(self.stored), timedelta(seconds=2))
        return self.metrics.render()


@asynccontextmanager
async def serving(parts: WebParts, port: int = 0) -> AsyncIterator[WebServer]:
    """A real server on loopback; stopped at the end, within two seconds or the test fails."""
    server = WebServer(create_web_app(parts), parts.arrivals, port=port)
    running = asyncio.create_task(server.serve())
    while not server.started:
        assert not running.done(), running
        await asyncio.sleep(0.01)
    try:
        yield server
    finally:
        server.stop()
        async with asyncio.timeout(2):
            await running
