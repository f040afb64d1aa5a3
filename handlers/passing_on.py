"""Telling somebody else what has just happened: a notice, once, and not at night."""

from collections.abc import Sequence

from domain.people import Role
from handlers.turn import Turn
from store import people


def pass_on(turn: Turn, person_id: int, text: str, *, key: str) -> bool:
    """A notice to the account the person came with first; ``key`` names the event, so that it is told once.
    False when the person has no account any more, or no yes in force, be it to an older text."""
    if not people.as_agreed(turn.connection, person_id, turn.admins).consents:
        return False
    accounts = people.addresses_of(turn.connection, person_id)
    if not accounts:
        return False
    turn.tell(accounts[0].address, text, key=f"{key}:{person_id}")
    return True


def chairs_of(turn: Turn, unit_id: int) -> Sequence[int]:
    """The persons who chair the unit now."""
    held = people.held_at(turn.connection, unit_id)
    return [holding.person for holding in held if holding.role is Role.CHAIR]
