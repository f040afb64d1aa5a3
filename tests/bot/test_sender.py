"""Everything goes out through the store's list: once, in order, no faster than allowed."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, text

from bot import verdicts
from bot.enclosures import Enclosures
from bot.sender import Sender
from bot.verdicts import Judge
from channels.base import SendError, SendErrorKind
from domain.clock import machine_now
from domain.message import Address
from domain.reply import Reply
from store import deliveries, limits, outbox
from store.deliveries import Lane, NewDelivery
from store.engine import Store
from store.outbox import Claimed
from store.tables import delivery
from tests.bot.plain_channel import FILE_TEXTS, PlainChannel, failing, with_limits
from tests.bot.waiting import until


@asynccontextmanager
async def running(store: Store, *channels: PlainChannel, **more: Any) -> AsyncIterator[Sender]:
    by_name = {channel.name: channel for channel in channels}
    sender = Sender(
        store=store,
        channels=by_name,
        owner="test",
        **{"poll": 0.05, "enclosures": Enclosures(store, FILE_TEXTS), **more},
    )
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        sender.stop()
        await asyncio.wait_for(task, 10)


def add(store: Store, *texts: str, chat: str = "1", channel: str = "plain", **more: Any) -> None:
    address = Address(channel, chat)
    new = [NewDelivery(address=address, reply=Reply(text=words), **more) for words in texts]
    store.write_now(lambda connection: deliveries.add(connection, new, machine_now()))


def rows(store: Store, columns: str) -> list[tuple[Any, ...]]:
    query = text(f"SELECT {columns} FROM delivery ORDER BY id")
    return [tuple(row) for row in store.read_now(lambda c: c.execute(query).all())]


def states(store: Store) -> list[str]:
    return [row[0] for row in rows(store, "state")]


def finished(store: Store, *expected: str) -> Any:
    return lambda: states(store) == list(expected)


async def test_what_is_ready_goes_out_in_order_and_is_recorded(store: Store) -> None:
    channel = PlainChannel()
    add(store, "một", "hai", "ba")
    async with running(store, channel) as sender:
        await until(finished(store, "sent", "sent", "sent"))
    assert channel.sent == [("1", "một"), ("1", "hai"), ("1", "ba")]
    assert rows(store, "provider_id, attempts, position") == [("1", 1, 1), ("2", 1, 2), ("3", 1, 3)]
    assert sender.counts == {("plain", "sent"): 3}


async def test_a_wake_up_is_quicker_than_the_next_look(store: Store) -> None:
    channel = PlainChannel()
    async with running(store, channel, poll=60) as sender:
        await asyncio.sleep(0.2)
        add(store, "một")
        sender.wake()
        await until(finished(store, "sent"), 5)


async def test_a_slow_chat_delays_no_other(store: Store) -> None:
    channel = PlainChannel(delays={"chậm": 1.0})
    add(store, "chậm", "sau", chat="1")
    add(store, *"abc", chat="2")
    async with running(store, channel):
        await until(lambda: len(channel.sent) == 3)
        assert channel.sent == [("2", "a"), ("2", "b"), ("2", "c")]
        await until(lambda: len(channel.sent) == 5)
    assert channel.sent[3:] == [("1", "chậm"), ("1", "sau")]


async def test_no_more_are_on_their_way_than_the_channel_bears(store: Store) -> None:
    channel = PlainChannel(limits=with_limits(in_flight=3), delays={"x": 0.02})
    for n in range(20):
        add(store, "x", chat=str(n))
    async with running(store, channel):
        await until(lambda: len(channel.sent) == 20)
    assert channel.most_at_once == 3


async def test_a_broken_channel_holds_up_no_other(store: Store) -> None:
    broken, well = PlainChannel(trouble={"x": [failing("misconfigured")] * 9}), PlainChannel(name="other")
    add(store, "x")
    add(store, "y", channel="other")
    async with running(store, broken, well):
        await until(lambda: well.sent == [("1", "y")])
        await until(lambda: rows(store, "error_kind")[0] == ("misconfigured",))
    assert rows(store, "state, attempts")[0] == ("ready", 0)


async def test_the_rate_of_the_bot_is_kept(store: Store) -> None:
    channel = PlainChannel(limits=with_limits(per_second=40.0))
    for n in range(40):
        add(store, "x", chat=str(n))
    async with running(store, channel):
        await until(lambda: len(channel.sent) == 40)
    spans = channel.sent_at
    assert spans[-1] - spans[0] >= 38 / 40 - 0.1
    half = [sum(start <= at < start + 0.5 for at in spans) for start in spans]
    assert max(half) <= 24


async def test_a_chat_gets_its_messages_with_a_pause_between(store: Store) -> None:
    channel = PlainChannel(limits=with_limits(per_chat_interval=timedelta(seconds=0.3)))
    add(store, "a", "b")
    add(store, "c", chat="2")
    async with running(store, channel):
        await until(lambda: len(channel.sent) == 3)
    at = dict(zip([words for _chat, words in channel.sent], channel.sent_at, strict=True))
    assert at["b"] - at["a"] >= 0.25
    assert at["c"] - at["a"] < 0.25


async def test_too_fast_for_a_chat_waits_as_told_and_goes_on(store: Store) -> None:
    channel = PlainChannel(trouble={"a": [failing("throttled", 0.3)]})
    add(store, "a", "b")
    add(store, "c", chat="2")
    async with running(store, channel):
        await until(finished(store, "sent", "sent", "sent"))
    assert channel.sent == [("2", "c"), ("1", "a"), ("1", "b")]
    assert rows(store, "attempts") == [(1,), (1,), (1,)]


async def test_too_fast_for_two_chats_pauses_the_bot(store: Store) -> None:
    channel = PlainChannel(trouble={"a": [failing("throttled", 60)], "b": [failing("throttled", 60)]})
    add(store, "a", chat="1")
    add(store, "b", chat="2")
    async with running(store, channel):
        await until(lambda: [row[0] for row in rows(store, "error_kind")] == ["throttled"] * 2)
        add(store, "c", chat="3")
        await asyncio.sleep(0.2)
    assert (channel.sent, states(store)) == ([], ["ready"] * 3)


async def test_a_platform_that_is_down_is_tried_again_later(store: Store) -> None:
    channel = PlainChannel(trouble={"a": [failing("unavailable")]})
    add(store, "a", "b")
    async with running(store, channel):
        await until(lambda: rows(store, "attempts")[0] == (1,) and states(store)[0] == "ready")
        await asyncio.sleep(0.1)
        assert channel.sent == []
        await until(finished(store, "sent", "sent"))
    assert channel.sent == [("1", "a"), ("1", "b")]


@pytest.mark.parametrize("kind", ["rejected", "gone"])
async def test_what_the_platform_refuses_for_ever_is_dead(store: Store, kind: str) -> None:
    channel = PlainChannel(trouble={"a": [failing(kind)]})
    add(store, "a", "b")
    async with running(store, channel):
        await until(finished(store, "dead", "sent"))
    assert rows(store, "error_kind, error_reason")[0] == (kind, f"it is {kind}")


async def test_what_a_platform_says_cannot_end_the_sender(store: Store) -> None:
    dirty = SendError(SendErrorKind.REJECTED, "Bad \x00\ud800")
    channel = PlainChannel(trouble={"a": [dirty]})
    add(store, "a", "b")
    async with running(store, channel):
        await until(finished(store, "dead", "sent"))
    assert rows(store, "error_reason")[0] == ("Bad ?",)


async def test_what_cannot_be_recorded_takes_nothing_else_along(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    moved = failing("rejected", moved_to=Address("plain", "\ud800"))
    channel = PlainChannel(trouble={"a": [moved]}, delays=dict.fromkeys("abc", 0.1))
    add(store, "a", chat="1")
    add(store, "b", chat="2")
    async with running(store, channel):
        await until(finished(store, "sending", "sent"))
        add(store, "c", chat="3")
        await until(finished(store, "sending", "sent", "sent"))
    assert "delivery 1 on plain: what became of it cannot be recorded" in caplog.text


async def test_what_may_have_arrived_waits_before_it_goes_once_more(store: Store) -> None:
    channel = PlainChannel(trouble={"a": [failing("unknown")], "b": [KeyError("x")]}, delays={"c": 60})
    for words in "abc":
        add(store, words, chat=words)
    before = machine_now()
    async with running(store, channel, send_timeout=0.1):
        await until(lambda: [row[0] for row in rows(store, "unknowns")] == [1] * 3)
        await until(finished(store, "ready", "ready", "ready"))
    late = text("SELECT count(*) FROM delivery WHERE due_at >= :then").bindparams(
        bindparam("then", before + timedelta(seconds=30), type_=delivery.c.due_at.type)
    )
    assert store.read_now(lambda c: c.execute(late).scalar_one()) == 3
    assert channel.sent == []


@pytest.fixture
def again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "RESEND_AFTER", timedelta())


@pytest.mark.usefixtures("again_at_once")
async def test_what_may_have_arrived_goes_once_more_and_blocks_nothing(store: Store) -> None:
    channel = PlainChannel(trouble={"a": [failing("unknown"), failing("unknown")], "b": [failing("unknown")]})
    add(store, "a", "b")
    add(store, "loa", lane=Lane.ANNOUNCEMENT, resend=False)
    channel.trouble["loa"] = [failing("unknown")]
    async with running(store, channel):
        await until(finished(store, "unknown", "sent", "unknown"))
    assert channel.sent == [("1", "b")]
    assert rows(store, "attempts, unknowns") == [(2, 2), (2, 1), (1, 1)]


@pytest.mark.usefixtures("again_at_once")
async def test_an_unexpected_error_counts_as_maybe_sent(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    channel = PlainChannel(trouble={"a": [KeyError("secret words")] * 2})
    add(store, "a")
    async with running(store, channel):
        await until(finished(store, "unknown"))
    log = "\n".join(record.getMessage() for record in caplog.records)
    assert "send raised KeyError" in log
    assert "secret words" not in log


@pytest.mark.usefixtures("again_at_once")
async def test_a_platform_that_never_answers_counts_as_maybe_sent(store: Store) -> None:
    channel = PlainChannel(delays={"a": 60})
    add(store, "a")
    async with running(store, channel, send_timeout=0.1):
        await until(finished(store, "unknown"))
    assert rows(store, "error_reason") == [("no answer in time",)]


async def test_an_empty_quota_pauses_the_bot_and_is_said_once(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    channel = PlainChannel(trouble={words: [failing("over_quota")] for words in "abc"})
    for words in "abc":
        add(store, words, chat=words)
    async with running(store, channel):
        await until(lambda: [row[0] for row in rows(store, "error_kind")] == ["over_quota"] * 3)
        await asyncio.sleep(0.15)
    assert rows(store, "state, attempts") == [("ready", 0)] * 3
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert lines == ["plain: the quota is used up (it is over_quota); nothing is sent there for 1:00:00"]


async def test_a_chat_that_moved_gets_its_messages_at_its_new_address(store: Store) -> None:
    channel = PlainChannel(trouble={"a": [failing("rejected", moved_to=Address("plain", "-100"))]})
    add(store, "a", "b")
    async with running(store, channel):
        await until(finished(store, "sent", "sent"))
    assert channel.sent == [("-100", "a"), ("-100", "b")]


async def test_a_stop_finishes_what_is_on_its_way_and_leaves_the_rest(store: Store) -> None:
    channel = PlainChannel(delays={"a": 0.4})
    add(store, "a", "b")
    async with running(store, channel):
        await until(lambda: channel.at_once == 1)
    assert channel.sent == [("1", "a")]
    assert states(store) == ["sent", "ready"]


async def test_a_single_process_takes_over_from_its_dead_predecessor(sqlite_store: Store) -> None:
    add(sqlite_store, "a")
    add(sqlite_store, "b", chat="2")
    sqlite_store.write_now(lambda c: limits.ensure(c, "plain"))
    claim = sqlite_store.write_now(lambda c: outbox.claim(c, "plain", "dead:1", 9, machine_now()))
    sqlite_store.write_now(lambda c: outbox.mark_sending(c, claim.deliveries[:1], machine_now()))
    async with running(sqlite_store, channel := PlainChannel()):
        await until(finished(sqlite_store, "sent", "sent"))
    assert sorted(channel.sent) == [("1", "a"), ("2", "b")]


async def test_two_senders_send_nothing_twice_and_keep_the_order(postgres_url: str) -> None:
    stores = [Store.open(postgres_url), Store.open(postgres_url)]
    channel = PlainChannel(delays={str(n): 0.002 for n in range(20)})
    for chat in range(6):
        add(stores[0], *[str(n) for n in range(20)], chat=str(chat))
    async with running(stores[0], channel), running(stores[1], channel):
        await until(lambda: len(channel.sent) >= 120, 30)
    for chat in range(6):
        assert [words for whom, words in channel.sent if whom == str(chat)] == [str(n) for n in range(20)]
    assert states(stores[0]) == ["sent"] * 120
    for one in stores:
        one.close()


def _claimed(age: timedelta, attempts: int = 0, lane: Lane = Lane.REPLY) -> Claimed:
    created_at = machine_now() - age
    return Claimed(
        id=1,
        lease="l",
        address=Address("plain", "1"),
        reply=Reply(text="a"),
        lane=lane,
        attempts=attempts,
        created_at=created_at,
    )


@pytest.mark.parametrize(
    ("age", "attempts", "lane", "dead", "seconds"),
    [
        (timedelta(), 0, Lane.REPLY, False, 1),
        (timedelta(), 3, Lane.REPLY, False, 8),
        (timedelta(hours=23), 60, Lane.REPLY, False, 300),
        (timedelta(hours=25), 60, Lane.REPLY, True, None),
        (timedelta(hours=25), 60, Lane.NOTICE, False, 300),
    ],
)
def test_an_unreachable_platform_is_tried_ever_more_rarely_and_given_up(
    age: timedelta, attempts: int, lane: Lane, dead: bool, seconds: int | None
) -> None:
    now = machine_now()
    error = SendError(SendErrorKind.UNAVAILABLE, "down")
    outcome = Judge("plain")(_claimed(age, attempts, lane), error, now).outcome
    due_at = None if seconds is None else now + timedelta(seconds=seconds)
    assert outcome == outbox.NotSent(
        id=1, lease="l", kind="unavailable", reason="down", dead=dead, due_at=due_at
    )
