"""Chairs and officers decide on pledges: every way × role × place in the tree; and what must not happen."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.message import Address
from domain.people import Role
from domain.pledge import Pledge, PledgeKind, PledgeState
from store import people
from store.engine import Store
from store.erasing import erase_person
from store.pledge_forgetting import forget_person
from tests.databases import scalars
from tests.handlers.people import ACTOR, PLACES
from tests.handlers.pledges import ROLES, Desk, Talk, receipt_in, rows
from tests.store.trees import NOW

S = PledgeState
AFTER = date(2027, 2, 1)  # the year is over: what became of its pledges may be said


def decides(to: PledgeState, way: Callable[[Talk, Pledge], object]) -> Callable[[Desk, Pledge], bool]:
    def done(desk: Desk, laid: Pledge) -> bool:
        way(desk.talk, laid)
        return desk.state(laid) is to

    return done


WAYS: dict[str, Callable[[Desk, Pledge], bool]] = {
    "duyet": lambda desk, laid: laid.receipt in desk.talk.say("/duyet"),
    "danh_sach": lambda desk, laid: laid.receipt in desk.talk.say("danh sách đăng ký"),
    "trang_sau": lambda desk, laid: laid.receipt in desk.talk.press("pn:submitted:0"),
    "nut_xem": lambda desk, laid: "Nội dung: Làm tốt" in desk.talk.press(f"pl:{laid.id}"),
    "go_ma": lambda desk, laid: "Nội dung: Làm tốt" in desk.talk.say(laid.receipt),
    "xac_nhan_ma": decides(S.CONFIRMED, lambda talk, laid: talk.say(f"xác nhận {laid.receipt}")),
    "xac_nhan_so": decides(S.CONFIRMED, lambda talk, laid: talk.shown(f"pl:{laid.id}").say("xác nhận 1")),
    "xac_nhan_het": decides(
        S.CONFIRMED, lambda talk, laid: talk.shown(f"pl:{laid.id}").say("xác nhận tất cả")
    ),
    "nut_het": decides(
        S.CONFIRMED,
        lambda talk, laid: talk.shown(f"pl:{laid.id}", f"pa:{laid.id}").press(f"pa:{laid.id}"),
    ),
    "tra_lai": decides(S.RETURNED, lambda talk, laid: talk.say(f"trả lại {laid.receipt}: ghi rõ hơn")),
    "tra_lai_hoi": decides(
        S.RETURNED, lambda talk, laid: talk.all(f"trả lại {laid.receipt}", "ghi rõ hơn", "có")
    ),
}
#                 nobody  worker  chair  officer      admin
TABLE = """
duyet             -       -       OWN    OWN+BELOW    OWN+BELOW
danh_sach         -       -       OWN    OWN+BELOW    OWN+BELOW
trang_sau         -       -       OWN    OWN+BELOW    OWN+BELOW
nut_xem           -       -       OWN    OWN+BELOW    OWN+BELOW
go_ma             -       -       OWN    OWN+BELOW    OWN+BELOW
xac_nhan_ma       -       -       OWN    OWN+BELOW    OWN+BELOW
xac_nhan_so       -       -       OWN    OWN+BELOW    OWN+BELOW
xac_nhan_het      -       -       OWN    OWN+BELOW    OWN+BELOW
nut_het           -       -       OWN    OWN+BELOW    OWN+BELOW
tra_lai           -       -       OWN    OWN+BELOW    OWN+BELOW
tra_lai_hoi       -       -       OWN    OWN+BELOW    OWN+BELOW
"""
JUDGING = """
dat               -       -       OWN    OWN+BELOW    OWN+BELOW
khong_dat         -       -       OWN    OWN+BELOW    OWN+BELOW
"""
# A giao ước is confirmed by its other side, or by the union above where there is none.
PARTIES = """
cung_ky           -       -       OWN    OWN          -
cap_tren          -       -       -      BELOW        OWN+BELOW
"""


@pytest.mark.parametrize("kind", [PledgeKind.PERSON, PledgeKind.WORK])
@pytest.mark.parametrize(("way", "role", "cell"), rows(TABLE))
def test_who_decides_where(
    sqlite_store: Store, way: str, role: Role | None, cell: str, kind: PledgeKind
) -> None:
    desk = Desk(sqlite_store, role)
    laid = {place: desk.lay(place, kind) for place in PLACES}
    done = [place for place in PLACES if WAYS[way](desk, laid[place])]
    assert ("+".join(done) or "-") == cell
    if cell == "-":
        assert {desk.state(each) for each in laid.values()} == {S.SUBMITTED}
        assert desk.told() == []


@pytest.mark.parametrize("kind", [PledgeKind.PERSON, PledgeKind.WORK])
@pytest.mark.parametrize(("way", "role", "cell"), rows(JUDGING))
def test_who_says_what_became_of_it(
    sqlite_store: Store, way: str, role: Role | None, cell: str, kind: PledgeKind
) -> None:
    desk = Desk(sqlite_store, role, AFTER)
    word, to = ("đạt", S.ACHIEVED) if way == "dat" else ("không đạt", S.NOT_ACHIEVED)
    laid = {place: desk.lay(place, kind, state=S.CONFIRMED) for place in PLACES}
    for each in laid.values():
        desk.talk.say(f"{word} {each.receipt}")
    assert ("+".join(place for place in PLACES if desk.state(laid[place]) is to) or "-") == cell


@pytest.mark.parametrize(("way", "role", "cell"), rows(PARTIES))
def test_who_confirms_a_giao_uoc(sqlite_store: Store, way: str, role: Role | None, cell: str) -> None:
    desk = Desk(sqlite_store, role)
    if way == "cung_ky":
        by = {place: "OTHER" if place != "OTHER" else "BELOW" for place in PLACES}
        laid = {
            place: desk.lay(by[place], PledgeKind.UNIT, party=place, period=f"nam-{2021 + n}")
            for n, place in enumerate(PLACES)
        }
    else:
        laid = {place: desk.lay(place, PledgeKind.UNIT) for place in PLACES}
    for each in laid.values():
        desk.talk.say(f"xác nhận {each.receipt}")
    assert ("+".join(place for place in PLACES if desk.state(laid[place]) is S.CONFIRMED) or "-") == cell


@pytest.mark.parametrize(
    "choice",
    ["pl:", "pl:x", "pl:-1", "pl:0", "pl:" + "9" * 25, "pl:9223372036854775808", "pl:²", "pa:", "pa:x",
     "pn:", "pn:king:x", "pn::" + "9" * 25, "pn:submitted:²"],
)  # fmt: skip
@pytest.mark.parametrize("role", ROLES)
def test_made_up_buttons_do_nothing_and_it_is_said(store: Store, role: Role | None, choice: str) -> None:
    desk = Desk(store, role)
    laid = [desk.lay(place) for place in PLACES]
    said = desk.talk.press(choice)
    told = (
        "Việc này dành cho",
        "Mình không thấy",
        "Đăng ký:",
        "Không có đăng ký",
        "Nút này thuộc về danh sách cũ",
    )
    assert said.startswith(told)
    assert {desk.state(each) for each in laid} == {S.SUBMITTED}


def test_a_number_beyond_all_pledges_confirms_what_there_is_or_nothing(store: Store) -> None:
    desk = Desk(store)
    laid = desk.lay("OWN")
    assert desk.talk.press("pa:" + "9" * 25)
    assert desk.state(laid) in (S.SUBMITTED, S.CONFIRMED)


@pytest.mark.parametrize("said", ["xác nhận 99999999999999999999", "trả lại 7: x", "xác nhận " + "9" * 5000])
def test_a_number_that_is_not_in_the_list(store: Store, said: str) -> None:
    desk = Desk(store)
    desk.lay("OWN")
    desk.talk.say("/duyet")
    assert desk.talk.say(said).startswith("Số đó không có trong danh sách")


def test_in_a_group_nothing_is_shown_or_decided(sqlite_store: Store) -> None:
    desk = Desk(sqlite_store)
    laid, group = desk.lay("OWN"), Address("telegram", "-100")
    for text, choice in (
        ("/duyet", None), (laid.receipt, None), (f"xác nhận {laid.receipt}", None), ("", f"pl:{laid.id}"),
        ("", f"pa:{laid.id}"), ("", "pn:submitted:0"), ("danh sách đăng ký", None),
    ):  # fmt: skip
        for reply in desk.town.say(text, ACTOR, choice=choice, chat=group):
            assert laid.receipt not in reply.text
            assert "officer" not in reply.text
    assert desk.state(laid) is S.SUBMITTED


def test_nobody_decides_on_their_own(store: Store) -> None:
    desk = Desk(store)
    own = receipt_in(desk.talk.pledge())
    [id] = scalars(store, "SELECT id FROM pledge")
    ways = (f"xác nhận {own}", f"trả lại {own}: không")
    assert all("không xác nhận được đăng ký của chính mình" in desk.talk.say(way) for way in ways)
    desk.talk.press(f"pa:{id}")
    desk.talk.shown(f"pl:{id}").say("xác nhận 1")
    assert scalars(store, "SELECT state FROM pledge") == ["submitted"]
    assert "Gõ “xác nhận" not in desk.talk.press(f"pl:{id}")
    assert "1 đăng ký chuyển sang" in desk.of("chair-OWN").say(f"xác nhận {own}")


def test_of_two_who_decide_one_is_told_that_it_is_decided(store: Store) -> None:
    desk = Desk(store)
    laid = desk.lay("OWN")
    other = desk.of("chair-OWN")
    other.say(f"trả lại {laid.receipt}")  # asks for a reason, and waits
    assert "1 đăng ký chuyển sang" in desk.talk.say(f"xác nhận {laid.receipt}")
    assert "đang ở trạng thái “đã xác nhận”" in other.all("ghi rõ hơn", "có")
    assert "đang ở trạng thái “đã xác nhận”" in other.say(f"xác nhận {laid.receipt}")
    assert desk.state(laid) is S.CONFIRMED
    assert len(desk.told()) == 1


def test_whoever_loses_the_role_in_the_middle_decides_nothing(store: Store) -> None:
    desk = Desk(store)
    laid = desk.lay("OWN")
    desk.talk.all(f"trả lại {laid.receipt}", "ghi rõ hơn")
    actor, own = desk.person(ACTOR), desk.town.unit("OWN")
    desk.do(lambda c: people.end_role(c, actor, own, Role.CHAIR, NOW, by=None))
    assert "không xác nhận được" in desk.talk.say("có")
    assert desk.state(laid) is S.SUBMITTED


def test_all_at_once_means_what_was_shown(store: Store) -> None:
    """Also for somebody who chairs one unit and is an officer of another: the list is in one order."""
    desk = Desk(store, Role.CHAIR)
    other = desk.town.unit("OTHER")
    actor = desk.person(ACTOR)
    desk.do(lambda c: people.grant(c, actor, other, Role.OFFICER, NOW, by=None))
    # The chair's own unit has the older ones; the officer's is looked through first.
    laid = [desk.lay("OWN", period=f"nam-{2021 + n}") for n in range(6)]
    laid += [desk.lay("OTHER", period=f"nam-{2021 + n}") for n in range(10)]
    shown = desk.talk.say("/duyet")
    seen = [each for each in laid if each.receipt in shown]
    assert seen == laid[:10]
    last = next(b.choice for b in desk.talk.conversation.offered if b.choice.startswith("pa:"))
    more = next(b.choice for b in desk.talk.conversation.offered if b.choice.startswith("pn:"))
    page = desk.talk.press(more)
    assert [each for each in laid if each.receipt in page] == laid[10:]
    assert desk.talk.press(last).startswith("Nút này thuộc về danh sách cũ")
    assert {desk.state(each) for each in laid} == {S.SUBMITTED}
    desk.talk.say("xác nhận tất cả")
    assert [desk.state(each) for each in laid] == [S.SUBMITTED] * 10 + [S.CONFIRMED] * 6


@pytest.mark.parametrize("how", ["withdrawn", "erased"])
def test_without_consent_a_name_is_shown_nowhere(store: Store, how: str) -> None:
    desk = Desk(store, Role.OFFICER)
    laid = desk.lay("OWN", by="chair-OWN")
    chair = desk.person(Address("web", "chair-OWN"))
    desk.do(lambda c: people.rename(c, chair, "Đỗ Thị Tên Riêng"))
    assert "Đỗ Thị Tên Riêng" in desk.talk.say("/duyet")
    if how == "withdrawn":
        desk.do(lambda c: people.withdraw(c, chair, NOW))
    else:
        desk.do(lambda c: erase_person(c, chair, NOW, by=chair, at=Address("web", "chair-OWN")))
    for said in (
        desk.talk.say("/duyet"), desk.talk.say("danh sách đăng ký"), desk.talk.say(laid.receipt),
        desk.talk.press(f"pl:{laid.id}"), desk.talk.say("/tyle"),
        desk.of("chair-OWN").say(laid.receipt), desk.of("officer-OWN").say("/tyle"),
    ):  # fmt: skip
        assert "Tên Riêng" not in said
    labels = [button.label for button in desk.talk.conversation.offered]
    assert not any("Tên Riêng" in label for label in labels)


def test_what_becomes_of_an_erased_persons_pledge_is_told_to_nobody(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    laid = desk.lay("OWN")
    owner = desk.person(Address("web", "officer-OWN"))
    desk.do(lambda c: forget_person(c, owner))
    assert "1 đăng ký chuyển sang" in desk.talk.say(f"xác nhận {laid.receipt}")
    assert desk.told() == []


def test_an_admin_of_the_settings_decides_everywhere(store: Store) -> None:
    desk = Desk(store, None, admins=frozenset({ACTOR}))
    laid = {place: desk.lay(place) for place in PLACES}
    assert all(each.receipt in desk.talk.say("/duyet") for each in laid.values())
    desk.talk.press(f"pa:{max(each.id for each in laid.values())}")
    assert {desk.state(each) for each in laid.values()} == {S.CONFIRMED}


@pytest.mark.parametrize("way", ["number", "receipt", "all", "return"])
@pytest.mark.parametrize("step", ["text", "summary"])
def test_a_decision_with_a_form_open_is_no_answer_to_it(store: Store, way: str, step: str) -> None:
    """On the list just shown, or on a receipt: it is carried out, and the form stands where it stood."""
    desk = Desk(store)
    laid = desk.lay("OWN")
    lines = ("/dangky", "1", "xong") if step == "text" else ("/dangky", "1", "xong", "làm tốt", "1")
    desk.talk.all(*lines)
    draft = desk.talk.conversation.draft
    assert draft is not None
    if way != "receipt":
        assert laid.receipt in desk.talk.say("/duyet")
    said = {
        "number": "xác nhận 1",
        "receipt": f"xác nhận {laid.receipt}",
        "all": "xác nhận tất cả",
        "return": "trả lại 1: ghi rõ hơn",
    }
    assert desk.talk.say(said[way]).startswith("1 đăng ký chuyển sang")
    assert desk.state(laid) is (S.RETURNED if way == "return" else S.CONFIRMED)
    assert desk.talk.conversation.draft == draft
    finished = ("làm tốt việc được giao", "1", "có") if step == "text" else ("có",)
    assert receipt_in(desk.talk.all(*finished))


def test_with_a_form_open_a_number_that_was_not_listed_is_its_answer(store: Store) -> None:
    desk = Desk(store)
    laid = desk.lay("OWN")
    desk.talk.all("/dangky", "1", "xong")
    desk.talk.say("xác nhận 1 sáng kiến cho tổ")
    assert desk.state(laid) is S.SUBMITTED
    assert desk.talk.conversation.draft is not None
    assert desk.talk.conversation.draft.answers["text"] == "xác nhận 1 sáng kiến cho tổ"
