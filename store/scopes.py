"""Scopes of campaigns: which units are concerned. Every change leaves a row of the record for each unit that
comes in or goes out."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select

from domain.scope import Scope, outermost
from domain.units import Unit
from store import audit
from store.dialect import lock
from store.tables import campaign_scope, unit
from store.units.reading import unit_of

_LISTED = campaign_scope.alias("listed")
_named = unit.alias("named")
# A merged unit's place has been taken by its successor: that one is concerned.
_TOPS = (
    select(_LISTED.c.campaign, unit)
    .join(_named, _named.c.id == _LISTED.c.unit_id)
    .join(
        unit,
        or_(
            and_(_named.c.successor_id.is_(None), unit.c.id == _named.c.id),
            unit.c.id == _named.c.successor_id,
        ),
    )
    .select_from(_LISTED)
)
_OF = _TOPS.where(_LISTED.c.campaign == bindparam("campaign"))
_UNITS = select(campaign_scope.c.unit_id).where(campaign_scope.c.campaign == bindparam("campaign"))
_ADD = insert(campaign_scope)
_DROP = delete(campaign_scope).where(
    campaign_scope.c.campaign == bindparam("of"), campaign_scope.c.unit_id == bindparam("unit")
)


def of(connection: Connection, campaign: str) -> Scope:
    """The scope of a campaign as it stands; everywhere where none was set."""
    rows = connection.execute(_OF, {"campaign": campaign})
    return Scope(outermost(tuple(unit_of(row) for row in rows)))


def all_of(connection: Connection) -> Mapping[str, Scope]:
    """The scopes that were set, by the campaigns' ids."""
    found: dict[str, list[Unit]] = {}
    for row in connection.execute(_TOPS):
        found.setdefault(row.campaign, []).append(unit_of(row))
    return {campaign: Scope(outermost(tuple(tops))) for campaign, tops in found.items()}


def put(
    connection: Connection, campaign: str, units: Iterable[int], *, by: int | None, now: datetime
) -> bool:
    """The campaign concerns these units from now on, and what is below them; no units: all there are.
    ``by`` is a person's number, None the command line. False, and nothing is done, where it was so before."""
    lock(connection, f"scope:{campaign}")
    before = set(connection.execute(_UNITS, {"campaign": campaign}).scalars())
    after = set(units)
    for number in sorted(after - before):
        connection.execute(_ADD, {"campaign": campaign, "unit_id": number})
        _record(connection, "scope.unit_added", campaign, number, by, now)
    for number in sorted(before - after):
        connection.execute(_DROP, {"of": campaign, "unit": number})
        _record(connection, "scope.unit_removed", campaign, number, by, now)
    return before != after


def _record(
    connection: Connection, action: str, campaign: str, number: int, by: int | None, now: datetime
) -> None:
    audit.record(
        connection,
        action=action,
        actor=by,
        subject="scope",
        subject_id=number,
        unit=number,
        now=now,
        campaign=campaign,
    )
