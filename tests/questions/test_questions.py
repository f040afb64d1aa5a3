"""What the bot reaches on the question set, and that it does not hang on how people type.

The floors lie a little below what is reached, so that a change which loses something is seen.
"""

import random
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from bot.asking import answer_rows
from content.loader import load_catalogue, load_knowledge
from tests.questions.scoring import Report, Row, expected_of, read_rows, score
from tests.questions.typists import bare, decomposed, polite, shouting, slipping, telex

HERE = Path(__file__).parent
TODAY = date(2026, 11, 20)
SLIP_SEEDS = range(3)


def answered(rows: list[Row]) -> Report:
    answers = answer_rows(rows, load_knowledge(), _catalogue(), TODAY)
    return score(expected_of(rows), {row["id"]: row["answer"] for row in answers})


@lru_cache(maxsize=1)
def _catalogue():
    return load_catalogue()


@lru_cache(maxsize=2)
def reached(name: str) -> Report:
    return answered(read_rows(HERE / f"{name}.jsonl"))


@lru_cache(maxsize=1)
def right_ones() -> list[Row]:
    """The questions that are answered right as they stand."""
    right = {verdict.expected.id for verdict in reached("questions").verdicts if verdict.right}
    return [row for row in read_rows(HERE / "questions.jsonl") if row["id"] in right]


def typed_by(typist: Callable[[str], str]) -> Report:
    return answered([{**row, "question": typist(row["question"])} for row in right_ones()])


def test_the_set_is_whole():
    questions, dialogues = read_rows(HERE / "questions.jsonl"), read_rows(HERE / "dialogues.jsonl")
    assert (len(questions), len(dialogues)) == (2058, 172)
    assert len({row["id"] for row in questions + dialogues}) == 2230
    assert {row["campaign"] for row in questions} >= {each.id for each in _catalogue()}


@pytest.mark.parametrize(("name", "floor"), [("questions", 0.985), ("dialogues", 0.98)])
def test_most_are_answered_right(name, floor):
    report = reached(name)
    assert report.right >= floor, report.as_text(misses=40)


def test_what_no_plan_says_is_seldom_answered_and_what_one_says_seldom_refused():
    both = Report((*reached("questions").verdicts, *reached("dialogues").verdicts))
    assert reached("questions").false_answers <= 0.02, both.as_text(misses=40)
    assert both.false_answers <= 0.03, both.as_text(misses=40)
    assert both.wrong_refusals <= 0.01, both.as_text(misses=40)


@pytest.mark.parametrize("name", ["questions", "dialogues"])
def test_answers_are_short(name):
    assert reached(name).median_length <= 350
    assert reached(name).long_length <= 900


@pytest.mark.parametrize(
    "intent", ["phase_current", "phase_dates", "plan_deadline", "report_deadline", "countdown"]
)
def test_days_and_deadlines_are_nearly_always_right(intent):
    right, count = reached("questions").right_by("intent")[intent]
    assert right >= 0.97 * count - 1


@pytest.mark.parametrize(
    ("typist", "floor"),
    [(bare, 0.97), (decomposed, 1.0), (shouting, 0.99), (polite, 0.97), (telex, 0.97)],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_right_answer_does_not_hang_on_how_it_is_typed(typist, floor):
    report = typed_by(typist)
    assert report.right >= floor, report.as_text(misses=40)


@pytest.mark.parametrize("seed", SLIP_SEEDS)
def test_a_right_answer_survives_a_slip_of_the_finger(seed):
    chance = random.Random(seed)
    report = typed_by(lambda question: slipping(question, chance))
    assert report.right >= 0.94, report.as_text(misses=40)
