"""Officers answer a kept question, or put some aside: once, and whoever wished to be told hears it."""

import re
from collections.abc import Sequence

from domain.forms.declaration import Answers, Form, Kind, Option, Step, Value
from domain.reply import Reply
from domain.text import clean, fold
from handlers import forms
from handlers.choices import number_behind, picked
from handlers.forms import Filling, TurnSource
from handlers.kept_questions import OPEN, may_read, no_longer_waits, reader, show
from handlers.turn import Turn
from store import audit, questions, units
from store.questions import SEEN_AGAIN, KeptQuestion

QUESTION = "question"  # not a step: the number of the question that is answered, or those put aside
_ANSWER = re.compile(r"tra loi (?:cau )?(\d+)")
_ASIDE = re.compile(r"bo qua (?:cau )?(\d+(?:(?:\s*(?:,|;|va)\s*|\s+)(?:cau )?\d+)*)")
_WHYS = (1, 2, 3)

ANSWER = Form(
    id="answer-question",
    name="trả lời câu hỏi",
    steps=(Step(id="answer", label="Trả lời", ask="kept.ask", kind=Kind.TEXT, longest=900),),
)
ASIDE = Form(
    id="put-aside",
    name="bỏ qua câu hỏi",
    steps=(Step(id="why", label="Lý do", ask="kept.ask_why", kind=Kind.TEXT, longest=300),),
)


def asks_to_answer(turn: Turn) -> bool:
    return _ANSWER.fullmatch(fold(clean(turn.message.text)).strip(" .:")) is not None and may_read(turn)


def answer_listed(turn: Turn) -> Sequence[Reply]:
    """trả lời 2: the second of those last shown."""
    found = _ANSWER.fullmatch(fold(clean(turn.message.text)).strip(" .:"))
    listed = _listed(turn)
    if found is None or found[1] not in listed:
        return show(turn)
    return _open(turn, listed[found[1]])


def _listed(turn: Turn) -> dict[str, str]:
    """What opens the questions last shown, by the numbers they have in the list."""
    shown = [button.choice for button in turn.conversation.offered if button.choice.startswith(OPEN)]
    return {str(number): choice for number, choice in enumerate(shown, 1)}


def open_one(turn: Turn) -> Sequence[Reply]:
    """The question of a button, and its answer asked for."""
    return _open(turn, picked(turn) or "")


def _open(turn: Turn, choice: str) -> Sequence[Reply]:
    """Only one of those the sender may read."""
    number = number_behind(OPEN, choice)
    if number is None or _waiting(turn, number) is None:
        return [no_longer_waits(turn, number or 0)]
    return forms.begin(turn, ANSWERING, {QUESTION: number})


def _waiting(turn: Turn, number: int) -> KeptQuestion | None:
    """The question with this number, if it waits and the sender may read it."""
    found = questions.one_for(turn.connection, reader(turn), number) if may_read(turn) else None
    return found if found and found.answered_at is None else None


class _Answering(TurnSource):
    def values(self, step: Step, answers: Answers) -> dict[str, object]:
        kept = _waiting(self.turn, int(str(answers[QUESTION])))
        return {"question": kept.question if kept else ""}

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        return str(value)


def _file(turn: Turn, answers: Answers) -> Sequence[Reply]:
    """Once: the asker hears it, if they said yes to that; who answered is on record."""
    number, words = int(str(answers[QUESTION])), str(answers["answer"])
    kept = _waiting(turn, number)
    if kept is None or not _close(turn, kept, words, put_aside=False):
        return [no_longer_waits(turn, number)]
    if kept.address is None:
        return [Reply(text=turn.say("kept.done_nobody"))]
    text = turn.say("kept.answer", question=kept.question, answer=words, unit=_speaker(turn))
    turn.tell(kept.address, text, key=f"question:{kept.id}:answer")
    return [Reply(text=turn.say("kept.done"))]


def _close(turn: Turn, kept: KeptQuestion, words: str, *, put_aside: bool) -> bool:
    """False when somebody was faster; else it is on record."""
    closed = questions.close(
        turn.connection, kept.id, turn.now, by=turn.person.id, words=words, put_aside=put_aside,
        forget_at=turn.machine_now + SEEN_AGAIN,
    )  # fmt: skip
    if closed:
        audit.record(
            turn.connection, action="question.put_aside" if put_aside else "question.answered",
            actor=turn.person.id, subject="question", subject_id=kept.id, unit=kept.unit_id, now=turn.now,
        )  # fmt: skip
    return closed


def _speaker(turn: Turn) -> str:
    """The unit that answers."""
    unit = units.get(turn.connection, turn.person.unit) if turn.person.unit else None
    return unit.name if unit else turn.say("kept.officer")


def asks_to_put_aside(turn: Turn) -> bool:
    """bỏ qua 2; bỏ qua 1, 3: lý do – by somebody who may read kept questions."""
    return _aside_said(turn) is not None and may_read(turn)


def _aside_said(turn: Turn) -> tuple[Sequence[str], str] | None:
    """The numbers and the reason; None for what is no such order."""
    words, _, reason = clean(turn.message.text).partition(":")
    found = _ASIDE.fullmatch(fold(words).strip(" .!"))
    return (re.findall(r"\d+", found[1]), reason.strip()) if found else None


def put_aside(turn: Turn) -> Sequence[Reply]:
    """Those of the list just shown; the reason is asked for where none was given."""
    numbers, reason = _aside_said(turn) or ((), "")
    listed = _listed(turn)
    if not numbers or any(number not in listed for number in numbers):
        return [Reply(text=turn.say("kept.not_listed"))]
    chosen = tuple(dict.fromkeys(listed[number].removeprefix(OPEN) for number in numbers))
    if not reason:
        return forms.begin(turn, PUTTING_ASIDE, {QUESTION: chosen})
    return _put_aside(turn, {QUESTION: chosen, "why": reason})


class _PuttingAside(TurnSource):
    def values(self, step: Step, answers: Answers) -> dict[str, object]:
        chosen = answers[QUESTION]
        return {"count": len(chosen) if isinstance(chosen, tuple) else 0}

    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        whys = [self.turn.say(f"kept.why.{number}") for number in _WHYS]
        return [Option(why, why) for why in whys]

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        return str(value)


def _put_aside(turn: Turn, answers: Answers) -> Sequence[Reply]:
    """Each that still waits and is the sender's; of the others it is said."""
    chosen, reason = answers[QUESTION], str(answers["why"]).rstrip(" .")
    done, told, gone = 0, 0, []
    for number in map(int, chosen if isinstance(chosen, tuple) else ()):
        kept = _waiting(turn, number)
        if kept is None or not _close(turn, kept, reason, put_aside=True):
            gone.append(no_longer_waits(turn, number))
            continue
        done += 1
        if kept.address:
            told += 1
            text = turn.say("kept.put_aside", question=kept.question, unit=_speaker(turn), reason=reason)
            turn.tell(kept.address, text, key=f"question:{kept.id}:aside")
    said = [Reply(text=turn.say("kept.done_aside", count=done, told=told))] if done else []
    return [*said, *gone]


ANSWERING = Filling(id=ANSWER.id, form=lambda turn: ANSWER, source=_Answering, file=_file)
PUTTING_ASIDE = Filling(id=ASIDE.id, form=lambda turn: ASIDE, source=_PuttingAside, file=_put_aside)
