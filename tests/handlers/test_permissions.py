"""Commands that only some may use: every one × role × place in the tree, by word and by button."""

import pytest

from domain.message import Address
from domain.people import Role
from domain.reply import Button
from store import people
from store.engine import Store
from tests.databases import scalars
from tests.handlers.people import ACTOR, PLACES, SOMEONE, Town
from tests.store.trees import NOW

CODES = "SELECT count(*) FROM code"
ENDED = "SELECT count(*) FROM role WHERE ended_at IS NOT NULL"

#                  nobody  worker  chair  officer      admin
TABLE = """
moi_chu_tich       -       -       -      OWN+BELOW    OWN+BELOW
moi_can_bo         -       -       -      BELOW        OWN+BELOW
thoi_chu_tich      -       -       -      BELOW        OWN+BELOW
thoi_can_bo        -       -       -      BELOW        OWN+BELOW
"""
ROLES = (None, Role.WORKER, Role.CHAIR, Role.OFFICER, Role.ADMIN)
CELLS = [
    (command, role, cell)
    for command, *cells in (line.split() for line in TABLE.strip().splitlines())
    for role, cell in zip(ROLES, cells, strict=True)
]


def does(town: Town, command: str, place: str, *, button: bool) -> bool:
    """Whether the command had its effect there; by a button that was offered, though it should not."""
    asked = Role.CHAIR if command.endswith("chu_tich") else Role.OFFICER
    word = "chủ tịch" if asked is Role.CHAIR else "cán bộ"
    if command.startswith("moi"):
        before = town.count(CODES)
        choice = f"invite:{asked}:{town.unit(place)}"
        if button:
            town.say(choice=choice, offered=(Button("x", choice),))
        else:
            town.say(f"/moi {word} {place}")
        return town.count(CODES) > before
    held = town.role_at(place, asked)
    if not button:
        (reply,) = town.say(f"/thoivai {place}")
        return any(each.choice == f"endrole:{held}" for each in reply.buttons)
    before = town.count(ENDED)
    choice = f"endyes:{held}"
    town.say(choice=choice, offered=(Button("x", choice),))
    return town.count(ENDED) > before


@pytest.mark.parametrize("button", [False, True], ids=["words", "button"])
@pytest.mark.parametrize(("command", "role", "cell"), CELLS)
def test_who_may_do_it_where(store: Store, command: str, role: Role | None, cell: str, button: bool) -> None:
    town = Town(store, role)
    done = [place for place in PLACES if does(town, command, place, button=button)]
    assert ("+".join(done) or "-") == cell


@pytest.mark.parametrize("command", ["moi_chu_tich", "moi_can_bo", "thoi_chu_tich", "thoi_can_bo"])
def test_an_admin_of_the_settings_may_do_it_everywhere(store: Store, command: str) -> None:
    town = Town(store, None, admins=frozenset({ACTOR}))
    assert [place for place in PLACES if does(town, command, place, button=True)] == list(PLACES)


@pytest.mark.parametrize("role", ROLES)
def test_only_a_chair_hands_over(store: Store, role: Role | None) -> None:
    town = Town(store, role)
    town.say("/bangiao")
    assert town.count(CODES) == (role is Role.CHAIR)


def test_buttons_nobody_offered_are_not_obeyed(store: Store) -> None:
    town = Town(store, Role.OFFICER)
    before = town.count("SELECT count(*) FROM audit")
    held = town.role_at("BELOW", Role.CHAIR)
    for choice in (
        f"invite:chair:{town.unit('BELOW')}",
        f"endrole:{held}",
        f"endyes:{held}",
        "withdraw:yes",
        "erase:yes",
        "consent:yes",
        "unlink:yes",
        "endyes:",
        "endyes:x",
        "invite:x",
        "invite:king:1",
    ):
        (reply,) = town.say(choice=choice)
        assert reply.text.startswith("Nút này không còn dùng được")
    assert (town.count(CODES), town.count("SELECT count(*) FROM audit")) == (0, before)


def test_a_code_is_void_when_its_maker_may_no_longer_make_it(store: Store) -> None:
    town = Town(store, Role.OFFICER, admins=frozenset({SOMEONE}))
    (made,) = town.say("/moi chủ tịch BELOW")
    code = next(line for line in made.text.splitlines() if line.startswith("Mã: ")).removeprefix("Mã: ")
    choice = f"endyes:{_own_role(store)}"
    town.say(who=SOMEONE, choice=choice, offered=(Button("x", choice),))
    (reply,) = town.say(f"mã {code}", who=Address("web", "chair-OTHER"))
    assert reply.text.startswith("Mã này không dùng được")
    assert town.count("SELECT count(*) FROM code WHERE used_at IS NOT NULL") == 0


def _own_role(store: Store) -> int:
    (held,) = scalars(
        store, "SELECT role.id FROM role JOIN person ON person.id = person_id WHERE person.name = 'Lan'"
    )
    return int(held)


def chairs_two(store: Store) -> Town:
    town = Town(store, Role.CHAIR)
    actor = int(scalars(store, "SELECT id FROM person WHERE name = 'Lan'")[0])
    other = town.unit("OTHER")
    store.write_now(lambda c: people.grant(c, actor, other, Role.CHAIR, NOW, by=None))
    return town


def test_whoever_chairs_several_units_hands_over_one_of_them_at_a_time(store: Store) -> None:
    town = chairs_two(store)
    (asked,) = town.say("bàn giao")
    assert [button.label for button in asked.buttons] == ["Unit OWN", "Unit OTHER"]
    assert town.count(CODES) == 0
    for button in (*asked.buttons, asked.buttons[1]):
        (made,) = town.say(choice=button.choice, offered=asked.buttons)
        assert f"vai chủ tịch – {button.label}" in made.text
    codes = "SELECT code.id FROM code JOIN unit ON unit.id = code.unit_id"
    # The second code for OTHER has taken the place of the first; the one for OWN is still good.
    assert [len(scalars(store, f"{codes} WHERE unit.code = '{of}'")) for of in ("OWN", "OTHER")] == [1, 1]


def test_a_role_that_is_not_held_is_not_handed_over(store: Store) -> None:
    town = chairs_two(store)
    for of in (town.unit("BELOW"), "x", "9" * 40, ""):
        choice = f"handover:{of}"
        for offered in ((), (Button("x", choice),)):
            (reply,) = town.say(choice=choice, offered=offered)
            assert reply.text.startswith("Nút này không còn dùng được")
    own = f"handover:{town.unit('OWN')}"
    (reply,) = town.say(choice=own)
    assert reply.text.startswith("Nút này không còn dùng được")
    assert town.count(CODES) == 0
