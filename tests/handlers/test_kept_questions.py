"""Officers answer kept questions: every role × place, by word and by button, and once."""

import pytest
from sqlalchemy import Connection

from domain.message import Address
from domain.people import Role
from domain.reply import load_reply
from store import people, questions
from store.engine import Store
from tests.databases import scalars
from tests.handlers.people import ACTOR, PLACES
from tests.handlers.pledges import ROLES, Desk, rows
from tests.store.trees import NOW

#                 nobody  worker  chair  officer      admin
TABLE = """
cauhoi            -       -       -      OWN+BELOW    OWN+BELOW
nut               -       -       -      OWN+BELOW    OWN+BELOW
tra_loi           -       -       -      OWN+BELOW    OWN+BELOW
"""
ANSWERED = "SELECT count(*) FROM kept_question WHERE answered_at IS NOT NULL"
ASKER = Address("telegram", "99")


def ask(desk: Desk, place: str) -> int:
    unit = desk.town.unit(place)

    def keep(c: Connection) -> int:
        number = questions.keep(c, f"{place} được thưởng gì?", NOW, unit_id=unit)
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
    assert other.say("có").startswith("Câu hỏi này không còn chờ")
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
