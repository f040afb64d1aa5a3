"""What the Bot API refuses: limits, broken markup, bad keyboards, too much at once."""

import json
import math
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from domain.reply import utf16_length

TEXT_LIMIT, CAPTION_LIMIT, CHOICE_LIMIT = 4096, 1024, 64
UPLOAD_LIMIT, PHOTO_LIMIT = 50 * 1024 * 1024, 10 * 1024 * 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"GIF8")
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}

_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)([^<>]*)>")
_TAGS = {
    *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a"),
    *("code", "pre", "blockquote", "tg-emoji"),
}
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}

_INTEGERS = {
    *("offset", "limit", "timeout", "message_id", "message_thread_id", "user_id", "cache_time", "duration"),
    *("width", "height", "max_connections", "from_chat_id"),
}
_FLAGS = {
    *("disable_notification", "protect_content", "drop_pending_updates", "show_alert"),
    *("allow_paid_broadcast", "disable_web_page_preview"),
}
_OBJECTS = {
    *("reply_markup", "allowed_updates", "commands", "entities", "caption_entities", "media", "scope"),
    *("link_preview_options", "reply_parameters", "message_ids", "menu_button"),
}


class Refusal(Exception):
    """The answer ``ok: false``."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def decoded(fields: dict[str, Any]) -> dict[str, Any]:
    """Parameters as values, whichever way they came: JSON fields hold values, those of a form only text."""
    return {name: _decoded(name, value) for name, value in fields.items()}


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name == "chat_id" or name in _INTEGERS:
        return int(value) if re.fullmatch(r"-?\d+", value) else value
    if name in _FLAGS:
        return value.lower() in ("true", "1")
    if name in _OBJECTS:
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
    return value


def checked_text(text: Any, mode: Any) -> str:
    """The text as people see it. Refuses an empty one, one too long and broken HTML."""
    if not isinstance(text, str) or not text.strip():
        raise bad_request("message text is empty")
    seen = _seen(text, mode)
    if not seen.strip():
        raise bad_request("message text is empty")
    if utf16_length(seen) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return seen


def checked_caption(caption: Any, mode: Any) -> str:
    seen = _seen(caption, mode) if isinstance(caption, str) else ""
    if utf16_length(seen) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return seen


def _seen(text: str, mode: Any) -> str:
    return _without_html(text) if isinstance(mode, str) and mode.lower() == "html" else text


def _without_html(text: str) -> str:
    """Refuses what Telegram's parser refuses: unknown, unclosed and wrongly closed tags, bare brackets."""
    open_tags: list[str] = []
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name not in _TAGS:
            raise bad_request(
                f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {tag.start()}'
            )
        if not tag[1]:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise bad_request(f"can't parse entities: Unmatched end tag at byte offset {tag.start()}")
    if open_tags:
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1]}\""
        )
    rest = _TAG.sub("", text)
    if "<" in rest:
        raise bad_request(f"can't parse entities: Unsupported start tag at byte offset {text.rfind('<')}")
    return re.sub("&(lt|gt|quot|amp);", lambda entity: _ENTITIES[entity[0]], rest)


def checked_keyboard(markup: Any) -> dict[str, Any] | None:
    """The inline keyboard of ``markup``, if it has one."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return None
    for button in (button for row in rows for button in row):
        _check_button(button)
    return {"inline_keyboard": rows} if any(rows) else None


def _check_button(button: dict[str, Any]) -> None:
    data = button.get("callback_data")
    if not str(button.get("text", "")).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if data is None and "url" not in button:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    if data is not None and not 1 <= len(str(data).encode()) <= CHOICE_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")


def check_upload(kind: str, content: bytes) -> None:
    """A document of 50 MB, a photo of 10 MB that is a picture."""
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > UPLOAD_LIMIT:
        raise Refusal(413, "Request Entity Too Large")
    if kind == "photo" and len(content) > PHOTO_LIMIT:
        raise bad_request(f"file is too big for a photo: {len(content)} bytes, the limit is {PHOTO_LIMIT}")
    if kind == "photo" and not content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")


def check_commands(commands: Any) -> None:
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad_request("BOT_COMMANDS_INVALID")
    for command in commands:
        if not re.fullmatch("[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


@dataclass(slots=True)
class Flood:
    """How much may be sent; None: as much as one likes. Paid broadcasts are exempt."""

    per_second: int | None = None
    per_chat_second: int | None = None
    per_group_minute: int | None = None
    _sent: dict[tuple[str, int], deque[float]] = field(default_factory=dict)

    def check(self, chat: int, now: float, paid: bool) -> None:
        """Count one message at ``now`` (seconds), or refuse it with 429."""
        if paid:
            return
        windows = [
            (("all", 0), self.per_second, 1.0),
            (("chat", chat), self.per_chat_second, 1.0),
            (("group", chat), self.per_group_minute if chat < 0 else None, 60.0),
        ]
        counted = [
            (self._recent(key, now - span), most, span) for key, most, span in windows if most is not None
        ]
        waits = [recent[0] + span - now for recent, most, span in counted if len(recent) >= most]
        if waits:
            wait = max(1, math.ceil(max(waits)))
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        for recent, _, _ in counted:
            recent.append(now)

    def _recent(self, key: tuple[str, int], since: float) -> deque[float]:
        times = self._sent.setdefault(key, deque())
        while times and times[0] <= since:
            times.popleft()
        return times
