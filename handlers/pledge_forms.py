"""The three forms of pledges, as data, and what their steps offer, find and refuse."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from domain.campaign import Campaign
from domain.catalogue import Catalogue
from domain.forms.declaration import Answers, Complaint, Form, Kind, Option, Step, Value
from domain.knowledge import Knowledge
from domain.permissions import Action, reached
from domain.pledge import PledgeKind
from domain.pledge_rules import (
    Refusal,
    indicators_for,
    open_periods,
    period_of,
    refuse_alone,
    refuse_period,
    refuse_targets,
    refuse_titles,
    suggestions,
    titles_for,
    wants_two_parties,
)
from domain.text import plain
from domain.units import Unit, ids_of
from handlers import enrolment
from handlers.concerned import open_campaigns, refuse_scope
from handlers.forms import TurnSource
from handlers.turn import Turn
from store import pledges, units

CHANGED = "pledge"  # not a step: the number of the pledge that a form changes

WORK_KINDS = (
    Option("cong-trinh", "Công trình"),
    Option("san-pham", "Sản phẩm"),
    Option("phan-viec", "Phần việc"),
)
ACTIONS: Mapping[PledgeKind, Action] = MappingProxyType(
    {
        PledgeKind.PERSON: Action.PLEDGE,
        PledgeKind.WORK: Action.PLEDGE_WORK,
        PledgeKind.UNIT: Action.PLEDGE_UNIT,
    }
)
"""What one must be allowed to do in the unit of a pledge."""
TARGET = "target:"  # a step that asks for an indicator's target begins with this

_UNIT = Step(id="unit", label="Đơn vị", ask="pledge.ask.unit", kind=Kind.ONE)
_CAMPAIGN = Step(id="campaign", label="Phong trào", ask="pledge.ask.campaign", kind=Kind.ONE)
_PERIOD = Step(id="period", label="Đợt", ask="pledge.ask.period", kind=Kind.ONE, after=("campaign",))
PARTY, SECOND_SIDE = "party", "second_side"  # with whom a giao ước is signed, where it may or must be
_FIXED = ("unit", "campaign", "period", PARTY, SECOND_SIDE)  # what stays when a pledge is changed
_HANGS_ON = ("campaign", "period")

PERSON = Form(
    id="pledge",
    name="đăng ký thi đua",
    steps=(
        _CAMPAIGN,
        _PERIOD,
        Step(id="titles", label="Danh hiệu", ask="pledge.ask.titles", kind=Kind.SEVERAL, after=_HANGS_ON),
        Step(
            id="text", label="Nội dung phấn đấu", ask="pledge.ask.text", kind=Kind.TEXT, after=("campaign",)
        ),
        Step(id="initiatives", label="Số sáng kiến", ask="pledge.ask.initiatives", kind=Kind.NUMBER, most=50),
    ),
)
WORK = Form(
    id="pledge-work",
    name="đăng ký gắn biển",
    steps=(
        _UNIT,
        _CAMPAIGN,
        _PERIOD,
        Step(id="work_kind", label="Loại", ask="pledge.ask.work_kind", kind=Kind.ONE),
        Step(id="work", label="Tên", ask="pledge.ask.work", kind=Kind.TEXT, longest=200),
        Step(id="text", label="Ý nghĩa, quy mô", ask="pledge.ask.work_text", kind=Kind.TEXT, optional=True),
        Step(id="finish_on", label="Ngày hoàn thành", ask="pledge.ask.finish_on", kind=Kind.DATE),
    ),
)


@lru_cache(maxsize=4)
def unit_form(knowledge: Knowledge, catalogue: Catalogue) -> Form:
    """The second side is asked for where the plan wants one, and may be skipped where it does not. A step for
    every indicator for which a target may be set; only those that were chosen are asked."""

    def needs_two(answers: Answers) -> bool:
        campaign = catalogue.get(str(answers.get("campaign", "")))
        kept_alone = CHANGED in answers and not answers.get(SECOND_SIDE)
        return campaign is not None and wants_two_parties(campaign) and not kept_alone

    def may_be_alone(answers: Answers) -> bool:
        return not needs_two(answers)

    return Form(
        id="pledge-unit",
        name="lập giao ước của đơn vị",
        steps=(
            _UNIT,
            _CAMPAIGN,
            _PERIOD,
            Step(
                id=PARTY,
                label="Bên cùng ký",
                ask="pledge.ask.party",
                kind=Kind.FOUND,
                optional=True,
                when=may_be_alone,
                after=("unit", "campaign"),
            ),
            Step(
                id=SECOND_SIDE,
                label="Bên cùng ký",
                ask="pledge.ask.second_side",
                kind=Kind.FOUND,
                needed="pledge.refuse.one_party",
                when=needs_two,
                after=("unit", "campaign"),
            ),
            Step(
                id="titles",
                label="Danh hiệu tập thể",
                ask="pledge.ask.unit_titles",
                kind=Kind.SEVERAL,
                optional=True,
                after=("unit", *_HANGS_ON),
            ),
            Step(
                id="indicators",
                label="Chỉ tiêu",
                ask="pledge.ask.indicators",
                kind=Kind.SEVERAL,
                after=("unit",),
            ),
            *(_target_step(indicator.id, indicator.label) for indicator in indicators_for(knowledge, None)),
            Step(id="text", label="Nội dung khác", ask="pledge.ask.unit_text", kind=Kind.TEXT, optional=True),
        ),
    )


def _target_step(id: str, label: str) -> Step:
    def wanted(answers: Answers) -> bool:
        chosen = answers.get("indicators", ())
        return isinstance(chosen, tuple) and id in chosen

    return Step(id=f"{TARGET}{id}", label=label, ask="pledge.ask.target", kind=Kind.NUMBER, when=wanted)


class OfPerson(TurnSource):
    """Campaigns and periods that are open, titles that are free, suggestions for the unit's sector."""

    kind = PledgeKind.PERSON

    def unit(self, answers: Answers) -> Unit | None:
        """Where the pledge is made: the sender's own, or the one that was picked."""
        return unit_in(self.turn, self.kind, answers)

    def sector(self, answers: Answers) -> str | None:
        unit = self.unit(answers)
        return unit.sector if unit else None

    def campaign(self, answers: Answers) -> Campaign | None:
        return self.turn.catalogue.get(str(answers.get("campaign", "")))

    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        campaign = self.campaign(answers)
        if step.id == "unit":
            return [Option(str(each.id), each.name) for each in self._places(campaign)]
        if step.id == "campaign":
            unit = self.unit(answers)
            return [
                Option(each.id, each.short_name)
                for each in open_campaigns(self.turn, [unit] if unit else None)
            ]
        if campaign is None:
            return ()
        if step.id == "period":
            periods = open_periods(campaign, self.turn.today)
            return [Option(period.id, period_name(campaign, period.id)) for period in periods]
        if step.id == "titles":
            offered = titles_for(campaign, self.turn.knowledge, self.kind)
            return [Option(title.id, title.name) for title in offered]
        if step.id == "text" and self.kind is PledgeKind.PERSON:
            return [Option(each, each) for each in suggestions(campaign, self.sector(answers))]
        return ()

    def _places(self, campaign: Campaign | None) -> Sequence[Unit]:
        """Open units for which the sender may do it and that an open campaign concerns: this one, if it is
        known already."""
        places = [each for each in places_for(self.turn, ACTIONS[self.kind]) if each.is_open(self.turn.today)]
        return [
            place
            for place in places
            if any(campaign is None or each.id == campaign.id for each in open_campaigns(self.turn, [place]))
        ]

    def why_not(self, step: Step, text: str, answers: Answers) -> Complaint | None:
        """A campaign that is not offered, named nevertheless: why it is not."""
        if step.id != "campaign":
            return None
        said = plain(text)
        meant = next((each for each in self.turn.catalogue if plain(each.short_name) == said), None)
        return self._refuse_campaign(meant, answers) if meant else None

    def _refuse_campaign(self, campaign: Campaign, answers: Answers) -> Complaint | None:
        unit = self.unit(answers)
        refusal = refuse_period(campaign, None, self.turn.today)
        refusal = refusal or (refuse_scope(self.turn, campaign, [unit]) if unit else None)
        return as_complaint(refusal)

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        """A unit, a campaign and a period by their names also when they are over."""
        campaign, unit = self.campaign(answers), self.unit(answers)
        if unit and step.id == "unit":
            return unit.name
        if campaign and step.id == "campaign":
            return campaign.short_name
        if campaign and step.id == "period":
            return period_name(campaign, str(value))
        return super().shown(step, value, answers)

    def check(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        campaign = self.campaign(answers)
        if CHANGED in answers and step.id in _FIXED and value != answers.get(step.id):
            return Complaint(key="pledge.refuse.fixed")
        if step.id == "period" and campaign:
            return as_complaint(refuse_period(campaign, str(value), self.turn.today))
        if step.id == "titles" and campaign and isinstance(value, tuple):
            return self._check_titles(campaign, value, answers)
        return None

    def _check_titles(
        self, campaign: Campaign, titles: tuple[str, ...], answers: Answers
    ) -> Complaint | None:
        refusal = refuse_titles(campaign, self.turn.knowledge, self.kind, titles, self.sector(answers))
        if refusal:
            return as_complaint(refusal)
        period = str(answers.get("period", ""))
        changed = int(str(answers.get(CHANGED, 0)))
        held = pledges.taken(self.turn.connection, self._holder(answers), campaign.id, period, but=changed)
        clash = next((title for title in titles if title in held), None)
        return None if clash is None else already_pledged(self.turn, campaign, self.kind, clash, held[clash])

    def _holder(self, answers: Answers) -> str:
        return f"u:{answers['unit']}" if self.kind is PledgeKind.UNIT else f"p:{self.turn.person.id}"


class OfWork(OfPerson):
    kind = PledgeKind.WORK

    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        return WORK_KINDS if step.id == "work_kind" else super().options(step, answers)


class OfUnit(OfPerson):
    kind = PledgeKind.UNIT

    def values(self, step: Step, answers: Answers) -> Mapping[str, object]:
        if step.id.startswith(TARGET):
            id = step.id.removeprefix(TARGET)
            unit = next(each.unit for each in self.turn.knowledge.indicators if each.id == id)
            return {"label": step.label.lower(), "unit": unit}
        campaign = self.campaign(answers)
        alone = refuse_alone(campaign, None) if step.id == SECOND_SIDE and campaign else None
        return alone.values if alone else {}

    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        if step.id == "indicators":
            offered = indicators_for(self.turn.knowledge, self.sector(answers))
            return [Option(each.id, each.label) for each in offered]
        if step.id in (PARTY, SECOND_SIDE) and step.id in answers:
            unit = units.get(self.turn.connection, int(str(answers[step.id])))
            return [Option(str(answers[step.id]), unit.name)] if unit else ()
        return super().options(step, answers)

    def find(self, step: Step, text: str, answers: Answers) -> Sequence[Option]:
        return [Option(str(found.unit.id), found.shown) for found in self.turn.find_units(text)]

    def check(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        if step.id in (PARTY, SECOND_SIDE) and value == answers["unit"]:
            return Complaint(key="pledge.refuse.own_party")
        if step.id.startswith(TARGET) and isinstance(value, int):
            targets = {**targets_in(answers), step.id.removeprefix(TARGET): value}
            return as_complaint(refuse_targets(self.turn.knowledge, targets))
        return super().check(step, value, answers)


def places_for(turn: Turn, action: Action) -> Sequence[Unit]:
    """The units for which the sender may do it, closed ones too: where they are a member or hold a role."""
    ids = [ids_of(path)[-1] for path, _exactly in reached(turn.person, action) if ids_of(path)]
    known = units.many(turn.connection, ids)
    return [known[id] for id in ids if id in known]


def unit_in(turn: Turn, kind: PledgeKind, answers: Answers) -> Unit | None:
    """Where a pledge is made: a person's in their own unit, the others where it was said."""
    if kind is PledgeKind.PERSON:
        return enrolment.own_unit(turn)
    picked = str(answers.get("unit", ""))
    return turn.unit(int(picked)) if picked else None


def party_in(turn: Turn, answers: Answers) -> Unit | None:
    """The unit with which a giao ước is signed."""
    picked = str(answers.get(SECOND_SIDE) or answers.get(PARTY) or "")
    return turn.unit(int(picked)) if picked else None


def targets_in(answers: Answers) -> dict[str, int]:
    """The targets that were set, of the indicators still chosen."""
    chosen = answers.get("indicators", ())
    return {
        id: value
        for id in (chosen if isinstance(chosen, tuple) else ())
        if isinstance(value := answers.get(f"{TARGET}{id}"), int)
    }


def period_name(campaign: Campaign, period_id: str) -> str:
    """đợt 1 (1/1/2022 – 30/6/2022) without the days: those are said where they matter."""
    period = period_of(campaign, period_id)
    return period.name if period else period_id


def as_complaint(refusal: Refusal | None) -> Complaint | None:
    return Complaint(key=refusal.key, values=refusal.values) if refusal else None


def already_pledged(turn: Turn, campaign: Campaign, kind: PledgeKind, title: str, receipt: str) -> Complaint:
    """The second pledge for the same title, with the first one's receipt and what can be done with it."""
    names = {each.id: each.name for each in titles_for(campaign, turn.knowledge, kind)}
    names[pledges.GIAO_UOC] = turn.say("pledge.of_unit")
    values = {"title": names.get(title, title), "receipt": receipt}
    return Complaint(key="pledge.refuse.taken", values=values)
