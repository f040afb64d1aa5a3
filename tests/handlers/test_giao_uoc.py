"""The giao ước of a unit: with whom it is signed, for which unit, by whom."""

from datetime import date

import pytest

from domain.people import Role
from domain.pledge import PledgeKind
from domain.pledge_rules import refuse_alone
from store import people, units
from store.engine import Store
from tests.databases import scalars
from tests.handlers.people import ACTOR, CATALOGUE
from tests.handlers.pledges import Desk, Talk, receipt_in
from tests.store.trees import BY, NOW

NEEDED = (
    "Kế hoạch này có hai bên cùng ký giao ước (mục II.2.4, HD 06/HD-LĐLĐ ngày 25/02/2021), "
    "nên cần chọn đơn vị cùng ký ạ."
)
ASKED = "Đơn vị ký giao ước với đơn vị nào?"
TARGETS = ("bỏ qua", "1, 2", "12", "3", "bỏ qua")
EARLY_2022 = date(2022, 2, 1)  # four campaigns run


def begun(desk: Desk) -> Talk:
    desk.talk.say("/giaouoc")
    return desk.talk


@pytest.mark.parametrize("skipping", ["bỏ qua", "Bo qua", "không có", "không cần"])
def test_a_plan_of_two_sides_takes_no_giao_uoc_with_nobody(store: Store, skipping: str) -> None:
    desk = Desk(store)
    asked = desk.talk.say("/giaouoc")
    assert ASKED in asked
    assert "bỏ qua" not in asked
    assert "Bỏ qua" not in [button.label for button in desk.talk.conversation.offered]
    assert desk.talk.say(skipping).splitlines() == [NEEDED, asked.splitlines()[-1]]
    draft = desk.talk.conversation.draft
    assert draft is not None
    assert desk.talk.press(f"f:{draft.token}:4:skip").startswith(NEEDED)  # a button that was never shown
    assert receipt_in(desk.talk.all("OTHER", "1", *TARGETS, "có"))
    assert scalars(store, "SELECT code FROM unit JOIN pledge ON party_id = unit.id") == ["OTHER"]


def test_it_is_asked_again_when_it_is_filed(store: Store) -> None:
    """A draft of before, without a second side."""
    desk = Desk(store)
    desk.talk.all("/giaouoc", "OTHER", "1", *TARGETS)
    draft = desk.talk.conversation.draft
    assert draft is not None
    draft.answers["second_side"] = ""
    assert desk.talk.say("có") == NEEDED
    assert desk.count("pledge") == 0


def test_other_plans_leave_the_second_side_open(store: Store) -> None:
    desk = Desk(store, day=EARLY_2022)
    desk.talk.conversation = desk.talk.conversation.choosing("long-bien-2022")
    asked = desk.talk.say("/giaouoc")
    assert "không ký với ai thì gõ “bỏ qua”" in asked
    assert "Bỏ qua" in [button.label for button in desk.talk.conversation.offered]
    assert receipt_in(desk.talk.all("bỏ qua", *TARGETS, "có"))
    assert scalars(store, "SELECT party_id FROM pledge") == [None]


def test_another_campaign_asks_anew_for_the_second_side(store: Store) -> None:
    desk = Desk(store, day=EARLY_2022)
    desk.talk.conversation = desk.talk.conversation.choosing("long-bien-2022")
    desk.talk.all("/giaouoc", "bỏ qua", *TARGETS, "sửa phong trào")
    said = desk.talk.all("Thanh Hóa", "năm 2022")
    assert ASKED in said
    assert desk.talk.say("bỏ qua").startswith(NEEDED)


def test_one_made_alone_before_can_still_be_changed(store: Store) -> None:
    desk = Desk(store)
    laid = desk.lay("OWN", PledgeKind.UNIT, by="officer-OWN")
    said = desk.talk.say(f"sửa {laid.receipt}")
    assert "– Bên cùng ký: (bỏ trống)" in said
    assert receipt_in(desk.talk.all("sửa nội dung khác", "Làm tốt hơn", "có")) == laid.receipt


def test_no_unit_signs_with_itself(store: Store) -> None:
    said = begun(Desk(store)).all("OWN", "1")
    assert said.startswith("Đơn vị không ký giao ước với chính mình được ạ.")
    assert "bỏ qua" not in said


def test_only_a_plan_of_two_sides_refuses_to_be_alone() -> None:
    refused = {campaign.id for campaign in CATALOGUE if refuse_alone(campaign, None)}
    assert refused == {"thanh-hoa-2021"}


def elsewhere(desk: Desk, *codes: str, role: Role = Role.CHAIR) -> None:
    """The actor holds the role there, and is a member of OWN."""
    actor = desk.person(ACTOR)
    for code in codes:
        desk.do(lambda c, code=code: people.grant(c, actor, units.at(c, code).id, role, NOW, by=None))  # type: ignore[misc]


@pytest.mark.parametrize("role", [Role.CHAIR, Role.OFFICER])
def test_whoever_holds_the_role_elsewhere_makes_the_giao_uoc_there(store: Store, role: Role) -> None:
    desk = Desk(store, Role.WORKER)
    elsewhere(desk, "OTHER", role=role)
    receipt = receipt_in(desk.talk.all("/giaouoc", "OWN", "1", *TARGETS, "có"))
    assert codes(store) == ["OTHER"]
    assert f"{receipt}: giao ước của đơn vị" in desk.talk.say("/dangkycuatoi")
    shown = desk.talk.say(f"sửa {receipt}")
    assert "– Đơn vị: Unit OTHER" in shown
    assert receipt_in(desk.talk.all("sửa nội dung khác", "Làm tốt hơn", "có")) == receipt
    assert codes(store) == ["OTHER"]


@pytest.mark.parametrize(("command", "lines"), [
    ("giaouoc", ("ABOVE", "1", *TARGETS, "có")),
    ("congtrinh", ("1", "Cầu dân sinh", "bỏ qua", "30/6/2026", "có")),
])  # fmt: skip
def test_whoever_may_in_several_units_is_asked_in_which(
    store: Store, command: str, lines: tuple[str, ...]
) -> None:
    desk = Desk(store)
    elsewhere(desk, "OTHER", "BELOW")
    asked = desk.talk.say(f"/{command}")
    assert "Anh/chị đăng ký cho đơn vị nào?" in asked
    labels = [button.label for button in desk.talk.conversation.offered]
    assert labels == ["Unit OWN", "Unit OTHER", "Unit BELOW"]
    desk.talk.say("Unit OTHER")
    assert receipt_in(desk.talk.all(*lines))
    assert codes(store) == ["OTHER"]


def test_a_closed_unit_is_not_offered(store: Store) -> None:
    desk = Desk(store)
    elsewhere(desk, "OTHER")
    desk.do(lambda c: units.close(c, units.at(c, "OTHER"), BY))
    assert ASKED in desk.talk.say("/giaouoc")
    receipt_in(desk.talk.all("ABOVE", "1", *TARGETS, "có"))
    assert codes(store) == ["OWN"]


def test_the_role_lost_in_the_middle_files_nothing(store: Store) -> None:
    desk = Desk(store)
    elsewhere(desk, "OTHER")
    desk.talk.all("/giaouoc", "Unit OTHER", "ABOVE", "1", *TARGETS)
    actor, other = desk.person(ACTOR), desk.town.unit("OTHER")
    desk.do(lambda c: people.end_role(c, actor, other, Role.CHAIR, NOW, by=None))
    assert desk.talk.say("có").startswith("Tài khoản này không đăng ký cho Unit OTHER được.")
    assert desk.count("pledge") == 0


def test_a_unit_one_may_not_sign_for_is_no_answer(store: Store) -> None:
    desk = Desk(store)
    elsewhere(desk, "OTHER")
    desk.talk.all("/giaouoc", "Unit OTHER", "ABOVE", "1", *TARGETS)
    draft = desk.talk.conversation.draft
    assert draft is not None
    draft.answers["unit"] = str(desk.town.unit("BELOW"))
    assert desk.talk.say("có").startswith("Tài khoản này không đăng ký cho Unit BELOW được.")
    assert desk.count("pledge") == 0


def test_another_unit_asks_anew_for_what_hangs_on_it(store: Store) -> None:
    desk = Desk(store)
    elsewhere(desk, "OTHER")
    desk.talk.all("/giaouoc", "Unit OWN", "OTHER", "1", *TARGETS, "sửa đơn vị")
    assert ASKED in desk.talk.say("Unit OTHER")
    assert desk.talk.all("OTHER", "1").startswith("Đơn vị không ký giao ước với chính mình được ạ.")


def test_a_work_of_a_unit_where_one_is_no_longer_is_changed_no_more(store: Store) -> None:
    desk = Desk(store, Role.WORKER)
    elsewhere(desk, "OTHER")
    receipt = receipt_in(
        desk.talk.all("/congtrinh", "Unit OTHER", "1", "Cầu dân sinh", "bỏ qua", "30/6/2026", "có")
    )
    desk.talk.all(f"sửa {receipt}", "sửa tên", "Cầu khác")
    actor, other = desk.person(ACTOR), desk.town.unit("OTHER")
    desk.do(lambda c: people.end_role(c, actor, other, Role.CHAIR, NOW, by=None))
    assert desk.talk.say("có").startswith("Tài khoản này không đăng ký cho Unit OTHER được.")
    assert scalars(store, "SELECT version FROM pledge") == [1]
    assert desk.talk.all(f"rút {receipt}", "bỏ qua", "có").startswith("Đã rút đăng ký")


def test_of_several_units_each_giao_uoc_says_whose_it_is(store: Store) -> None:
    desk = Desk(store)
    elsewhere(desk, "OTHER")
    desk.lay("OWN", PledgeKind.UNIT, party="OTHER")
    desk.lay("OTHER", PledgeKind.UNIT, party="ABOVE")
    listed = desk.talk.say("/dangkycuatoi").splitlines()[1:-1]
    assert [line.partition(": ")[2].partition(" – ")[0] for line in listed] == [
        "giao ước của đơn vị Unit OTHER",
        "giao ước của đơn vị Unit OWN",
    ]


def codes(store: Store) -> list[str]:
    return list(scalars(store, "SELECT code FROM unit JOIN pledge ON unit_id = unit.id ORDER BY pledge.id"))
