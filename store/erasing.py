"""Erasing a person: what says who they were goes, what is counted stays without them.

Of the person their number is left, with empty fields; units and roles they had, and that there was a yes and
when, hang on it. Nothing leads from an account, a name or a word of theirs to that number any more.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, or_, select, update

from domain.message import Address
from domain.people import Role
from store import audit, data_requests, files, pledge_forgetting, questions
from store.deliveries import Lane
from store.dialect import word
from store.people import addresses_of, end_role, held_by
from store.people.accounts import hold
from store.tables import (
    code,
    code_try,
    consent,
    conversation,
    delivery,
    inbox,
    job,
    kept_question,
    membership,
    person,
    person_address,
    pledge,
    role,
)

Eraser = Callable[[Connection, int, datetime], None]
AccountEraser = Callable[[Connection, str], None]

_LEAVE = (
    update(membership)
    .where(membership.c.person_id == bindparam("person"), membership.c.until_at.is_(None))
    .values(until_at=bindparam("now"))
)
_FORGET_CONSENTS = (
    update(consent)
    .where(consent.c.person_id == bindparam("person"))
    .values(address="", withdrawn_at=func.coalesce(consent.c.withdrawn_at, bindparam("now")))
)
_DROP_CODES = delete(code).where(code.c.person_id == bindparam("person"), code.c.used_at.is_(None))
_FORGET_MAKER = update(code).where(code.c.created_by == bindparam("person")).values(maker="")
_DROP_ACCOUNTS = delete(person_address).where(person_address.c.person_id == bindparam("person"))
_EMPTY = (
    update(person)
    .where(person.c.id == bindparam("person"))
    .values(name="", contact="", erased_at=bindparam("now"))
)
# A turn that is under way there finds its conversation changed, and begins anew.
_EMPTY_CONVERSATION = (
    update(conversation)
    .where(conversation.c.address == bindparam("whose"), conversation.c.body != word(""))
    .values(body="", version=conversation.c.version + 1)
)
_EMPTY_INBOX = (
    update(inbox)
    .where(
        inbox.c.address == bindparam("whose"),
        inbox.c.raw != word(""),
        inbox.c.state != word("pending"),
    )
    .values(raw="")
)
_CANCEL_DELIVERIES = (
    update(delivery)
    .where(
        delivery.c.address == bindparam("whose"),
        delivery.c.state == word("ready"),
        delivery.c.lane != int(Lane.REPLY),
    )
    .values(state=word("cancelled"))
)
_EMPTY_DELIVERIES = (
    update(delivery)
    .where(
        delivery.c.address == bindparam("whose"),
        delivery.c.body != word(""),
        or_(
            delivery.c.state.in_([word(state) for state in ("sent", "dead", "skipped", "cancelled")]),
            and_(delivery.c.state == word("unknown"), delivery.c.lane == int(Lane.REPLY)),
        ),
    )
    .values(body="")
)
# A key names the event that was told, and so the person and the pledge.
_DROP_KEYS = (
    update(delivery)
    .where(delivery.c.address == bindparam("whose"), delivery.c.key.is_not(None))
    .values(key=None)
)
_DROP_JOBS = update(job).where(job.c.owner == bindparam("whose")).values(owner=None)
_FORGET_ASKER = (
    update(kept_question).where(kept_question.c.address == bindparam("whose")).values(address=None)
)
_FORGET_TRIES = delete(code_try).where(code_try.c.address == bindparam("whose"))


def erase_person(
    connection: Connection, person_id: int, now: datetime, *, by: int | None, at: Address | None = None
) -> bool:
    """Erase the person and everything about their accounts; ``by`` is who asked, None the clock, ``at`` the
    account whose turn it is. False when it was done before."""
    if not hold(connection, person_id):
        return False
    accounts = addresses_of(connection, person_id)
    for erase in ERASERS:
        erase(connection, person_id, now)
    for account in accounts:
        erase_account(connection, account.address, in_turn=account.address == at)
    data_requests.finish(connection, person_id, now)
    audit.record(
        connection, action="person.erased", actor=by, subject="person", subject_id=person_id, now=now
    )
    return True


def done_with(connection: Connection, since: datetime) -> Sequence[int]:
    """Persons behind whom no pledge stands any more, who hold no role and whose accounts have been silent
    since: what they agreed to is over. A hundred at most."""
    spoke = exists().where(
        person_address.c.person_id == person.c.id,
        conversation.c.address == person_address.c.address,
        conversation.c.updated_at >= since,
    )
    heard = exists().where(
        person_address.c.person_id == person.c.id, conversation.c.address == person_address.c.address
    )
    pledged = exists().where(pledge.c.person_id == person.c.id)
    holds = exists().where(role.c.person_id == person.c.id, role.c.ended_at.is_(None))
    found = select(person.c.id).where(person.c.erased_at.is_(None), heard, ~spoke, ~pledged, ~holds)
    return connection.execute(found.order_by(person.c.id).limit(100)).scalars().all()


def erase_account(connection: Connection, address: Address, *, in_turn: bool = False) -> None:
    """Empty what was said at an account, and what was kept with it. What waits for its turn or is being
    sent is emptied when its own time is over. ``in_turn``: it is this account's turn, which will itself save
    a fresh conversation."""
    if not in_turn:
        connection.execute(_EMPTY_CONVERSATION, {"whose": str(address)})
    for erase in ACCOUNT_ERASERS:
        erase(connection, str(address))


def _roles(connection: Connection, person_id: int, now: datetime) -> None:
    for held in held_by(connection, person_id):
        if held.ended_at is None and held.role is not Role.WORKER:
            end_role(connection, person_id, held.unit, held.role, now, by=person_id)


def _person(connection: Connection, person_id: int, now: datetime) -> None:
    values = {"person": person_id, "now": now}
    for emptied in (_LEAVE, _FORGET_CONSENTS, _EMPTY):
        connection.execute(emptied, values)
    connection.execute(_FORGET_MAKER, {"person": person_id})
    for dropped in (_DROP_CODES, _DROP_ACCOUNTS):
        connection.execute(dropped, {"person": person_id})


def _pledges(connection: Connection, person_id: int, now: datetime) -> None:
    pledge_forgetting.forget_person(connection, person_id)


def _files(connection: Connection, person_id: int, now: datetime) -> None:
    files.drop_naming(connection)


def _talk(connection: Connection, address: str) -> None:
    for emptied in (
        _EMPTY_INBOX,
        _CANCEL_DELIVERIES,
        _EMPTY_DELIVERIES,
        _DROP_KEYS,
        _DROP_JOBS,
        _FORGET_ASKER,
    ):
        connection.execute(emptied, {"whose": address})
    connection.execute(_FORGET_TRIES, {"whose": address})


def _answers(connection: Connection, person_id: int, now: datetime) -> None:
    questions.forget_answers_of(connection, person_id)


ERASERS: tuple[Eraser, ...] = (_roles, _person, _pledges, _answers, _files)
"""Each takes a person out of what one module keeps; another module's is added here."""
ACCOUNT_ERASERS: tuple[AccountEraser, ...] = (_talk,)
"""The same for an account, whether it is a person's or nobody's."""
