"""Somebody we know: what they are called, where they belong, which roles they hold."""

from dataclasses import dataclass
from enum import StrEnum

from domain.units import covers


class Role(StrEnum):
    """What somebody is in one unit. An officer covers the units below, an admin everything."""

    WORKER = "worker"
    CHAIR = "chair"
    OFFICER = "officer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role held in the unit at ``path`` (``/`` for an admin named in the settings)."""

    role: Role
    unit: int | None
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``id`` is None for an account that is nobody's yet; ``consents`` says whether a yes to the current
    text is in force, ``agreed_before`` that there is none, but one to an older text: they are asked at the
    next thing they do as themselves. ``unit`` and ``path`` are where the person is a member."""

    id: int | None = None
    name: str = ""
    unit: int | None = None
    path: str | None = None
    consents: bool = False
    agreed_before: bool = False
    grants: tuple[Grant, ...] = ()

    @property
    def enrolled(self) -> bool:
        return self.id is not None and self.unit is not None and self.consents

    def holds(self, *roles: Role) -> tuple[Grant, ...]:
        """The grants of these roles."""
        return tuple(grant for grant in self.grants if grant.role in roles)

    def reaches(self, role: Role, path: str, *, below: bool) -> bool:
        """Does the person hold ``role`` in the unit at ``path``, or, with ``below``, above it?"""
        held = self.holds(role)
        return any(covers(grant.path, path) if below else grant.path == path for grant in held)


NOBODY = Person()
