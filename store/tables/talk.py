"""Talking: what came in, what goes out, what is remembered of it. Texts of people are emptied by
``store.retention``."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, SmallInteger, Text, false
from sqlmodel import Field

from store.tables.base import Row, number, one_of, partial, points_to

INBOX_STATES = ("pending", "done", "failed", "flood", "unreadable")
DELIVERY_STATES = ("ready", "leased", "sending", "sent", "dead", "unknown", "skipped", "cancelled")
LEASED = "state IN ('leased', 'sending')"
UNFINISHED = "state IN ('ready', 'leased', 'sending')"


class Inbox(Row, table=True):
    """Every raw update we took, once; the key stays for 30 days, the raw text for two."""

    __tablename__ = "inbox"
    __table_args__ = (
        one_of("state", INBOX_STATES),
        Index("uq_inbox_channel_key", "channel", "key", unique=True),
        partial("ix_inbox_pending", "address", "id", where="state = 'pending'"),
        partial("ix_inbox_flood", "address", "id", where="state = 'flood'"),
        partial("ix_inbox_raw", "received_at", where="raw <> ''"),
    )

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    channel: str
    key: str
    address: str | None  # the chat's; None when the update could not be read
    raw: str = Field(sa_type=Text)
    state: str
    received_at: datetime
    done_at: datetime | None = None


class ConversationRow(Row, table=True):
    """What we remember of the talk with one address; an empty body is a fresh conversation."""

    __tablename__ = "conversation"
    __table_args__ = (partial("ix_conversation_body", "updated_at", where="body <> ''"),)

    address: str = Field(primary_key=True)
    version: int
    body: str = Field(sa_type=Text)
    updated_at: datetime


class Delivery(Row, table=True):
    """One outgoing message to one address: the outbox row and the record of it.

    ``unknowns`` counts how often it may have been sent without our knowing; ``resend`` says whether it is
    tried again then (once). ``position`` numbers an address's sent ones in the order they were sent.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        one_of("state", DELIVERY_STATES),
        CheckConstraint("lane BETWEEN 0 AND 2", name="lane"),
        partial("uq_delivery_key", "key", where="key IS NOT NULL", unique=True),
        partial("ix_delivery_ready", "channel", "lane", "due_at", "id", where="state = 'ready'"),
        partial("ix_delivery_unfinished", "address", "lane", "id", where=UNFINISHED),
        partial("ix_delivery_lease", "lease_until", where=LEASED),
        partial(
            "ix_delivery_valid_until", "valid_until", where="state = 'ready' AND valid_until IS NOT NULL"
        ),
        partial("ix_delivery_mailbox", "address", "position", where="position IS NOT NULL"),
        partial("ix_delivery_body", "created_at", where="body <> ''"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    address: str
    channel: str
    lane: int = Field(sa_type=SmallInteger)
    state: str
    key: str | None = None
    due_at: datetime
    valid_until: datetime | None = None
    resend: bool
    attempts: int = 0
    unknowns: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    inbox_id: int | None = Field(default=None, sa_type=BigInteger)
    part: int = Field(default=0, sa_type=SmallInteger)
    body: str = Field(sa_type=Text)
    provider_id: str | None = None
    position: int | None = None
    error_kind: str | None = None
    error_reason: str | None = None
    created_at: datetime
    sent_at: datetime | None = None


class Bucket(Row, table=True):
    """One bot's rate limiter (GCRA), shared by all processes: ``tat_us`` is the theoretical arrival time of
    the next message, in microseconds since 1970."""

    __tablename__ = "bucket"

    bot: str = Field(primary_key=True)
    tat_us: int = Field(sa_type=BigInteger)
    paused_until: datetime | None = None


class ChatPace(Row, table=True):
    """When a chat may get its next message."""

    __tablename__ = "chat_pace"

    address: str = Field(primary_key=True)
    free_at: datetime = Field(index=True)


class KeptQuestion(Row, table=True):
    """A question the plans do not answer, kept for the officers. ``address`` only after an explicit yes;
    ``unit_id`` is the unit above the asker's own, where the asker is enrolled: who may read it.
    ``answered_at`` is when it was answered or, with ``put_aside``, laid away for the reason that stands in
    ``answer``; what was said can be seen until ``forget_at`` (machine time)."""

    __tablename__ = "kept_question"
    __table_args__ = (
        partial("ix_kept_question_open", "id", where="answered_at IS NULL"),
        partial("ix_kept_question_forget_at", "forget_at", where="forget_at IS NOT NULL"),
    )

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    campaign: str | None = None
    campaign_version: int | None = None
    question: str = Field(sa_type=Text)
    asked_at: datetime
    address: str | None = None
    answered_at: datetime | None = None
    unit_id: int | None = Field(default=None, sa_column=points_to("unit.id"))
    answered_by: int | None = Field(default=None, sa_column=points_to("person.id"))
    put_aside: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    answer: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    forget_at: datetime | None = None


class TickRow(Row, table=True):
    """Which scheduler runs a tick now, and when it last ran."""

    __tablename__ = "tick"

    name: str = Field(primary_key=True)
    lease_owner: str | None = None
    lease_until: datetime | None = None
    last_run_at: datetime | None = None


class About(Row, table=True):
    """What is true of the database as a whole, by name."""

    __tablename__ = "about"

    name: str = Field(primary_key=True)
    value: str
