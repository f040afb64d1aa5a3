"""Files: bytes in rows, found by a random name until their time is over (machine time).

A file that names people is kept only when nobody was erased since it began to be made, and goes when somebody
is: nobody has to look whose names are in it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import uuid4

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from store.dialect import storable, word
from store.errors import StoreError
from store.tables import about as about_row
from store.tables import download, file, file_chunk

LARGEST = 20 * 1024 * 1024  # bytes
PIECE = 256 * 1024  # bytes in a row
NAME_BYTES = 200  # in UTF-8; most file systems take 255
NAMELESS = "tep"
UNKNOWN_TYPE = "application/octet-stream"

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # what Windows takes in no name
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")


class FileTooLarge(StoreError):
    """A file has at most 20 MB."""


class NamesGone(StoreError):
    """Somebody was erased since the file began to be made: it may name them."""


class FileGone(StoreError):
    """There is no such file (any more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """What is known of a file; ``size`` in bytes, ``expires_at`` None: it stays."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
    expires_at: datetime | None
    names_people: bool = False


_PUT = insert(file)
_PUT_PIECE = insert(file_chunk)
_ABOUT = select(file).where(file.c.id == bindparam("row"))
_PIECES = (
    select(file_chunk.c.content).where(file_chunk.c.file_id == bindparam("row")).order_by(file_chunk.c.number)
)
# Locked, so that nobody mints a link to what is about to go; SQLite leaves this clause out.
_EXPIRED = (
    select(file.c.id)
    .where(file.c.expires_at <= bindparam("now"))
    .order_by(file.c.expires_at)
    .limit(bindparam("chunk"))
    .with_for_update(skip_locked=True)
)
_ids: BindParameter[str] = bindparam("ids", expanding=True)
_DELETIONS = (
    delete(download).where(download.c.file_id.in_(_ids)),
    delete(file_chunk).where(file_chunk.c.file_id.in_(_ids)),
    delete(file).where(file.c.id.in_(_ids)),
)


_naming = select(file.c.id).where(file.c.names_people)
_DROP_NAMING = (
    delete(download).where(download.c.file_id.in_(_naming)),
    delete(file_chunk).where(file_chunk.c.file_id.in_(_naming)),
    delete(file).where(file.c.names_people),
)
_ERASURE = select(about_row.c.value).where(about_row.c.name == word("last_erasure"))
_HOLD_ERASURE = _ERASURE.with_for_update(read=True)  # SQLite, which has one writer, leaves this clause out
_MARK_ERASURE = (
    update(about_row).where(about_row.c.name == word("last_erasure")).values(value=bindparam("mark"))
)


def last_erasure(connection: Connection) -> str:
    """Another value after every erasure. To be read before what a file is made of, and given to ``put``."""
    return str(connection.execute(_ERASURE).scalar_one())


def drop_naming(connection: Connection) -> int:
    """Somebody is being erased: every file that names people goes, with the links to it, and none that is
    being made is kept. Returns how many went."""
    # The mark first: whoever is about to keep a file holds it, and then that file is here to be dropped.
    connection.execute(_MARK_ERASURE, {"mark": uuid4().hex})
    return [connection.execute(statement).rowcount for statement in _DROP_NAMING][-1]


def put(
    connection: Connection,
    *,
    name: str,
    media_type: str,
    content: bytes,
    now: datetime,
    keep: timedelta | None,
    names_since: str | None = None,
) -> str:
    """Keep ``content`` for ``keep`` (None: until somebody deletes it); returns the file's id, which nobody
    can guess. The name is made fit to be shown and saved. ``names_since`` is given for a file that names
    people: ``last_erasure`` when it began to be made. Raises FileTooLarge, NamesGone."""
    if names_since is not None and connection.execute(_HOLD_ERASURE).scalar_one() != names_since:
        raise NamesGone("somebody was erased while it was made")
    if len(content) > LARGEST:
        raise FileTooLarge(f"the file has {len(content)} bytes, {LARGEST} are allowed")
    row = token_urlsafe(16)
    about_it = {
        "id": row,
        "name": clean_name(name),
        "media_type": _known_type(media_type),
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "created_at": now,
        "expires_at": None if keep is None else now + keep,
        "names_people": names_since is not None,
    }
    connection.execute(_PUT, about_it)
    starts = range(0, len(content), PIECE)
    pieces = [
        {"file_id": row, "number": number, "content": content[start : start + PIECE]}
        for number, start in enumerate(starts)
    ]
    if pieces:
        connection.execute(_PUT_PIECE, pieces)
    return row


def about(connection: Connection, file_id: str) -> StoredFile | None:
    """None when there is no such file. One whose time is over is there until retention comes by."""
    row = connection.execute(_ABOUT, {"row": file_id}).one_or_none()
    return StoredFile(**row._mapping) if row else None


def read(connection: Connection, file_id: str) -> bytes:
    """The whole file as it was put. Raises FileGone."""
    known = about(connection, file_id)
    content = b"".join(connection.execute(_PIECES, {"row": file_id}).scalars())
    if known is None or sha256(content).hexdigest() != known.sha256:
        raise FileGone("the file is not there")
    return content


def delete_expired(connection: Connection, now: datetime, chunk: int) -> int:
    """Delete up to ``chunk`` files whose time is over, with the links to them; returns how many."""
    ids = list(connection.execute(_EXPIRED, {"now": now, "chunk": chunk}).scalars())
    if ids:
        for statement in _DELETIONS:
            connection.execute(statement, {"ids": ids})
    return len(ids)


def clean_name(name: str) -> str:
    """``name`` as the name of a file: without folders, control characters, marks that turn the direction of
    writing and what file systems refuse; cut to a length they take, its ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", storable(name)))[-1]
    seen = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in last)
    words = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")
    ending = _ENDING.search(words)
    stem = words[: ending.start()] if ending else words
    tail = ending[0] if ending else ""
    room = NAME_BYTES - len(tail)
    return (stem.encode()[:room].decode(errors="ignore").rstrip(". ") or NAMELESS) + tail


def _known_type(media_type: str) -> str:
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else UNKNOWN_TYPE
