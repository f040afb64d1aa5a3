"""Server-sent events: what was sent to one page after its cursor, for as long as the page listens."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.web.arrivals import Bell
from bot.web.guards import address_of, remember_address
from bot.web.parts import WebParts
from domain.clock import monotonic
from domain.message import Address
from domain.reply import Reply

log = logging.getLogger(__name__)

OPENING = ": xin chào\n\n"  # reaches the page at once, so that it knows it is connected
HEARTBEAT = ": vẫn đây\nevent: beat\ndata: 1\n\n"  # as an event too: a script does not see comments
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def open_stream(request: Request, parts: WebParts) -> Response:
    """Streams; 429 when this page has too many open already, 503 when the server has or is stopping."""
    address, _ = address_of(request)
    arrivals, limits = parts.arrivals, parts.limits
    if arrivals.closed or arrivals.open_in_all >= limits.streams_in_all:
        return JSONResponse({"error": "no room for another stream"}, 503, headers={"Retry-After": "5"})
    if arrivals.open_for(address) >= limits.streams_per_address:
        return JSONResponse({"error": "too many streams of this page"}, 429, headers={"Retry-After": "5"})
    cursor = cursor_of(request, parts.epoch)
    response = StreamingResponse(
        _events(parts, address, cursor), media_type="text/event-stream", headers=STREAM_HEADERS
    )
    remember_address(response, address, parts.public_url)
    return response


def cursor_of(request: Request, epoch: str) -> int:
    """Where the page is: ``Last-Event-ID``, else ``?after=``; ``<epoch>-<n>`` or a bare number.

    A cursor of another database, or one that cannot be read, is the beginning.
    """
    said = request.headers.get("last-event-id") or request.query_params.get("after", "")
    of_epoch, dash, number = said.rpartition("-")
    if (dash and of_epoch != epoch) or not (number.isascii() and number.isdigit() and len(number) < 19):
        return 0
    return int(number)


def event_of(epoch: str, cursor: int, reply: Reply) -> str:
    """One reply as a server-sent event. JSON keeps every line break of the text on one line."""
    shown = {"text": reply.text, "buttons": [asdict(button) for button in reply.buttons]}
    return f"id: {epoch}-{cursor}\nevent: reply\ndata: {json.dumps(shown, ensure_ascii=False)}\n\n"


async def _events(parts: WebParts, address: Address, cursor: int) -> AsyncIterator[str]:
    with parts.arrivals.listening(address) as bell:
        yield OPENING
        beat_at = monotonic() + parts.limits.heartbeat.total_seconds()
        while not parts.arrivals.closed:
            try:
                arrived = await parts.mailbox(address, cursor)
            except parts.not_stored as error:
                log.error("mailbox of the page cannot be read: %s", error)
                return  # the page comes back by itself, ever more slowly
            for cursor, reply in arrived:
                yield event_of(parts.epoch, cursor, reply)
            if arrived:
                continue
            if monotonic() >= beat_at:
                yield HEARTBEAT
                beat_at = monotonic() + parts.limits.heartbeat.total_seconds()
            await _pause(parts, bell, beat_at)


async def _pause(parts: WebParts, bell: Bell, beat_at: float) -> None:
    await bell.wait(max(0.0, min(parts.limits.look.total_seconds(), beat_at - monotonic())))
