"""What a form is: its steps in order, as data. A field stands here and nowhere else.

What a step offers, finds, refuses and shows is asked of a ``Source``, which a handler makes for its turn.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

Value = str | int | tuple[str, ...]
"""An answer: words, the value of an option, a whole number, the values of several options. A day is kept as
2026-05-31, yes and no as ``yes`` and ``no``; a step that was skipped is an empty text."""

Answers = Mapping[str, Value]
SKIPPED: Value = ""
YES, NO = "yes", "no"


class Kind(StrEnum):
    """How a step is answered."""

    TEXT = "text"  # own words; what is offered are suggestions
    NUMBER = "number"  # a whole number
    ONE = "one"  # one of the options
    SEVERAL = "several"  # one or more of the options
    FOUND = "found"  # typed, looked for, and picked from what was found
    DATE = "date"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to pick: ``value`` is kept, ``label`` is shown and may be typed."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Why an answer cannot be taken, and what can: a sentence of ours."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One field. ``label`` is what it is called in the summary and behind “sửa”; ``ask`` the key of the
    question. ``when`` says whether it is asked at all; ``after`` names steps whose change makes this
    answer void. ``needed`` is the key of what is said to whoever would skip a step that is not ``optional``,
    filled like the question. ``least`` and ``most`` bound a number, ``longest`` the characters of a text;
    ``takes_questions``: a question is the answer here, and not one asked in the middle."""

    id: str
    label: str
    ask: str
    kind: Kind
    optional: bool = False
    needed: str = "form.needed"
    when: Callable[[Answers], bool] = always
    after: tuple[str, ...] = ()
    least: int = 0
    most: int = 1_000_000_000_000
    longest: int = 500
    takes_questions: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Steps in the order in which they are asked. ``name`` is what people are filling in, in the middle of
    a sentence; ``confirm`` the key of the question under the summary."""

    id: str
    name: str
    steps: tuple[Step, ...]
    confirm: str = "form.confirm"

    def step(self, id: str) -> Step | None:
        return next((step for step in self.steps if step.id == id), None)

    def visible(self, answers: Answers) -> tuple[Step, ...]:
        """The steps that are asked, given these answers."""
        return tuple(step for step in self.steps if step.when(answers))


class Source(Protocol):
    """What a form gets from outside, for one turn."""

    def say(self, key: str, **values: object) -> str:
        """A sentence of ours."""

    def values(self, step: Step, answers: Answers) -> Mapping[str, object]:
        """What the question of a step needs to be filled in."""

    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        """What can be picked, or is suggested."""

    def find(self, step: Step, text: str, answers: Answers) -> Sequence[Option]:
        """What ``text`` may mean, the best first."""

    def check(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        """Why this cannot be taken; None when it can."""

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        """An answer as people read it."""
