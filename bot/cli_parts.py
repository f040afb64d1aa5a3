"""What commands share: settings, days, and whatever goes wrong told in one line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from store.engine import Connection

T = TypeVar("T")
WRONG_USE = 2


def read_settings() -> "Settings":
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings()
    except SettingsError as error:
        fail(str(error), WRONG_USE)


@contextmanager
def store_errors(settings: "Settings") -> Iterator[None]:
    from bot.redaction import Redactor
    from store.errors import StoreError, StoreUnavailable, plainly

    redact = Redactor(settings.secrets).redact
    try:
        with plainly():
            yield
    except StoreUnavailable as error:
        if settings.database.startswith("sqlite:"):
            fail(redact(f"the database cannot be used: {error}"))
        mend = "start the database, or write the address of one that runs"
        fail(redact(f"DATABASE_URL: {error}; {mend}"))
    except (StoreError, OSError) as error:
        fail(redact(f"the database cannot be used: {error}"))


def write_works(work: Callable[["Connection"], T]) -> T:
    """What ``work`` returned, committed; a change of the tree that is refused is one line."""
    settings = read_settings()
    with store_errors(settings), _refusals():
        from store.engine import Store
        from store.migrate import upgrade

        upgrade(settings.database)
        store = Store.open(settings.database)
        try:
            return store.write_now(work)
        finally:
            store.close()


@contextmanager
def _refusals() -> Iterator[None]:
    from domain.units import UnitError

    try:
        yield
    except UnitError as error:
        fail(str(error))


def parse_day(written: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(written) if written is not None else None
    except ValueError:
        fail(f"{option}: write a day as YYYY-MM-DD", WRONG_USE)


def today() -> date:
    from domain.clock import SystemClock, local_day

    return local_day(SystemClock().now(), read_settings().timezone)


def fail(line: str, code: int = 1) -> NoReturn:
    print(f"thidua: {' '.join(line.split())}", file=sys.stderr)
    raise typer.Exit(code)
