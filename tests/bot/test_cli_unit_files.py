"""``thidua units import`` and ``export``, as people type them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.settings import Settings
from tests.bot.importing import HEADINGS
from tests.bot.program import running, wait_until
from tests.documents.sheets import workbook

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = ("T", "LĐLĐ tỉnh Mẫu", "LĐLĐ tỉnh")
GOOD = workbook([HEADINGS, ROOT, ("A", "CĐCS A", None, "T")])
BAD = workbook([HEADINGS, ROOT, ("A", "CĐCS A", None, "Z"), ("B", None, "CĐCS", "T")])


@pytest.fixture
def thidua(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    (tmp_path / ".env").write_text("DEMO=false\n")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", "units", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )

    return run


def test_in_and_out_and_in_again(thidua: Run, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(GOOD)
    dry = thidua("import", "in.xlsx", "--dry-run")
    assert (dry.returncode, dry.stdout, dry.stderr) == (
        0,
        "Tạo mới 2, thay đổi 0, giữ nguyên 0, không nhận 0 dòng. Đây là chạy thử, chưa ghi gì.\n",
        "",
    )
    done = thidua("import", "in.xlsx")
    assert (done.returncode, done.stdout) == (0, "Tạo mới 2, thay đổi 0, giữ nguyên 0, không nhận 0 dòng.\n")
    assert thidua("export", "out.xlsx").stdout == "written: out.xlsx, 2 units\n"
    again = thidua("import", "out.xlsx", "--strict")
    assert (again.returncode, again.stdout) == (
        0,
        "Tạo mới 0, thay đổi 0, giữ nguyên 2, không nhận 0 dòng.\n",
    )


def test_refused_rows_are_listed_and_end_with_1(thidua: Run, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(BAD)
    strict = thidua("import", "in.xlsx", "--strict", "--verdicts", "verdicts.xlsx")
    refused = "3: A CĐCS A – không thấy cấp trên “Z”\n4: B – thiếu tên đơn vị\n"
    counts = "Tạo mới 1, thay đổi 0, giữ nguyên 0, không nhận 2 dòng."
    assert (strict.returncode, strict.stdout) == (
        1,
        f"{refused}{counts} Có dòng không nhận được nên chưa ghi gì.\n",
    )
    verdicts = load_workbook(tmp_path / "verdicts.xlsx").active
    assert [row[3].value for row in verdicts] == ["Kết quả", "tạo mới", "không nhận", "không nhận"]
    others = thidua("import", "in.xlsx")
    assert (others.returncode, others.stdout) == (1, f"{refused}{counts}\n")
    assert thidua("export", "out.xlsx").stdout == "written: out.xlsx, 1 units\n"


def test_what_is_no_workbook_is_one_line(thidua: Run, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(b"ma;ten")
    done = thidua("import", "in.xlsx")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "thidua: in.xlsx: the workbook cannot be used: not_a_workbook\n"
    missing = thidua("import", "nowhere.xlsx")
    assert (missing.returncode, missing.stderr) == (1, "thidua: nowhere.xlsx: No such file or directory\n")


def test_it_works_beside_the_running_bot(thidua: Run, tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(GOOD)
    with running(tmp_path, DEMO="false") as program:
        done = thidua("import", "in.xlsx")
        assert (done.returncode, done.stdout) == (
            0,
            "Tạo mới 2, thay đổi 0, giữ nguyên 0, không nhận 0 dòng.\n",
        )
        wait_until(lambda: program.rows("SELECT state FROM job") == [("done",)])
