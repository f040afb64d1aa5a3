"""Pledging: beginning one of the forms, and what filing it does."""

import re
from collections.abc import Sequence
from datetime import date

from domain.campaign import Campaign
from domain.forms.declaration import Answers, Complaint
from domain.permissions import Action
from domain.pledge import Pledge, PledgeKind, PledgeState, Target, Undertaking
from domain.pledge_rules import (
    Refusal,
    amendable_until,
    open_periods,
    period_of,
    refuse_alone,
    refuse_period,
    refuse_step,
    refuse_unit,
)
from domain.reply import Reply
from domain.text import plain
from domain.units import Unit
from handlers import enrolment, forms
from handlers.concerned import open_campaigns, refuse_scope
from handlers.forms import Filling
from handlers.passing_on import chairs_of, pass_on
from handlers.pledge_forms import (
    ACTIONS,
    CHANGED,
    PARTY,
    PERSON,
    SECOND_SIDE,
    WORK,
    OfPerson,
    OfUnit,
    OfWork,
    already_pledged,
    party_in,
    period_name,
    places_for,
    targets_in,
    unit_form,
    unit_in,
)
from handlers.turn import Turn
from store import pledge_versions, pledges, units
from store.pledges import NewPledge, PledgeChanged, TitleTaken
from store.pledges import Step as Made

_WANTED = re.compile(
    r"(?:(?:cho )?(?:toi|minh|em|anh|chi|chau) )?(?:(?:muon|can|xin|dinh) )?(?:duoc )?"
    r"dang ky(?: thi dua| danh hieu)?(?: (?:giup|voi|nhe|a|di|em|minh|toi|nha|ho|ngay))*"
)


def asks_to_pledge(turn: Turn) -> bool:
    """tôi muốn đăng ký thi đua; đăng ký giúp em với: wanted, and no question how."""
    return _WANTED.fullmatch(plain(turn.message.text)) is not None


def pledge(turn: Turn) -> Sequence[Reply]:
    """/dangky: a person's own pledge."""
    return _begin(turn, PERSON_PLEDGE, PledgeKind.PERSON)


def pledge_work(turn: Turn) -> Sequence[Reply]:
    """/congtrinh: a work to be dedicated."""
    return _begin(turn, WORK_PLEDGE, PledgeKind.WORK)


def pledge_for_unit(turn: Turn) -> Sequence[Reply]:
    """/giaouoc: the giao ước of a unit for which the sender signs."""
    return _begin(turn, UNIT_PLEDGE, PledgeKind.UNIT)


def _is_member(turn: Turn) -> bool:
    return turn.person.enrolled


def _begin(turn: Turn, filling: Filling, kind: PledgeKind) -> Sequence[Reply]:
    """Where the sender may do it in several units, the form asks in which; a closed one takes no pledges."""
    if turn.message.in_group:
        return [Reply(text=turn.say("form.group"))]
    unit = enrolment.own_unit(turn)
    if not turn.person.enrolled or unit is None:
        return enrolment.begin(turn)
    places = [unit] if kind is PledgeKind.PERSON else places_for(turn, ACTIONS[kind])
    places = [each for each in places if turn.may(ACTIONS[kind], each.path)]
    if not places:
        return [Reply(text=turn.say("may_not.pledge", unit=unit.name))]
    closed = [refuse_unit(each, turn.today) for each in places]
    refusal = (closed[0] if all(closed) else None) or _refuse_today(turn, places)
    if refusal:
        return [Reply(text=turn.say(refusal.key, **refusal.values))]
    return forms.begin(turn, filling, _known(turn, places))


def _refuse_today(turn: Turn, places: Sequence[Unit]) -> Refusal | None:
    """Why nobody can pledge there today: no campaign is open, the chosen one for a reason of its own; or
    the chosen one, or every open one, does not concern these units."""
    chosen = turn.catalogue.get(turn.conversation.campaign)
    if not open_campaigns(turn):
        return refuse_period(chosen, None, turn.today) if chosen else Refusal(key="pledge.refuse.none_open")
    if chosen and refuse_period(chosen, None, turn.today) is None:
        return refuse_scope(turn, chosen, places)
    if open_campaigns(turn, places):
        return None
    return Refusal(key="pledge.refuse.none_for_unit", values={"unit": places[0].name})


def _known(turn: Turn, places: Sequence[Unit]) -> Answers:
    """What needs no question: the chosen campaign or the only open one, and its only open period."""
    offered = open_campaigns(turn, places)
    chosen = [each for each in offered if each.id == turn.conversation.campaign]
    known = chosen or (offered if len(offered) == 1 else [])
    if not known:
        return {}
    campaign = known[0]
    periods = open_periods(campaign, turn.today)
    return {"campaign": campaign.id} | ({"period": periods[0].id} if len(periods) == 1 else {})


def change(turn: Turn, before: Pledge) -> Sequence[Reply]:
    """The pledge's form again, filled in, at its summary; a yes to what is kept comes before."""
    if not _is_member(turn):
        return enrolment.begin(turn)
    filling = {PledgeKind.PERSON: PERSON_PLEDGE, PledgeKind.WORK: WORK_PLEDGE, PledgeKind.UNIT: UNIT_PLEDGE}
    return forms.begin(turn, filling[before.kind], _answers_of(before))


def _answers_of(before: Pledge) -> Answers:
    what = before.undertaking
    answers: dict[str, str | int | tuple[str, ...]] = {
        CHANGED: before.id,
        "unit": str(before.unit),
        "campaign": before.campaign,
        "period": before.period,
        "text": what.text,
    }
    match before.kind:
        case PledgeKind.PERSON:
            return answers | {"titles": what.titles, "initiatives": what.initiatives}
        case PledgeKind.WORK:
            day = what.finish_on.isoformat() if what.finish_on else ""
            return answers | {"work_kind": what.work_kind, "work": what.work, "finish_on": day}
        case PledgeKind.UNIT:
            targets = {f"target:{target.indicator}": target.value for target in what.targets}
            chosen = tuple(target.indicator for target in what.targets)
            party = str(before.party) if before.party else ""
            sides = {PARTY: party} | ({SECOND_SIDE: party} if party else {})
            return answers | {"titles": what.titles or "", "indicators": chosen} | sides | targets


def _undertaking(answers: Answers) -> Undertaking:
    titles, initiatives, day = answers.get("titles"), answers.get("initiatives"), answers.get("finish_on")
    return Undertaking(
        text=str(answers.get("text", "")),
        titles=titles if isinstance(titles, tuple) else (),
        initiatives=initiatives if isinstance(initiatives, int) else 0,
        work=str(answers.get("work", "")),
        work_kind=str(answers.get("work_kind", "")),
        finish_on=date.fromisoformat(day) if isinstance(day, str) and day else None,
        targets=tuple(Target(indicator=id, value=value) for id, value in targets_in(answers).items()),
    )


def _file(turn: Turn, kind: PledgeKind, answers: Answers) -> Sequence[Reply]:
    """In the turn's transaction. What was allowed when the form began may not be any more."""
    unit, campaign = unit_in(turn, kind, answers), turn.catalogue.get(str(answers["campaign"]))
    if campaign is None or unit is None:
        return [Reply(text=turn.say("form.gone"))]
    if not turn.may(ACTIONS[kind], unit.path):
        return [Reply(text=turn.say("may_not.pledge", unit=unit.name))]
    if CHANGED in answers:
        return _file_change(turn, campaign, unit, answers)
    period, party = period_of(campaign, str(answers["period"])), party_in(turn, answers)
    refusal = refuse_period(campaign, str(answers["period"]), turn.today) or refuse_unit(unit, turn.today)
    refusal = refusal or (refuse_unit(party, turn.today) if party else None)
    refusal = refusal or refuse_scope(turn, campaign, [unit])
    if kind is PledgeKind.UNIT:
        refusal = refusal or refuse_alone(campaign, party)
    if refusal or period is None:
        return [Reply(text=turn.say(refusal.key, **refusal.values) if refusal else turn.say("form.gone"))]
    new = NewPledge(
        kind=kind,
        person=None if kind is PledgeKind.UNIT else turn.person.id,
        unit=unit.id,
        party=party.id if party else None,
        campaign=campaign.id,
        campaign_version=campaign.version,
        period=period.id,
        period_ends_on=period.ends_on,
        undertaking=_undertaking(answers),
    )
    step = Made(actor=turn.person.id, now=turn.now)
    try:
        filed = pledges.file(turn.connection, new, step, stored_at=turn.machine_now)
    except TitleTaken as error:
        return _said(turn, already_pledged(turn, campaign, kind, error.title, error.receipt))
    return _filed(turn, campaign, unit, filed)


def _filed(turn: Turn, campaign: Campaign, unit: Unit, filed: Pledge) -> Sequence[Reply]:
    """The receipt for whoever filed it, a word to whoever decides."""
    values = {
        "receipt": filed.receipt,
        "period": period_name(campaign, filed.period),
        "campaign": campaign.short_name,
        "unit": unit.name,
    }
    for person_id in _deciders(turn, filed):
        text = turn.say(f"pledge.arrived.{filed.kind}", **values)
        pass_on(turn, person_id, text, key=f"pledge:{filed.id}:{filed.version}:arrived")
    return [Reply(text=turn.say(f"pledge.filed.{filed.kind}", **values))]


def _deciders(turn: Turn, filed: Pledge) -> Sequence[int]:
    """The chairs of the unit, or of the other side of a giao ước; never the one who files."""
    of = filed.party if filed.kind is PledgeKind.UNIT else filed.unit
    chairs = chairs_of(turn, of) if of else ()
    return [person for person in chairs if person != turn.person.id]


def _file_change(turn: Turn, campaign: Campaign, unit: Unit, answers: Answers) -> Sequence[Reply]:
    """A new version; beside the old one where the pledge was confirmed and its time to change is over."""
    before = pledges.get(turn.connection, int(str(answers[CHANGED])))
    if before is None or not owns(turn, before):
        return [Reply(text=turn.say("pledge.none"))]
    if before.state is not PledgeState.SUBMITTED and refuse_step(before, PledgeState.SUBMITTED, turn.today):
        return [Reply(text=turn.say("pledge.changed_meanwhile", receipt=before.receipt))]
    refusal = refuse_period(campaign, before.period, turn.today)
    if refusal:
        return [Reply(text=turn.say(refusal.key, **refusal.values))]
    step = Made(actor=turn.person.id, now=turn.now)
    if before.state is not PledgeState.RETURNED and is_past_change(turn, before):
        return _kept_beside(turn, before, _undertaking(answers), step)
    try:
        changed = pledges.change(turn.connection, before, _undertaking(answers), step)
    except TitleTaken as error:
        return _said(turn, already_pledged(turn, campaign, before.kind, error.title, error.receipt))
    except PledgeChanged:
        return [Reply(text=turn.say("pledge.changed_meanwhile", receipt=before.receipt))]
    return _filed(turn, campaign, unit, changed)


def _kept_beside(turn: Turn, before: Pledge, undertaking: Undertaking, step: Made) -> Sequence[Reply]:
    """A version of its own, which changes nothing: the confirmed one stays, or the one that waits to be."""
    confirmed = before.state is PledgeState.CONFIRMED
    if confirmed:
        pledge_versions.freeze(turn.connection, before, turn.now)
    number = pledge_versions.add_later_version(turn.connection, before, undertaking, step)
    key = "pledge.later_version" if confirmed else "pledge.later_version_waiting"
    return [Reply(text=turn.say(key, receipt=before.receipt, number=number))]


def is_past_change(turn: Turn, of: Pledge) -> bool:
    """Is the time over in which it could be changed? It runs from its first confirmation."""
    campaign = turn.catalogue.get(of.campaign)
    period = period_of(campaign, of.period) if campaign else None
    first = pledge_versions.first_confirmed_at(turn.connection, of.id)
    if period is None or first is None:
        return False
    return turn.today > amendable_until(period, first.astimezone(turn.zone).date())


def owns(turn: Turn, of: Pledge) -> bool:
    """Is it the sender's own, or that of the unit for which the sender signs?"""
    if of.kind is PledgeKind.UNIT:
        unit = units.get(turn.connection, of.unit)
        return unit is not None and turn.may(Action.PLEDGE_UNIT, unit.path)
    return of.person is not None and of.person == turn.person.id


def _said(turn: Turn, complaint: Complaint) -> Sequence[Reply]:
    return [Reply(text=turn.say(complaint.key, **complaint.values))]


PERSON_PLEDGE = Filling(
    id=PERSON.id,
    form=lambda turn: PERSON,
    source=OfPerson,
    file=lambda turn, answers: _file(turn, PledgeKind.PERSON, answers),
    stands=_is_member,
)
WORK_PLEDGE = Filling(
    id=WORK.id,
    form=lambda turn: WORK,
    source=OfWork,
    file=lambda turn, answers: _file(turn, PledgeKind.WORK, answers),
    stands=_is_member,
)
UNIT_PLEDGE = Filling(
    id="pledge-unit",
    form=lambda turn: unit_form(turn.knowledge, turn.catalogue),
    source=OfUnit,
    file=lambda turn, answers: _file(turn, PledgeKind.UNIT, answers),
    stands=_is_member,
)
