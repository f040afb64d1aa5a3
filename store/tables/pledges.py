"""Pledges, their versions and their history."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from store.tables.base import Row, number, one_of, partial, points_to

PLEDGE_KINDS = ("person", "work", "unit")
PLEDGE_STATES = ("draft", "submitted", "confirmed", "returned", "achieved", "not_achieved", "withdrawn")


class PledgeRow(Row, table=True):
    """What a person or a unit undertakes in one period of a campaign. ``body`` is the content of its
    current version as JSON, emptied with the person; ``person_id`` is None for a unit's and for an erased
    person's, which stays as a count."""

    __tablename__ = "pledge"
    __table_args__ = (
        one_of("kind", PLEDGE_KINDS),
        one_of("state", PLEDGE_STATES),
        Index("ix_pledge_campaign", "campaign", "period", "unit_id"),
        Index("ix_pledge_unit_id", "unit_id"),
        partial("ix_pledge_person_id", "person_id", where="person_id IS NOT NULL"),
        partial("ix_pledge_party_id", "party_id", where="party_id IS NOT NULL"),
    )

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    receipt: str = Field(unique=True)
    kind: str
    person_id: int | None = Field(default=None, sa_column=points_to("person.id"))
    unit_id: int = Field(sa_column=points_to("unit.id", nullable=False))
    party_id: int | None = Field(default=None, sa_column=points_to("unit.id"))  # the other side of a giao ước
    campaign: str
    campaign_version: int
    period: str  # a phase's id, or the year where a campaign has none
    period_ends_on: date
    state: str
    reason: str | None = Field(default=None, sa_type=Text)  # why it was returned
    initiatives: int = 0
    version: int = 1
    body: str = Field(sa_type=Text)
    created_at: datetime
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = Field(default=None, sa_column=points_to("person.id"))
    stored_at: datetime  # machine time, for retention


class PledgeTitleRow(Row, table=True):
    """A title somebody pledges for. While ``live``, nobody has a second pledge for the same one.
    ``holder`` is ``p:12`` for a person, ``u:5`` for a unit."""

    __tablename__ = "pledge_title"
    __table_args__ = (
        partial("uq_pledge_title_live", "holder", "campaign", "period", "title", where="live", unique=True),
    )

    pledge_id: int = Field(sa_column=points_to("pledge.id", primary_key=True))
    title: str = Field(primary_key=True)
    holder: str
    campaign: str
    period: str
    live: bool = True


class PledgeVersionRow(Row, table=True):
    """Every version that was confirmed or changed later, kept side by side. Both sides of a two-party
    giao ước confirm a version."""

    __tablename__ = "pledge_version"

    pledge_id: int = Field(sa_column=points_to("pledge.id", primary_key=True))
    version: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)
    changed_at: datetime
    changed_by: int | None = Field(default=None, sa_column=points_to("person.id"))
    own_confirmed_at: datetime | None = None
    party_confirmed_at: datetime | None = None
    frozen_at: datetime | None = None


class PledgeChangeRow(Row, table=True):
    """What became of a pledge, append only."""

    __tablename__ = "pledge_change"
    __table_args__ = (Index("ix_pledge_change_pledge_id", "pledge_id"),)

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    pledge_id: int = Field(sa_column=points_to("pledge.id", nullable=False))
    at: datetime
    actor: int | None = Field(default=None, sa_column=points_to("person.id"))
    from_state: str | None = None
    to_state: str
    version: int
    reason: str | None = Field(default=None, sa_type=Text)
