"""Which files name people: they go when one of them is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file", sa.Column("names_people", sa.Boolean(), nullable=False, server_default=sa.false()))
    # So far the registers of pledges, which are called so and by nobody else.
    op.execute("UPDATE file SET names_people = TRUE WHERE name LIKE 'dang-ky-%.xlsx'")
    # There to be locked from the first erasure on.
    op.execute("INSERT INTO about (name, value) VALUES ('last_erasure', '')")
