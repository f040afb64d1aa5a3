"""Who may do a job, and what becomes of one that nobody finishes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from domain.message import Address
from store import jobs, staging
from store.engine import Store
from store.jobs import AT_MOST, LEASE, Claimed, Job, LeaseLost, NewJob

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LATER = NOW + LEASE
LAN = Address("telegram", "1")
NEW = NewJob(kind="count", arguments={"tên": "Lan"}, owner=LAN)


def ask(store: Store, new: NewJob = NEW) -> int:
    return store.write_now(lambda c: jobs.enqueue(c, new, NOW))


def claim(store: Store, lease: str, now: datetime = NOW, **more: Any) -> Claimed | None:
    return store.write_now(lambda c: jobs.claim(c, ["count"], lease, now, **more))


def ours(store: Store, lease: str, now: datetime = NOW) -> Claimed:
    claimed = claim(store, lease, now)
    assert claimed is not None
    return claimed


def state(store: Store, job_id: int) -> tuple[str, int, str | None]:
    found = store.read_now(lambda c: jobs.find(c, job_id))
    assert found is not None
    return found.state, found.attempts, found.error


def test_a_job_is_given_to_one_and_ends_with_what_it_leaves(store: Store) -> None:
    job = ask(store)
    assert claim(store, "me:1") == Claimed(
        id=job, lease="me:1", kind="count", arguments={"tên": "Lan"}, owner=LAN, attempts=1
    )
    assert claim(store, "me:2") is None
    claimed = Claimed(id=job, lease="me:1", kind="count", arguments={}, owner=LAN, attempts=1)
    store.write_now(lambda c: jobs.progress(c, claimed, 3, 10, NOW))
    running = store.read_now(lambda c: jobs.find(c, job))
    assert running is not None
    assert (running.state, running.done_steps, running.all_steps, running.ended) == ("running", 3, 10, False)
    store.write_now(lambda c: jobs.finish(c, claimed, {"số": 5}, NOW))
    assert store.read_now(lambda c: jobs.find(c, job)) == Job(
        id=job,
        kind="count",
        state="done",
        attempts=1,
        done_steps=3,
        all_steps=10,
        result={"số": 5},
        error=None,
    )


def test_the_oldest_goes_first_and_kinds_nobody_asked_for_stay(store: Store) -> None:
    first, second = ask(store), ask(store)
    ask(store, NewJob(kind="other"))
    assert [ours(store, "a").id, ours(store, "b").id, claim(store, "c")] == [first, second, None]


def test_one_job_can_be_asked_for_by_its_number(store: Store) -> None:
    first, second = ask(store), ask(store)
    claimed = claim(store, "a", only=second)
    assert claimed is not None
    assert claimed.id == second
    assert claim(store, "b", only=second) is None
    assert ours(store, "c").id == first


def test_asking_twice_with_one_key_is_asking_once_until_it_has_ended(store: Store) -> None:
    keyed = NewJob(kind="count", key="k")
    first = ask(store, keyed)
    assert ask(store, keyed) == first
    claimed = ours(store, "a")
    assert ask(store, keyed) == first
    store.write_now(lambda c: jobs.finish(c, claimed, {}, NOW))
    second = ask(store, keyed)
    assert second != first
    assert ask(store, keyed) == second


def test_a_job_asked_for_in_a_turn_that_is_taken_back_is_not_there(store: Store) -> None:
    def turn(connection: Connection) -> None:
        jobs.enqueue(connection, NEW, NOW)
        raise KeyError

    with pytest.raises(KeyError):
        store.write_now(turn)
    assert claim(store, "a") is None


def test_a_lease_that_is_over_is_taken_back_and_its_holder_can_write_nothing(store: Store) -> None:
    job = ask(store)
    lost = ours(store, "slow")
    assert store.write_now(lambda c: jobs.take_back(c, LATER - timedelta(seconds=1))) == 0
    assert store.write_now(lambda c: jobs.take_back(c, LATER)) == 1
    assert state(store, job) == ("ready", 1, "the worker did not come back")
    held = ours(store, "quick", LATER)
    for words in (
        lambda c: jobs.renew(c, lost, LATER),
        lambda c: jobs.progress(c, lost, 1, 2, LATER),
        lambda c: jobs.finish(c, lost, {}, LATER),
        lambda c: jobs.fail(c, lost, "x", LATER),
        lambda c: jobs.try_again(c, lost, "x", LATER),
        lambda c: jobs.release(c, lost),
    ):
        with pytest.raises(LeaseLost):
            store.write_now(words)
    store.write_now(lambda c: jobs.finish(c, held, {}, LATER))
    assert state(store, job) == ("done", 2, None)


def test_a_renewed_lease_lasts(store: Store) -> None:
    ask(store)
    claimed = ours(store, "a")
    store.write_now(lambda c: jobs.renew(c, claimed, NOW + LEASE / 2))
    assert store.write_now(lambda c: jobs.take_back(c, LATER)) == 0
    assert store.write_now(lambda c: jobs.take_back(c, LATER + LEASE / 2)) == 1


def test_a_single_process_takes_everything_back_at_once(store: Store) -> None:
    job = ask(store)
    ours(store, "a")
    assert store.write_now(lambda c: jobs.take_back(c, NOW, everything=True)) == 1
    assert state(store, job)[0] == "ready"


@pytest.mark.parametrize("vanishes", [True, False], ids=["the worker dies", "the function fails"])
def test_a_job_is_begun_so_often_and_no_more(store: Store, vanishes: bool) -> None:
    job = ask(store)
    for number in range(AT_MOST):
        claimed = ours(store, str(number))
        if vanishes:
            store.write_now(lambda c: jobs.take_back(c, LATER))
        else:
            again = store.write_now(lambda c, claimed=claimed: jobs.try_again(c, claimed, "ValueError", NOW))
            assert again is (number < AT_MOST - 1)
    reason = "the worker did not come back" if vanishes else "ValueError"
    assert state(store, job) == ("failed", AT_MOST, reason)
    assert claim(store, "x") is None


def test_giving_back_counts_as_no_attempt(store: Store) -> None:
    job = ask(store)
    for number in range(AT_MOST + 1):
        claimed = ours(store, str(number))
        store.write_now(lambda c, claimed=claimed: jobs.release(c, claimed))
    assert state(store, job) == ("ready", 0, None)


def test_a_cancelled_job_is_not_begun_and_one_under_way_writes_nothing_more(store: Store) -> None:
    waiting, running = ask(store), ask(store, NewJob(kind="count", key="r"))
    claimed = claim(store, "a", only=running)
    assert claimed is not None
    assert store.write_now(lambda c: [jobs.cancel(c, job, NOW) for job in (waiting, running)]) == [True, True]
    assert store.write_now(lambda c: jobs.cancel(c, running, NOW)) is False
    with pytest.raises(LeaseLost):
        store.write_now(lambda c: jobs.finish(c, claimed, {}, NOW))
    assert (state(store, waiting)[0], state(store, running)[0]) == ("cancelled", "cancelled")
    assert claim(store, "b") is None


def test_many_workers_at_once_never_get_the_same_job(store: Store) -> None:
    wanted = {ask(store) for _ in range(40)}

    def take(worker: int) -> list[int]:
        taken = []
        while (claimed := claim(store, f"{worker}:{len(taken)}")) is not None:
            taken.append(claimed.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for jobs_of_one in pool.map(take, range(4)) for job in jobs_of_one]
    assert sorted(taken) == sorted(wanted)


def test_the_same_key_asked_for_by_many_at_once_is_one_job(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: ask(store, NewJob(kind="count", key="k")), range(16)))
    assert len(set(numbers)) == 1


def test_a_write_for_a_job_that_was_taken_away_meanwhile_is_not_kept(postgres_store: Store) -> None:
    """The fence holds the row: whoever takes the job away waits until the write has committed."""
    job = ask(postgres_store)
    claimed = ours(postgres_store, "slow")

    def write(connection: Connection) -> None:
        jobs.renew(connection, claimed, NOW)
        staging.put(connection, job, {1: {"a": 1}})
        with ThreadPoolExecutor(1) as other:
            taking = other.submit(
                lambda: postgres_store.write_now(
                    lambda c: (c.execute(text("SET LOCAL lock_timeout = '200ms'")), jobs.take_back(c, LATER))
                )
            )
            assert taking.exception(5) is not None

    postgres_store.write_now(write)
    assert state(postgres_store, job)[0] == "running"


def test_staged_rows_are_read_in_order_and_cleared(store: Store) -> None:
    one, other = ask(store), ask(store)
    rows = {number: {"tên": f"dòng {number}"} for number in range(1, 2502)}
    store.write_now(lambda c: staging.put(c, one, rows))
    store.write_now(lambda c: staging.put(c, other, {1: {}}))
    assert store.read_now(lambda c: dict(staging.read(c, one))) == rows
    store.write_now(lambda c: staging.clear(c, one))
    assert store.read_now(lambda c: (dict(staging.read(c, one)), dict(staging.read(c, other)))) == (
        {},
        {1: {}},
    )
