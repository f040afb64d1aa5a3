"""One's own pledges: listed, shown by receipt, changed, withdrawn."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.forms.declaration import Answers, Form, Kind, Step
from domain.permissions import Action
from domain.pledge import Pledge, PledgeKind, PledgeState
from domain.pledge_rules import refuse_step
from domain.reply import Button, Reply
from domain.text import clean, fold
from handlers import enrolment, forms, pledging
from handlers.forms import Filling, TurnSource
from handlers.pledge_forms import CHANGED, places_for
from handlers.pledge_telling import (
    in_full,
    in_short,
    later_versions,
    period_of,
    state_of,
    version_in_full,
)
from handlers.pledging import owns
from handlers.turn import Turn
from store import people, pledge_versions, pledges, units
from store.pledges import PledgeChanged
from store.pledges import Step as Made

SHOW = "pl:"  # what a button sends that shows a pledge, before its number
_SIGNS = "[2-9a-hj-np-z]{4}"
_RECEIPT = re.compile(rf"td[ -]?({_SIGNS})[ -]?({_SIGNS})")
_VERSION = re.compile(rf"(?:xem )?td[ -]?{_SIGNS}[ -]?{_SIGNS},? ban (?:so )?([0-9]{{1,4}})")
_CHANGE = re.compile(r"(?:sua|doi)(?: dang ky| giao uoc)? (.+)")
_WITHDRAW = re.compile(r"(?:rut|huy)(?: dang ky| giao uoc)? (.+)")

WITHDRAWAL = Form(
    id="withdraw-pledge",
    name="rút đăng ký",
    steps=(
        Step(id="why", label="Lý do", ask="pledge.ask.withdraw", kind=Kind.TEXT, optional=True, longest=200),
    ),
)


def receipt_in(text: str) -> str | None:
    """The receipt somebody quotes, in whatever case; None when there is none."""
    found = _RECEIPT.search(fold(clean(text)))
    return f"TD-{found[1]}-{found[2]}".upper() if found else None


def show_mine(turn: Turn) -> Sequence[Reply]:
    """/dangkycuatoi: the newest first, each with its receipt and what became of it."""
    if turn.message.in_group:
        return [Reply(text=turn.say("form.group"))]
    if turn.person.id is None:
        return enrolment.begin(turn)
    own = {each.id: each for each in pledges.of_person(turn.connection, turn.person.id)}
    places = {unit.id: unit.name for unit in places_for(turn, Action.PLEDGE_UNIT)}
    own |= {each.id: each for unit in places for each in pledges.of_unit(turn.connection, unit)}
    if not own:
        return [Reply(text=turn.say("pledge.mine_none"))]
    lines = [turn.say("pledge.mine")]
    for each in sorted(own.values(), key=lambda each: -each.id):
        what, period = in_short(turn, each), period_of(turn, each)
        if each.kind is PledgeKind.UNIT and len(places) > 1:
            what += f" {places.get(each.unit) or places.get(each.party or 0, '')}"
        lines.append(f"{each.receipt}: {what} – {period} – {state_of(turn, each)}")
    lines.append(turn.say("pledge.mine_next", receipt=own[max(own)].receipt))
    return [Reply(text="\n".join(lines))]


def quotes(turn: Turn) -> bool:
    """A receipt, and little else."""
    said = fold(clean(turn.message.text))
    return receipt_in(said) is not None and len(_RECEIPT.sub("", said).split()) <= 2


def show_quoted(turn: Turn) -> Sequence[Reply]:
    """A receipt by itself: the whole pledge, to those who may see it."""
    found = pledges.by_receipt(turn.connection, receipt_in(turn.message.text) or "")
    return show(turn, found)


def show(turn: Turn, found: Pledge | None) -> Sequence[Reply]:
    """One pledge with what its reader may do; the same word for one that is not theirs and for none."""
    unit = units.get(turn.connection, found.unit) if found else None
    if turn.message.in_group or found is None or unit is None or not _may_see(turn, found, unit.path):
        return [Reply(text=turn.say("pledge.none"))]
    turn.conversation = turn.conversation.having_seen({found.id: found.version})
    name = _name_of(turn, found.person) if found.person else ""
    if found.person and not name:
        found = replace(found, undertaking=replace(found.undertaking, text=""))
        return [Reply(text=in_full(turn, found, name, unit.name))]
    later = later_versions(turn, found, pledge_versions.versions(turn.connection, found.id))
    return [Reply(text="\n".join((in_full(turn, found, name, unit.name), *later)))]


def asks_for_version(turn: Turn) -> bool:
    """xem TD-… bản 2: one version of a pledge."""
    return _version_asked(turn) is not None


def _version_asked(turn: Turn) -> tuple[str, int] | None:
    said = fold(clean(turn.message.text)).strip(" .?!")
    found = _VERSION.fullmatch(said)
    receipt = receipt_in(said)
    return (receipt, int(found[1])) if found and receipt else None


def show_version(turn: Turn) -> Sequence[Reply]:
    """A version whole, with what it is beside the one that counts; to those who may see the pledge."""
    receipt, number = _version_asked(turn) or ("", 0)
    found = pledges.by_receipt(turn.connection, receipt)
    unit = units.get(turn.connection, found.unit) if found else None
    if turn.message.in_group or found is None or unit is None or not _may_see(turn, found, unit.path):
        return [Reply(text=turn.say("pledge.none"))]
    name = _name_of(turn, found.person) if found.person else ""
    if found.person and not name:
        return show(turn, found)
    kept = {each.number: each for each in pledge_versions.versions(turn.connection, found.id)}
    if number not in kept:
        return [Reply(text=turn.say("pledge.version.none", receipt=receipt, last=max(kept)))]
    return [Reply(text=version_in_full(turn, found, kept[number], name, unit.name))]


def _name_of(turn: Turn, person_id: int) -> str:
    """Empty where there is no consent to use it."""
    return people.as_agreed(turn.connection, person_id, turn.admins).name


def _may_see(turn: Turn, found: Pledge, path: str) -> bool:
    party = units.get(turn.connection, found.party) if found.party else None
    return (
        owns(turn, found)
        or turn.may(Action.REVIEW_PLEDGES, path)
        or (party is not None and turn.may(Action.PLEDGE_UNIT, party.path))
    )


def asks_for_own(turn: Turn) -> bool:
    """sửa TD-…, rút TD-…: about a pledge of one's own."""
    said = fold(clean(turn.message.text))
    return receipt_in(said) is not None and bool(_CHANGE.match(said) or _WITHDRAW.match(said))


def change_or_withdraw(turn: Turn) -> Sequence[Reply]:
    """The pledge's form again, or one question before it is withdrawn."""
    said = fold(clean(turn.message.text))
    found = pledges.by_receipt(turn.connection, receipt_in(said) or "")
    if turn.message.in_group or found is None or not owns(turn, found):
        return [Reply(text=turn.say("pledge.none"))]
    to = PledgeState.WITHDRAWN if _WITHDRAW.match(said) else PledgeState.SUBMITTED
    refusal = None if _may_be_changed(found, to) else refuse_step(found, to, turn.today)
    if refusal:
        state = turn.say(str(refusal.values.get("state", "pledge.state.draft")))
        return [Reply(text=turn.say(refusal.key, **(dict(refusal.values) | {"state": state})))]
    if to is PledgeState.WITHDRAWN:
        return forms.begin(turn, WITHDRAWING, {CHANGED: found.id})
    return pledging.change(turn, found)


def _may_be_changed(found: Pledge, to: PledgeState) -> bool:
    """One that waits for its decision may be changed as it stands."""
    return to is PledgeState.SUBMITTED and found.state is PledgeState.SUBMITTED


def _withdraw(turn: Turn, answers: Answers) -> Sequence[Reply]:
    found = pledges.get(turn.connection, int(str(answers[CHANGED])))
    if found is None or not owns(turn, found):
        return [Reply(text=turn.say("pledge.none"))]
    step = Made(actor=turn.person.id, now=turn.now, reason=str(answers.get("why", "")) or None)
    if refuse_step(found, PledgeState.WITHDRAWN, turn.today):
        return [Reply(text=turn.say("pledge.changed_meanwhile", receipt=found.receipt))]
    try:
        pledges.move(turn.connection, found, PledgeState.WITHDRAWN, step)
    except PledgeChanged:
        return [Reply(text=turn.say("pledge.changed_meanwhile", receipt=found.receipt))]
    again = Button(turn.say("enrol.pledge_now"), f"{enrolment.GO}dangky")
    turn.conversation = turn.conversation.offering((again,))
    return [Reply(text=turn.say("pledge.withdrawn", receipt=found.receipt), buttons=(again,))]


WITHDRAWING = Filling(id=WITHDRAWAL.id, form=lambda turn: WITHDRAWAL, source=TurnSource, file=_withdraw)
