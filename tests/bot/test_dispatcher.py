"""What comes in is stored before it is acknowledged, and every address gets its turns in order."""

import asyncio
import json
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

import bot.dispatcher as dispatching
from bot.dispatcher import Dispatcher
from domain.clock import machine_now
from domain.conversation import Conversation
from domain.message import Address
from domain.reply import Reply
from store import conversations, deliveries, inbox
from store.connections import parse_url
from store.deliveries import NewDelivery
from store.engine import Connection, Store
from store.errors import StoreUnavailable
from tests.bot.plain_channel import TEXTS, PlainChannel, begin, count_and_echo, update
from tests.bot.waiting import until


def make(store: Store, channel: PlainChannel, **more: Any) -> Dispatcher:
    settings: dict[str, Any] = {"respond": count_and_echo, "wake_sender": lambda: None, "poll": 0.05, **more}
    return Dispatcher(store=store, channels={"plain": channel}, begin=begin, texts=TEXTS, **settings)


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[Dispatcher]:
    task = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        dispatcher.stop()
        await asyncio.wait_for(task, 10)


def rows(store: Store, query: str) -> list[Any]:
    found = store.read_now(lambda connection: connection.execute(text(query)).all())
    return [row[0] if len(row) == 1 else tuple(row) for row in found]


def replies(store: Store, address: str = "plain:1") -> list[str]:
    bodies = rows(store, f"SELECT body FROM delivery WHERE address = '{address}' ORDER BY id")
    return [json.loads(body)["text"] for body in bodies]


def states(store: Store) -> list[str]:
    return rows(store, "SELECT state FROM inbox ORDER BY id")


def all_done(store: Store, count: int) -> Callable[[], bool]:
    return lambda: [state for state in states(store) if state != "pending"] == ["done"] * count


async def test_messages_of_an_address_have_their_turns_in_order(store: Store) -> None:
    channel, woken = PlainChannel(), []
    async with running(make(store, channel, wake_sender=lambda: woken.append(1))) as dispatcher:
        receive = dispatcher.receive_on("plain")
        for n in range(12):
            await receive(update(n, f"câu {n}", chat=str(n % 3)))
        await until(all_done(store, 12))
    for chat in range(3):
        said = [f"{turn}: câu {chat + 3 * (turn - 1)}" for turn in range(1, 5)]
        assert replies(store, f"plain:{chat}") == said
    assert channel.acknowledged == [str(n) for n in range(12)]
    assert woken
    assert store.read_now(lambda c: conversations.load(c, "plain:0")) == Conversation(version=4, campaign="4")


async def test_the_replies_of_a_turn_keep_their_order_and_their_origin(store: Store) -> None:
    async with running(make(store, PlainChannel())) as dispatcher:
        await dispatcher.receive_on("plain")(update(1, "hai câu"))
        await until(all_done(store, 1))
    assert replies(store) == ["1: một", "1: hai"]
    assert rows(store, "SELECT lane, part, inbox_id FROM delivery ORDER BY id") == [(0, 0, 1), (0, 1, 1)]


async def test_an_update_that_comes_twice_has_one_turn(store: Store) -> None:
    async with running(make(store, PlainChannel())) as dispatcher:
        receive = dispatcher.receive_on("plain")
        await receive(update(1, "a"))
        await asyncio.gather(receive(update(1, "a")), receive(update(1, "a")), receive(update(2, "b")))
        await until(all_done(store, 2))
    assert replies(store) == ["1: a", "2: b"]
    assert dispatcher.counts["duplicate"] == 2


async def test_what_was_stored_before_a_stop_has_its_turn_after_the_start(store: Store) -> None:
    early = make(store, PlainChannel())
    for n in range(3):
        await early.receive_on("plain")(update(n, f"câu {n}"))
    assert states(store) == ["pending"] * 3
    async with running(make(store, PlainChannel())):
        await until(all_done(store, 3))
    assert replies(store) == ["1: câu 0", "2: câu 1", "3: câu 2"]


async def test_a_handler_that_raises_apologises_and_the_next_message_goes_on(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(make(store, PlainChannel())) as dispatcher:
        for n, said in enumerate(("a", "hỏng", "b")):
            await dispatcher.receive_on("plain")(update(n, said))
        await until(lambda: states(store) == ["done", "failed", "done"])
    assert replies(store) == ["1: a", TEXTS["apology"], "2: b"]
    log = "\n".join(record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR)
    assert "message plain/1 failed" in log
    assert "ValueError" in log
    assert "hỏng" not in log


async def test_what_a_failed_handler_wrote_is_taken_back(store: Store) -> None:
    def write_and_raise(turn: Any) -> list[Reply]:
        turn.connection.execute(text("INSERT INTO tick (name) VALUES ('half')"))
        raise LookupError("no")

    async with running(make(store, PlainChannel(), respond=write_and_raise)) as dispatcher:
        await dispatcher.receive_on("plain")(update(1, "a"))
        await until(lambda: states(store) == ["failed"])
    assert rows(store, "SELECT name FROM tick") == []


async def test_a_broken_statement_of_a_handler_is_its_own_fault(store: Store) -> None:
    def break_a_rule(turn: Any) -> list[Reply]:
        turn.connection.execute(text("INSERT INTO tick (name) VALUES (NULL)"))
        return []

    async with running(make(store, PlainChannel(), respond=break_a_rule)) as dispatcher:
        await dispatcher.receive_on("plain")(update(1, "a"))
        await until(lambda: states(store) == ["failed"])
    assert replies(store) == [TEXTS["apology"]]
    assert dispatcher.outage is None


async def test_an_update_nobody_can_read_is_kept_and_acknowledged(store: Store) -> None:
    async with running(make(store, PlainChannel())) as dispatcher:
        await dispatcher.receive_on("plain")({"surprise": "\ud800\x00"})
        await dispatcher.receive_on("plain")({"surprise": {1, 2}})
        await dispatcher.receive_on("plain")(update(1, "a"))
        await until(lambda: states(store) == ["unreadable", "unreadable", "done"])
    assert rows(store, "SELECT raw FROM inbox WHERE id = 1") == ['{"surprise": "\\ud800\\u0000"}']


TOO_LONG = "1" * 201


@pytest.mark.parametrize(
    "names",
    [
        {"id": "1\x00"},
        {"id": "\ud800"},
        {"chat": ""},
        {"id": TOO_LONG},
        {"chat": TOO_LONG},
        {"moved_to": TOO_LONG},
        {"moved_to": "\x00"},
    ],
)
async def test_an_id_that_cannot_be_stored_is_an_update_nobody_can_read(
    store: Store, names: dict[str, str]
) -> None:
    async with running(make(store, PlainChannel())) as dispatcher:
        await dispatcher.receive_on("plain")(update(1, "a") | names)
    assert states(store) == ["unreadable"]


async def test_updates_without_an_id_are_not_taken_for_one_another(store: Store) -> None:
    async with running(make(store, PlainChannel())) as dispatcher:
        for said in "ab":
            await dispatcher.receive_on("plain")(update("", said))
        await until(all_done(store, 2))
    assert replies(store) == ["1: a", "2: b"]
    assert {key.split(":")[0] for key in rows(store, "SELECT key FROM inbox")} == {"fresh"}


async def test_what_no_turn_can_begin_with_is_put_aside_and_others_go_on(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "PUT_ASIDE", 1.0)
    raw = json.dumps(update(1, "hỏng"))
    store.write_now(lambda c: inbox.receive(c, "plain", "1", "no address", raw, machine_now()))

    def tries() -> int:
        return caplog.text.count("no turn for a message now")

    async with running(make(store, PlainChannel(), poll=0.02)) as dispatcher:
        await until(lambda: tries() == 1)
        await dispatcher.receive_on("plain")(update(2, "b"))
        await until(lambda: states(store) == ["pending", "done"])
        await asyncio.sleep(0.3)  # more than ten looks
        assert tries() == 1
        await until(lambda: tries() == 2)


async def test_what_nobody_said_to_us_leaves_nothing(store: Store) -> None:
    channel = PlainChannel()
    async with running(make(store, channel)) as dispatcher:
        await dispatcher.receive_on("plain")({"id": "1", "chat": "1", "text": None})
        await dispatcher.receive_on("plain")(update(2, "chuyện riêng", addressed=False, sender="7"))
    assert rows(store, "SELECT key, state, raw FROM inbox") == [("2", "done", "")]
    assert (replies(store), channel.acknowledged) == ([], [])


async def test_in_a_group_nothing_is_remembered(store: Store) -> None:
    async with running(make(store, PlainChannel())) as dispatcher:
        for n in range(2):
            await dispatcher.receive_on("plain")(update(n, "a", chat="-5", sender="7"))
        await until(all_done(store, 2))
    assert replies(store, "plain:-5") == ["1: a", "1: a"]
    assert rows(store, "SELECT address FROM conversation") == []


async def test_a_group_that_moves_takes_everything_along(store: Store) -> None:
    old = Address("plain", "1")
    waiting = NewDelivery(address=old, reply=Reply(text="chờ"))
    await store.write(lambda c: deliveries.add(c, [waiting], machine_now()))
    async with running(make(store, PlainChannel())) as dispatcher:
        await dispatcher.receive_on("plain")(update(1, "a"))
        await dispatcher.receive_on("plain")(update(2, "", addressed=False, moved_to="2"))
        await until(all_done(store, 2))
        await dispatcher.receive_on("plain")(update(3, "b", chat="2"))
        await until(all_done(store, 3))
    assert replies(store, "plain:1") == []
    assert replies(store, "plain:2") == ["chờ", "1: a", "2: b"]


async def test_a_group_moves_only_once_nobody_is_at_work_on_its_new_address(postgres_url: str) -> None:
    store, other = Store.open(postgres_url), Store.open(postgres_url)
    released = threading.Event()

    def hold(connection: Connection) -> None:
        assert conversations.lock(connection, "plain:2")
        released.wait(10)

    async with running(make(store, PlainChannel())) as dispatcher:
        holding = asyncio.create_task(other.write(hold))
        await until(lambda: not store.write_now(lambda c: conversations.lock(c, "plain:2")))
        await dispatcher.receive_on("plain")(update(1, "", addressed=False, moved_to="2"))
        await until(lambda: dispatcher.counts["turns"] > 0)
        assert rows(store, "SELECT state, done_at FROM inbox") == [("pending", None)]
        released.set()
        await holding
        await until(all_done(store, 1))
    store.close()
    other.close()


async def test_a_flooding_chat_is_told_once_and_delays_nobody(store: Store) -> None:
    dispatcher = make(store, PlainChannel())
    receive = dispatcher.receive_on("plain")
    for n in range(30):
        await receive(update(n, f"{n}", chat="9"))
    await receive(update(100, "a", chat="1"))
    order: list[str] = []

    def note(turn: Any) -> list[Reply]:
        order.append(turn.message.chat.chat)
        return []

    async with running(make(store, PlainChannel(), respond=note)):
        await until(lambda: "pending" not in states(store))
    assert states(store) == ["done"] * 20 + ["flood"] * 10 + ["done"]
    assert replies(store, "plain:9") == [TEXTS["flood"]]
    # On PostgreSQL both have turns side by side; how many the other has meanwhile is a matter of threads.
    assert order.index("1") < 15
    assert dispatcher.counts == {"received": 21, "flood": 10}


async def test_a_chat_whose_replies_wait_to_be_sent_is_flooding_too(store: Store) -> None:
    async with running(make(store, PlainChannel(), waiting_limit=3)) as dispatcher:
        for n in range(5):
            await dispatcher.receive_on("plain")(update(n, f"{n}"))
            await until(lambda: "pending" not in states(store))
    assert states(store) == ["done"] * 3 + ["flood"] * 2
    assert replies(store) == ["1: 0", "2: 1", "3: 2", TEXTS["flood"]]


async def test_a_conversation_of_another_program_begins_anew(store: Store) -> None:
    talk = Conversation(campaign="7")
    await store.write(lambda c: conversations.save(c, "plain:1", talk, loaded_version=0, now=machine_now()))
    await store.write(lambda c: c.execute(text("UPDATE conversation SET body = '[]'")))
    async with running(make(store, PlainChannel())) as dispatcher:
        await dispatcher.receive_on("plain")(update(1, "a"))
        await until(all_done(store, 1))
    assert replies(store) == ["1: a"]


async def test_a_conversation_changed_by_a_program_meanwhile_is_handled_again(postgres_url: str) -> None:
    store, other = Store.open(postgres_url), Store.open(postgres_url)
    meddled = []

    def meddle_once(turn: Any) -> list[Reply]:
        if not meddled:
            meddled.append(1)
            now = turn.now
            talk = Conversation(campaign="41")
            other.write_now(lambda c: conversations.save(c, "plain:1", talk, loaded_version=0, now=now))
        return list(count_and_echo(turn))

    async with running(make(store, PlainChannel(), respond=meddle_once)) as dispatcher:
        await dispatcher.receive_on("plain")(update(1, "a"))
        await until(all_done(store, 1))
    assert replies(store) == ["42: a"]
    store.close()
    other.close()


async def test_a_failing_acknowledgement_disturbs_nothing(store: Store) -> None:
    async with running(make(store, PlainChannel())) as dispatcher:
        await dispatcher.receive_on("plain")(update(1, "hỏng dấu"))
        await until(all_done(store, 1))
    assert replies(store) == ["1: hỏng dấu"]


async def test_with_a_full_disk_nothing_is_acknowledged_until_there_is_room(sqlite_store: Store) -> None:
    channel = PlainChannel()
    async with running(make(sqlite_store, channel)) as dispatcher:
        receive = dispatcher.receive_on("plain")
        await receive(update(1, "a"))
        await until(all_done(sqlite_store, 1))
        await sqlite_store.write(
            lambda c: c.exec_driver_sql(
                f"PRAGMA max_page_count = {c.exec_driver_sql('PRAGMA page_count').scalar_one()}"
            )
        )
        with pytest.raises(StoreUnavailable):
            await receive(update(2, "b" * 100_000))
        assert dispatcher.outage == "database or disk is full"
        assert channel.acknowledged == ["1"]
        await sqlite_store.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 100000"))
        await until(lambda: dispatcher.outage is None)
        await receive(update(2, "b"))
        await until(all_done(sqlite_store, 2))
    assert replies(sqlite_store) == ["1: a", "2: b"]


async def test_what_waits_behind_a_locked_database_is_answered_when_it_is_free(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(sqlite_url, busy_timeout=timedelta(milliseconds=20))
    early = make(store, PlainChannel())
    await early.receive_on("plain")(update(1, "a"))
    other = sqlite3.connect(parse_url(sqlite_url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with running(make(store, PlainChannel())) as dispatcher:
        await until(lambda: dispatcher.outage is not None)
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await dispatcher.receive_on("plain")(update(2, "b"))
        assert dispatcher.outage == "database is locked"
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        other.rollback()
        await until(all_done(store, 1))
        await until(lambda: dispatcher.outage is None)
    assert replies(store) == ["1: a"]
    other.close()
    store.close()


async def test_two_dispatchers_handle_nothing_twice_and_keep_the_order(postgres_url: str) -> None:
    stores = [Store.open(postgres_url), Store.open(postgres_url)]
    async with AsyncExitStack() as stack:
        pair = [await stack.enter_async_context(running(make(one, PlainChannel()))) for one in stores]
        for n in range(80):
            await pair[n % 2].receive_on("plain")(update(n, f"{n}", chat=str(n % 4)))
        await until(all_done(stores[0], 80), 20)
    for chat in range(4):
        assert replies(stores[0], f"plain:{chat}") == [f"{k + 1}: {chat + 4 * k}" for k in range(20)]
    for one in stores:
        one.close()


async def test_what_another_process_stored_is_found(store: Store) -> None:
    async with running(make(store, PlainChannel())):
        raw = json.dumps(update(1, "a"))
        await store.write(lambda c: inbox.receive(c, "plain", "1", "plain:1", raw, machine_now()))
        await until(all_done(store, 1))
    assert replies(store) == ["1: a"]


async def test_a_stored_update_the_program_no_longer_reads_is_put_aside(store: Store) -> None:
    await store.write(lambda c: inbox.receive(c, "plain", "1", "plain:1", '{"old": 1}', machine_now()))
    async with running(make(store, PlainChannel())):
        await until(lambda: states(store) == ["unreadable"])
