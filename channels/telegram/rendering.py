"""A Reply as calls of the Bot API. Plain text always: nothing a person wrote can be taken for markup."""

from typing import Any

from channels.base import SendError, SendErrorKind
from domain.message import Address
from domain.reply import Button, Reply, split_text, utf16_length

TEXT_LIMIT = 4096  # UTF-16 units
CHOICE_LIMIT = 64  # bytes
_SHORT_LABEL = 16  # UTF-16 units; two of these stand side by side on a narrow phone

Parameters = dict[str, Any]


def messages(reply: Reply) -> list[Parameters]:
    """What to say, one after another; the keyboard hangs on the last.

    Raises SendError (REJECTED) for what Telegram does not take or this channel cannot send.
    """
    if reply.photo or reply.document:
        raise SendError(SendErrorKind.REJECTED, "stored files cannot be sent to Telegram")
    texts = [text for text in split_text(reply.text, TEXT_LIMIT) if text.strip()]
    if not texts:
        raise SendError(SendErrorKind.REJECTED, "the text is empty")
    # A link may be good for one visit only: a preview would use it up.
    parts: list[Parameters] = [
        {"text": text, "link_preview_options": {"is_disabled": True}} for text in texts
    ]
    if reply.buttons:
        parts[-1]["reply_markup"] = {"inline_keyboard": _keyboard(reply.buttons)}
    return parts


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
