"""Roles below one's own are ended by whoever may."""

from collections.abc import Sequence

from domain.people import Role
from domain.permissions import Action
from domain.reply import Button, Reply
from domain.units import covers
from handlers.campaigns import stale
from handlers.choices import ask_yes_or_no, done, is_offered, picked
from handlers.naming import argument, by_code, by_name, named
from handlers.turn import Turn
from store import people
from store.people import Holding

OPENS = ("thôi vai",)
PICK, END = "endrole:", "endyes:"  # what buttons send, before the role's number
SHOWN = 8


def end(turn: Turn) -> Sequence[Reply]:
    """``/thoivai UNIT``: the roles held there that may be ended, to choose one."""
    place = argument(turn.message.text, words=2)
    if not turn.person.holds(Role.OFFICER, Role.ADMIN):
        return [Reply(text=turn.say("endrole.not_yours"))]
    if not place:
        return [Reply(text=turn.say("endrole.how"))]
    unit = by_code(turn, place) or next(iter(by_name(turn, place)), None)
    if unit is None:
        return [Reply(text=turn.say("unit.unknown", name=place))]
    if not turn.may(Action.END_ROLE, unit.path):
        return [Reply(text=turn.say("reach.outside", unit=unit.name))]
    held = [each for each in people.held_at(turn.connection, unit.id) if may_end(turn, each)][:SHOWN]
    if not held:
        return [Reply(text=turn.say("endrole.nobody", unit=unit.name))]
    buttons = tuple(Button(_label(turn, each), f"{PICK}{each.id}") for each in held)
    turn.conversation = turn.conversation.offering(buttons).remembering_question(None)
    return [Reply(text=turn.say("endrole.which", unit=unit.name), buttons=buttons)]


def ask(turn: Turn) -> Sequence[Reply]:
    """One was chosen: a yes is asked for."""
    held = _chosen(turn, PICK)
    if held is None:
        return stale(turn)
    about = {"who": _label(turn, held), "unit": named(turn, held.unit)}
    yes = Button(turn.say("endrole.yes"), f"{END}{held.id}")
    return ask_yes_or_no(turn, turn.say("endrole.ask", **about), yes, turn.say("answer.no"))


def end_chosen(turn: Turn) -> Sequence[Reply]:
    held = _chosen(turn, END)
    if held is None:
        return stale(turn)
    people.end_role(turn.connection, held.person, held.unit, held.role, turn.now, by=turn.person.id)
    about = {"role": turn.say(f"role.{held.role}"), "unit": named(turn, held.unit)}
    for account in people.addresses_of(turn.connection, held.person):
        turn.tell(
            account.address, turn.say("endrole.told", **about), key=f"endrole:{held.id}:{account.address}"
        )
    return done(turn, turn.say("endrole.done", who=_label(turn, held), unit=about["unit"]))


def may_end(turn: Turn, held: Holding) -> bool:
    """An admin's role is ended by an admin only."""
    if not turn.may(Action.END_ROLE, held.path):
        return False
    admins = turn.person.holds(Role.ADMIN)
    return held.role is not Role.ADMIN or any(covers(grant.path, held.path) for grant in admins)


def _chosen(turn: Turn, begin: str) -> Holding | None:
    """The role of the button, if it was just offered and may be ended now."""
    choice = picked(turn) or ""
    if not is_offered(turn, choice):
        return None
    held = people.holding(turn.connection, int(choice.removeprefix(begin)))
    return held if held and may_end(turn, held) else None


def _label(turn: Turn, held: Holding) -> str:
    role = turn.say(f"role.{held.role}")
    return turn.say("endrole.who", role=role, name=held.name) if held.name else role
