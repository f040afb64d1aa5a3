"""The first schema: inbox, conversations, deliveries, limits, kept questions, ticks, and what it is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _about()
    _bucket()
    _chat_pace()
    _conversation()
    _delivery()
    _inbox()
    _kept_question()
    _tick()


def _about() -> None:
    op.create_table(
        "about",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_about")),
    )


def _bucket() -> None:
    op.create_table(
        "bucket",
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("tat_us", sa.BigInteger(), nullable=False),
        sa.Column("paused_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("bot", name=op.f("pk_bucket")),
    )


def _chat_pace() -> None:
    op.create_table(
        "chat_pace",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("free_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_chat_pace")),
    )
    _index("ix_chat_pace_free_at", "chat_pace", ["free_at"])


def _conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_conversation")),
    )
    _index("ix_conversation_body", "conversation", ["updated_at"], where="body <> ''")


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=True),
        sa.Column("resend", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unknowns", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("error_kind", sa.String(), nullable=True),
        sa.Column("error_reason", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('ready', 'leased', 'sending', 'sent', 'dead', 'unknown', 'skipped', 'cancelled')",
            name=op.f("ck_delivery_state"),
        ),
        sa.CheckConstraint("lane BETWEEN 0 AND 2", name=op.f("ck_delivery_lane")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sqlite_autoincrement=True,
    )
    _index("ix_delivery_body", "delivery", ["created_at"], where="body <> ''")
    _index("ix_delivery_lease", "delivery", ["lease_until"], where="state IN ('leased', 'sending')")
    _index("ix_delivery_mailbox", "delivery", ["address", "position"], where="position IS NOT NULL")
    _index("ix_delivery_ready", "delivery", ["channel", "lane", "due_at", "id"], where="state = 'ready'")
    _index(
        "ix_delivery_unfinished",
        "delivery",
        ["address", "lane", "id"],
        where="state IN ('ready', 'leased', 'sending')",
    )
    _index(
        "ix_delivery_valid_until",
        "delivery",
        ["valid_until"],
        where="state = 'ready' AND valid_until IS NOT NULL",
    )
    _index("uq_delivery_key", "delivery", ["key"], where="key IS NOT NULL", unique=True)


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'done', 'failed', 'flood', 'unreadable')", name=op.f("ck_inbox_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
    )
    _index("ix_inbox_flood", "inbox", ["address", "id"], where="state = 'flood'")
    _index("ix_inbox_pending", "inbox", ["address", "id"], where="state = 'pending'")
    _index("ix_inbox_raw", "inbox", ["received_at"], where="raw <> ''")
    _index("uq_inbox_channel_key", "inbox", ["channel", "key"], unique=True)


def _kept_question() -> None:
    op.create_table(
        "kept_question",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("campaign", sa.String(), nullable=True),
        sa.Column("campaign_version", sa.Integer(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_question")),
    )


def _tick() -> None:
    op.create_table(
        "tick",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("last_run_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tick")),
    )


def _index(
    name: str, table: str, columns: Sequence[str], *, where: str | None = None, unique: bool = False
) -> None:
    condition = sa.text(where) if where else None
    op.create_index(
        name, table, list(columns), unique=unique, sqlite_where=condition, postgresql_where=condition
    )
