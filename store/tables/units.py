"""The union tree, and what happened to it."""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from store.tables.base import Row, bytewise, number, one_of, points_to

NAME_KINDS = ("current", "short", "former")
CHANGES = ("created", "changed", "renamed", "named", "moved", "merged", "took_over", "closed")


class UnitRow(Row, table=True):
    """A node of the tree. ``path`` holds the numbers from the root to itself, ``/1/17/204/``: a subtree is
    a range of its index. A merged unit lies below its ``successor_id``, so that what was filed under it
    counts there. ``valid_until`` is its last day."""

    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_path", "path"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    code: str = Field(unique=True)
    name: str
    kind: str  # of content/unit_kinds.yaml
    sector: str | None = None  # of the lexicon's sectors
    parent_id: int | None = Field(default=None, sa_column=points_to("unit.id", index=True))
    path: str = Field(sa_column=bytewise(nullable=False))
    workers: int | None = None
    members: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    successor_id: int | None = Field(default=None, sa_column=points_to("unit.id"))


class UnitNameRow(Row, table=True):
    """What a unit is or was called; former names stay, since people go on using them."""

    __tablename__ = "unit_name"
    __table_args__ = (one_of("kind", NAME_KINDS), Index("ix_unit_name_unit_id", "unit_id"))

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    unit_id: int = Field(sa_column=points_to("unit.id", nullable=False))
    name: str
    kind: str
    until_on: date | None = None


class UnitChangeRow(Row, table=True):
    """History of the tree, append only. ``actor`` is a person's number, or None for the command line;
    ``details`` is JSON: what was before, the paper it follows."""

    __tablename__ = "unit_change"
    __table_args__ = (one_of("change", CHANGES), Index("ix_unit_change_unit_id", "unit_id"))

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    unit_id: int = Field(sa_column=points_to("unit.id", nullable=False))
    change: str
    happened_on: date
    recorded_at: datetime
    actor: int | None = Field(default=None, sa_column=points_to("person.id"))
    details: str = Field(sa_type=Text)


class ClusterRow(Row, table=True):
    """Units grouped across the tree: cụm, khối thi đua."""

    __tablename__ = "cluster"

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    code: str = Field(unique=True)
    name: str


class ClusterUnitRow(Row, table=True):
    __tablename__ = "cluster_unit"
    __table_args__ = (Index("ix_cluster_unit_unit_id", "unit_id"),)

    cluster_id: int = Field(sa_column=points_to("cluster.id", primary_key=True))
    unit_id: int = Field(sa_column=points_to("unit.id", primary_key=True))


class CampaignScopeRow(Row, table=True):
    """Which units a campaign concerns: those at the top, with everything below them. A campaign without a
    row here concerns all units."""

    __tablename__ = "campaign_scope"

    campaign: str = Field(primary_key=True)
    unit_id: int = Field(sa_column=points_to("unit.id", primary_key=True))
