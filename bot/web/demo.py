"""Demo mode only: the bar that moves the date and changes who one is."""

import re
from datetime import date
from hashlib import sha256
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.bodies import BadBody, json_object
from bot.web.guards import COOKIE_SECONDS, address_of, from_our_page, remember_address
from bot.web.parts import Seat, WebParts
from channels.web import NAME
from domain.clock import MovableClock, local_day
from domain.message import Address
from domain.people import Role

SEAT = "thidua_seat"  # the cookie
_PAGE = re.compile(r"[0-9a-f]{32}")
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


class SeatRoutes:
    """Who the page is: in each role it has an address of its own, so that the stories of a worker and of a
    chair can be played in one page. The cookie names the page; addresses follow from it."""

    def __init__(self, parts: WebParts, seat: Seat) -> None:
        self._parts = parts
        self._seat = seat

    async def show(self, request: Request) -> Response:
        _, role = _seat_of(request)
        return JSONResponse({"role": role}, headers={"Cache-Control": "no-store"})

    async def take(self, request: Request) -> Response:
        """``{"role": "chair"}``: from now on the page speaks as the chair."""
        if not from_our_page(request, self._parts.public_url):
            return JSONResponse({"error": "not from our page"}, 403)
        try:
            role = Role(json_object(await request.body()).get("role", ""))
        except (BadBody, ValueError):
            return JSONResponse({"error": f"role must be one of {', '.join(Role)}"}, 400)
        page, _ = _seat_of(request)
        address = _address_as(page, role)
        await self._seat(address, role)
        response = JSONResponse({"role": role})
        response.set_cookie(SEAT, f"{page}.{role}", max_age=COOKIE_SECONDS, httponly=True, samesite="lax")
        remember_address(response, address, self._parts.public_url)
        return response


def _seat_of(request: Request) -> tuple[str, str]:
    """The page's own number and its role: a worker's, until another is taken."""
    page, _, role = request.cookies.get(SEAT, "").partition(".")
    if _PAGE.fullmatch(page) and role in Role.__members__.values():
        return page, role
    return address_of(request)[0].chat, Role.WORKER


def _address_as(page: str, role: Role) -> Address:
    if role is Role.WORKER:
        return Address(NAME, page)
    return Address(NAME, sha256(f"{page}:{role}".encode()).hexdigest()[:32])


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
