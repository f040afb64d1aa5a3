"""When a notice may go out that is ready at some hour."""

from datetime import UTC, datetime, time

import pytest

from domain.clock import VIETNAM
from domain.quiet_hours import USUAL, QuietHours


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (at(25, 12), at(25, 12)),
        (at(25, 20, 59), at(25, 20, 59)),
        (at(25, 21), at(26, 6, 30)),
        (at(25, 23, 59), at(26, 6, 30)),
        (at(26, 0), at(26, 6, 30)),
        (at(26, 6, 29), at(26, 6, 30)),
        (at(26, 6, 30), at(26, 6, 30)),
    ],
)
def test_nobody_is_told_at_night(now: datetime, goes: datetime) -> None:
    assert USUAL.over_at(now, VIETNAM) == goes
    assert USUAL.over_at(now.astimezone(UTC), VIETNAM).tzinfo is UTC


def test_quiet_hours_may_lie_within_a_day_or_not_be_at_all() -> None:
    noon = QuietHours(time(11, 30), time(13))
    assert noon.over_at(at(25, 12), VIETNAM) == at(25, 13)
    assert noon.over_at(at(25, 13), VIETNAM) == at(25, 13)
    assert QuietHours(time(0), time(0)).over_at(at(25, 0), VIETNAM) == at(25, 0)
