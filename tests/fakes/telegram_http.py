"""A small HTTP server in a thread of its own, for the Bot API fake: it can hang up, stall and come back."""

import asyncio
import json
import re
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    method: str
    path: str
    query: dict[str, str]
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """``cut`` means: hang up instead of answering."""

    status: int = 200
    content_type: str = "application/json"
    body: bytes = b""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart body."""

    name: str
    content: bytes


class BadBody(Exception):
    """The body is not what its content type says."""


class HttpThread:
    """Answers on a free port of the loopback interface until `stop`, with ``handle``."""

    def __init__(self, handle: Callable[[HttpRequest], Awaitable[HttpAnswer]]) -> None:
        self._handle = handle
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0

    def start(self) -> None:
        self._thread.start()
        self.run(self._open())

    def stop(self) -> None:
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def down(self) -> None:
        """Refuse connections, drop those that are open."""
        self.run(self._close())

    def up(self) -> None:
        """Answer again, on the same port."""
        self.run(self._open())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of ``work``, done in the server's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            for task in self._connections:
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)
            await self._server.wait_closed()
            self._server = None

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client is gone, or we are
        finally:
            self._connections.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await _read(reader)) is not None:
            answer = await self._handle(request)
            if answer.cut:
                writer.transport.abort()
                return
            head = f"HTTP/1.1 {answer.status} Answer\r\nContent-Type: {answer.content_type}\r\n"
            writer.write(f"{head}Content-Length: {len(answer.body)}\r\n\r\n".encode() + answer.body)
            await writer.drain()


async def _read(reader: asyncio.StreamReader) -> HttpRequest | None:
    """The next request of a connection; None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _read_chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    url = urlsplit(target)
    return HttpRequest(
        method=method,
        path=unquote(url.path),
        query=dict(parse_qsl(url.query, keep_blank_values=True)),
        content_type=headers.get("content-type", ""),
        body=body,
    )


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    chunks = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        chunks.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(chunks)


def body_fields(request: HttpRequest) -> dict[str, Any]:
    """The fields of a JSON, form or multipart body, beside those of the query. Raises BadBody."""
    kind = request.content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            fields = json.loads(request.body or b"{}")
            if not isinstance(fields, dict):
                raise BadBody("not an object")
        elif kind == "multipart/form-data":
            fields = _multipart(request)
        else:
            form = request.body.decode()
            fields = dict(parse_qsl(form, keep_blank_values=True, strict_parsing=bool(form)))
    except ValueError as error:
        raise BadBody(str(error)) from error
    return {**request.query, **fields}


def _multipart(request: HttpRequest) -> dict[str, Any]:
    boundary = re.search(r'boundary="?([^";]+)', request.content_type)
    if boundary is None:
        raise BadBody("no boundary")
    fields: dict[str, Any] = {}
    for part in request.body.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").removesuffix(b"\r\n").partition(b"\r\n\r\n")
        named = dict(re.findall(r'(\w+)="([^"]*)"', head.decode()))
        upload = "filename" in named
        fields[named["name"]] = Upload(named["filename"], content) if upload else content.decode()
    return fields
