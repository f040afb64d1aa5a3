"""Who may ask for what: the page's cookie, the origin of a request, a webhook's secret, headers."""

import hmac
import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.web import NAME
from domain.message import Address

COOKIE = "thidua"
COOKIE_SECONDS = 30 * 24 * 3600  # as long as a conversation is kept

_CHAT = re.compile(r"[0-9a-f]{32}")

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


_HTTPS_ONLY = {"Strict-Transport-Security": f"max-age={365 * 24 * 3600}"}


def security_headers(public_url: str) -> dict[str, str]:
    """What every answer carries; where people come by https, browsers are told to come no other way."""
    return SECURITY_HEADERS | (_HTTPS_ONLY if _is_https(public_url) else {})


class SecurityHeaders:
    """Puts ``headers`` on every answer, but for those that it brings itself."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    said.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def address_of(request: Request) -> tuple[Address, bool]:
    """The page's address, and whether it is new: a random number of 128 bits that only the cookie knows."""
    chat = request.cookies.get(COOKIE, "")
    if _CHAT.fullmatch(chat):
        return Address(NAME, chat), False
    return Address(NAME, secrets.token_hex(16)), True


def remember_address(response: Response, address: Address, public_url: str) -> None:
    """Give the page its address for another 30 days."""
    response.set_cookie(
        COOKIE,
        address.chat,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=_is_https(public_url),
    )


def _is_https(url: str) -> bool:
    return urlsplit(url).scheme == "https"


def from_our_page(request: Request, public_url: str) -> bool:
    """False for what another site makes a browser send. Programs that are no browsers say neither header."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    ours = urlsplit(public_url)
    if public_url and origin == f"{ours.scheme}://{ours.netloc}":
        return True
    try:
        return origin != "null" and urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # not an address at all
        return False


def knows_secret(given: str | None, secret: str) -> bool:
    """Compared in constant time; an empty secret is known to nobody."""
    return bool(secret) and hmac.compare_digest((given or "").encode(), secret.encode())
