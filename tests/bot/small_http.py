"""Just enough HTTP for a fake platform on loopback: one POST of JSON for each connection."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

HOST = "127.0.0.1"


async def serve(take: Callable[[dict[str, Any]], Awaitable[int]]) -> asyncio.Server:
    """Answers every POST with the status that ``take`` returns for its body; on a free port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            status = await take(json.loads(await reader.readexactly(length)))
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side was killed
        finally:
            writer.close()

    return await asyncio.start_server(handle, HOST, 0)


async def post(port: int, body: dict[str, Any]) -> int:
    """The status of the answer. Raises OSError when there was none."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        data = json.dumps(body).encode()
        writer.write(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(data) + data)
        await writer.drain()
        line = await reader.readline()
        if not line:
            raise ConnectionResetError("no answer")
        return int(line.split()[1])
    finally:
        writer.close()
