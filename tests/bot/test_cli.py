"""The commands, as people type them."""

import json
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import typer
from sqlalchemy.exc import IntegrityError

from bot.asking import answer_rows
from bot.cli import until_stopped
from bot.settings import Settings
from content.loader import load_catalogue, load_knowledge
from store.engine import Store
from store.migrate import HEAD
from tests.bot.commands import Run

ENDS = "Đợt thi đua kết thúc ngày nào?"


def test_one_question_is_answered_on_standard_output(thidua: Run) -> None:
    done = thidua("ask", ENDS, "--campaign", "ninh-binh-2021", "--as-of", "2022-05-30")
    assert (done.returncode, done.stderr) == (0, "")
    assert "31/5/2022" in done.stdout
    assert "KH 50/KH-LĐLĐ ngày 23/11/2021" in done.stdout


def test_a_question_back_comes_with_numbers(thidua: Run) -> None:
    done = thidua("ask", "đang ở đợt nào?")
    assert done.stdout.endswith("5. Bến Tre\n(Trả lời bằng số hoặc gõ chữ.)\n")


def test_many_questions_are_answered_in_a_file(thidua: Run, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": ENDS, "campaign": "ninh-binh-2021", "unit_hint": True, "as_of": "2022-05-30"},
        {
            "id": "b",
            "question": ENDS,
            "campaign": "ninh-binh-2021",
            "unit_hint": False,
            "as_of": "2022-05-30",
        },
        {
            "id": "c",
            "as_of": "2022-02-01",
            "turns": [{"question": "Ninh Bình"}, {"question": "đang ở đợt nào"}],
        },
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    assert thidua("ask", "--jsonl", "in.jsonl", "--out", "out.jsonl").returncode == 0
    given = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in given] == ["a", "b", "c#1", "c#2"]
    assert [row["campaign"] for row in given] == ["ninh-binh-2021", None, "ninh-binh-2021", "ninh-binh-2021"]
    assert ["31/5/2022" in row["answer"] for row in given] == [True, False, True, True]
    assert all(set(row) == {"id", "answer", "campaign", "intent", "citations", "confidence"} for row in given)


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        ("{", "line 2 is not JSON"),
        ("[]", "line 2 is no object with an id"),
        ('{"id": 1}', "line 2 has neither a question nor turns with questions"),
        ('{"id": 1, "question": 5}', "line 2 has neither a question nor turns with questions"),
        ('{"id": 1, "turns": [1]}', "line 2 has neither a question nor turns with questions"),
        ('{"id": 1, "question": "x", "as_of": "soon"}', "line 2 has an as_of that is no day (YYYY-MM-DD)"),
    ],
)
def test_a_line_that_is_no_question_is_named_and_nothing_is_written(
    thidua: Run, tmp_path: Path, bad: str, line: str
) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "x"}\n' + bad)
    done = thidua("ask", "--jsonl", "in.jsonl", "--out", "out.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"thidua: in.jsonl: {line}")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("ask",), 'either thidua ask "…", or thidua ask --jsonl IN --out OUT'),
        (("ask", "x", "--jsonl", "in"), 'either thidua ask "…", or thidua ask --jsonl IN --out OUT'),
        (("ask", "x", "--as-of", "today"), "--as-of: write a day as YYYY-MM-DD"),
        (("play", "--at", "2022-2-1"), "--at: write a day as YYYY-MM-DD"),
        (
            ("ask", "x", "--campaign", "hue"),
            "--campaign: there is no hue; there are long-bien-2022, binh-dinh-2022, ninh-binh-2021, "
            "thanh-hoa-2021, ben-tre-2018",
        ),
    ],
)
def test_wrong_use_is_one_line(thidua: Run, arguments: tuple[str, ...], line: str) -> None:
    done = thidua(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"thidua: {line}\n")


def test_asking_loads_no_database_no_platform_and_no_server(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['thidua', 'ask', 'x']\n"
        "from bot.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "rapidfuzz" in loaded
    assert loaded.isdisjoint(
        {"sqlalchemy", "sqlmodel", "alembic", "telegram", "zalo_bot", "starlette", "uvicorn", "apscheduler"}
    )


def test_check_shows_wrong_settings_too_and_fails(thidua: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WEB_PORT=x\nDEMO=q\n")
    done = thidua("check")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-2:] == [
        ".env: DEMO: write true or false",
        ".env: WEB_PORT: write a port from 1 to 65535, or 0 for any free one",
    ]


def test_the_database_is_upgraded_copied_and_put_back(thidua: Run, tmp_path: Path) -> None:
    def conversations() -> int:
        store = Store.open(f"sqlite:///{tmp_path}/data/demo.db")
        count = store.read_now(lambda c: c.exec_driver_sql("SELECT count(*) FROM conversation").scalar_one())
        store.close()
        return int(count)

    done = thidua("db", "upgrade")
    assert (done.returncode, done.stdout) == (0, f"the database is at revision {HEAD}\n")
    store = Store.open(f"sqlite:///{tmp_path}/data/demo.db")
    insert = "INSERT INTO conversation VALUES (?, 1, '{}', '2026-11-20 08:00:00')"
    store.write_now(lambda c: c.exec_driver_sql(insert, ("web:1",)))
    store.close()
    assert thidua("backup", "copy.db").stdout == "written: copy.db\n"
    store = Store.open(f"sqlite:///{tmp_path}/data/demo.db")
    store.write_now(lambda c: c.exec_driver_sql(insert.replace("08:00", "09:00"), ("web:2",)))
    store.close()

    refused = thidua("restore", "copy.db")
    assert (refused.returncode, conversations()) == (1, 2)
    assert refused.stderr.startswith("thidua: the database cannot be used: data/demo.db holds newer data")
    restored = thidua("restore", "copy.db", "--force")
    assert (restored.returncode, conversations()) == (0, 1)
    assert restored.stdout.startswith("restored: copy.db; what was there is in data/demo.db.before-restore.")
    assert restored.stdout.endswith("erased again, for they had been erased since the copy was made: 0\n")
    for name in ("demo.db", "demo.db-wal", "demo.db-shm"):
        (tmp_path / "data" / name).unlink(missing_ok=True)
    assert thidua("restore", "copy.db").stdout.splitlines()[-1] == (
        "Who else was erased since the copy was made cannot be known: no whole database was there."
    )


@pytest.mark.parametrize("command", [("backup", "x"), ("restore", "x")])
def test_a_database_that_cannot_be_used_is_one_line_without_its_password(
    thidua: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://lan:sesame@127.0.0.1:1/x\n")
    done = thidua(*command)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "PostgreSQL" in done.stderr
    assert "sesame" not in done.stderr


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_password_in_the_query_is_hidden_in_what_to_do_instead(
    thidua: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://lan@h/x?password=abc&sslmode=require\n")
    done = thidua(command, "x")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "password=***" in done.stderr
    assert "abc" not in done.stderr


def test_a_copy_that_cannot_be_written_is_one_line(thidua: Run, tmp_path: Path) -> None:
    thidua("db", "upgrade")
    done = thidua("backup", "/proc/x/y")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("thidua: ")
    assert "/proc/x" in done.stderr


def test_a_fault_of_the_program_is_told_without_the_words_of_people(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    words = " ".join(("câu", "riêng", "tư"))

    async def fails() -> None:
        raise IntegrityError("INSERT " + words, {"text": words}, sqlite3.IntegrityError(words))

    with pytest.raises(typer.Exit) as caught:
        until_stopped(Settings(demo=True), fails())
    assert (caught.value.exit_code, capsys.readouterr().err) == (
        1,
        "thidua: a fault of the program (IntegrityError) has stopped it; the log says where\n",
    )
    assert "in fails" in caplog.text
    assert words not in caplog.text


def test_the_help_lists_the_commands_there_are(thidua: Run) -> None:
    lines = thidua("--help").stdout.split("Commands:")[1].splitlines()
    named = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    commands = [
        "run",
        "play",
        "ask",
        "export",
        "check",
        "backup",
        "restore",
        "invite",
        "db",
        "units",
        "scope",
    ]
    assert sorted(named) == sorted(commands)


def test_a_game_goes_through_the_whole_engine_and_through_time(thidua: Run, tmp_path: Path) -> None:
    said = [
        "Ninh Bình đang ở giai đoạn nào?",
        ":ngày 2022-06-01",
        "đang ở giai đoạn nào?",
        ":ngày 2021-11-15",
        "đang ở giai đoạn nào?",
        ":ngày",
        ":ngày mai",
        ":lên",
        "phong trào",
        "5",
        ":THOAT",
        "không ai đọc",
    ]
    done = thidua("play", "--at", "2022-02-01", said="\n".join(said))
    assert (done.returncode, done.stderr) == (0, "")
    shown = [line for line in done.stdout.splitlines() if line and not line.startswith("(")]
    answers = [shown.pop(place) for place in (4, 2, 0)]
    for answer, fact in zip(answers, ("giai đoạn 1", "kết thúc ngày 31/5/2022", "giai đoạn 2"), strict=True):
        assert fact in answer
    assert shown[:5] == [
        "Hôm nay: thứ Tư 1/6/2022",
        "Hôm nay: thứ Hai 15/11/2021",
        "Hôm nay: thứ Hai 15/11/2021",
        "Ngày viết là YYYY-MM-DD, ví dụ: :ngày 2022-02-01",
        "Chỉ có: “:ngày”, “:ngày YYYY-MM-DD”, “:thoát”.",
    ]
    assert shown[-1].startswith("Đã chọn Bến Tre: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("like", "choice"),
    [("zalo", "1. Long Biên"), ("telegram", "  [1 Long Biên]"), ("web", "  [1 Long Biên]")],
)
def test_a_game_looks_like_the_channel_it_is_played_as(thidua: Run, like: str, choice: str) -> None:
    done = thidua("play", "--as", like, said="/phongtrao\n")
    assert choice in done.stdout.splitlines()


def test_a_file_may_hold_any_line_end_inside_a_question_and_begin_with_a_byte_order_mark(
    thidua: Run, tmp_path: Path
) -> None:
    row = {"id": "a", "question": f"{ENDS}\u2028\x85", "campaign": "ninh-binh-2021", "unit_hint": True}
    written = json.dumps(row, ensure_ascii=False)
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + written.encode() + b"\r\n")
    done = thidua("ask", "--jsonl", "in.jsonl", "--out", "out.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    (given,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    assert "31/5/2022" in json.loads(given)["answer"]


@pytest.mark.parametrize("campaign", [5, ["ninh-binh-2021"], {"id": 1}, True, None])
def test_a_chosen_campaign_that_is_no_id_is_none(campaign: object) -> None:
    row = {"id": "a", "question": "đang ở đợt nào?", "as_of": "2022-05-30"}
    asked = (load_knowledge(), load_catalogue(), date(2022, 5, 30))
    (odd,) = answer_rows([{**row, "unit_hint": True, "campaign": campaign}], *asked)
    assert (odd,) == tuple(answer_rows([row], *asked))
