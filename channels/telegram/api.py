"""The Bot API as one call that takes and gives raw values.

python-telegram-bot does HTTP, encoding and the naming of errors. Its typed results are not used: an update
or an answer of a newer Bot API than the library knows would be lost in parsing.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx
from telegram import Bot
from telegram.error import TelegramError, TimedOut
from telegram.request import HTTPXRequest

from channels.telegram.errors import Busy, Throttled

IN_FLIGHT = 32
"""Requests at the same time. httpx slows down for every request of a pool well above this."""

_SIGNS_IN_FLIGHT = 4  # typing signs and the like: a comfort that must never keep an answer waiting

# Together less than half of a delivery's lease:
_PERMIT_SECONDS = 2.0  # until a call may begin
_TOTAL_SECONDS = 11.5  # one call, all steps together
_READ_SECONDS = 5.0
_POLL_MARGIN = 10.0  # seconds the answer to a long poll may come late
_PLACEHOLDER = "0:hidden"


class Api(Bot):
    """Raises what python-telegram-bot raises (`TelegramError` and its children) and nothing else."""

    def __init__(self, token: str, api_url: str | None, file_url: str | None) -> None:
        base = api_url or "https://api.telegram.org/bot"
        super().__init__(
            _PLACEHOLDER,
            base_url=base,
            base_file_url=file_url or _file_url(base),
            request=_Request(token, IN_FLIGHT + _SIGNS_IN_FLIGHT),
            get_updates_request=_Request(token, 2),
        )
        self._in_flight = asyncio.Semaphore(IN_FLIGHT)
        self._signs = asyncio.Semaphore(_SIGNS_IN_FLIGHT)

    async def call(self, method: str, **parameters: Any) -> Any:
        """The ``result`` of ``method``; parameters that are None are left out."""
        async with _permit(self._in_flight), _in_time():
            return await self._result(method, parameters)

    async def sign(self, method: str, **parameters: Any) -> None:
        """As `call`, for what is of use at once or not at all: left out while others like it hang."""
        if not self._signs.locked():
            async with self._signs, _in_time():
                await self._result(method, parameters)

    async def updates(self, offset: int, wait: int, allowed: tuple[str, ...]) -> Any:
        """What getUpdates gives after at most ``wait`` seconds; by a connection of its own."""
        parameters = {"offset": offset, "timeout": wait, "allowed_updates": list(allowed)}
        return await self._result("getUpdates", parameters, wait + _POLL_MARGIN)

    async def download(self, path: str) -> bytes:
        """The bytes of a file that getFile has named ``path``."""
        async with _permit(self._in_flight), _in_time():
            return await self.request.retrieve(f"{self.base_file_url}/{quote(path)}")

    async def close_connections(self) -> None:
        await asyncio.gather(*(request.shutdown() for request in self._request))

    async def _result(self, method: str, parameters: dict[str, Any], patience: float = _READ_SECONDS) -> Any:
        try:
            return await self._post(method, parameters, read_timeout=patience)
        except (KeyError, TypeError, AttributeError) as error:  # no ``result``, or not even an object
            raise TelegramError("Invalid server response") from error


class _Request(HTTPXRequest):
    """One pool of connections that knows the token; the library above it does not."""

    def __init__(self, token: str, connections: int) -> None:
        async def put_in_token(request: httpx.Request) -> None:
            request.url = _SecretUrl(request.url, token)

        super().__init__(
            connection_pool_size=connections,
            httpx_kwargs={"event_hooks": {"request": [put_in_token]}},
            connect_timeout=3.0,
            write_timeout=3.0,
            read_timeout=_READ_SECONDS,
            pool_timeout=30.0,
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Throttled(_retry_after(payload))
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As the library's, but a body that is no JSON is not written to the log."""
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except ValueError as error:
            raise TelegramError("Invalid server response") from error


class _SecretUrl(httpx.URL):
    """Goes over the wire with the token in it and is printed (httpx logs every URL) without."""

    def __init__(self, url: httpx.URL, token: str) -> None:
        super().__init__(url)
        self._secret = quote(token, safe=":").encode()

    @property
    def raw_path(self) -> bytes:
        return super().raw_path.replace(_PLACEHOLDER.encode(), self._secret, 1)


@asynccontextmanager
async def _permit(permits: asyncio.Semaphore) -> AsyncIterator[None]:
    """One of ``permits`` for what is inside; Busy when none comes free in time."""
    try:
        async with asyncio.timeout(_PERMIT_SECONDS):
            await permits.acquire()
    except TimeoutError as error:
        raise Busy from error
    try:
        yield
    finally:
        permits.release()


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """What is inside takes at most `_TOTAL_SECONDS`, else TimedOut."""
    try:
        async with asyncio.timeout(_TOTAL_SECONDS):
            yield
    except TimeoutError as error:
        raise TimedOut("No whole answer in time") from error


def _retry_after(payload: bytes) -> timedelta | None:
    try:
        return timedelta(seconds=json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _file_url(api_url: str) -> str:
    """Where a Bot API server that answers at ``api_url`` keeps its files: ``…/bot`` → ``…/file/bot``."""
    host, bot, rest = api_url.rpartition("/bot")
    return f"{host}/file{bot}{rest}"
