"""Pledges on both databases: filed once, changed side by side, decided once, counted over a subtree."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, insert

from domain.pledge import Pledge, PledgeKind, PledgeState, Target, Undertaking
from store import pledge_forgetting, pledge_lists, pledge_versions, pledges
from store.engine import Store
from store.pledge_lists import Missing, Registered, Wanted
from store.pledges import NewPledge, PledgeChanged, Step, TitleTaken
from store.tables import consent, membership, person, unit
from tests.databases import scalars

T = TypeVar("T")
NOW = datetime(2022, 2, 1, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
DAY = date(2022, 2, 4)
STORED = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
# /1/ the union above, with /1/2/ and /1/3/ below it; /4/ is elsewhere
UNITS = {1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/4/"}
CHAIR, LAN, MAI, HOA = 1, 2, 3, 4
MEMBERS = {CHAIR: 2, LAN: 2, MAI: 2, HOA: 3}
TITLES = ("cong-nhan-gioi", "nguoi-tot-viec-tot")


@pytest.fixture
def office(store: Store) -> "Office":
    store.write_now(people_and_units)
    return Office(store)


def people_and_units(connection: Connection) -> None:
    for id, path in UNITS.items():
        parent = int(path.split("/")[-3]) if path.count("/") > 2 else None
        row = {"id": id, "code": f"U{id}", "name": f"CĐCS mẫu {id}", "kind": "cdcs", "path": path}
        connection.execute(insert(unit).values(**row, parent_id=parent))
    for id, of in MEMBERS.items():
        connection.execute(insert(person).values(id=id, name=f"Người mẫu {id}", contact="", created_at=NOW))
        connection.execute(insert(membership).values(person_id=id, unit_id=of, since_at=NOW))
        agreed = {"person_id": id, "text_version": 1, "address": f"telegram:{id}", "given_at": NOW}
        connection.execute(insert(consent).values(agreed))


class Office:
    """The store, with three units and four people."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def do(self, work: Callable[[Connection], T]) -> T:
        return self.store.write_now(work)

    def file(self, who: int | None = LAN, **more: object) -> Pledge:
        new = a_pledge(who, **more)
        return self.do(lambda c: pledges.file(c, new, Step(actor=who, now=NOW), stored_at=STORED))

    def move(self, before: Pledge, to: PledgeState, reason: str | None = None) -> Pledge:
        step = Step(actor=CHAIR, now=LATER, reason=reason)
        return self.do(lambda c: pledges.move(c, before, to, step))

    def registered(self, path: str) -> Sequence[Registered]:
        return self.do(lambda c: pledge_lists.registered(c, path, "long-bien-2022", "dot-1", on=DAY))

    def counted(self, path: str = "/1/") -> list[tuple[int, int]]:
        return sorted((row.unit, row.people) for row in self.registered(path))


def a_pledge(who: int | None, **more: object) -> NewPledge:
    undertaking = Undertaking(text="Tăng năng suất", titles=TITLES[:1], initiatives=2)
    values: dict[str, object] = {
        "kind": PledgeKind.PERSON,
        "person": who,
        "unit": MEMBERS.get(who or 0, 2),
        "campaign": "long-bien-2022",
        "campaign_version": 1,
        "period": "dot-1",
        "period_ends_on": date(2022, 6, 30),
        "undertaking": undertaking,
    }
    return NewPledge(**(values | more))  # type: ignore[arg-type]


def test_a_pledge_is_kept_as_it_was_filed_and_found_by_its_receipt(office: Office) -> None:
    filed = office.file()
    assert (filed.state, filed.version, filed.campaign_version) == (PledgeState.SUBMITTED, 1, 1)
    quoted = filed.receipt.lower().replace("-", " ")
    assert office.do(lambda c: pledges.by_receipt(c, quoted)) == filed
    assert office.do(lambda c: pledges.of_person(c, LAN)) == [filed]
    assert office.do(lambda c: pledges.by_receipt(c, "TD-ZZZZ-ZZZZ")) is None


def test_a_second_pledge_for_the_same_title_names_the_first(office: Office) -> None:
    filed = office.file()
    with pytest.raises(TitleTaken) as taken:
        office.file(undertaking=Undertaking(titles=tuple(reversed(TITLES))))
    assert (taken.value.title, taken.value.receipt) == (TITLES[0], filed.receipt)
    assert scalars(office.store, "SELECT count(*) FROM pledge") == [1]
    office.file(period="dot-2")
    office.file(MAI)
    office.file(undertaking=Undertaking(titles=TITLES[1:]))
    assert scalars(office.store, "SELECT count(*) FROM pledge") == [4]


def test_a_withdrawn_title_may_be_pledged_for_again(office: Office) -> None:
    withdrawn = office.move(office.file(), PledgeState.WITHDRAWN)
    assert withdrawn.state is PledgeState.WITHDRAWN
    assert office.file().receipt != withdrawn.receipt


def test_of_two_who_decide_at_once_one_is_told(office: Office) -> None:
    filed = office.file()
    returned = office.move(filed, PledgeState.RETURNED, "Ghi rõ chỉ tiêu")
    assert (returned.state, returned.reason) == (PledgeState.RETURNED, "Ghi rõ chỉ tiêu")
    with pytest.raises(PledgeChanged):
        office.move(filed, PledgeState.CONFIRMED)


def test_a_change_is_a_new_version_beside_the_old_one(office: Office) -> None:
    confirmed = office.move(office.file(), PledgeState.CONFIRMED)
    other = Undertaking(text="Nghe máy khác", titles=TITLES[1:], initiatives=3)
    step = Step(actor=LAN, now=LATER)
    changed = office.do(lambda c: pledges.change(c, confirmed, other, step))
    assert (changed.state, changed.version, changed.undertaking) == (PledgeState.SUBMITTED, 2, other)
    with pytest.raises(PledgeChanged):
        office.do(lambda c: pledges.change(c, confirmed, other, step))
    kept = office.do(lambda c: pledge_versions.versions(c, confirmed.id))
    assert [each.undertaking for each in kept] == [confirmed.undertaking, other]
    office.file(undertaking=Undertaking(titles=TITLES[:1]))  # the title given up is free
    step_words = "coalesce(from_state, '-') || '>' || to_state"
    steps = f"SELECT {step_words} FROM pledge_change WHERE pledge_id = {changed.id} ORDER BY id"
    assert scalars(office.store, steps) == ["->submitted", "submitted>confirmed", "confirmed>submitted"]


def test_a_change_to_a_title_that_is_taken_changes_nothing(office: Office) -> None:
    first = office.file()
    second = office.file(undertaking=Undertaking(titles=TITLES[1:]))
    with pytest.raises(TitleTaken):
        office.do(lambda c: pledges.change(c, second, Undertaking(titles=TITLES), Step(actor=LAN, now=LATER)))
    assert office.do(lambda c: pledges.get(c, second.id)) == second
    assert office.do(lambda c: pledges.get(c, first.id)) == first


def test_whoever_catches_a_refusal_in_the_middle_has_changed_nothing(office: Office) -> None:
    """A handler answers it in words, and its turn is committed all the same."""
    first = office.file()
    second = office.file(undertaking=Undertaking(titles=TITLES[1:]))

    def refused(c: Connection) -> None:
        step = Step(actor=LAN, now=LATER)
        with pytest.raises(TitleTaken):
            pledges.change(c, second, Undertaking(titles=TITLES, text="Khác"), step)
        with pytest.raises(TitleTaken):
            pledges.file(
                c, a_pledge(LAN, undertaking=Undertaking(titles=(*TITLES, "a"))), step, stored_at=STORED
            )

    office.do(refused)
    assert office.do(lambda c: pledges.of_person(c, LAN)) == [second, first]
    assert len(office.do(lambda c: pledge_versions.versions(c, second.id))) == 1
    assert scalars(office.store, "SELECT count(*) FROM pledge_title WHERE live") == [2]
    assert scalars(office.store, "SELECT count(*) FROM pledge_change") == [2]


def test_a_unit_has_one_giao_uoc_in_a_period(office: Office) -> None:
    office.file(None, kind=PledgeKind.UNIT, unit=2, undertaking=Undertaking(text="Một"))
    with pytest.raises(TitleTaken):
        office.file(None, kind=PledgeKind.UNIT, unit=2, undertaking=Undertaking(text="Hai"))
    office.file(None, kind=PledgeKind.UNIT, unit=2, period="dot-2", undertaking=Undertaking(text="Hai"))


def test_both_sides_confirm_a_giao_uoc_and_what_comes_later_stands_beside_it(office: Office) -> None:
    targets = Undertaking(targets=(Target(indicator="sang-kien-dang-ky", value=12),))
    filed = office.file(None, kind=PledgeKind.UNIT, unit=2, party=3, undertaking=targets)
    [version] = office.do(lambda c: pledge_versions.versions(c, filed.id))
    assert (version.own_confirmed_at, version.party_confirmed_at, version.frozen_at) == (NOW, None, None)
    step = Step(actor=HOA, now=LATER)
    both = office.do(lambda c: pledge_versions.confirm_side(c, filed, step, party=True))
    assert (both.own_confirmed_at, both.party_confirmed_at) == (NOW, LATER)
    office.do(lambda c: pledge_versions.freeze(c, filed, LATER))
    more = replace(targets, targets=(Target(indicator="sang-kien-dang-ky", value=20),))
    number = office.do(lambda c: pledge_versions.add_later_version(c, filed, more, step))
    kept = office.do(lambda c: pledge_versions.versions(c, filed.id))
    assert [(each.number, each.frozen_at, each.undertaking) for each in kept] == [
        (1, LATER, targets),
        (number, None, more),
    ]
    assert office.do(lambda c: pledges.get(c, filed.id)) == filed
    assert [each.id for each in office.do(lambda c: pledges.of_unit(c, 3))] == [filed.id]


def test_a_unit_has_one_giao_uoc_for_a_title(office: Office) -> None:
    collective = Undertaking(titles=("tap-the-lao-dong-tien-tien",))
    office.file(None, kind=PledgeKind.UNIT, unit=2, undertaking=collective)
    with pytest.raises(TitleTaken):
        office.file(None, kind=PledgeKind.UNIT, unit=2, undertaking=collective)


def test_lists_and_counts_are_of_the_subtree(office: Office) -> None:
    lan, mai, hoa = office.file(LAN), office.file(MAI), office.file(HOA)
    office.move(mai, PledgeState.CONFIRMED)

    def listed(**more: object) -> list[tuple[int, str, str]]:
        wanted = Wanted(**({"path": "/1/"} | more))  # type: ignore[arg-type]
        found = office.do(lambda c: pledge_lists.listed(c, wanted))
        return [(each.pledge.id, each.name, each.unit_name) for each in found]

    assert listed() == [
        (lan.id, "Người mẫu 2", "CĐCS mẫu 2"),
        (mai.id, "Người mẫu 3", "CĐCS mẫu 2"),
        (hoa.id, "Người mẫu 4", "CĐCS mẫu 3"),
    ]
    assert [id for id, _, _ in listed(path="/1/2/", states=(PledgeState.SUBMITTED,))] == [lan.id]
    assert listed(path="/4/") == []
    assert listed(campaign="ben-tre-2018") == []
    counts = office.do(lambda c: pledge_lists.counts(c, Wanted(path="/")))
    assert counts == {PledgeState.SUBMITTED: 2, PledgeState.CONFIRMED: 1}
    second_page = office.do(lambda c: pledge_lists.listed(c, Wanted(path="/"), after=lan.id, limit=1))
    assert [each.pledge.id for each in second_page] == [mai.id]


def test_people_count_once_and_who_has_not_registered_is_named(office: Office) -> None:
    office.file(LAN)
    office.file(LAN, undertaking=Undertaking(titles=TITLES[1:]))
    office.move(office.file(HOA), PledgeState.CONFIRMED)
    office.move(office.file(MAI), PledgeState.RETURNED)
    assert office.counted() == [(2, 1), (3, 1)]
    assert office.registered("/1/3/") == [Registered(unit=3, path="/1/3/", people=1)]
    asked = (("/1/", False),), "long-bien-2022", "dot-1"
    missing = office.do(lambda c: pledge_lists.missing(c, *asked, on=DAY))
    assert missing == [
        Missing(name="Người mẫu 1", unit=2, unit_name="CĐCS mẫu 2"),
        Missing(name="Người mẫu 3", unit=2, unit_name="CĐCS mẫu 2"),
    ]
    assert office.do(lambda c: pledge_lists.missing(c, *asked, on=DAY, after=1, limit=5)) == missing[1:]
    assert office.do(lambda c: pledge_lists.count_missing(c, *asked, on=DAY)) == 2
    elsewhere = (("/1/3/", False), ("/1/", True)), "long-bien-2022", "dot-1"
    assert office.do(lambda c: pledge_lists.missing(c, *elsewhere, on=DAY)) == []


def test_an_erased_persons_pledge_stays_as_a_count(office: Office) -> None:
    office.move(office.file(LAN), PledgeState.CONFIRMED)
    assert office.do(lambda c: pledge_forgetting.forget_person(c, LAN)) == 1
    assert office.counted() == [(2, 1)]
    [anonymous] = office.do(lambda c: pledge_lists.listed(c, Wanted(path="/")))
    assert (anonymous.name, anonymous.pledge.person, anonymous.pledge.undertaking) == (
        "",
        None,
        Undertaking(),
    )
    words = "SELECT body FROM pledge_version UNION SELECT holder FROM pledge_title"
    assert scalars(office.store, words) == [""]


def test_persons_are_forgotten_when_the_award_cycle_is_over(office: Office) -> None:
    old = office.file(LAN)
    office.file(MAI, period="dot-2", period_ends_on=date(2022, 12, 31))

    def forget(ended: date, stored: datetime) -> int:
        return office.do(
            lambda c: pledge_forgetting.forget_old(c, ended_before=ended, stored_before=stored, chunk=10)
        )

    assert forget(date(2022, 7, 1), STORED) == 0  # stored too lately: its period lay in the past then
    assert forget(date(2022, 6, 30), STORED + timedelta(days=1)) == 0
    assert forget(date(2022, 7, 1), STORED + timedelta(days=1)) == 1
    kept = office.do(lambda c: pledges.get(c, old.id))
    assert kept is not None
    assert kept.person is None


async def test_many_who_file_at_once_lose_nothing_and_file_nothing_twice(office: Office) -> None:
    def add_people(connection: Connection) -> None:
        rows = [
            {"id": 100 + n, "name": f"Người mẫu {n}", "contact": "", "created_at": NOW} for n in range(1000)
        ]
        connection.execute(insert(person), rows)

    office.do(add_people)

    async def file(who: int) -> bool:
        new, step = a_pledge(who, unit=2), Step(actor=who, now=NOW)
        try:
            await office.store.write(lambda c: pledges.file(c, new, step, stored_at=STORED))
        except TitleTaken:
            return False
        return True

    # Everybody presses twice.
    filed = await asyncio.gather(*(file(100 + n % 1000) for n in range(2000)))
    assert sum(filed) == 1000
    assert scalars(office.store, "SELECT count(DISTINCT person_id) FROM pledge") == [1000]
    assert scalars(office.store, "SELECT count(*) FROM pledge_title WHERE live") == [1000]
    assert office.counted("/1/2/") == [(2, 1000)]
