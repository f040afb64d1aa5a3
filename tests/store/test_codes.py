"""One-time codes: told once, used once, within their time; whoever guesses is stopped."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from domain.codes import ALPHABET, read_code, written
from domain.message import Address
from domain.people import Role
from store import codes
from store.codes import BUDGET, INVITE, LINK, SHARED_WINDOW, TRIES, WINDOW, CodeKind, NewCode
from store.engine import Store
from store.migrate import upgrade
from store.tables import code_try
from tests.databases import scalars
from tests.store.crowd import HUNG, LAN, grow, join, number, unit_id

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def invite(c: Connection, now: datetime = NOW) -> str:
    new = NewCode(kind=CodeKind.INVITE, role=Role.CHAIR, unit=unit_id(c, "MILL"), maker=HUNG)
    return codes.make(c, new, INVITE, now)


def wrong(number: int = 0) -> str:
    return "C" * 11 + ALPHABET[number % len(ALPHABET)]


def test_a_code_can_be_used_once(t: Connection) -> None:
    lan, said = number(join(t)), invite(t)
    found = codes.attempt(t, written(said).lower(), LAN, NOW)
    assert found is not None
    assert (found.kind, found.role, found.unit, found.maker) == (
        CodeKind.INVITE,
        Role.CHAIR,
        unit_id(t, "MILL"),
        HUNG,
    )
    assert codes.look(t, found.key, NOW) == found
    assert codes.use(t, found, lan, NOW)
    assert not codes.use(t, found, lan, NOW)
    assert codes.attempt(t, said, LAN, NOW) is None


def test_only_a_hash_is_kept(store: Store) -> None:
    store.write_now(grow)
    said = store.write_now(invite)
    kept = "".join(str(value) for value in scalars(store, "SELECT hash FROM code"))
    assert said not in kept
    assert written(said) not in kept
    assert len(kept) == 64


@pytest.mark.parametrize(("lasts", "kind"), [(INVITE, CodeKind.INVITE), (LINK, CodeKind.LINK)])
def test_a_code_is_over_when_its_time_is(t: Connection, lasts: timedelta, kind: CodeKind) -> None:
    said = codes.make(t, NewCode(kind=kind, person=number(join(t))), lasts, NOW)
    assert codes.attempt(t, said, LAN, NOW + lasts - SECOND) is not None
    found = codes.look(t, codes.key_of(said), NOW)
    assert found is not None
    assert codes.attempt(t, said, LAN, NOW + lasts) is None
    assert not codes.use(t, found, 1, NOW + lasts)


def test_who_is_wrong_too_often_is_refused_for_an_hour_even_with_a_right_code(t: Connection) -> None:
    said = invite(t)
    for each in range(100):
        assert codes.attempt(t, wrong(each), LAN, NOW + each * SECOND) is None
    stopped = NOW + (TRIES - 1) * SECOND
    assert codes.attempt(t, said, LAN, stopped + WINDOW - SECOND) is None
    assert codes.attempt(t, said, HUNG, stopped + SECOND) is not None
    assert codes.attempt(t, said, LAN, stopped + WINDOW) is not None


def test_a_few_wrong_ones_an_hour_are_forgiven(t: Connection) -> None:
    said = invite(t)
    for hour in range(3):
        for each in range(TRIES - 1):
            assert codes.attempt(t, wrong(each), LAN, NOW + hour * WINDOW) is None
    assert codes.attempt(t, said, LAN, NOW + 2 * WINDOW) is not None


def page(number: int) -> Address:
    return Address("web", f"{number:032x}")


def tries_of(c: Connection, name: str) -> int:
    return c.execute(select(code_try.c.tries).where(code_try.c.address == name)).scalar_one_or_none() or 0


def guess(c: Connection) -> str:
    """A wrong code whose last sign is right, which cannot be told from a right one without a hash."""
    (found,) = [wrong(each) for each in range(len(ALPHABET)) if codes.checks_out(c, wrong(each))]
    return found


def test_wrong_codes_from_two_hundred_pages_stop_nobody_else(t: Connection) -> None:
    said = invite(t)
    for each in range(200 * TRIES):
        assert codes.attempt(t, wrong(each), page(each % 200), NOW) is None
    for somebody in (page(999), LAN, HUNG):
        assert codes.attempt(t, said, somebody, NOW + SECOND) is not None
    assert codes.attempt(t, said, page(0), NOW + SECOND) is None


def test_of_random_codes_only_every_22nd_is_worth_a_hash(t: Connection) -> None:
    said = invite(t)
    for each in range(len(ALPHABET)):
        assert codes.attempt(t, wrong(each), page(each), NOW) is None
    assert tries_of(t, "web:*") == 1
    assert [tries_of(t, str(page(each))) for each in range(len(ALPHABET))] == [1] * len(ALPHABET)
    slips = [said[:-1] + each for each in ALPHABET if codes.checks_out(t, said[:-1] + each)]
    assert slips == [said]


def test_what_pages_use_up_is_theirs_alone_and_comes_back_in_a_minute(t: Connection) -> None:
    said, wrong_one = invite(t), guess(t)
    t.execute(code_try.insert().values(address="web:*", since_at=NOW, tries=BUDGET - 1))
    assert codes.attempt(t, said, page(1), NOW + SECOND) is not None
    assert codes.attempt(t, wrong_one, page(2), NOW + SECOND) is None
    assert codes.attempt(t, said, page(1), NOW + 2 * SECOND) is None
    assert codes.attempt(t, said, LAN, NOW + 2 * SECOND) is not None
    assert codes.attempt(t, said, page(1), NOW + SECOND + SHARED_WINDOW) is not None


def test_an_account_cannot_use_up_more_than_its_five(t: Connection) -> None:
    invite(t)
    wrong_one = guess(t)
    for _ in range(100):
        assert codes.attempt(t, wrong_one, LAN, NOW) is None
    assert tries_of(t, "telegram:*") == TRIES


def test_before_a_code_was_ever_made_none_is_right(t: Connection) -> None:
    assert not any(codes.checks_out(t, wrong(each)) for each in range(len(ALPHABET)))
    assert codes.attempt(t, wrong(), LAN, NOW) is None


def test_every_database_has_a_check_of_its_own(store: Store, tmp_path: Path) -> None:
    store.write_now(grow)
    here = [store.write_now(invite) for _ in range(20)]
    upgrade(f"sqlite:///{tmp_path}/other.db")
    other = Store.open(f"sqlite:///{tmp_path}/other.db")
    try:
        other.write_now(grow)
        other.write_now(invite)
        passes = other.read_now(lambda c: [codes.checks_out(c, said) for said in here])
    finally:
        other.close()
    assert store.read_now(lambda c: [codes.checks_out(c, said) for said in here]) == [True] * 20
    assert sum(passes) < 10


def test_many_at_once_use_it_once(store: Store) -> None:
    store.write_now(grow)
    said = store.write_now(invite)

    def both(c: Connection) -> tuple[int, codes.Code]:
        found = codes.look(c, codes.key_of(said), NOW)
        assert found is not None
        return number(join(c)), found

    lan, found = store.write_now(both)
    with ThreadPoolExecutor(16) as threads:
        used = list(
            threads.map(lambda _: store.write_now(lambda c: codes.use(c, found, lan, NOW)), range(100))
        )
    assert used.count(True) == 1


def test_a_new_link_code_takes_the_place_of_the_old(t: Connection) -> None:
    lan = number(join(t))
    new = NewCode(kind=CodeKind.LINK, person=lan, created_by=lan, maker=LAN)
    first = codes.make(t, new, LINK, NOW)
    codes.cancel(t, CodeKind.LINK, lan)
    second = codes.make(t, replace(new, maker=HUNG), LINK, NOW)
    assert codes.attempt(t, first, HUNG, NOW) is None
    assert codes.attempt(t, second, HUNG, NOW) is not None


def test_what_is_over_is_forgotten(t: Connection) -> None:
    invite(t)
    invite(t, NOW + SECOND)
    codes.attempt(t, guess(t), LAN, NOW)
    assert codes.forget(t, NOW + INVITE) == 3  # a code, the account's try and that of its channel
    assert codes.forget(t, NOW + INVITE) == 0


def test_codes_have_enough_of_chance_in_them_and_read_back_however_typed() -> None:
    assert len(ALPHABET) ** 12 > 2**53
    made = "K7QM4TXC9GHP"
    assert written(made) == "K7QM-4TXC-9GHP"
    assert [read_code(said) for said in ("k7qm 4txc 9ghp", " K7QM–4TXC–9GHP ", "K7QM4TXC9GHP")] == [made] * 3
    assert [read_code(said) for said in ("K7QM-4TXC-9GH", "K7QM-4TXC-9GHO", "234567892345", "")] == [None] * 4
