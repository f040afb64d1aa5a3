"""What Zalo sends, as a message: one reading for the webhook's body and for the result of a poll.

The documentation and what has been seen on the wire differ, so both are taken: with or without the
``{"ok", "result"}`` envelope, ``photo`` or ``photo_url``, a message without id or date.
"""

import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from channels.base import Raw
from domain.message import Address, Media, MediaKind, Message

CHANNEL = "zalo"
STAMP = "stamp"  # our own key in a raw event, see `stamped`
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TEXT = "message.text.received"
_MEDIA = {
    "message.image.received": MediaKind.PHOTO,
    "message.voice.received": MediaKind.VOICE,
    "message.sticker.received": MediaKind.STICKER,
}


def read(raw: object) -> Message | None:
    """The message in a raw event; None where nobody in a private chat has said anything to us."""
    event = _event(raw)
    message = _dict(event.get("message"))
    chat = _private_chat(message)
    if chat is None or _dict(message.get("from")).get("is_bot") is True:
        return None
    address = Address(CHANNEL, chat)
    return Message(
        id=f"{chat}:{_id(message.get('message_id')) or _key(event)}",
        chat=address,
        sender=address,  # in a private chat they are the same
        text=_clean(message.get("text") or message.get("caption")),
        media=_media(str(event.get("event_name") or ""), message),
        sent_at=_instant(message.get("date")),
    )


def events(result: object) -> list[Raw]:
    """The events in the result of a poll: one, as documented, or several; none in null, {} or rubbish."""
    found = result if isinstance(result, list) else [result]
    return [event for event in found if isinstance(event, dict) and event]


def stamped(event: Raw) -> Raw:
    """``event``, made unlike any other where it has neither message id nor date.

    Zalo may send such bare events. Two of them from one person are alike to the letter; unstamped, the
    second would pass for a repetition of the first and stay without an answer.
    """
    message = _dict(_event(event).get("message"))
    if _id(message.get("message_id")) or message.get("date"):
        return event
    return {**event, STAMP: uuid.uuid4().hex}


def _event(raw: object) -> dict[str, Any]:
    event = _dict(raw)
    if "result" not in event:
        return event
    inner = event["result"]
    inner = _dict(inner[0] if isinstance(inner, list) and inner else inner)
    return {**inner, STAMP: event[STAMP]} if STAMP in event else inner


def _private_chat(message: dict[str, Any]) -> str | None:
    """The chat's id if it is one person's, else None: in groups the bot keeps silent."""
    chat = _dict(message.get("chat"))
    sender = _id(_dict(message.get("from")).get("id"))
    given = _id(chat.get("id")) or sender
    if "chat_type" in chat:
        return given if str(chat["chat_type"]).upper() == "PRIVATE" else None
    return given if given == sender else None


def _media(name: str, message: dict[str, Any]) -> tuple[Media, ...]:
    photo, voice = (_url(message, "photo_url", "photo"), _url(message, "voice_url"))
    sticker = _id(message.get("sticker")) or ""
    if photo or _MEDIA.get(name) is MediaKind.PHOTO:
        return (Media(kind=MediaKind.PHOTO, reference=photo),)
    if voice or _MEDIA.get(name) is MediaKind.VOICE:
        return (Media(kind=MediaKind.VOICE, reference=voice),)
    if sticker or _MEDIA.get(name) is MediaKind.STICKER:
        return (Media(kind=MediaKind.STICKER, reference=_url(message, "url"), name=sticker),)
    if name == _TEXT or (not name and isinstance(message.get("text"), str)):
        return ()
    return (Media(kind=MediaKind.UNSUPPORTED),)


def _url(message: dict[str, Any], *names: str) -> str:
    values = (message.get(name) for name in names)
    return next((value for value in values if isinstance(value, str) and value), "")


def _instant(date: object) -> datetime | None:
    """Zalo's dates are milliseconds since 1970; anything else is no date."""
    if isinstance(date, bool) or not isinstance(date, int | float) or not date > 0:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=date)
    except OverflowError:
        return None


def _key(event: dict[str, Any]) -> str:
    """The same event gives the same key, so that a repetition is known for one."""
    told = json.dumps(event, sort_keys=True, default=str)
    return f"sha-{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _clean(text: object) -> str:
    """Without what no database and no wire takes: NUL and halves of surrogate pairs."""
    if not isinstance(text, str):
        return ""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _id(value: object) -> str | None:
    """Zalo's ids are opaque strings; a number is taken as one."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return _clean(str(value)) or None


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
