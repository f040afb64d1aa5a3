"""Demo mode only: the bar that moves the date."""

from datetime import date
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.bodies import BadBody, json_object
from bot.web.guards import from_our_page
from bot.web.parts import WebParts
from domain.clock import MovableClock, local_day

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


class DemoRoutes:
    def __init__(self, parts: WebParts, clock: MovableClock) -> None:
        self._parts = parts
        self._clock = clock

    async def show(self, request: Request) -> Response:
        return self._day()

    async def move(self, request: Request) -> Response:
        """``{"day": "2022-02-01"}`` puts the clock there, ``{"day": null}`` back to the machine's day."""
        if not from_our_page(request, self._parts.public_url):
            return JSONResponse({"error": "not from our page"}, 403)
        try:
            day = _day_of(json_object(await request.body()))
        except BadBody as error:
            return JSONResponse({"error": str(error)}, 400)
        if day is None:
            self._clock.reset()
        else:
            self._clock.move_to(day, self._parts.zone)
        return self._day()

    def _day(self) -> Response:
        day = local_day(self._clock.now(), self._parts.zone)
        shown = {"day": day.isoformat(), "moved": self._clock.moved}
        return JSONResponse(shown, headers={"Cache-Control": "no-store"})


def _day_of(body: dict[str, Any]) -> date | None:
    """Raises BadBody for anything but null or a day of this century or the last."""
    said = body.get("day", "")
    if said is None:
        return None
    try:
        day = date.fromisoformat(said)
    except (ValueError, TypeError):
        raise BadBody("day must be YYYY-MM-DD or null") from None
    if not FIRST <= day <= LAST:
        raise BadBody(f"day must be between {FIRST} and {LAST}")
    return day


def jumps_html(parts: WebParts) -> str:
    """The quick jumps as buttons."""
    return "\n".join(_jump(label, day) for label, day in parts.demo_days)


def _jump(label: str, day: date) -> str:
    shown = f"{day.day}/{day.month}/{day.year}"
    return (
        f'<button type="button" class="jump" data-day="{day.isoformat()}" title="{shown}">{escape(label)}'
        f'<span class="unseen"> {shown}</span></button>'
    )
