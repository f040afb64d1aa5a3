"""The terminal as a channel (``thidua play``): one person, lines in, lines out."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

from channels.base import Attachment, FileRefused, Limits, Raw, Receipt, Receive, SendError, SendErrorKind
from domain.message import Address, Media, Message
from domain.reply import Reply, as_numbered_text, split_text

NAME = "terminal"
PLAYER = Address(NAME, "play")
TERMINAL_LIMITS = Limits(text=100_000, buttons=False, photos=False, documents=False)


class TerminalChannel:
    """Writes each message through ``write``, as a channel with the limits ``like`` would show it.

    Raw updates are ``{"id", "text"}``. Where ``like`` has buttons they are drawn in brackets, with the
    number that may be typed instead; a message too long for ``like`` comes in as many parts as there.
    Files are laid into ``folder``, if there is one, and their paths written.
    """

    name = NAME

    def __init__(
        self, write: Callable[[str], None], like: Limits = TERMINAL_LIMITS, folder: Path | None = None
    ) -> None:
        self.limits = like if folder is None else replace(like, photos=True, documents=True)
        self._write = write
        self._folder = folder
        self._written = 0

    async def listen(self, receive: Receive) -> None:
        """Returns at once: the prompt belongs to the command."""

    def read(self, raw: Raw) -> Message | None:
        key, text = raw.get("id"), raw.get("text")
        if not (isinstance(key, str) and key and isinstance(text, str)):
            return None
        return Message(id=key, chat=PLAYER, sender=PLAYER, text=text)

    def start_link(self, code: str) -> str | None:
        return None

    async def fetch(self, media: Media) -> bytes:
        raise SendError(SendErrorKind.REJECTED, "a terminal sends no media")

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        for part in self._parts(reply):
            self._write(part)
        if attachment:
            self._write(f"[{self._lay_down(attachment)}]")
        self._written += 1
        return Receipt(provider_id=str(self._written))

    async def acknowledge(self, raw: Raw) -> None:
        """Nobody waits for a sign in a terminal."""

    async def close(self) -> None:
        """Holds nothing."""

    def _lay_down(self, attachment: Attachment) -> Path:
        """Under its name, with a number in front where another file has that."""
        if self._folder is None:
            raise SendError(SendErrorKind.REJECTED, "there is no folder for files")
        try:
            names = (f"{n}-{attachment.name}" if n else attachment.name for n in count())
            file = next(file for name in names if not (file := self._folder / name).exists())
            file.write_bytes(attachment.content)
        except OSError as error:
            raise FileRefused(f"{self._folder} takes no file: {error.strerror}", said=True) from None
        return file

    def _parts(self, reply: Reply) -> tuple[str, ...]:
        if not self.limits.buttons:
            return split_text(as_numbered_text(reply), self.limits.text)
        parts = split_text(reply.text, self.limits.text)
        if not reply.buttons:
            return parts
        keys = "\n".join(f"  [{n} {button.label}]" for n, button in enumerate(reply.buttons, 1))
        return (*parts[:-1], f"{parts[-1]}\n{keys}")
