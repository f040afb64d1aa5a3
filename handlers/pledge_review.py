"""What chairs and officers decide on pledges: confirm, return, say what became of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.forms.declaration import Answers, Form, Kind, Option, Step, Value
from domain.numbers import grouped
from domain.people import Role
from domain.permissions import Action, reached
from domain.pledge import Pledge, PledgeKind, PledgeState
from domain.pledge_rules import refuse_step
from domain.reply import Reply
from domain.text import clean, fold
from handlers import forms
from handlers.choices import is_offered, number_behind, picked
from handlers.forms import Filling, TurnSource
from handlers.my_pledges import SHOW, receipt_in, show
from handlers.passing_on import chairs_of, pass_on
from handlers.pledge_forms import CHANGED
from handlers.pledge_telling import in_short, state_of
from handlers.turn import Turn
from store import audit, pledge_versions, pledges, units
from store.pledge_lists import PAGE
from store.pledges import PledgeChanged
from store.pledges import Step as Made

_WORDS = {
    PledgeState.CONFIRMED: re.compile(r"(?:xac nhan|duyet|dong y) (.+)"),
    PledgeState.RETURNED: re.compile(r"(?:tra lai|tra ve|tra) (.+)"),
    PledgeState.NOT_ACHIEVED: re.compile(r"(?:khong dat|chua dat) (.+)"),
    PledgeState.ACHIEVED: re.compile(r"dat (.+)"),
}
_ANEW = 3  # changed pledges shown whole at once
RETURN = Form(
    id="return-pledge",
    name="trả lại đăng ký",
    steps=(Step(id="why", label="Lý do", ask="pledge.ask.why", kind=Kind.TEXT, longest=300),),
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a chair has asked for: pledges to be brought to a state; ``all`` those shown."""

    to: PledgeState
    pledges: tuple[Pledge, ...]
    all: bool = False
    reason: str | None = None


def show_listed(turn: Turn) -> Sequence[Reply]:
    """One of the list, whole, with how to decide on it."""
    number = number_behind(SHOW, picked(turn) or "")
    found = pledges.get(turn.connection, number) if number is not None else None
    shown = show(turn, found)
    if found is None or not _may_decide(turn, found):
        return shown
    how = turn.say("review.one", receipt=found.receipt)
    return [Reply(text=f"{reply.text}\n{how}") for reply in shown]


def confirm_all(turn: Turn) -> Sequence[Reply]:
    """Every pledge of the list just shown, so that nobody confirms what they have not seen; the button of an
    older list is explained."""
    if not reached(turn.person, Action.REVIEW_PLEDGES):
        return [Reply(text=turn.say("may_not.review"))]
    if not is_offered(turn, picked(turn) or ""):
        return [Reply(text=turn.say("review.old_list"))]
    return _carry_out(turn, Order(PledgeState.CONFIRMED, _loaded(turn, _listed(turn)), all=True))


def _listed(turn: Turn) -> Sequence[int]:
    """The numbers of the pledges in the list just shown."""
    listed = (number_behind(SHOW, button.choice) for button in turn.conversation.offered)
    shown = [button.choice.startswith(SHOW) for button in turn.conversation.offered]
    return [number for number, is_one in zip(listed, shown, strict=True) if is_one and number is not None]


def asks_to_decide(turn: Turn) -> bool:
    """xác nhận 1, 3; đạt 2 – by somebody who may decide on pledges; trả lại TD-…: lý do – by anybody."""
    quoted = receipt_in(turn.message.text) is not None
    return _ordered(turn) is not None and (quoted or turn.person.agreed_before or _decides(turn))


def _decides(turn: Turn) -> bool:
    return any(reached(turn.person, action) for action in (Action.REVIEW_PLEDGES, Action.PLEDGE_UNIT))


def decide(turn: Turn) -> Sequence[Reply]:
    """Carry out what was said, one by one or all at once."""
    order = _ordered(turn)
    if turn.message.in_group or order is None or not _decides(turn):
        return [Reply(text=turn.say("may_not.review"))]
    if not order.pledges:
        none = "pledge.none" if receipt_in(turn.message.text) else "review.no_list"
        return [Reply(text=turn.say(none))]
    if order.to is PledgeState.RETURNED and not order.reason:
        if len(order.pledges) > 1:
            return [Reply(text=turn.say("review.return_one"))]
        return forms.begin(turn, RETURNING, {CHANGED: order.pledges[0].id})
    return _carry_out(turn, order)


def _ordered(turn: Turn) -> Order | None:
    """What was said as an order; None when it is none: neither a number of the list nor a receipt."""
    text = clean(turn.message.text)
    words, _, reason = text.partition(":")
    said = fold(words).strip(" .!")
    for to, pattern in _WORDS.items():
        found = pattern.fullmatch(said)
        if found:
            named = _named(turn, found[1])
            return None if named is None else Order(to, named[0], named[1], reason.strip() or None)
    return None


def _named(turn: Turn, said: str) -> tuple[tuple[Pledge, ...], bool] | None:
    listed = _listed(turn)
    if said in ("tat ca", "het", "het tat ca", "toan bo"):
        return _loaded(turn, listed), True
    if receipt := receipt_in(said):
        found = pledges.by_receipt(turn.connection, receipt)
        return ((found,) if found else ()), False
    numbers = re.findall(r"\d+", said)
    if not numbers or re.sub(r"[\d\s,;]|va", "", said):
        return None
    numbered = {str(number): id for number, id in enumerate(listed, 1)}
    ids = [numbered[number] for number in numbers if number in numbered]
    return _loaded(turn, ids), False


def _loaded(turn: Turn, ids: Sequence[int]) -> tuple[Pledge, ...]:
    found = (pledges.get(turn.connection, id) for id in dict.fromkeys(ids))
    return tuple(each for each in found if each)


def _carry_out(turn: Turn, order: Order) -> Sequence[Reply]:
    """Each by itself: what cannot be done is said with its reason, the others are done. Nobody decides on a
    version they have not read: one that was changed since is shown anew instead."""
    done: list[Pledge] = []
    changed: list[Pledge] = []
    lines: list[str] = []
    for each in order.pledges:
        refused = None if _may_decide(turn, each) else turn.say("review.may_not", receipt=each.receipt)
        refused = refused or _refused_step(turn, each, order.to)
        if refused is None and turn.conversation.version_seen(each.id) not in (None, each.version):
            changed.append(each)
            continue
        if refused is None:
            refused = _move(turn, each, order)
        if refused is None:
            done.append(each)
        elif not order.all:
            lines.append(refused)
    if done:
        word = turn.say(f"pledge.state.{order.to}")
        names = ", ".join(each.receipt for each in done[:PAGE])
        lines.insert(0, turn.say("review.done", count=grouped(len(done)), state=word, receipts=names))
    if done or not changed:
        turn.conversation = turn.conversation.offering(())  # else the numbers of the list are still good
    told = [Reply(text="\n".join(lines))] if lines else []
    return [*told, *_shown_anew(turn, changed)] or [Reply(text=turn.say("review.none"))]


def _shown_anew(turn: Turn, changed: Sequence[Pledge]) -> Sequence[Reply]:
    """Those that were changed since they were shown, a few whole; the others by their receipts."""
    replies = []
    for each in changed[:_ANEW]:
        said = turn.say("review.changed", receipt=each.receipt)
        how = turn.say("review.one", receipt=each.receipt)
        replies += [Reply(text=f"{said}\n{reply.text}\n{how}") for reply in show(turn, each)]
    if len(changed) > _ANEW:
        others = ", ".join(each.receipt for each in changed[_ANEW:])
        replies.append(Reply(text=turn.say("review.changed_too", receipts=others)))
    return replies


def _refused_step(turn: Turn, each: Pledge, to: PledgeState) -> str | None:
    refusal = refuse_step(each, to, turn.today)
    if refusal is None:
        return None
    state = state_of(turn, each)
    return turn.say(refusal.key, **(dict(refusal.values) | {"state": state}))


def _move(turn: Turn, before: Pledge, order: Order) -> str | None:
    step = Made(actor=turn.person.id, now=turn.now, reason=order.reason)
    try:
        after = pledges.move(turn.connection, before, order.to, step)
        if before.kind is PledgeKind.UNIT and order.to is PledgeState.CONFIRMED:
            pledge_versions.confirm_side(turn.connection, after, step, party=True)
    except PledgeChanged:
        return turn.say("pledge.changed_meanwhile", receipt=before.receipt)
    audit.record(
        turn.connection,
        action=f"pledge.{order.to}",
        actor=turn.person.id,
        subject="pledge",
        subject_id=after.id,
        unit=after.unit,
        now=turn.now,
    )
    _tell(turn, after)
    return None


def _tell(turn: Turn, after: Pledge) -> None:
    """Whoever made the pledge hears what was decided, and why; of an erased person's nobody does."""
    values = {"receipt": after.receipt, "what": in_short(turn, after), "reason": after.reason or ""}
    text = turn.say(f"pledge.decided.{after.state}", **values)
    owners = chairs_of(turn, after.unit) if after.kind is PledgeKind.UNIT else [after.person]
    for person_id in owners:
        if person_id is not None and person_id != turn.person.id:
            pass_on(turn, person_id, text, key=f"pledge:{after.id}:{after.version}:{after.state}")


def _may_decide(turn: Turn, each: Pledge) -> bool:
    """Nobody on their own; a giao ước by its other side, or by the union above."""
    unit = units.get(turn.connection, each.unit)
    if unit is None or (each.person is not None and each.person == turn.person.id):
        return False
    if each.kind is not PledgeKind.UNIT:
        return turn.may(Action.REVIEW_PLEDGES, unit.path)
    author = pledge_versions.versions(turn.connection, each.id)[-1].changed_by
    if author is not None and author == turn.person.id:
        return False  # whoever wrote it signs for one side only
    if each.party:
        party = units.get(turn.connection, each.party)
        return party is not None and turn.may(Action.PLEDGE_UNIT, party.path)
    above = any(turn.person.reaches(role, unit.path, below=True) for role in (Role.OFFICER, Role.ADMIN))
    return above and not turn.may(Action.PLEDGE_UNIT, unit.path)


class _Returning(TurnSource):
    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        reasons = [self.turn.say(f"review.reason.{number}") for number in (1, 2, 3)]
        return [Option(reason, reason) for reason in reasons]

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        return str(value)


def _return(turn: Turn, answers: Answers) -> Sequence[Reply]:
    found = pledges.get(turn.connection, int(str(answers[CHANGED])))
    if found is None:
        return [Reply(text=turn.say("pledge.none"))]
    return _carry_out(turn, Order(PledgeState.RETURNED, (found,), reason=str(answers["why"])))


RETURNING = Filling(id=RETURN.id, form=lambda turn: RETURN, source=_Returning, file=_return)
