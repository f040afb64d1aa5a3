"""``thidua invite``: the first chairs and officers, who then invite others in the chat."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_parts import WRONG_USE, fail, read_settings, store_errors, today

if TYPE_CHECKING:
    from bot.settings import Settings
    from domain.units import Unit


class Invited(StrEnum):
    """Roles one is invited to; workers enrol by themselves."""

    CHAIR = "chair"
    OFFICER = "officer"
    ADMIN = "admin"


def invite(
    role: Annotated[Invited, typer.Option(help="What they will be.")],
    unit: Annotated[str, typer.Option(help="The code of the unit in which they will be.", metavar="CODE")],
) -> None:
    """Make a one-time code for a chair, an officer or an admin; with a link where Telegram is on."""
    settings = read_settings()
    with store_errors(settings):
        found, code = _make(settings, role, unit)
    from domain.codes import written

    print(f"{role} of {found.name} ({found.code}), for one person, once, within 7 days:")
    print(f"  code: {written(code)}")
    if link := asyncio.run(_link(settings, code)):
        print(f"  link: {link}")
    print(f"They send the bot, in a chat of their own: mã {written(code)}")


def _make(settings: "Settings", role: Invited, unit_code: str) -> tuple["Unit", str]:
    from domain.clock import machine_now
    from domain.people import Role
    from domain.units import UnitError
    from store import codes, units
    from store.codes import INVITE, CodeKind, NewCode
    from store.engine import Connection, Store
    from store.migrate import upgrade

    day = today()

    def work(connection: Connection) -> tuple["Unit", str]:
        unit = units.at(connection, unit_code)
        if not unit.is_open(day):
            fail(f"--unit: {unit.name} ({unit.code}) is closed or merged", WRONG_USE)
        new = NewCode(kind=CodeKind.INVITE, role=Role(role.value), unit=unit.id)
        return unit, codes.make(connection, new, INVITE, machine_now())

    upgrade(settings.database)
    store = Store.open(settings.database)
    try:
        return store.write_now(work)
    except UnitError as error:
        fail(f"--unit: {error}", WRONG_USE)
    finally:
        store.close()


async def _link(settings: "Settings", code: str) -> str | None:
    from bot.platforms import start_link

    return await start_link(settings, code)
