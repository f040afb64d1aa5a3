"""A workbook goes in, the tree is what it says, and each row is told what became of it."""

import io
import random
from typing import Any

import pytest
from openpyxl import load_workbook

from content.loader import load_knowledge
from documents.unit_sheet import write_units
from domain.clock import machine_now
from domain.message import Address
from domain.reply import Reply, load_reply
from handlers import unit_import
from store import files, staging, units
from store import unit_import as imports
from store.engine import Store
from store.jobs import Job
from store.units import By
from tests.bot.importing import HEADINGS, ask, imported, province, tree
from tests.databases import scalars
from tests.documents.sheets import workbook

LAN = Address("plain", "1")
KNOWN = load_knowledge()
ROOT = ("T", "LĐLĐ tỉnh Mẫu", "LĐLĐ tỉnh")


def counts(job: Job) -> tuple[int, ...]:
    """created, changed, same, refused"""
    assert job.state == "done", job.error
    return tuple(job.result[name] for name in ("created", "changed", "same", "refused"))


def exported(store: Store) -> bytes:
    standing = store.read_now(imports.standing)
    kinds = list(KNOWN.unit_kinds.values())
    return write_units(standing, KNOWN.unit_columns, kinds, KNOWN.lexicon.sectors)


def told(store: Store, job: Job) -> list[tuple[int, str, list[str]]]:
    rows = store.read_now(lambda c: list(staging.read(c, job.id)))
    return [(number, row["outcome"], [*row["changes"], *row["reasons"]]) for number, row in rows]


def test_the_tree_is_what_the_workbook_says_and_again_nothing_changes(store: Store) -> None:
    data = province(300)
    first = imported(store, data)
    assert counts(first) == (300, 0, 0, 0)
    before = tree(store)
    assert counts(imported(store, data)) == (0, 0, 300, 0)
    assert counts(imported(store, exported(store))) == (0, 0, 300, 0)
    assert tree(store) == before


def test_an_export_is_the_same_tree_elsewhere(store: Store, sqlite_template: Any, tmp_path: Any) -> None:
    imported(store, province(300))
    (tmp_path / "other.db").write_bytes(sqlite_template.read_bytes())
    other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    assert counts(imported(other, exported(store))) == (300, 0, 0, 0)
    assert set(tree(other)) == set(tree(store))
    other.close()


def test_a_unit_is_renamed_moved_changed_and_closed_in_one_row_each(store: Store) -> None:
    rows = [
        HEADINGS,
        ROOT,
        ("A", "Công đoàn xã A", None, "T"),
        ("B", "Công đoàn xã B", None, "T"),
        ("C", "CĐCS C", None, "A", None, 10, 9),
        ("D", "CĐCS D", None, "A", None, 10, 9),
    ]
    imported(store, workbook(rows))
    rows = [
        HEADINGS,
        ("B", "Công đoàn phường B", "Công đoàn phường", None),
        ("A", "Công đoàn xã A", None, None, None, None, None, None, None, "30/6/2026"),
        ("C", "CĐCS C", None, "B", "giáo dục", "1.000", None, "CĐCS Cũ", "Cụm 1"),
        ("D", "CĐCS D", None, "CĐCS C", None, None, None, None, "cum 1; Cụm 2", "30/6/2026"),
    ]
    job = imported(store, workbook(rows))
    assert told(store, job) == [
        (2, "changed", ["đổi tên"]),
        (3, "changed", ["giải thể"]),
        (4, "changed", ["chuyển cấp trên", "khối", "số CNVCLĐ", "tên viết tắt, tên cũ", "cụm thi đua"]),
        (5, "changed", ["chuyển cấp trên", "cụm thi đua", "giải thể"]),
    ]

    def look(connection: Any) -> Any:
        unit = units.at(connection, "C")
        above = units.ancestors(connection, unit)
        names = {name.name: name.kind for name in units.names_of(connection, unit.id)}
        clusters = [each.name for each in units.clusters_of(connection, units.at(connection, "D").id)]
        return [each.code for each in above], unit.sector, unit.workers, unit.members, names, clusters

    assert store.read_now(look) == (
        ["T", "B"],
        "truong-hoc",
        1000,
        9,
        {"CĐCS C": "current", "CĐCS Cũ": "former"},
        ["Cụm 1", "Cụm 2"],
    )
    history = store.read_now(lambda c: [each.change for each in units.history(c, units.at(c, "B").id)])
    assert history == ["created", "renamed"]
    assert store.read_now(lambda c: str(units.at(c, "A").valid_until)) == "2026-06-30"
    assert counts(imported(store, workbook(rows))) == (0, 0, 4, 0)


def test_units_change_places(store: Store) -> None:
    """What lies above another in the end is moved first."""
    rows = [HEADINGS, ROOT, ("A", "Công đoàn xã A", None, "T"), ("B", "Công đoàn xã B", None, "A")]
    imported(store, workbook(rows))
    swapped = [HEADINGS, ("A", "Công đoàn xã A", None, "B"), ("B", "Công đoàn xã B", None, "T")]
    assert counts(imported(store, workbook(swapped))) == (0, 2, 0, 0)
    assert store.read_now(lambda c: [each.code for each in units.ancestors(c, units.at(c, "A"))]) == [
        "T",
        "B",
    ]


def test_a_dry_run_tells_everything_and_changes_nothing(store: Store) -> None:
    job = imported(store, workbook([HEADINGS, ROOT, ("A", "CĐCS A", None, "Z")]), dry_run=True)
    assert (counts(job), job.result["applied"]) == ((1, 0, 0, 1), False)
    assert told(store, job) == [(2, "created", []), (3, "refused", ["không thấy cấp trên “Z”"])]
    assert tree(store) == []


def test_strict_takes_all_rows_or_none(store: Store) -> None:
    bad = workbook([HEADINGS, ROOT, ("A", "CĐCS A", None, "Z")])
    job = imported(store, bad, strict=True)
    assert (counts(job), job.result["applied"], tree(store)) == ((1, 0, 0, 1), False, [])
    good = workbook([HEADINGS, ROOT, ("A", "CĐCS A", None, "T")])
    assert (counts(imported(store, good, strict=True)), len(scalars(store, "SELECT id FROM unit"))) == (
        (2, 0, 0, 0),
        2,
    )


def test_the_owner_is_told_once_and_gets_the_verdicts(store: Store) -> None:
    job = imported(store, workbook([HEADINGS, ROOT, ("A", "CĐCS A", None, "T", None, "=1+1")]), owner=LAN)
    replies = [load_reply(body) for body in scalars(store, "SELECT body FROM delivery")]
    assert [reply.text for reply in replies] == ["Tạo mới 1, thay đổi 0, giữ nguyên 0, không nhận 1 dòng."]
    document = replies[0].document
    assert document is not None
    sheet = load_workbook(io.BytesIO(store.read_now(lambda c: files.read(c, document)))).active
    assert [[cell.value for cell in row] for row in sheet] == [
        ["Dòng", "Mã đơn vị", "Tên đơn vị", "Kết quả", "Thay đổi gì, vì sao không nhận"],
        [2, "T", "LĐLĐ tỉnh Mẫu", "tạo mới", None],
        [
            3,
            "A",
            "CĐCS A",
            "không nhận",
            "ô F3 là công thức chưa có giá trị hoặc bị lỗi; hãy mở bằng Excel, tính lại rồi lưu",
        ],
    ]
    assert job.result["refused"] == 1


def test_the_same_workbook_asked_for_twice_is_one_job(store: Store) -> None:
    data = workbook([HEADINGS, ROOT])
    assert ask(store, data) == ask(store, data)
    assert ask(store, data, dry_run=True) != ask(store, data)
    assert ask(store, data, owner=LAN) != ask(store, data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"ma;ten", "Đây không phải tệp Excel .xlsx, hoặc tệp bị hỏng."),
        (
            workbook([("Mã", "Loại")]),
            "Mình không thấy dòng tiêu đề cột trong 20 dòng đầu; còn thiếu cột: Tên đơn vị.",
        ),
    ],
)
def test_what_is_no_workbook_of_units_is_said_and_not_tried_again(
    store: Store, data: bytes, says: str
) -> None:
    job = imported(store, data, owner=LAN)
    assert (job.state, job.attempts) == ("failed", 1)
    assert [load_reply(body) for body in scalars(store, "SELECT body FROM delivery")] == [Reply(text=says)]


def test_a_tree_that_changes_meanwhile_is_looked_at_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.AFTER_A_FAULT", 0.0)
    imported(store, workbook([HEADINGS, ROOT, ("A", "CĐCS A", None, "T")]))
    meddled = []
    stage = unit_import._stage

    def meddle(work: Any, plan: Any) -> None:
        stage(work, plan)
        if not meddled:
            meddled.append(1)
            by = By(actor=None, on=work.today, now=machine_now())
            store.write_now(lambda c: units.rename(c, units.at(c, "A"), "CĐCS Mới", by))

    monkeypatch.setattr(unit_import, "_stage", meddle)
    job = imported(store, workbook([HEADINGS, ("A", "CĐCS Mới", None, None, None, 5)]))
    assert (counts(job), job.attempts) == ((0, 1, 0, 0), 2)
    names = store.read_now(lambda c: [each.change for each in units.history(c, units.at(c, "A").id)])
    assert names == ["created", "renamed", "changed"]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_imported_the_export_of_it_says_same(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(3):
        job = imported(store, _any_rows(chance))
        assert job.state == "done", job.error
        size = len(scalars(store, "SELECT id FROM unit"))
        before = tree(store)
        if size:
            assert counts(imported(store, exported(store))) == (0, 0, size, 0)
        assert tree(store) == before
    assert scalars(store, "SELECT u.id FROM unit u LEFT JOIN unit a ON a.id = u.parent_id WHERE "
                          "u.path <> coalesce(a.path, '/') || u.id || '/'") == []  # fmt: skip


def _any_rows(chance: random.Random) -> bytes:
    """Rows that agree with one another now and then."""
    codes = [None, "T", "A", "B", "C", "D", "E", "F"]
    kinds = ["Công đoàn xã", "CĐCS", "LĐLĐ tỉnh", None]
    rows: list[tuple[Any, ...]] = [HEADINGS, ROOT]
    for _ in range(chance.randint(1, 12)):
        rows.append(
            (
                chance.choice(codes),
                f"{chance.choice(['Công đoàn xã', 'CĐCS'])} {chance.choice('ABCDEF')}",
                chance.choice(kinds),
                chance.choice([*codes[1:], "Công đoàn xã A"]),
                chance.choice([None, "giáo dục", "doanh nghiệp"]),
                chance.choice([None, 10, 20]),
                chance.choice([None, 5, 15]),
                chance.choice([None, "Cũ", "CĐCS A"]),
                chance.choice([None, "Cụm 1", "Cụm 1; Cụm 2"]),
                chance.choice([None, None, None, "30/6/2026"]),
            )
        )
    return workbook(rows)
