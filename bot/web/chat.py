"""What the page says to us."""

import logging
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.bodies import BadBody, json_object
from bot.web.guards import address_of, from_our_page, remember_address
from bot.web.parts import WebParts
from bot.web.stream import open_stream
from channels.base import Raw
from channels.web import NAME
from domain.message import Address

log = logging.getLogger(__name__)


class ChatRoutes:
    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def stream(self, request: Request) -> Response:
        return open_stream(request, self._parts)

    async def post(self, request: Request) -> Response:
        """Takes one message: 202 once it is stored, 503 when it could not be (the page tries again with the
        same id). ``fresh`` tells a page whose cookie was lost that its stream belongs to its old address."""
        if not from_our_page(request, self._parts.public_url):
            return JSONResponse({"error": "not from our page"}, 403)
        address, fresh = address_of(request)
        try:
            raw = _raw_of(json_object(await request.body()), address)
        except BadBody as error:
            return JSONResponse({"error": str(error)}, 400)
        try:
            await self._parts.receive[NAME](raw)
        except self._parts.not_stored as error:
            # The dispatcher has said as an error that nothing can be stored, once for all of them.
            log.info("message of the page not stored: %s", error)
            return JSONResponse({"error": "not stored, try again"}, 503, headers={"Retry-After": "2"})
        response = JSONResponse({"received": True, "fresh": fresh}, 202)
        remember_address(response, address, self._parts.public_url)
        return response


def _raw_of(body: dict[str, Any], address: Address) -> Raw:
    """Raises BadBody unless there is an id made by the page (a UUID) and either a text or a choice."""
    key, text, choice = body.get("id"), body.get("text"), body.get("choice")
    try:
        key = str(UUID(key))
    except (ValueError, TypeError, AttributeError):
        raise BadBody("id must be a UUID") from None
    if isinstance(text, str) and choice is None:
        return {"id": key, "address": address.chat, "text": text}
    if isinstance(choice, str) and text is None:
        return {"id": key, "address": address.chat, "choice": choice}
    raise BadBody("either text or choice must be a string")
