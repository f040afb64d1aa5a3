"""Enrolling: an explicit yes to what is kept, a name, a unit; and correcting them later."""

from collections.abc import Sequence

from domain.forms.declaration import NO, Answers, Complaint, Form, Kind, Option, Step, Value
from domain.reply import Button, Reply
from domain.units import Unit
from handlers import forms
from handlers.accepting import accept
from handlers.forms import Filling, TurnSource
from handlers.turn import Turn
from store import people, units

GO = "go:"  # what a button sends that stands for a command, before the command's name
CODE = "code"  # not a step: the key of an invitation that waits for its bearer to enrol
_LONGEST_NAME = 60

ENROLMENT = Form(
    id="enrol",
    name="ghi tên vào đơn vị",
    steps=(
        Step(id="consent", label="Đồng ý", ask="consent.text", kind=Kind.YES_NO),
        Step(id="name", label="Họ tên", ask="enrol.ask.name", kind=Kind.TEXT, longest=_LONGEST_NAME),
        Step(id="unit", label="Đơn vị", ask="enrol.ask.unit", kind=Kind.FOUND),
    ),
)
CORRECTION = Form(
    id="correct",
    name="sửa thông tin của mình",
    steps=(ENROLMENT.steps[1], ENROLMENT.steps[2]),
)


class _Enrolling(TurnSource):
    def find(self, step: Step, text: str, answers: Answers) -> Sequence[Option]:
        return [Option(str(place.unit.id), place.shown) for place in self.turn.find_units(text)]

    def check(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        match step.id:
            case "consent" if value == NO:
                return Complaint(key="consent.refused")
            case "name" if not is_name(str(value)):
                return Complaint(key="enrol.refuse.name")
            case "unit":
                return self._check_unit(int(str(value)))
        return None

    def _check_unit(self, unit_id: int) -> Complaint | None:
        unit = units.get(self.turn.connection, unit_id)
        if unit is None or not unit.is_open(self.turn.today):
            return Complaint(key="enrol.refuse.unit_closed", values={"unit": unit.name if unit else ""})
        return None

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        if step.id == "unit":
            unit = units.get(self.turn.connection, int(str(value)))
            return unit.name if unit else ""
        return super().shown(step, value, answers)


def is_name(text: str) -> bool:
    """Two words of letters or more; no digits, no emoji, nothing as long as a story."""
    words = text.split()
    letters = all(word.replace("-", "").replace("'", "").replace(".", "").isalpha() for word in words)
    return 2 <= len(words) <= 10 and letters and len(text) <= _LONGEST_NAME


def own_unit(turn: Turn) -> Unit | None:
    """The unit the sender is a member of."""
    return turn.unit(turn.person.unit)


def begin(turn: Turn, code: str | None = None, unit_id: int | None = None) -> Sequence[Reply]:
    """/thamgia, or whatever needs to know who somebody is. The first thing said is what is kept. ``code`` is
    the key of an invitation that is taken up then, ``unit_id`` the unit it is for."""
    if turn.message.in_group:
        return [Reply(text=turn.say("form.group"))]
    unit = own_unit(turn)
    if turn.person.enrolled and unit:
        text = turn.say("enrol.already", name=turn.person.name, unit=unit.name)
        return [Reply(text=text)]
    known: dict[str, Value] = {} if code is None else {CODE: code}
    if unit_id is not None:
        known["unit"] = str(unit_id)
    return forms.begin(turn, ENROLLING, known)


def correct(turn: Turn) -> Sequence[Reply]:
    """/suadulieu: name and unit, as they stand, to be changed."""
    if turn.message.in_group:
        return [Reply(text=turn.say("form.group"))]
    if not turn.person.enrolled:
        return [Reply(text=turn.say("enrol.not_yet"))]
    known: Answers = {"name": turn.person.name, "unit": str(turn.person.unit)}
    return forms.begin(turn, CORRECTING, known)


def _open_unit(turn: Turn, answers: Answers) -> tuple[Unit | None, Sequence[Reply]]:
    """The unit that was picked, or what is said where it has been closed meanwhile."""
    unit = units.get(turn.connection, int(str(answers["unit"])))
    if unit is None:
        return None, [Reply(text=turn.say("form.gone"))]
    if not unit.is_open(turn.today):
        return None, [Reply(text=turn.say("enrol.refuse.unit_closed", unit=unit.name))]
    return unit, ()


def _file(turn: Turn, answers: Answers) -> Sequence[Reply]:
    unit, refused = _open_unit(turn, answers)
    if unit is None:
        return refused
    turn.person = people.enrol(
        turn.connection,
        turn.message.sender,
        str(answers["name"]),
        unit.id,
        turn.consent_version,
        turn.now,
    )
    text = turn.say("enrol.done", name=turn.person.name, unit=unit.name)
    if CODE in answers:
        return [Reply(text=text), *accept(turn, str(answers[CODE]))]
    button = Button(turn.say("enrol.pledge_now"), f"{GO}dangky")
    turn.conversation = turn.conversation.offering((button,))
    return [Reply(text=text, buttons=(button,))]


def _file_correction(turn: Turn, answers: Answers) -> Sequence[Reply]:
    unit, refused = _open_unit(turn, answers)
    if unit is None:
        return refused
    if turn.person.id is None:
        return [Reply(text=turn.say("form.gone"))]
    if answers["name"] != turn.person.name:
        people.rename(turn.connection, turn.person.id, str(answers["name"]))
    if unit.id != turn.person.unit:
        people.change_unit(turn.connection, turn.person.id, unit.id, turn.now)
    return [Reply(text=turn.say("enrol.corrected", name=str(answers["name"]), unit=unit.name))]


ENROLLING = Filling(id=ENROLMENT.id, form=lambda turn: ENROLMENT, source=_Enrolling, file=_file)
CORRECTING = Filling(
    id=CORRECTION.id,
    form=lambda turn: CORRECTION,
    source=_Enrolling,
    file=_file_correction,
    stands=lambda turn: turn.person.enrolled,
)
