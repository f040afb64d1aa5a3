"""A form under way: saved with the conversation, so that it survives a restart and a week."""

from dataclasses import dataclass, field, replace

from domain.forms.declaration import Answers, Form, Option, Step, Value

SUMMARY = ""  # the step behind the last: everything is shown, and one yes is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """``token`` tells this draft's buttons from those of another; ``step`` is where it stands; ``offered``
    are the options last shown there, ``picked`` those of several that were pressed already; ``leaving``
    says that we have asked whether everything is to be thrown away."""

    form: str
    token: str
    step: str
    answers: dict[str, Value] = field(default_factory=dict)
    offered: tuple[Option, ...] = ()
    picked: tuple[str, ...] = ()
    leaving: bool = False

    def at(self, step: str) -> "Draft":
        return replace(self, step=step, offered=(), picked=(), leaving=False)

    def offering(self, options: tuple[Option, ...]) -> "Draft":
        return replace(self, offered=options)

    def picking(self, value: str) -> "Draft":
        """Once more takes it back."""
        others = tuple(each for each in self.picked if each != value)
        return replace(self, picked=others if value in self.picked else (*self.picked, value))

    def answering(self, form: Form, step: Step, value: Value) -> "Draft":
        """With the answer, and on to what is still open; answers that hung on another one are void."""
        answers = dict(self.answers)
        if answers.get(step.id) != value:
            for each in _hanging_on(form, step.id):
                answers.pop(each, None)
        answers[step.id] = value
        return replace(self, answers=answers).at(next_step(form, answers))


def next_step(form: Form, answers: Answers) -> str:
    """The first step that is asked and has no answer; the summary when there is none."""
    return next((step.id for step in form.visible(answers) if step.id not in answers), SUMMARY)


def _hanging_on(form: Form, id: str) -> tuple[str, ...]:
    direct = tuple(step.id for step in form.steps if id in step.after)
    return (*direct, *(each for other in direct for each in _hanging_on(form, other)))
