"""What people agreed to: every yes with its time and the version of the text, kept as proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from domain.message import Address
from store import audit, data_requests
from store.people.accounts import hold
from store.tables import consent

_OF = select(consent).where(consent.c.person_id == bindparam("person")).order_by(consent.c.id)
_IN_FORCE = select(consent.c.text_version).where(
    consent.c.person_id == bindparam("person"), consent.c.withdrawn_at.is_(None)
)
_GIVE = insert(consent)
_WITHDRAW = (
    update(consent)
    .where(consent.c.person_id == bindparam("person"), consent.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One yes, until it was withdrawn. ``address`` is None once the person is erased."""

    text_version: int
    address: Address | None
    given_at: datetime
    withdrawn_at: datetime | None


def consents_of(connection: Connection, person_id: int) -> Sequence[Consent]:
    """Oldest first."""
    return [
        Consent(
            text_version=row.text_version,
            address=Address.parse(row.address) if row.address else None,
            given_at=row.given_at,
            withdrawn_at=row.withdrawn_at,
        )
        for row in connection.execute(_OF, {"person": person_id})
    ]


def versions_in_force(connection: Connection, person_id: int) -> frozenset[int]:
    """The versions of the text to which there is a yes that was not withdrawn."""
    return frozenset(connection.execute(_IN_FORCE, {"person": person_id}).scalars())


def agree(connection: Connection, person_id: int, address: Address, version: int, now: datetime) -> bool:
    """Their yes to this version of the text; False when it is in force already, or the person was erased. Who
    had withdrawn is used again as before, and not erased."""
    if not hold(connection, person_id) or version in versions_in_force(connection, person_id):
        return False
    row = {"person_id": person_id, "text_version": version, "address": str(address), "given_at": now}
    connection.execute(_GIVE, row)
    data_requests.finish(connection, person_id, now)
    _note(connection, "consent.given", person_id, now, version=version)
    return True


def withdraw(connection: Connection, person_id: int, now: datetime) -> bool:
    """From now on nothing personal of theirs is used; False when no yes was in force."""
    if connection.execute(_WITHDRAW, {"person": person_id, "now": now}).rowcount == 0:
        return False
    _note(connection, "consent.withdrawn", person_id, now)
    return True


def _note(connection: Connection, action: str, person_id: int, now: datetime, **details: int) -> None:
    audit.record(
        connection,
        action=action,
        actor=person_id,
        subject="person",
        subject_id=person_id,
        now=now,
        **details,
    )
