"""A small tree, and people in it."""

from datetime import timedelta

from sqlalchemy import Connection

from domain.message import Address
from domain.people import Person
from store import people, units
from tests.store.trees import NOW, plant

LAN, HUNG, MAI = Address("telegram", "1"), Address("zalo", "b"), Address("web", "c")
LATER = NOW + timedelta(days=3)
TREE = "TOP NORTH<TOP MILL<NORTH SCHOOL<NORTH SOUTH<TOP"


def unit_id(c: Connection, code: str) -> int:
    return units.at(c, code).id


def join(c: Connection, address: Address = LAN, name: str = "Nguyễn Thị Lan", code: str = "MILL") -> Person:
    """Somebody who has enrolled."""
    return people.enrol(c, address, name, unit_id(c, code), 1, NOW)


def number(person: Person) -> int:
    assert person.id is not None
    return person.id


def grow(c: Connection) -> None:
    plant(c, TREE)
