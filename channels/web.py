"""Our own page as a channel: a mailbox.

A message is "sent" as soon as the delivery may be read behind the page's cursor, and the delivery row
itself is that mailbox. So sending makes no call, and whoever sends needs no socket to the page.
"""

from channels.base import Attachment, Limits, Raw, Receipt, Receive, SendError, SendErrorKind
from domain.message import Address, Media, Message
from domain.reply import Reply

NAME = "web"


class WebChannel:
    """Raw updates are what the page posted, with its address: ``{"id", "address", "text" | "choice"}``."""

    name = NAME
    limits = Limits(text=20_000, buttons=True, photos=False, documents=False)

    async def listen(self, receive: Receive) -> None:
        """Returns at once: pages come to us, through the web server."""

    def read(self, raw: Raw) -> Message | None:
        key, chat = raw.get("id"), raw.get("address")
        text, choice = raw.get("text"), raw.get("choice")
        if not (isinstance(key, str) and key and isinstance(chat, str) and chat):
            return None
        if not isinstance(text, str) and not isinstance(choice, str):
            return None
        address = Address(self.name, chat)
        return Message(
            id=key,
            chat=address,
            sender=address,
            text=text if isinstance(text, str) else "",
            choice=choice if isinstance(choice, str) else None,
        )

    def start_link(self, code: str) -> str | None:
        return None

    async def fetch(self, media: Media) -> bytes:
        raise SendError(SendErrorKind.REJECTED, "the page sends no media")

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        """Nothing to do: once the delivery counts as sent, the page finds it. Its id is the row's."""
        return Receipt(provider_id="")

    async def acknowledge(self, raw: Raw) -> None:
        """The page shows by itself that it waits."""

    async def close(self) -> None:
        """Holds nothing."""
