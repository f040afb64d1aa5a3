"""Persons, what they agreed to, what they may do, and the record of who did what."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field

from store.tables.base import Row, number, one_of, partial, points_to

ROLES = ("worker", "chair", "officer", "admin")
CODE_KINDS = ("invite", "handover", "link")
REQUEST_KINDS = ("show", "correct", "withdraw", "erase")


class PersonRow(Row, table=True):
    """Somebody we know. Empty but for its number once ``erased_at`` is set."""

    __tablename__ = "person"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    name: str = ""
    contact: str = ""  # a phone number or an e-mail address, only where the person offered it
    created_at: datetime
    erased_at: datetime | None = None


class PersonAddressRow(Row, table=True):
    """An account of a person; one person may have several."""

    __tablename__ = "person_address"

    address: str = Field(primary_key=True)
    person_id: int = Field(sa_column=points_to("person.id", nullable=False, index=True))
    linked_at: datetime


class MembershipRow(Row, table=True):
    """Whose unit is which, and was: one open row a person."""

    __tablename__ = "membership"
    __table_args__ = (
        partial("uq_membership_open", "person_id", where="until_at IS NULL", unique=True),
        Index("ix_membership_unit_id", "unit_id"),
    )

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    person_id: int = Field(sa_column=points_to("person.id", nullable=False, index=True))
    unit_id: int = Field(sa_column=points_to("unit.id", nullable=False))
    since_at: datetime
    until_at: datetime | None = None


class RoleRow(Row, table=True):
    """A role held in a unit; ended ones stay. ``granted_by`` is None for the command line."""

    __tablename__ = "role"
    __table_args__ = (
        one_of("role", ROLES),
        partial("uq_role_held", "person_id", "unit_id", "role", where="ended_at IS NULL", unique=True),
        Index("ix_role_unit_id", "unit_id"),
    )

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    person_id: int = Field(sa_column=points_to("person.id", nullable=False, index=True))
    unit_id: int = Field(sa_column=points_to("unit.id", nullable=False))
    role: str
    granted_at: datetime
    granted_by: int | None = Field(default=None, sa_column=points_to("person.id"))
    ended_at: datetime | None = None
    ended_by: int | None = Field(default=None, sa_column=points_to("person.id"))


class ConsentRow(Row, table=True):
    """Proof of a yes: when, to which version of the text, from which account (emptied with the person)."""

    __tablename__ = "consent"

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    person_id: int = Field(sa_column=points_to("person.id", nullable=False, index=True))
    text_version: int
    address: str
    given_at: datetime
    withdrawn_at: datetime | None = None


class CodeRow(Row, table=True):
    """A one-time code, of which only a hash is kept. ``invite``: ``role`` in ``unit_id``; ``handover``: the
    role of ``person_id`` in ``unit_id``; ``link``: another account of ``person_id``. ``maker`` is the
    account it was made with, which is told when it is used; empty for the command line. Instants are the
    machine's."""

    __tablename__ = "code"
    __table_args__ = (one_of("kind", CODE_KINDS),)

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    hash: str = Field(unique=True)
    kind: str
    role: str | None = None
    unit_id: int | None = Field(default=None, sa_column=points_to("unit.id"))
    person_id: int | None = Field(default=None, sa_column=points_to("person.id"))
    created_by: int | None = Field(default=None, sa_column=points_to("person.id"))
    maker: str = ""
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = Field(default=None, sa_column=points_to("person.id"))


class CodeTryRow(Row, table=True):
    """How often an account (``web:*``: all of that channel together) has lately tried a code that was none:
    ``tries`` since ``since_at`` (machine time)."""

    __tablename__ = "code_try"

    address: str = Field(primary_key=True)
    since_at: datetime
    tries: int


class AuditRow(Row, table=True):
    """Who did what, append only: the database refuses to change or delete a row. Holds no names."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    at: datetime
    actor: int | None = Field(
        default=None, sa_type=BigInteger
    )  # a person's number; None: the command line or the program itself
    action: str
    subject: str  # pledge, person, unit, role, file …
    subject_id: int | None = Field(default=None, sa_type=BigInteger)
    unit_id: int | None = Field(default=None, sa_type=BigInteger)
    details: str = Field(sa_type=Text)  # JSON


class DataRequestRow(Row, table=True):
    """A request about one's own data, with its receipt and its clock: days are civil days of business time,
    ``erase_at`` is the machine's instant at which the data go by themselves. ``person_id`` is None where
    there was an account and no person."""

    __tablename__ = "data_request"
    __table_args__ = (
        one_of("kind", REQUEST_KINDS),
        partial("ix_data_request_erase", "erase_at", where="done_at IS NULL AND erase_at IS NOT NULL"),
    )

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    receipt: str = Field(unique=True)
    person_id: int | None = Field(default=None, sa_column=points_to("person.id", index=True))
    kind: str
    asked_at: datetime
    answer_by: date
    finish_by: date
    erase_at: datetime | None = None
    done_at: datetime | None = None
