"""Messages without words."""

from collections.abc import Sequence

from domain.reply import Reply
from handlers.turn import Turn


def thank(turn: Turn) -> Sequence[Reply]:
    """One fitting sentence for what was sent; what comes with a caption is answered by the caption."""
    return [Reply(text=turn.say(f"media.{turn.message.media[0].kind}"))]
