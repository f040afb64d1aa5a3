"""A code is said: the invitation, the handing over or the link of accounts it stands for."""

from collections.abc import Sequence

from domain.codes import read_code
from domain.reply import Reply
from domain.text import fold
from handlers import enrolment
from handlers.accepting import none, stands, take_up, tell_maker, what
from handlers.choices import done
from handlers.help import command_name
from handlers.naming import argument
from handlers.turn import Turn
from store import codes, people
from store.codes import Code, CodeKind

COMMANDS = ("start", "ma")  # a deep link says "/start CODE"
WORD = "ma"


def code_said(turn: Turn) -> str | None:
    """What is meant as a code: behind ``/ma`` or ``mã`` anything that looks like one or is one word, behind
    ``/start`` and by itself only what looks like one."""
    text = turn.message.text
    name = fold(command_name(text) or "")
    if name in COMMANDS:
        said = argument(text)
        return said if read_code(said) or (name == WORD and said) else None
    if name:
        return None
    first, _, rest = text.strip().partition(" ")
    if fold(first).rstrip(":") == WORD and read_code(rest):
        return rest
    return text if read_code(text) else None


def redeem(turn: Turn) -> Sequence[Reply]:
    """The same answer for a code that is wrong, used, expired or void, and after too many tries."""
    found = codes.attempt(turn.connection, code_said(turn) or "", turn.message.sender, turn.machine_now)
    if found is None or not stands(turn, found):
        return none(turn)
    if found.maker == turn.message.sender:
        return [Reply(text=turn.say("code.own"))]
    return _link(turn, found) if found.kind is CodeKind.LINK else _take_up(turn, found)


def ask_for_code(turn: Turn) -> Sequence[Reply]:
    return [Reply(text=turn.say("code.ask"))]


def _take_up(turn: Turn, found: Code) -> Sequence[Reply]:
    """A person takes it up at once; anybody else becomes one first, and the code stays as it is."""
    if turn.person.consents:
        return take_up(turn, found)
    if turn.person.id is not None:
        return [Reply(text=turn.say("code.agree_first", **what(turn, found)))]
    about = Reply(text=turn.say("code.enrol_first", **what(turn, found)))
    return [about, *enrolment.begin(turn, found.key, found.unit)]


def _link(turn: Turn, found: Code) -> Sequence[Reply]:
    """Both accounts are one person's afterwards. Somebody who has enrolled here by themselves is told what
    they can do: two persons are not made one, since each has agreed for themselves."""
    account, owner = turn.message.sender, people.owner(turn.connection, turn.message.sender)
    if owner == found.person or found.person is None:
        return [Reply(text=turn.say("link.same"))]
    if owner is not None:  # also who has withdrawn: they may agree again
        return [Reply(text=turn.say("link.other"))]
    if not codes.use(turn.connection, found, found.person, turn.machine_now):
        return none(turn)
    people.link(turn.connection, found.person, account, turn.now)
    tell_maker(turn, found, "link.told")
    return done(turn, turn.say("link.done"))
