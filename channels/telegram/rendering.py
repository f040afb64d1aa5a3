"""A Reply as calls of the Bot API. Plain text always: nothing a person wrote can be taken for markup."""

from dataclasses import dataclass
from typing import Any

from telegram import InputFile

from channels.base import Attachment, SendError, SendErrorKind
from domain.message import Address
from domain.reply import Button, Reply, split_text, utf16_length

TEXT_LIMIT = 4096  # UTF-16 units
CAPTION_LIMIT = 1024  # UTF-16 units
CHOICE_LIMIT = 64  # bytes
_SHORT_LABEL = 16  # UTF-16 units; two of these stand side by side on a narrow phone

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One message as a call of the Bot API, but for the chat it goes to."""

    method: str
    parameters: Parameters

    @property
    def carries_file(self) -> bool:
        return self.method != "sendMessage"


def calls(reply: Reply, attachment: Attachment | None) -> list[Call]:
    """What to say, one after another; the keyboard hangs on the last.

    Raises SendError (REJECTED) for what Telegram does not take or this channel cannot send.
    """
    named = reply.photo or reply.document
    if bool(named) != bool(attachment):
        raise SendError(SendErrorKind.REJECTED, "a reply and its file must come together")
    fits = utf16_length(reply.text) <= CAPTION_LIMIT
    parts = [] if attachment and (fits or not reply.text.strip()) else _texts(reply.text)
    if attachment:
        caption = None if parts else reply.text.strip() or None
        parts.append(_file(attachment, caption, is_photo=reply.photo is not None))
    if reply.buttons:
        parts[-1].parameters["reply_markup"] = {"inline_keyboard": _keyboard(reply.buttons)}
    return parts


def _texts(text: str) -> list[Call]:
    texts = [part for part in split_text(text, TEXT_LIMIT) if part.strip()]
    if not texts:
        raise SendError(SendErrorKind.REJECTED, "the text is empty")
    # A link may be good for one visit only: a preview would use it up.
    return [
        Call("sendMessage", {"text": part, "link_preview_options": {"is_disabled": True}}) for part in texts
    ]


def _file(attachment: Attachment, caption: str | None, *, is_photo: bool) -> Call:
    content = InputFile(attachment.content, filename=attachment.name)
    content.mimetype = attachment.media_type
    method, name = ("sendPhoto", "photo") if is_photo else ("sendDocument", "document")
    return Call(method, {name: content, "caption": caption})


def target(address: Address) -> Parameters:
    """Where an address is: ``<chat>``, or ``<chat>/<thread>`` for a topic of a forum."""
    chat, _, thread = address.chat.partition("/")
    return {"chat_id": chat, "message_thread_id": int(thread)} if thread.isdecimal() else {"chat_id": chat}


def _keyboard(buttons: tuple[Button, ...]) -> list[list[dict[str, str]]]:
    keys = [_key(button) for button in buttons]
    width = 2 if all(utf16_length(button.label) <= _SHORT_LABEL for button in buttons) else 1
    return [keys[start : start + width] for start in range(0, len(keys), width)]


def _key(button: Button) -> dict[str, str]:
    size = len(button.choice.encode())
    if size > CHOICE_LIMIT:
        raise SendError(
            SendErrorKind.REJECTED, f"the choice {button.choice!r} has {size} bytes of {CHOICE_LIMIT}"
        )
    return {"text": button.label, "callback_data": button.choice}
