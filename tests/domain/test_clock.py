"""Business time may be moved by hand, machine time never."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

import domain.clock
from domain.clock import VIETNAM, MovableClock, SystemClock, local_day, machine_now, monotonic

SOON = timedelta(seconds=30)


def test_the_system_clock_is_the_machine_time_and_aware():
    before = machine_now()
    now = SystemClock().now()
    assert before <= now <= before + SOON
    assert now.utcoffset() == timedelta()


def test_a_clock_moves_forwards_and_backwards_to_a_day():
    clock = MovableClock()
    for day in (date(2022, 2, 1), date(2031, 7, 9), date(1999, 12, 31), date(2024, 2, 29)):
        clock.move_to(day)
        assert local_day(clock.now()) == day
        assert clock.moved


def test_a_moved_clock_keeps_the_time_of_day_and_runs_on():
    clock = MovableClock()
    clock.move_to(date(2022, 2, 1))
    then, machine = clock.now(), machine_now()
    here, there = then.astimezone(VIETNAM), machine.astimezone(VIETNAM)
    difference = abs(datetime.combine(there.date(), here.timetz()) - there)
    assert min(difference, timedelta(days=1) - difference) < SOON
    assert clock.now() >= then


def test_a_clock_not_moved_or_reset_shows_the_machine_time():
    clock = MovableClock()
    assert not clock.moved
    clock.move_to(date(2022, 2, 1))
    clock.reset()
    assert not clock.moved
    assert abs(clock.now() - machine_now()) < SOON


def test_the_machine_time_does_not_move():
    before, started = machine_now(), monotonic()
    MovableClock().move_to(date(1999, 1, 1))
    assert before <= machine_now() <= before + SOON
    assert 0 <= monotonic() - started < SOON.total_seconds()


def test_a_day_begins_at_midnight_in_viet_nam():
    assert local_day(datetime(2022, 5, 31, 16, 59, 59, tzinfo=UTC)) == date(2022, 5, 31)
    assert local_day(datetime(2022, 5, 31, 17, 0, tzinfo=UTC)) == date(2022, 6, 1)
    assert local_day(datetime(2022, 6, 1, 6, 59, tzinfo=timezone(timedelta(hours=14)))) == date(2022, 5, 31)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (VIETNAM, date(1905, 1, 1)),
        (VIETNAM, date(1943, 5, 1)),
        (ZoneInfo("Europe/Paris"), date(2022, 7, 1)),
        (ZoneInfo("Europe/Paris"), date(2022, 3, 27)),  # the night in which an hour is missing
        (ZoneInfo("America/New_York"), date(2022, 11, 6)),  # the night in which one is there twice
    ],
)
@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("minute", [1, 57, 59])
def test_a_moved_clock_shows_the_day_asked_for_at_any_time_of_day(
    monkeypatch: pytest.MonkeyPatch, zone: ZoneInfo, day: date, hour: int, minute: int
) -> None:
    now = datetime(2026, 11, 20, hour, minute, tzinfo=UTC)
    monkeypatch.setattr(domain.clock, "machine_now", lambda: now)
    clock = MovableClock()
    clock.move_to(day, zone)
    assert local_day(clock.now(), zone) == day
