"""The page and what belongs to it, read once when the server is put together."""

from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.web.demo import jumps_html
from bot.web.guards import address_of, remember_address
from bot.web.parts import WebParts

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Page:
    """``/``: gives the page its address and never comes from a cache."""

    def __init__(self, parts: WebParts) -> None:
        self._public_url = parts.public_url
        folder = files("bot.web") / "page"
        html = (folder / "index.html").read_text(encoding="utf-8")
        bar = (folder / "demo.html").read_text(encoding="utf-8") if parts.demo_clock else ""
        self._html = html.replace("<!-- demo -->", bar.replace("<!-- jumps -->", jumps_html(parts)))

    async def show(self, request: Request) -> Response:
        response = HTMLResponse(self._html, headers={"Cache-Control": "no-store"})
        remember_address(response, address_of(request)[0], self._public_url)
        return response


class Asset:
    """One file of the page: kept by browsers, asked about again each time."""

    def __init__(self, content: bytes, media_type: str) -> None:
        self._content = content
        self._headers = {
            "Cache-Control": "no-cache",
            "Content-Type": media_type,
            "ETag": f'"{sha256(content).hexdigest()[:16]}"',
        }

    async def show(self, request: Request) -> Response:
        if request.headers.get("if-none-match") == self._headers["ETag"]:
            return Response(status_code=304, headers={"ETag": self._headers["ETag"]})
        return Response(self._content, headers=self._headers)


def asset_routes() -> list[Route]:
    routes = []
    for file in (files("bot.web") / "page").iterdir():
        media_type = TYPES.get(file.name[file.name.rfind(".") :])
        if media_type:
            routes.append(Route(f"/{file.name}", Asset(file.read_bytes(), media_type).show))
    return routes
