"""Consent that was withdrawn and given again, and consent to a text that is no longer today's."""

from datetime import timedelta

import pytest

from domain.clock import machine_now
from domain.message import Address
from domain.people import Role
from store import people, retention
from store.engine import Store
from tests.databases import scalars
from tests.handlers.people import ACTOR
from tests.handlers.pledges import Desk, receipt_in
from tests.store.trees import NOW

NEW_TEXT = "Nội dung đồng ý đã có bản mới, nên mình hỏi lại trước khi làm tiếp."
THANKS = "Cảm ơn anh/chị đã đồng ý."


def withdraw(desk: Desk) -> None:
    assert desk.talk.all("/rutdongy", "có").startswith("Đã rút đồng ý")


def older(desk: Desk, *whose: Address) -> None:
    """Their yes was to a text before today's."""
    for who in whose:
        person = desk.person(who)
        desk.do(
            lambda c, person=person: c.exec_driver_sql(  # type: ignore[misc]
                f"UPDATE consent SET text_version = 0 WHERE person_id = {person}"
            )
        )


def enrol_again(desk: Desk) -> str:
    return desk.talk.all("/thamgia", "có", "Lê Thị Lan", "OWN", "1", "có")


def test_nobody_pledges_twice_by_withdrawing_and_enrolling_again(store: Store) -> None:
    desk = Desk(store, Role.WORKER)
    before = desk.person(ACTOR)
    receipt = receipt_in(desk.talk.pledge())
    withdraw(desk)
    assert enrol_again(desk).startswith("Đã ghi tên Lê Thị Lan ở Unit OWN")
    assert desk.person(ACTOR) == before
    assert receipt in desk.talk.say("/dangkycuatoi")
    assert f"mã {receipt}" in desk.talk.all("/dangky", "1")
    assert desk.count("pledge") == 1


async def test_who_has_enrolled_again_is_not_erased(store: Store) -> None:
    desk = Desk(store, Role.CHAIR)
    withdraw(desk)
    enrol_again(desk)
    await retention.forget(store, machine_now() + timedelta(days=16))
    assert scalars(store, "SELECT name FROM person ORDER BY id")[0] == "Lê Thị Lan"
    assert "Vai trò: chủ tịch – Unit OWN" in desk.talk.say("/toi")


def test_an_account_of_who_has_withdrawn_is_not_linked_to_somebody_else(store: Store) -> None:
    desk = Desk(store, Role.WORKER)
    code = next(
        line.removeprefix("Mã: ")
        for line in desk.of("chair-OTHER").say("/lienket").splitlines()
        if line.startswith("Mã: ")
    )
    withdraw(desk)
    assert desk.talk.say(f"mã {code}").startswith("Tài khoản này đã ghi danh riêng")
    assert desk.person(ACTOR) != desk.person(Address("web", "chair-OTHER"))


@pytest.mark.parametrize(
    "said",
    [
        "/dangky", "/giaouoc", "/congtrinh", "/duyet", "/tyle", "/xuatdangky", "/cauhoi", "/suadulieu",
        "/thamgia",
        "/moi", "/bangiao", "/thoivai", "/lienket", "đăng ký thi đua", "danh sách đăng ký", "xác nhận {}",
        "sửa {}", "{}", "xem {} bản 1",
    ],
)  # fmt: skip
def test_a_new_text_is_asked_at_the_next_personal_act(sqlite_store: Store, said: str) -> None:
    desk = Desk(sqlite_store)
    laid = desk.lay("OWN")
    older(desk, ACTOR)
    asked = desk.talk.say(said.format(laid.receipt))
    assert asked.startswith(NEW_TEXT)
    assert "Im lặng không phải là đồng ý." in asked
    assert desk.talk.say("có").startswith(THANKS)
    assert not desk.talk.say(said.format(laid.receipt)).startswith(NEW_TEXT)


@pytest.mark.parametrize(
    "said",
    ["/start", "/dulieu", "/dangkycuatoi", "/toi", "/hoicanbo", "/rutdongy", "/xoadulieu", "đang ở đợt nào?"],
)
def test_asking_and_seeing_need_no_new_yes(sqlite_store: Store, said: str) -> None:
    desk = Desk(sqlite_store)
    older(desk, ACTOR)
    assert not desk.talk.say(said).startswith(NEW_TEXT)


def test_a_no_leaves_the_older_yes(store: Store) -> None:
    desk = Desk(store)
    older(desk, ACTOR)
    assert desk.talk.all("/duyet", "không").startswith("Vâng ạ, mình giữ nguyên")
    assert scalars(store, "SELECT count(*) FROM consent WHERE withdrawn_at IS NULL AND text_version = 0") == [
        1
    ]


def test_a_form_waits_for_the_new_yes(store: Store) -> None:
    desk = Desk(store)
    desk.talk.all("/dangky", "1", "xong")
    draft = desk.talk.conversation.draft
    older(desk, ACTOR)
    assert desk.talk.say("làm tốt việc được giao").startswith(NEW_TEXT)
    assert desk.talk.conversation.draft == draft
    desk.talk.say("Đồng ý")
    assert "Anh/chị phấn đấu làm gì?" in desk.talk.say("tiếp tục")
    assert receipt_in(desk.talk.all("làm tốt việc được giao", "1", "có"))


def test_others_go_on_with_what_the_older_text_allowed(store: Store) -> None:
    """The name in lists and in the whole pledge, and the words that tell what was decided."""
    desk = Desk(store)
    author = Address("web", "officer-OWN")
    person = desk.person(author)
    desk.do(lambda c: people.rename(c, person, "Đỗ Thị Mẫu"))
    laid = desk.lay("OWN")
    older(desk, author)
    assert "Đỗ Thị Mẫu" in desk.talk.say("/duyet")
    assert "Đỗ Thị Mẫu, Unit OWN" in desk.talk.say(laid.receipt)
    desk.talk.say(f"xác nhận {laid.receipt}")
    assert len(desk.told()) == 1
    desk.do(lambda c: people.withdraw(c, person, NOW))
    assert "Đỗ Thị Mẫu" not in desk.talk.say("danh sách đăng ký") + desk.talk.say(laid.receipt)


def test_a_code_made_under_an_older_text_still_works(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    made = desk.talk.say("/moi chủ tịch BELOW")
    code = next(line.removeprefix("Mã: ") for line in made.splitlines() if line.startswith("Mã: "))
    older(desk, ACTOR)
    assert "Anh/chị nay là chủ tịch – Unit BELOW" in desk.of("chair-OTHER").say(f"mã {code}")
