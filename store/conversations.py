"""What we remember of the talk with each address."""

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from domain.conversation import Conversation, dump_conversation, load_conversation
from store.dialect import per_dialect, try_lock
from store.errors import ConversationChanged
from store.tables import conversation

_log = logging.getLogger(__name__)

_LOAD = select(conversation.c.version, conversation.c.body).where(
    conversation.c.address == bindparam("address")
)
_CREATE = per_dialect(
    lambda insert: (
        insert(conversation)
        .values({name: bindparam(name) for name in ("address", "version", "body", "updated_at")})
        .on_conflict_do_nothing(index_elements=["address"])
        .returning(conversation.c.version)
    )
)
_UPDATE = (
    update(conversation)
    .where(conversation.c.address == bindparam("whose"), conversation.c.version == bindparam("expected"))
    .values({name: bindparam(name) for name in ("version", "body", "updated_at")})
)
_DROP = delete(conversation).where(conversation.c.address == bindparam("whose"))
_MOVE = (
    update(conversation)
    .where(conversation.c.address == bindparam("old"))
    .values(address=bindparam("address"))
)


def lock(connection: Connection, address: str) -> bool:
    """Keep the address to this transaction; False when another process is at work on it."""
    return try_lock(connection, address)


def load(connection: Connection, address: str) -> Conversation:
    """The conversation with the version it was saved under; a fresh one when there is none, when it was
    cleared, or when it was written by a program that remembered other things."""
    row = connection.execute(_LOAD, {"address": address}).one_or_none()
    if row is None:
        return Conversation()
    version, body = row
    if not body:
        return Conversation(version=version)
    try:
        return replace(load_conversation(body), version=version)
    except ValueError:
        _log.warning("a conversation of another version of the program is begun anew (version %d)", version)
        return Conversation(version=version)


def save(
    connection: Connection, address: str, talk: Conversation, *, loaded_version: int, now: datetime
) -> None:
    """Raises ConversationChanged when it is no longer the version that was loaded."""
    version = loaded_version + 1
    values: dict[str, object] = {
        "version": version,
        "body": dump_conversation(replace(talk, version=version)),
        "updated_at": now,
    }
    if loaded_version == 0:
        values["address"] = address
        created = connection.execute(_CREATE[connection.dialect.name], values)
        saved = created.one_or_none() is not None
    else:
        values |= {"whose": address, "expected": loaded_version}
        saved = connection.execute(_UPDATE, values).rowcount == 1
    if not saved:
        raise ConversationChanged("the conversation was saved by somebody else meanwhile")


def move(connection: Connection, old: str, new: str) -> None:
    """A chat has a new address: what was remembered goes with it, in place of anything there."""
    if connection.execute(_LOAD, {"address": old}).one_or_none() is not None:
        connection.execute(_DROP, {"whose": new})
        connection.execute(_MOVE, {"old": old, "address": new})
