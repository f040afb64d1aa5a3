"""What comes in: one message of one address, with nothing of a platform in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """A channel and a chat id, ``telegram:123``: in a private chat the user, in a group the group."""

    channel: str
    chat: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.chat}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Raises ValueError for anything but ``channel:chat``."""
        channel, colon, chat = text.partition(":")
        if not (channel and colon and chat):
            raise ValueError(f"not an address (channel:chat): {text!r}")
        return cls(channel, chat)


class MediaKind(StrEnum):
    PHOTO = "photo"
    STICKER = "sticker"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    LOCATION = "location"
    CONTACT = "contact"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Something that is not text. ``reference`` is what the channel's ``fetch`` understands."""

    kind: MediaKind
    reference: str = ""
    name: str = ""
    size: int | None = None  # bytes, where the platform says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One incoming message.

    A reply goes to ``chat``; permissions come from ``sender`` (they differ in a group). ``addressed`` is
    false for what was said in a group but not to the bot. ``choice`` is the data of a pressed button.
    ``migrated_to`` is set by the one message in which a group says it has moved to a new address.
    """

    id: str  # unique within a channel's bot
    chat: Address
    sender: Address
    text: str = ""
    choice: str | None = None
    media: tuple[Media, ...] = ()
    addressed: bool = True
    received_at: datetime | None = None  # stamped when it was stored
    sent_at: datetime | None = None
    migrated_to: Address | None = None

    @property
    def in_group(self) -> bool:
        return self.chat != self.sender
