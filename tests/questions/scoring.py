"""Scores answers against questions that say which facts a right answer holds.

A line of a question file is one question (``id``, ``question``, ``intent``, ``form``, ``must_contain``,
``must_not_contain``) or a dialogue with ``turns`` of such; turn *n* of dialogue *d* is answered as ``d#n``.
An answer is right when it has one alternative of every group of ``must_contain`` and nothing of
``must_not_contain``. Facts are compared word by word, so that "5 ngày" is not found in "15 ngày".
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any, Literal

from domain.text import marked

_QUOTES = re.compile("[\"'“”„‟‘’‚‛«»‹›`*_]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_TOKENS = re.compile(r"\w+|[^\w\s]")
_ADMISSIONS = ("không có trong", "chưa có trong", "không có thông tin", "chưa có thông tin")
OUT_OF_SCOPE = "out_of_scope"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One question with the facts of a right answer: of each group of ``wanted`` one."""

    id: str
    question: str
    intent: str
    form: str
    wanted: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``fault`` says what is wrong with the answer, None when it is right."""

    expected: Expected
    answer: str
    fault: str | None

    @property
    def right(self) -> bool:
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Report:
    verdicts: tuple[Verdict, ...]

    @property
    def right(self) -> float:
        return _share(verdict.right for verdict in self.verdicts)

    @property
    def false_answers(self) -> float:
        """Of the questions no plan answers, the share that got something else than a right refusal."""
        outside = [verdict for verdict in self.verdicts if verdict.expected.intent == OUT_OF_SCOPE]
        return _share(bool(verdict.answer) and not verdict.right for verdict in outside)

    @property
    def wrong_refusals(self) -> float:
        """Of the questions a plan answers, the share told wrongly that it does not."""
        inside = [verdict for verdict in self.verdicts if verdict.expected.intent != OUT_OF_SCOPE]
        return _share(not verdict.right and _admits(verdict.answer) for verdict in inside)

    @property
    def median_length(self) -> float:
        return median([len(verdict.answer) for verdict in self.verdicts] or [0])

    @property
    def long_length(self) -> int:
        """The 95th percentile of the lengths, in characters."""
        lengths = sorted(len(verdict.answer) for verdict in self.verdicts)
        return lengths[ceil(0.95 * len(lengths)) - 1] if lengths else 0

    def right_by(self, axis: Literal["intent", "form"]) -> Mapping[str, tuple[int, int]]:
        """For each intent or form how many were right, of how many."""
        groups: dict[str, list[bool]] = defaultdict(list)
        for verdict in self.verdicts:
            groups[getattr(verdict.expected, axis)].append(verdict.right)
        return {name: (sum(groups[name]), len(groups[name])) for name in sorted(groups)}

    def as_text(self, misses: int = 0) -> str:
        count = len(self.verdicts)
        lines = [
            f"right           {self.right:7.1%}  ({sum(v.right for v in self.verdicts)} of {count})",
            f"false answers   {self.false_answers:7.1%}  of what no plan answers",
            f"wrong refusals  {self.wrong_refusals:7.1%}  of what a plan answers",
            f"length          median {self.median_length:.0f}, 95th percentile {self.long_length} characters",
        ]
        for axis in ("form", "intent"):
            lines += ["", f"by {axis}"]
            lines += [f"  {name:20} {ok:4} of {of:4}" for name, (ok, of) in self.right_by(axis).items()]
        for verdict in [v for v in self.verdicts if not v.right][:misses]:
            lines += ["", f"{verdict.expected.id}: {verdict.expected.question}", f"  {verdict.fault}"]
            lines += [f"  | {line}" for line in verdict.answer.splitlines()]
        return "\n".join(lines)


def score(expected: Iterable[Expected], answers: Mapping[str, str]) -> Report:
    """Judges every question; one without an answer is wrong."""
    return Report(tuple(judge(each, answers.get(each.id, "")) for each in expected))


def judge(expected: Expected, answer: str) -> Verdict:
    said, fault = words(answer), None
    missing = [group for group in expected.wanted if not any(words(fact) in said for fact in group)]
    wrong = [fact for fact in expected.forbidden if words(fact) in said]
    if not answer.strip():
        fault = "no answer"
    elif wrong:
        fault = f"says {wrong[0]!r}"
    elif missing:
        fault = f"lacks {' / '.join(missing[0][:3])!r}"
    return Verdict(expected=expected, answer=answer, fault=fault)


def words(text: str) -> str:
    """The words, numbers and signs of ``text``, a blank around each, in the one spelling they are compared
    in: NFC, lower case, the tone mark in one place, one kind of dash, no quotes, nothing invisible."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return f" {' '.join(_TOKENS.findall(marked(_QUOTES.sub('', _DASHES.sub('-', seen)))))} "


def expected_of(rows: Iterable[Row]) -> tuple[Expected, ...]:
    """The questions of rows, those of dialogues one by one."""
    return tuple(_expected(question, id_) for row in rows for id_, question in _questions(row))


def _questions(row: Row) -> Sequence[tuple[str, Row]]:
    if "turns" in row:
        return [(f"{row['id']}#{number}", turn) for number, turn in enumerate(row["turns"], 1)]
    return [(row["id"], row)]


def _expected(row: Row, id_: str) -> Expected:
    return Expected(
        id=id_,
        question=row["question"],
        intent=row.get("intent", ""),
        form=row.get("form", ""),
        wanted=tuple(tuple(group) for group in row.get("must_contain", ())),
        forbidden=tuple(row.get("must_not_contain", ())),
    )


def read_rows(path: Path) -> list[Row]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _admits(answer: str) -> bool:
    return any(words(phrase) in words(answer) for phrase in _ADMISSIONS)


def _share(found: Iterable[bool]) -> float:
    counted = list(found)
    return sum(counted) / len(counted) if counted else 0.0
