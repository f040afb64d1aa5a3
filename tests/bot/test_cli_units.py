"""``thidua units …``, as people type it."""

from pathlib import Path

import pytest

from bot.samples import plant
from content.loader import load_samples
from store.engine import Store
from store.migrate import upgrade
from tests.bot.commands import Run
from tests.store.trees import DAY, NOW


@pytest.fixture(autouse=True)
def _samples(tmp_path: Path) -> None:
    """The database that the commands find, with the sample units."""
    url = f"sqlite:///{tmp_path}/data/demo.db"
    upgrade(url)
    store = Store.open(url)
    store.write_now(lambda c: plant(c, load_samples(), NOW, DAY))
    store.close()


def test_a_unit_is_shown_with_all_that_happened_to_it(thidua: Run) -> None:
    done = thidua("units", "show", "MAU-NB-HD")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "CĐCS Trường Mầm non Hoa Đào (mẫu) (MAU-NB-HD)",
        "  kind: Công đoàn cơ sở",
        "  sector: truong-hoc",
        "  workers: 18",
        "  members: 18",
        "  last day: 2025-06-30",
        "  below: Tổng Liên đoàn Lao động (mẫu) (MAU-TLD) > LĐLĐ tỉnh Ninh Bình (mẫu) (MAU-NB) > "
        "CĐCS Trường Mầm non Hoa Mai (mẫu) (MAU-NB-HM)",
        "  units below it: 0",
        "  now part of: CĐCS Trường Mầm non Hoa Mai (mẫu) (MAU-NB-HM)",
        "  history:",
        "    2025-07-01 created",
        "    2025-06-30 merged: from LĐLĐ tỉnh Ninh Bình (mẫu) (MAU-NB); "
        "into CĐCS Trường Mầm non Hoa Mai (mẫu) (MAU-NB-HM); 0 members",
    ]


def test_a_unit_is_renamed_moved_merged_and_closed(thidua: Run) -> None:
    paper = ("--on", "2026-03-01", "--paper", "QĐ 9/QĐ-LĐLĐ")
    said = [
        thidua("units", "rename", "MAU-TH-SM", "CĐCS May Sao Hôm (mẫu)", *paper).stdout,
        thidua("units", "move", "MAU-TH-SM", "--to", "MAU-TH-BM", *paper).stdout,
        thidua("units", "merge", "MAU-TH-NS", "--into", "MAU-TH-BM", *paper).stdout,
        thidua("units", "close", "MAU-BT-XL", *paper).stdout,
    ]
    assert said == [
        "CĐCS Công ty May Sao Mai (mẫu) is now called CĐCS May Sao Hôm (mẫu) (MAU-TH-SM)\n",
        "CĐCS May Sao Hôm (mẫu) (MAU-TH-SM) is below Công đoàn phường Bình Minh (mẫu) (MAU-TH-BM) now, "
        "with 2 units below it\n",
        "Công đoàn Khu kinh tế Nghi Sơn (mẫu) (MAU-TH-NS) is part of Công đoàn phường Bình Minh (mẫu) "
        "(MAU-TH-BM); its last day is 2026-03-01; 0 members went along\n",
        "Nghiệp đoàn Xe lam Cồn Xanh (mẫu) (MAU-BT-XL) is closed; its last day is 2026-03-01\n",
    ]
    shown = thidua("units", "show", "MAU-TH-SM").stdout.splitlines()
    assert "  was called: CĐCS Công ty May Sao Mai (mẫu)" in shown
    assert "  short for it: May Sao Mai mẫu" in shown
    assert shown[-2:] == [
        "    2026-03-01 renamed: before: name CĐCS Công ty May Sao Mai (mẫu); "
        "after: name CĐCS May Sao Hôm (mẫu) (QĐ 9/QĐ-LĐLĐ)",
        "    2026-03-01 moved: from Công đoàn Khu kinh tế Nghi Sơn (mẫu) (MAU-TH-NS); "
        "to Công đoàn phường Bình Minh (mẫu) (MAU-TH-BM) (QĐ 9/QĐ-LĐLĐ)",
    ]
    assert "  in the cluster: Cụm thi đua các tỉnh phía Bắc (mẫu) (MAU-CUM-1)" in (
        thidua("units", "show", "MAU-TH").stdout.splitlines()
    )


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("show", "MAU-X"), 1, "MAU-X: there is no such unit"),
        (("merge", "MAU-NB", "--into", "MAU-NB"), 1, "MAU-NB: a unit cannot be merged into itself"),
        (("move", "MAU-NB", "--to", "MAU-NB-HM"), 1, "MAU-NB: a unit cannot go to a unit below itself"),
        (
            ("close", "MAU-LB"),
            1,
            "MAU-LB (MAU-LB-CK): close, move or merge the open units below it first",
        ),
        (("rename", "MAU-NB", "  "), 1, "a unit needs a name"),
        (("close", "MAU-BT-XL", "--on", "today"), 2, "--on: write a day as YYYY-MM-DD"),
    ],
)
def test_what_is_refused_is_one_line(thidua: Run, arguments: tuple[str, ...], code: int, line: str) -> None:
    done = thidua("units", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"thidua: {line}\n")
