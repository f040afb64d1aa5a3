"""Which campaign the talk is about."""

from collections.abc import Sequence

from domain.answering.general import CHOOSE
from domain.reply import Reply
from handlers.choices import campaign_buttons, campaign_names, offers_campaigns, picked
from handlers.questions import answer_choice
from handlers.turn import Turn


def offer(turn: Turn) -> Sequence[Reply]:
    """The campaigns to choose from; in a group, where nothing is kept, only their names."""
    if turn.message.in_group:
        return [Reply(text=turn.say("campaigns.group", names=campaign_names(turn)))]
    chosen = turn.catalogue.get(turn.conversation.campaign)
    text = turn.say("campaigns.current", short_name=chosen.short_name) if chosen else turn.say("ask.campaign")
    buttons = campaign_buttons(turn)
    turn.conversation = turn.conversation.offering(buttons).remembering_question(None)
    return [Reply(text=text, buttons=buttons)]


def choose(turn: Turn) -> Sequence[Reply]:
    """A campaign's button does what it says however old it is, as long as the campaign is published."""
    choice = picked(turn) or ""
    if turn.message.in_group or choice.removeprefix(CHOOSE) not in turn.catalogue:
        return stale(turn)
    return answer_choice(turn, choice)


def stale(turn: Turn) -> Sequence[Reply]:
    """A button nobody issued, or of an old message: said, not obeyed; here is what can be chosen now."""
    if turn.message.in_group:
        return [Reply(text=turn.say("button.stale_group", names=campaign_names(turn)))]
    if not offers_campaigns(turn):
        turn.conversation = turn.conversation.remembering_question(None)
    buttons = campaign_buttons(turn)
    turn.conversation = turn.conversation.offering(buttons)
    return [Reply(text=turn.say("button.stale"), buttons=buttons)]
