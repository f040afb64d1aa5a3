"""Versions of a pledge: the frozen one and those beside it; the ten days; decisions on what was read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.pledge import Pledge, PledgeState
from store import people, pledges
from store.engine import Store
from store.pledges import Step
from tests.handlers.people import ACTOR
from tests.handlers.pledges import DAY, Desk, receipt_in
from tests.store.trees import NOW

S = PledgeState


class Signing(Desk):
    """A giao ước between OWN, whose chair is the actor, and OTHER, in a year that has begun."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.other = self.of("chair-OTHER")
        self.receipt = receipt_in(
            self.talk.all("/giaouoc", "OTHER", "1", "bỏ qua", "1, 3", "12", "20", "bỏ qua", "có")
        )

    def after(self, days: int) -> None:
        self.town.clock.move_to(DAY + timedelta(days=days))

    def confirm(self) -> None:
        assert "chuyển sang “đã xác nhận”" in self.other.say(f"xác nhận {self.receipt}")

    def change(self, to: int) -> str:
        return self.talk.all(f"sửa {self.receipt}", "sửa số sáng kiến đăng ký", str(to), "có")

    def now(self) -> tuple[int, PledgeState]:
        found = self.do(lambda c: pledges.by_receipt(c, self.receipt))
        assert found is not None
        return found.version, found.state


@pytest.fixture
def signing(store: Store) -> Signing:
    return Signing(store)


def test_what_was_changed_too_late_is_shown_beside_the_frozen_version(signing: Signing) -> None:
    signing.confirm()
    assert "bản đã chốt" not in signing.talk.say(signing.receipt)
    signing.after(11)
    assert "là bản số 2" in signing.change(1250)
    signing.after(12)
    signing.talk.all(f"sửa {signing.receipt}", "sửa nội dung khác", "Thêm tủ sách", "có")
    for talk in (signing.talk, signing.other, signing.of("officer-ABOVE")):
        assert talk.say(signing.receipt).splitlines()[-3:] == [
            "Trên đây là bản 1, bản đã chốt. Thay đổi gửi sau hạn sửa được lưu bên cạnh:",
            "Bản 2, ngày 12/6/2026: Số sáng kiến đăng ký: 20 → 1.250. "
            f"Gõ “xem {signing.receipt} bản 2” để xem cả bản.",
            "Bản 3, ngày 13/6/2026: Nội dung: không có → “Thêm tủ sách”. "
            f"Gõ “xem {signing.receipt} bản 3” để xem cả bản.",
        ]
    assert signing.now() == (1, S.CONFIRMED)


@pytest.mark.parametrize("asked", ["xem {} bản 2", "{} bản 2", "Xem {}, bản số 2.", "xem {} ban 2"])
def test_one_version_is_shown_whole(signing: Signing, asked: str) -> None:
    signing.confirm()
    signing.after(11)
    signing.change(1250)
    said = signing.other.say(asked.format(signing.receipt))
    assert said.splitlines()[0] == f"Mã {signing.receipt} – bản 2, ngày 12/6/2026, lưu bên cạnh"
    assert "– Số sáng kiến đăng ký: 1.250 sáng kiến" in said
    first = signing.other.say(f"xem {signing.receipt} bản 1")
    assert first.startswith(f"Mã {signing.receipt} – bản 1, ngày 1/6/2026, bản đã chốt")
    assert "– Số sáng kiến đăng ký: 20 sáng kiến" in first
    assert signing.other.say(f"xem {signing.receipt} bản 3") == f"{signing.receipt} chỉ có đến bản 2."
    for stranger in ("chair-BELOW", "officer-BELOW"):
        assert "không thấy đăng ký nào" in signing.of(stranger).say(asked.format(signing.receipt))


def test_an_amended_version_says_that_it_is_an_old_one(signing: Signing) -> None:
    signing.confirm()
    signing.change(25)
    old = signing.talk.say(f"xem {signing.receipt} bản 1")
    assert old.startswith(f"Mã {signing.receipt} – bản 1, ngày 1/6/2026, bản cũ, đã được sửa")
    assert "bản đang chờ xác nhận" in signing.talk.say(f"xem {signing.receipt} bản 2")


def test_the_versions_of_whoever_has_withdrawn_are_shown_to_nobody(store: Store) -> None:
    desk = Desk(store)
    receipt = receipt_in(desk.talk.pledge())
    found = desk.do(lambda c: pledges.by_receipt(c, receipt))
    assert found
    desk.do(lambda c: pledges.move(c, found, S.CONFIRMED, Step(actor=None, now=NOW)))
    desk.talk.all(f"sửa {receipt}", "sửa nội dung phấn đấu", "nuôi heo đất", "có")
    chair = desk.of("chair-OWN")
    assert "nuôi heo đất" in chair.say(receipt)
    actor = desk.person(ACTOR)
    desk.do(lambda c: people.withdraw(c, actor, NOW))
    for said in (receipt, f"xem {receipt} bản 2", f"xem {receipt} bản 1"):
        shown = chair.say(said)
        assert "nuôi heo đất" not in shown
        assert "làm tốt" not in shown


def test_a_second_confirmation_does_not_begin_the_ten_days_anew(signing: Signing) -> None:
    signing.confirm()
    signing.after(9)
    assert "Mã " in signing.change(25)
    signing.confirm()
    assert signing.now() == (2, S.CONFIRMED)
    signing.after(10)
    signing.change(26)
    signing.confirm()
    assert signing.now() == (3, S.CONFIRMED)
    signing.after(11)
    assert "đã chốt nên mình giữ nguyên" in signing.change(99)
    assert signing.now() == (3, S.CONFIRMED)


def test_a_change_that_waits_is_changed_no_more_when_the_time_is_over(signing: Signing) -> None:
    signing.confirm()
    signing.after(10)
    signing.change(25)
    signing.after(11)
    said = signing.change(99)
    assert said.startswith(f"{signing.receipt} đã hết hạn sửa nên mình giữ nguyên bản đang chờ xác nhận")
    assert "Trên đây là bản 2, bản đang chờ xác nhận." in signing.talk.say(signing.receipt)
    signing.confirm()
    assert signing.now() == (2, S.CONFIRMED)
    assert "Trên đây là bản 2, bản đã chốt." in signing.talk.say(signing.receipt)


def test_what_was_sent_back_may_be_mended_also_then(signing: Signing) -> None:
    signing.confirm()
    signing.after(10)
    signing.change(25)
    signing.other.say(f"trả lại {signing.receipt}: ghi rõ hơn")
    signing.after(11)
    signing.change(26)
    assert signing.now() == (3, S.SUBMITTED)


def test_never_confirmed_it_may_be_changed_at_any_time(signing: Signing) -> None:
    signing.after(90)
    signing.change(25)
    assert signing.now() == (2, S.SUBMITTED)


# Decisions on what was read


def changed(desk: Desk, laid: Pledge) -> Pledge:
    """Its owner writes something else."""
    other = replace(laid.undertaking, text="Khác hẳn")
    return desk.do(lambda c: pledges.change(c, laid, other, Step(actor=laid.person, now=NOW)))


WAYS = {
    "number": "xác nhận 2",
    "all": "xác nhận tất cả",
    "receipt": "xác nhận {}",
    "return": "trả lại 2: ghi rõ hơn",
}


@pytest.mark.parametrize("way", [*WAYS, "button"])
def test_a_decision_is_about_the_version_in_the_list(store: Store, way: str) -> None:
    desk = Desk(store)
    first, laid = desk.lay("OWN", by="chair-OWN"), desk.lay("OWN")
    desk.talk.say("/duyet")
    everything = next(b for b in desk.talk.conversation.offered if b.choice.startswith("pa:"))
    changed(desk, laid)

    def decide() -> str:
        if way == "button":
            return desk.talk.press(everything.choice)
        return desk.talk.say(WAYS[way].format(laid.receipt))

    said = decide()
    assert f"{laid.receipt} đã được sửa từ lúc anh/chị xem, nên mình chưa làm. Bản hiện nay:" in said
    assert "Nội dung: Khác hẳn" in said
    assert said.endswith(f"Gõ “xác nhận {laid.receipt}” hoặc “trả lại {laid.receipt}: lý do”.")
    assert desk.state(laid) is S.SUBMITTED
    assert desk.state(first) is (S.CONFIRMED if way in ("all", "button") else S.SUBMITTED)
    again = f"xác nhận {laid.receipt}" if way in ("all", "button") else WAYS[way].format(laid.receipt)
    assert "1 đăng ký chuyển sang" in desk.talk.say(again)


@pytest.mark.parametrize("view", ["list", "receipt", "number"])
def test_a_receipt_is_about_the_version_last_shown(store: Store, view: str) -> None:
    desk = Desk(store)
    laid = desk.lay("OWN")
    desk.talk.say("/duyet")
    changed(desk, laid)
    seen = {"list": "/duyet", "receipt": laid.receipt, "number": "1"}[view]
    desk.talk.say(seen)
    assert "1 đăng ký chuyển sang" in desk.talk.say(f"xác nhận {laid.receipt}")


def test_a_receipt_never_shown_is_obeyed(store: Store) -> None:
    desk = Desk(store)
    laid = changed(desk, desk.lay("OWN"))
    assert "1 đăng ký chuyển sang" in desk.talk.say(f"xác nhận {laid.receipt}")


def test_a_change_between_the_return_and_its_reason_is_shown(store: Store) -> None:
    desk = Desk(store)
    laid = desk.lay("OWN")
    desk.talk.all("/duyet", "trả lại 1", "ghi rõ hơn")
    changed(desk, laid)
    assert "đã được sửa từ lúc anh/chị xem" in desk.talk.say("có")
    assert desk.state(laid) is S.SUBMITTED


def test_many_that_were_changed_are_shown_a_few_at_a_time(store: Store) -> None:
    desk = Desk(store)
    laid = [desk.lay("OWN", period=f"nam-{2021 + n}") for n in range(5)]
    desk.talk.say("/duyet")
    for each in laid:
        changed(desk, each)
    said = desk.talk.say("xác nhận tất cả")
    assert said.count("Bản hiện nay:") == 3
    assert f"mình chưa làm: {laid[3].receipt}, {laid[4].receipt}." in said
    # Those that were shown are decided on now, the two others are shown.
    said = desk.talk.say("xác nhận tất cả")
    assert "3 đăng ký chuyển sang" in said
    assert said.count("Bản hiện nay:") == 2


def test_the_other_side_signs_what_it_has_read(signing: Signing) -> None:
    signing.other.say(signing.receipt)
    signing.change(25)
    assert "đã được sửa từ lúc anh/chị xem" in signing.other.say(f"xác nhận {signing.receipt}")
    assert signing.now() == (2, S.SUBMITTED)
    signing.confirm()
