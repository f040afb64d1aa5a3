"""``thidua units``: looking at the union tree and changing it, from the command line."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_parts import parse_day, today, write_works

if TYPE_CHECKING:
    from domain.units import Unit
    from store.engine import Connection
    from store.units import By, UnitChange

Code = Annotated[str, typer.Argument(help="The code of the unit.", metavar="CODE")]
On = Annotated[
    str | None, typer.Option("--on", help="The day it holds from, YYYY-MM-DD (else today).", metavar="DAY")
]
Paper = Annotated[str, typer.Option("--paper", help="The decision it follows.", metavar="TEXT")]

app = typer.Typer(help="The tree of units.", no_args_is_help=True)


@app.command()
def show(code: Code) -> None:
    """What a unit is, where it stands, what it was called and what happened to it."""
    for line in write_works(lambda connection: list(_shown(connection, code))):
        print(line)


@app.command()
def rename(
    code: Code,
    name: Annotated[str, typer.Argument(help="Its name from now on.", metavar="NAME")],
    on: On = None,
    paper: Paper = "",
) -> None:
    """Give a unit another name; it is found under the old one as well."""
    by = _by(on, paper)

    def work(connection: "Connection") -> str:
        from store import units

        before = units.at(connection, code)
        after = units.rename(connection, before, name, by)
        return f"{before.name} is now called {_called(after)}"

    print(write_works(work))


@app.command()
def move(
    code: Code,
    to: Annotated[str, typer.Option("--to", help="The code of the unit above.", metavar="PARENT")],
    on: On = None,
    paper: Paper = "",
) -> None:
    """Put a unit, with everything below it, below another one."""
    by = _by(on, paper)

    def work(connection: "Connection") -> str:
        from store import units

        parent = units.at(connection, to)
        moved = units.move(connection, units.at(connection, code), parent, by)
        below = units.count_below(connection, moved.path)
        return f"{_called(moved)} is below {_called(parent)} now, with {below} units below it"

    print(write_works(work))


@app.command()
def merge(
    code: Code,
    into: Annotated[str, typer.Option("--into", help="The code of what it becomes part of.", metavar="CODE")],
    on: On = None,
    paper: Paper = "",
) -> None:
    """Make a unit part of another: its members and the units below it go there; DAY is its last."""
    by = _by(on, paper)

    def work(connection: "Connection") -> str:
        from store import units

        target = units.at(connection, into)
        merged = units.merge(connection, units.at(connection, code), target, by)
        told = units.history(connection, merged.id)[-1].details
        return (
            f"{_called(merged)} is part of {_called(target)}; its last day is {by.on}; "
            f"{told['members']} members went along"
        )

    print(write_works(work))


@app.command()
def close(code: Code, on: On = None, paper: Paper = "") -> None:
    """Close a unit that has no open units below it; DAY is its last."""
    by = _by(on, paper)

    def work(connection: "Connection") -> str:
        from store import units

        closed = units.close(connection, units.at(connection, code), by)
        return f"{_called(closed)} is closed; its last day is {by.on}"

    print(write_works(work))


def _by(on: str | None, paper: str) -> "By":
    from domain.clock import SystemClock
    from store.units import By

    return By(actor=None, on=parse_day(on, "--on") or today(), now=SystemClock().now(), paper=paper)


def _called(unit: "Unit") -> str:
    return f"{unit.name} ({unit.code})"


def _shown(connection: "Connection", code: str) -> Iterator[str]:
    from content.loader import load_unit_kinds
    from store import units

    unit = units.at(connection, code)
    kinds = load_unit_kinds()
    yield _called(unit)
    yield f"  kind: {kinds[unit.kind].name if unit.kind in kinds else unit.kind}"
    yield from _facts(unit)
    above = units.ancestors(connection, unit)
    yield "  below: " + (" > ".join(_called(each) for each in above) or "nothing")
    yield f"  units below it: {units.count_below(connection, unit.path)}"
    if unit.successor and (successor := units.get(connection, unit.successor)):
        yield f"  now part of: {_called(successor)}"
    for group in units.clusters_of(connection, unit.id):
        yield f"  in the cluster: {group.name} ({group.code})"
    for name in units.names_of(connection, unit.id):
        if name.kind != "current":
            yield f"  {'short for it' if name.kind == 'short' else 'was called'}: {name.name}"
    yield "  history:"
    for change in units.history(connection, unit.id):
        yield f"    {_told(connection, change)}"


def _facts(unit: "Unit") -> Iterator[str]:
    facts: dict[str, str | int | date | None] = {
        "sector": unit.sector,
        "workers": unit.workers,
        "members": unit.members,
        "since": unit.valid_from,
        "last day": unit.valid_until,
    }
    return (f"  {name}: {value}" for name, value in facts.items() if value is not None)


def _told(connection: "Connection", change: "UnitChange") -> str:
    """One row of history: the day, what happened, what was before, the paper."""
    from store import units

    details = dict(change.details)
    paper = f" ({details.pop('paper')})" if "paper" in details else ""
    parts = []
    for name, value in details.items():
        if isinstance(value, dict):
            parts.append(f"{name}: " + ", ".join(f"{key} {each}" for key, each in value.items()))
        elif name == "members":
            parts.append(f"{value} members")
        else:
            other = units.get(connection, value) if value is not None else None
            parts.append(f"{name} {_called(other) if other else 'nothing'}")
    what = change.change.replace("_", " ")
    return f"{change.on} {what}{': ' if parts else ''}{'; '.join(parts)}{paper}"
