"""Accounts: the addresses by which a person speaks to us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from domain.message import Address
from store import audit
from store.dialect import per_dialect
from store.tables import person, person_address

_HOLD = (
    select(person.c.id).where(person.c.id == bindparam("id"), person.c.erased_at.is_(None)).with_for_update()
)
_OWNER = select(person_address.c.person_id).where(person_address.c.address == bindparam("address"))
_OF = (
    select(person_address)
    .where(person_address.c.person_id == bindparam("person"))
    .order_by(person_address.c.linked_at, person_address.c.address)
)
_LINK = per_dialect(
    lambda insert: (
        insert(person_address)
        .values({name: bindparam(name) for name in ("address", "person_id", "linked_at")})
        .on_conflict_do_nothing(index_elements=["address"])
        .returning(person_address.c.address)
    )
)
_UNLINK = delete(person_address).where(
    person_address.c.address == bindparam("whose"), person_address.c.person_id == bindparam("person")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    address: Address
    linked_at: datetime


def hold(connection: Connection, person_id: int) -> bool:
    """Keep the person to this transaction; False when they have been erased."""
    return connection.execute(_HOLD, {"id": person_id}).one_or_none() is not None


def owner(connection: Connection, address: Address) -> int | None:
    """The number of the person whose account it is."""
    found: int | None = connection.execute(_OWNER, {"address": str(address)}).scalar_one_or_none()
    return found


def addresses_of(connection: Connection, person_id: int) -> Sequence[Account]:
    """Their accounts, the first linked first."""
    return [
        Account(address=Address.parse(row.address), linked_at=row.linked_at)
        for row in connection.execute(_OF, {"person": person_id})
    ]


def link(connection: Connection, person_id: int, address: Address, now: datetime) -> bool:
    """One more account of theirs; False when it is somebody's already or the person was erased."""
    if not hold(connection, person_id):
        return False
    values = {"address": str(address), "person_id": person_id, "linked_at": now}
    if connection.execute(_LINK[connection.dialect.name], values).one_or_none() is None:
        return False
    _note(connection, "account.linked", person_id, address, now)
    return True


def unlink(connection: Connection, person_id: int, address: Address, now: datetime) -> bool:
    """The account is nobody's from now on; False when it was not theirs."""
    values = {"whose": str(address), "person": person_id}
    if connection.execute(_UNLINK, values).rowcount != 1:
        return False
    _note(connection, "account.unlinked", person_id, address, now)
    return True


def _note(connection: Connection, action: str, person_id: int, address: Address, now: datetime) -> None:
    audit.record(
        connection,
        action=action,
        actor=person_id,
        subject="person",
        subject_id=person_id,
        now=now,
        channel=address.channel,
    )
