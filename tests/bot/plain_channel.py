"""A channel of the simplest kind, whose platform is the test: raw updates are small dicts, what is sent is
kept in a list, and failures are raised as told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import cast

from sqlalchemy import Connection

from channels.base import Attachment, Limits, Media, Raw, Receipt, Receive, SendError, SendErrorKind
from domain.catalogue import Catalogue
from domain.clock import VIETNAM, machine_now
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.message import Address, Message
from domain.reply import Reply
from domain.texts import Texts
from handlers.turn import Turn

LIMITS = Limits(text=4096, buttons=True, photos=True, documents=True, in_flight=8)
FILE_TEXTS = Texts(
    {
        "file.link": "{name} {size} {hours} {url}",
        "file.no_link": "{name} {size}: không có đường dẫn",
        "file.gone": "Tệp không còn.",
    }
)
TEXTS = {"flood": "Anh/chị gửi nhanh quá, mình xin trả lời từng tin.", "apology": "Mình xin lỗi, có lỗi."}


def update(number: int | str, text: str, chat: str = "1", **more: object) -> Raw:
    return {"id": str(number), "chat": chat, "text": text, **more}


@dataclass
class PlainChannel:
    """``trouble`` holds by text what ``send`` raises, one error a try; ``delays`` how long it takes."""

    name: str = "plain"
    limits: Limits = LIMITS
    sent: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    sent_at: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    trouble: dict[str, list[Exception]] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    at_once: int = 0
    most_at_once: int = 0

    async def listen(self, receive: Receive) -> None: ...

    def read(self, raw: Raw) -> Message | None:
        if raw["text"] is None:
            return None
        chat = Address(self.name, raw["chat"])
        moved = raw.get("moved_to")
        return Message(
            id=raw["id"],
            chat=chat,
            sender=Address(self.name, raw.get("sender", raw["chat"])),
            text=raw["text"],
            addressed=raw.get("addressed", True),
            migrated_to=Address(self.name, moved) if moved else None,
        )

    def start_link(self, code: str) -> str | None:
        return None

    async def fetch(self, media: Media) -> bytes:
        return b""

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.delays.get(reply.text, 0))
            if errors := self.trouble.get(reply.text):
                raise errors.pop(0)
        finally:
            self.at_once -= 1
        self.sent.append((address.chat, reply.text))
        if attachment:
            self.files.append((attachment.name, attachment.media_type, attachment.content))
        self.sent_at.append(asyncio.get_running_loop().time())
        return Receipt(provider_id=str(len(self.sent)))

    async def acknowledge(self, raw: Raw) -> None:
        self.acknowledged.append(raw["id"])
        if raw["text"] == "hỏng dấu":
            raise ValueError("the platform is gone")

    async def close(self) -> None: ...


def with_limits(**changes: object) -> Limits:
    return replace(LIMITS, **changes)  # type: ignore[arg-type]


def failing(kind: str, seconds: float | None = None, moved_to: Address | None = None) -> SendError:
    retry_after = None if seconds is None else timedelta(seconds=seconds)
    return SendError(SendErrorKind(kind), f"it is {kind}", retry_after, moved_to)


def begin(message: Message, conversation: Conversation, connection: Connection) -> Turn:
    return Turn(
        message=message,
        conversation=conversation,
        catalogue=Catalogue(()),
        knowledge=cast(Knowledge, None),  # these handlers know nothing
        now=machine_now(),
        zone=VIETNAM,
        connection=connection,
    )


def count_and_echo(turn: Turn) -> Sequence[Reply]:
    """Answers with the text, and how many turns this conversation has had."""
    said = turn.message.text
    if said == "hỏng":
        raise ValueError(f"cannot handle {said}")
    if said == "im lặng":
        return []
    turns = int(turn.conversation.campaign or 0) + 1
    turn.conversation = turn.conversation.choosing(str(turns))
    if said == "hai câu":
        return [Reply(text=f"{turns}: một"), Reply(text=f"{turns}: hai")]
    return [Reply(text=f"{turns}: {said}")]
