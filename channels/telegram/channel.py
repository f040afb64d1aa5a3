"""The channel: listens by polling or webhook, says replies, answers presses, fetches files."""

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal

from telegram.error import BadRequest, InvalidToken, TelegramError

from channels.base import (
    Attachment,
    ChannelError,
    FileRefused,
    Limits,
    Raw,
    Receipt,
    Receive,
    SendError,
    SendErrorKind,
)
from channels.telegram.api import IN_FLIGHT, Api
from channels.telegram.errors import NAME, means, reason, send_error
from channels.telegram.listening import poll, until_answered
from channels.telegram.reading import ALLOWED_UPDATES, Identity, read_update
from channels.telegram.rendering import CHOICE_LIMIT, TEXT_LIMIT, Call, Parameters, calls, target
from domain.message import Address, Media, Message
from domain.reply import Reply

log = logging.getLogger(__name__)

FILE_LIMIT = 20_000_000  # bytes a bot may download
UPLOAD_LIMIT = 10_000_000  # of a photo; a document may have 50 MB, which hardly go up in the time for a call
_NO_SUCH_FILE = (
    "request entity too large",
    "file is too big",
    "file must be non-empty",
    "photo_invalid_dimensions",
    "photo_save_file_invalid",
    "image_process_failed",
    "photo_ext_invalid",
)
_UNEDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")


def limits_at(rate: float) -> Limits:
    """What Telegram takes from a bot that says ``rate`` messages a second."""
    return Limits(
        text=TEXT_LIMIT,
        buttons=True,
        photos=True,
        documents=True,
        file=UPLOAD_LIMIT,
        choice=CHOICE_LIMIT,
        edits=True,
        per_second=rate,
        per_chat_interval=timedelta(seconds=1),
        in_flight=IN_FLIGHT,
    )


class TelegramChannel:
    """Telegram by long polling or by webhook (the route for which is the web server's)."""

    name = NAME

    def __init__(
        self,
        token: str,
        *,
        mode: Literal["polling", "webhook"] = "polling",
        api_url: str | None = None,
        file_url: str | None = None,
        webhook_url: str | None = None,
        webhook_secret: str | None = None,
        rate: float = 28,
        commands: Sequence[tuple[str, str]] = (),
        known_commands: Iterable[str] = (),
    ) -> None:
        """``api_url`` and ``file_url`` as in ``https://api.telegram.org/bot``; the second follows from the
        first. ``webhook_url`` None in webhook mode: the webhook was set by hand. ``rate`` is messages per
        second; ``commands`` are the menu: (name without a slash, what it does); these and
        ``known_commands`` count as said to us in a group, others are for other bots."""
        self.limits = limits_at(rate)
        user_id, _, _ = token.partition(":")
        self.identity = Identity(id=int(user_id) if user_id.isdecimal() else None)
        self._api = Api(token, api_url, file_url)
        self._mode = mode
        self._webhook = {"url": webhook_url, "secret_token": webhook_secret}
        names = (*(name for name, _ in commands), *known_commands)
        self._known_commands = frozenset(name.casefold() for name in names)
        self._commands = [{"command": name, "description": what} for name, what in commands]

    async def identify(self) -> None:
        """Learn who we are, which `read` needs in groups. `listen` does so itself; a process that reads and
        does not listen calls this. Keeps trying while the platform is down.

        Raises ChannelError when the token is wrong.
        """
        me = await until_answered(self._api, "getMe")
        try:
            self.identity = Identity(id=int(me["id"]), username=str(me["username"]))
        except (KeyError, TypeError, ValueError) as error:
            raise ChannelError("TELEGRAM_API_URL: what answers there is no Bot API server") from error

    async def listen(self, receive: Receive) -> None:
        await self.identify()
        await self._offer_commands()
        if self._mode == "polling":
            await until_answered(self._api, "deleteWebhook", drop_pending_updates=False)
            await poll(self._api, receive)
        elif self._webhook["url"]:
            wanted = {"allowed_updates": list(ALLOWED_UPDATES), "drop_pending_updates": False}
            await until_answered(self._api, "setWebhook", **self._webhook, **wanted)

    def read(self, raw: Raw) -> Message | None:
        return read_update(raw, self.identity, self._known_commands)

    def start_link(self, code: str) -> str | None:
        """None until Telegram has told us our name."""
        name = self.identity.username
        return f"https://t.me/{name}?start={code}" if name else None

    async def fetch(self, media: Media) -> bytes:
        if not media.reference:
            raise SendError(SendErrorKind.REJECTED, f"a {media.kind} has no file")
        _refuse_large(media.size)
        try:
            file = await self._api.call("getFile", file_id=media.reference)
            path = str(file["file_path"])
            _refuse_large(file.get("file_size"))
            content = await self._api.download(path)
        except (KeyError, TypeError) as error:
            raise SendError(SendErrorKind.UNAVAILABLE, "Telegram does not say where the file is") from error
        except TelegramError as error:
            final = isinstance(error, BadRequest | InvalidToken)
            kind = SendErrorKind.REJECTED if final else SendErrorKind.UNAVAILABLE
            raise SendError(kind, reason(error)) from error
        _refuse_large(len(content))
        return content

    async def send(
        self,
        address: Address,
        reply: Reply,
        replacing: str | None = None,
        attachment: Attachment | None = None,
    ) -> Receipt:
        """As the protocol; a reply too long for one message is several, and when one of these fails after
        another was taken, trying again would repeat what was said: UNKNOWN, unless it never can succeed. The
        words go under the file where they fit, else before it."""
        first, *others = calls(reply, attachment)
        where = target(address)
        try:
            provider_id = await self._say_or_edit(where, first, replacing)
        except TelegramError as error:
            raise _of_file(first, error, said=False) or send_error(error) from error
        for part in others:
            try:
                provider_id = await self._say(where, part)
            except TelegramError as error:
                raise _of_file(part, error, said=True) or _half_sent(send_error(error)) from error
        return Receipt(provider_id=provider_id)

    async def acknowledge(self, raw: Raw) -> None:
        message = self.read(raw)
        try:
            if message and message.choice is not None:
                await self._api.sign("answerCallbackQuery", callback_query_id=raw["callback_query"].get("id"))
            elif message and message.addressed:
                await self._api.sign("sendChatAction", **target(message.chat), action="typing")
        except TelegramError as error:
            log.debug("telegram: no sign was given: %s", reason(error))

    async def close(self) -> None:
        await self._api.close_connections()

    async def _say_or_edit(self, where: Parameters, part: Call, replacing: str | None) -> str:
        if replacing is None or not replacing.isdecimal() or part.carries_file:
            return await self._say(where, part)
        edited = {"chat_id": where["chat_id"], "message_id": int(replacing), **part.parameters}
        try:
            await self._api.call("editMessageText", **edited)
        except BadRequest as error:
            if means(error, *_UNEDITABLE):
                return await self._say(where, part)
            if not means(error, "message is not modified"):
                raise
        return replacing

    async def _say(self, where: Parameters, part: Call) -> str:
        sent = await self._api.call(part.method, **where, **part.parameters)
        return str(sent["message_id"]) if isinstance(sent, dict) and "message_id" in sent else ""

    async def _offer_commands(self) -> None:
        """Asked for once: the menu is a comfort and no reason to keep people waiting."""
        try:
            if self._commands:
                await self._api.call("setMyCommands", commands=self._commands)
        except TelegramError as error:
            log.warning("telegram: the menu of commands was not set: %s", reason(error))


def _of_file(part: Call, error: TelegramError, *, said: bool) -> FileRefused | None:
    """``error`` where it is the file of ``part`` that Telegram does not take."""
    refused = part.carries_file and means(error, *_NO_SUCH_FILE)
    return FileRefused(reason(error), said=said) if refused else None


def _half_sent(error: SendError) -> SendError:
    """``error`` of a later part, when an earlier one has gone out."""
    again = {SendErrorKind.THROTTLED, SendErrorKind.UNAVAILABLE}
    kind = SendErrorKind.UNKNOWN if error.kind in again else error.kind
    return SendError(kind, f"only a part was sent: {error.reason}", migrated_to=error.migrated_to)


def _refuse_large(size: int | None) -> None:
    if isinstance(size, int) and size > FILE_LIMIT:
        raise SendError(SendErrorKind.REJECTED, f"the file has {size} bytes, a bot may fetch {FILE_LIMIT}")
