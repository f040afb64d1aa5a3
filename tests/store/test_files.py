"""Files are kept as they were put, under names that harm nobody, until their time is over."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from threading import Thread

import pytest
from sqlalchemy import Connection, text

from domain.message import Address
from store import downloads, files
from store.connections import parse_url, postgres_engine
from store.engine import Store
from store.files import FileGone, FileTooLarge, StoredFile, clean_name
from tests.databases import scalars

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def put(store: Store, content: bytes = b"abc", keep: timedelta | None = None, name: str = "a.xlsx") -> str:
    return store.write_now(
        lambda c: files.put(c, name=name, media_type=XLSX, content=content, now=NOW, keep=keep)
    )


@pytest.mark.parametrize("size", [0, 1, files.PIECE, files.PIECE + 1, 3_000_000])
def test_a_file_comes_back_byte_for_byte(store: Store, size: int) -> None:
    content = Random(size).randbytes(size)
    row = put(store, content, timedelta(days=1))
    assert store.read_now(lambda c: files.read(c, row)) == content
    assert store.read_now(lambda c: files.about(c, row)) == StoredFile(
        id=row,
        name="a.xlsx",
        media_type=XLSX,
        size=size,
        sha256=sha256(content).hexdigest(),
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )


def test_a_file_of_20_mb_is_taken_and_one_byte_more_is_not(sqlite_store: Store) -> None:
    row = put(sqlite_store, bytes(files.LARGEST))
    assert len(sqlite_store.read_now(lambda c: files.read(c, row))) == files.LARGEST
    with pytest.raises(FileTooLarge):
        put(sqlite_store, bytes(files.LARGEST + 1))
    assert scalars(sqlite_store, "SELECT count(*) FROM file") == [1]


def test_what_is_not_there_is_said_to_be_gone(store: Store) -> None:
    assert store.read_now(lambda c: files.about(c, "no")) is None
    with pytest.raises(FileGone):
        store.read_now(lambda c: files.read(c, "no"))


def test_a_file_with_a_piece_missing_is_gone(store: Store) -> None:
    row = put(store, bytes(files.PIECE * 2))
    store.write_now(lambda c: c.exec_driver_sql("DELETE FROM file_chunk WHERE number = 1"))
    with pytest.raises(FileGone):
        store.read_now(lambda c: files.read(c, row))


def test_files_go_when_their_time_is_over_a_chunk_at_a_time(store: Store) -> None:
    kept = put(store)
    for _ in range(3):
        put(store, keep=timedelta(hours=1))
    later = NOW + timedelta(hours=1)
    sweep = [store.write_now(lambda c: files.delete_expired(c, later, 2)) for _ in range(3)]
    assert sweep == [2, 1, 0]
    assert scalars(store, "SELECT id FROM file") == [kept]
    assert scalars(store, "SELECT file_id FROM file_chunk") == [kept]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Danh sách đăng ký.xlsx", "Danh sách đăng ký.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\b.docx", "b.docx"),
        ("a\r\nSet-Cookie: x.xlsx", "a Set-Cookie_ x.xlsx"),
        ("bang\u202excl.exe", "bang xcl.exe"),
        ("\u200fa\x00b.pdf", "ab.pdf"),
        ('"><img src=x>.xlsx', "___img src=x_.xlsx"),
        ("...", "tep"),
        (".xlsx", "xlsx"),
        ("", "tep"),
        ("\ud800.txt", "_.txt"),
        ("đ" * 300 + ".xlsx", "đ" * 97 + ".xlsx"),
    ],
)
def test_names_are_made_fit_to_be_saved(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_media_type_that_is_none_is_just_bytes(store: Store) -> None:
    row = store.write_now(
        lambda c: files.put(c, name="a", media_type="text/html\r\nX: y", content=b"", now=NOW, keep=None)
    )
    known = store.read_now(lambda c: files.about(c, row))
    assert known is not None
    assert known.media_type == files.UNKNOWN_TYPE


def put_naming(c: Connection, since: str | None = None) -> str:
    return files.put(
        c,
        name="dang-ky.xlsx",
        media_type=XLSX,
        content=b"Lan",
        now=NOW,
        keep=None,
        names_since=files.last_erasure(c) if since is None else since,
    )


def test_a_file_that_names_people_goes_at_an_erasure_with_its_links(store: Store) -> None:
    other = put(store, b"abc")
    naming = store.write_now(put_naming)
    token = store.write_now(lambda c: downloads.mint(c, naming, Address("web", "a"), NOW))
    assert store.write_now(files.drop_naming) == 1
    assert store.read_now(lambda c: files.about(c, naming)) is None
    assert store.read_now(lambda c: downloads.look(c, token, NOW)) is None
    assert scalars(store, "SELECT file_id FROM file_chunk") == [other]


def test_what_began_to_be_made_before_an_erasure_is_not_kept(store: Store) -> None:
    since = store.read_now(files.last_erasure)
    store.write_now(files.drop_naming)
    with pytest.raises(files.NamesGone):
        store.write_now(lambda c: put_naming(c, since))
    assert scalars(store, "SELECT count(*) FROM file") == [0]
    assert store.write_now(put_naming)


def test_an_erasure_waits_for_what_is_being_kept_and_drops_it(postgres_url: str) -> None:
    """Two transactions at once: whoever is first, no file with the name is left."""
    engine = postgres_engine(parse_url(postgres_url), writes=True)
    dropped: list[int] = []

    def erase() -> None:
        with engine.begin() as connection:
            dropped.append(files.drop_naming(connection))

    second = Thread(target=erase)
    with engine.begin() as connection:
        put_naming(connection)
        second.start()
        second.join(0.3)
        assert second.is_alive()
    second.join(10)
    with engine.connect() as connection:
        assert (dropped, connection.execute(text("SELECT count(*) FROM file")).scalar_one()) == ([1], 0)
    engine.dispose()
