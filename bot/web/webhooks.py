"""Where the platforms push their updates."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.bodies import BadBody, json_object
from bot.web.guards import knows_secret
from bot.web.parts import WebParts
from channels.base import Receive

log = logging.getLogger(__name__)

TELEGRAM_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ZALO_HEADER = "X-Bot-Api-Secret-Token"


class Webhook:
    """One platform's webhook. 403 without the secret; 200 once the update is stored; 503 when it could not
    be, so that the platform offers it again.

    A body that is no JSON object is answered 200 and logged: the platform would offer it for ever, and hold
    back everything behind it. An empty one is a platform that tries the door.
    """

    def __init__(self, channel: str, header: str, secret: str, receive: Receive, parts: WebParts) -> None:
        self._channel = channel
        self._header = header
        self._secret = secret
        self._receive = receive
        self._not_stored = parts.not_stored

    async def post(self, request: Request) -> Response:
        if not knows_secret(request.headers.get(self._header), self._secret):
            log.warning("%s webhook called with a wrong secret", self._channel)
            return JSONResponse({"error": "wrong secret"}, 403)
        body = await request.body()
        if not body.strip():
            return JSONResponse({"ok": True})
        try:
            raw = json_object(body)
        except BadBody as error:
            log.warning("%s webhook: %d bytes dropped: %s", self._channel, len(body), error)
            return JSONResponse({"ok": True})
        try:
            await self._receive(raw)
        except self._not_stored as error:
            # The dispatcher has said as an error that nothing can be stored, once for all of them.
            log.info("%s update not stored, left to the platform: %s", self._channel, error)
            return JSONResponse({"error": "not stored, try again"}, 503, headers={"Retry-After": "2"})
        return JSONResponse({"ok": True})


def webhook_routes(parts: WebParts) -> list[Route]:
    """The webhooks of the channels that have a secret and somebody to receive."""
    known = (("telegram", TELEGRAM_HEADER, parts.telegram_secret), ("zalo", ZALO_HEADER, parts.zalo_secret))
    return [
        Route(
            f"/{channel}/webhook",
            Webhook(channel, header, secret, parts.receive[channel], parts).post,
            methods=["POST"],
        )
        for channel, header, secret in known
        if secret and channel in parts.receive
    ]
