"""Scopes of campaigns; kept questions that were answered or put aside can be seen again for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
_OPEN = sa.text("answered_at IS NULL")
_KEPT = sa.text("forget_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "campaign_scope",
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_scope_unit_id_unit")),
        sa.PrimaryKeyConstraint("campaign", "unit_id", name=op.f("pk_campaign_scope")),
    )
    _kept_question()


def _kept_question() -> None:
    op.add_column(
        "kept_question", sa.Column("put_aside", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("kept_question", sa.Column("answer", sa.Text(), nullable=False, server_default=""))
    op.add_column("kept_question", sa.Column("forget_at", INSTANT, nullable=True))
    for name, columns, where in (
        ("ix_kept_question_open", ["id"], _OPEN),
        ("ix_kept_question_forget_at", ["forget_at"], _KEPT),
    ):
        op.create_index(name, "kept_question", columns, sqlite_where=where, postgresql_where=where)
