"""Chairs and officers are invited: whoever may, makes a code that one other person uses once."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from domain.codes import written
from domain.people import Role
from domain.permissions import Action
from domain.reply import Button, Reply
from domain.units import Unit
from handlers.campaigns import stale
from handlers.choices import is_offered, number_behind, picked
from handlers.naming import argument, by_code, by_name, named, role_and_rest
from handlers.turn import Turn
from store import codes, people, units
from store.codes import INVITE, CodeKind, NewCode

OPENS = ("mời chủ tịch", "mời cán bộ")
HAND_OVER = "handover:"  # what a button sends that hands over a chair's role, before the unit's number
PICK = "invite:"  # what a button sends: the role, the unit's number
SHOWN = 5  # units to choose from

ACTIONS: Mapping[Role, Action] = MappingProxyType(
    {Role.CHAIR: Action.INVITE_CHAIR, Role.OFFICER: Action.INVITE_OFFICER, Role.ADMIN: Action.CHANGE_UNITS}
)
"""What one must be allowed to do in a unit to invite somebody for a role there."""


def invite(turn: Turn) -> Sequence[Reply]:
    """``/moi chủ tịch CODE``, or a name of the unit, to be chosen from those found."""
    role, place = role_and_rest(argument(turn.message.text))
    if not turn.person.holds(Role.OFFICER, Role.ADMIN):
        return [Reply(text=turn.say("invite.not_yours"))]
    if role is None or not place:
        return [Reply(text=turn.say("invite.how"))]
    unit = by_code(turn, place)
    return _invite(turn, role, unit) if unit else _offer(turn, role, place)


def invite_picked(turn: Turn) -> Sequence[Reply]:
    """The unit chosen from those just found."""
    choice = picked(turn) or ""
    if not is_offered(turn, choice):
        return stale(turn)
    role, _, unit_id = choice.removeprefix(PICK).partition(":")
    unit = units.get(turn.connection, int(unit_id))
    if unit is None:
        return stale(turn)
    return _invite(turn, Role(role), unit)


def hand_over(turn: Turn) -> Sequence[Reply]:
    """A code by which the successor of a chair takes the role over: one role at a time, asked which."""
    chaired = _chaired(turn)
    if not chaired or turn.person.id is None:
        return [Reply(text=turn.say("handover.not_yours"))]
    if len(chaired) == 1:
        return _handover(turn, turn.person.id, chaired[0])
    buttons = tuple(Button(named(turn, unit), f"{HAND_OVER}{unit}") for unit in chaired)
    turn.conversation = turn.conversation.offering(buttons).remembering_question(None)
    return [Reply(text=turn.say("handover.which"), buttons=buttons)]


def hand_over_picked(turn: Turn) -> Sequence[Reply]:
    """The role in the unit that was chosen; whether it is theirs is asked again."""
    choice = picked(turn) or ""
    unit = number_behind(HAND_OVER, choice)
    if unit is None or turn.person.id is None or not is_offered(turn, choice) or unit not in _chaired(turn):
        return stale(turn)
    turn.conversation = turn.conversation.offering(())
    return _handover(turn, turn.person.id, unit)


def _chaired(turn: Turn) -> Sequence[int]:
    """The units whose chair the sender is."""
    return [
        grant.unit
        for grant in turn.person.holds(Role.CHAIR)
        if grant.unit is not None and turn.may(Action.HAND_OVER, grant.path)
    ]


def _handover(turn: Turn, holder: int, unit: int) -> Sequence[Reply]:
    """The new code takes the place of an older one for the same role."""
    codes.cancel(turn.connection, CodeKind.HANDOVER, holder, unit)
    new = NewCode(
        kind=CodeKind.HANDOVER,
        role=Role.CHAIR,
        unit=unit,
        person=holder,
        created_by=holder,
        maker=turn.message.sender,
    )
    code = codes.make(turn.connection, new, INVITE, turn.machine_now)
    text = turn.say("handover.made", unit=named(turn, unit), how=how_to_use(turn, code))
    return [Reply(text=text)]


def _offer(turn: Turn, role: Role, place: str) -> Sequence[Reply]:
    found = [unit for unit in by_name(turn, place) if turn.may(ACTIONS[role], unit.path)][:SHOWN]
    if not found:
        return [Reply(text=turn.say("unit.unknown", name=place))]
    buttons = tuple(Button(unit.name, f"{PICK}{role}:{unit.id}") for unit in found)
    turn.conversation = turn.conversation.offering(buttons).remembering_question(None)
    return [Reply(text=turn.say("invite.which", role=turn.say(f"role.{role}")), buttons=buttons)]


def _invite(turn: Turn, role: Role, unit: Unit) -> Sequence[Reply]:
    """The permission is asked here, whatever a button says."""
    if not turn.may(ACTIONS[role], unit.path):
        return [Reply(text=turn.say("reach.outside", unit=unit.name))]
    new = NewCode(
        kind=CodeKind.INVITE,
        role=role,
        unit=unit.id,
        created_by=turn.person.id,
        maker=turn.message.sender,
    )
    code = codes.make(turn.connection, new, INVITE, turn.machine_now)
    said = turn.say("invite.made", role=turn.say(f"role.{role}"), unit=unit.name, how=how_to_use(turn, code))
    turn.conversation = turn.conversation.offering(()).remembering_question(None)
    return [Reply(text="\n".join((said, *_chair_there(turn, role, unit))))]


def _chair_there(turn: Turn, role: Role, unit: Unit) -> Sequence[str]:
    """That there is a chair already is said, for it is seldom meant."""
    held = [each for each in people.held_at(turn.connection, unit.id) if each.role is Role.CHAIR]
    return [turn.say("invite.has_chair", unit=unit.name)] if role is Role.CHAIR and held else []


def how_to_use(turn: Turn, code: str) -> str:
    """The code, and what its bearer does with it; with a link where a platform has such."""
    link = turn.link_for(code)
    lines = (turn.say("code.how", code=written(code)), *([turn.say("code.link", link=link)] if link else []))
    return "\n".join(lines)
