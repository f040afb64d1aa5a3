"""``/tep/<token>``: a file by its one-time link.

Who has the token has the file: that is all the proof there is on a platform, whose people come with whatever
browser. A link that was made for the page is good only with the page's cookie. Looking (GET, HEAD) uses
nothing up, since chat programs look at links by themselves; the button on the page (POST) does.
"""

import re
from collections import Counter
from html import escape
from importlib.resources import files
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.web.guards import SECURITY_HEADERS, address_of
from bot.web.parts import WebParts
from channels.web import NAME
from domain.clock import monotonic
from domain.reply import shown_size
from domain.text import fold
from store.downloads import Offer

MISSES = 60  # a minute and client, of links that lead nowhere
_MINUTE = 60.0
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_CSP = "Content-Security-Policy"
_HEADERS = {
    _CSP: SECURITY_HEADERS[_CSP].replace("form-action 'none'", "form-action 'self'"),
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


class DownloadRoutes:
    """The page with the button, and the file behind it. A link that is wrong, used, too old or somebody
    else's is the same 404; who tries very many of these gets 429."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts
        self._misses = _Misses()
        self._page, self._no_page, self._later_page = (
            _page("Tải tệp", "file"),
            _page("Không có tệp", "gone"),
            _page("Chờ một chút", "later"),
        )

    async def show(self, request: Request) -> Response:
        return await self._answer(request, take=False)

    async def give(self, request: Request) -> Response:
        return await self._answer(request, take=True)

    async def _answer(self, request: Request, *, take: bool) -> Response:
        client = request.client.host if request.client else ""
        if self._misses.too_many(client):
            return HTMLResponse(self._later_page, 429, headers={**_HEADERS, "Retry-After": "60"})
        try:
            found = await self._found(request, take=take)
        except self._parts.not_stored:
            return HTMLResponse(self._later_page, 503, headers={**_HEADERS, "Retry-After": "5"})
        if found is None:
            self._misses.add(client)
            return HTMLResponse(self._no_page, 404, headers=_HEADERS)
        return found

    async def _found(self, request: Request, *, take: bool) -> Response | None:
        token = request.path_params["token"]
        offer = await self._parts.offered(token) if _TOKEN.fullmatch(token) else None
        if offer is None or not _may_have(request, offer):
            return None
        if not take:
            page = self._page.replace("<!-- name -->", escape(offer.file.name))
            return HTMLResponse(page.replace("<!-- size -->", shown_size(offer.file.size)), headers=_HEADERS)
        content = await self._parts.taken(token)
        return None if content is None else _file(offer, content)


def _page(title: str, name: str) -> str:
    """The frame that all of them have, around what one of them says."""
    frame, body = (
        (files("bot.web") / "page" / file).read_text(encoding="utf-8")
        for file in ("download.html", f"download-{name}.html")
    )
    return frame.replace("<!-- title -->", title).replace("<!-- body -->", body)


def _may_have(request: Request, offer: Offer) -> bool:
    address, is_new = address_of(request)
    return offer.address.channel != NAME or (address == offer.address and not is_new)


def _file(offer: Offer, content: bytes) -> Response:
    name = offer.file.name
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", fold(name))
    headers = {
        **_HEADERS,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Type": offer.file.media_type,
    }
    return Response(content, headers=headers)


class _Misses:
    """How often each client was sent away in this minute."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._began = monotonic()

    def add(self, client: str) -> None:
        self._counts[client] += 1

    def too_many(self, client: str) -> bool:
        if monotonic() - self._began > _MINUTE:
            self._counts.clear()
            self._began = monotonic()
        return self._counts[client] >= MISSES
