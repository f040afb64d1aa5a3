"""What operators and their tools look at."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.metrics import CONTENT_TYPE
from bot.web.parts import WebParts

NOT_KEPT = {"Cache-Control": "no-store"}


class OperationsRoutes:
    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def healthz(self, request: Request) -> Response:
        """The process runs and answers."""
        return JSONResponse({"status": "ok"}, headers=NOT_KEPT)

    async def readyz(self, request: Request) -> Response:
        """200 when the program can do its work, else 503 with every reason."""
        readiness = await self._parts.ready()
        notes = {"notes": dict(readiness.notes)} if readiness.notes else {}
        if readiness.ready:
            return JSONResponse({"status": "ready", **notes}, headers=NOT_KEPT)
        shown = {"status": "not ready", "reasons": dict(readiness.reasons), **notes}
        return JSONResponse(shown, 503, headers=NOT_KEPT)

    async def metrics(self, request: Request) -> Response:
        content = await self._parts.metrics()
        return Response(content, headers={**NOT_KEPT, "Content-Type": CONTENT_TYPE})
