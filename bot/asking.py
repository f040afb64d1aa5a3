"""Questions answered without a database: ``thidua ask``, one or many."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from domain.answering.answer import Answer
from domain.answering.ask import answer
from domain.catalogue import Catalogue
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.reply import as_numbered_text

Row = dict[str, Any]


def answer_rows(rows: Iterable[Row], knowledge: Knowledge, catalogue: Catalogue, today: date) -> Iterator[Row]:
    """One line out per question; a dialogue's turns are answered in one conversation, as ``<id>#<n>``.

    ``unit_hint`` true: the person has chosen ``campaign`` before. Else ``campaign`` is not looked at.
    """
    for row in rows:
        day = date.fromisoformat(row["as_of"]) if row.get("as_of") else today
        conversation = Conversation()
        if row.get("unit_hint"):
            conversation = conversation.choosing(row.get("campaign"))
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
        if not isinstance(row, dict) or "id" not in row or ("question" not in row and "turns" not in row):
            raise ValueError(f"line {number} has no id, or neither question nor turns")
        yield row
