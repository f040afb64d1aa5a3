"""The page's part of the contract table: a mailbox, so sending makes no call and nothing can refuse it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from channels.web import WebChannel
from domain.message import Address, Message
from domain.reply import Button, Reply
from tests.contracts.cases import Cases, ReadCase, Request, SendCase

PAGE = Address("web", "trang-mau")


class NoServer:
    """There is no server behind the page's channel to be called."""

    def calls(self) -> list[Request]:
        return []


@asynccontextmanager
async def running() -> AsyncIterator[tuple[WebChannel, NoServer]]:
    channel = WebChannel()
    yield channel, NoServer()
    await channel.close()


READING = (
    ReadCase(
        name="text",
        raw={"id": "k1", "address": "trang-mau", "text": "Còn mấy ngày nữa?"},
        message=Message(id="k1", chat=PAGE, sender=PAGE, text="Còn mấy ngày nữa?"),
    ),
    ReadCase(
        name="a press on a button",
        raw={"id": "k2", "address": "trang-mau", "choice": "c:ninh-binh-2021"},
        message=Message(id="k2", chat=PAGE, sender=PAGE, text="", choice="c:ninh-binh-2021"),
    ),
    ReadCase(
        name="blank text is a message too",
        raw={"id": "k3", "address": "trang-mau", "text": " \n"},
        message=Message(id="k3", chat=PAGE, sender=PAGE, text=" \n"),
    ),
    ReadCase(name="neither text nor choice", raw={"id": "k4", "address": "trang-mau"}, message=None),
    ReadCase(name="text that is no text", raw={"id": "k5", "address": "trang-mau", "text": 5}, message=None),
    ReadCase(name="no id", raw={"address": "trang-mau", "text": "Chào"}, message=None),
    ReadCase(
        name="an id that is no text", raw={"id": 7, "address": "trang-mau", "text": "Chào"}, message=None
    ),
    ReadCase(name="an empty id", raw={"id": "", "address": "trang-mau", "text": "Chào"}, message=None),
    ReadCase(
        name="neither is of its kind",
        raw={"id": "k8", "address": "trang-mau", "text": 5, "choice": []},
        message=None,
    ),
    ReadCase(name="nothing", raw={}, message=None),
    ReadCase(name="no address", raw={"id": "k6", "text": "Chào"}, message=None),
    ReadCase(name="an empty address", raw={"id": "k7", "address": "", "text": "Chào"}, message=None),
)

SENDING = (
    SendCase(name="text", reply=Reply(text="Chào anh/chị"), requests=()),
    SendCase(name="choices", reply=Reply(text="Chọn:", buttons=(Button("Có", "co"),)), requests=()),
)

CASES = Cases(address=PAGE, read=READING, send=SENDING, errors=())
