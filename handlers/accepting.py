"""What a code stands for is taken up: an invitation, the handing over of a role."""

from collections.abc import Sequence

from domain.people import Person, Role
from domain.permissions import Action, may
from domain.reply import Reply
from domain.units import Unit
from handlers.choices import done
from handlers.invitations import ACTIONS
from handlers.naming import named
from handlers.turn import Turn
from store import codes, people, units
from store.codes import Code, CodeKind


def accept(turn: Turn, key: str) -> Sequence[Reply]:
    """Take up the invitation with this key; whoever speaks is a person by now."""
    found = codes.look(turn.connection, key, turn.machine_now)
    if found is None or not stands(turn, found):
        return none(turn)
    return take_up(turn, found)


def take_up(turn: Turn, found: Code) -> Sequence[Reply]:
    person, unit, role = turn.person.id, found.unit, found.role
    if person is None or unit is None or role is None:
        return none(turn)
    if any(grant.unit == unit for grant in turn.person.holds(role)):
        return [Reply(text=turn.say("invite.already", **what(turn, found)))]
    if not codes.use(turn.connection, found, person, turn.machine_now):
        return none(turn)
    if found.kind is CodeKind.HANDOVER:
        return _hand_over(turn, found, person, unit, role)
    people.grant(turn.connection, person, unit, role, turn.now, by=found.created_by)
    tell_maker(turn, found, "invite.used")
    return done(turn, turn.say("invite.accepted", **what(turn, found)))


def _hand_over(turn: Turn, found: Code, successor: int, unit: int, role: Role) -> Sequence[Reply]:
    holder = found.person
    if holder is None or not people.hand_over(turn.connection, holder, successor, unit, role, turn.now):
        return none(turn)
    tell_maker(turn, found, "handover.done")
    return done(turn, turn.say("handover.taken", **what(turn, found)))


def stands(turn: Turn, found: Code) -> bool:
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
    return people.as_agreed(turn.connection, number, turn.admins)


def what(turn: Turn, found: Code) -> dict[str, str]:
    return {"role": turn.say(f"role.{found.role}"), "unit": named(turn, found.unit)}


def tell_maker(turn: Turn, found: Code, key: str) -> None:
    if found.maker is None:
        return
    about = what(turn, found) if found.role else {}
    channel = turn.say(f"channel.{turn.message.sender.channel}")
    text = turn.say(key, name=turn.person.name, channel=channel, **about)
    turn.tell(found.maker, text, key=f"code:{found.id}")


def none(turn: Turn) -> Sequence[Reply]:
    return [Reply(text=turn.say("code.none"))]
