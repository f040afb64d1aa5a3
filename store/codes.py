"""One-time codes: made here, told once, kept as a hash; used once, within their time, by whoever holds one.

All instants are the machine's. A code that is wrong, used or expired, and any code of somebody who has tried
too often, is simply none.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, delete, insert, or_, select, update

from domain.codes import ALPHABET, LENGTH, check_sign, read_code
from domain.message import Address
from domain.people import Role
from store import identity
from store.dialect import per_dialect
from store.tables import code, code_try

INVITE = timedelta(days=7)
LINK = timedelta(minutes=10)
TRIES = 5  # wrong ones of an account …
WINDOW = timedelta(hours=1)  # … within this; then nothing is taken there for as long
BUDGET = 600  # wrong ones with a right check sign of all accounts on a channel …
SHARED_WINDOW = timedelta(minutes=1)  # … within this; then nothing is taken on that channel for as long

_ROUNDS = 5000  # of hashing, some 2 ms: a copy of the database is no list of codes
_SALT = b"thidua one-time code"
_CHECK_KEY = "code_check"
_KEY_BYTES = 32


class CodeKind(StrEnum):
    INVITE = "invite"
    HANDOVER = "handover"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """``maker`` is the account it is made with, which is told when it is used (None: the command line)."""

    kind: CodeKind
    role: Role | None = None
    unit: int | None = None
    person: int | None = None
    created_by: int | None = None
    maker: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code that can be used now. ``key`` is its hash, by which it may be kept in a conversation."""

    id: int
    key: str
    kind: CodeKind
    role: Role | None
    unit: int | None
    person: int | None
    created_by: int | None
    maker: Address | None
    expires_at: datetime


_MAKE = insert(code)
_USABLE = (code.c.used_at.is_(None), code.c.expires_at > bindparam("now"))
_LOOK = select(code).where(code.c.hash == bindparam("key"), *_USABLE)
_USE = (
    update(code)
    .where(code.c.id == bindparam("which"), *_USABLE)
    .values(used_at=bindparam("now"), used_by=bindparam("person"))
)
_CANCEL = delete(code).where(
    code.c.kind == bindparam("which"),
    code.c.person_id == bindparam("person"),
    or_(bindparam("unit", type_=code.c.unit_id.type).is_(None), code.c.unit_id == bindparam("unit")),
    code.c.used_at.is_(None),
)
_EXPIRED = delete(code).where(code.c.expires_at <= bindparam("now"))
_OLD_TRIES = delete(code_try).where(code_try.c.since_at <= bindparam("since"))
_TRIED = select(code_try.c.address).where(
    or_(
        and_(
            code_try.c.address == bindparam("address"),
            code_try.c.since_at > bindparam("since"),
            code_try.c.tries >= TRIES,
        ),
        and_(
            code_try.c.address == bindparam("everybody"),
            code_try.c.since_at > bindparam("shared_since"),
            code_try.c.tries >= BUDGET,
        ),
    ),
)
_over = code_try.c.since_at <= bindparam("since")
_COUNT = per_dialect(
    lambda insert: (
        insert(code_try)
        .values(address=bindparam("address"), since_at=bindparam("now"), tries=1)
        .on_conflict_do_update(
            index_elements=["address"],
            set_={
                "tries": case((_over, 1), else_=code_try.c.tries + 1),
                # The time in which nothing is taken begins with the last try.
                "since_at": case(
                    (_over, bindparam("now")),
                    (code_try.c.tries + 1 >= bindparam("most"), bindparam("now")),
                    else_=code_try.c.since_at,
                ),
            },
        )
    )
)


def make(connection: Connection, new: NewCode, lasts: timedelta, now: datetime) -> str:
    """A code nobody knows yet; it is told here and nowhere else."""
    made = _random(bytes.fromhex(identity.kept(connection, _CHECK_KEY, _new_key)))
    row = {
        "hash": key_of(made),
        "kind": new.kind.value,
        "role": new.role.value if new.role else None,
        "unit_id": new.unit,
        "person_id": new.person,
        "created_by": new.created_by,
        "maker": str(new.maker) if new.maker else "",
        "created_at": now,
        "expires_at": now + lasts,
    }
    connection.execute(_MAKE, row)
    return made


def receipt(prefix: str) -> str:
    """``DL-7KQM4TXC``: by which people can quote something; to be stored under a unique index."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(8))}"


def key_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), _SALT, _ROUNDS).hex()


def attempt(connection: Connection, said: str, address: Address, now: datetime) -> Code | None:
    """The code that was said at ``address``, if it can be used; it stays unused. None, and counted, for a
    wrong one; None for anybody who has been wrong too often within the hour, and where a channel's budget is
    used up. A code whose last sign is wrong costs no hash and nothing of the budget."""
    if _has_tried_enough(connection, address, now):
        return None
    wanted = read_code(said)
    checked = wanted is not None and checks_out(connection, wanted)
    found = look(connection, key_of(wanted), now) if wanted and checked else None
    if found is None:
        _count(connection, str(address), now, WINDOW, TRIES)
        if checked:
            _count(connection, _everybody_on(address.channel), now, SHARED_WINDOW, BUDGET)
    return found


def checks_out(connection: Connection, code: str) -> bool:
    """Has the code the last sign that this database puts behind the others?"""
    key = identity.look(connection, _CHECK_KEY)
    return key is not None and check_sign(code[:-1], bytes.fromhex(key)) == code[-1]


def look(connection: Connection, key: str, now: datetime) -> Code | None:
    """The code with this key, if it can be used."""
    row = connection.execute(_LOOK, {"key": key, "now": now}).one_or_none()
    return _code(row) if row else None


def use(connection: Connection, code: Code, person: int, now: datetime) -> bool:
    """``person`` uses it up; False when somebody was quicker or its time is over."""
    return connection.execute(_USE, {"which": code.id, "person": person, "now": now}).rowcount == 1


def cancel(connection: Connection, kind: CodeKind, person: int, unit: int | None = None) -> None:
    """Unused codes of this kind about ``person`` (in ``unit``, where one is given) are codes no longer: a new
    one takes their place."""
    connection.execute(_CANCEL, {"which": kind.value, "person": person, "unit": unit})


def forget(connection: Connection, now: datetime) -> int:
    """Delete codes whose time is over, used or not, and wrong tries that count no more; how many."""
    codes = connection.execute(_EXPIRED, {"now": now}).rowcount
    return codes + connection.execute(_OLD_TRIES, {"since": now - WINDOW}).rowcount


def _has_tried_enough(connection: Connection, address: Address, now: datetime) -> bool:
    values = {
        "address": str(address),
        "since": now - WINDOW,
        "everybody": _everybody_on(address.channel),
        "shared_since": now - SHARED_WINDOW,
    }
    return connection.execute(_TRIED, values).first() is not None


def _everybody_on(channel: str) -> str:
    return f"{channel}:*"


def _count(connection: Connection, name: str, now: datetime, window: timedelta, most: int) -> None:
    values = {"address": name, "now": now, "since": now - window, "most": most}
    connection.execute(_COUNT[connection.dialect.name], values)


def _new_key() -> str:
    return secrets.token_hex(_KEY_BYTES)


def _random(key: bytes) -> str:
    """Never digits alone, which might be a telephone number."""
    while True:
        signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        made = signs + check_sign(signs, key)
        if read_code(made):
            return made


def _code(row: Row[Any]) -> Code:
    return Code(
        id=row.id,
        key=row.hash,
        kind=CodeKind(row.kind),
        role=Role(row.role) if row.role else None,
        unit=row.unit_id,
        person=row.person_id,
        created_by=row.created_by,
        maker=Address.parse(row.maker) if row.maker else None,
        expires_at=row.expires_at,
    )
