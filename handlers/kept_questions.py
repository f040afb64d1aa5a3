"""Officers read the questions the plans do not answer, and answer one in the chat."""

import re
from collections.abc import Sequence

from domain.forms.declaration import Answers, Form, Kind, Step, Value
from domain.permissions import Action, reached
from domain.reply import Button, Reply
from domain.text import clean, fold
from handlers import forms
from handlers.choices import number_behind, picked
from handlers.forms import Filling, TurnSource
from handlers.turn import Turn
from store import audit, questions, units
from store.questions import KeptQuestion

OPEN = "kq:"  # what a button sends that opens a question, before its number
QUESTION = "question"  # not a step: the number of the question that is answered
_SHOWN = 8
_ANSWER = re.compile(r"tra loi (?:cau )?(\d+)")

ANSWER = Form(
    id="answer-question",
    name="trả lời câu hỏi",
    steps=(Step(id="answer", label="Trả lời", ask="kept.ask", kind=Kind.TEXT, longest=900),),
)


def show(turn: Turn) -> Sequence[Reply]:
    """/cauhoi: the oldest first, of the asker's subtree; those of nobody's go to the top of the tree."""
    if turn.message.in_group or not _may(turn):
        return [Reply(text=turn.say("may_not.questions"))]
    found = _readable(turn)[:_SHOWN]
    if not found:
        return [Reply(text=turn.say("kept.none"))]
    lines = [turn.say("kept.head", count=len(found))]
    lines += [f"{number}. {_line(turn, each)}" for number, each in enumerate(found, 1)]
    lines.append(turn.say("kept.how"))
    buttons = tuple(Button(_short(each.question), f"{OPEN}{each.id}") for each in found)
    turn.conversation = turn.conversation.offering(buttons)
    return [Reply(text="\n".join(lines), buttons=buttons)]


def _may(turn: Turn) -> bool:
    return bool(reached(turn.person, Action.ANSWER_QUESTIONS))


def _readable(turn: Turn) -> Sequence[KeptQuestion]:
    """Those of the subtrees the sender covers; of askers nobody knows, where the sender covers a root."""
    paths = [path for path, _exactly in reached(turn.person, Action.ANSWER_QUESTIONS)]
    of_nobody = any(path.count("/") <= 2 for path in paths)
    return questions.unanswered_in(turn.connection, paths, of_nobody=of_nobody, limit=50)


def _line(turn: Turn, each: KeptQuestion) -> str:
    campaign = turn.catalogue.get(each.campaign)
    waits = turn.say("kept.waits") if each.address else turn.say("kept.nobody")
    where = f" ({campaign.short_name})" if campaign else ""
    return f"“{each.question}”{where} – {waits}"


def _short(question: str) -> str:
    return question if len(question) <= 40 else f"{question[:39]}…"


def asks_to_answer(turn: Turn) -> bool:
    return _ANSWER.fullmatch(fold(clean(turn.message.text)).strip(" .:")) is not None and _may(turn)


def answer_listed(turn: Turn) -> Sequence[Reply]:
    """trả lời 2: the second of those last shown."""
    found = _ANSWER.fullmatch(fold(clean(turn.message.text)).strip(" .:"))
    shown = [button.choice for button in turn.conversation.offered if button.choice.startswith(OPEN)]
    numbered = {str(number): choice for number, choice in enumerate(shown, 1)}
    if found is None or found[1] not in numbered:
        return show(turn)
    return _open(turn, numbered[found[1]])


def open_one(turn: Turn) -> Sequence[Reply]:
    """The question of a button, and its answer asked for."""
    return _open(turn, picked(turn) or "")


def _open(turn: Turn, choice: str) -> Sequence[Reply]:
    """Only one of those the sender may read."""
    number = number_behind(OPEN, choice)
    if turn.message.in_group or number is None or _one(turn, number) is None:
        return [Reply(text=turn.say("kept.gone"))]
    return forms.begin(turn, ANSWERING, {QUESTION: number})


def _one(turn: Turn, id: int) -> KeptQuestion | None:
    return next((each for each in _readable(turn) if each.id == id), None) if _may(turn) else None


class _Answering(TurnSource):
    def values(self, step: Step, answers: Answers) -> dict[str, object]:
        kept = _one(self.turn, int(str(answers[QUESTION])))
        return {"question": kept.question if kept else ""}

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        return str(value)


def _file(turn: Turn, answers: Answers) -> Sequence[Reply]:
    """Once: the asker hears it, if they said yes to that; who answered is on record."""
    kept = _one(turn, int(str(answers[QUESTION])))
    answered = kept is not None and questions.mark_answered(
        turn.connection, kept.id, turn.now, by=turn.person.id
    )
    if kept is None or not answered:
        return [Reply(text=turn.say("kept.gone"))]
    audit.record(
        turn.connection, action="question.answered", actor=turn.person.id, subject="question",
        subject_id=kept.id, unit=kept.unit_id, now=turn.now,
    )  # fmt: skip
    if kept.address is None:
        return [Reply(text=turn.say("kept.done_nobody"))]
    unit = units.get(turn.connection, turn.person.unit) if turn.person.unit else None
    text = turn.say(
        "kept.answer",
        question=kept.question,
        answer=str(answers["answer"]),
        unit=unit.name if unit else turn.say("kept.officer"),
    )
    turn.tell(kept.address, text, key=f"question:{kept.id}:answer")
    return [Reply(text=turn.say("kept.done"))]


ANSWERING = Filling(id=ANSWER.id, form=lambda turn: ANSWER, source=_Answering, file=_file)
