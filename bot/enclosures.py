"""What goes along with a message: the stored file a reply names, as bytes or as a link to fetch it once."""

import logging
from dataclasses import replace
from datetime import datetime
from functools import partial

from channels import web
from channels.base import Attachment, Limits, SendError, SendErrorKind
from domain.clock import machine_now
from domain.reply import Reply, shown_size
from domain.texts import Texts
from store import downloads, files, outbox
from store.engine import Connection, Store
from store.errors import StoreUnavailable
from store.files import FileGone, StoredFile
from store.outbox import Claimed

_log = logging.getLogger(__name__)

PATH = "/tep/"
_HOURS = int(downloads.LIFE.total_seconds() // 3600)


class Enclosures:
    """``base_url`` is where people reach our web server, empty where there is none. Links of the page are
    paths: the page knows where it came from."""

    def __init__(self, store: Store, texts: Texts, base_url: str = "") -> None:
        self._store = store
        self._texts = texts
        self.base_url = base_url

    async def pack(self, delivery: Claimed, limits: Limits) -> tuple[Reply, Attachment | None]:
        """What to say for ``delivery``, with the bytes of its file where the channel takes such a file. Else
        its words say where the file is. Raises SendError (UNAVAILABLE) while the store cannot be read."""
        reply = delivery.reply
        named = reply.document or reply.photo
        if named is None:
            return reply, None
        if limits.documents if reply.document else limits.photos:
            look = partial(_attachment, file_id=named, at_most=limits.file, now=machine_now())
            try:
                attachment = await self._store.read(look)
            except StoreUnavailable as error:
                raise _not_now(error) from error
            if attachment:
                return reply, attachment
        return await self.put_into_words(delivery), None

    async def put_into_words(self, delivery: Claimed, *, said: bool = False) -> Reply:
        """The reply of ``delivery`` from now on: without its file, with a link to it (``said``: the link
        alone, its words are out). It is written down with the link, so that sending again makes no other.
        Raises SendError (UNAVAILABLE) when that cannot be done."""

        def work(connection: Connection) -> Reply:
            reply = self._in_words(connection, delivery, said, machine_now())
            if not outbox.reword(connection, delivery, reply):
                raise SendError(SendErrorKind.UNAVAILABLE, "somebody else has this delivery now")
            return reply

        try:
            return await self._store.write(work)
        except StoreUnavailable as error:
            raise _not_now(error) from error

    def _in_words(self, connection: Connection, delivery: Claimed, said: bool, now: datetime) -> Reply:
        reply = delivery.reply
        line = self._line(connection, delivery, now)
        words = line if said or not reply.text.strip() else f"{reply.text}\n\n{line}"
        return replace(reply, text=words, document=None, photo=None)

    def _line(self, connection: Connection, delivery: Claimed, now: datetime) -> str:
        channel = delivery.address.channel
        known = _there(connection, delivery.reply.document or delivery.reply.photo or "", now)
        if known is None:
            return self._texts.say("file.gone")
        size = shown_size(known.size)
        if channel != web.NAME and not self.base_url:
            _log.warning("no link to a file could be sent on %s: there is no PUBLIC_URL", channel)
            return self._texts.say("file.no_link", name=known.name, size=size)
        token = downloads.mint(connection, known.id, delivery.address, now)
        url = PATH + token if channel == web.NAME else self.base_url.rstrip("/") + PATH + token
        return self._texts.say("file.link", name=known.name, size=size, url=url, hours=_HOURS)


def _there(connection: Connection, file_id: str, now: datetime) -> StoredFile | None:
    known = files.about(connection, file_id)
    return None if known is None or (known.expires_at and known.expires_at <= now) else known


def _attachment(connection: Connection, file_id: str, at_most: int, now: datetime) -> Attachment | None:
    """The whole file; None when it is gone or has more than ``at_most`` bytes."""
    known = _there(connection, file_id, now)
    if known is None or known.size > at_most:
        return None
    try:
        content = files.read(connection, file_id)
    except FileGone:  # between the two looks
        return None
    return Attachment(name=known.name, media_type=known.media_type, content=content)


def _not_now(error: StoreUnavailable) -> SendError:
    return SendError(SendErrorKind.UNAVAILABLE, f"its file cannot be had now: {error}")
