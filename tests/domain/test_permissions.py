"""Every action, every role, every place in the tree: who may do what, written out."""

import pytest

from domain.people import NOBODY, Grant, Person, Role
from domain.permissions import RULES, Action, Reach, may, reached
from domain.units import covers

# Held in the unit "own": what is below it, beside it (other) and above it.
PLACES = {"own": "/1/2/", "below": "/1/2/3/", "other": "/1/22/", "above": "/1/"}
ROLES = (Role.WORKER, Role.CHAIR, Role.OFFICER, Role.ADMIN)
#                    worker  chair  officer      admin
TABLE = """
pledge               own     own    own          -
pledge_work          own     own    -            -
pledge_unit          -       own    own          -
review_pledges       -       own    own+below    own+below
see_registration     -       own    own+below    own+below
invite_chair         -       -      own+below    own+below
invite_officer       -       -      below        own+below
hand_over            -       own    -            -
answer_questions     -       -      own+below    own+below
set_scope            -       -      own+below    own+below
change_units         -       -      -            own+below
end_role             -       -      below        own+below
"""


def written() -> dict[tuple[str, Role], str]:
    rows = [line.split() for line in TABLE.strip().splitlines()]
    return {(action, role): cell for action, *cells in rows for role, cell in zip(ROLES, cells, strict=True)}


def holder(role: Role, path: str = PLACES["own"]) -> Person:
    return Person(id=1, name="Lan", consents=True, grants=(Grant(role=role, unit=2, path=path),))


def allowed(person: Person, action: Action) -> str:
    return "+".join(place for place, path in PLACES.items() if may(person, action, path)) or "-"


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", ROLES)
def test_the_table(action: Action, role: Role) -> None:
    assert allowed(holder(role), action) == written()[(action, role)]


def test_the_table_is_whole() -> None:
    assert {action for action, _ in written()} == {action.value for action in Action}
    assert set(RULES) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_nobody_may_do_anything(action: Action) -> None:
    assert allowed(NOBODY, action) == "-"


@pytest.mark.parametrize("action", Action)
def test_an_admin_of_the_settings_reaches_every_unit_or_none(action: Action) -> None:
    admin = holder(Role.ADMIN, "/")
    everywhere = "-" if written()[(action, Role.ADMIN)] == "-" else "own+below+other+above"
    assert allowed(admin, action) == everywhere


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN])
def test_roles_add_up(role: Role) -> None:
    both = Person(id=1, grants=(*holder(Role.CHAIR).grants, *holder(role, PLACES["other"]).grants))
    assert allowed(both, Action.REVIEW_PLEDGES) == "own+other"


LISTED = tuple(action for action, rule in RULES.items() if Reach.BELOW not in rule.values())


@pytest.mark.parametrize("action", LISTED)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("held", PLACES.values())
def test_what_is_reached_is_what_one_may(action: Action, role: Role, held: str) -> None:
    """For lists: every unit is in one of the paths exactly when one may do it there."""
    person = holder(role, held)
    for path in PLACES.values():
        paths = reached(person, action)
        listed = any(one == path or (covers(one, path) and not alone) for one, alone in paths)
        assert listed is may(person, action, path)


@pytest.mark.parametrize("action", Action)
def test_nobody_reaches_anything(action: Action) -> None:
    assert reached(NOBODY, action) == ()


def test_of_paths_one_within_the_other_the_outer_is_reached_once() -> None:
    grants = [
        *holder(Role.CHAIR, PLACES["below"]).grants,
        *holder(Role.OFFICER, PLACES["own"]).grants,
        *holder(Role.OFFICER, PLACES["below"]).grants,
        *holder(Role.OFFICER, PLACES["own"]).grants,
        *holder(Role.CHAIR, PLACES["own"]).grants,
        *holder(Role.CHAIR, PLACES["other"]).grants,
        *holder(Role.CHAIR, PLACES["other"]).grants,
    ]
    person = Person(id=1, grants=tuple(grants))
    paths = ((PLACES["own"], False), (PLACES["other"], True))  # /1/22/ does not lie below /1/2/
    assert reached(person, Action.REVIEW_PLEDGES) == paths


def test_an_admin_of_the_settings_reaches_the_whole_tree_once() -> None:
    person = Person(id=1, grants=(*holder(Role.ADMIN, "/").grants, *holder(Role.CHAIR).grants))
    assert reached(person, Action.REVIEW_PLEDGES) == (("/", False),)
    assert reached(person, Action.PLEDGE_UNIT) == ((PLACES["own"], True),)
