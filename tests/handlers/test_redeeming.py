"""Codes in a turn: what the forms and the finder are given, and what people try."""

from collections.abc import Sequence

import pytest

from domain.message import Address
from domain.people import Role
from domain.reply import Button, Reply
from handlers import accepting
from handlers.turn import Place, Turn
from store import people, units
from store.engine import Store
from tests.databases import scalars
from tests.handlers.people import ACTOR, SOMEONE, Town
from tests.store.trees import NOW

GROUP = Address("telegram", "-77")


def code_in(reply: Reply) -> str:
    return next(line for line in reply.text.splitlines() if line.startswith("Mã: ")).removeprefix("Mã: ")


@pytest.fixture
def town(store: Store) -> Town:
    return Town(store, Role.OFFICER)


@pytest.fixture
def code(town: Town) -> str:
    (made,) = town.say("/moi chủ tịch BELOW")
    return code_in(made)


def test_somebody_new_enrols_first_and_then_takes_the_invitation_up(
    town: Town, code: str, store: Store
) -> None:
    invited, _form = town.say(f"mã {code}", SOMEONE)
    assert invited.text.startswith("Anh/chị được mời làm chủ tịch – Unit BELOW.")
    assert scalars(store, "SELECT used_at FROM code") == [None]
    key = kept_key(town)

    def file(turn: Turn) -> Sequence[Reply]:
        unit = units.at(turn.connection, "BELOW").id
        turn.person = people.enrol(turn.connection, SOMEONE, "Mai", unit, turn.consent_version, NOW)
        return accepting.accept(turn, key)

    (taken,) = town.in_turn(SOMEONE, file)
    assert taken.text.startswith("Anh/chị nay là chủ tịch – Unit BELOW.")
    (again,) = town.in_turn(SOMEONE, lambda turn: accepting.accept(turn, key))
    assert again.text.startswith("Mã này không dùng được")
    told = scalars(store, f"SELECT body FROM delivery WHERE address = '{ACTOR}'")
    assert len(told) == 1
    assert "Mai nay là chủ tịch" in told[0]


def kept_key(town: Town) -> str:
    """What the form of enrolment keeps of the invitation."""
    draft = town.conversation.draft
    assert draft is not None
    return str(draft.answers["code"])


def test_the_key_that_is_kept_meanwhile_is_not_the_code(town: Town, code: str) -> None:
    town.say(f"mã {code}", SOMEONE)
    assert code.replace("-", "") not in kept_key(town)


def test_a_name_finds_the_units_within_reach(town: Town, store: Store) -> None:
    def find(name: str) -> Sequence[Place]:
        codes = ("ABOVE", "BELOW", "OWN", "OTHER")
        return store.read_now(lambda c: [Place(unit=units.at(c, each), shown=each) for each in codes])

    (reply,) = town.say("/moi chủ tịch may muoi", find_units=find)
    choices = (f"invite:chair:{town.unit('BELOW')}", f"invite:chair:{town.unit('OWN')}")
    assert reply.buttons == (Button("Unit BELOW", choices[0]), Button("Unit OWN", choices[1]))
    (made,) = town.say("2", offered=reply.buttons)
    assert "chủ tịch – Unit OWN" in made.text


def test_a_hundred_tries_get_one_answer_and_a_right_code_does_not_help(town: Town, code: str) -> None:
    guesser = Address("web", "chair-OTHER")
    answers = {town.say(f"mã CCCC-CCCC-CCC{2 + each % 8}", guesser)[0].text for each in range(100)}
    answers.add(town.say(f"mã {code}", guesser)[0].text)
    assert len(answers) == 1


@pytest.mark.parametrize("said", ["{}", "mã {}", "Mã: {}", "/ma {}", "/start {}", "/ma@ThiDuaBot {}"])
def test_a_code_is_taken_however_it_is_said(town: Town, code: str, said: str) -> None:
    (reply,) = town.say(said.format(code.lower()), Address("web", "officer-BELOW"))
    assert reply.text.startswith("Anh/chị nay là chủ tịch")


@pytest.mark.parametrize("said", ["mã {}", "/start {}", "{}", "/dulieu", "/xoadulieu", "tôi là ai"])
def test_in_a_group_nothing_personal_is_done(town: Town, code: str, store: Store, said: str) -> None:
    who = Address("web", "officer-BELOW")
    (reply,) = town.say(said.format(code), who, chat=GROUP)
    assert "không làm trong nhóm" in reply.text
    assert scalars(store, "SELECT used_at FROM code") == [None]


def test_words_that_only_look_like_an_invitation_are_a_question(store: Store) -> None:
    town = Town(store, Role.WORKER)
    (reply,) = town.say("mời chủ tịch công đoàn dự tổng kết thế nào?")
    assert "/moi" not in reply.text


def test_the_code_stays_usable_for_whoever_made_it_by_mistake(town: Town, code: str, store: Store) -> None:
    (reply,) = town.say(f"mã {code}")
    assert "tạo cho người khác" in reply.text
    assert scalars(store, "SELECT used_at FROM code") == [None]
