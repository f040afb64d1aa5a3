"""The terminal's part of the contract table: its requests are the lines it writes, which cannot fail."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from channels.base import Attachment
from channels.terminal import PLAYER, TerminalChannel
from domain.message import Message
from domain.reply import Button, Reply
from tests.contracts.cases import Cases, ReadCase, Request, SendCase


class Screen:
    """What has been written, each as the call that wrote it."""

    def __init__(self) -> None:
        self._calls: list[Request] = []

    def write(self, line: str) -> None:
        self._calls.append(_written(line))

    def calls(self) -> list[Request]:
        return self._calls


def _written(line: str) -> Request:
    return ("write", {"line": line})


@asynccontextmanager
async def running() -> AsyncIterator[tuple[TerminalChannel, Screen]]:
    screen = Screen()
    with tempfile.TemporaryDirectory() as folder:
        channel = TerminalChannel(lambda line: screen.write(line.replace(folder, "…")), folder=Path(folder))
        yield channel, screen
        await channel.close()


READING = (
    ReadCase(
        name="text",
        raw={"id": "1", "text": "Đang ở giai đoạn nào?"},
        message=Message(id="1", chat=PLAYER, sender=PLAYER, text="Đang ở giai đoạn nào?"),
    ),
    ReadCase(
        name="an empty line is a message too",
        raw={"id": "2", "text": ""},
        message=Message(id="2", chat=PLAYER, sender=PLAYER, text=""),
    ),
    ReadCase(name="no id", raw={"text": "Chào"}, message=None),
    ReadCase(name="an id that is no text", raw={"id": 3, "text": "Chào"}, message=None),
    ReadCase(name="no text", raw={"id": "4"}, message=None),
    ReadCase(name="text that is no text", raw={"id": "5", "text": ["Chào"]}, message=None),
)

SENDING = (
    SendCase(name="text", reply=Reply(text="Chào <b>anh</b>"), requests=(_written("Chào <b>anh</b>"),)),
    SendCase(
        name="choices as numbered lines",
        reply=Reply(text="Chọn:", buttons=(Button("Có", "co"), Button("Không", "khong"))),
        requests=(_written("Chọn:\n\n1. Có\n2. Không\n(Trả lời bằng số hoặc gõ chữ.)"),),
    ),
    SendCase(
        name="a file is laid down and named",
        reply=Reply(text="Danh sách đây ạ.", document="d1"),
        attachment=Attachment(name="Danh sách.xlsx", media_type="text/plain", content=b"abc"),
        requests=(_written("Danh sách đây ạ."), _written("[…/Danh sách.xlsx]")),
    ),
    SendCase(
        name="text too long for one part",
        reply=Reply(text=f"{'a' * 100_000}\n{'b' * 10}"),
        requests=(_written("a" * 100_000), _written("b" * 10)),
    ),
)

CASES = Cases(address=PLAYER, read=READING, send=SENDING, errors=())
