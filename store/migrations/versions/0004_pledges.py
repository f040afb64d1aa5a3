"""Pledges."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _pledge()
    _pledge_title()
    _pledge_version()
    _pledge_change()


def _pledge() -> None:
    op.create_table(
        "pledge",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("party_id", NUMBER, nullable=True),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("campaign_version", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("period_ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("initiatives", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", NUMBER, nullable=True),
        sa.Column("stored_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('person', 'work', 'unit')", name=op.f("ck_pledge_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'confirmed', 'returned', 'achieved', 'not_achieved', "
            "'withdrawn')",
            name=op.f("ck_pledge_state"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_pledge_decided_by_person")),
        sa.ForeignKeyConstraint(["party_id"], ["unit.id"], name=op.f("fk_pledge_party_id_unit")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pledge_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pledge_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("receipt", name=op.f("uq_pledge_receipt")),
    )
    op.create_index("ix_pledge_campaign", "pledge", ["campaign", "period", "unit_id"], unique=False)
    op.create_index(
        "ix_pledge_party_id",
        "pledge",
        ["party_id"],
        unique=False,
        sqlite_where=sa.text("party_id IS NOT NULL"),
        postgresql_where=sa.text("party_id IS NOT NULL"),
    )
    op.create_index(
        "ix_pledge_person_id",
        "pledge",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
    op.create_index("ix_pledge_unit_id", "pledge", ["unit_id"], unique=False)


def _pledge_title() -> None:
    op.create_table(
        "pledge_title",
        sa.Column("pledge_id", NUMBER, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_title_pledge_id_pledge")),
        sa.PrimaryKeyConstraint("pledge_id", "title", name=op.f("pk_pledge_title")),
    )
    op.create_index(
        "uq_pledge_title_live",
        "pledge_title",
        ["holder", "campaign", "period", "title"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def _pledge_version() -> None:
    op.create_table(
        "pledge_version",
        sa.Column("pledge_id", NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", NUMBER, nullable=True),
        sa.Column("own_confirmed_at", INSTANT, nullable=True),
        sa.Column("party_confirmed_at", INSTANT, nullable=True),
        sa.Column("frozen_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_pledge_version_changed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_version_pledge_id_pledge")
        ),
        sa.PrimaryKeyConstraint("pledge_id", "version", name=op.f("pk_pledge_version")),
    )


def _pledge_change() -> None:
    op.create_table(
        "pledge_change",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("pledge_id", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", NUMBER, nullable=True),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor"], ["person.id"], name=op.f("fk_pledge_change_actor_person")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_change_pledge_id_pledge")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_change")),
    )
    op.create_index("ix_pledge_change_pledge_id", "pledge_change", ["pledge_id"], unique=False)
