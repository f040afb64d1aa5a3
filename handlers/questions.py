"""Questions, and what becomes of those the plans do not answer."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.answering import ask
from domain.answering.answer import Answer
from domain.answering.aspects import ASPECTS
from domain.reply import Button, Reply
from domain.text import plain
from domain.understanding.query import reader_for
from domain.units import ids_of
from handlers.choices import campaign_names
from handlers.turn import Turn
from store import questions

TELL = "tell:"  # what the button sends that asks to be told the answer, before the question's number

# đổi sang Hà Nội; cho mình chuyển qua phong trào khác
_SWITCH = re.compile(r"(?:\w+ ){0,3}(?:doi|chuyen)(?: phong trao| don vi)? (?:sang|qua)(?: \w+){0,5}")
# lựa chọn 3; phương án hai nhé
_PICK = re.compile(
    r"(?:\w+ ){0,3}(?:lua chon|phuong an)(?: so| thu)? (?:\d+|mot|hai|ba|bon|nam)(?: \w+){0,2}"
)


def answer(turn: Turn) -> Sequence[Reply]:
    return answer_choice(turn, turn.message.text)


def answer_choice(turn: Turn, question: str) -> Sequence[Reply]:
    """Answer ``question``, a text or the data of a choice. What the plan does not say is kept for the
    officers, without its asker, who is offered to be told."""
    answered = ask.answer(question, turn.conversation, turn.knowledge, turn.catalogue, turn.today)
    given = turn.given = answered.answer
    turn.conversation = answered.conversation
    kept = _keep(turn, given)
    if turn.message.in_group:
        return [Reply(text=_for_a_group(turn, given))]
    if kept is None:
        return [replace(given.reply, text=_without_offer(turn, given))]
    buttons = (Button(turn.say("tell.button"), f"{TELL}{kept}"),)
    turn.conversation = turn.conversation.offering(buttons)
    return [replace(given.reply, buttons=buttons)]


def _keep(turn: Turn, given: Answer) -> int | None:
    """The number of the kept question; None when it was answered, is no matter of ours or no question."""
    asked = turn.conversation.asked or ""
    ours = given.campaign is not None or given.intent != "out_of_scope"
    if given.outcome != "refused" or not ours or not _asks_something(turn, asked):
        return None
    campaign = turn.catalogue.get(given.campaign)
    return questions.keep(
        turn.connection,
        asked,
        turn.now,
        campaign=campaign.id if campaign else None,
        campaign_version=campaign.version if campaign else None,
        unit_id=unit_above(turn),
    )


def unit_above(turn: Turn) -> int | None:
    """Whose officers may read it: the unit above the asker's own, so that a small unit gives nobody away."""
    ids = ids_of(turn.person.path) if turn.person.path else ()
    return (*ids[-2:-1], *ids[-1:])[0] if ids else None


def _asks_something(turn: Turn, text: str) -> bool:
    """Two words of matter, or one in a turn of phrase for what plans seldom state (bị phạt thế nào). A
    choice, a change of campaign and small talk have none."""
    said = plain(text)
    if _SWITCH.fullmatch(said) or _PICK.fullmatch(said):
        return False
    query = reader_for(turn.knowledge, turn.catalogue).read(text, turn.today)
    matter = [word for word in query.content if word.isalpha()]
    return len(matter) >= (1 if query.says(*ASPECTS) else 2)


def _without_offer(turn: Turn, given: Answer) -> str:
    """Nothing was kept, so there is nothing to tell anybody later."""
    return given.text.removesuffix(turn.say("refuse.offer")).rstrip()


def _for_a_group(turn: Turn, given: Answer) -> str:
    """To nobody in particular: no buttons, no offer to tell anybody, nothing that would be remembered."""
    if given.outcome == "refused":
        return _without_offer(turn, given)
    if given.outcome == "asked_back":
        return turn.say("campaigns.group", names=campaign_names(turn))
    campaign = turn.catalogue.get(given.campaign)
    if given.intent == "campaign_chosen" and campaign:
        return turn.say("group.named", short_name=campaign.short_name, summary=campaign.summary)
    return given.text
