"""Telegram's part of the contract table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from channels.base import Attachment, SendErrorKind
from channels.telegram import Identity, TelegramChannel
from domain.message import Address
from domain.reply import Button, Reply
from tests.contracts.cases import Cases, ErrorCase, Request, SendCase
from tests.contracts.telegram_read_cases import BOT, GROUP, NEWS, PERSON, READING, ROOM, TOPIC, USER
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_http import Upload


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

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REGISTER = Attachment(name='Đăng ký "đợt 1".xlsx', media_type=XLSX, content=b"PK\x03\x04\r\n--bytes\x00")
PICTURE = Attachment(name="bieu-do.png", media_type="image/png", content=b"\x89PNG\r\n\x1a\n...")


def _carry(attachment: Attachment, kind: str = "document", **more: Any) -> Request:
    name = attachment.name.replace('"', "%22")  # as HTML wants it in multipart bodies
    content = {"chat_id": USER, kind: Upload(name, attachment.content), **more}
    return (f"send{kind.capitalize()}", content)


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
        name="document with its words under it",
        reply=Reply(text="Danh sách đây ạ.", document="d1", buttons=_buttons("Có")),
        attachment=REGISTER,
        requests=(_carry(REGISTER, caption="Danh sách đây ạ.", reply_markup=_keys(("Có",))),),
    ),
    SendCase(
        name="document with words of 1024 units",
        reply=Reply(text="🎉" * 512, document="d1"),
        attachment=REGISTER,
        requests=(_carry(REGISTER, caption="🎉" * 512),),
    ),
    SendCase(
        name="document with words too long to stand under it",
        reply=Reply(text="🎉" * 512 + "!", document="d1", buttons=_buttons("Có")),
        attachment=REGISTER,
        requests=(_send("🎉" * 512 + "!"), _carry(REGISTER, reply_markup=_keys(("Có",)))),
    ),
    SendCase(
        name="document without words",
        reply=Reply(text=" \n", document="d1"),
        attachment=REGISTER,
        requests=(_carry(REGISTER),),
    ),
    SendCase(
        name="document, never instead of a message",
        replacing="77",
        reply=Reply(text="Đây ạ.", document="d1"),
        attachment=REGISTER,
        requests=(_carry(REGISTER, caption="Đây ạ."),),
    ),
    SendCase(
        name="photo",
        reply=Reply(text="Biểu đồ", photo="p1"),
        attachment=PICTURE,
        requests=(_carry(PICTURE, "photo", caption="Biểu đồ"),),
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


def _carrying(name: str, kind: SendErrorKind, **fault: Any) -> ErrorCase:
    return ErrorCase(
        name=name,
        fault=lambda fake: fake.fail("sendDocument", **fault),
        kind=kind,
        reply=Reply(text="Đây ạ.", document="d1"),
        attachment=REGISTER,
    )


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
        name="photo without its bytes",
        fault=lambda fake: None,
        kind=K.REJECTED,
        reply=Reply(text="Ảnh", photo="p1"),
    ),
    ErrorCase(
        name="photo that is none",
        fault=lambda fake: None,
        kind=K.REJECTED,
        reply=Reply(text="Ảnh", photo="p1"),
        attachment=REGISTER,
    ),
    _carrying(
        "document too large for the server", K.REJECTED, code=413, description="Request Entity Too Large"
    ),
    _carrying("document, blocked", K.GONE, code=403, description="Forbidden: bot was blocked by the user"),
    _carrying("document, error 500", K.UNKNOWN, code=500),
    _carrying("document, line cut", K.UNKNOWN, cut="after"),
    ErrorCase(
        name="document, too many requests",
        fault=lambda fake: fake.fail("sendDocument", retry_after=7),
        kind=K.THROTTLED,
        retry_after=timedelta(seconds=7),
        reply=Reply(text="Đây ạ.", document="d1"),
        attachment=REGISTER,
    ),
    ErrorCase(
        name="document throttled behind its words",
        fault=lambda fake: fake.fail("sendDocument", retry_after=7),
        kind=K.UNKNOWN,
        reply=Reply(text="a" * 1025, document="d1"),
        attachment=REGISTER,
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
