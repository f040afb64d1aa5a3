"""What chairs and officers do with pledges: list, confirm, return, say what became of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.forms.declaration import Answers, Form, Kind, Option, Step, Value
from domain.people import Role
from domain.permissions import Action, reached
from domain.pledge import Pledge, PledgeKind, PledgeState
from domain.pledge_rules import refuse_step
from domain.reply import Button, Reply
from domain.text import clean, fold
from handlers import forms
from handlers.choices import number_behind, picked
from handlers.forms import Filling, TurnSource
from handlers.my_pledges import SHOW, receipt_in, show
from handlers.passing_on import chairs_of, pass_on
from handlers.pledge_forms import CHANGED
from handlers.pledge_telling import in_short, period_of, state_of
from handlers.turn import Turn
from store import audit, pledge_lists, pledge_versions, pledges, units
from store.pledge_lists import PAGE, Listed, Wanted
from store.pledges import PledgeChanged
from store.pledges import Step as Made

ALL = "pa:"  # confirms every pledge up to a number, those the reader has seen
MORE = "pn:"  # the next page, after a number
_WORDS = {
    PledgeState.CONFIRMED: re.compile(r"(?:xac nhan|duyet|dong y) (.+)"),
    PledgeState.RETURNED: re.compile(r"(?:tra lai|tra ve|tra) (.+)"),
    PledgeState.NOT_ACHIEVED: re.compile(r"(?:khong dat|chua dat) (.+)"),
    PledgeState.ACHIEVED: re.compile(r"dat (.+)"),
}
_FILTERS = {
    "cho": (PledgeState.SUBMITTED,),
    "da xac nhan": (PledgeState.CONFIRMED,),
    "bi tra": (PledgeState.RETURNED,),
    "da tra": (PledgeState.RETURNED,),
    "da rut": (PledgeState.WITHDRAWN,),
    "dat": (PledgeState.ACHIEVED,),
    "khong dat": (PledgeState.NOT_ACHIEVED,),
}
_LISTING = re.compile(r"(?:xem )?danh sach (?:dang ky|giao uoc)(?: thi dua)?(?: (?:dang )?(.+))?")

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


def waiting(turn: Turn) -> Sequence[Reply]:
    """/duyet: those that wait for a decision, the oldest first."""
    return _list(turn, (PledgeState.SUBMITTED,), after=0)


def asks_for_list(turn: Turn) -> bool:
    """danh sách đăng ký, with or without a state, by somebody who may see it."""
    found = _LISTING.fullmatch(fold(clean(turn.message.text)).strip(" .?!"))
    known = found is not None and (found[1] is None or found[1].startswith(tuple(_FILTERS)))
    return known and bool(reached(turn.person, Action.REVIEW_PLEDGES))


def listing(turn: Turn) -> Sequence[Reply]:
    """danh sách đăng ký; danh sách đã xác nhận …"""
    found = _LISTING.fullmatch(fold(clean(turn.message.text)).strip(" .?!"))
    said = (found[1] if found else None) or ""
    states = next((states for words, states in _FILTERS.items() if said.startswith(words)), ())
    return _list(turn, states, after=0)


def more(turn: Turn) -> Sequence[Reply]:
    """The next page: ``pn:<state>:<after>``."""
    state, _, after = (picked(turn) or "").removeprefix(MORE).partition(":")
    states = (PledgeState(state),) if state in PledgeState.__members__.values() else ()
    return _list(turn, states, after=number_behind("", after) or 0)


def _list(turn: Turn, states: tuple[PledgeState, ...], *, after: int) -> Sequence[Reply]:
    paths = reached(turn.person, Action.REVIEW_PLEDGES)
    if turn.message.in_group or not paths:
        return [Reply(text=turn.say("may_not.review"))]
    wanted = [Wanted(path=path, states=states, exactly=exactly) for path, exactly in paths]
    listed = [each for one in wanted for each in pledge_lists.listed(turn.connection, one, after=after)]
    found = sorted(listed, key=lambda each: each.pledge.id)[:PAGE]
    if not found:
        return [Reply(text=turn.say("review.none"))]
    lines = [turn.say("review.head", counts=_counts(turn, wanted))]
    lines += [_line(turn, number, each) for number, each in enumerate(found, 1)]
    buttons = [Button(f"{each.name or each.pledge.receipt}", f"{SHOW}{each.pledge.id}") for each in found]
    last = found[-1].pledge.id
    if states == (PledgeState.SUBMITTED,):
        lines.append(turn.say("review.how"))
        buttons.append(Button(turn.say("review.confirm_all"), f"{ALL}{last}"))
    if len(found) == PAGE:
        state = states[0] if states else ""
        buttons.append(Button(turn.say("review.more"), f"{MORE}{state}:{last}"))
    turn.conversation = turn.conversation.offering(tuple(buttons))
    return [Reply(text="\n".join(lines), buttons=tuple(buttons))]


def _counts(turn: Turn, wanted: Sequence[Wanted]) -> str:
    total: dict[PledgeState, int] = {}
    for one in wanted:
        everything = Wanted(path=one.path, exactly=one.exactly)
        for state, count in pledge_lists.counts(turn.connection, everything).items():
            total[state] = total.get(state, 0) + count
    return ", ".join(f"{count} {turn.say(f'pledge.state.{state}')}" for state, count in total.items())


def _line(turn: Turn, number: int, each: Listed) -> str:
    who = each.name or turn.say("pledge.nobody")
    return (
        f"{number}. {who} ({each.unit_name}): {in_short(turn, each.pledge)} – {period_of(turn, each.pledge)}"
        f" – {state_of(turn, each.pledge)} – {each.pledge.receipt}"
    )


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
    """Everything up to the last one shown, so that nobody confirms what they have not seen."""
    last = number_behind(ALL, picked(turn) or "")
    paths = reached(turn.person, Action.REVIEW_PLEDGES)
    if last is None or not paths:
        return [Reply(text=turn.say("may_not.review"))]
    wanted = [
        Wanted(path=path, exactly=exactly, states=(PledgeState.SUBMITTED,), up_to=last)
        for path, exactly in paths
    ]
    found = [each.pledge for one in wanted for each in pledge_lists.listed(turn.connection, one, limit=None)]
    return _carry_out(turn, Order(PledgeState.CONFIRMED, tuple(found), all=True))


def asks_to_decide(turn: Turn) -> bool:
    """xác nhận 1, 3; đạt 2 – by somebody who may decide on pledges; trả lại TD-…: lý do – by anybody."""
    quoted = receipt_in(turn.message.text) is not None
    return _ordered(turn) is not None and (quoted or _decides(turn))


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
    listed = [
        int(button.choice.removeprefix(SHOW))
        for button in turn.conversation.offered
        if button.choice.startswith(SHOW)
    ]
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
    """Each by itself: what cannot be done is said with its reason, the others are done."""
    done: list[Pledge] = []
    lines: list[str] = []
    for each in order.pledges:
        refused = None if _may_decide(turn, each) else turn.say("review.may_not", receipt=each.receipt)
        refused = refused or _refused_step(turn, each, order.to)
        if refused is None:
            refused = _move(turn, each, order)
        if refused is None:
            done.append(each)
        elif not order.all:
            lines.append(refused)
    if done:
        word = turn.say(f"pledge.state.{order.to}")
        names = ", ".join(each.receipt for each in done[:PAGE])
        lines.insert(0, turn.say("review.done", count=len(done), state=word, receipts=names))
    turn.conversation = turn.conversation.offering(())
    return [Reply(text="\n".join(lines) or turn.say("review.none"))]


def _refused_step(turn: Turn, each: Pledge, to: PledgeState) -> str | None:
    refusal = refuse_step(each, to, turn.today)
    if refusal is None:
        return None
    state = state_of(turn, each)
    return turn.say(refusal.key, **(dict(refusal.values) | {"state": state}))


def _move(turn: Turn, before: Pledge, order: Order) -> str | None:
    step = Made(actor=turn.person.id, now=turn.now, reason=order.reason)
    try:
        if before.kind is PledgeKind.UNIT and order.to is PledgeState.CONFIRMED:
            pledge_versions.confirm_side(turn.connection, before, step, party=True)
        after = pledges.move(turn.connection, before, order.to, step)
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


RETURNING = Filling(id=RETURN.id, form=lambda knowledge: RETURN, source=_Returning, file=_return)
