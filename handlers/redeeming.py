"""A code is said: the invitation, the handing over or the link of accounts it stands for."""

from collections.abc import Sequence

from domain.codes import read_code
from domain.people import Person, Role
from domain.permissions import Action, may
from domain.reply import Reply
from domain.text import fold
from domain.units import Unit
from handlers.choices import done
from handlers.help import command_name
from handlers.invitations import ACTIONS
from handlers.naming import argument, named
from handlers.turn import Turn
from store import codes, people, units
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
    if found is None or not _stands(turn, found):
        return _none(turn)
    if found.maker == turn.message.sender:
        return [Reply(text=turn.say("code.own"))]
    return _link(turn, found) if found.kind is CodeKind.LINK else _take_up(turn, found)


def ask_for_code(turn: Turn) -> Sequence[Reply]:
    return [Reply(text=turn.say("code.ask"))]


def accept(turn: Turn, key: str) -> Sequence[Reply]:
    """Take up the invitation with this key; whoever speaks is a person by now. For the form by which they
    became one."""
    found = codes.look(turn.connection, key, turn.machine_now)
    if found is None or not _stands(turn, found):
        return _none(turn)
    return _accept(turn, found)


def _take_up(turn: Turn, found: Code) -> Sequence[Reply]:
    """A person takes it up at once; anybody else becomes one first, and the code stays as it is."""
    if turn.person.consents:
        return _accept(turn, found)
    if turn.person.id is not None:
        return [Reply(text=turn.say("code.agree_first", **_what(turn, found)))]
    if turn.enrol is not None:
        return turn.enrol(turn, found.key)
    return [Reply(text=turn.say("code.enrol_first", **_what(turn, found)))]


def _accept(turn: Turn, found: Code) -> Sequence[Reply]:
    person, unit, role = turn.person.id, found.unit, found.role
    if person is None or unit is None or role is None:
        return _none(turn)
    if any(grant.unit == unit for grant in turn.person.holds(role)):
        return [Reply(text=turn.say("invite.already", **_what(turn, found)))]
    if not codes.use(turn.connection, found, person, turn.machine_now):
        return _none(turn)
    if found.kind is CodeKind.HANDOVER:
        return _hand_over(turn, found, person, unit, role)
    people.grant(turn.connection, person, unit, role, turn.now, by=found.created_by)
    _tell_maker(turn, found, "invite.used")
    return done(turn, turn.say("invite.accepted", **_what(turn, found)))


def _hand_over(turn: Turn, found: Code, successor: int, unit: int, role: Role) -> Sequence[Reply]:
    holder = found.person
    if holder is None or not people.hand_over(turn.connection, holder, successor, unit, role, turn.now):
        return _none(turn)
    _tell_maker(turn, found, "handover.done")
    return done(turn, turn.say("handover.taken", **_what(turn, found)))


def _link(turn: Turn, found: Code) -> Sequence[Reply]:
    """Both accounts are one person's afterwards. Somebody who has enrolled here by themselves is told what
    they can do: two persons are not made one, since each has agreed for themselves."""
    account, owner = turn.message.sender, people.owner(turn.connection, turn.message.sender)
    if owner == found.person or found.person is None:
        return [Reply(text=turn.say("link.same"))]
    if owner is not None:
        if any(consent.withdrawn_at is None for consent in people.consents_of(turn.connection, owner)):
            return [Reply(text=turn.say("link.other"))]
        people.unlink(turn.connection, owner, account, turn.now)
    if not codes.use(turn.connection, found, found.person, turn.machine_now):
        return _none(turn)
    people.link(turn.connection, found.person, account, turn.now)
    _tell_maker(turn, found, "link.told")
    return done(turn, turn.say("link.done"))


def _stands(turn: Turn, found: Code) -> bool:
    """May whoever made it still do what it does?"""
    if found.kind is CodeKind.LINK:
        owner = _person(turn, found.person)
        return owner is not None and owner.consents
    unit = units.get(turn.connection, found.unit) if found.unit is not None else None
    if unit is None or found.role is None or not unit.is_open(turn.today):
        return False
    if found.kind is CodeKind.HANDOVER:
        return _may(turn, found, Action.HAND_OVER, unit)
    return found.created_by is None or _may(turn, found, ACTIONS[found.role], unit)


def _may(turn: Turn, found: Code, action: Action, unit: Unit) -> bool:
    maker = _person(turn, found.created_by)
    return maker is not None and may(maker, action, unit.path)


def _person(turn: Turn, number: int | None) -> Person | None:
    if number is None:
        return None
    return people.by_id(turn.connection, number, turn.admins, turn.consent_version)


def _what(turn: Turn, found: Code) -> dict[str, str]:
    return {"role": turn.say(f"role.{found.role}"), "unit": named(turn, found.unit)}


def _tell_maker(turn: Turn, found: Code, key: str) -> None:
    if found.maker is None:
        return
    about = _what(turn, found) if found.role else {}
    channel = turn.say(f"channel.{turn.message.sender.channel}")
    text = turn.say(key, name=turn.person.name, channel=channel, **about)
    turn.tell(found.maker, text, key=f"code:{found.id}")


def _none(turn: Turn) -> Sequence[Reply]:
    return [Reply(text=turn.say("code.none"))]
