"""What somebody picked: a button, its number or its words."""

from domain.answering.general import CHOOSE, choices
from domain.reply import Button
from domain.text import plain
from domain.understanding.query import reader_for
from handlers.turn import Turn


def picked(turn: Turn) -> str | None:
    """The data of the button pressed, or of the offered one whose number or label was typed."""
    if turn.message.choice is not None:
        return turn.message.choice
    said = plain(turn.message.text)
    for number, button in enumerate(turn.conversation.offered, 1):
        if said in (str(number), plain(button.label)):
            return button.choice
    return None


def campaign_buttons(turn: Turn) -> tuple[Button, ...]:
    return choices(reader_for(turn.knowledge, turn.catalogue))


def campaign_names(turn: Turn) -> str:
    return ", ".join(campaign.short_name for campaign in turn.catalogue)


def offers_campaigns(turn: Turn) -> bool:
    return any(button.choice.startswith(CHOOSE) for button in turn.conversation.offered)
