"""Questions answered without a database: ``thidua ask``, one or many."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from domain.answering.answer import Answer
from domain.answering.ask import answer
from domain.catalogue import Catalogue
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.reply import as_numbered_text

Row = dict[str, Any]


def answer_one(
    question: str, campaign: str | None, knowledge: Knowledge, catalogue: Catalogue, today: date
) -> str:
    """The answer as text, for somebody who has chosen ``campaign`` before (None: nothing)."""
    conversation = Conversation().choosing(campaign)
    return as_numbered_text(answer(question, conversation, knowledge, catalogue, today).answer.reply)


def answer_file(
    questions: Path, answers: Path, knowledge: Knowledge, catalogue: Catalogue, today: date
) -> None:
    """Answer every line of ``questions``. Raises OSError, and ValueError naming a line that is no question;
    then ``answers`` is left as it was."""
    rows = list(read_jsonl(questions.read_text(encoding="utf-8-sig").split("\n")))
    given = [json.dumps(row, ensure_ascii=False) for row in answer_rows(rows, knowledge, catalogue, today)]
    answers.write_text("".join(f"{line}\n" for line in given), encoding="utf-8")


def answer_rows(
    rows: Iterable[Row], knowledge: Knowledge, catalogue: Catalogue, today: date
) -> Iterator[Row]:
    """One line out per question; a dialogue's turns are answered in one conversation, as ``<id>#<n>``.

    ``unit_hint`` true: the person has chosen ``campaign`` before, if it is an id. Else it is not looked at.
    """
    for row in rows:
        day = date.fromisoformat(row["as_of"]) if row.get("as_of") else today
        conversation = Conversation()
        chosen = row.get("campaign")
        if row.get("unit_hint") and isinstance(chosen, str):
            conversation = conversation.choosing(chosen)
        turns = row.get("turns")
        if turns is None:
            given = answer(row["question"], conversation, knowledge, catalogue, day).answer
            yield _as_row(row["id"], given)
            continue
        for number, turn in enumerate(turns, 1):
            answered = answer(turn["question"], conversation, knowledge, catalogue, day)
            conversation = answered.conversation
            yield _as_row(f"{row['id']}#{number}", answered.answer)


def _as_row(row_id: str, given: Answer) -> Row:
    return {
        "id": row_id,
        "answer": as_numbered_text(given.reply),
        "campaign": given.campaign,
        "intent": given.intent,
        "citations": list(given.citations),
        "confidence": given.confidence,
    }


def read_jsonl(lines: Iterable[str]) -> Iterator[Row]:
    """The objects of a JSON-lines text. Raises ValueError with the number of a bad line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ValueError(f"line {number} is not JSON: {error}") from error
        if trouble := _trouble(row):
            raise ValueError(f"line {number} {trouble}")
        yield row


def _trouble(row: Any) -> str | None:
    """What keeps ``row`` from being answered."""
    if not isinstance(row, dict) or "id" not in row:
        return "is no object with an id"
    turns = row["turns"] if row.get("turns") is not None else [row]
    if not isinstance(turns, list) or not all(
        isinstance(turn, dict) and isinstance(turn.get("question"), str) for turn in turns
    ):
        return "has neither a question nor turns with questions"
    try:
        date.fromisoformat(row.get("as_of") or "2000-01-01")
    except (TypeError, ValueError):
        return "has an as_of that is no day (YYYY-MM-DD)"
    return None
