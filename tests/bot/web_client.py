"""What the tests of the web server share: a page, and the whole server around a list."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.web.parts import WebParts
from bot.web.server import create_web_app
from domain.message import Address
from tests.fakes.echo_bot import serving

KEY = "6f1c9c0e-4a51-4c55-9a0e-0d9f2d8f1a11"
CHAT = "0123456789abcdef0123456789abcdef"
PAGE = Address("web", CHAT)


def client_of(parts: WebParts, cookie: str | None = CHAT) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_web_app(parts), raise_app_exceptions=False)
    cookies = {"thidua": cookie} if cookie else {}
    return httpx.AsyncClient(transport=transport, base_url="http://thidua.test", cookies=cookies)


async def post(parts: WebParts, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with client_of(parts) as client:
        return await client.post("/chat", content=content, headers=headers or {})


@asynccontextmanager
async def page_of(parts: WebParts, cookie: str | None = CHAT) -> AsyncIterator[httpx.AsyncClient]:
    cookies = {"thidua": cookie} if cookie else {}
    async with (
        serving(parts) as server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", cookies=cookies, timeout=5) as client,
    ):
        yield client
