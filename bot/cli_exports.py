"""``thidua export``: papers out of the database."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli_parts import WRONG_USE, fail, read_settings, store_errors, today


class Paper(StrEnum):
    """What can be exported."""

    PLEDGES = "pledges"


def export(
    kind: Annotated[Paper, typer.Argument(help="pledges: the register of pledges, .xlsx.")],
    campaign: Annotated[str, typer.Option(help="The id of the campaign.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    unit: Annotated[str | None, typer.Option(help="The code of a unit: it and what is below it.")] = None,
) -> None:
    """Write a paper from what is in the database now."""
    settings = read_settings()
    with store_errors(settings):
        from content.loader import load_catalogue, load_knowledge
        from domain.units import ROOT, UnitError
        from handlers.pledge_export import Asked, register
        from store import audit, units
        from store.engine import Store

        plan = load_catalogue().get(campaign)
        if plan is None:
            fail(f"--campaign: there is no {campaign}", WRONG_USE)
        store = Store.open(settings.database)
        try:
            path = store.read_now(lambda c: units.at(c, unit).path) if unit else ROOT
            asked = Asked(campaign=plan, knowledge=load_knowledge(), zone=settings.timezone, today=today())
            content = store.read_now(lambda c: register(c, [(path, False)], asked))
            store.write_now(lambda c: audit.record(c, **_exported(plan.id)))
        except UnitError:
            fail(f"--unit: there is no unit {unit}", WRONG_USE)
        finally:
            store.close()
        out.write_bytes(content)
    print(f"written: {out}")


def _exported(campaign: str) -> dict[str, Any]:
    """What the audit record says of an export from here: nobody in the chat has asked for it."""
    from domain.clock import machine_now

    return {
        "action": "register.exported",
        "actor": None,
        "subject": "file",
        "subject_id": None,
        "now": machine_now(),
        "campaign": campaign,
    }
