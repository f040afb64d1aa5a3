"""The channel itself: listens, reads, sends and fetches, in terms of the other modules here."""

import asyncio
import logging
from datetime import timedelta
from typing import Literal

import httpx

from channels.base import Attachment, ChannelError, Limits, Raw, Receipt, Receive, SendError, SendErrorKind
from channels.zalo.errors import send_error
from channels.zalo.polling import Backoff, Pace, poll, useless
from channels.zalo.reading import CHANNEL, read
from channels.zalo.transport import Refused, ZaloApi, ZaloFailure
from domain.message import Address, Media, Message
from domain.reply import Reply, as_numbered_text, split_text

log = logging.getLogger(__name__)

LARGEST_FILE = 20 * 1024 * 1024
SECRET_LENGTH = range(8, 257)
_FETCH_WITHIN = 60.0  # seconds, for the whole file
_TYPING_WITHIN = timedelta(seconds=5)
_SIGNS_IN_FLIGHT = 4  # with the messages on their way fewer than the connections there are


class ZaloChannel:
    """One bot on Zalo.

    Zalo takes plain text only: choices become numbered lines, long texts several messages. Nothing can be
    edited. In polling mode an event that Zalo has told and ``receive`` could not store lives in memory
    until it is stored; if the process is killed before, it is lost. In webhook mode nothing is told as
    received before it is stored, but whether Zalo sends again is not documented.
    """

    name = CHANNEL
    limits = Limits(
        text=2000,
        buttons=False,
        photos=False,
        documents=False,
        per_second=5.0,  # Zalo publishes no figure
        per_chat_interval=timedelta(seconds=1),
        in_flight=4,
    )

    def __init__(
        self,
        token: str,
        *,
        mode: Literal["polling", "webhook"],
        api_url: str,
        webhook_url: str | None,
        webhook_secret: str | None,
        pace: Pace | None = None,
    ) -> None:
        """``webhook_url`` None in webhook mode: the operator has told Zalo the address by hand."""
        self._api = ZaloApi(token, api_url)
        self._signs = asyncio.Semaphore(_SIGNS_IN_FLIGHT)
        self._mode = mode
        self._webhook_url = webhook_url
        self._webhook_secret = webhook_secret or ""
        self._pace = pace or Pace()

    async def listen(self, receive: Receive) -> None:
        """See `Channel.listen`. An idle poll (error 408) is followed by the next at once; a wrong token
        raises ChannelError; a used-up quota pauses for a minute; a webhook in the way is deleted."""
        if self._mode == "polling":
            await poll(self._api, self._pace, receive)
        elif self._webhook_url is not None:
            await self._set_webhook(self._webhook_url)

    def read(self, raw: Raw) -> Message | None:
        """See `Channel.read`. Groups and bots get None; events we do not know, in a private chat, are a
        message with an unsupported medium."""
        return read(raw)

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        """See `Channel.send`; ``replacing`` means nothing here.

        When a later part of a long text fails, the kind is UNKNOWN whatever the cause: the first part is
        out, and sending again would say it twice.
        """
        if reply.photo or reply.document:
            raise SendError(SendErrorKind.REJECTED, "Zalo takes no stored photo and no file")
        text = as_numbered_text(reply).encode("utf-8", "replace").decode()
        parts = [part for part in split_text(text, self.limits.text) if part.strip()]
        if not parts:
            raise SendError(SendErrorKind.REJECTED, "nothing to say")
        provider_id = await self._send_part(address.chat, parts[0])
        for number, part in enumerate(parts[1:], 2):
            try:
                provider_id = await self._send_part(address.chat, part)
            except SendError as error:
                reason = f"part {number} of {len(parts)} failed ({error}), those before it are out"
                raise SendError(SendErrorKind.UNKNOWN, reason) from None
        return Receipt(provider_id=provider_id)

    async def acknowledge(self, raw: Raw) -> None:
        """Shows "is typing" in the chat of ``raw``, unless others like it hang: it must keep no
        answer waiting. What goes wrong with that is of no interest."""
        message = self.read(raw)
        if message is None or self._signs.locked():
            return
        typing = {"chat_id": message.chat.chat, "action": "typing"}
        try:
            async with self._signs:
                await self._api.call("sendChatAction", typing, within=_TYPING_WITHIN)
        except ZaloFailure as error:
            log.debug("Zalo: no typing sign (%s)", error)

    def start_link(self, code: str) -> str | None:
        return None

    async def fetch(self, media: Media) -> bytes:
        """See `Channel.fetch`: the file at the public address Zalo gave, at most 20 MB; no redirects."""
        if not media.reference.lower().startswith(("http://", "https://")):
            raise SendError(SendErrorKind.REJECTED, "the medium has no web address")
        failure: SendError
        try:
            async with asyncio.timeout(_FETCH_WITHIN):
                return await _download(media.reference)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            failure = SendError(SendErrorKind.REJECTED, "the medium's web address is broken")
        except (httpx.HTTPError, TimeoutError) as error:
            failure = SendError(
                SendErrorKind.UNAVAILABLE, f"the medium did not come ({type(error).__name__})"
            )
        raise failure

    async def close(self) -> None:
        await self._api.close()

    async def _send_part(self, chat: str, text: str) -> str:
        """The id of the message on Zalo. Raises SendError."""
        failure: ZaloFailure
        try:
            result = await self._api.call(
                "sendMessage", {"chat_id": chat, "text": text}, within=self._pace.answer
            )
        except ZaloFailure as error:
            failure = error
        else:
            return str(result.get("message_id") or "") if isinstance(result, dict) else ""
        raise send_error(failure)

    async def _set_webhook(self, url: str) -> None:
        """Tell Zalo where we listen; again and again while it is down. Raises ChannelError."""
        if len(self._webhook_secret) not in SECRET_LENGTH:
            raise ChannelError("ZALO_WEBHOOK_SECRET must have 8 to 256 characters: Zalo sends it back to us")
        wish = {"url": url, "secret_token": self._webhook_secret}
        backoff = Backoff(self._pace)
        while True:
            failure: ZaloFailure
            try:
                result = await self._api.call("setWebhook", wish, within=self._pace.answer)
            except ZaloFailure as error:
                failure = error
            else:
                return _say_how_it_went(result)
            if end := useless(failure):
                raise end
            if isinstance(failure, Refused) and failure.code == 400:
                raise ChannelError(f"PUBLIC_URL is not accepted by Zalo as a webhook ({failure})")
            await backoff.pause(f"setWebhook failed ({failure})")


def _say_how_it_went(result: object) -> None:
    """Zalo keeps the address even when its trial call to us failed; then nothing will arrive."""
    trial = result.get("verification") if isinstance(result, dict) else None
    if isinstance(trial, dict) and trial.get("ok") is False:
        log.warning("Zalo: the webhook is set, but Zalo's trial call failed (%s)", trial.get("outcome"))
    else:
        log.info("Zalo: the webhook is set")


async def _download(url: str) -> bytes:
    """Raises SendError for an answer we do not want, httpx's errors for no answer."""
    content = bytearray()
    async with httpx.AsyncClient(timeout=10.0) as client, client.stream("GET", url) as response:
        if response.status_code >= 500:
            raise SendError(SendErrorKind.UNAVAILABLE, f"the medium's server answers {response.status_code}")
        if response.status_code != 200:
            raise SendError(SendErrorKind.REJECTED, f"the medium is not there ({response.status_code})")
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > LARGEST_FILE:
                raise SendError(SendErrorKind.REJECTED, "the medium is larger than 20 MB")
    return bytes(content)
