"""Becoming somebody we know."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.message import Address
from domain.people import Person
from store import audit
from store.dialect import storable
from store.people.accounts import link, owner
from store.people.consents import agree
from store.people.loading import by_id
from store.people.membership import change_unit
from store.tables import person

LONGEST_NAME = 100  # characters

_ADD = insert(person).returning(person.c.id)
_NAME = select(person.c.name).where(person.c.id == bindparam("id"))
_RENAME = (
    update(person)
    .where(person.c.id == bindparam("which"), person.c.erased_at.is_(None))
    .values(name=bindparam("name"))
)


def enrol(
    connection: Connection, address: Address, name: str, unit: int, consent_version: int, now: datetime
) -> Person:
    """Whoever speaks at ``address`` has agreed to the text of this version, and is called ``name``, a member
    of ``unit``. A person already, also one who has withdrawn: these become their name and unit, and what they
    pledged is theirs as before; only who was erased begins as a new person."""
    id = owner(connection, address)
    if id is None:
        id = _add(connection, address, now)
    agree(connection, id, address, consent_version, now)
    rename(connection, id, name)
    change_unit(connection, id, unit, now)
    return by_id(connection, id, frozenset(), consent_version)


def rename(connection: Connection, person_id: int, name: str) -> bool:
    """They are called ``name`` from now on; False when the person was erased."""
    values = {"which": person_id, "name": storable(name, LONGEST_NAME)}
    return connection.execute(_RENAME, values).rowcount == 1


def name_of(connection: Connection, person_id: int) -> str:
    """What they are called, for themselves to see; empty for an erased person."""
    return str(connection.execute(_NAME, {"id": person_id}).scalar_one_or_none() or "")


def _add(connection: Connection, address: Address, now: datetime) -> int:
    id = int(connection.execute(_ADD, {"name": "", "contact": "", "created_at": now}).scalar_one())
    audit.record(connection, action="person.enrolled", actor=id, subject="person", subject_id=id, now=now)
    if not link(connection, id, address, now):
        raise RuntimeError("the account has become somebody's in the meantime")
    return id
