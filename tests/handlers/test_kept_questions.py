"""Officers answer kept questions: every role × place, by word and by button, and once."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from domain.clock import machine_now
from domain.message import Address
from domain.people import Role
from domain.reply import load_reply
from store import people, questions
from store.engine import Store
from store.erasing import erase_person
from store.questions import SEEN_AGAIN
from tests.databases import scalars
from tests.handlers.people import ACTOR, PLACES
from tests.handlers.pledges import ROLES, Desk, rows
from tests.handlers.test_scopes import concern
from tests.store.trees import NOW

#                 nobody  worker  chair  officer      admin
TABLE = """
cauhoi            -       -       -      OWN+BELOW    OWN+BELOW
nut               -       -       -      OWN+BELOW    OWN+BELOW
tra_loi           -       -       -      OWN+BELOW    OWN+BELOW
"""
ANSWERED = "SELECT count(*) FROM kept_question WHERE answered_at IS NOT NULL"
ASKER = Address("telegram", "99")


def ask(
    desk: Desk, place: str | None, question: str = "{place} được thưởng gì?", campaign: str | None = None
) -> int:
    """Somebody has asked there; at no place, nobody knows who."""
    unit = desk.town.unit(place) if place else None

    def keep(c: Connection) -> int:
        words = question.format(place=place)
        number = questions.keep(c, words, NOW, unit_id=unit, campaign=campaign, campaign_version=1)
        questions.tell_asker(c, number, ASKER)
        return number

    return desk.do(keep)


@pytest.mark.parametrize(("way", "role", "cell"), rows(TABLE))
def test_who_answers_which(sqlite_store: Store, way: str, role: Role | None, cell: str) -> None:
    desk = Desk(sqlite_store, role)
    asked = {place: ask(desk, place) for place in PLACES}
    done = []
    for place, number in asked.items():
        if way == "cauhoi":
            seen = f"{place} được thưởng gì?" in desk.talk.say("/cauhoi")
        else:
            before = desk.town.count(ANSWERED)
            if way == "nut":
                desk.talk.press(f"kq:{number}")
            else:
                desk.talk.shown(f"kq:{number}").say("trả lời 1")
            if desk.talk.conversation.draft:
                desk.talk.all("Thưởng theo quy chế", "có")
            seen = desk.town.count(ANSWERED) > before
        done += [place] * seen
    assert ("+".join(done) or "-") == cell


@pytest.mark.parametrize("choice", ["kq:", "kq:x", "kq:0", "kq:²", "kq:" + "9" * 25, "kq:" + "9" * 5000])
@pytest.mark.parametrize("role", ROLES)
def test_made_up_buttons_do_nothing_and_it_is_said(store: Store, choice: str, role: Role | None) -> None:
    desk = Desk(store, role)
    ask(desk, "OWN")
    assert desk.talk.press(choice).startswith("Câu hỏi này không còn chờ")
    assert desk.talk.conversation.draft is None


@pytest.mark.parametrize("number", ["9", "0", "9" * 30, "9" * 5000])
def test_a_number_that_is_not_in_the_list_shows_the_list(store: Store, number: str) -> None:
    desk = Desk(store, Role.OFFICER)
    ask(desk, "OWN")
    assert "OWN được thưởng gì?" in desk.talk.say(f"trả lời {number}")


def test_of_two_who_answer_one_is_told_that_it_is_answered(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    number = ask(desk, "OWN")
    other = desk.of("officer-OWN")
    for talk in (desk.talk, other):
        talk.press(f"kq:{number}")
        talk.say("Thưởng theo quy chế")
    assert desk.talk.say("có")
    assert other.say("có").startswith("Câu hỏi “OWN được thưởng gì?” không còn chờ: đã được trả lời")
    told = [load_reply(body).text for body in scalars(store, "SELECT body FROM delivery")]
    assert len(told) == 1
    assert "Thưởng theo quy chế" in told[0]


def test_whoever_loses_the_role_in_the_middle_answers_nothing(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    number = ask(desk, "OWN")
    desk.talk.press(f"kq:{number}")
    desk.talk.say("Thưởng theo quy chế")
    actor, own = desk.person(ACTOR), desk.town.unit("OWN")
    desk.do(lambda c: people.end_role(c, actor, own, Role.OFFICER, NOW, by=None))
    assert desk.talk.say("có").startswith("Câu hỏi này không còn chờ")
    assert desk.town.count(ANSWERED) == 0


def test_all_are_reached_eight_at_a_time(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    for number in range(19):
        ask(desk, "OWN", f"Câu số {number} là gì?")
    pages = [desk.talk.say("/cauhoi"), desk.talk.say("xem tiếp"), desk.talk.say("Xem tiếp")]
    assert [page.count("“Câu số") for page in pages] == [8, 8, 3]
    assert pages[0].startswith("19 câu hỏi đang chờ, cũ trước:\n1. 1/7/2025: “Câu số 0 là gì?”")
    assert "1. 1/7/2025: “Câu số 16 là gì?”" in pages[2]
    assert "Xem tiếp" not in [button.label for button in desk.talk.conversation.offered]
    assert desk.talk.say("trả lời 3").endswith("Câu hỏi: “Câu số 18 là gì?”. Anh/chị trả lời thế nào?")


def test_they_are_filtered_by_what_they_are_about(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    ask(desk, "OWN", "Thưởng ở {place}?", "long-bien-2022")
    ask(desk, "OWN", "Hạn ở {place}?", "thanh-hoa-2021")
    ask(desk, "OWN", "Ai ký ở {place}?")
    assert desk.talk.say("/cauhoi").count("“") == 3 + 3  # the questions, and what can be typed
    labels = [button.label for button in desk.talk.conversation.offered]
    assert labels[3:] == ["Long Biên (1 câu)", "Thanh Hóa (1 câu)", "Không nêu phong trào (1 câu)"]
    about = desk.talk.say("Thanh Hóa (1 câu)")
    assert about.startswith("1 câu hỏi đang chờ về Thanh Hóa, cũ trước:\n1. 1/7/2025: “Hạn ở OWN?”")
    assert "“Thưởng" not in about
    assert "“Thưởng ở OWN?”" in desk.talk.say("Mọi phong trào")
    assert "“Ai ký ở OWN?”" in desk.talk.say("Không nêu phong trào (1 câu)")
    for said in ("câu hỏi chờ trả lời Long Biên", "/cauhoi Long Biên", "câu hỏi đang chờ về Long Biên"):
        assert desk.talk.say(said).startswith("1 câu hỏi đang chờ về Long Biên")
    assert desk.talk.say("/cauhoi Bến Tre") == "Không có câu hỏi nào đang chờ về Bến Tre ạ."


def test_some_are_put_aside_with_a_reason_that_their_askers_hear(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    numbers = [ask(desk, "OWN", f"Câu số {number} là gì?") for number in range(4)]
    desk.talk.say("/cauhoi")
    assert desk.talk.say("bỏ qua 2, 9: trùng").startswith("Số đó không có trong danh sách")
    assert desk.talk.say("bỏ qua 2, 3: Trùng câu đã trả lời.") == (
        "Đã bỏ qua 2 câu hỏi; 2 người muốn được báo lại sẽ đọc lý do."
    )
    assert desk.told()[0] == (
        "Anh/chị đã hỏi: “Câu số 1 là gì?”. Unit OWN xin phép chưa trả lời câu này, lý do: Trùng câu đã trả "
        "lời. Cần hỏi thêm, anh/chị gõ “hỏi cán bộ” ạ."
    )
    left = desk.talk.say("/cauhoi")
    assert ("Câu số 0" in left, "Câu số 1" in left, "Câu số 3" in left) == (True, False, True)
    recorded = "SELECT subject_id FROM audit WHERE action = 'question.put_aside' ORDER BY id"
    assert scalars(store, recorded) == numbers[1:3]
    assert scalars(store, "SELECT count(*) FROM kept_question WHERE address IS NOT NULL") == [2]


def test_without_a_reason_it_is_asked_for(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    ask(desk, "OWN")
    desk.talk.say("/cauhoi")
    assert "Bỏ qua 1 câu vì sao?" in desk.talk.say("bỏ qua 1")
    assert desk.town.count(ANSWERED) == 0
    assert desk.talk.all("2", "có").startswith("Đã bỏ qua 1 câu hỏi")
    assert "lý do: Câu này đã được trả lời rồi. Cần hỏi thêm" in desk.told()[0]


def test_what_somebody_else_has_answered_is_not_put_aside(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    number = ask(desk, "OWN")
    desk.talk.say("/cauhoi")
    other = desk.of("officer-OWN")
    other.press(f"kq:{number}")
    other.all("Theo quy chế", "có")
    said = desk.talk.say("bỏ qua 1: trùng")
    assert said.startswith("Câu hỏi “OWN được thưởng gì?” không còn chờ")
    assert len(desk.told()) == 1


def test_what_is_done_is_seen_again_for_a_while(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    first, _second = ask(desk, "OWN", campaign="long-bien-2022"), ask(desk, "BELOW")
    desk.talk.press(f"kq:{first}")
    desk.talk.all("Thưởng theo quy chế " + "x" * 100, "có", "/cauhoi", "bỏ qua 1: trùng")
    said = desk.talk.say("đã trả lời")
    day = "1/6/2026"
    assert f"1. {day}: “BELOW được thưởng gì?” – bỏ qua: trùng" in said
    assert f"2. {day}: “OWN được thưởng gì?” (Long Biên) – trả lời: Thưởng theo quy chế" in said
    assert "x" * 100 not in said
    assert desk.talk.say("2").endswith("x" * 100)
    assert "BELOW" not in desk.talk.say("câu hỏi đã trả lời về Long Biên")
    outsider = desk.of("officer-OTHER")
    assert outsider.say("đã trả lời") == "Không có câu hỏi nào đã xong trong 30 ngày qua ạ."
    assert outsider.press(f"ka:{first}").startswith("Câu hỏi này không còn chờ, hoặc không thuộc")
    over = machine_now() + SEEN_AGAIN
    assert desk.do(lambda c: questions.forget(c, now=over - timedelta(hours=1), chunk=9)) == 0
    assert desk.do(lambda c: questions.forget(c, now=over, chunk=9)) == 2
    assert desk.talk.say("đã trả lời") == "Không có câu hỏi nào đã xong trong 30 ngày qua ạ."
    assert scalars(store, "SELECT question || answer FROM kept_question") == ["", ""]


def test_the_words_of_an_erased_officer_are_erased(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    number = ask(desk, "OWN")
    desk.talk.press(f"kq:{number}")
    desk.talk.all("Theo quy chế", "có")
    assert "Lời trả lời, lý do anh/chị đã ghi cho câu hỏi của đoàn viên (giữ 30 ngày): 1." in desk.talk.say(
        "/dulieu"
    )
    actor = desk.person(ACTOR)
    desk.do(lambda c: erase_person(c, actor, NOW, by=None))
    assert scalars(store, "SELECT answer FROM kept_question") == [""]
    assert "trả lời: (lời không còn lưu)" in desk.of("officer-OWN").say("đã trả lời")


def test_nobodys_questions_go_to_who_covers_a_top_of_the_scope(store: Store) -> None:
    """ABOVE is the root: without a scope its officer alone reads them."""
    desk = Desk(store, None)
    ask(desk, None, "Hỏi Long Biên?", "long-bien-2022")
    ask(desk, None, "Hỏi Thanh Hóa?", "thanh-hoa-2021")
    ask(desk, None, "Hỏi chung?")
    concern(desk, "OWN", campaign="long-bien-2022")

    def seen(who: str) -> str:
        said = desk.of(who).say("/cauhoi")
        return "+".join(name for name in ("Long Biên", "Thanh Hóa", "chung") if f"Hỏi {name}?" in said)

    read = {place: seen(f"officer-{place}") for place in PLACES}
    assert read == {"ABOVE": "Long Biên+Thanh Hóa+chung", "OWN": "Long Biên", "BELOW": "", "OTHER": ""}
    concern(desk, "BELOW", "OTHER", campaign="long-bien-2022")
    read = {place: seen(f"officer-{place}") for place in PLACES}
    assert read["OWN"] == read["BELOW"] == read["OTHER"] == "Long Biên"


@pytest.mark.parametrize("said", ["đã trả lời", "bỏ qua 2", "câu hỏi chờ trả lời Long Biên", "bỏ qua 1: x"])
@pytest.mark.parametrize("role", [None, Role.WORKER, Role.CHAIR])
def test_others_are_answered_as_before(sqlite_store: Store, role: Role | None, said: str) -> None:
    desk = Desk(sqlite_store, role)
    ask(desk, "OWN")
    desk.talk.shown("kq:1").say(said)
    assert desk.town.count(ANSWERED) == 0
    for choice in ("ka:1", "kn::", "kb::"):
        assert "OWN được thưởng gì?" not in desk.talk.press(choice)
