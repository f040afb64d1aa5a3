"""What is left of a person who was erased: numbers that are counted, and nothing that says who it was."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, text

from domain.conversation import Conversation
from domain.data_rights import Deadlines, RequestKind
from domain.message import Address
from domain.people import NOBODY, Role
from domain.pledge import PledgeKind, Undertaking
from domain.reply import Reply
from store import (
    audit,
    codes,
    conversations,
    data_requests,
    deliveries,
    jobs,
    people,
    pledges,
    questions,
    retention,
    units,
)
from store.codes import LINK, CodeKind, NewCode
from store.deliveries import Lane, NewDelivery
from store.engine import Store
from store.erasing import erase_account, erase_person
from store.jobs import NewJob
from store.pledges import NewPledge, Step
from store.tables import METADATA
from tests.databases import scalars
from tests.store.crowd import HUNG, LAN, LATER, MAI, grow, join, number, unit_id
from tests.store.trees import DAY, NOW

NAME = "Nguyễn Thị Lan"
MACHINE = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TWO_WEEKS = Deadlines(DAY, DAY + timedelta(days=15))


def fill(c: Connection) -> int:
    """Lan with everything there is to have; her number."""
    grow(c)
    lan = number(join(c))
    people.link(c, lan, HUNG, NOW)
    people.grant(c, lan, unit_id(c, "MILL"), Role.CHAIR, NOW, by=None)
    codes.make(c, NewCode(kind=CodeKind.LINK, person=lan, created_by=lan, maker=LAN), LINK, NOW)
    codes.make(c, NewCode(kind=CodeKind.INVITE, role=Role.CHAIR, created_by=lan, maker=LAN), LINK, NOW)
    codes.attempt(c, "none", LAN, NOW)
    conversations.save(c, str(HUNG), Conversation(asked=NAME), loaded_version=0, now=NOW)
    questions.tell_asker(c, questions.keep(c, "Thưởng bao nhiêu?", NOW), LAN)
    notice = NewDelivery(
        address=LAN, reply=Reply(text=f"Nhắc {NAME}"), lane=Lane.NOTICE, key=f"pledge:1:1:confirmed:{lan}"
    )
    jobs.enqueue(c, NewJob(kind="pledge_register", arguments={}, owner=LAN), NOW)
    deliveries.add(c, [notice, NewDelivery(address=HUNG, reply=Reply(text=NAME))], NOW)
    c.execute(text("UPDATE delivery SET state = 'sent' WHERE lane = 0"))
    data_requests.file(c, RequestKind.WITHDRAW, lan, TWO_WEEKS, NOW, erase_at=MACHINE)
    return lan


def everything(c: Connection) -> str:
    """All that is stored, as one text."""
    return "\n".join(str(row) for table in METADATA.sorted_tables for row in c.execute(table.select()))


def test_nothing_says_who_it_was_and_what_is_counted_stays(store: Store) -> None:
    lan = store.write_now(fill)
    before = store.read_now(everything)
    assert all(said in before for said in (NAME, str(LAN), str(HUNG)))
    assert store.write_now(lambda c: erase_person(c, lan, LATER, by=lan))
    after = store.read_now(everything)
    left = [line for line in after.splitlines() if NAME in line]
    assert left == []
    assert scalars(store, "SELECT key FROM delivery WHERE key IS NOT NULL") == []
    assert scalars(store, "SELECT owner FROM job") == [None]
    # The outbox keeps which message went to which account, and when; its text is gone.
    assert scalars(store, "SELECT body FROM delivery") == ["", ""]
    assert scalars(store, "SELECT state FROM delivery ORDER BY lane") == ["sent", "cancelled"]
    assert scalars(store, "SELECT address FROM kept_question") == [None]
    assert scalars(store, "SELECT body FROM conversation") == [""]
    assert scalars(store, "SELECT count(*) FROM person_address") == [0]
    assert scalars(store, "SELECT maker FROM code") == [""]
    assert scalars(store, "SELECT count(*) FROM membership WHERE until_at IS NOT NULL") == [1]
    assert scalars(store, "SELECT address FROM consent WHERE withdrawn_at IS NOT NULL") == [""]
    assert scalars(store, "SELECT count(*) FROM data_request WHERE done_at IS NULL") == [0]

    def loaded(c: Connection) -> list[object]:
        return [people.load(c, each, frozenset(), 1) for each in (LAN, HUNG)]

    assert store.read_now(loaded) == [NOBODY, NOBODY]
    told = store.read_now(lambda c: [entry.action for entry in audit.of(c, "person", lan)])
    assert told[-2:] == ["role.ended", "person.erased"]
    assert not store.write_now(lambda c: erase_person(c, lan, LATER, by=lan))


def test_an_erased_person_who_comes_again_is_somebody_new(store: Store) -> None:
    lan = store.write_now(fill)
    store.write_now(lambda c: erase_person(c, lan, LATER, by=lan))
    again = store.write_now(join)
    assert again.id != lan
    assert store.read_now(lambda c: len(people.stays_of(c, number(again)))) == 1


def test_others_keep_what_is_theirs(store: Store) -> None:
    lan = store.write_now(fill)
    mai = store.write_now(lambda c: join(c, MAI, "Lê Mai"))
    store.write_now(lambda c: erase_person(c, lan, LATER, by=lan))
    assert store.read_now(lambda c: people.load(c, MAI, frozenset(), 1)) == mai
    assert store.read_now(lambda c: people.members_below(c, units.at(c, "TOP").path)) == 1


def test_the_turn_in_which_it_is_asked_saves_its_own_conversation(t: Connection) -> None:
    conversations.save(t, str(LAN), Conversation(asked=NAME), loaded_version=0, now=NOW)
    erase_account(t, LAN, in_turn=True)
    conversations.save(t, str(LAN), Conversation(), loaded_version=1, now=NOW)
    assert conversations.load(t, str(LAN)) == Conversation(version=2)
    erase_account(t, LAN)
    assert conversations.load(t, str(LAN)) == Conversation(version=3)


async def test_whoever_withdrew_is_erased_when_the_time_is_over(store: Store) -> None:
    lan = store.write_now(fill)
    store.write_now(lambda c: people.withdraw(c, lan, NOW))
    await retention.forget(store, MACHINE - timedelta(seconds=1))
    assert scalars(store, "SELECT name FROM person") == [NAME]
    await retention.forget(store, MACHINE)
    assert scalars(store, "SELECT name FROM person") == [""]


async def test_whoever_has_agreed_again_stays(store: Store) -> None:
    lan = store.write_now(fill)
    store.write_now(lambda c: data_requests.finish(c, lan, LATER))
    await retention.forget(store, MACHINE)
    assert scalars(store, "SELECT name FROM person") == [NAME]


def test_requests_have_a_receipt_by_which_they_are_found(t: Connection) -> None:
    lan = number(join(t))
    request = data_requests.file(t, RequestKind.ERASE, lan, TWO_WEEKS, NOW, done=True)
    assert data_requests.by_receipt(t, request.receipt) == request
    assert data_requests.of(t, lan) == [request]
    assert data_requests.by_receipt(t, "DL-XXXXXXXX") is None
    unknown = data_requests.file(t, RequestKind.ERASE, None, TWO_WEEKS, NOW)
    assert data_requests.by_receipt(t, unknown.receipt) == unknown


def test_an_address_of_another_kind_is_left_alone(t: Connection) -> None:
    conversations.save(t, "web:1", Conversation(asked="?"), loaded_version=0, now=NOW)
    erase_account(t, Address("telegram", "1"))
    assert conversations.load(t, "web:1").asked == "?"


YEAR = timedelta(days=365)


def pledged(c: Connection, who: int, stored_at: datetime) -> None:
    new = NewPledge(
        kind=PledgeKind.PERSON, person=who, unit=unit_id(c, "MILL"), campaign="long-bien-2022",
        campaign_version=1, period="dot-1", period_ends_on=date(2022, 6, 30),
        undertaking=Undertaking(text="Giữ nguồn nước", titles=("cong-nhan-gioi",)),
    )  # fmt: skip
    pledges.file(c, new, Step(actor=who, now=NOW), stored_at=stored_at)


async def test_a_year_after_its_cycle_nobody_stands_behind_a_pledge_and_who_is_silent_is_erased(
    store: Store,
) -> None:
    def settle(c: Connection) -> None:
        grow(c)
        for address, heard in ((LAN, MACHINE), (MAI, MACHINE + YEAR)):
            who = number(join(c, address, name=f"Người mẫu {address.chat}"))
            pledged(c, who, MACHINE)
            conversations.save(c, str(address), Conversation(), loaded_version=0, now=heard)
        chair = number(join(c, HUNG, name="Chủ tịch mẫu"))
        people.grant(c, chair, unit_id(c, "MILL"), Role.CHAIR, NOW, by=None)
        conversations.save(c, str(HUNG), Conversation(), loaded_version=0, now=MACHINE)

    store.write_now(settle)
    names = "SELECT name FROM person ORDER BY id"
    await retention.forget(store, MACHINE + YEAR)
    assert "" not in scalars(store, names)
    await retention.forget(store, MACHINE + YEAR + timedelta(days=1))
    assert scalars(store, "SELECT count(*) FROM pledge WHERE person_id IS NULL AND body = ''") == [2]
    assert scalars(store, names) == ["", f"Người mẫu {MAI.chat}", "Chủ tịch mẫu"]
