"""The command ``thidua``. Each command loads only what it needs."""

import asyncio
import logging
from collections.abc import Coroutine
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import cli_exports, cli_scope, cli_unit_files, cli_units
from bot.cli_invite import invite
from bot.cli_parts import WRONG_USE, fail, parse_day, read_settings, store_errors, today
from bot.loading import loading
from bot.roles import ALL, UnknownRole, parse_roles

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    name="thidua",
    help="Chat bot for Vietnamese trade-union emulation campaigns.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # what it shows of local variables may hold a token
    rich_markup_mode=None,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(db, name="db")
cli_units.app.command("import")(cli_unit_files.import_units)
cli_units.app.command("export")(cli_unit_files.export_units)
app.add_typer(cli_units.app, name="units")
app.add_typer(cli_scope.app, name="scope")


class Look(StrEnum):
    """Whose limits ``play`` has."""

    ZALO = "zalo"
    TELEGRAM = "telegram"
    WEB = "web"


def main() -> None:
    app()


@app.command()
def run(
    roles: Annotated[str, typer.Option(help="What this process does, with commas between.")] = ALL,
) -> None:
    """Start the bot: everything in one process, or some roles, for several processes on PostgreSQL."""
    try:
        wanted = parse_roles(roles)
    except UnknownRole as error:
        fail(str(error), WRONG_USE)
    settings = read_settings()
    with loading():
        from bot import app as program
    from bot.logs import configure_logging

    configure_logging(settings.log_level, settings.secrets)
    until_stopped(settings, program.run(settings, wanted, lambda url: _announce(settings, url)))


@app.command()
def play(
    like: Annotated[Look | None, typer.Option("--as", help="Show answers as this channel would.")] = None,
    at: Annotated[str | None, typer.Option(help="The day it is, YYYY-MM-DD.", metavar="DAY")] = None,
) -> None:
    """Chat in the terminal, with a clock moved by hand: ":ngày 2022-02-01" moves it, ":thoát" ends."""
    from bot.play import play as run_play

    run_play(like, parse_day(at, "--at"), read_settings().timezone)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="One question.")] = None,
    campaign: Annotated[str | None, typer.Option(help="The id of the campaign it is about.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The day it is asked, YYYY-MM-DD.", metavar="DAY")] = None,
    jsonl: Annotated[Path | None, typer.Option(help="Many questions, one JSON object a line.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where their answers go.")] = None,
) -> None:
    """Answer one question on standard output, or many from a file. Opens no database."""
    with loading():
        from bot.asking import answer_file, answer_one
        from content.loader import load_catalogue, load_knowledge

        knowledge, catalogue = load_knowledge(), load_catalogue()
    day = parse_day(as_of, "--as-of") or today()
    if campaign is not None and campaign not in catalogue:
        ids = ", ".join(each.id for each in catalogue)
        fail(f"--campaign: there is no {campaign}; there are {ids}", WRONG_USE)
    if jsonl is not None and out is not None and question is None:
        try:
            answer_file(jsonl, out, knowledge, catalogue, day)
        except (OSError, ValueError) as error:
            fail(f"{jsonl}: {error}")
    elif question is not None and jsonl is None and out is None:
        print(answer_one(question, campaign, knowledge, catalogue, day))
    else:
        fail('either thidua ask "…", or thidua ask --jsonl IN --out OUT', WRONG_USE)


app.command()(cli_exports.export)


@app.command()
def check() -> None:
    """Find every problem in content, texts and settings; exit 1 if there is any."""
    from bot.settings import ENV_FILE, SettingsError, load_settings
    from content.checks import problems

    found = [str(problem) for problem in problems()]
    try:
        load_settings()
    except SettingsError as error:
        found += [f"{ENV_FILE}: {problem}" for problem in error.problems]
    for line in found:
        print(line)
    if found:
        raise typer.Exit(1)
    print("No problems found.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The copy to write.")]) -> None:
    """Copy the whole database, also while the bot runs."""
    settings = read_settings()
    with store_errors(settings):
        from store.backup import backup as write_backup

        write_backup(settings.database, file)
    print(f"written: {file}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A copy that backup has written.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a database that holds newer data.")] = False,
) -> None:
    """Put a copy in the place of the database, without whom that has erased since; what was there is kept."""
    settings = read_settings()
    with store_errors(settings):
        from store.restoring import restore as put_back

        done = put_back(settings.database, file, force=force)
    print(f"restored: {file}" + (f"; what was there is in {done.before}" if done.before else ""))
    print(f"erased again, for they had been erased since the copy was made: {done.erased}")
    if not done.all_known:
        print("Who else was erased since the copy was made cannot be known: no whole database was there.")


@db.command()
def upgrade() -> None:
    """Bring the database to this version's schema; "run" does so by itself."""
    settings = read_settings()
    with store_errors(settings):
        from store.migrate import HEAD
        from store.migrate import upgrade as bring_up

        copy = bring_up(settings.database)
    print(f"the database is at revision {HEAD}" + (f"; before, it was copied to {copy}" if copy else ""))


app.command()(invite)


def until_stopped(settings: "Settings", program: Coroutine[Any, Any, None]) -> None:
    """Run it; whatever ends it is one line for people, and a fault of ours a traceback in the log."""
    from bot.listener import StartError
    from store.errors import StoreError, is_unavailable

    with store_errors(settings):
        try:
            asyncio.run(program)
        except StartError as error:
            fail(str(error))
        except StoreError:
            raise
        except Exception as error:
            if is_unavailable(error):
                raise
            _log_fault(error)
            name = type(error).__name__
            fail(f"a fault of the program ({name}) has stopped it; the log says where")


def _log_fault(error: Exception) -> None:
    """Where and as what ``error`` was raised; not its words, which may be somebody's message."""
    fault = RuntimeError(f"{type(error).__name__}, its words are left out").with_traceback(
        error.__traceback__
    )
    logging.getLogger(__name__).critical("the program fails", exc_info=fault)


def _announce(settings: "Settings", url: str) -> None:
    demo = (
        f" Bản dùng thử: dời được ngày, dữ liệu ở {settings.data_dir}/demo.db." if settings.demo_mode else ""
    )
    print(f"Mở {url} để trò chuyện; Ctrl+C để dừng.{demo}", flush=True)
