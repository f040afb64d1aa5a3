"""What somebody picked: a button, its number or its words."""

from collections.abc import Sequence

from domain.answering.general import CHOOSE, choices
from domain.reply import Button, Reply
from domain.text import plain
from domain.understanding.query import reader_for
from handlers.turn import Turn

NO = "no:"  # stands last where a yes or a no was asked for, behind the yes
_LONGEST_NUMBER = 18  # digits; the databases have no larger ones
# Words that mean something only right behind a question of ours.
YES_WORDS = frozenset({"co", "co a", "da co", "vang", "vang a", "da vang", "dong y"})
NO_WORDS = frozenset(
    {"khong", "khong a", "da khong", "ko", "khong can", "khong can dau", "thoi", "thoi khoi", "khong dong y"}
)


def picked(turn: Turn) -> str | None:
    """The data of the button pressed, or of the offered one whose number or label was typed; where a yes or
    a no was asked for, also in other words."""
    if turn.message.choice is not None:
        return turn.message.choice
    said = plain(turn.message.text)
    for number, button in enumerate(turn.conversation.offered, 1):
        if said in (str(number), plain(button.label)):
            return button.choice
    return _yes_or_no(said, [button.choice for button in turn.conversation.offered])


def _yes_or_no(said: str, offered: Sequence[str]) -> str | None:
    if not offered or offered[-1] != NO:
        return None
    if said in YES_WORDS:
        return offered[0]
    return NO if said in NO_WORDS else None


def is_offered(turn: Turn, choice: str) -> bool:
    """Is it one of the buttons last shown? Other data is of an old message, or made up."""
    return any(button.choice == choice for button in turn.conversation.offered)


def number_behind(begin: str, choice: str) -> int | None:
    """The number of a row in the data of a choice; None for what no row can have."""
    number = choice.removeprefix(begin)
    return int(number) if number.isdecimal() and len(number) <= _LONGEST_NUMBER else None


def ask_yes_or_no(turn: Turn, text: str, yes: Button, no: str) -> Sequence[Reply]:
    """Ask for an explicit yes; ``no`` is the label of the other button."""
    buttons = (yes, Button(no, NO))
    turn.conversation = turn.conversation.offering(buttons).remembering_question(None)
    return [Reply(text=text, buttons=buttons)]


def done(turn: Turn, text: str) -> Sequence[Reply]:
    """A last word: nothing is offered any more."""
    turn.conversation = turn.conversation.offering(()).remembering_question(None)
    return [Reply(text=text)]


def campaign_buttons(turn: Turn) -> tuple[Button, ...]:
    return choices(reader_for(turn.knowledge, turn.catalogue))


def campaign_names(turn: Turn) -> str:
    return ", ".join(campaign.short_name for campaign in turn.catalogue)


def offers_campaigns(turn: Turn) -> bool:
    return any(button.choice.startswith(CHOOSE) for button in turn.conversation.offered)
