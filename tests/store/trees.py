"""Units, people and pledges to try the tree with."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert, select

from store import units
from store.tables import membership, person, pledge
from store.units import By, NewUnit

NOW = datetime(2025, 7, 1, 3, 0, tzinfo=UTC)
DAY = date(2025, 7, 1)
BY = By(actor=None, on=DAY, now=NOW)


def new(code: str, parent: str | int | None = None, **more: object) -> NewUnit:
    """``A`` is called "Unit A"."""
    return NewUnit(**{"code": code, "name": f"Unit {code}", "kind": "cdcs", "parent": parent, **more})  # type: ignore[arg-type]


def plant(connection: Connection, tree: str) -> None:
    """``A B<A C<B`` adds A, B below A, and C below B."""
    pairs = [each.partition("<") for each in tree.split()]
    units.add_many(connection, [new(code, parent or None) for code, _, parent in pairs], BY)


def codes_below(connection: Connection, code: str) -> list[str]:
    """The codes of a subtree, itself first."""
    return [unit.code for unit in units.subtree(connection, units.at(connection, code).path)]


def chain(connection: Connection, code: str) -> str:
    """The codes from the root down: ``A/B/C``."""
    unit = units.at(connection, code)
    return "/".join(each.code for each in (*units.ancestors(connection, unit), unit))


def enrol(connection: Connection, code: str) -> int:
    """Somebody new who is a member there."""
    id = connection.execute(insert(person).values(name="", contact="", created_at=NOW).returning(person.c.id))
    number = id.scalar_one()
    unit_id = units.at(connection, code).id
    connection.execute(insert(membership).values(person_id=number, unit_id=unit_id, since_at=NOW))
    return number


def file_pledge(connection: Connection, code: str, person_id: int) -> None:
    connection.execute(
        insert(pledge).values(
            receipt=f"R{person_id}",
            kind="person",
            person_id=person_id,
            unit_id=units.at(connection, code).id,
            campaign="x",
            campaign_version=1,
            period="2025",
            period_ends_on=DAY,
            state="submitted",
            initiatives=0,
            version=1,
            body="{}",
            created_at=NOW,
            stored_at=NOW,
        )
    )


def memberships(connection: Connection, person_id: int) -> Sequence[tuple[str, bool]]:
    """Where somebody was and is a member: the unit's code, and whether it is so still."""
    found = (
        select(membership.c.unit_id, membership.c.until_at)
        .where(membership.c.person_id == person_id)
        .order_by(membership.c.id)
    )
    rows = connection.execute(found).all()
    known = units.many(connection, (row.unit_id for row in rows))
    return [(known[row.unit_id].code, row.until_at is None) for row in rows]
