"""Forms in a talk: begin one, go on with it, answer a question asked in the middle, file it once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.answering import ask
from domain.dates import short
from domain.forms.declaration import YES, Answers, Complaint, Form, Kind, Option, Step, Value
from domain.forms.draft import Draft
from domain.forms.playing import PRESS, Played, Player, labelled
from domain.forms.reading import asks, word_of
from domain.numbers import grouped
from domain.reply import Reply
from handlers import questions
from handlers.choices import picked
from handlers.turn import Turn


class TurnSource:
    """What the forms of a turn have in common; each form's own source says the rest."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn

    def say(self, key: str, **values: object) -> str:
        return self.turn.say(key, **values)

    def values(self, step: Step, answers: Answers) -> Mapping[str, object]:
        return {}

    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        return ()

    def find(self, step: Step, text: str, answers: Answers) -> Sequence[Option]:
        return ()

    def check(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        return None

    def why_not(self, step: Step, text: str, answers: Answers) -> Complaint | None:
        """Why what was typed, which is none of the options, is not among them; None where there is no more
        to say than that it was not understood."""
        return None

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        """By the labels of its options; days and yes as people write them."""
        if isinstance(value, int):
            return grouped(value)
        options = self.options(step, answers)
        if isinstance(value, tuple):
            return ", ".join(labelled(options, each) for each in value)
        if step.kind is Kind.DATE:
            return short(date.fromisoformat(value))
        if step.kind is Kind.YES_NO:
            return self.turn.say("form.yes" if value == YES else "form.no")
        return labelled(options, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A form with what it gets and what it does: ``file`` is called once, with answers that got their yes,
    in the turn's transaction. ``form`` is made for the turn, since some steps are data.
    ``stands`` says whether whoever speaks can still fill it in: else a draft of it is over."""

    id: str
    form: Callable[[Turn], Form]
    source: Callable[[Turn], TurnSource]
    file: Callable[[Turn, Answers], Sequence[Reply]]
    stands: Callable[[Turn], bool] = lambda turn: True


_FILLINGS: dict[str, Filling] = {}


def register(filling: Filling) -> Filling:
    """Make a form known, so that a draft of it can be gone on with; the route table does so for all."""
    _FILLINGS[filling.id] = filling
    return filling


def begin(turn: Turn, filling: Filling, answers: Answers | None = None) -> Sequence[Reply]:
    """The first question; a form that is open already is not thrown away for it."""
    if turn.message.in_group:
        return [Reply(text=turn.say("form.group"))]
    open_one = _open(turn)
    if open_one:
        name = open_one[0].form(turn).name
        return _shown(
            turn, _player(turn, open_one[0]).resume(open_one[1], turn.say("form.open_already", name=name))
        )
    return _shown(turn, _player(turn, filling).begin(turn.token, answers))


def is_held_up(turn: Turn) -> bool:
    """Is a form open that whoever speaks cannot fill in now?"""
    return turn.conversation.draft is not None and _open(turn) is None


def by_form(turn: Turn) -> Callable[[Turn], Sequence[Reply]] | None:
    """Whoever has a form open and says something that is no command."""
    return hear if turn.conversation.draft and not turn.message.in_group else None


def hear(turn: Turn) -> Sequence[Reply]:
    """What was typed: the answer, a word that moves about, or a question in the middle."""
    open_one = _open(turn)
    if open_one is None:
        return _gone(turn)
    filling, draft = open_one
    player = _player(turn, filling)
    text = turn.message.text
    if not draft.leaving and _asks(turn, player, draft):
        return _answered_aside(turn, player, draft)
    played = player.hear(draft, text)
    if not played.aside:
        return _shown(turn, played)
    step = player.form.step(draft.step)
    complaint = filling.source(turn).why_not(step, text, draft.answers) if step else None
    if complaint:
        return _shown(turn, player.resume(draft, turn.say(complaint.key, **complaint.values)))
    return _shown(turn, player.not_understood(draft))


def press(turn: Turn) -> Sequence[Reply]:
    """A form's button, or the number or the words of one."""
    open_one = _open(turn)
    if open_one is None:
        return _gone(turn) if turn.conversation.draft else [Reply(text=turn.say("form.stale_over"))]
    filling, draft = open_one
    return _shown(turn, _player(turn, filling).press(draft, picked(turn) or PRESS))


def _gone(turn: Turn) -> Sequence[Reply]:
    """The draft is of no use any more; it is let go, or every message would hear of it."""
    turn.conversation = turn.conversation.filling(None).offering(())
    return [Reply(text=turn.say("form.gone"))]


def _open(turn: Turn) -> tuple[Filling, Draft] | None:
    """The open form, if this program still knows it and whoever speaks can still fill it in."""
    draft = turn.conversation.draft
    filling = _FILLINGS.get(draft.form) if draft else None
    return (filling, draft) if filling and draft and filling.stands(turn) else None


def _player(turn: Turn, filling: Filling) -> Player:
    return Player(form=filling.form(turn), source=filling.source(turn), today=turn.today)


def _shown(turn: Turn, played: Played) -> Sequence[Reply]:
    """What was played, said and remembered; a form that got its yes is filed."""
    filling = _FILLINGS.get(turn.conversation.draft.form) if turn.conversation.draft else None
    turn.conversation = turn.conversation.filling(played.draft).offering(played.buttons)
    if played.filed is not None and filling:
        return filling.file(turn, played.filed)
    if not played.lines:
        return []
    return [Reply(text="\n".join(played.lines), buttons=played.buttons)]


def _asks(turn: Turn, player: Player, draft: Draft) -> bool:
    """Is this a question and no answer? A step that picks or counts takes what it can before."""
    text = turn.message.text
    if word_of(text):
        return False
    step = player.form.step(draft.step)
    if step and step.takes_questions:
        return False
    if step and step.kind in (Kind.TEXT, Kind.FOUND):
        return _is_question(turn, text)
    return player.hear(draft, text).aside and asks(text)


def _is_question(turn: Turn, text: str) -> bool:
    """Put as a question, and with a question mark or about something that plans answer."""
    if not asks(text):
        return False
    return text.rstrip().endswith("?") or _would_be_answered(turn, text)


def _would_be_answered(turn: Turn, text: str) -> bool:
    given = ask.answer(text, turn.conversation, turn.knowledge, turn.catalogue, turn.today).answer
    return given.outcome != "refused"


def _answered_aside(turn: Turn, player: Player, draft: Draft) -> Sequence[Reply]:
    """The answer, about the campaign that is being filled in, then the form's question again."""
    campaign = str(draft.answers.get("campaign", ""))
    if campaign in turn.catalogue:
        turn.conversation = turn.conversation.choosing(campaign)
    answers = [replace(reply, buttons=()) for reply in questions.answer(turn)]
    return [*answers, *_shown(turn, player.resume(draft, turn.say("form.go_on")))]
