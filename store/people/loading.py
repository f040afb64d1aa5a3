"""Who is speaking: one indexed statement, since it is asked in every turn."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, Row, Select, and_, bindparam, exists, select

from domain.message import Address
from domain.people import NOBODY, Grant, Person, Role
from domain.units import ROOT
from store.people.accounts import addresses_of
from store.people.consents import versions_in_force
from store.tables import consent, membership, person, person_address, role, unit

_role_unit = unit.alias("role_unit")
_IN_FORCE = (consent.c.person_id == person.c.id, consent.c.withdrawn_at.is_(None))
_CONSENTS = exists().where(*_IN_FORCE, consent.c.text_version == bindparam("consent_version"))
_AGREED = exists().where(*_IN_FORCE)
_ADMIN = Grant(role=Role.ADMIN, unit=None, path=ROOT)


def _persons(found: FromClause) -> Select[Any]:
    """The persons in ``found``: a row for each role held, one with nulls where there is none."""
    return (
        select(
            person.c.id,
            person.c.name,
            membership.c.unit_id.label("member_of"),
            unit.c.path.label("member_path"),
            role.c.role,
            role.c.unit_id.label("held_in"),
            _role_unit.c.path.label("held_path"),
            _CONSENTS.label("consents"),
            _AGREED.label("agreed"),
        )
        .select_from(found)
        .outerjoin(membership, and_(membership.c.person_id == person.c.id, membership.c.until_at.is_(None)))
        .outerjoin(unit, unit.c.id == membership.c.unit_id)
        .outerjoin(role, and_(role.c.person_id == person.c.id, role.c.ended_at.is_(None)))
        .outerjoin(_role_unit, _role_unit.c.id == role.c.unit_id)
        .order_by(role.c.id)
    )


_BY_ADDRESS = _persons(person_address.join(person, person.c.id == person_address.c.person_id)).where(
    person_address.c.address == bindparam("address")
)
_BY_ID = _persons(person).where(person.c.id == bindparam("id"), person.c.erased_at.is_(None))


def load(
    connection: Connection, address: Address, admins: frozenset[Address], consent_version: int
) -> Person:
    """Whose account ``address`` is. Without a yes to the current text that is in force, nothing personal is
    used: the number is all there is of them. ``admins`` are those named in the settings."""
    values = {"address": str(address), "consent_version": consent_version}
    return _person(connection.execute(_BY_ADDRESS, values).all(), admin=address in admins)


def by_id(connection: Connection, id: int, admins: frozenset[Address], consent_version: int) -> Person:
    """As ``load``, by the number of the person: an erased one is nobody."""
    rows = connection.execute(_BY_ID, {"id": id, "consent_version": consent_version}).all()
    accounts = addresses_of(connection, id) if admins and rows else ()
    return _person(rows, admin=any(account.address in admins for account in accounts))


def as_agreed(connection: Connection, id: int, admins: frozenset[Address]) -> Person:
    """As ``by_id``, for what others do with what is known of them: a yes to an older text goes on holding for
    what that text said."""
    return by_id(connection, id, admins, max(versions_in_force(connection, id), default=0))


def _person(rows: Sequence[Row[Any]], *, admin: bool) -> Person:
    always = (_ADMIN,) if admin else ()
    if not rows:
        return Person(grants=always) if admin else NOBODY
    first = rows[0]
    if not first.consents:
        return Person(id=first.id, agreed_before=bool(first.agreed), grants=always)
    return Person(
        id=first.id,
        name=first.name,
        unit=first.member_of,
        path=first.member_path,
        consents=True,
        grants=(*always, *_grants(rows)),
    )


def _grants(rows: Sequence[Row[Any]]) -> Iterator[Grant]:
    """Being a member is being a worker there; then the roles held."""
    first = rows[0]
    if first.member_of is not None:
        yield Grant(role=Role.WORKER, unit=first.member_of, path=first.member_path)
    for row in rows:
        if row.role is not None and row.role != Role.WORKER:
            yield Grant(role=Role(row.role), unit=row.held_in, path=row.held_path)
