"""Pledging in whole talks: by whom, where; and what changes between two steps."""

import pytest
from sqlalchemy import Connection

from domain.message import Address
from domain.people import Role
from domain.pledge import PledgeState
from store import people, pledges, units
from store.engine import Store
from store.erasing import erase_person
from store.pledges import Step
from tests.databases import scalars
from tests.handlers.people import ACTOR
from tests.handlers.pledges import Desk, Talk, receipt_in, rows
from tests.store.trees import BY, NOW

STATES = "SELECT state FROM pledge ORDER BY id"
BOUND = 1_000_000_000_000
#                 nobody  worker  chair  officer  admin
TABLE = """
dangky            -       OWN     OWN    OWN      OWN
congtrinh         -       OWN     OWN    OWN      OWN
giaouoc           -       -       OWN    OWN      -
"""
LINES = {
    "dangky": ("1", "xong", "làm tốt việc được giao", "1", "có"),
    "congtrinh": ("1", "Cầu dân sinh", "bỏ qua", "30/6/2026", "có"),
    "giaouoc": ("OTHER", "1", "bỏ qua", "1, 2", "12", "3", "bỏ qua", "có"),
}


@pytest.mark.parametrize("button", [False, True], ids=["words", "button"])
@pytest.mark.parametrize(("command", "role", "cell"), rows(TABLE))
def test_who_pledges_where(
    sqlite_store: Store, command: str, role: Role | None, cell: str, button: bool
) -> None:
    desk = Desk(sqlite_store, role)
    begun = desk.talk.press(f"go:{command}") if button else desk.talk.say(f"/{command}")
    if cell == "-" and role is not None:
        assert "không đăng ký cho Unit OWN được" in begun
    if role is not None:
        desk.talk.all(*LINES[command])
    codes = "SELECT unit.code FROM pledge JOIN unit ON unit.id = pledge.unit_id"
    assert ("+".join(scalars(sqlite_store, codes)) or "-") == cell


@pytest.mark.parametrize("choice", ["f:", "f:x:y:z", "f:0:titles:0", "f:" + ":" * 50, "f:a:b:" + "9" * 60])
@pytest.mark.parametrize("open_form", [False, True])
def test_made_up_buttons_of_forms_do_nothing_and_it_is_said(
    store: Store, choice: str, open_form: bool
) -> None:
    desk = Desk(store)
    if open_form:
        desk.talk.pledge(last="xem lại")
    assert desk.talk.press(choice).startswith("Nút đó thuộc về")
    assert desk.count("pledge") == 0


def test_a_yes_pressed_twice_files_once(store: Store) -> None:
    desk = Desk(store)
    desk.talk.pledge(last="xem lại")
    yes = desk.talk.conversation.offered[0].choice
    assert receipt_in(desk.talk.press(yes))
    assert desk.talk.press(yes).startswith("Nút đó thuộc về lần đã xong")
    assert desk.count("pledge") == 1


def test_a_yes_pressed_at_two_accounts_files_once(store: Store) -> None:
    """Each account has a draft of its own; the title can be had once."""
    desk = Desk(store)
    phone = Address("telegram", "7")
    desk.do(lambda c: people.link(c, _id(c, ACTOR), phone, NOW))
    other = Talk(desk.town, phone)
    other.pledge(last="xem lại")
    first = receipt_in(desk.talk.pledge())
    assert first in other.say("có")
    assert desk.count("pledge") == 1


def test_a_unit_closed_in_the_middle_takes_no_pledge(store: Store) -> None:
    desk = Desk(store)
    desk.do(lambda c: units.close(c, units.at(c, "BELOW"), BY))
    desk.talk.pledge(last="xem lại")
    desk.do(lambda c: units.close(c, units.at(c, "OWN"), BY))
    assert "Unit OWN đã thôi hoạt động" in desk.talk.say("có")
    assert desk.count("pledge") == 0


def test_the_other_side_closed_in_the_middle_signs_nothing(store: Store) -> None:
    desk = Desk(store)
    desk.talk.all("/giaouoc", "OTHER", "1", "bỏ qua", "1, 2", "12", "3", "bỏ qua")
    desk.do(lambda c: units.close(c, units.at(c, "OTHER"), BY))
    assert "Unit OTHER đã thôi hoạt động" in desk.talk.say("có")
    assert desk.count("pledge") == 0


def test_nobody_enrols_in_a_unit_closed_in_the_middle(store: Store) -> None:
    desk = Desk(store, None)
    desk.talk.all("/thamgia", "có", "Lê Thị Lan", "OTHER", "1")
    desk.do(lambda c: units.close(c, units.at(c, "OTHER"), BY))
    before = desk.count("membership")
    assert "OTHER" in desk.talk.say("có")
    assert desk.count("membership") == before


def test_nobody_moves_to_a_unit_closed_in_the_middle(store: Store) -> None:
    desk = Desk(store, Role.WORKER)
    desk.talk.all("/suadulieu", "sửa đơn vị", "OTHER", "1")
    desk.do(lambda c: units.close(c, units.at(c, "OTHER"), BY))
    before = desk.count("membership")
    desk.talk.say("có")
    assert desk.count("membership") == before


@pytest.mark.parametrize(
    "name", ["Lan 2", "Lan", "🙂 🙂", "Lan 🙂", "x" * 500, "Lê Thị " + "a" * 500, "<b> </b>", "1 2"]
)
def test_a_name_is_words_of_letters(store: Store, name: str) -> None:
    desk = Desk(store, None)
    desk.talk.all("/thamgia", "có")
    said = desk.talk.say(name)
    assert said.endswith(("Họ và tên của anh/chị là gì ạ?", "ví dụ: “đang ở đợt nào?”."))
    assert desk.talk.all("Lê Thị Lan", "OWN", "1", "có").startswith("Đã ghi tên Lê Thị Lan ở Unit OWN")


@pytest.mark.parametrize("gone", ["campaign", "period"])
def test_a_draft_whose_campaign_is_gone_is_over(store: Store, gone: str) -> None:
    desk = Desk(store)
    desk.talk.pledge(last="xem lại")
    draft = desk.talk.conversation.draft
    assert draft is not None
    draft.answers[gone] = "nowhere-1999"
    said = desk.talk.say("có")
    assert said.startswith(("Việc đang làm dở không còn làm tiếp được", "Không có đợt này"))
    assert desk.count("pledge") == 0
    assert "Anh/chị phấn đấu danh hiệu nào?" in desk.talk.say("/dangky")


def test_a_draft_of_a_form_that_is_gone_stands_in_nobodys_way(store: Store) -> None:
    desk = Desk(store)
    desk.talk.pledge(last="xem lại")
    draft = desk.talk.conversation.draft
    assert draft is not None
    object.__setattr__(draft, "form", "a-form-of-the-past")
    assert "Anh/chị phấn đấu danh hiệu nào?" in desk.talk.say("/dangky")


@pytest.mark.parametrize("how", ["withdrawn", "erased"])
@pytest.mark.parametrize("step", ["begun", "summary", "change"])
def test_without_consent_nobody_pledges(store: Store, how: str, step: str) -> None:
    """Also with a form that was open already, and for a pledge that is there."""
    desk = Desk(store)
    actor = desk.person(ACTOR)
    if step == "change":
        receipt = receipt_in(desk.talk.pledge())
    elif step == "summary":
        desk.talk.pledge(last="xem lại")
    before = desk.count("pledge")
    if how == "withdrawn":
        desk.do(lambda c: people.withdraw(c, actor, NOW))
    else:
        desk.do(lambda c: erase_person(c, actor, NOW, by=actor, at=ACTOR))
    if step == "summary":
        said = desk.talk.say("có")
        assert said.startswith("Việc đang làm dở không còn làm tiếp được")
        assert desk.talk.conversation.draft is None
    elif step == "change":
        said = desk.talk.say(f"sửa {receipt}")
        assert ("mời anh/chị đọc" in said) if how == "withdrawn" else ("không thấy đăng ký nào" in said)
    assert "Lan" not in desk.talk.say("/dangkycuatoi")
    desk.talk.say("huỷ")
    desk.talk.say("có")
    assert "mời anh/chị đọc" in desk.talk.say("/dangky")
    assert desk.count("pledge") == before


def test_a_button_of_a_form_that_cannot_be_gone_on_with_is_explained(store: Store) -> None:
    desk = Desk(store)
    actor = desk.person(ACTOR)
    desk.talk.pledge(last="xem lại")
    yes = desk.talk.conversation.offered[0].choice
    desk.do(lambda c: people.withdraw(c, actor, NOW))
    assert desk.talk.press(yes).startswith("Việc đang làm dở không còn làm tiếp được")
    assert desk.talk.press(yes).startswith("Nút đó thuộc về")
    assert desk.count("pledge") == 0


def test_an_erased_person_who_writes_again_is_somebody_new(store: Store) -> None:
    desk = Desk(store)
    old = desk.person(ACTOR)
    receipt = receipt_in(desk.talk.pledge())
    desk.do(lambda c: erase_person(c, old, NOW, by=old, at=ACTOR))
    fresh = Talk(desk.town)
    assert "không thấy đăng ký nào" in fresh.say(receipt)
    assert fresh.all("/thamgia", "có", "Lê Thị Lan", "OWN", "1", "có").startswith("Đã ghi tên Lê Thị Lan")
    assert desk.person(ACTOR) != old
    assert "chưa có đăng ký nào" in fresh.say("/dangkycuatoi")
    assert "không thấy đăng ký nào" in fresh.say(f"sửa {receipt}")
    assert receipt_in(fresh.pledge()) != receipt
    assert scalars(store, "SELECT count(*) FROM pledge WHERE person_id IS NULL") == [1]


@pytest.mark.parametrize("to", [PledgeState.WITHDRAWN, PledgeState.ACHIEVED])
def test_what_is_over_meanwhile_is_not_submitted_anew(store: Store, to: PledgeState) -> None:
    desk = Desk(store)
    receipt = receipt_in(desk.talk.pledge())
    if to is PledgeState.ACHIEVED:
        desk.do(lambda c: _move(c, receipt, PledgeState.CONFIRMED))
    desk.talk.all(f"sửa {receipt}", "sửa số sáng kiến", "3")
    desk.do(lambda c: _move(c, receipt, to))
    assert "vừa được người khác thay đổi" in desk.talk.say("có")
    assert scalars(store, STATES) == [to]


def test_ones_pledge_is_nobody_elses_to_change_or_withdraw(store: Store) -> None:
    desk = Desk(store, Role.WORKER)
    receipt = receipt_in(desk.talk.pledge())
    for who in ("chair-OWN", "officer-OWN", "officer-ABOVE", "chair-OTHER"):
        for words in (f"sửa {receipt}", f"rút {receipt}"):
            assert "không thấy đăng ký nào" in desk.of(who).say(words)
    assert desk.talk.all(f"rút {receipt}", "bỏ qua", "có").startswith("Đã rút đăng ký")


def test_the_largest_target_is_kept_and_shown(store: Store) -> None:
    desk = Desk(store)
    desk.talk.all("/giaouoc", "ABOVE", "1", "bỏ qua", "1, 6, 7", "1")
    for value in (BOUND + 1, 10**30):
        assert desk.talk.conversation.draft is not None
        desk.talk.say(str(value))
        assert desk.talk.conversation.draft.step.startswith("target:")
    receipt = receipt_in(desk.talk.all(str(BOUND), "5", "bỏ qua", "có"))
    shown = desk.talk.say(receipt)
    assert (
        "– Giá trị làm lợi: 1.000.000.000.000 đồng\n– Số công trình, sản phẩm, phần việc đăng ký: 5" in shown
    )
    assert "1.000.000.000.000 đồng" in desk.of("officer-ABOVE").say(receipt)
    [laid] = scalars(store, "SELECT id FROM pledge")
    assert "1.000.000.000.000" in desk.of("officer-ABOVE").press(f"pl:{laid}")


def _id(c: Connection, who: Address) -> int:
    owner = people.owner(c, who)
    assert owner is not None
    return owner


def _move(c: Connection, receipt: str, to: PledgeState) -> None:
    found = pledges.by_receipt(c, receipt)
    assert found is not None
    pledges.move(c, found, to, Step(actor=None, now=NOW))
