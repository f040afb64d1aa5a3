"""Who one is here, and by which accounts."""

from collections.abc import Sequence

from domain.people import Role
from domain.reply import Button, Reply
from handlers.campaigns import stale
from handlers.choices import ask_yes_or_no, done, is_offered, picked
from handlers.invitations import how_to_use
from handlers.naming import named, roles_of
from handlers.turn import Turn
from store import codes, people
from store.codes import LINK, CodeKind, NewCode

UNLINK = "unlink:yes"


def who_am_i(turn: Turn) -> Sequence[Reply]:
    """Name, unit and roles of whoever asks."""
    person = turn.person
    held = [(grant.role, grant.unit) for grant in person.grants if grant.role is not Role.WORKER]
    roles = roles_of(turn, held)
    if not person.consents:
        key = "me.nobody" if person.id is None else "me.no_consent"
        return [Reply(text="\n".join((turn.say(key), *_roles(turn, roles))))]
    unit = turn.say("me.unit", unit=named(turn, person.unit)) if person.unit else turn.say("me.no_unit")
    return [Reply(text="\n".join((turn.say("me.name", name=person.name), unit, *_roles(turn, roles))))]


def _roles(turn: Turn, roles: Sequence[str]) -> Sequence[str]:
    return [turn.say("me.roles", roles="; ".join(roles))] if roles else []


def link(turn: Turn) -> Sequence[Reply]:
    """A code to be said at the other account; it takes the place of an older one."""
    person = turn.person.id
    if person is None or not turn.person.consents:
        return [Reply(text=turn.say("me.enrol_first"))]
    codes.cancel(turn.connection, CodeKind.LINK, person)
    new = NewCode(kind=CodeKind.LINK, person=person, created_by=person, maker=turn.message.sender)
    code = codes.make(turn.connection, new, LINK, turn.machine_now)
    return [Reply(text=turn.say("link.made", how=how_to_use(turn, code)))]


def ask_unlink(turn: Turn) -> Sequence[Reply]:
    """The account one speaks with; the last one of a person is not taken away but erased with them."""
    person = turn.person.id
    if person is None:
        return [Reply(text=turn.say("me.nobody"))]
    if len(people.addresses_of(turn.connection, person)) == 1:
        return [Reply(text=turn.say("unlink.last"))]
    yes = Button(turn.say("unlink.yes"), UNLINK)
    return ask_yes_or_no(turn, turn.say("unlink.ask"), yes, turn.say("answer.no"))


def unlink(turn: Turn) -> Sequence[Reply]:
    person = turn.person.id
    if person is None or not is_offered(turn, picked(turn) or ""):
        return stale(turn)
    if len(people.addresses_of(turn.connection, person)) == 1:
        return done(turn, turn.say("unlink.last"))
    people.unlink(turn.connection, person, turn.message.sender, turn.now)
    return done(turn, turn.say("unlink.done"))


def keep_as_is(turn: Turn) -> Sequence[Reply]:
    """A no to whatever was asked."""
    return done(turn, turn.say("answer.kept"))
