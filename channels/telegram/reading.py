"""A raw update as a Message. Takes whatever JSON can hold: nothing a platform says may stop the bot."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from channels.base import Raw
from channels.telegram.errors import NAME
from domain.message import Address, Media, MediaKind, Message

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
_GROUPS = ("group", "supergroup")
_ANONYMOUS_ADMIN = 1087968824  # the "bot" in whose name an administrator speaks who hides in the group

_MEDIA = {  # in this order: a GIF is said twice, as an animation and as a document
    "photo": MediaKind.PHOTO,
    "sticker": MediaKind.STICKER,
    "voice": MediaKind.VOICE,
    "audio": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "video_note": MediaKind.VIDEO,
    "animation": MediaKind.VIDEO,
    "document": MediaKind.DOCUMENT,
    "location": MediaKind.LOCATION,
    "contact": MediaKind.CONTACT,
    "poll": MediaKind.UNSUPPORTED,
    "dice": MediaKind.UNSUPPORTED,
    "game": MediaKind.UNSUPPORTED,
    "story": MediaKind.UNSUPPORTED,
    "paid_media": MediaKind.UNSUPPORTED,
    "checklist": MediaKind.UNSUPPORTED,
    "invoice": MediaKind.UNSUPPORTED,
    "giveaway": MediaKind.UNSUPPORTED,
}
_SERVICE = re.compile(
    "(new|left)_chat_.+|delete_chat_photo|.*chat_created|message_auto_delete_timer_changed|migrate_from_chat_id"
    "|pinned_message|(successful|refunded)_payment|(user|users|chat)_shared|connected_website|write_access_allowed"
    "|passport_data|proximity_alert_triggered|boost_added|chat_background_set|checklist_tasks_.+|.+_price_changed"
    "|(general_)?forum_topic_.+|giveaway_.+|suggested_post_.+|video_chat_.+|chat_owner_.+|poll_option_.+|web_app_data|(unique_)?gift(_.+)?"
)
_ANY_BOT = r"[a-z]\w{1,28}bot"  # what every bot is called
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?!\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the bot is: what a group message must name to be meant for it. Without a username, which is not
    known until Telegram has said it, whatever calls a bot may be meant: rather an answer too many than one
    that never comes."""

    id: int | None = None
    username: str = ""

    def pattern(self) -> str:
        """What calls us, as a regular expression."""
        return re.escape(self.username) if self.username else _ANY_BOT

    def is_called(self, name: str) -> bool:
        return bool(re.fullmatch(self.pattern(), name, re.IGNORECASE))


def read_update(raw: Raw, me: Identity, commands: Collection[str] = ()) -> Message | None:
    """``raw`` as a message; None when nobody said anything to us (service messages, edits, channels, bots).

    Message.id is the update's; empty where there is none. In a group a command that names nobody is ours
    only if it is one of ``commands`` (lower case): other bots are there too.
    """
    update = _object(raw)
    key = _identifier(update.get("update_id")) or ""
    if "callback_query" in update:
        return _pressed(key, _object(update["callback_query"]))
    return _said(key, _object(update.get("message")), me, commands)


def _pressed(key: str, query: dict[str, Any]) -> Message | None:
    """A pressed button. It has no time of its own: the date in it is that of the message it hangs on."""
    message, choice = _object(query.get("message")), _text(query.get("data"))
    chat = _chat(message)
    if chat is None or not choice:
        return None
    return Message(id=key, chat=chat, sender=_sender(query, message, chat), choice=choice)


def _said(key: str, message: dict[str, Any], me: Identity, commands: Collection[str]) -> Message | None:
    chat = _chat(message)
    if chat is None:
        return None
    speaker, sender = _object(message.get("from")), _sender(message, message, chat)
    moved_to = _identifier(message.get("migrate_to_chat_id"))
    if moved_to:
        return Message(id=key, chat=chat, sender=sender, addressed=False, migrated_to=_address(moved_to))
    by_a_bot = speaker.get("is_bot") is True and speaker.get("id") != _ANONYMOUS_ADMIN
    if by_a_bot or any(map(_is_service, message)):
        return None
    named, text = _without_our_name(message, me, commands)
    return Message(
        id=key,
        chat=chat,
        sender=sender,
        text=text,
        media=tuple(_media(message)),
        addressed=not _in_group(message) or named or _replies_to_us(message, me),
        sent_at=_instant(message.get("date")),
    )


@lru_cache(maxsize=256)
def _is_service(field: str) -> bool:
    """Whether a message with this field is none that anybody said. The fields are always the same."""
    return _SERVICE.fullmatch(field) is not None


def _chat(message: dict[str, Any]) -> Address | None:
    """Where a message was said: a private chat, a group or a topic of a forum; None for channels."""
    chat = _object(message.get("chat"))
    chat_id = _identifier(chat.get("id"))
    if chat_id is None or chat.get("type") == "channel":
        return None
    thread = _identifier(message.get("message_thread_id"))
    if thread and message.get("is_topic_message") is True and _in_group(message):
        return _address(f"{chat_id}/{thread}")
    return _address(chat_id)


def _sender(said: dict[str, Any], message: dict[str, Any], chat: Address) -> Address:
    """Who is speaking. Where nobody is named: in private the chat itself, in a group nobody in particular,
    lest the group be taken for a person."""
    user = _identifier(_object(said.get("from")).get("id"))
    if user is None and _in_group(message):
        return _address(str(_ANONYMOUS_ADMIN))
    return _address(user) if user else chat


def _in_group(message: dict[str, Any]) -> bool:
    chat = _object(message.get("chat"))
    return chat.get("type") in _GROUPS or (_identifier(chat.get("id")) or "").startswith("-")


def _replies_to_us(message: dict[str, Any], me: Identity) -> bool:
    original = _object(message.get("reply_to_message"))
    if "forum_topic_created" in original:  # every message of a topic "replies" to its beginning
        return False
    return me.id is not None and _object(original.get("from")).get("id") == me.id


def _without_our_name(message: dict[str, Any], me: Identity, commands: Collection[str]) -> tuple[bool, str]:
    """Whether the text names the bot or gives it a command, and the text without its name."""
    original = _text(message.get("text")) or _text(message.get("caption"))
    text = _without_links(original, _entities(message), me)
    mention = rf"(?<![\w@/])@{me.pattern()}(?!\w)[ \t]*[,:]?[ \t]*"
    text = re.sub(mention, "", text, flags=re.IGNORECASE)
    named = text != original
    text = text.strip() if named else text
    command = _COMMAND.match(text)
    if command and (me.is_called(command[2]) if command[2] else command[1].casefold() in commands):
        return True, f"/{command[1]}{text[command.end() :]}"
    return named, text


def _without_links(text: str, entities: list[dict[str, Any]], me: Identity) -> str:
    """``text`` without the mentions that mean the bot by its id, whatever their words say."""
    units = text.encode("utf-16-le")  # in which Telegram counts, two bytes each
    for entity in reversed(entities):
        ours = me.id is not None and _object(entity.get("user")).get("id") == me.id
        start, length = entity.get("offset"), entity.get("length")
        if ours and type(start) is int and type(length) is int and start >= 0 and length > 0:
            units = units[: 2 * start] + units[2 * (start + length) :]
    return units.decode("utf-16-le", "replace")


def _entities(message: dict[str, Any]) -> list[dict[str, Any]]:
    entities = message.get("entities") or message.get("caption_entities")
    return [_object(entity) for entity in entities] if isinstance(entities, list) else []


def _media(message: dict[str, Any]) -> Iterator[Media]:
    """What there is besides text; of a picture's sizes the largest, which comes last."""
    for field, kind in _MEDIA.items():
        if field not in message:
            continue
        value = message[field]
        content = _object(value[-1] if isinstance(value, list) and value else value)
        size = content.get("file_size")
        yield Media(
            kind=kind,
            reference=_text(content.get("file_id")),
            name=_text(content.get("file_name")),
            size=size if type(size) is int else None,
        )
        return


def _address(chat: str) -> Address:
    return Address(NAME, chat)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _identifier(value: Any) -> str | None:
    return str(value) if type(value) is int or (isinstance(value, str) and value) else None


def _text(value: Any) -> str:
    """A text that every database takes: half characters become U+FFFD, NUL goes."""
    if not isinstance(value, str):
        return ""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")


def _instant(value: Any) -> datetime | None:
    """Seconds since 1970; None for what is no date."""
    if type(value) not in (int, float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
