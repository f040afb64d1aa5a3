"""Telegram's part of the contract table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from channels.base import SendErrorKind
from channels.telegram import Identity, TelegramChannel
from domain.message import Address
from domain.reply import Button, Reply
from tests.contracts.cases import Cases, ErrorCase, Request, SendCase
from tests.contracts.telegram_read_cases import BOT, GROUP, NEWS, PERSON, READING, ROOM, TOPIC, USER
from tests.fakes.telegram import TelegramFake


@asynccontextmanager
async def running() -> AsyncIterator[tuple[TelegramChannel, TelegramFake]]:
    with TelegramFake() as fake:
        fake.join(USER)
        fake.join(GROUP, topics=(NEWS,))
        channel = TelegramChannel(fake.token, api_url=fake.url, known_commands=("lich",))
        channel.identity = Identity(id=BOT, username=fake.username)
        try:
            yield channel, fake
        finally:
            await channel.close()


def _send(text: str, chat: int = USER, **more: Any) -> Request:
    plain = {"chat_id": chat, "text": text, "link_preview_options": {"is_disabled": True}}
    return ("sendMessage", {**plain, **more})


def _keys(*rows: tuple[str, ...]) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": key, "callback_data": key[:9]} for key in row] for row in rows]}


def _buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, label[:9]) for label in labels)


LONG = "Kế hoạch phát động phong trào thi đua năm 2026"
LINE = "một dòng dài " * 100

SENDING = (
    SendCase(
        name="text", reply=Reply(text="Chào <b>anh</b> *chị*"), requests=(_send("Chào <b>anh</b> *chị*"),)
    ),
    SendCase(
        name="short choices, two in a row",
        reply=Reply(text="Chọn:", buttons=_buttons("Có", "Không", "Để sau")),
        requests=(_send("Chọn:", reply_markup=_keys(("Có", "Không"), ("Để sau",))),),
    ),
    SendCase(
        name="long choices, one in a row",
        reply=Reply(text="Chọn:", buttons=_buttons(LONG, "Không")),
        requests=(_send("Chọn:", reply_markup=_keys((LONG,), ("Không",))),),
    ),
    SendCase(
        name="too long for one message, the choices under the last",
        reply=Reply(text=f"{LINE}\n{LINE}\n{LINE}\n{LINE}", buttons=_buttons("Có")),
        requests=(
            _send("\n".join([LINE, LINE, LINE.rstrip()])),
            _send(LINE, reply_markup=_keys(("Có",))),
        ),
    ),
    SendCase(name="to a group", to=ROOM, reply=Reply(text="Chào"), requests=(_send("Chào", GROUP),)),
    SendCase(
        name="to a topic",
        to=TOPIC,
        reply=Reply(text="Chào"),
        requests=(_send("Chào", GROUP, message_thread_id=NEWS),),
    ),
    SendCase(
        name="instead of a message that is gone",
        replacing="77",
        reply=Reply(text="Chào"),
        requests=(
            ("editMessageText", {**_send("Chào")[1], "message_id": 77}),
            _send("Chào"),
        ),
    ),
    SendCase(
        name="instead of a message of another channel",
        replacing="z-77",
        reply=Reply(text="Chào"),
        requests=(_send("Chào"),),
    ),
)


def _failing(name: str, kind: SendErrorKind, **fault: Any) -> ErrorCase:
    return ErrorCase(name=name, fault=lambda fake: fake.fail("sendMessage", **fault), kind=kind)


K = SendErrorKind
ERRORS = (
    ErrorCase(
        name="too many requests",
        fault=lambda fake: fake.fail("sendMessage", retry_after=7),
        kind=K.THROTTLED,
        retry_after=timedelta(seconds=7),
    ),
    _failing(
        "too many requests, for how long unsaid", K.THROTTLED, code=429, description="Too Many Requests"
    ),
    ErrorCase(name="blocked", fault=lambda fake: fake.block(USER), kind=K.GONE),
    ErrorCase(name="kicked", fault=lambda fake: fake.block(GROUP), kind=K.GONE, to=ROOM),
    _failing("deactivated", K.GONE, code=403, description="Forbidden: user is deactivated"),
    ErrorCase(name="chat unknown", fault=lambda fake: None, kind=K.GONE, to=Address("telegram", "99")),
    ErrorCase(
        name="group has moved",
        fault=lambda fake: fake.migrate(GROUP),
        kind=K.GONE,
        to=ROOM,
        migrated_to=Address("telegram", "-1000000001001"),
    ),
    _failing("token revoked", K.MISCONFIGURED, code=401, description="Unauthorized"),
    _failing("no such method there", K.MISCONFIGURED, code=404, description="Not Found"),
    _failing("refused", K.REJECTED, code=400, description="Bad Request: something new"),
    ErrorCase(
        name="topic unknown", fault=lambda fake: None, kind=K.REJECTED, to=Address("telegram", f"{GROUP}/8")
    ),
    ErrorCase(name="empty", fault=lambda fake: None, kind=K.REJECTED, reply=Reply(text=" \n")),
    ErrorCase(
        name="choice of 65 bytes",
        fault=lambda fake: None,
        kind=K.REJECTED,
        reply=Reply(text="Chọn:", buttons=(Button("Có", "đ" * 32 + "x"),)),
    ),
    ErrorCase(
        name="stored photo", fault=lambda fake: None, kind=K.REJECTED, reply=Reply(text="Ảnh", photo="p1")
    ),
    ErrorCase(
        name="stored document",
        fault=lambda fake: None,
        kind=K.REJECTED,
        reply=Reply(text="Tệp", document="d1"),
    ),
    ErrorCase(name="server down", fault=lambda fake: fake.down(), kind=K.UNAVAILABLE),
    _failing("conflict", K.UNAVAILABLE, code=409, description="Conflict"),
    _failing("error 500", K.UNKNOWN, code=500),
    _failing("page of error 502", K.UNKNOWN, code=502, html=True),
    _failing("line cut before", K.UNKNOWN, cut="before"),
    _failing("line cut after it was sent", K.UNKNOWN, cut="after"),
    _failing("page instead of an answer", K.UNKNOWN, code=203, html=True),
)

CASES = Cases(
    address=PERSON,
    read=READING,
    send=SENDING,
    errors=ERRORS,
)
