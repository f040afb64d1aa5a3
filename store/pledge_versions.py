"""The versions of a pledge, side by side, and which of them counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from domain.pledge import Pledge, PledgeState, Undertaking, load_undertaking
from store.pledges import Step, body_of
from store.tables import pledge_change, pledge_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a pledge; ``frozen_at`` marks the one that counts at the end."""

    number: int
    undertaking: Undertaking
    changed_at: datetime
    changed_by: int | None
    own_confirmed_at: datetime | None
    party_confirmed_at: datetime | None
    frozen_at: datetime | None


def add_later_version(connection: Connection, frozen: Pledge, undertaking: Undertaking, step: Step) -> int:
    """Keep a change that came after the pledge was frozen beside it; the pledge stays as it is. Returns the
    number of the version."""
    last = connection.execute(
        select(func.max(pledge_version.c.version)).where(pledge_version.c.pledge_id == frozen.id)
    ).scalar_one()
    number = int(last) + 1
    connection.execute(
        insert(pledge_version).values(
            pledge_id=frozen.id,
            version=number,
            body=body_of(undertaking),
            changed_at=step.now,
            changed_by=step.actor,
        )
    )
    return number


def confirm_side(connection: Connection, current: Pledge, step: Step, *, party: bool) -> Version:
    """One side of a giao ước confirms the current version; returns the version as it then stands."""
    column = pledge_version.c.party_confirmed_at if party else pledge_version.c.own_confirmed_at
    connection.execute(
        update(pledge_version)
        .where(
            pledge_version.c.pledge_id == current.id,
            pledge_version.c.version == current.version,
            column.is_(None),
        )
        .values({column.name: step.now})
    )
    return next(each for each in versions(connection, current.id) if each.number == current.version)


def freeze(connection: Connection, current: Pledge, now: datetime) -> None:
    """The current version is the one that will be compared with the results."""
    connection.execute(
        update(pledge_version)
        .where(
            pledge_version.c.pledge_id == current.id,
            pledge_version.c.version == current.version,
            pledge_version.c.frozen_at.is_(None),
        )
        .values(frozen_at=now)
    )


def first_confirmed_at(connection: Connection, pledge_id: int) -> datetime | None:
    """When it was confirmed for the first time, a giao ước by both its sides; None when it never was."""
    confirmed = select(func.min(pledge_change.c.at)).where(
        pledge_change.c.pledge_id == pledge_id, pledge_change.c.to_state == PledgeState.CONFIRMED
    )
    found: datetime | None = connection.execute(confirmed).scalar_one()
    return found


def versions(connection: Connection, pledge_id: int) -> Sequence[Version]:
    """Side by side, the first one first."""
    rows = connection.execute(
        select(pledge_version)
        .where(pledge_version.c.pledge_id == pledge_id)
        .order_by(pledge_version.c.version)
    )
    return [
        Version(
            number=row.version,
            undertaking=load_undertaking(row.body),
            changed_at=row.changed_at,
            changed_by=row.changed_by,
            own_confirmed_at=row.own_confirmed_at,
            party_confirmed_at=row.party_confirmed_at,
            frozen_at=row.frozen_at,
        )
        for row in rows
    ]
