"""Who somebody is: accounts, units, roles and consents, and the record of what was done to them."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from domain.data_rights import Deadlines, RequestKind
from domain.message import Address
from domain.people import NOBODY, Grant, Person, Role
from store import audit, data_requests, people, units
from store.engine import Store
from store.tables import person
from tests.store.crowd import HUNG, LAN, LATER, MAI, grow, join, number, unit_id
from tests.store.trees import DAY, NOW

NO_ADMINS = frozenset[Address]()


def load(c: Connection, address: Address, version: int = 1) -> Person:
    return people.load(c, address, NO_ADMINS, version)


def done_to(c: Connection, who: Person) -> list[str]:
    return [entry.action for entry in audit.of(c, "person", number(who))]


def test_an_unknown_account_is_nobody(t: Connection) -> None:
    assert load(t, LAN) is NOBODY


def test_a_member_is_a_worker_of_the_unit(t: Connection) -> None:
    mill = units.at(t, "MILL")
    lan = join(t)
    assert lan == Person(
        id=lan.id,
        name="Nguyễn Thị Lan",
        unit=mill.id,
        path=mill.path,
        consents=True,
        grants=(Grant(role=Role.WORKER, unit=mill.id, path=mill.path),),
    )
    assert load(t, LAN) == lan
    assert done_to(t, lan) == ["person.enrolled", "account.linked", "consent.given", "member.joined"]


def test_roles_are_held_beside_membership_until_they_end(t: Connection) -> None:
    lan, north = join(t), units.at(t, "NORTH")
    for role, code in ((Role.CHAIR, "MILL"), (Role.OFFICER, "NORTH")):
        assert people.grant(t, number(lan), unit_id(t, code), role, NOW, by=None)
    assert not people.grant(t, number(lan), north.id, Role.OFFICER, LATER, by=None)
    assert [(grant.role, grant.path) for grant in load(t, LAN).grants] == [
        (Role.WORKER, units.at(t, "MILL").path),
        (Role.CHAIR, units.at(t, "MILL").path),
        (Role.OFFICER, north.path),
    ]
    mai = join(t, MAI, "Lê Mai", "NORTH")
    assert people.end_role(t, number(lan), north.id, Role.OFFICER, LATER, by=mai.id)
    assert not people.end_role(t, number(lan), north.id, Role.OFFICER, LATER, by=mai.id)
    assert load(t, LAN).holds(Role.OFFICER) == ()
    ended = people.held_by(t, number(lan))[1]
    assert (ended.role, ended.granted_at, ended.ended_at) == (Role.OFFICER, NOW, LATER)
    assert [held.role for held in people.held_at(t, unit_id(t, "MILL"))] == [Role.CHAIR]
    last = audit.of(t, "person", number(lan))[-1]
    assert (last.action, last.actor, last.unit, last.details) == (
        "role.ended",
        mai.id,
        north.id,
        {"role": "officer"},
    )


def test_being_a_worker_is_not_granted(t: Connection) -> None:
    with pytest.raises(ValueError, match="member"):
        people.grant(t, number(join(t)), unit_id(t, "MILL"), Role.WORKER, NOW, by=None)


def test_a_role_is_handed_over_once(t: Connection) -> None:
    lan, hung, mill = join(t), join(t, HUNG, "Trần Hùng"), unit_id(t, "MILL")
    mai = join(t, MAI, "Lê Mai")
    people.grant(t, number(lan), mill, Role.CHAIR, NOW, by=None)
    assert not people.hand_over(t, number(lan), number(lan), mill, Role.CHAIR, LATER)
    assert people.hand_over(t, number(lan), number(hung), mill, Role.CHAIR, LATER)
    assert not people.hand_over(t, number(lan), number(mai), mill, Role.CHAIR, LATER)
    assert [held.person for held in people.held_at(t, mill)] == [hung.id]
    assert load(t, LAN).holds(Role.CHAIR) == ()
    assert done_to(t, lan)[-1] == "role.ended"
    assert audit.of(t, "person", number(hung))[-1].details == {"role": "chair", "predecessor": lan.id}


def test_moving_to_another_unit_keeps_where_one_was(t: Connection) -> None:
    lan = join(t)
    assert people.change_unit(t, number(lan), unit_id(t, "SCHOOL"), LATER)
    assert not people.change_unit(t, number(lan), unit_id(t, "SCHOOL"), LATER)
    assert load(t, LAN).unit == unit_id(t, "SCHOOL")
    assert [(stay.unit, stay.until_at) for stay in people.stays_of(t, number(lan))] == [
        (unit_id(t, "MILL"), LATER),
        (unit_id(t, "SCHOOL"), None),
    ]


def test_members_are_counted_below_a_unit(t: Connection) -> None:
    lan = join(t)
    join(t, HUNG, "Trần Hùng")
    join(t, MAI, "Lê Mai", "SOUTH")
    counted = [people.members_below(t, units.at(t, code).path) for code in ("TOP", "NORTH", "SCHOOL")]
    assert counted == [3, 2, 0]
    assert people.members_by_unit(t, units.at(t, "TOP").path) == {
        unit_id(t, "MILL"): 2,
        unit_id(t, "SOUTH"): 1,
    }
    people.withdraw(t, number(lan), LATER)
    assert people.members_below(t, units.at(t, "NORTH").path) == 1


def test_without_a_yes_to_the_text_of_today_only_the_number_is_used(t: Connection) -> None:
    lan = join(t)
    people.grant(t, number(lan), unit_id(t, "MILL"), Role.CHAIR, NOW, by=None)
    assert load(t, LAN, version=2) == Person(id=lan.id, agreed_before=True)
    assert people.agree(t, number(lan), LAN, 2, LATER)
    assert not people.agree(t, number(lan), LAN, 2, LATER)
    assert load(t, LAN, version=2).holds(Role.CHAIR)
    assert people.withdraw(t, number(lan), LATER)
    assert not people.withdraw(t, number(lan), LATER)
    assert load(t, LAN, version=2) == Person(id=lan.id)
    assert [held.name for held in people.held_at(t, unit_id(t, "MILL"))] == [""]
    assert [(each.text_version, each.withdrawn_at) for each in people.consents_of(t, number(lan))] == [
        (1, LATER),
        (2, LATER),
    ]


def test_whoever_has_withdrawn_and_enrols_again_is_the_same_person(t: Connection) -> None:
    lan = join(t)
    people.link(t, number(lan), HUNG, NOW)
    people.withdraw(t, number(lan), NOW)
    asked = data_requests.file(
        t, RequestKind.WITHDRAW, lan.id, Deadlines(DAY, DAY), NOW, erase_at=NOW + timedelta(days=15)
    )
    again = join(t, HUNG, "Nguyễn Thị Thu Lan", "SCHOOL")
    assert (again.id, again.name, again.unit) == (lan.id, "Nguyễn Thị Thu Lan", unit_id(t, "SCHOOL"))
    assert load(t, LAN) == again
    assert data_requests.due(t, NOW + timedelta(days=99)) == []
    done = data_requests.by_receipt(t, asked.receipt)
    assert done is not None
    assert done.done_at == NOW


def test_a_yes_to_an_older_text_holds_for_what_it_said(t: Connection) -> None:
    """Others still see the name and the roles; whoever it is acts only after a yes to the text of today."""
    lan = number(join(t))
    people.grant(t, lan, unit_id(t, "MILL"), Role.CHAIR, NOW, by=None)
    assert load(t, LAN, version=2) == Person(id=lan, agreed_before=True)
    assert people.as_agreed(t, lan, NO_ADMINS) == load(t, LAN, version=1)
    assert [held.name for held in people.held_at(t, unit_id(t, "MILL"))] == ["Nguyễn Thị Lan"]
    people.agree(t, lan, LAN, 2, LATER)
    assert not load(t, LAN, version=2).agreed_before
    people.withdraw(t, lan, LATER)
    assert people.as_agreed(t, lan, NO_ADMINS) == Person(id=lan)


def test_enrolling_again_corrects(t: Connection) -> None:
    lan = join(t)
    again = join(t, LAN, "Nguyễn Thị Thu Lan", "SCHOOL")
    assert (again.id, again.name, again.unit) == (lan.id, "Nguyễn Thị Thu Lan", unit_id(t, "SCHOOL"))
    assert len(people.consents_of(t, number(lan))) == 1


def test_a_person_has_several_accounts_and_an_account_one_person(t: Connection) -> None:
    lan, mai = join(t), join(t, MAI, "Lê Mai")
    assert people.link(t, number(lan), HUNG, LATER)
    assert not people.link(t, number(mai), HUNG, LATER)
    assert load(t, HUNG) == load(t, LAN)
    assert [account.address for account in people.addresses_of(t, number(lan))] == [LAN, HUNG]
    assert not people.unlink(t, number(mai), HUNG, LATER)
    assert people.unlink(t, number(lan), HUNG, LATER)
    assert load(t, HUNG) is NOBODY


def test_admins_of_the_settings_hold_everything_without_being_a_person(t: Connection) -> None:
    everything = Grant(role=Role.ADMIN, unit=None, path="/")
    assert people.load(t, LAN, frozenset({LAN}), 1) == Person(grants=(everything,))
    lan = join(t)
    assert people.load(t, LAN, frozenset({LAN}), 1).grants[0] == everything
    assert people.by_id(t, number(lan), frozenset({LAN}), 1).grants[0] == everything
    assert people.by_id(t, number(lan), frozenset({HUNG}), 1) == lan


def test_what_cannot_be_stored_is_left_out_of_a_name(t: Connection) -> None:
    assert len(join(t, LAN, "L\x00an " + "x" * 500).name) == 100
    lan = load(t, LAN)
    assert people.rename(t, number(lan), "Lan")
    assert load(t, LAN).name == "Lan"


def test_an_erased_person_is_given_nothing(t: Connection) -> None:
    lan = number(join(t))
    t.execute(person.update().values(erased_at=NOW))
    assert not people.grant(t, lan, unit_id(t, "MILL"), Role.CHAIR, NOW, by=None)
    assert not people.link(t, lan, HUNG, NOW)
    assert not people.change_unit(t, lan, unit_id(t, "SCHOOL"), NOW)
    assert not people.agree(t, lan, LAN, 2, NOW)
    assert not people.rename(t, lan, "Lan")
    assert people.by_id(t, lan, NO_ADMINS, 1) is NOBODY


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 1", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_record(store: Store, change: str) -> None:
    store.write_now(grow)
    store.write_now(join)
    with pytest.raises(DBAPIError, match="append only"):
        store.write_now(lambda c: c.execute(text(change)))
    assert store.read_now(lambda c: len(audit.of(c, "person", 1))) == 4


@pytest.mark.parametrize("name", ["Nguyễn Thị Lan", "lan thi", "Lan", ""])
def test_the_record_takes_no_names(t: Connection, name: str) -> None:
    with pytest.raises(ValueError, match="numbers and ids"):
        audit.record(t, action="x.y", actor=1, subject="person", subject_id=1, now=NOW, who=name)


def test_who_speaks_is_found_by_indexes(t: Connection) -> None:
    if t.dialect.name != "sqlite":
        pytest.skip("the planner of PostgreSQL reads a small table whole")
    from store.people.loading import _BY_ADDRESS

    statement = str(_BY_ADDRESS.compile(t.engine))
    plan = t.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (1, "telegram:1")).all()
    assert [row[3] for row in plan if row[3].startswith("SCAN")] == []
