"""How to ask, and what to do about a command that does not exist."""

import re
from collections.abc import Sequence

from domain.reply import Reply
from domain.text import clean
from handlers.turn import Turn

_COMMAND = re.compile(r"/(\w{1,32})(?:@\w+)?(?!\S)")


def explain(turn: Turn) -> Sequence[Reply]:
    return [Reply(text="\n".join((turn.say("small.help"), turn.say("help.commands"))))]


def ask_for_words(turn: Turn) -> Sequence[Reply]:
    """Nothing was said that can be read: blanks, emoji, punctuation."""
    return [Reply(text=turn.say("small.empty"))]


def unknown_command(turn: Turn) -> Sequence[Reply]:
    return [Reply(text=turn.say("command.unknown", name=command_name(turn.message.text)))]


def privately(turn: Turn) -> Sequence[Reply]:
    """What is personal is no matter for a group."""
    return [Reply(text=turn.say("private.only"))]


def command_name(text: str) -> str | None:
    """``help`` of ``/help``, ``/help@bot`` and ``/help me``; None when it is no command."""
    command = _COMMAND.match(clean(text))
    return command[1] if command else None
