"""``python -m tests.questions QUESTIONS ANSWERS [MISSES]``: scores a file of answers.

ANSWERS holds a line ``{"id", "answer"}`` per question, as ``thidua ask --jsonl`` writes them; so many MISSES
are shown with their answers.
"""

import sys
from pathlib import Path

from tests.questions.scoring import expected_of, read_rows, score


def main(arguments: list[str]) -> int:
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    questions, answers = (read_rows(Path(name)) for name in arguments[:2])
    report = score(expected_of(questions), {row["id"]: row["answer"] for row in answers})
    print(report.as_text(misses=int(arguments[2]) if len(arguments) == 3 else 0))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
