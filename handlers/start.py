"""The first words: who we are and what we keep."""

from collections.abc import Sequence

from domain.reply import Reply
from handlers.choices import campaign_buttons, campaign_names
from handlers.turn import Turn


def greet(turn: Turn) -> Sequence[Reply]:
    """Say that this is an automated assistant and what it keeps, and offer the campaigns."""
    if turn.message.in_group:
        return [Reply(text=turn.say("start.group", names=campaign_names(turn)))]
    buttons = campaign_buttons(turn)
    turn.conversation = turn.conversation.offering(buttons).remembering_question(None)
    return [Reply(text=turn.say("start.greeting"), buttons=buttons)]
