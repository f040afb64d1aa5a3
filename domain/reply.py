"""What goes out: an intent that each channel renders in its own way."""

from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Button:
    """An offered choice: ``label`` is what people see and may type, ``choice`` what comes back."""

    label: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One message to one chat. ``document`` names a stored file, ``photo`` a stored picture: one of them at
    most."""

    text: str
    buttons: tuple[Button, ...] = ()
    photo: str | None = None
    document: str | None = None

    def __post_init__(self) -> None:
        if self.photo and self.document:
            raise ValueError("a reply has a photo or a document, not both")


_REPLY = TypeAdapter(Reply)


def dump_reply(reply: Reply) -> str:
    return _REPLY.dump_json(reply).decode()


def load_reply(text: str) -> Reply:
    return _REPLY.validate_json(text)


def as_numbered_text(reply: Reply) -> str:
    """The reply for a channel without buttons: the choices follow as numbered lines."""
    if not reply.buttons:
        return reply.text
    lines = [f"{n}. {button.label}" for n, button in enumerate(reply.buttons, 1)]
    return "\n".join([reply.text, "", *lines, "(Trả lời bằng số hoặc gõ chữ.)"])


def shown_size(size: int) -> str:
    """``size`` bytes as people read it: "3 KB", "1,4 MB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


def utf16_length(text: str) -> int:
    """The length of ``text`` as the platforms count it."""
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def split_text(text: str, limit: int) -> tuple[str, ...]:
    """Pieces of at most ``limit`` UTF-16 units, broken at a line, else at a blank, never in a character;
    none is blank, unless the whole text is."""
    pieces: list[str] = []
    rest = text
    while utf16_length(rest) > limit:
        head = rest[: _fitting(rest, limit)]
        cut = max(head.rfind("\n"), 0) or max(head.rfind(" "), 0) or len(head)
        if piece := rest[:cut].rstrip():
            pieces.append(piece)
        rest = rest[cut:].lstrip()
    return (*pieces, rest) if rest or not pieces else tuple(pieces)


def _fitting(text: str, limit: int) -> int:
    """How many characters of ``text`` fit into ``limit`` UTF-16 units."""
    units = 0
    for count, char in enumerate(text):
        units += 2 if ord(char) > 0xFFFF else 1
        if units > limit:
            return count
    return len(text)
