"""What the browser tests share: a page that has loaded and must not complain."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page

from bot.web.parts import WebParts
from bot.web.server import WebServer
from tests.fakes.echo_bot import EchoBot, serving

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@asynccontextmanager
async def page_at(chromium: Browser, server: WebServer, **context: Any) -> AsyncIterator[Page]:
    """A page that has loaded; what its script complained about fails the test."""
    async with page_of(chromium, f"http://127.0.0.1:{server.port}/", **context) as page:
        yield page


@asynccontextmanager
async def page_of(chromium: Browser, url: str, **context: Any) -> AsyncIterator[Page]:
    """The same for any address."""
    opened = await chromium.new_context(locale="vi-VN", **(context or DESKTOP))
    opened.set_default_timeout(5000)
    page = await opened.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: _collect(complaints, said.type, said.text))
    await page.goto(url)
    yield page
    await opened.close()
    assert complaints == []


def _collect(complaints: list[str], kind: str, text: str) -> None:
    if kind in ("error", "warning") and "Failed to load resource" not in text:
        complaints.append(text)


@asynccontextmanager
async def talking(
    chromium: Browser, bot: EchoBot, parts: WebParts | None = None, **context: Any
) -> AsyncIterator[Page]:
    async with serving(parts or bot.parts()) as server, page_at(chromium, server, **context) as page:
        yield page


async def ask(page: Page, text: str) -> None:
    await page.get_by_label("Tin nhắn").fill(text)
    await page.get_by_role("button", name="Gửi").click()


async def texts(page: Page) -> list[str]:
    return await page.get_by_role("log").locator(".text").all_inner_texts()
