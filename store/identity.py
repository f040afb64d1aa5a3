"""Which database this is, and who has it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import Connection, bindparam, select

from store.connections import is_sqlite, parse_url, sqlite_file
from store.dialect import per_dialect
from store.errors import StoreError
from store.tables import about

_LOOK = select(about.c.value).where(about.c.name == bindparam("wanted"))
_BEGIN = per_dialect(
    lambda insert: (
        insert(about)
        .values(name=bindparam("name"), value=bindparam("value"))
        .on_conflict_do_nothing(index_elements=["name"])
    )
)


def epoch(connection: Connection) -> str:
    """A name that no other database has, the same for ever; a restored one gets a new one. Cursors into
    one epoch mean nothing in another."""
    return kept(connection, "epoch", lambda: uuid4().hex[:12])


def kept(connection: Connection, name: str, make: Callable[[], str]) -> str:
    """What this database keeps about itself under ``name``, made when it is first asked for: the same for
    all processes."""
    known = look(connection, name)
    if known is not None:
        return known
    connection.execute(_BEGIN[connection.dialect.name], {"name": name, "value": make()})
    return str(look(connection, name))


def look(connection: Connection, name: str) -> str | None:
    """The same where it is there already."""
    value: str | None = connection.execute(_LOOK, {"wanted": name}).scalar_one_or_none()
    return value


@contextmanager
def held(url: str, advice: str = "several need PostgreSQL") -> Iterator[None]:
    """Keep a SQLite database to this process while the block runs: at its start the bot takes back what it
    finds on the way, which must not be another's. Raises StoreError, with ``advice`` at its end, when another
    process has it. PostgreSQL is for many."""
    parsed = parse_url(url)
    if not is_sqlite(parsed):
        yield
        return
    import fcntl

    file = sqlite_file(parsed)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.with_name(f"{file.name}.lock").open("a")
    except OSError as error:
        raise StoreError(f"{file.parent} cannot be written: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"another process runs the bot on {file}; {advice}") from None
        yield
