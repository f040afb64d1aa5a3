"""Units and roles as people name them, and as we name them."""

from collections.abc import Iterable, Sequence

from domain.people import Role
from domain.text import clean, plain
from domain.units import Unit
from handlers.turn import Turn
from store import units

_ROLES = (
    (Role.CHAIR, ("chu tich cong doan", "chu tich")),
    (Role.OFFICER, ("can bo cong doan", "can bo")),
)


def argument(text: str, words: int = 1) -> str:
    """What stands behind a command, or behind the ``words`` that mean the same."""
    said = clean(text).split()
    return " ".join(said[1 if said and said[0].startswith("/") else words :])


def role_and_rest(said: str) -> tuple[Role | None, str]:
    """``chủ tịch CĐCS May 10``: the role, and what follows it."""
    folded = plain(said)
    for role, names in _ROLES:
        for name in names:
            if folded == name or folded.startswith(f"{name} "):
                return role, " ".join(said.split()[len(name.split()) :])
    return None, said


def named(turn: Turn, unit_id: int | None) -> str:
    """The unit's name; empty where there is none."""
    unit = units.get(turn.connection, unit_id) if unit_id is not None else None
    return unit.name if unit else ""


def by_code(turn: Turn, said: str) -> Unit | None:
    """The open unit with this code; for a merged one, the unit that has taken its place."""
    unit = units.by_code(turn.connection, said) or units.by_code(turn.connection, said.upper())
    if unit and unit.successor is not None:
        unit = units.get(turn.connection, unit.successor)
    return unit if unit and unit.is_open(turn.today) else None


def by_name(turn: Turn, said: str) -> Sequence[Unit]:
    """The open units that may be meant, likeliest first."""
    return [place.unit for place in turn.find_units(said) if place.unit.is_open(turn.today)]


def roles_of(turn: Turn, held: Iterable[tuple[Role, int | None]]) -> list[str]:
    """Each role with where it is held: chủ tịch – CĐCS May 10."""
    return [
        turn.say("held.in_unit", role=turn.say(f"role.{role}"), unit=named(turn, unit))
        if unit is not None
        else turn.say("held.everywhere", role=turn.say(f"role.{role}"))
        for role, unit in held
    ]
