"""The engine: from a form, its draft and what was said to the next draft and what to say. Pure.

Nothing is filed without a yes to the summary; nothing that was entered is lost by going back, by a side
question or by a button of an old message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.forms.declaration import (
    NO,
    SKIPPED,
    YES,
    Answers,
    Complaint,
    Form,
    Kind,
    Option,
    Source,
    Step,
    Value,
)
from domain.forms.draft import SUMMARY, Draft, next_step
from domain.forms.reading import DONE, Word, is_no, is_yes, step_named, value_of, word_of
from domain.reply import Button
from domain.text import plain

PRESS = "f:"  # what a form's button sends begins with this
_FILE, _LEAVE, _KEEP, _DONE, _SKIP, _EDIT, _NONE = "file", "leave", "keep", "done", "skip", "edit", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """``draft`` is None when the form is over; ``filed`` are the answers that got their yes. ``aside``: what
    was said is no answer and no word of the form, the form stands where it stood, and nothing is said yet."""

    draft: Draft | None
    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    filed: Answers | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """One form on one day, with what it gets from outside."""

    form: Form
    source: Source
    today: date

    def begin(self, token: str, answers: Answers | None = None) -> Played:
        """A fresh draft; what is known already is not asked again, and stands in the summary."""
        known = dict(answers or {})
        draft = Draft(form=self.form.id, token=token, step=next_step(self.form, known), answers=known)
        return self._ask(draft, self._say("form.begin", name=self.form.name))

    def resume(self, draft: Draft, *before: str) -> Played:
        """Where it stands, after ``before``. A step that no longer exists is left for the first open one."""
        if draft.step != SUMMARY and self._step(draft) is None:
            draft = draft.at(next_step(self.form, draft.answers))
        return self._ask(replace(draft, leaving=False), *before)

    def press(self, draft: Draft, choice: str) -> Played:
        """A button. One of another draft or of a step that is over is explained, not obeyed."""
        parts = choice.removeprefix(PRESS).split(":")
        if len(parts) != 3 or parts[0] != draft.token or parts[1] != self._place(draft):
            return self.resume(draft, self._say("form.stale"))
        pressed = parts[2]
        if pressed == _LEAVE:
            return self._leave(draft)
        if pressed == _KEEP:
            return self.resume(draft)
        if draft.step == SUMMARY:
            return self._pressed_at_summary(draft, pressed)
        step = self._step(draft)
        if step is None:
            return self.resume(draft)
        return self._pressed_at(draft, step, pressed)

    def hear(self, draft: Draft, text: str) -> Played:
        """Something typed."""
        if draft.leaving:
            return self._answer_to_leaving(draft, text)
        word = word_of(text)
        if word and not self._is_own_words(draft, word):
            return self._moved(draft, word)
        if draft.step == SUMMARY:
            return self._heard_at_summary(draft, text)
        step = self._step(draft)
        if step is None:
            return self.resume(draft)
        if step.kind is Kind.SEVERAL and plain(text) in DONE and draft.picked:
            return self._take(draft, step, draft.picked)
        if step.kind is Kind.TEXT and step.optional and is_no(text):
            return self._skip(draft)
        value = value_of(step, text, draft.offered, self.today)
        if value is not None:
            return self._take(draft, step, value)
        if step.kind is Kind.FOUND and plain(text):
            return self._look_for(draft, step, text)
        return Played(draft=draft, aside=True)

    def not_understood(self, draft: Draft) -> Played:
        """What was said is no answer here, and no question either."""
        step = self._step(draft)
        return self.resume(draft, self.source.say(f"form.not.{step.kind if step else 'summary'}"))

    def _is_own_words(self, draft: Draft, word: Word) -> bool:
        """“Sửa chữa máy khâu” is what somebody will do, where that is asked; no field is called so."""
        step = self._step(draft)
        in_text = step is not None and step.kind is Kind.TEXT
        return (
            in_text
            and word.name == "edit"
            and word.about != ""
            and not step_named(self.form, draft, word.about)
        )

    # Words that move about

    def _moved(self, draft: Draft, word: Word) -> Played:
        match word.name:
            case "back":
                return self._back(draft)
            case "leave":
                return self._leave_asking(draft)
            case "skip":
                return self._skip(draft)
            case "edit":
                return self._edit(draft, word.about)
            case "review":
                return self._ask(draft, *self._summary(draft))
            case _:
                return self._go_on(draft)

    def _back(self, draft: Draft) -> Played:
        visible = self.form.visible(draft.answers)
        ids = [step.id for step in visible]
        at = ids.index(draft.step) if draft.step in ids else len(ids)
        if at == 0:
            return self.resume(draft, self._say("form.first"))
        return self._ask(draft.at(ids[at - 1]))

    def _leave_asking(self, draft: Draft) -> Played:
        """Once, where something would be lost."""
        if not any(step.id in draft.answers for step in self.form.steps):
            return self._leave(draft)
        buttons = (
            self._button(draft, _LEAVE, self._say("form.leave_yes")),
            self._button(draft, _KEEP, self._say("form.leave_no")),
        )
        asked = (self._say("form.leave", name=self.form.name),)
        return Played(draft=replace(draft, leaving=True), lines=asked, buttons=buttons)

    def _answer_to_leaving(self, draft: Draft, text: str) -> Played:
        word = word_of(text)
        if is_yes(text) or (word and word.name == "leave"):
            return self._leave(draft)
        if is_no(text) or (word and word.name == "go_on"):
            return self.resume(draft)
        return self.hear(replace(draft, leaving=False), text)

    def _leave(self, draft: Draft) -> Played:
        return Played(draft=None, lines=(self._say("form.left", name=self.form.name),))

    def _skip(self, draft: Draft) -> Played:
        step = self._step(draft)
        if step is None:
            return self.resume(draft)
        if not step.optional:
            return self.resume(draft, self._say(step.needed, **self.source.values(step, draft.answers)))
        return self._take(draft, step, SKIPPED)

    def _go_on(self, draft: Draft) -> Played:
        """At a step one has come back to: its answer stays."""
        if draft.step in draft.answers:
            return self._ask(draft.at(next_step(self.form, draft.answers)))
        return self.resume(draft)

    def _edit(self, draft: Draft, said: str) -> Played:
        step = step_named(self.form, draft, said)
        if step:
            return self._ask(draft.at(step.id))
        answered = [each for each in self.form.visible(draft.answers) if each.id in draft.answers]
        if not answered:
            return self.resume(draft, self._say("form.edit_nothing"))
        names = ", ".join(each.label.lower() for each in answered)
        return self.resume(draft, self._say("form.edit_what", names=names))

    # Answers

    def _pressed_at(self, draft: Draft, step: Step, pressed: str) -> Played:
        if pressed == _SKIP:
            return self._skip(draft)
        if pressed == _DONE and draft.picked:
            return self._take(draft, step, draft.picked)
        if pressed == _NONE:
            return self._ask(draft.at(step.id), self._say("form.found_none"))
        if not pressed.isdecimal() or int(pressed) >= len(draft.offered):
            return self.resume(draft, self._say("form.stale"))
        value = draft.offered[int(pressed)].value
        if step.kind is not Kind.SEVERAL:
            return self._take(draft, step, value)
        picking = draft.picking(value)
        complaint = self._complaint(step, picking.picked, draft.answers) if value in picking.picked else None
        if complaint:
            return self._ask(draft, self._say(complaint.key, **complaint.values))
        names = ", ".join(option.label for option in draft.offered if option.value in picking.picked)
        return self._ask(picking, self._say("form.picked", names=names) if names else "")

    def _take(self, draft: Draft, step: Step, value: Value) -> Played:
        complaint = self._complaint(step, value, draft.answers)
        if complaint:
            return self._ask(replace(draft, picked=()), self._say(complaint.key, **complaint.values))
        return self._ask(draft.answering(self.form, step, value))

    def _complaint(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        if isinstance(value, str) and step.kind is Kind.TEXT and len(value) > step.longest:
            return Complaint(key="form.too_long", values={"longest": step.longest})
        if isinstance(value, int) and not step.least <= value <= step.most:
            return Complaint(key="form.out_of_bounds", values={"least": step.least, "most": step.most})
        return self.source.check(step, value, answers)

    def _look_for(self, draft: Draft, step: Step, text: str) -> Played:
        found = tuple(self.source.find(step, text, draft.answers))
        if not found:
            return self._ask(draft.at(step.id), self._say("form.found_nothing"))
        offering = draft.at(step.id).offering(found)
        buttons = (
            *self._options(offering),
            self._button(draft, _NONE, self._say("form.none_of_them")),
        )
        return Played(draft=offering, lines=(self._say("form.found"),), buttons=buttons)

    # The summary

    def _pressed_at_summary(self, draft: Draft, pressed: str) -> Played:
        if pressed == _FILE:
            return Played(draft=None, filed=draft.answers)
        if pressed == _EDIT:
            return self._edit(draft, "")
        return self.resume(draft, self._say("form.stale"))

    def _heard_at_summary(self, draft: Draft, text: str) -> Played:
        if is_yes(text):
            return Played(draft=None, filed=draft.answers)
        if is_no(text):
            return self.resume(draft, self._say("form.not_filed"))
        return Played(draft=draft, aside=True)

    def _summary(self, draft: Draft) -> tuple[str, ...]:
        answered = [step for step in self.form.visible(draft.answers) if step.id in draft.answers]
        # No numbers: where buttons are numbered lines, "1" would be a yes.
        lines = [f"– {step.label}: {self._shown(step, draft.answers)}" for step in answered]
        return (self._say("form.summary", name=self.form.name), *lines)

    def _shown(self, step: Step, answers: Answers) -> str:
        value = answers[step.id]
        return self._say("form.skipped") if value == SKIPPED else self.source.shown(step, value, answers)

    # What is said

    def _ask(self, draft: Draft, *before: str) -> Played:
        """The question of the step at which ``draft`` stands, or the summary."""
        said = tuple(line for line in before if line)
        if draft.step == SUMMARY:
            summary = self._summary(draft)
            lines = (*(said if said != summary else ()), *summary, self._say(self.form.confirm))
            return Played(draft=draft.at(SUMMARY), lines=lines, buttons=self._summary_buttons(draft))
        step = self._step(draft)
        assert step is not None, "resume leaves no draft at a step that does not exist"
        only = self._only_one(draft, step)
        if only is not None:
            return self._ask(draft.answering(self.form, step, only), *said)
        question = self._say(step.ask, **self.source.values(step, draft.answers))
        kept = () if step.id not in draft.answers else (self._kept(step, draft.answers),)
        if step.kind is Kind.YES_NO:
            yes, no = Option(YES, self._say("form.yes")), Option(NO, self._say("form.no"))
            draft = draft.offering((yes, no))
        elif step.kind is not Kind.FOUND:
            draft = draft.offering(tuple(self.source.options(step, draft.answers)))
        elif not draft.offered:
            draft = draft.offering(())
        return Played(draft=draft, lines=(*said, question, *kept), buttons=self._buttons(draft, step))

    def _only_one(self, draft: Draft, step: Step) -> Value | None:
        """Where there is one thing to pick, nobody is asked; it stands in the summary."""
        if step.kind is not Kind.ONE or step.optional or step.id in draft.answers:
            return None
        options = self.source.options(step, draft.answers)
        only = options[0].value if len(options) == 1 else None
        return only if only is not None and not self._complaint(step, only, draft.answers) else None

    def _kept(self, step: Step, answers: Answers) -> str:
        return self._say("form.kept", value=self._shown(step, answers))

    def _buttons(self, draft: Draft, step: Step) -> tuple[Button, ...]:
        buttons = list(self._options(draft))
        if step.kind is Kind.SEVERAL and draft.picked:
            buttons.append(self._button(draft, _DONE, self._say("form.done")))
        if step.optional:
            buttons.append(self._button(draft, _SKIP, self._say("form.skip")))
        return tuple(buttons)

    def _options(self, draft: Draft) -> Sequence[Button]:
        return [self._button(draft, str(n), option.label) for n, option in enumerate(draft.offered)]

    def _summary_buttons(self, draft: Draft) -> tuple[Button, ...]:
        at = draft.at(SUMMARY)
        return (
            self._button(at, _FILE, self._say("form.file")),
            self._button(at, _EDIT, self._say("form.edit")),
            self._button(at, _LEAVE, self._say("form.leave_yes")),
        )

    def _button(self, draft: Draft, what: str, label: str) -> Button:
        return Button(label, f"{PRESS}{draft.token}:{self._place(draft)}:{what}")

    def _place(self, draft: Draft) -> str:
        """The step as a button carries it: its number, so that a button stays short."""
        ids = [step.id for step in self.form.steps]
        return str(ids.index(draft.step)) if draft.step in ids else "end"

    def _step(self, draft: Draft) -> Step | None:
        step = self.form.step(draft.step)
        return step if step and step.when(draft.answers) else None

    def _say(self, key: str, **values: object) -> str:
        return self.source.say(key, **values)


def labelled(options: Sequence[Option], value: str) -> str:
    """The label of a value; the value itself where it is not among them."""
    return next((option.label for option in options if option.value == value), value)
