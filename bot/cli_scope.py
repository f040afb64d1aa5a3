"""``thidua scope``: which units a campaign concerns, from the command line."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_parts import WRONG_USE, fail, write_works

if TYPE_CHECKING:
    from domain.campaign import Campaign
    from store.engine import Connection

Id = Annotated[str, typer.Argument(help="The id of the campaign.", metavar="CAMPAIGN")]

app = typer.Typer(help="Which units each campaign concerns.", no_args_is_help=True)


@app.command("set")
def set_scope(
    campaign: Id,
    codes: Annotated[list[str], typer.Argument(help="Codes of the units at the top.", metavar="UNITCODE…")],
) -> None:
    """The campaign concerns these units and what is below them, and no others."""
    plan = _campaign(campaign)
    print(write_works(lambda connection: _put(connection, plan, codes)))


@app.command()
def clear(campaign: Id) -> None:
    """The campaign concerns all units again."""
    plan = _campaign(campaign)
    print(write_works(lambda connection: _put(connection, plan, [])))


@app.command()
def show() -> None:
    """Every campaign with the units at the top of its scope."""
    for line in write_works(lambda connection: list(_shown(connection))):
        print(line)


def _campaign(id: str) -> "Campaign":
    from content.loader import load_catalogue

    catalogue = load_catalogue()
    found = catalogue.get(id)
    if found is None:
        fail(f"there is no campaign {id}; there are {', '.join(each.id for each in catalogue)}", WRONG_USE)
    return found


def _put(connection: "Connection", campaign: "Campaign", codes: list[str]) -> str:
    from domain.clock import machine_now
    from store import scopes, units

    tops = [units.at(connection, code).id for code in codes]
    changed = scopes.put(connection, campaign.id, tops, by=None, now=machine_now())
    return f"{'' if changed else 'nothing to change: '}{_told(connection, campaign)}"


def _shown(connection: "Connection") -> Iterator[str]:
    from content.loader import load_catalogue

    return (_told(connection, each) for each in load_catalogue())


def _told(connection: "Connection", campaign: "Campaign") -> str:
    from store import scopes

    tops = scopes.of(connection, campaign.id).tops
    return f"{campaign.id}: " + (", ".join(f"{top.name} ({top.code})" for top in tops) or "all units")
