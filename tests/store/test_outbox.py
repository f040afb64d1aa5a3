"""Who goes first, who may not, and what becomes of what nobody finished."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, event, text

from domain.message import Address
from domain.reply import Button, Reply
from store import deliveries, inbox, limits, outbox
from store.deliveries import Lane, MailboxEntry, NewDelivery
from store.engine import Store
from store.limits import Rate
from store.outbox import Claim, MaybeSent, NotSent, Sent

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LAN, MAI = Address("telegram", "1"), Address("telegram", "2")


@pytest.fixture
def outlet(store: Store) -> "Outlet":
    store.write_now(lambda connection: limits.ensure(connection, "telegram"))
    return Outlet(store)


class Outlet:
    """The store as a sender uses it, at instants of the test's choosing."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._leases = 0

    def do(self, work: Callable[[Connection], T]) -> T:
        return self.store.write_now(work)

    def add(self, *texts: str, to: Address = LAN, **more: Any) -> None:
        new = [NewDelivery(address=to, reply=Reply(text=words), **more) for words in texts]
        self.do(lambda connection: deliveries.add(connection, new, NOW))

    def claim(self, now: datetime = NOW, limit: int = 30, rate: Rate | None = None) -> Claim:
        self._leases += 1
        lease = f"me:{self._leases}"
        return self.do(lambda c: outbox.claim(c, "telegram", lease, limit, now, rate))

    def texts(self, now: datetime = NOW, limit: int = 30) -> list[str]:
        return [one.reply.text for one in self.claim(now, limit).deliveries]

    def send_all(self, now: datetime = NOW) -> list[str]:
        """Claim and send until nothing is left; the texts in order."""
        texts = []
        while claimed := self.claim(now).deliveries:
            self.do(lambda c, claimed=claimed: outbox.mark_sending(c, claimed, now))
            texts += [one.reply.text for one in claimed]
            self.record([Sent(id=one.id, lease=one.lease, provider_id="9") for one in claimed], now)
        return texts

    def record(self, outcomes: Sequence[outbox.Outcome], now: datetime = NOW) -> int:
        return self.do(lambda connection: outbox.record(connection, outcomes, now))

    def rows(self, *columns: str) -> list[tuple[Any, ...]]:
        query = text(f"SELECT {', '.join(columns)} FROM delivery ORDER BY id")
        return [tuple(row) for row in self.store.read_now(lambda c: c.execute(query).all())]


def test_replies_go_before_notices_before_announcements_then_the_longest_due(outlet: Outlet) -> None:
    people = [Address("telegram", str(n)) for n in range(6)]
    outlet.add("loa", to=people[0], lane=Lane.ANNOUNCEMENT)
    outlet.add("nhắc sau", to=people[1], lane=Lane.NOTICE, due_at=NOW)
    outlet.add("nhắc trước", to=people[2], lane=Lane.NOTICE, due_at=NOW - SECOND)
    outlet.add("mai", to=people[3], lane=Lane.NOTICE, due_at=NOW + SECOND)
    outlet.add("đáp", to=people[4])
    outlet.add("zalo", to=Address("zalo", "1"))
    assert outlet.texts(limit=2) == ["đáp", "nhắc trước"]
    assert outlet.texts() == ["nhắc sau", "loa"]
    assert outlet.texts(NOW + SECOND) == ["mai"]


def test_the_messages_of_one_address_go_one_by_one_in_order(outlet: Outlet) -> None:
    outlet.add("một", "hai", "ba")
    outlet.add("khác", to=MAI)
    first = outlet.claim()
    assert [one.reply.text for one in first.deliveries] == ["một", "khác"]
    assert outlet.texts() == []
    outlet.do(lambda c: outbox.mark_sending(c, first.deliveries, NOW))
    assert outlet.texts() == []
    outlet.record([Sent(id=one.id, lease=one.lease, provider_id="9") for one in first.deliveries])
    assert outlet.send_all() == ["hai", "ba"]


def test_an_older_message_being_tried_again_still_goes_first(outlet: Outlet) -> None:
    outlet.add("một", "hai")
    (one,) = outlet.claim().deliveries
    outlet.do(lambda c: outbox.mark_sending(c, [one], NOW))
    later = NotSent(id=one.id, lease=one.lease, kind="unavailable", reason="down", due_at=NOW + 9 * SECOND)
    outlet.record([later])
    assert outlet.texts(NOW + 8 * SECOND) == []
    assert outlet.send_all(NOW + 9 * SECOND) == ["một", "hai"]


def test_a_message_planned_for_later_holds_up_nothing(outlet: Outlet) -> None:
    outlet.add("sáng mai", lane=Lane.NOTICE, due_at=NOW + timedelta(hours=9))
    outlet.add("nhắc", lane=Lane.NOTICE)
    outlet.add("đáp")
    assert outlet.send_all() == ["đáp", "nhắc"]


def test_a_backlog_of_announcements_holds_up_no_reply(outlet: Outlet) -> None:
    outlet.add("loa 1", "loa 2", lane=Lane.ANNOUNCEMENT)
    outlet.add("đáp")
    assert outlet.send_all() == ["đáp", "loa 1", "loa 2"]


def test_what_is_too_late_is_skipped_and_blocks_nothing(outlet: Outlet) -> None:
    outlet.add("muộn", lane=Lane.NOTICE, valid_until=NOW)
    outlet.add("kịp", lane=Lane.NOTICE, valid_until=NOW + SECOND)
    assert outlet.send_all() == ["kịp"]
    assert outlet.do(lambda connection: deliveries.skip_expired(connection, NOW)) == 1
    assert outlet.rows("state") == [("skipped",), ("sent",)]


def test_a_key_is_inserted_once(outlet: Outlet) -> None:
    outlet.add("một", key="k")
    outlet.add("một nữa", key="k")
    assert outlet.send_all() == ["một"]


def test_what_is_sent_keeps_its_receipt(outlet: Outlet) -> None:
    outlet.add("một")
    outlet.send_all()
    columns = ("state", "attempts", "provider_id", "position", "lease_owner", "lease_until", "error_kind")
    assert outlet.rows(*columns) == [("sent", 1, "9", 1, None, None, None)]


def test_only_the_holder_of_a_lease_is_believed(outlet: Outlet) -> None:
    outlet.add("một")
    (one,) = outlet.claim().deliveries
    outlet.do(lambda c: outbox.mark_sending(c, [one], NOW))
    stranger = Sent(id=one.id, lease="stranger", provider_id="x")
    assert outlet.record([stranger]) == 0
    assert outlet.do(lambda c: outbox.take_back(c, NOW + timedelta(seconds=30))) == 1
    assert outlet.record([Sent(id=one.id, lease=one.lease, provider_id="x")]) == 0
    assert outlet.rows("state", "provider_id") == [("ready", None)]


def test_what_was_lost_before_it_was_marked_is_not_marked(outlet: Outlet) -> None:
    outlet.add("một")
    claim = outlet.claim()
    outlet.do(lambda c: outbox.take_back(c, NOW + timedelta(seconds=30)))
    assert outlet.do(lambda c: outbox.mark_sending(c, claim.deliveries, NOW)) == frozenset()


def test_claimed_but_unmarked_is_ready_again_when_the_lease_is_over(outlet: Outlet) -> None:
    outlet.add("một")
    outlet.claim()
    assert outlet.do(lambda c: outbox.take_back(c, NOW + timedelta(seconds=29))) == 0
    assert outlet.do(lambda c: outbox.take_back(c, NOW + timedelta(seconds=30))) == 1
    assert outlet.rows("state", "attempts", "unknowns") == [("ready", 0, 0)]


def test_a_single_process_takes_everything_back_at_its_start(outlet: Outlet) -> None:
    outlet.add("một")
    outlet.claim()
    assert outlet.do(lambda c: outbox.take_back(c, NOW, everything=True)) == 1
    assert outlet.texts() == ["một"]


def test_given_back_leases_are_ready_at_once(outlet: Outlet) -> None:
    outlet.add("một")
    (one,) = outlet.claim().deliveries
    outlet.do(lambda connection: outbox.release(connection, one.lease))
    assert outlet.texts() == ["một"]


def test_what_may_have_been_sent_is_tried_once_more_and_then_held(outlet: Outlet) -> None:
    outlet.add("một", "hai")
    for state in ("ready", "unknown"):
        (one,) = outlet.claim().deliveries
        outlet.do(lambda c, one=one: outbox.mark_sending(c, [one], NOW))
        outlet.do(lambda c: outbox.take_back(c, NOW + timedelta(seconds=30)))
        assert outlet.rows("state")[0] == (state,)
    assert outlet.rows("attempts", "unknowns", "error_kind")[0] == (2, 2, "unknown")
    assert outlet.send_all() == ["hai"]


def test_what_may_have_been_sent_is_held_where_twice_is_worse_than_never(outlet: Outlet) -> None:
    outlet.add("loa", lane=Lane.ANNOUNCEMENT, resend=False)
    (one,) = outlet.claim().deliveries
    outlet.do(lambda c: outbox.mark_sending(c, [one], NOW))
    outlet.record([MaybeSent(id=one.id, lease=one.lease, reason="no answer", again_at=NOW + SECOND)])
    assert outlet.rows("state", "error_reason") == [("unknown", "no answer")]


def test_what_may_have_been_sent_is_tried_again_only_after_a_while(outlet: Outlet) -> None:
    outlet.add("đáp")
    for state in ("ready", "unknown"):
        (one,) = outlet.claim(NOW + 30 * SECOND).deliveries
        outlet.do(lambda c, one=one: outbox.mark_sending(c, [one], NOW))
        outlet.record([MaybeSent(id=one.id, lease=one.lease, reason="502", again_at=NOW + 30 * SECOND)])
        assert outlet.texts(NOW + 29 * SECOND) == []
        assert outlet.rows("state") == [(state,)]


def test_what_a_platform_says_is_kept_as_far_as_it_can_be(outlet: Outlet) -> None:
    dirty = "\x00\ud800" + "x" * 1000
    outlet.add("a")
    outlet.add("b", to=MAI)
    outlet.add("c", to=Address("telegram", "3"), resend=False)
    claimed = outlet.claim().deliveries
    outlet.do(lambda c: outbox.mark_sending(c, claimed, NOW))
    a, b, c = claimed
    outcomes = [
        Sent(id=a.id, lease=a.lease, provider_id=dirty),
        NotSent(id=b.id, lease=b.lease, kind="rejected", reason=dirty, dead=True),
        MaybeSent(id=c.id, lease=c.lease, reason=dirty),
    ]
    assert outlet.record(outcomes) == 3
    reason = "?" + "x" * 499
    assert outlet.rows("state", "provider_id", "error_reason") == [
        ("sent", "?" + "x" * 199, None),
        ("dead", None, reason),
        ("unknown", None, reason),
    ]


def test_bad_timing_is_no_attempt_and_an_address_may_move(outlet: Outlet) -> None:
    outlet.add("một")
    (one,) = outlet.claim().deliveries
    outlet.do(lambda c: outbox.mark_sending(c, [one], NOW))
    moved = NotSent(id=one.id, lease=one.lease, kind="rejected", reason="moved", counted=False, address=MAI)
    outlet.record([moved])
    assert outlet.rows("state", "address", "attempts") == [("ready", "telegram:2", 0)]


def test_the_mailbox_is_in_the_order_of_sending(outlet: Outlet) -> None:
    buttons = (Button("Có", "yes"),)
    outlet.add("sáng mai", lane=Lane.NOTICE, due_at=NOW + timedelta(hours=9))
    outlet.do(
        lambda c: deliveries.add(c, [NewDelivery(address=LAN, reply=Reply(text="đáp", buttons=buttons))], NOW)
    )
    outlet.add("khác", to=MAI)
    outlet.send_all()
    read = lambda cursor: outlet.do(lambda c: list(deliveries.deliveries_after(c, LAN, cursor, 10)))  # noqa: E731
    assert read(0) == [MailboxEntry(position=1, id=2, reply=Reply(text="đáp", buttons=buttons))]
    outlet.send_all(NOW + timedelta(hours=9))
    assert read(1) == [MailboxEntry(position=2, id=1, reply=Reply(text="sáng mai"))]


def test_waiting_messages_follow_a_chat_that_moves(outlet: Outlet) -> None:
    outlet.add("một")
    outlet.do(lambda connection: deliveries.move(connection, LAN, MAI))
    assert outlet.rows("address") == [("telegram:2",)]


def test_the_busiest_second_stays_below_the_limit(outlet: Outlet) -> None:
    for n in range(120):
        outlet.add("loa", to=Address("telegram", str(n)))
    rate, now, sent = Rate.of(28), NOW, []
    while len(sent) < 120:
        claim = outlet.claim(now, rate=rate)
        sent += [now] * len(claim.deliveries)
        now += claim.wait or timedelta(milliseconds=3)
    busiest = max(sum(start <= instant < start + SECOND for instant in sent) for start in sent)
    assert busiest in (29, 30)
    assert 28 <= 120 / ((sent[-1] - sent[0]) / SECOND) <= 29


def test_a_paused_bot_waits_and_a_shorter_pause_does_not_shorten_it(outlet: Outlet) -> None:
    outlet.add("một")
    for seconds in (10, 3):
        until = NOW + seconds * SECOND
        outlet.do(lambda c, until=until: limits.pause_bot(c, "telegram", until))
    assert outlet.claim() == Claim(deliveries=(), wait=10 * SECOND)
    assert outlet.texts(NOW + 10 * SECOND) == ["một"]


def test_a_limiter_row_that_vanished_is_made_again(outlet: Outlet) -> None:
    outlet.add("một")
    outlet.do(lambda connection: connection.execute(text("DELETE FROM bucket")))
    assert [one.reply.text for one in outlet.claim(rate=Rate.of(28)).deliveries] == ["một"]


def test_a_chat_is_held_for_its_interval_and_holds_up_nobody(outlet: Outlet) -> None:
    outlet.add("một", "hai")
    outlet.add("khác", to=MAI)
    (one, _) = outlet.claim().deliveries
    outlet.do(lambda c: outbox.mark_sending(c, [one], NOW, SECOND))
    outlet.record([Sent(id=one.id, lease=one.lease, provider_id="9")])
    assert outlet.texts(NOW + SECOND / 2) == []
    assert outlet.do(lambda c: limits.next_free_chat(c, NOW)) == NOW + SECOND
    assert outlet.texts(NOW + SECOND) == ["hai"]


def test_two_claims_at_once_take_nothing_twice(postgres_store: Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    outlet = Outlet(postgres_store)
    outlet.do(lambda connection: limits.ensure(connection, "telegram"))
    for n in range(100):
        outlet.add(f"{n}", to=Address("telegram", str(n)))
    with ThreadPoolExecutor(4) as threads:
        claims = threads.map(
            lambda k: postgres_store.write_now(lambda c: outbox.claim(c, "telegram", f"w:{k}", 5, NOW, None)),
            range(20),
        )
        texts = [one.reply.text for claim in claims for one in claim.deliveries]
    assert sorted(texts, key=int) == [str(n) for n in range(100)]


def _plans(store: Store, work: Callable[[Connection], object]) -> str:
    """How SQLite goes about the statements of ``work``."""
    statements: list[str] = []

    def explain(connection: Connection) -> str:
        note = lambda *call: statements.append(call[2])  # noqa: E731
        event.listen(connection, "before_cursor_execute", note)
        work(connection)
        event.remove(connection, "before_cursor_execute", note)
        lines = []
        for statement in dict.fromkeys(statements):
            values = tuple([1] * statement.count("?"))
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            lines += [str(row[3]) for row in plan]
        return "\n".join(lines)

    return store.write_now(explain)


def test_a_claim_reads_no_table_from_end_to_end(sqlite_store: Store) -> None:
    plan = _plans(sqlite_store, lambda c: outbox.claim(c, "telegram", "l", 5, NOW))
    assert "ix_delivery_ready (channel=? AND lane=? AND due_at<?)" in plan
    assert "ix_delivery_unfinished (address=?)" in plan
    assert "SCAN" not in plan


@pytest.mark.parametrize(
    ("work", "index"),
    [
        (lambda c: outbox.take_back(c, NOW), "ix_delivery_lease"),
        (lambda c: outbox.release(c, "l"), "ix_delivery_lease"),
        (lambda c: deliveries.skip_expired(c, NOW), "ix_delivery_valid_until"),
        (lambda c: deliveries.move(c, LAN, MAI), "ix_delivery_unfinished"),
        (lambda c: deliveries.deliveries_after(c, LAN, 0, 9), "ix_delivery_mailbox"),
        (lambda c: inbox.receive(c, "telegram", "1", str(LAN), "{}", NOW), "ix_delivery_unfinished (address"),
        (lambda c: outbox.record(c, [Sent(id=1, lease="l", provider_id="1")], NOW), "ix_delivery_mailbox"),
    ],
)
def test_what_runs_often_reads_only_what_it_needs(
    sqlite_store: Store, work: Callable[[Connection], object], index: str
) -> None:
    plan = _plans(sqlite_store, work)
    assert index in plan
    assert re.findall(r"^SCAN (?!.* USING )", plan, re.MULTILINE) == []
