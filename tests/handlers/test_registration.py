"""Who sees who has registered, and who takes the register home: every role × place, by word and by button."""

import asyncio
import io
import re
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.enclosures import Enclosures
from channels.web import WebChannel
from domain.clock import machine_now
from domain.message import Address
from domain.people import Role
from domain.pledge import PledgeKind, Target, Undertaking
from domain.reply import load_reply
from handlers.jobs import JOBS
from handlers.pledge_export import KIND, make_register, register
from handlers.work import Ending, Work
from store import downloads, files, jobs, people, scopes
from store.engine import Store
from store.erasing import erase_person
from tests.bot import importing
from tests.bot.test_sender import finished, running
from tests.bot.waiting import until
from tests.databases import scalars
from tests.handlers.people import ACTOR, KNOWLEDGE, PLACES
from tests.handlers.pledges import Desk, rows
from tests.store.trees import NOW

#                 nobody  worker  chair  officer      admin
TABLE = """
tyle              -       -       OWN    OWN+BELOW    OWN+BELOW
xuatdangky        -       -       OWN    OWN+BELOW    OWN+BELOW
"""
BUTTONS = {"tyle": "tl:thanh-hoa-2021", "xuatdangky": "px:thanh-hoa-2021"}


@pytest.mark.parametrize("way", ["command", "go", "campaign"])
@pytest.mark.parametrize(("command", "role", "cell"), rows(TABLE))
def test_who_sees_which_units(
    sqlite_store: Store, command: str, role: Role | None, cell: str, way: str
) -> None:
    desk = Desk(sqlite_store, role)
    laid = {place: desk.lay(place) for place in PLACES}
    desk.talk.conversation = desk.talk.conversation.choosing("thanh-hoa-2021")
    choice = {"command": None, "go": f"go:{command}", "campaign": BUTTONS[command]}[way]
    said = desk.talk.say("" if choice else f"/{command}", choice=choice)
    if command == "tyle":
        seen = [place for place in PLACES if f"Unit {place}" in said]
    else:
        names = "" if cell == "-" else str(_sheets(sqlite_store))
        seen = [place for place in PLACES if laid[place].receipt in names]
    assert ("+".join(seen) or "-") == cell
    if cell == "-":
        assert said.startswith("Việc này dành cho")
        assert desk.count("job") == 0


@pytest.mark.parametrize("choice", ["tl:", "tl:nowhere", "px:", "px:nowhere", "px:" + "x" * 200])
@pytest.mark.parametrize("role", [Role.WORKER, Role.CHAIR])
def test_made_up_buttons_do_nothing(store: Store, choice: str, role: Role) -> None:
    desk = Desk(store, role)
    said = desk.talk.press(choice)
    assert said.startswith("Việc này dành cho") is (role is Role.WORKER)
    assert desk.count("job") == 0


def test_the_register_comes_as_a_workbook_at_the_end_of_a_link(store: Store) -> None:
    """Asked for, made by the worker, said once with the file; without the name of who has withdrawn."""
    desk = Desk(store, Role.OFFICER)
    first, second = desk.lay("OWN", by="chair-OWN"), desk.lay("BELOW")
    chair, officer = (desk.person(Address("web", who)) for who in ("chair-OWN", "officer-BELOW"))
    desk.do(lambda c: people.rename(c, chair, "=1+1"))
    desk.do(lambda c: people.rename(c, officer, "Đỗ Thị Tên Riêng"))
    desk.do(lambda c: people.withdraw(c, officer, NOW))
    desk.talk.conversation = desk.talk.conversation.choosing("thanh-hoa-2021")
    assert desk.talk.say("/xuatdangky").startswith("Mình đang lập danh sách đăng ký Thanh Hóa")
    [sheet] = _sheets(store)
    assert [row for row in sheet if first.receipt in row and "=1+1" in str(row)]
    assert [row for row in sheet if second.receipt in row]
    assert "Tên Riêng" not in str(sheet)
    assert scalars(store, "SELECT actor FROM audit WHERE action = 'register.exported'") == [
        desk.person(ACTOR)
    ]


def test_the_page_gets_a_link_that_is_good_once(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    laid = desk.lay("OWN")
    desk.talk.conversation = desk.talk.conversation.choosing("thanh-hoa-2021")
    desk.talk.say("/xuatdangky")
    _sheets(store)
    channel = WebChannel()

    async def send() -> None:
        async with running(store, channel, enclosures=Enclosures(store, KNOWLEDGE.texts)):
            await until(finished(store, "sent"))

    asyncio.run(send())
    [reply] = [load_reply(body) for body in scalars(store, "SELECT body FROM delivery")]
    link = re.search(r"/tep/([\w-]{32})", reply.text)
    assert link, reply.text
    assert reply.document is None
    offer = store.write_now(lambda c: downloads.take(c, link[1], machine_now()))
    assert offer is not None
    assert laid.receipt in str(_cells(store, offer.id))
    assert store.write_now(lambda c: downloads.take(c, link[1], machine_now())) is None


def test_a_register_begun_twice_is_said_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(store, Role.OFFICER)
    laid = desk.lay("OWN")
    tries: list[int] = []

    def dies_once(work: Work) -> Ending:
        ending = make_register(work)
        tries.append(1)
        if len(tries) == 1:
            raise OSError("killed at the last moment")
        return ending

    desk.talk.conversation = desk.talk.conversation.choosing("thanh-hoa-2021")
    desk.talk.say("/xuatdangky")
    monkeypatch.setattr(importing, "JOBS", {**JOBS, KIND: dies_once})
    monkeypatch.setattr("bot.worker.AFTER_A_FAULT", 0.0)
    [sheet] = _sheets(store)
    assert len(tries) == 2
    assert laid.receipt in str(sheet)


def test_a_register_goes_when_somebody_in_it_is_erased(store: Store) -> None:
    """With its link; whoever comes for it is told, and can have it made anew without the name."""
    desk = Desk(store, Role.OFFICER)
    desk.lay("OWN", by="chair-OWN")
    chair = desk.person(Address("web", "chair-OWN"))
    desk.do(lambda c: people.rename(c, chair, "Đỗ Thị Tên Riêng"))
    desk.talk.conversation = desk.talk.conversation.choosing("thanh-hoa-2021")
    desk.talk.say("/xuatdangky")
    [sheet] = _sheets(store)
    assert "Đỗ Thị Tên Riêng" in str(sheet)
    desk.do(lambda c: erase_person(c, chair, NOW, by=chair))
    assert [desk.count(table) for table in ("file", "file_chunk", "download")] == [0, 0, 0]

    async def send() -> None:
        async with running(store, WebChannel(), enclosures=Enclosures(store, KNOWLEDGE.texts)):
            await until(finished(store, "sent"))

    asyncio.run(send())
    [reply] = [load_reply(body) for body in scalars(store, "SELECT body FROM delivery")]
    assert "Tệp kèm theo tin này không còn nữa" in reply.text
    assert "gõ “xuất đăng ký”" in reply.text
    desk.talk.say("/xuatdangky")
    assert "Tên Riêng" not in str(_sheets(store))


def test_a_register_that_is_being_made_at_an_erasure_is_made_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(store, Role.OFFICER)
    laid = desk.lay("OWN", by="chair-OWN")
    chair = desk.person(Address("web", "chair-OWN"))
    desk.do(lambda c: people.rename(c, chair, "Đỗ Thị Tên Riêng"))
    written: list[bytes] = []

    def slow(*about: Any) -> bytes:
        written.append(register(*about))
        if len(written) == 1:  # read, and not yet kept
            desk.do(lambda c: erase_person(c, chair, NOW, by=chair))
        return written[-1]

    monkeypatch.setattr("handlers.pledge_export.register", slow)
    desk.talk.conversation = desk.talk.conversation.choosing("thanh-hoa-2021")
    desk.talk.say("/xuatdangky")
    [sheet] = _sheets(store)
    assert len(written) == 2
    assert laid.receipt in str(sheet)
    assert "Tên Riêng" not in str(sheet)
    assert desk.count("file") == 1


def _sheets(store: Store) -> Sequence[list[list[object]]]:
    """The workbooks of all replies, once every job is done."""
    job = scalars(store, "SELECT id FROM job ORDER BY id")[-1]
    for _ in range(5):
        asyncio.run(importing.worker(store).do_one())
        found = store.read_now(lambda c: jobs.find(c, job))
        if found and found.ended:
            break
    assert found is not None
    assert found.state == "done", found.error
    replies = [load_reply(body) for body in scalars(store, "SELECT body FROM delivery ORDER BY id")]
    return [_cells(store, reply.document) for reply in replies if reply.document]


def _cells(store: Store, file_id: str) -> list[list[object]]:
    content = store.read_now(lambda c: files.read(c, file_id))
    sheet = load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet]


def test_the_register_names_who_is_missing_and_what_units_undertake(store: Store) -> None:
    """Of the units that the campaign concerns, in sheets of their own, all as text."""
    desk = Desk(store, Role.OFFICER)
    first = desk.lay("OWN", by="chair-OWN")
    chair, officer = (desk.person(Address("web", who)) for who in ("chair-BELOW", "officer-BELOW"))
    desk.do(lambda c: people.rename(c, chair, "=HYPERLINK(1)"))
    desk.do(lambda c: people.withdraw(c, officer, NOW))
    targets = (Target(indicator="sang-kien-dang-ky", value=12), Target(indicator="guong-tot", value=3))
    what = Undertaking(text="+84 1", targets=targets)
    signed = desk.lay("BELOW", PledgeKind.UNIT, party="OWN", what=what)
    desk.talk.conversation = desk.talk.conversation.choosing("thanh-hoa-2021")
    desk.talk.say("/xuatdangky")
    book = _book(store)
    assert book.sheetnames == ["Thanh Hóa", "Chưa đăng ký", "Giao ước"]
    missing = [[cell.value for cell in row] for row in book["Chưa đăng ký"]]
    assert missing == [
        ["Cơ quan, đơn vị", "Họ và tên"],
        ["Unit OWN", "Lan"],
        ["Unit OWN", "officer"],
        ["Unit BELOW", "=HYPERLINK(1)"],
    ]
    assert {cell.data_type for row in book["Chưa đăng ký"] for cell in row} == {"s"}
    headings, row = list(book["Giao ước"])
    said = {h.value: cell for h, cell in zip(headings, row, strict=True)}
    assert (said["Cơ quan, đơn vị"].value, said["Bên cùng ký"].value) == ("Unit BELOW", "Unit OWN")
    assert (said["Mã nhận"].value, said["Nội dung khác"].value) == (signed.receipt, "+84 1")
    assert said["Nội dung khác"].data_type == "s"
    assert said["Số sáng kiến đăng ký (sáng kiến)"].value == 12
    assert said["Số gương người tốt, việc tốt (người)"].value == 3
    assert said["Số sáng kiến được áp dụng (sáng kiến)"].value is None
    assert first.receipt in str([[cell.value for cell in row] for row in book["Thanh Hóa"]])


def test_the_register_is_of_units_that_are_concerned(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    laid = {place: desk.lay(place) for place in ("OWN", "BELOW")}
    below = desk.town.unit("BELOW")
    desk.do(lambda c: scopes.put(c, "thanh-hoa-2021", [below], by=None, now=NOW))
    desk.talk.conversation = desk.talk.conversation.choosing("thanh-hoa-2021")
    desk.talk.say("/xuatdangky")
    book = _book(store)
    register = str([[cell.value for cell in row] for row in book["Thanh Hóa"]])
    assert (laid["OWN"].receipt in register, laid["BELOW"].receipt in register) == (False, True)
    assert [row[0].value for row in book["Chưa đăng ký"]][1:] == ["Unit BELOW"]


def _book(store: Store) -> Workbook:
    """The workbook of the only job, once it is done."""
    _sheets(store)
    [document] = [load_reply(body).document for body in scalars(store, "SELECT body FROM delivery")]
    assert document
    return load_workbook(io.BytesIO(store.read_now(lambda c: files.read(c, document))))
