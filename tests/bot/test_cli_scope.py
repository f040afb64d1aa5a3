"""``thidua scope …``, as people type it."""

from pathlib import Path

import pytest

from bot.samples import plant
from content.loader import load_samples
from store.engine import Store
from store.migrate import upgrade
from tests.bot.commands import Run
from tests.databases import scalars
from tests.store.trees import DAY, NOW


@pytest.fixture
def file(tmp_path: Path) -> str:
    """The database that the commands find, with the sample units."""
    url = f"sqlite:///{tmp_path}/data/demo.db"
    upgrade(url)
    store = Store.open(url)
    store.write_now(lambda c: plant(c, load_samples(), NOW, DAY))
    store.close()
    return url


def test_scopes_are_shown_set_and_cleared(thidua: Run, file: str) -> None:
    assert thidua("scope", "show").stdout.splitlines() == [
        "long-bien-2022: LĐLĐ quận Long Biên (mẫu) (MAU-LB)",
        "binh-dinh-2022: Công đoàn Viên chức tỉnh Bình Định (mẫu) (MAU-BD)",
        "ninh-binh-2021: LĐLĐ tỉnh Ninh Bình (mẫu) (MAU-NB)",
        "thanh-hoa-2021: LĐLĐ tỉnh Thanh Hóa (mẫu) (MAU-TH)",
        "ben-tre-2018: LĐLĐ tỉnh Bến Tre (mẫu) (MAU-BT)",
    ]
    hanoi = "LĐLĐ thành phố Hà Nội (mẫu) (MAU-HN)"
    said = [
        thidua("scope", "set", "long-bien-2022", "MAU-LB-CK", "MAU-HN").stdout,
        thidua("scope", "set", "long-bien-2022", "MAU-HN", "MAU-LB-CK").stdout,
        thidua("scope", "clear", "long-bien-2022").stdout,
    ]
    assert said == [
        f"long-bien-2022: {hanoi}\n",
        f"nothing to change: long-bien-2022: {hanoi}\n",
        "long-bien-2022: all units\n",
    ]
    store = Store.open(file)
    actions = scalars(store, "SELECT count(*) FROM audit WHERE subject = 'scope' AND actor IS NULL")
    store.close()
    assert actions == [5 + 3 + 2]  # the samples' own; two in, one out; two out


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (("set", "long-bien-2022", "MAU-X"), 1, "MAU-X: there is no such unit"),
        (
            ("clear", "sao-hoa"),
            2,
            "there is no campaign sao-hoa; there are long-bien-2022, binh-dinh-2022, ninh-binh-2021, "
            "thanh-hoa-2021, ben-tre-2018",
        ),
    ],
)
def test_what_is_refused_is_one_line(
    thidua: Run, file: str, arguments: tuple[str, ...], code: int, line: str
) -> None:
    done = thidua("scope", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"thidua: {line}\n")
