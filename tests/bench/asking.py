"""Questions per second of ``domain.answering.ask.answer`` on one core, with 5 and with 500 campaigns.

Time is processor time, so that whatever else the machine does is not counted.
"""

import resource
import sys
from collections.abc import Sequence
from datetime import date
from math import ceil
from pathlib import Path
from statistics import median
from time import process_time

from content.loader import load_catalogue, load_knowledge
from domain.answering.ask import answer
from domain.catalogue import Catalogue
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.understanding.query import reader_for
from tests.bench.many import catalogue_of
from tests.questions.scoring import read_rows

QUESTIONS = Path(__file__).parents[1] / "questions" / "questions.jsonl"
ROUNDS = 5
GOALS = {5: 3.0, 500: 10.0}  # campaigns: milliseconds at the 99th percentile
Asking = tuple[str, Conversation, date]


def asking() -> str:
    """A line for each number of campaigns."""
    knowledge, real = load_knowledge(), load_catalogue()
    askings = [_asking(row) for row in read_rows(QUESTIONS)]
    return "\n".join(_measured(count, knowledge, catalogue_of(count, real), askings) for count in GOALS)


def _asking(row: dict[str, str]) -> Asking:
    chosen = row["campaign"] if row["unit_hint"] else None
    return row["question"], Conversation().choosing(chosen), date.fromisoformat(row["as_of"])


def _measured(count: int, knowledge: Knowledge, catalogue: Catalogue, askings: Sequence[Asking]) -> str:
    assert len(catalogue) == count
    before, started = _megabytes(), process_time()
    reader_for(knowledge, catalogue)
    building, built = process_time() - started, _megabytes()
    taken = sorted(_taken(each, knowledge, catalogue) for each in [*askings] * ROUNDS)
    slow = 1000 * taken[ceil(0.99 * len(taken)) - 1]
    first = [_taken(_first_asked(each.id), knowledge, catalogue) for each in catalogue]
    return (
        f"{count:4} campaigns: {len(taken) / sum(taken):6.0f} questions/s, "
        f"median {1000 * median(taken):5.2f} ms, 99th percentile {slow:5.2f} ms "
        f"(goal {GOALS[count]:.0f} ms: {'met' if slow <= GOALS[count] else 'MISSED'}); "
        f"reader built in {building:.2f} s, {built - before:.0f} MB; "
        f"{_megabytes() - before:.0f} MB once all were asked about, "
        f"the first question about one up to {1000 * max(first):.0f} ms"
    )


def _taken(asking: Asking, knowledge: Knowledge, catalogue: Catalogue) -> float:
    """Seconds of processor time for one answer."""
    question, conversation, day = asking
    started = process_time()
    answer(question, conversation, knowledge, catalogue, day)
    return process_time() - started


def _first_asked(campaign_id: str) -> Asking:
    """What makes the program look through the whole of a campaign."""
    return "mục đích là gì?", Conversation().choosing(campaign_id), date(2022, 3, 15)


def _megabytes() -> float:
    """The most memory this process has had; Linux counts kilobytes, macOS bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
