"""Pledges: filed, changed, decided, counted. Each function is part of the caller's transaction."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from domain.pledge import (
    LIVE,
    Pledge,
    PledgeKind,
    PledgeState,
    Undertaking,
    dump_undertaking,
    load_undertaking,
)
from domain.pledge_rules import receipt_of
from store.dialect import per_dialect, storable
from store.errors import StoreError
from store.tables import pledge, pledge_change, pledge_title, pledge_version


class TitleTaken(StoreError):
    """The holder has a live pledge for this title in this period already; ``receipt`` is that one's."""

    def __init__(self, title: str, receipt: str) -> None:
        super().__init__(f"there is a pledge for {title} already: {receipt}")
        self.title = title
        self.receipt = receipt


class PledgeChanged(StoreError):
    """Somebody else has changed the pledge meanwhile."""


GIAO_UOC = "giao-uoc"  # held like a title by every giao ước


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPledge:
    """A pledge to be filed, with the version of the plan it is made under."""

    kind: PledgeKind
    person: int | None
    unit: int
    party: int | None = None
    campaign: str
    campaign_version: int
    period: str
    period_ends_on: date
    undertaking: Undertaking

    @property
    def holder(self) -> str:
        """Who cannot pledge for the same title twice."""
        return f"p:{self.person}" if self.kind is not PledgeKind.UNIT else f"u:{self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who moves a pledge, and when: ``actor`` is a person, ``now`` business time."""

    actor: int | None
    now: datetime
    reason: str | None = None


_TAKEN = select(pledge_title.c.title, pledge.c.receipt).where(
    pledge_title.c.pledge_id == pledge.c.id,
    pledge_title.c.holder == bindparam("holder"),
    pledge_title.c.campaign == bindparam("campaign"),
    pledge_title.c.period == bindparam("period"),
    pledge_title.c.live,
    pledge_title.c.pledge_id != bindparam("but"),
)
_NEW_TITLE = per_dialect(
    lambda build: build(pledge_title).on_conflict_do_nothing().returning(pledge_title.c.title)
)
_NEW = insert(pledge).returning(pledge)
_NEW_VERSION = insert(pledge_version)
_NEW_CHANGE = insert(pledge_change)
_BY_ID = select(pledge).where(pledge.c.id == bindparam("row"))
_BY_RECEIPT = select(pledge).where(pledge.c.receipt == bindparam("receipt"))


def file(connection: Connection, new: NewPledge, step: Step, *, stored_at: datetime) -> Pledge:
    """Keep a pledge as submitted, under a receipt of its own. Raises TitleTaken; then nothing was kept.

    ``stored_at`` is machine time, for retention.
    """
    values = {
        "kind": new.kind,
        "person_id": new.person,
        "unit_id": new.unit,
        "party_id": new.party,
        "campaign": new.campaign,
        "campaign_version": new.campaign_version,
        "period": new.period,
        "period_ends_on": new.period_ends_on,
        "state": PledgeState.SUBMITTED,
        "initiatives": new.undertaking.initiatives,
        "version": 1,
        "body": body_of(new.undertaking),
        "created_at": step.now,
        "submitted_at": step.now,
        "stored_at": stored_at,
    }
    with connection.begin_nested():  # a title that is taken takes all of this back, whoever catches it
        kept = pledge_of(_insert_under_receipt(connection, values))
        _hold_titles(connection, kept, new.holder)
        _add_version(connection, kept, step)
        _note(connection, kept, None, step)
    return kept


def _insert_under_receipt(connection: Connection, values: Mapping[str, Any]) -> Row[Any]:
    """Receipts are random; two alike are so rare that a second try is enough, and a third is for free."""
    for _ in range(3):
        receipt = receipt_of(secrets.token_bytes(8))
        if connection.execute(_BY_RECEIPT, {"receipt": receipt}).one_or_none() is None:
            return connection.execute(_NEW, {**values, "receipt": receipt}).one()
    raise StoreError("no receipt was free")


def taken(
    connection: Connection, holder: str, campaign: str, period: str, *, but: int = 0
) -> Mapping[str, str]:
    """The titles the holder has a live pledge for in this period, each with that pledge's receipt; ``but``
    leaves out one pledge."""
    values = {"holder": holder, "campaign": campaign, "period": period, "but": but}
    return {row.title: row.receipt for row in connection.execute(_TAKEN, values)}


def _refuse_taken(
    connection: Connection, holder: str, campaign: str, period: str, titles: Iterable[str], *, but: int
) -> None:
    held = taken(connection, holder, campaign, period, but=but)
    for title in titles:
        if title in held:
            raise TitleTaken(title, held[title])


def _last_version(connection: Connection, pledge_id: int) -> int:
    """Also of the ones that stand beside a frozen one."""
    numbers = select(func.max(pledge_version.c.version)).where(pledge_version.c.pledge_id == pledge_id)
    return int(connection.execute(numbers).scalar_one())


def _hold_titles(connection: Connection, kept: Pledge, holder: str) -> None:
    """Under the unique index: of two transactions at the same moment one finds the title taken. A unit has
    one giao ước in a period, whatever titles it aims at."""
    _refuse_taken(connection, holder, kept.campaign, kept.period, kept.undertaking.titles, but=kept.id)
    giao_uoc = (GIAO_UOC,) if kept.kind is PledgeKind.UNIT else ()
    for title in (*kept.undertaking.titles, *giao_uoc):
        values = {
            "pledge_id": kept.id,
            "title": title,
            "holder": holder,
            "campaign": kept.campaign,
            "period": kept.period,
            "live": True,
        }
        held = connection.execute(_NEW_TITLE[connection.dialect.name], values).one_or_none()
        if held is None:
            _refuse_taken(connection, holder, kept.campaign, kept.period, [title], but=kept.id)
            raise TitleTaken(title, "")


def get(connection: Connection, pledge_id: int) -> Pledge | None:
    row = connection.execute(_BY_ID, {"row": pledge_id}).one_or_none()
    return pledge_of(row) if row else None


def by_receipt(connection: Connection, receipt: str) -> Pledge | None:
    """The pledge somebody quotes, in whatever case and with or without dashes."""
    plain = "".join(sign for sign in receipt.upper() if sign.isalnum()).removeprefix("TD")
    written = f"TD-{plain[:4]}-{plain[4:]}"
    row = connection.execute(_BY_RECEIPT, {"receipt": written}).one_or_none()
    return pledge_of(row) if row else None


def of_person(connection: Connection, person_id: int) -> Sequence[Pledge]:
    """All of a person's pledges, the newest first."""
    rows = connection.execute(
        select(pledge).where(pledge.c.person_id == person_id).order_by(pledge.c.id.desc())
    )
    return [pledge_of(row) for row in rows]


def of_unit(connection: Connection, unit_id: int) -> Sequence[Pledge]:
    """The giao ước in which a unit is a side, the newest first."""
    sides = or_(pledge.c.unit_id == unit_id, pledge.c.party_id == unit_id)
    rows = connection.execute(
        select(pledge).where(sides, pledge.c.kind == PledgeKind.UNIT).order_by(pledge.c.id.desc())
    )
    return [pledge_of(row) for row in rows]


def move(connection: Connection, before: Pledge, to: PledgeState, step: Step) -> Pledge:
    """Bring a pledge to another state. Raises PledgeChanged unless it still is as in ``before``; whether
    the step is allowed is the business of ``domain.pledge_rules``."""
    decided = to not in (PledgeState.SUBMITTED, PledgeState.WITHDRAWN)
    values: dict[str, object] = {"state": to, "reason": step.reason}
    if decided:
        values |= {"decided_at": step.now, "decided_by": step.actor}
    row = connection.execute(
        update(pledge)
        .where(pledge.c.id == before.id, pledge.c.state == before.state, pledge.c.version == before.version)
        .values(values)
        .returning(pledge)
    ).one_or_none()
    if row is None:
        raise PledgeChanged(f"{before.receipt} was changed meanwhile")
    after = pledge_of(row)
    if to not in LIVE:
        connection.execute(
            update(pledge_title).where(pledge_title.c.pledge_id == before.id).values(live=False)
        )
    _note(connection, after, before.state, step)
    return after


def change(connection: Connection, before: Pledge, undertaking: Undertaking, step: Step) -> Pledge:
    """A new version, submitted anew; the ones before stay beside it. Raises PledgeChanged, TitleTaken."""
    with connection.begin_nested():  # a title that is taken takes all of this back, whoever catches it
        row = connection.execute(
            update(pledge)
            .where(
                pledge.c.id == before.id,
                pledge.c.state == before.state,
                pledge.c.version == before.version,
            )
            .values(
                state=PledgeState.SUBMITTED,
                reason=None,
                version=_last_version(connection, before.id) + 1,
                body=body_of(undertaking),
                initiatives=undertaking.initiatives,
                submitted_at=step.now,
            )
            .returning(pledge)
        ).one_or_none()
        if row is None:
            raise PledgeChanged(f"{before.receipt} was changed meanwhile")
        after = pledge_of(row)
        connection.execute(delete(pledge_title).where(pledge_title.c.pledge_id == before.id))
        _hold_titles(connection, after, _holder(before))
        _add_version(connection, after, step)
        _note(connection, after, before.state, step)
    return after


def _holder(of: Pledge) -> str:
    return f"p:{of.person}" if of.kind is not PledgeKind.UNIT else f"u:{of.unit}"


def body_of(undertaking: Undertaking) -> str:
    """As it is kept."""
    return storable(dump_undertaking(undertaking))


def _add_version(connection: Connection, current: Pledge, step: Step) -> None:
    own = step.now if current.kind is PledgeKind.UNIT else None  # whoever files it has confirmed it
    values = {
        "pledge_id": current.id,
        "version": current.version,
        "body": body_of(current.undertaking),
        "changed_at": step.now,
        "changed_by": step.actor,
        "own_confirmed_at": own,
    }
    connection.execute(_NEW_VERSION, values)


def _note(connection: Connection, after: Pledge, before: PledgeState | None, step: Step) -> None:
    values = {
        "pledge_id": after.id,
        "at": step.now,
        "actor": step.actor,
        "from_state": before,
        "to_state": after.state,
        "version": after.version,
        "reason": step.reason,
    }
    connection.execute(_NEW_CHANGE, values)


def pledge_of(row: Row[Any]) -> Pledge:
    """The pledge in a row of its table."""
    return Pledge(
        id=row.id,
        receipt=row.receipt,
        kind=PledgeKind(row.kind),
        person=row.person_id,
        unit=row.unit_id,
        party=row.party_id,
        campaign=row.campaign,
        campaign_version=row.campaign_version,
        period=row.period,
        period_ends_on=row.period_ends_on,
        state=PledgeState(row.state),
        reason=row.reason,
        version=row.version,
        undertaking=load_undertaking(row.body),
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
    )
