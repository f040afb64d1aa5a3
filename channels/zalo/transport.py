"""python-zalo-bot, for its HTTP transport only. No other module imports it.

Two things of it are used: the request class and ``Bot._post``. Its reading of answers is not: Zalo sends
errors as HTTP 200 with ``ok: false``, which the package takes for an empty success, and its exceptions
forget Zalo's error code and may hold the token. So an answer is judged here, before the package sees it.
"""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
from zalo_bot import Bot
from zalo_bot.error import ZaloError
from zalo_bot.request import HTTPXRequest

IDLE = 408  # the normal end of a long poll; on any other method a true time-out

# Zalo's own table, for answers that carry a description and no error_code.
_CODES = (
    ("request timeout", IDLE),
    ("quota", 429),
    ("too many requests", 429),
    ("unauthorized", 401),
    ("internal server error", 403),
    ("not found", 404),
    ("bad request", 400),
)

# httpx writes every URL (with the token) at INFO; the package writes texts and chat ids at DEBUG.
_TALKATIVE = ("httpx", "httpcore", "zaloBot.", "zaloBaseRequest", "zaloHTTPXRequest")


class ZaloFailure(ZaloError):  # type: ignore[misc]  # the package is untyped
    """A call that brought no result. The text never holds the token."""


class Refused(ZaloFailure):
    """Zalo answered no. ``code`` is of its table (400, 401, 403, 404, 408, 429); 0 where it gave none."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"error {code or '?'}: {description or 'no description'}")
        self.code = code
        self.description = description


class NotReached(ZaloFailure):
    """There was no connection to the server: nothing has left."""


class NoAnswer(ZaloFailure):
    """The request may have arrived; no answer came, or one that is not the API's."""


class BadAddress(ZaloFailure):
    """ZALO_API_URL and ZALO_TOKEN together make no usable URL."""


class ZaloApi(Bot):  # type: ignore[misc]  # the package is untyped
    """The methods of Zalo's API as raw calls: parameters in, ``result`` out."""

    def __init__(self, token: str, api_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """``transport`` None: the network."""
        super().__init__(token, api_url.rstrip("/"))
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        client = {"verify": httpx.create_ssl_context(), "transport": transport}
        # The package's order: the first is for getUpdates, the second for everything else.
        self._request = (_Request(httpx_kwargs=client), _Request(httpx_kwargs=client))

    async def call(self, method: str, parameters: Mapping[str, object], *, within: timedelta) -> Any:
        """The ``result`` of one call; ``within`` bounds each wait for data. Raises ZaloFailure only."""
        failure: ZaloFailure
        try:
            return await self._post(method, dict(parameters), read_timeout=within.total_seconds())
        except Refused as error:
            hidden = (self._token, str(parameters.get("secret_token") or self._token))
            failure = Refused(error.code, _without(hidden, error.description))
        except ZaloFailure as error:
            failure = error
        except ZaloError:
            failure = NoAnswer("the request failed")
        # Raised out here, the package's exception does not hang on ours as its context.
        raise failure

    async def close(self) -> None:
        for request in self._request:
            await request.shutdown()


class _Request(HTTPXRequest):  # type: ignore[misc]  # the package is untyped
    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Status and body of a good answer. Raises ZaloFailure for everything else."""
        failure: ZaloFailure
        try:
            status, body = await super().do_request(*args, **kwargs)
        except (ZaloError, httpx.InvalidURL) as error:
            failure = _network_failure(error)
        else:
            judged = _judged(status, body)
            if isinstance(judged, bytes):
                return status, judged
            failure = judged
        raise failure


def _network_failure(error: ZaloError | httpx.InvalidURL) -> ZaloFailure:
    cause = error if isinstance(error, httpx.InvalidURL) else error.__cause__
    name = type(cause).__name__
    match cause:
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return BadAddress("no usable URL")
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout() | httpx.ProxyError():
            return NotReached(name)
        case _:
            return NoAnswer(name)


def _judged(status: int, body: bytes) -> bytes | ZaloFailure:
    """The body to go on with, or what is wrong with the answer."""
    try:
        answer = json.loads(body)
    except ValueError:
        return NoAnswer(f"HTTP {status} and no JSON")
    if not isinstance(answer, dict):
        return NoAnswer(f"HTTP {status} and no answer of the API")
    well = 200 <= status <= 299
    if well and answer.get("ok") is True:
        return body
    if well and "ok" not in answer and "event_name" in answer:  # an event without its envelope
        return json.dumps({"ok": True, "result": answer}).encode()
    description = answer.get("description")
    description = description if isinstance(description, str) else ""
    return Refused(_code(answer.get("error_code"), description, status), description)


def _code(given: object, description: str, status: int) -> int:
    if isinstance(given, int | str) and str(given).isdecimal():
        return int(given)
    words = description.lower()
    by_words = (code for phrase, code in _CODES if phrase in words)
    return next(by_words, status if status >= 400 else 0)


def _without(hidden: tuple[str, ...], text: str) -> str:
    for secret in hidden:
        text = text.replace(secret, "***")
    return text
