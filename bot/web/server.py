"""Puts the routes together, and serves them until told to stop."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.arrivals import Arrivals
from bot.web.assets import Page, asset_routes
from bot.web.chat import ChatRoutes
from bot.web.demo import DemoRoutes, SeatRoutes
from bot.web.downloads import DownloadRoutes
from bot.web.guards import SecurityHeaders, security_headers
from bot.web.operations import OperationsRoutes
from bot.web.parts import WebParts
from bot.web.webhooks import webhook_routes

log = logging.getLogger(__name__)


def create_web_app(parts: WebParts) -> Starlette:
    """The whole web side. Reads the page's files; opens nothing and starts nothing."""
    headers = security_headers(parts.public_url)

    async def failed(request: Request, error: Exception) -> Response:
        """A mistake of ours: the platform or the page is to try again. The server logs the traceback."""
        return JSONResponse({"error": "failed, try again"}, 503, headers=headers)

    return Starlette(
        routes=_routes(parts),
        middleware=[
            Middleware(SecurityHeaders, headers=headers),
            Middleware(RequestBodyLimitMiddleware, max_body_size=parts.limits.body),
        ],
        exception_handlers={ClientDisconnect: _gone, Exception: failed},
    )


def _routes(parts: WebParts) -> list[Route]:
    chat, operations, downloads = ChatRoutes(parts), OperationsRoutes(parts), DownloadRoutes(parts)
    routes = [
        Route("/", Page(parts).show),
        *asset_routes(),
        Route("/chat", chat.post, methods=["POST"]),
        Route("/chat/stream", chat.stream),
        Route("/tep/{token}", downloads.show),
        Route("/tep/{token}", downloads.give, methods=["POST"]),
        *webhook_routes(parts),
        Route("/healthz", operations.healthz),
        Route("/readyz", operations.readyz),
        Route("/metrics", operations.metrics),
    ]
    if parts.demo_clock is not None:
        demo = DemoRoutes(parts, parts.demo_clock)
        routes += [
            Route("/demo/clock", demo.show),
            Route("/demo/clock", demo.move, methods=["POST"]),
        ]
    if parts.demo_seat is not None:
        seats = SeatRoutes(parts, parts.demo_seat)
        routes += [
            Route("/demo/seat", seats.show),
            Route("/demo/seat", seats.take, methods=["POST"]),
        ]
    return routes


async def _gone(request: Request, error: Exception) -> Response:
    """Whoever asked hung up in the middle of the body; nobody reads this."""
    return Response(status_code=400)


class WebServer(uvicorn.Server):
    """Serves ``app`` on ``host``:``port`` (0: any free one, see ``port``) until ``stop``.

    Signals stay with the program, and open streams end when the server stops instead of holding it up.
    """

    def __init__(self, app: Starlette, arrivals: Arrivals, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=5,
            )
        )
        self._arrivals = arrivals

    @property
    def port(self) -> int:
        """The port it listens on; only once ``started``."""
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return port

    def stop(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._arrivals.close()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
