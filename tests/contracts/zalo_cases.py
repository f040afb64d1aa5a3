"""Zalo's part of the contract table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.base import SendErrorKind
from channels.zalo import Pace, ZaloChannel
from domain.message import Address, Media, MediaKind, Message
from domain.reply import Button, Reply
from tests.contracts.cases import Cases, ErrorCase, ReadCase, Request, SendCase
from tests.fakes import zalo_events as events
from tests.fakes.zalo import FakeZalo

ME = Address("zalo", events.CHAT)
ID = f"{events.CHAT}:2d758cb5e222177a4e35"
SENT_AT = datetime(2025, 6, 19, 6, 55, 31, 602_000, tzinfo=UTC)
FAST = Pace(
    poll=timedelta(seconds=1),
    grace=timedelta(seconds=1),
    answer=timedelta(seconds=0.5),
    first_pause=timedelta(seconds=0.01),
    longest_pause=timedelta(seconds=0.04),
    quota_pause=timedelta(seconds=0.3),
)


@asynccontextmanager
async def running() -> AsyncIterator[tuple[ZaloChannel, FakeZalo]]:
    with FakeZalo() as zalo:
        zalo.know(events.CHAT)
        channel = ZaloChannel(
            zalo.token, mode="polling", api_url=zalo.url, webhook_url=None, webhook_secret=None, pace=FAST
        )
        try:
            yield channel, zalo
        finally:
            await channel.close()


def _message(**fields: Any) -> Message:
    return replace(Message(id=ID, chat=ME, sender=ME, sent_at=SENT_AT), **fields)


def _media(kind: MediaKind, reference: str = "", name: str = "") -> tuple[Media, ...]:
    return (Media(kind=kind, reference=reference, name=name),)


UNSUPPORTED = _media(MediaKind.UNSUPPORTED)
HELLO = _message(text="Xin chào")
URL = "https://photo.example/a.jpg"
FLAT = events.text("Xin chào")


def _changed(**parts: Any) -> dict[str, Any]:
    """The event of a text with parts of its message replaced, or taken away where None."""
    message = {**FLAT["message"], **parts}
    return {**FLAT, "message": {name: part for name, part in message.items() if part is not None}}


READ = (
    ReadCase(name="text as polled", raw=FLAT, message=HELLO),
    ReadCase(name="text in the envelope", raw=events.wrapped(FLAT), message=HELLO),
    ReadCase(name="result is a list", raw={"ok": True, "result": [FLAT]}, message=HELLO),
    ReadCase(name="result is null", raw={"ok": True, "result": None}, message=None),
    ReadCase(name="result is empty", raw={"ok": True, "result": {}}, message=None),
    ReadCase(name="result is an empty list", raw={"ok": True, "result": []}, message=None),
    ReadCase(name="an idle answer", raw={"ok": False, "error_code": 408}, message=None),
    ReadCase(name="nothing at all", raw={}, message=None),
    ReadCase(name="blank text", raw=events.text("  \n\t "), message=_message(text="  \n\t ")),
    ReadCase(name="empty text", raw=events.text(""), message=_message()),
    ReadCase(name="no text", raw=_changed(text=None), message=_message()),
    ReadCase(name="a command", raw=events.text("/start"), message=_message(text="/start")),
    ReadCase(name="2000 letters", raw=events.text("đ" * 2000), message=_message(text="đ" * 2000)),
    ReadCase(name="100000 letters", raw=events.text("ă" * 100_000), message=_message(text="ă" * 100_000)),
    ReadCase(name="emoji", raw=events.text("👍🏽🇻🇳"), message=_message(text="👍🏽🇻🇳")),
    ReadCase(
        name="marks of direction",
        raw=events.text("\u202eabc\u200f"),
        message=_message(text="\u202eabc\u200f"),
    ),
    ReadCase(
        name="NUL and half a surrogate pair", raw=events.text("a\0b\ud83d c"), message=_message(text="ab? c")
    ),
    ReadCase(name="text is a number", raw=_changed(text=7), message=_message()),
    ReadCase(
        name="picture as on the wire",
        raw=events.image(URL),
        message=_message(media=_media(MediaKind.PHOTO, URL)),
    ),
    ReadCase(
        name="picture as documented, with words",
        raw=events.documented_image(URL, "Ảnh hội nghị"),
        message=_message(text="Ảnh hội nghị", media=_media(MediaKind.PHOTO, URL)),
    ),
    ReadCase(
        name="picture without an address",
        raw=events.event("message.image.received"),
        message=_message(media=_media(MediaKind.PHOTO)),
    ),
    ReadCase(
        name="sticker",
        raw=events.sticker("bfe458bf64fa8da4d4eb", "https://zalo.example/s.png"),
        message=_message(
            media=_media(MediaKind.STICKER, "https://zalo.example/s.png", "bfe458bf64fa8da4d4eb")
        ),
    ),
    ReadCase(
        name="voice",
        raw=events.voice("https://voice.example/v.aac"),
        message=_message(media=_media(MediaKind.VOICE, "https://voice.example/v.aac")),
    ),
    ReadCase(name="unsupported", raw=events.unsupported(), message=_message(media=UNSUPPORTED)),
    ReadCase(
        name="unsupported without id and date",
        raw=events.unsupported(message_id=None, date=None),
        message=_message(
            id=f"{events.CHAT}:sha-7c657dc79592c70a51c775e1d77b4d0b", media=UNSUPPORTED, sent_at=None
        ),
    ),
    ReadCase(name="unsupported without message", raw=events.unsupported_without_message(), message=None),
    ReadCase(
        name="an event nobody knows",
        raw=events.event("message.poll.received"),
        message=_message(media=UNSUPPORTED),
    ),
    ReadCase(
        name="an event without a name", raw={"message": FLAT["message"]}, message=_message(text="Xin chào")
    ),
    ReadCase(name="a message that is a list", raw={**FLAT, "message": ["Xin chào"]}, message=None),
    ReadCase(name="group", raw=events.in_group("@bot xin chào"), message=None),
    ReadCase(
        name="unsupported in a group",
        raw=events.unsupported(chat={"id": "g-77", "chat_type": "GROUP"}),
        message=None,
    ),
    ReadCase(
        name="a kind of chat nobody knows",
        raw=_changed(chat={"id": "c-1", "chat_type": "CHANNEL"}),
        message=None,
    ),
    ReadCase(name="no chat_type, chat is the sender", raw=_changed(chat={"id": events.CHAT}), message=HELLO),
    ReadCase(name="no chat_type, chat is another", raw=_changed(chat={"id": "g-77"}), message=None),
    ReadCase(name="no chat, a sender", raw=_changed(chat=None), message=HELLO),
    ReadCase(name="neither chat nor sender", raw=_changed(**{"chat": None, "from": None}), message=None),
    ReadCase(name="another bot", raw=_changed(**{"from": {"id": events.CHAT, "is_bot": True}}), message=None),
    ReadCase(name="no display name", raw=_changed(**{"from": {"id": events.CHAT}}), message=HELLO),
    ReadCase(name="no date", raw=_changed(date=None), message=_message(text="Xin chào", sent_at=None)),
    ReadCase(
        name="date as a string",
        raw=_changed(date="1750316131602"),
        message=_message(text="Xin chào", sent_at=None),
    ),
    ReadCase(
        name="date beyond all calendars",
        raw=_changed(date=10**30),
        message=_message(text="Xin chào", sent_at=None),
    ),
    ReadCase(name="date is true", raw=_changed(date=True), message=_message(text="Xin chào", sent_at=None)),
    ReadCase(
        name="ids are numbers",
        raw=_changed(chat={"id": 12, "chat_type": "PRIVATE"}, message_id=34),
        message=Message(
            id="12:34",
            chat=Address("zalo", "12"),
            sender=Address("zalo", "12"),
            text="Xin chào",
            sent_at=SENT_AT,
        ),
    ),
)


def _says(text: str) -> Request:
    return "sendMessage", {"chat_id": events.CHAT, "text": text}


CHOICES = Reply(text="Chọn:", buttons=(Button("Giai đoạn 1", "p:1"), Button("Giai đoạn 2", "p:2")))

SEND = (
    SendCase(name="text", reply=Reply(text="Chào anh/chị"), requests=(_says("Chào anh/chị"),)),
    SendCase(
        name="choices as numbered lines",
        reply=CHOICES,
        requests=(_says("Chọn:\n\n1. Giai đoạn 1\n2. Giai đoạn 2\n(Trả lời bằng số hoặc gõ chữ.)"),),
    ),
    SendCase(
        name="nothing to edit on Zalo",
        reply=Reply(text="Mới"),
        replacing="2d758cb5e222177a4e35",
        requests=(_says("Mới"),),
    ),
    SendCase(
        name="markup as it is", reply=Reply(text="<b>*a*</b> & _b_"), requests=(_says("<b>*a*</b> & _b_"),)
    ),
    SendCase(name="2000 units", reply=Reply(text="đ" * 2000), requests=(_says("đ" * 2000),)),
    SendCase(
        name="2001 units in two parts",
        reply=Reply(text="a" * 1500 + "\n" + "b" * 500),
        requests=(_says("a" * 1500), _says("b" * 500)),
    ),
    SendCase(
        name="never half an emoji",
        reply=Reply(text="a" + "👍" * 1000),
        requests=(_says("a" + "👍" * 999), _says("👍")),
    ),
    SendCase(
        name="no part of blanks only",
        reply=Reply(text=" " * 1999 + "\n" + "b" * 2000),
        requests=(_says("b" * 2000),),
    ),
    SendCase(name="half a surrogate pair", reply=Reply(text="a\ud83d"), requests=(_says("a?"),)),
)


def _fault(**answer: Any) -> Any:
    return lambda zalo: zalo.fail(**answer)


def _quota_used_up(zalo: FakeZalo) -> None:
    zalo.monthly_messages = 0


def _users_used_up(zalo: FakeZalo) -> None:
    zalo.max_users = 0


def _token_reset(zalo: FakeZalo) -> None:
    zalo.token = "1459232241454765289:another"


def _mirrored_token_reset(zalo: FakeZalo) -> None:
    zalo.mirror_status = True
    _token_reset(zalo)


K = SendErrorKind
MINUTE = timedelta(seconds=60)

ERRORS = (
    ErrorCase(name="400", fault=_fault(code=400, description="Bad request"), kind=K.REJECTED),
    ErrorCase(name="400 code as text", fault=_fault(code="400", description="?"), kind=K.REJECTED),
    ErrorCase(name="401 token reset", fault=_token_reset, kind=K.MISCONFIGURED),
    ErrorCase(name="401 as HTTP status too", fault=_mirrored_token_reset, kind=K.MISCONFIGURED),
    ErrorCase(name="403", fault=_fault(code=403, description="Internal server error"), kind=K.UNAVAILABLE),
    ErrorCase(name="404", fault=_fault(code=404, description="Not found"), kind=K.MISCONFIGURED),
    ErrorCase(name="408", fault=_fault(code=408, description="Request timeout"), kind=K.UNKNOWN),
    ErrorCase(name="413", fault=_fault(code=413, description="Too large"), kind=K.REJECTED),
    ErrorCase(name="429 month", fault=_quota_used_up, kind=K.OVER_QUOTA),
    ErrorCase(name="429 users", fault=_users_used_up, kind=K.OVER_QUOTA),
    ErrorCase(
        name="429 too fast",
        fault=_fault(code=429, description="Too many requests"),
        kind=K.THROTTLED,
        retry_after=MINUTE,
    ),
    ErrorCase(name="500", fault=_fault(code=500, description="Oops"), kind=K.UNKNOWN),
    ErrorCase(name="503 as HTTP status only", fault=_fault(status=503), kind=K.UNKNOWN),
    ErrorCase(
        name="ok true with HTTP 500",
        fault=lambda z: z.fail_raw("sendMessage", b'{"ok":true}', status=500),
        kind=K.UNKNOWN,
    ),
    ErrorCase(name="400 of a chat", to=Address("zalo", "nobody"), fault=lambda _: None, kind=K.GONE),
    ErrorCase(
        name="403 of a user", fault=_fault(code=403, description="User has blocked the bot"), kind=K.GONE
    ),
    ErrorCase(name="404 of a user", fault=_fault(code=404, description="user_id not found"), kind=K.GONE),
    ErrorCase(name="400 only described", fault=_fault(description="Bad request"), kind=K.REJECTED),
    ErrorCase(name="401 only described", fault=_fault(description="Unauthorized"), kind=K.MISCONFIGURED),
    ErrorCase(
        name="403 only described", fault=_fault(description="Internal server error"), kind=K.UNAVAILABLE
    ),
    ErrorCase(name="404 only described", fault=_fault(description="Not found"), kind=K.MISCONFIGURED),
    ErrorCase(name="408 only described", fault=_fault(description="Request timeout"), kind=K.UNKNOWN),
    ErrorCase(name="429 only described", fault=_fault(description="Quota exceeded"), kind=K.OVER_QUOTA),
    ErrorCase(name="ok false and nothing else", fault=_fault(), kind=K.UNKNOWN),
    ErrorCase(
        name="rubbish in the envelope",
        fault=lambda z: z.fail_raw("sendMessage", b'{"ok":false,"error_code":[1],"description":{}}'),
        kind=K.UNKNOWN,
    ),
    ErrorCase(name="no envelope", fault=lambda z: z.fail_raw("sendMessage", b"{}"), kind=K.UNKNOWN),
    ErrorCase(name="a list", fault=lambda z: z.fail_raw("sendMessage", b"[1]"), kind=K.UNKNOWN),
    ErrorCase(name="no JSON", fault=lambda z: z.fail_raw("sendMessage", b"\xff\xfe<"), kind=K.UNKNOWN),
    ErrorCase(name="HTML 502", fault=lambda z: z.fail_html(), kind=K.UNKNOWN),
    ErrorCase(name="connection cut before", fault=lambda z: z.cut(), kind=K.UNKNOWN),
    ErrorCase(name="connection cut after", fault=lambda z: z.cut(done=True), kind=K.UNKNOWN),
    ErrorCase(name="answer too late", fault=lambda z: z.stall(3), kind=K.UNKNOWN),
    ErrorCase(name="server down", fault=lambda z: z.stop(), kind=K.UNAVAILABLE),
    ErrorCase(name="nothing to say", fault=lambda _: None, reply=Reply(text=" \n "), kind=K.REJECTED),
    ErrorCase(name="a stored photo", fault=lambda _: None, reply=Reply(text="x", photo="1"), kind=K.REJECTED),
    ErrorCase(
        name="a stored file", fault=lambda _: None, reply=Reply(text="x", document="1"), kind=K.REJECTED
    ),
)

CASES = Cases(address=ME, read=READ, send=SEND, errors=ERRORS)
