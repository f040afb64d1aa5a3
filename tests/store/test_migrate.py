"""The schema comes up from nothing and from something, and is the one the program believes in."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from store.backup import backup
from store.engine import Store
from store.errors import StoreError
from store.identity import held
from store.migrate import HEAD, current, upgrade
from store.migrations import REVISIONS
from store.restoring import Restored, restore
from store.tables import METADATA
from tests.databases import scalars


def test_an_empty_place_becomes_a_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/x.db"
    assert current(url) is None
    assert upgrade(url) is None
    assert current(url) == HEAD
    assert upgrade(url) is None
    assert [file.suffix for file in tmp_path.glob("data/*.db*")] == [".db"]


def test_the_migrated_schema_is_the_programs(database_url: str) -> None:
    store = Store.open(database_url)
    differences = store.read_now(
        lambda c: compare_metadata(MigrationContext.configure(c, opts={"compare_type": True}), METADATA)
    )
    store.close()
    assert (current(database_url), differences) == (HEAD, [])


def test_every_step_of_the_schema_is_listed() -> None:
    import store.migrations.versions as versions

    files = sorted(path.name[:4] for path in Path(versions.__path__[0]).glob("0*.py"))
    assert files == list(REVISIONS)


def test_a_database_of_a_newer_program_is_left_alone(database_url: str) -> None:
    store = Store.open(database_url)
    store.write_now(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    store.close()
    with pytest.raises(StoreError, match="does not fit this program"):
        upgrade(database_url)


@pytest.fixture
def filled(sqlite_url: str) -> tuple[str, Path]:
    """A database as an older program left it: a parent and a child table, both with rows."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with sqlite3.connect(file) as connection:
        connection.executescript(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL,"
            " FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE);"
            "INSERT INTO parent VALUES (1, 'a'); INSERT INTO child VALUES (1, 1), (2, 1);"
        )
    connection.close()
    return sqlite_url, file


STEP = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{head}"


def upgrade():
    with op.batch_alter_table("parent", recreate="always") as parent:
        parent.add_column(sa.Column("extra", sa.Text))
    {more}
"""


@pytest.fixture
def with_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Lets the program have one more migration."""
    import shutil

    from store import migrate

    scripts = tmp_path / "scripts"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", scripts)
    monkeypatch.setattr(migrate, "_SCRIPTS", scripts)
    monkeypatch.setattr(migrate, "HEAD", "9999")
    return lambda more="": (scripts / "versions" / "9999_more.py").write_text(
        STEP.format(head=HEAD, more=more)
    )


def test_a_filled_database_is_copied_and_loses_no_row(filled, with_step) -> None:
    url, file = filled
    with_step()
    copy = upgrade(url)
    assert copy is not None
    for database, revision, columns in ((file, "9999", 3), (copy, HEAD, 2)):
        with sqlite3.connect(database) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision,)]
            assert connection.execute("SELECT id FROM child").fetchall() == [(1,), (2,)]
            assert len(connection.execute("SELECT * FROM parent").fetchone()) == columns
        connection.close()


def test_a_migration_that_leaves_rows_pointing_nowhere_never_happened(filled, with_step) -> None:
    url, file = filled
    with_step('op.execute("DELETE FROM parent")')
    with pytest.raises(StoreError, match=r"point nowhere \(child\)"):
        upgrade(url)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT * FROM parent").fetchall() == [(1, "a")]
    connection.close()
    assert current(url) == HEAD


def _question(url: str, words: str, asked_at: str) -> None:
    store = Store.open(url)
    insert = text("INSERT INTO kept_question (question, asked_at) VALUES (:words, :asked_at)")
    store.write_now(lambda c: c.execute(insert, {"words": words, "asked_at": asked_at}))
    store.close()


def _questions(url: str) -> list[str]:
    store = Store.open(url)
    words = store.read_now(lambda c: list(c.execute(text("SELECT question FROM kept_question")).scalars()))
    store.close()
    return words


def test_a_backup_comes_back(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "copies" / "b.db"
    _question(sqlite_url, "trước", "2026-11-20 08:00:00.000000")
    backup(sqlite_url, file)
    assert file.stat().st_mode & 0o077 == 0
    elsewhere = f"sqlite:///{tmp_path}/new/elsewhere.db"
    assert restore(elsewhere, file) == Restored(before=None, erased=0, all_known=False)
    assert (tmp_path / "new" / "elsewhere.db").stat().st_mode & 0o077 == 0
    assert _questions(elsewhere) == ["trước"]
    assert current(elsewhere) == HEAD


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal", ".lock"])
def test_a_backup_never_replaces_the_database_itself(sqlite_url: str, suffix: str) -> None:
    _question(sqlite_url, "trước", "2026-11-20 08:00:00.000000")
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with pytest.raises(StoreError, match="belongs to the database itself"):
        backup(sqlite_url, file.parent / "." / ".." / file.parent.name / f"{file.name}{suffix}")
    assert _questions(sqlite_url) == ["trước"]


def test_a_backup_by_way_of_a_link_never_replaces_the_database_itself(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    (tmp_path / "hard.db").hardlink_to(file)
    (tmp_path / "soft.db").symlink_to(file)
    (tmp_path / "near.part").symlink_to(file)
    for name in ("hard.db", "soft.db", "near"):
        with pytest.raises(StoreError, match="belongs to the database itself"):
            backup(sqlite_url, tmp_path / name)
    with pytest.raises(StoreError, match="belongs to the database itself"):
        restore(sqlite_url, tmp_path / "hard.db", force=True)
    assert _questions(sqlite_url) == []


def test_a_backup_that_has_no_place_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target in (tmp_path / "file" / "b.db", tmp_path):
        with pytest.raises(StoreError, match="the copy cannot be written"):
            backup(sqlite_url, target)


def test_nothing_is_restored_under_a_running_bot(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "b.db"
    backup(sqlite_url, file)
    _question(sqlite_url, "sau", "2026-11-20 09:00:00.000000")
    with held(sqlite_url), pytest.raises(StoreError, match=r"another process runs the bot .*; stop it first"):
        restore(sqlite_url, file, force=True)
    assert _questions(sqlite_url) == ["sau"]


def test_newer_data_is_replaced_only_by_force_and_kept_aside(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "b.db"
    _question(sqlite_url, "trước", "2026-11-20 08:00:00.000000")
    backup(sqlite_url, file)
    _question(sqlite_url, "sau", "2026-11-20 09:00:00.000000")
    running = Store.open(sqlite_url)
    with pytest.raises(StoreError, match=r"newer data \(of 2026-11-20 09:00"):
        restore(sqlite_url, file)
    assert _questions(sqlite_url) == ["trước", "sau"]
    aside = restore(sqlite_url, file, force=True).before
    query = text("SELECT count(*) FROM kept_question")
    assert running.write_now(lambda c: c.execute(query).scalar_one()) == 1  # a running program goes on
    running.close()
    assert _questions(sqlite_url) == ["trước"]
    assert _questions(f"sqlite:///{aside}") == ["trước", "sau"]


def test_a_damaged_or_foreign_file_is_not_restored(sqlite_url: str, tmp_path: Path) -> None:
    file, foreign, newer = tmp_path / "b.db", tmp_path / "f.db", tmp_path / "n.db"
    backup(sqlite_url, file)
    backup(sqlite_url, newer)
    body = bytearray(file.read_bytes())
    body[4096 : len(body)] = b"\x5a" * (len(body) - 4096)
    file.write_bytes(body)
    for target, statement in (
        (foreign, "CREATE TABLE x (y)"),
        (newer, "UPDATE alembic_version SET version_num=9"),
    ):
        with sqlite3.connect(target) as connection:
            connection.execute(statement)
        connection.close()
    for target, words in (
        (file, "damaged|malformed"),
        (foreign, "not a backup of this program"),
        (newer, "schema this program does not know: 9"),
        (tmp_path / "none.db", "there is no backup"),
    ):
        with pytest.raises(StoreError, match=words):
            restore(sqlite_url, target)


def test_postgresql_names_its_own_tools_without_the_password() -> None:
    url = "postgresql://lan:secret@db/thidua"
    with pytest.raises(StoreError) as refused:
        backup(url, Path("b.dump"))
    assert str(refused.value).endswith("pg_dump --format=custom --file=b.dump postgresql://lan@db/thidua")
    with pytest.raises(StoreError) as refused:
        restore(url, Path("b.dump"))
    assert str(refused.value).endswith(
        "pg_restore --clean --if-exists --dbname=postgresql://lan@db/thidua b.dump"
    )


def test_registers_made_before_name_people(tmp_path: Path) -> None:
    """So that they go at an erasure too."""
    url = f"sqlite:///{tmp_path}/x.db"
    upgrade(url, "0005")
    names = ("dang-ky-long-bien-2022-2026-11-20.xlsx", "ket-qua-nhap-don-vi.xlsx")
    row = "'%s', '%s', 'a/b', 0, '', '2026-11-20 00:00:00', NULL"
    with sqlite3.connect(tmp_path / "x.db") as connection:
        for name in names:
            connection.execute(f"INSERT INTO file VALUES ({row % (name[:3], name)})")
    connection.close()
    upgrade(url)
    store = Store.open(url)
    assert scalars(store, "SELECT name FROM file WHERE names_people") == [names[0]]
    store.close()
