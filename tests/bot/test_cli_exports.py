"""``thidua export``: the register of pledges as a workbook."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection
from typer.testing import CliRunner

from bot.cli import app
from domain.message import Address
from domain.pledge import PledgeKind, Undertaking
from store import people, pledges, units
from store.engine import Store
from store.migrate import upgrade
from store.pledges import NewPledge, Step
from store.units import By, NewUnit
from tests.databases import scalars

NOW = datetime(2022, 2, 1, 1, 0, tzinfo=UTC)


def fill(connection: Connection) -> None:
    by = By(actor=None, on=date(2022, 1, 1), now=NOW)
    above = NewUnit(code="LB", name="LĐLĐ quận (mẫu)", kind="ldld-huyen", parent=None)
    top = units.add(connection, above, by)
    own = units.add(connection, NewUnit(code="CK", name="CĐCS Cơ khí (mẫu)", kind="cdcs", parent=top.id), by)
    lan = people.enrol(connection, Address("telegram", "1"), "=Lan mẫu()", own.id, 1, NOW)
    new = NewPledge(
        kind=PledgeKind.PERSON, person=lan.id, unit=own.id, campaign="long-bien-2022", campaign_version=1,
        period="dot-1", period_ends_on=date(2022, 6, 30),
        undertaking=Undertaking(text="+84 912 345 678", titles=("cong-nhan-gioi",), initiatives=2),
    )  # fmt: skip
    pledges.file(connection, new, Step(actor=lan.id, now=NOW), stored_at=NOW)


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    url = f"sqlite:///{tmp_path}/thidua.db"
    upgrade(url)
    store = Store.open(url)
    store.write_now(fill)
    store.close()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_register_holds_texts_as_texts_and_leaves_empty_what_is_not_asked(filled: Path) -> None:
    arguments = ["export", "pledges", "--campaign", "long-bien-2022", "--unit", "LB", "--out", "x.xlsx"]
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 0, ended.output
    store = Store.open(f"sqlite:///{filled}/thidua.db")
    assert scalars(store, "SELECT action FROM audit ORDER BY id DESC LIMIT 1") == ["register.exported"]
    store.close()
    sheet = load_workbook(io.BytesIO((filled / "x.xlsx").read_bytes())).active
    headings, row = list(sheet.iter_rows())
    values = dict(zip([cell.value for cell in headings], [cell.value for cell in row], strict=True))
    assert values["Họ và tên"] == "=Lan mẫu()"
    assert {cell.data_type for cell in row if cell.value in ("=Lan mẫu()", "+84 912 345 678")} == {"s"}
    assert values["Danh hiệu thi đua"] == "Công nhân giỏi"
    assert values["Trạng thái"] == "chờ xác nhận"
    assert [values[name] for name in ("Ngày sinh", "Giới tính", "Chức vụ, phòng ban")] == [None] * 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--campaign", "khong-co"], "--campaign: there is no khong-co"),
        (["--campaign", "long-bien-2022", "--unit", "X"], "--unit: there is no unit X"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(filled: Path, arguments: list[str], told: str) -> None:
    ended = CliRunner().invoke(app, ["export", "pledges", *arguments, "--out", "x.xlsx"])
    assert (ended.exit_code, told in ended.output) == (2, True)
    assert not (filled / "x.xlsx").exists()
