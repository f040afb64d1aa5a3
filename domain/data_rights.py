"""What people may ask about their own data, and by when they must have it: Law 91/2025/QH15 and Decree
356/2025, in force since 1/1/2026."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.dates import working_day_after


class RequestKind(StrEnum):
    SHOW = "show"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ERASE = "erase"


ANSWER_IN = 2  # working days
FINISH_IN: Mapping[RequestKind, timedelta] = MappingProxyType(
    {
        RequestKind.SHOW: timedelta(days=10),
        RequestKind.CORRECT: timedelta(days=10),
        RequestKind.WITHDRAW: timedelta(days=15),
        RequestKind.ERASE: timedelta(days=20),
    }
)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days on which a request may be answered and finished."""

    answer_by: date
    finish_by: date


def deadlines(kind: RequestKind, asked_on: date, is_off: Callable[[date], bool]) -> Deadlines:
    """``is_off`` says which days are nobody's working days, weekends apart."""
    return Deadlines(working_day_after(asked_on, ANSWER_IN, is_off), asked_on + FINISH_IN[kind])
