"""What the Bot API fake has seen, and what it was told to do wrong."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(slots=True, kw_only=True)
class Call:
    """One call as it came in; ``status`` is what it was answered, 0 while it was not or for a cut line."""

    method: str
    parameters: dict[str, Any]
    modelled: bool
    status: int = 0


@dataclass(slots=True, kw_only=True)
class Fault:
    """What to do instead of answering; see `TelegramFake.fail`."""

    method: str
    code: int
    description: str
    parameters: dict[str, Any]
    times: int
    chat: int | None
    html: bool
    cut: Literal["before", "after"] | None
    stall: float

    def hits(self, method: str, parameters: dict[str, Any]) -> bool:
        named = self.method in ("*", method)
        return named and self.times > 0 and self.chat in (None, parameters.get("chat_id"))
