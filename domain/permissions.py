"""Who may do what: one table of actions and roles, asked on the server for every command.

Buttons and what they carry decide nothing; a handler asks ``may`` with the unit that is concerned.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.people import Person, Role
from domain.units import covers


class Action(StrEnum):
    """Something that only some may do."""

    PLEDGE = "pledge"  # for oneself, in one's own unit
    PLEDGE_WORK = "pledge_work"  # a work to be dedicated, for the unit
    PLEDGE_UNIT = "pledge_unit"  # the unit's own giao ước
    REVIEW_PLEDGES = "review_pledges"  # list, confirm, return, record what became of them
    SEE_REGISTRATION = "see_registration"  # who has not registered, shares, the register as a workbook
    INVITE_CHAIR = "invite_chair"
    INVITE_OFFICER = "invite_officer"
    HAND_OVER = "hand_over"  # the chair's role to a successor
    ANSWER_QUESTIONS = "answer_questions"
    SET_SCOPE = "set_scope"  # which units a campaign concerns
    CHANGE_UNITS = "change_units"  # rename, move, merge, close, import
    END_ROLE = "end_role"


class Reach(StrEnum):
    """How far a role reaches from the unit in which it is held."""

    OWN = "own"  # that unit only
    BELOW = "below"  # the units below it, not itself
    SUBTREE = "subtree"  # itself and the units below


_CHAIR, _OFFICER, _ADMIN = Role.CHAIR, Role.OFFICER, Role.ADMIN
RULES: Mapping[Action, Mapping[Role, Reach]] = MappingProxyType(
    {
        Action.PLEDGE: {Role.WORKER: Reach.OWN, _CHAIR: Reach.OWN, _OFFICER: Reach.OWN},
        Action.PLEDGE_WORK: {Role.WORKER: Reach.OWN, _CHAIR: Reach.OWN},
        Action.PLEDGE_UNIT: {_CHAIR: Reach.OWN, _OFFICER: Reach.OWN},
        Action.REVIEW_PLEDGES: {_CHAIR: Reach.OWN, _OFFICER: Reach.SUBTREE, _ADMIN: Reach.SUBTREE},
        Action.SEE_REGISTRATION: {_CHAIR: Reach.OWN, _OFFICER: Reach.SUBTREE, _ADMIN: Reach.SUBTREE},
        Action.INVITE_CHAIR: {_OFFICER: Reach.SUBTREE, _ADMIN: Reach.SUBTREE},
        Action.INVITE_OFFICER: {_OFFICER: Reach.BELOW, _ADMIN: Reach.SUBTREE},
        Action.HAND_OVER: {_CHAIR: Reach.OWN},
        Action.ANSWER_QUESTIONS: {_OFFICER: Reach.SUBTREE, _ADMIN: Reach.SUBTREE},
        Action.SET_SCOPE: {_OFFICER: Reach.SUBTREE, _ADMIN: Reach.SUBTREE},
        Action.CHANGE_UNITS: {_ADMIN: Reach.SUBTREE},
        Action.END_ROLE: {_OFFICER: Reach.BELOW, _ADMIN: Reach.SUBTREE},
    }
)
"""What is not named here nobody may do. Being a member of a unit is the role of a worker there."""


def may(person: Person, action: Action, path: str) -> bool:
    """May ``person`` do ``action`` to the unit at ``path``?"""
    return any(
        _reaches(reach, grant.path, path)
        for role, reach in RULES[action].items()
        for grant in person.holds(role)
    )


def reached(person: Person, action: Action) -> tuple[tuple[str, bool], ...]:
    """The paths at which ``person`` may do ``action``, the outermost ones only; each with whether it is that
    unit alone (else the whole subtree)."""
    held = [
        (grant.path, reach is Reach.OWN)
        for role, reach in RULES[action].items()
        for grant in person.holds(role)
    ]
    wide = [path for path, exactly in held if not exactly]
    outer = [path for path in wide if not any(covers(other, path) and other != path for other in wide)]
    alone = [path for path, exactly in held if exactly and not any(covers(other, path) for other in outer)]
    return (
        *((path, False) for path in dict.fromkeys(outer)),
        *((path, True) for path in dict.fromkeys(alone)),
    )


def _reaches(reach: Reach, held: str, path: str) -> bool:
    match reach:
        case Reach.OWN:
            return held == path
        case Reach.BELOW:
            return held != path and covers(held, path)
        case Reach.SUBTREE:
            return covers(held, path)
