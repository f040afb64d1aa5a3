"""The stream of what was sent to a page."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.web.parts import WebLimits
from domain.message import Address
from domain.reply import Reply
from tests.bot.web_client import KEY, PAGE, client_of, page_of
from tests.fakes.echo_bot import WHICH, EchoBot, serving


async def events_of(response: httpx.Response, count: int) -> list[tuple[str, Any]]:
    """The next replies of a stream, each with its cursor."""
    events: list[tuple[str, Any]] = []
    cursor = ""
    async for line in response.aiter_lines():
        if line.startswith("id: "):
            cursor = line[4:]
        elif line.startswith("data: {"):
            events.append((cursor, json.loads(line[6:])))
            if len(events) == count:
                return events
    return events


async def stream_lines(client: httpx.AsyncClient, count: int) -> list[str]:
    async with client.stream("GET", "/chat/stream") as response:
        lines: list[str] = []
        async for line in response.aiter_lines():
            lines.append(line)
            if len(lines) == count:
                break
    return lines


async def test_the_answer_comes_down_the_open_stream_at_once() -> None:
    bot = EchoBot()
    patient = WebLimits(look=timedelta(seconds=60))
    async with (
        page_of(bot.parts(limits=patient)) as client,
        client.stream("GET", "/chat/stream?after=0") as stream,
    ):
        await client.post("/chat", json={"id": KEY, "text": "Có những phong trào nào?"})
        async with asyncio.timeout(3):
            events = await events_of(stream, 1)
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
    shown = {"text": WHICH.text, "buttons": [{"label": b.label, "choice": b.choice} for b in WHICH.buttons]}
    assert events == [("e1-1", shown)]


async def test_what_another_process_sent_is_found_by_looking() -> None:
    bot = EchoBot()
    parts = bot.parts(limits=WebLimits(look=timedelta(milliseconds=50)))
    async with page_of(parts) as client, client.stream("GET", "/chat/stream") as stream:
        await asyncio.sleep(0.1)
        bot.sent.append((PAGE, Reply(text="Nhắc việc")))  # without ringing
        async with asyncio.timeout(3):
            assert await events_of(stream, 1) == [("e1-1", {"text": "Nhắc việc", "buttons": []})]


@pytest.mark.parametrize(
    ("query", "headers", "texts"),
    [
        ("", {}, ["1", "2", "4", "5"]),
        ("?after=0", {}, ["1", "2", "4", "5"]),
        ("?after=2", {}, ["4", "5"]),
        ("?after=e1-4", {}, ["5"]),
        ("?after=e1-1", {"Last-Event-ID": "e1-4"}, ["5"]),
        ("?after=e0-4", {}, ["1", "2", "4", "5"]),  # of a database that is no more
        ("?after=-1", {}, ["1", "2", "4", "5"]),
        ("?after=99999999999999999999", {}, ["1", "2", "4", "5"]),
        ("?after=%C2%B2", {}, ["1", "2", "4", "5"]),
    ],
)
async def test_a_page_goes_on_after_its_cursor(query: str, headers: dict[str, str], texts: list[str]) -> None:
    bot = EchoBot()
    bot.sent = [(Address("web", "f" * 32) if n == 3 else PAGE, Reply(text=str(n))) for n in range(1, 6)]
    async with (
        page_of(bot.parts()) as client,
        client.stream("GET", f"/chat/stream{query}", headers=headers) as stream,
    ):
        async with asyncio.timeout(3):
            events = await events_of(stream, len(texts))
    assert [(cursor, event["text"]) for cursor, event in events] == [(f"e1-{text}", text) for text in texts]


async def test_a_text_with_every_kind_of_line_end_stays_one_event() -> None:
    bot = EchoBot()
    bot.sent = [(PAGE, Reply(text="a\nb\r\nc\rd\u2028e\n\ndata: f"))]
    async with page_of(bot.parts()) as client, client.stream("GET", "/chat/stream") as stream:
        content = b""
        async for chunk in stream.aiter_bytes():
            content += chunk
            if content.endswith(b"}\n\n"):
                break
    data = content.decode().split("data: ", 1)[1]
    assert json.loads(data) == {"text": "a\nb\r\nc\rd\u2028e\n\ndata: f", "buttons": []}
    assert data.count("\n") == 2


async def test_a_silent_stream_shows_that_it_lives() -> None:
    parts = EchoBot().parts(limits=WebLimits(heartbeat=timedelta(milliseconds=20)))
    async with page_of(parts) as client:
        lines = await stream_lines(client, 6)
    assert lines == [": xin chào", "", ": vẫn đây", "event: beat", "data: 1", ""]


async def test_streams_of_one_page_and_of_all_are_bounded() -> None:
    bot = EchoBot()
    parts = bot.parts(limits=WebLimits(streams_per_address=2, streams_in_all=3))
    other = {"Cookie": f"thidua={'a' * 32}"}
    async with page_of(parts) as client:

        async def status(headers: dict[str, str] | None = None) -> int:
            async with client.stream("GET", "/chat/stream", headers=headers) as refused:
                return refused.status_code

        async with client.stream("GET", "/chat/stream"), client.stream("GET", "/chat/stream"):
            await reaches(bot, 2)
            assert await status() == 429
            async with client.stream("GET", "/chat/stream", headers=other):
                await reaches(bot, 3)
                assert await status({"Cookie": f"thidua={'b' * 32}"}) == 503
        await reaches(bot, 0)
        assert await status() == 200


async def reaches(bot: EchoBot, streams: int) -> None:
    for _ in range(300):
        if bot.arrivals.open_in_all == streams:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{bot.arrivals.open_in_all} streams are open, not {streams}")


async def test_a_page_without_a_cookie_gets_one_with_its_stream() -> None:
    async with page_of(EchoBot().parts(), cookie=None) as client:
        await stream_lines(client, 1)
        assert len(client.cookies["thidua"]) == 32


async def test_a_stream_ends_when_the_store_fails_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    bot = EchoBot()
    bot.broken = OSError("database is locked")
    async with page_of(bot.parts()) as client, client.stream("GET", "/chat/stream") as stream:
        assert [line async for line in stream.aiter_lines()] == [": xin chào", ""]
    assert "mailbox of the page cannot be read: database is locked" in caplog.text


async def test_stopping_the_server_ends_open_streams_cleanly() -> None:
    bot = EchoBot()
    async with (
        serving(bot.parts()) as server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client,
        client.stream("GET", "/chat/stream") as stream,
    ):
        await reaches(bot, 1)
        server.stop()
        async with asyncio.timeout(2):
            assert [line async for line in stream.aiter_lines()] == [": xin chào", ""]


async def test_no_stream_begins_while_the_server_stops() -> None:
    bot = EchoBot()
    parts = bot.parts()
    bot.arrivals.close()
    async with client_of(parts) as client:
        assert (await client.get("/chat/stream")).status_code == 503
