"""Pledges are listed by what was asked for in words, and what was understood is said."""

from collections.abc import Mapping

import pytest

from domain.people import Role
from domain.pledge import Pledge, PledgeKind, PledgeState, Undertaking
from store import units
from store.engine import Store
from tests.handlers.people import PLACES
from tests.handlers.pledges import Desk
from tests.store.trees import BY, new

Laid = Mapping[str, Pledge]


@pytest.fixture
def desk(sqlite_store: Store) -> Desk:
    return Desk(sqlite_store, Role.OFFICER)


@pytest.fixture
def laid(desk: Desk) -> Laid:
    """One of each kind, state, period and campaign, by what is special in it."""
    confirmed = PledgeState.CONFIRMED
    return {
        "waits": desk.lay("OWN", by="chair-OWN"),
        "below": desk.lay("BELOW", state=confirmed),
        "work": desk.lay("OWN", PledgeKind.WORK),
        "unit": desk.lay("BELOW", PledgeKind.UNIT, state=confirmed),
        "older": desk.lay("OWN", by="chair-OWN", period="nam-2025", state=confirmed),
        "long bien": desk.lay("BELOW", campaign="long-bien-2022", period="dot-1"),
        "binh dinh": desk.lay("OWN", by="chair-OWN", campaign="binh-dinh-2022", period="dot-1"),
        "other": desk.lay("OTHER"),
    }


@pytest.mark.parametrize(
    ("said", "head", "found"),
    [
        ("danh sách đăng ký", "Đăng ký: ", "waits below work unit older long-bien binh-dinh"),
        ("danh sách đăng ký công trình", "Đăng ký (công trình): ", "work"),
        ("danh sách giao ước", "Đăng ký (giao ước): ", "unit"),
        ("danh sách đăng ký giao ước đã xác nhận", "Đăng ký (giao ước, đã xác nhận): ", "unit"),
        ("danh sách đăng ký ở BELOW", "Đăng ký (Unit BELOW): ", "below unit long-bien"),
        ("danh sách đăng ký của Unit BELOW đã xác nhận", "Đăng ký (đã xác nhận, Unit BELOW): ", "below unit"),
        ("danh sách đăng ký cho Unit BELOW", "Đăng ký (Unit BELOW): ", "below unit long-bien"),
        ("danh sach dang ky dot 1", "Đăng ký (đợt 1): ", "long-bien binh-dinh"),
        ("danh sách đăng ký đợt 1 Bình Định", "Đăng ký (Bình Định, đợt 1): ", "binh-dinh"),
        ("xem danh sách đăng ký năm 2025", "Đăng ký (năm 2025): ", "older"),
        (
            "danh sách đăng ký thi đua cá nhân đang chờ Long Biên đợt 1 ở Unit BELOW",
            "Đăng ký (cá nhân, chờ xác nhận, Long Biên, đợt 1, Unit BELOW): ",
            "long-bien",
        ),
    ],
)
def test_what_is_asked_for_is_listed_and_said(
    desk: Desk, laid: Laid, said: str, head: str, found: str
) -> None:
    answer = desk.talk.say(said)
    assert answer.startswith(head)
    seen = [name.replace(" ", "-") for name, each in laid.items() if each.receipt in answer]
    assert " ".join(seen) == found


def test_a_period_that_the_campaign_does_not_have_lists_nothing(desk: Desk, laid: Laid) -> None:
    said = desk.talk.say("danh sách đăng ký Thanh Hóa đợt 1")
    assert said == "Không có đăng ký nào (Thanh Hóa, đợt 1) trong phần anh/chị được xem."


def test_what_is_not_understood_is_said_with_what_can_be(desk: Desk, laid: Laid) -> None:
    said = desk.talk.say("danh sách đăng ký hôm kia")
    assert said.startswith("Mình chưa hiểu hết “danh sách đăng ký hôm kia”. Lọc được theo trạng thái")
    assert "phong trào (Long Biên, Bình Định, Ninh Bình, Thanh Hóa, Bến Tre)" in said


def test_a_question_about_lists_is_answered_from_the_plan(desk: Desk, laid: Laid) -> None:
    assert "Lọc được" not in desk.talk.say("danh sách đăng ký gửi về đâu?")


def test_a_unit_elsewhere_is_not_looked_into(desk: Desk, laid: Laid) -> None:
    said = desk.talk.say("danh sách đăng ký ở Unit OTHER")
    assert said == "Việc này ở Unit OTHER không thuộc phạm vi vai trò của anh/chị."
    other, above = desk.town.unit("OTHER"), desk.town.unit("ABOVE")
    assert laid["other"].receipt not in desk.talk.press(f"pn:::0:::{other}")
    within = desk.talk.press(f"pn:::0:::{above}")  # of the union above, one's own part
    assert (laid["waits"].receipt in within, laid["other"].receipt in within) == (True, False)


def test_a_chair_filters_their_own(sqlite_store: Store) -> None:
    desk = Desk(sqlite_store, Role.CHAIR)
    laid = {place: desk.lay(place) for place in PLACES}
    said = desk.talk.say("danh sách đăng ký ở Unit OWN")
    assert [place for place in PLACES if laid[place].receipt in said] == ["OWN"]
    assert desk.talk.say("danh sách đăng ký ở Unit BELOW").startswith("Việc này ở Unit BELOW không thuộc")


def test_of_units_that_may_be_meant_one_is_picked(desk: Desk, laid: Laid) -> None:
    twins = [new("T1", "OWN", name="Đồng Mai"), new("T2", "BELOW", name="Đồng Mai")]
    desk.do(lambda c: units.add_many(c, twins, BY))
    filed = desk.lay("T2", by="officer-ABOVE", state=PledgeState.CONFIRMED)
    assert desk.talk.say("danh sách đăng ký đã xác nhận Đồng Mai") == (
        "Anh/chị muốn xem đăng ký của đơn vị nào?"
    )
    assert [button.label for button in desk.talk.conversation.offered] == ["Đồng Mai", "Đồng Mai"]
    answer = desk.talk.press(f"pn:confirmed::0:::{desk.town.unit('T2')}")
    assert answer.startswith("Đăng ký (đã xác nhận, Đồng Mai): 1 đã xác nhận.")
    assert filed.receipt in answer


def test_the_next_page_keeps_the_filter_and_fits_on_a_button(desk: Desk) -> None:
    bridge = Undertaking(work="Cầu", work_kind="cong-trinh")
    for period in ("dot-1",) * 12 + ("dot-2",) * 3:
        desk.lay("BELOW", PledgeKind.WORK, campaign="long-bien-2022", period=period, what=bridge)
    first = desk.talk.say("danh sách đăng ký công trình Long Biên đợt 1 Unit BELOW")
    assert first.count("TD-") == 10
    choice = desk.talk.conversation.offered[-1].choice
    assert len(choice.encode()) <= 64
    second = desk.talk.say("Xem tiếp")
    assert second.startswith("Đăng ký (công trình, Long Biên, đợt 1, Unit BELOW): 12 chờ xác nhận.")
    assert second.count("TD-") == 2


@pytest.mark.parametrize("role", [None, Role.WORKER])
def test_others_ask_the_plan(sqlite_store: Store, role: Role | None) -> None:
    desk = Desk(sqlite_store, role)
    laid = desk.lay("OWN")
    said = desk.talk.say("danh sách đăng ký ở Unit OWN")
    assert laid.receipt not in said
    assert not said.startswith("Mình chưa hiểu hết")
