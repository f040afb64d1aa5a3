"""Persons, roles, consent, codes, the audit record; who may read a kept question."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _person()
    _unit_change()
    _person_address()
    _membership()
    _role()
    _consent()
    _code()
    _code_try()
    _audit()
    _data_request()
    _append_only("audit")
    _append_only("unit_change")
    _kept_question()


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
    )


def _unit_change() -> None:
    op.create_table(
        "unit_change",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("actor", NUMBER, nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "change IN ('created', 'changed', 'renamed', 'named', 'moved', 'merged', 'took_over', 'closed')",
            name=op.f("ck_unit_change_change"),
        ),
        sa.ForeignKeyConstraint(["actor"], ["person.id"], name=op.f("fk_unit_change_actor_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_change_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_change")),
    )
    op.create_index("ix_unit_change_unit_id", "unit_change", ["unit_id"], unique=False)


def _person_address() -> None:
    op.create_table(
        "person_address",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("linked_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_address_person_id_person")
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_person_address")),
    )
    op.create_index(op.f("ix_person_address_person_id"), "person_address", ["person_id"], unique=False)


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("since_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_membership_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index("ix_membership_unit_id", "membership", ["unit_id"], unique=False)
    op.create_index(
        "uq_membership_open",
        "membership",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )


def _role() -> None:
    op.create_table(
        "role",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("unit_id", NUMBER, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.Column("granted_by", NUMBER, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", NUMBER, nullable=True),
        sa.CheckConstraint("role IN ('worker', 'chair', 'officer', 'admin')", name=op.f("ck_role_role")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_role_ended_by_person")),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_role_granted_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    op.create_index(op.f("ix_role_person_id"), "role", ["person_id"], unique=False)
    op.create_index("ix_role_unit_id", "role", ["unit_id"], unique=False)
    op.create_index(
        "uq_role_held",
        "role",
        ["person_id", "unit_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)


def _code() -> None:
    op.create_table(
        "code",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("unit_id", NUMBER, nullable=True),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("created_by", NUMBER, nullable=True),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("used_by", NUMBER, nullable=True),
        sa.CheckConstraint("kind IN ('invite', 'handover', 'link')", name=op.f("ck_code_kind")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_code_created_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_code_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_code_unit_id_unit")),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name=op.f("fk_code_used_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("hash", name=op.f("uq_code_hash")),
    )


def _code_try() -> None:
    op.create_table(
        "code_try",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("since_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_code_try")),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "subject_id"], unique=False)


def _data_request() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("finish_by", sa.Date(), nullable=False),
        sa.Column("erase_at", INSTANT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('show', 'correct', 'withdraw', 'erase')", name=op.f("ck_data_request_kind")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_request_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("receipt", name=op.f("uq_data_request_receipt")),
    )
    op.create_index(
        "ix_data_request_erase",
        "data_request",
        ["erase_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND erase_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NULL AND erase_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_data_request_person_id"), "data_request", ["person_id"], unique=False)


def _append_only(table: str) -> None:
    """The database itself refuses to change or delete a row."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )


def _kept_question() -> None:
    with op.batch_alter_table("kept_question") as table:
        table.add_column(sa.Column("unit_id", NUMBER, nullable=True))
        table.add_column(sa.Column("answered_by", NUMBER, nullable=True))
        table.create_foreign_key(op.f("fk_kept_question_unit_id_unit"), "unit", ["unit_id"], ["id"])
        table.create_foreign_key(
            op.f("fk_kept_question_answered_by_person"), "person", ["answered_by"], ["id"]
        )
