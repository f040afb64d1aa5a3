"""One-time links to files. Of a token only a hash is kept; who has the token has the file, once (machine
time)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from domain.message import Address
from store import files
from store.files import FileGone, StoredFile
from store.tables import download, file

LIFE = timedelta(hours=24)
TOKEN_BYTES = 24  # of chance: 192 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an unused link leads to, and whose it is."""

    address: Address
    file: StoredFile


# Locked, so that retention does not take the file away meanwhile; SQLite leaves this clause out.
_LIVE_FILE = select(file.c.expires_at).where(file.c.id == bindparam("row")).with_for_update(read=True)
_MINT = insert(download)
_usable = (
    download.c.hash == bindparam("token_hash"),
    download.c.used_at.is_(None),
    download.c.expires_at > bindparam("now"),
)
_LOOK = select(download.c.file_id, download.c.address).where(*_usable)
_TAKE = update(download).where(*_usable).values(used_at=bindparam("now")).returning(download.c.file_id)
_OVER = select(download.c.hash).where(download.c.expires_at <= bindparam("now")).limit(bindparam("chunk"))
_DELETE_OVER = delete(download).where(download.c.hash.in_(_OVER))


def mint(connection: Connection, file_id: str, address: Address, now: datetime) -> str:
    """The token of a new link for ``address``, good until it is used, for a day, and no longer than the file
    is there. Raises FileGone when that is over already."""
    found = connection.execute(_LIVE_FILE, {"row": file_id}).one_or_none()
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        raise FileGone("the file is not there any more")
    token = token_urlsafe(TOKEN_BYTES)
    expires_at = min(now + LIFE, found.expires_at or now + LIFE)
    row = {"hash": _hash(token), "file_id": file_id, "address": str(address), "expires_at": expires_at}
    connection.execute(_MINT, row)
    return token


def look(connection: Connection, token: str, now: datetime) -> Offer | None:
    """What ``token`` leads to, which stays as it is; None when it is wrong, used or too old."""
    row = connection.execute(_LOOK, {"token_hash": _hash(token), "now": now}).one_or_none()
    known = files.about(connection, row.file_id) if row else None
    return Offer(address=Address.parse(row.address), file=known) if row and known else None


def take(connection: Connection, token: str, now: datetime) -> StoredFile | None:
    """Use ``token`` up: the file for the first who comes, None for everybody else."""
    used = connection.execute(_TAKE, {"token_hash": _hash(token), "now": now}).scalar_one_or_none()
    return None if used is None else files.about(connection, used)


def delete_expired(connection: Connection, now: datetime, chunk: int) -> int:
    """Delete up to ``chunk`` links whose time is over, used or not; returns how many."""
    return connection.execute(_DELETE_OVER, {"now": now, "chunk": chunk}).rowcount


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
