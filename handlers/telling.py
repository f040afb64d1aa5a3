"""Whoever asked what the plans do not say may be told the answer: only after an explicit yes."""

from collections.abc import Sequence

from domain.reply import Reply
from domain.text import plain
from handlers.campaigns import stale
from handlers.choices import NO_WORDS, YES_WORDS, done, picked
from handlers.questions import TELL
from handlers.turn import Turn
from store import questions

ASKED = (
    "báo lại cho tôi: có",
    "báo lại cho tôi",
    "báo lại cho mình: có",
    "báo lại cho mình",
    "báo lại cho em",
)
DECLINED = ("báo lại cho tôi: không", "không cần báo lại")


def agree(turn: Turn) -> Sequence[Reply]:
    """The kept question gets the address, if it is the one whose asker we have just asked."""
    if turn.message.in_group:
        return [Reply(text=turn.say("tell.group"))]
    offer, choice = open_offer(turn), picked(turn)
    if choice is not None and choice != offer:
        return stale(turn)
    if offer is None:
        return [Reply(text=turn.say("tell.nothing"))]
    questions.tell_asker(turn.connection, int(offer.removeprefix(TELL)), turn.message.chat)
    return _done(turn, "tell.agreed")


def decline(turn: Turn) -> Sequence[Reply]:
    return _done(turn, "tell.declined")


def open_offer(turn: Turn) -> str | None:
    """The choice by which the asker of the last question would agree."""
    choices = (button.choice for button in turn.conversation.offered)
    return next((choice for choice in choices if choice.startswith(TELL)), None)


def says_yes(turn: Turn) -> bool:
    return open_offer(turn) is not None and plain(turn.message.text) in YES_WORDS


def says_no(turn: Turn) -> bool:
    return open_offer(turn) is not None and plain(turn.message.text) in NO_WORDS


def _done(turn: Turn, key: str) -> Sequence[Reply]:
    return done(turn, turn.say(key))
