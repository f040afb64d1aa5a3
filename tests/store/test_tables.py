"""Inbox, conversations, kept questions, ticks, health and forgetting."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, text

from domain.conversation import Conversation, Topic
from domain.message import Address
from domain.reply import Reply
from store import conversations, deliveries, health, inbox, questions, retention, ticks
from store.deliveries import Lane, NewDelivery
from store.engine import Store
from store.errors import ConversationChanged
from store.health import Queues
from store.inbox import InboxState, Received, Taken
from store.questions import KeptQuestion

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LAN = Address("telegram", "1")


@pytest.fixture
def do(store: Store) -> Callable[[Callable[[Connection], T]], T]:
    return store.write_now


def _receive(do, key: str, address: str = "telegram:1", now: datetime = NOW, limit: int = 20) -> Received:
    return do(lambda c: inbox.receive(c, "telegram", key, address, '{"a":1}', now, limit))


def test_an_update_is_kept_once_and_waits_in_order(do) -> None:
    assert [_receive(do, key) for key in ("7", "7", "3")] == [
        Received(new=True),
        Received(new=False),
        Received(new=True),
    ]
    first = do(lambda c: inbox.take(c, "telegram:1", NOW))
    assert first == Taken(id=first.id, channel="telegram", key="7", raw='{"a":1}', received_at=NOW, more=True)
    second = do(lambda c: inbox.take(c, "telegram:1", NOW))
    assert (second.key, second.more) == ("3", False)
    assert do(lambda c: inbox.take(c, "telegram:1", NOW)) is None


def test_a_message_taken_by_a_turn_that_comes_to_nothing_waits_again(do) -> None:
    _receive(do, "7")

    def fail(connection: Connection) -> None:
        assert inbox.take(connection, "telegram:1", NOW)
        raise LookupError

    with pytest.raises(LookupError):
        do(fail)
    assert do(lambda c: inbox.take(c, "telegram:1", NOW)).key == "7"


def test_a_message_changes_only_from_the_state_it_is_thought_to_be_in(do) -> None:
    _receive(do, "7")
    taken = do(lambda c: inbox.take(c, "telegram:1", NOW))
    done, pending, failed = InboxState.DONE, InboxState.PENDING, InboxState.FAILED
    assert do(lambda c: inbox.change(c, taken.id, done, pending, None))
    assert not do(lambda c: inbox.change(c, taken.id, done, pending, None))
    assert do(lambda c: inbox.change(c, taken.id, pending, failed, NOW))
    assert do(lambda c: inbox.take(c, "telegram:1", NOW)) is None


def test_those_who_wait_longest_are_found_first_on_our_channels(do) -> None:
    for key, address in (("1", "telegram:9"), ("2", "telegram:1"), ("3", "telegram:9")):
        _receive(do, key, address)
    do(lambda c: inbox.receive(c, "zalo", "4", "zalo:5", "{}", NOW))
    find = inbox.addresses_with_pending
    assert do(lambda c: find(c, ["telegram"], 10)) == ("telegram:9", "telegram:1")
    assert do(lambda c: find(c, ["telegram", "zalo"], 1)) == ("telegram:9",)
    assert do(lambda c: find(c, ["zalo"], 10)) == ("zalo:5",)


def test_a_flood_is_told_once_until_a_minute_of_quiet(do) -> None:
    told = [_receive(do, str(n), now=NOW + n * MINUTE / 10, limit=2) for n in range(5)]
    assert [(one.flooding, one.first) for one in told] == [
        (False, False),
        (False, False),
        (True, True),
        (True, False),
        (True, False),
    ]
    assert _receive(do, "later", now=NOW + 2 * MINUTE, limit=2) == Received(
        new=True, flooding=True, first=True
    )
    assert _receive(do, "other", "telegram:2", limit=2) == Received(new=True)


def test_replies_that_wait_count_as_much_as_messages(do) -> None:
    def add(text: str, lane: Lane = Lane.REPLY) -> None:
        do(lambda c: deliveries.add(c, [NewDelivery(address=LAN, reply=Reply(text=text), lane=lane)], NOW))

    for lane in (Lane.NOTICE, Lane.ANNOUNCEMENT, Lane.REPLY):
        add("a", lane)
    _receive(do, "1", limit=3)
    assert _receive(do, "2", limit=3) == Received(new=True)
    assert _receive(do, "3", limit=3) == Received(new=True, flooding=True, first=True)
    do(lambda c: c.execute(text("UPDATE delivery SET state = 'sending' WHERE lane = 0")))
    assert _receive(do, "4", limit=3) == Received(new=True, flooding=True)
    do(lambda c: c.execute(text("UPDATE delivery SET state = 'sent' WHERE lane = 0")))
    assert _receive(do, "5", limit=3) == Received(new=True)


def test_what_gets_no_turn_is_recorded_once(do) -> None:
    record = lambda c: inbox.record(c, "telegram", "1", None, "x", InboxState.UNREADABLE, NOW)  # noqa: E731
    assert [do(record), do(record)] == [True, False]
    assert do(lambda c: inbox.addresses_with_pending(c, ["telegram"], 9)) == ()


def test_a_conversation_is_what_was_saved_with_its_new_version(do) -> None:
    talk = Conversation(campaign="thanh-hoa-2021", topic=Topic(intent="phase"))
    assert do(lambda c: conversations.load(c, "telegram:1")) == Conversation()
    do(lambda c: conversations.save(c, "telegram:1", talk, loaded_version=0, now=NOW))
    loaded = do(lambda c: conversations.load(c, "telegram:1"))
    assert loaded == Conversation(version=1, campaign="thanh-hoa-2021", topic=Topic(intent="phase"))
    do(lambda c: conversations.save(c, "telegram:1", Conversation(), loaded_version=1, now=NOW))
    assert do(lambda c: conversations.load(c, "telegram:1")) == Conversation(version=2)


@pytest.mark.parametrize("loaded_version", [0, 1, 3])
def test_a_conversation_saved_meanwhile_is_not_overwritten(do, loaded_version: int) -> None:
    for version in (0, 1):
        do(lambda c, v=version: conversations.save(c, "a:1", Conversation(), loaded_version=v, now=NOW))
    with pytest.raises(ConversationChanged):
        do(lambda c: conversations.save(c, "a:1", Conversation(), loaded_version=loaded_version, now=NOW))


def test_a_conversation_of_another_program_begins_anew(do, caplog: pytest.LogCaptureFixture) -> None:
    do(lambda c: conversations.save(c, "a:1", Conversation(), loaded_version=0, now=NOW))
    do(lambda c: c.execute(text("""UPDATE conversation SET body = '{"topic": 1}'""")))
    with caplog.at_level(logging.WARNING):
        assert do(lambda c: conversations.load(c, "a:1")) == Conversation(version=1)
    assert [record.message for record in caplog.records] == [
        "a conversation of another version of the program is begun anew (version 1)"
    ]


def test_a_conversation_follows_a_chat_that_moves(do) -> None:
    for address, campaign in (("a:1", "x"), ("a:2", "y")):
        talk = Conversation(campaign=campaign)
        do(lambda c, a=address, t=talk: conversations.save(c, a, t, loaded_version=0, now=NOW))
    do(lambda c: conversations.move(c, "a:1", "a:2"))
    do(lambda c: conversations.move(c, "a:7", "a:2"))
    assert do(lambda c: conversations.load(c, "a:1")) == Conversation()
    assert do(lambda c: conversations.load(c, "a:2")) == Conversation(version=1, campaign="x")


def test_an_address_is_held_by_one_transaction_at_a_time(postgres_url: str) -> None:
    one, other = Store.open(postgres_url), Store.open(postgres_url)

    def hold(connection: Connection) -> tuple[bool, bool, bool]:
        mine = conversations.lock(connection, "a:1")
        theirs = other.write_now(lambda c: conversations.lock(c, "a:1"))
        return mine, theirs, other.write_now(lambda c: conversations.lock(c, "a:2"))

    assert one.write_now(hold) == (True, False, True)
    assert other.write_now(lambda c: conversations.lock(c, "a:1"))
    one.close()
    other.close()


def test_a_question_is_kept_without_its_asker_unless_they_say_yes(do) -> None:
    first = do(lambda c: questions.keep(c, "Ai ký\x00 \ud83d?", NOW, campaign="x", campaign_version=2))
    second = do(lambda c: questions.keep(c, "Còn gì?", NOW))
    do(lambda c: questions.tell_asker(c, second, LAN))
    assert do(lambda c: questions.unanswered(c, 10)) == [
        KeptQuestion(
            id=first,
            question="Ai ký ??",
            campaign="x",
            campaign_version=2,
            asked_at=NOW,
            address=None,
            answered_at=None,
        ),
        KeptQuestion(
            id=second,
            question="Còn gì?",
            campaign=None,
            campaign_version=None,
            asked_at=NOW,
            address=LAN,
            answered_at=None,
        ),
    ]
    mark = lambda c: questions.close(  # noqa: E731
        c, first, NOW, by=None, words="Chủ tịch", put_aside=False, forget_at=NOW
    )
    assert [do(mark), do(mark)] == [True, False]
    assert [one.id for one in do(lambda c: questions.unanswered(c, 10))] == [second]


def test_a_tick_is_run_by_one_and_not_again_too_soon(do) -> None:
    def lease(owner: str, now: datetime) -> bool:
        until, since = now + MINUTE, now - 5 * MINUTE
        return do(lambda c: ticks.lease(c, "t", owner, now, until=until, not_since=since))

    assert [lease("a", NOW), lease("b", NOW)] == [True, False]
    do(lambda c: ticks.finish(c, "t", "b", NOW))  # not the holder: nothing happens
    assert lease("b", NOW + MINUTE / 2) is False
    assert lease("b", NOW + MINUTE) is True  # a did not come back
    do(lambda c: ticks.finish(c, "t", "b", NOW + MINUTE))
    assert do(lambda c: ticks.last_run(c, "t")) == NOW + MINUTE
    assert [lease("a", NOW + 5 * MINUTE), lease("a", NOW + 6 * MINUTE)] == [False, True]
    do(lambda c: ticks.give_up(c, "t", "a"))
    assert lease("b", NOW + 6 * MINUTE) is True


async def test_health_counts_what_waits(store: Store) -> None:
    assert await health.check(store) is None
    assert await health.queues(store, NOW) == Queues()
    for n in range(2):
        _receive(store.write_now, str(n), now=NOW + n * MINUTE)
    new = [
        NewDelivery(address=LAN, reply=Reply(text="a")),
        NewDelivery(address=LAN, reply=Reply(text="b"), lane=Lane.NOTICE),
        NewDelivery(address=LAN, reply=Reply(text="c"), due_at=NOW + 9 * MINUTE),
    ]
    await store.write(lambda c: deliveries.add(c, new, NOW))
    assert await health.queues(store, NOW) == Queues(
        pending=2, ready={Lane.REPLY: 1, Lane.NOTICE: 1}, ready_since=NOW
    )


async def test_people_are_forgotten_in_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    day, talk = timedelta(days=1), Conversation(campaign="x")
    for age in (32, 31, 29, 3, 1):
        then = NOW - age * day
        await store.write(
            lambda c, age=age, then=then: conversations.save(c, f"a:{age}", talk, loaded_version=0, now=then)
        )
        await store.write(
            lambda c, age=age, then=then: inbox.receive(c, "a", f"{age}", f"a:{age}", "r", then)
        )
        new = NewDelivery(address=Address("a", str(age)), reply=Reply(text="x"))
        await store.write(lambda c, new=new, then=then: deliveries.add(c, [new], then))
    finish = "UPDATE inbox SET state = 'done' WHERE key NOT IN ('29', '32')"
    await store.write(lambda c: c.execute(text(finish)))
    states = {"1": "sent", "3": "sent", "29": "ready", "31": "dead", "32": "dead"}
    for age, state in states.items():
        change = f"UPDATE delivery SET state = '{state}' WHERE address = 'a:{age}'"
        await store.write(lambda c, change=change: c.execute(text(change)))
    assert await retention.forget(store, NOW) == 2 + 2 + 3 + 1

    def left(query: str) -> list[str]:
        return list(store.read_now(lambda c: c.execute(text(query)).scalars()))

    assert left("SELECT address FROM conversation WHERE body <> '' ORDER BY updated_at") == [
        "a:29",
        "a:3",
        "a:1",
    ]
    assert left("SELECT key FROM inbox WHERE raw <> '' ORDER BY id") == ["32", "29", "1"]
    assert left("SELECT address FROM delivery WHERE body <> '' ORDER BY id") == ["a:29", "a:1"]
    assert left("SELECT address FROM delivery ORDER BY id") == ["a:32", "a:31", "a:29", "a:3", "a:1"]
    assert store.read_now(lambda c: conversations.load(c, "a:31")) == Conversation(version=1)
    assert left("SELECT key FROM inbox ORDER BY id") == ["32", "29", "3", "1"]
    assert await retention.forget(store, NOW) == 0


async def test_numbers_of_forgotten_updates_are_not_used_again(store: Store) -> None:
    for n in range(3):
        _receive(store.write_now, str(n))
    await store.write(lambda c: c.execute(text("UPDATE inbox SET state = 'done'")))
    assert await retention.forget(store, NOW + timedelta(days=31)) == 3 + 2
    _receive(store.write_now, "later", now=NOW + timedelta(days=32))
    ids = store.read_now(lambda c: list(c.execute(text("SELECT id FROM inbox ORDER BY id")).scalars()))
    assert ids == [3, 4]
