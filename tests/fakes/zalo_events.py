"""What Zalo tells a bot, event by event, as documented or as seen on the wire."""

from typing import Any

Event = dict[str, Any]

CHAT = "6ede9afa66b88fe6d6a9"
DATE = 1750316131602  # 2025-06-19T06:55:31.602Z


def event(name: str, sender: str = CHAT, **fields: Any) -> Event:
    """An event as getUpdates tells it; a field that is None is left out."""
    message = {
        "from": {"id": sender, "display_name": "Ted", "is_bot": False},
        "chat": {"id": sender, "chat_type": "PRIVATE"},
        "message_id": "2d758cb5e222177a4e35",
        "date": DATE,
        **fields,
    }
    return {
        "event_name": name,
        "message": {key: value for key, value in message.items() if value is not None},
    }


def text(said: str, sender: str = CHAT, **fields: Any) -> Event:
    return event("message.text.received", sender, text=said, **fields)


def image(url: str, **fields: Any) -> Event:
    """As on the wire; the documentation has ``photo`` instead of ``photo_url``."""
    return event("message.image.received", photo_url=url, message_type="CHAT_PHOTO", **fields)


def documented_image(url: str, caption: str) -> Event:
    return event("message.image.received", photo=url, caption=caption)


def sticker(number: str, url: str) -> Event:
    return event("message.sticker.received", sticker=number, url=url)


def voice(url: str) -> Event:
    return event("message.voice.received", voice_url=url, message_type="CHAT_VOICE")


def unsupported(**fields: Any) -> Event:
    """A link, a file, or any message of a protected sender: nothing of what was said."""
    return event("message.unsupported.received", **fields)


def unsupported_without_message() -> Event:
    return {"event_name": "message.unsupported.received"}


def in_group(said: str) -> Event:
    return text(said, chat={"id": "g-77", "chat_type": "GROUP"})


def wrapped(told: Event) -> Event:
    """As the webhook's body has it."""
    return {"ok": True, "result": told}
