"""When a pledge may be made, changed and decided, and for what: the rules, as pure functions.

A rule that refuses says why and what may be done instead, as the key of a sentence with its values.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.campaign import Campaign
from domain.dates import short
from domain.knowledge import Knowledge
from domain.pledge import NEXT, Period, Pledge, PledgeKind, PledgeState
from domain.titles import Indicator
from domain.units import Unit

GRACE = timedelta(days=10)
"""How long a pledge confirmed in a phase that was open already may still be changed."""

KEPT_AFTER = timedelta(days=365)
"""How long a pledge is kept after its period has ended: until the award cycle is over."""

EARLY = timedelta(days=60)
"""How long before it opens people may pledge in a period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why not, and what next: a sentence of ours."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleChoice:
    """A title to pledge for; ``source`` says whose: the plan's section or the law."""

    id: str
    name: str
    source: str


def periods(campaign: Campaign) -> tuple[Period, ...]:
    """The phases of the main system; the years of a campaign that runs without phases."""
    if campaign.main_system:
        return tuple(
            Period(id=phase.id, name=phase.name, starts_on=phase.starts_on, ends_on=phase.ends_on)
            for phase in campaign.main_system.phases
        )
    return tuple(
        Period(
            id=f"nam-{year}",
            name=f"năm {year}",
            starts_on=max(campaign.starts_on, date(year, 1, 1)),
            ends_on=min(campaign.ends_on, date(year, 12, 31)),
        )
        for year in range(campaign.starts_on.year, campaign.ends_on.year + 1)
    )


def period_of(campaign: Campaign, period_id: str) -> Period | None:
    return next((period for period in periods(campaign) if period.id == period_id), None)


def open_periods(campaign: Campaign, today: date) -> tuple[Period, ...]:
    """Those people may pledge in on ``today``: the running ones, and those that open soon."""
    return tuple(
        period
        for period in periods(campaign)
        if period.ends_on >= today and period.starts_on - EARLY <= today
    )


def period_now(campaign: Campaign, today: date) -> Period:
    """The one people can pledge in today, else the last that has begun, else the first."""
    begun = [period for period in periods(campaign) if period.starts_on <= today]
    return (*open_periods(campaign, today)[:1], *reversed(begun), *periods(campaign))[0]


def refuse_period(campaign: Campaign, period_id: str | None, today: date) -> Refusal | None:
    """Why nobody may pledge in this period today; None for no period asks about the campaign as a whole."""
    if today > campaign.ends_on:
        return Refusal(
            key="pledge.refuse.campaign_over",
            values={"campaign": campaign.short_name, "end": short(campaign.ends_on)},
        )
    offered = open_periods(campaign, today)
    if not offered:
        first = next(period for period in periods(campaign) if period.starts_on > today)
        opens = max(first.starts_on - EARLY, today + timedelta(days=1))
        return Refusal(
            key="pledge.refuse.too_early",
            values={"period": first.name, "start": short(first.starts_on), "opens": short(opens)},
        )
    if period_id is None or any(period.id == period_id for period in offered):
        return None
    names = ", ".join(period.name for period in offered)
    asked = period_of(campaign, period_id)
    if asked is None:
        return Refusal(key="pledge.refuse.no_such_period", values={"names": names})
    if asked.ends_on < today:
        return Refusal(
            key="pledge.refuse.period_over",
            values={"period": asked.name, "end": short(asked.ends_on), "names": names},
        )
    return Refusal(
        key="pledge.refuse.period_too_early",
        values={"period": asked.name, "start": short(asked.starts_on), "names": names},
    )


def titles_for(campaign: Campaign, knowledge: Knowledge, kind: PledgeKind) -> tuple[TitleChoice, ...]:
    """The plan's titles that are pledged for, then the law's, without one that the plan names itself."""
    if kind is PledgeKind.WORK:
        return ()
    holder = "collective" if kind is PledgeKind.UNIT else "person"
    plans = [
        TitleChoice(id=title.id, name=title.name, source=campaign.citation(title.section))
        for title in campaign.titles
        if kind is PledgeKind.PERSON and title.pledged and title.kind == "danh hiệu"
    ]
    named = {title.id for title in plans}
    laws = [
        TitleChoice(id=title.id, name=title.name, source=title.source)
        for title in knowledge.titles
        if title.holder == holder and title.id not in named
    ]
    return (*plans, *laws)


def refuse_titles(
    campaign: Campaign, knowledge: Knowledge, kind: PledgeKind, chosen: Iterable[str], sector: str | None
) -> Refusal | None:
    """Why one of the ``chosen`` titles is not for somebody of this sector; None where all are."""
    offered = {title.id: title for title in titles_for(campaign, knowledge, kind)}
    limited = {title.id: title.sectors for title in campaign.titles if title.sectors}
    sectors = {each.id: each.name for each in knowledge.lexicon.sectors}
    for title in chosen:
        if title not in offered:
            return Refusal(key="pledge.refuse.no_such_title", values={"campaign": campaign.short_name})
        allowed = limited.get(title, ())
        if sector and allowed and sector not in allowed:
            return Refusal(
                key="pledge.refuse.sector",
                values={
                    "title": offered[title].name,
                    "sectors": ", ".join(sectors.get(each, each) for each in allowed),
                    "own": sectors.get(sector, sector),
                },
            )
    return None


def refuse_unit(unit: Unit, today: date) -> Refusal | None:
    """Why nobody may pledge in this unit today: it has been closed."""
    if unit.is_open(today):
        return None
    ended = unit.valid_until
    return Refusal(
        key="pledge.refuse.unit_closed",
        values={"unit": unit.name, "end": short(ended) if ended and ended < today else ""},
    )


def suggestions(campaign: Campaign, sector: str | None, limit: int = 3) -> tuple[str, ...]:
    """What people of this sector may undertake: the labels of the campaign's topics for them, those that
    are for their sector alone first."""
    topics = [clause for clause in campaign.clauses if clause.kind.name in ("TOPIC", "MEASURE")]
    own = [clause for clause in topics if sector and sector in clause.sectors]
    everybody = [clause for clause in topics if not clause.sectors]
    return tuple(dict.fromkeys(clause.label for clause in (*own, *everybody)))[:limit]


def indicators_for(knowledge: Knowledge, sector: str | None) -> tuple[Indicator, ...]:
    """The indicators for which the giao ước of a unit of this sector may set a target."""
    return tuple(
        indicator
        for indicator in knowledge.indicators
        if indicator.pledged and (not indicator.sectors or sector in indicator.sectors)
    )


def refuse_targets(knowledge: Knowledge, targets: Mapping[str, int]) -> Refusal | None:
    """Why these targets contradict one another: more of a part than of the whole, however far apart."""
    known = {indicator.id: indicator for indicator in knowledge.indicators}
    for id, value in targets.items():
        for whole in _wholes(known, id):
            if value > targets.get(whole.id, value):
                values = {"less": whole.label, "more": known[id].label}
                return Refusal(key="pledge.refuse.targets", values=values)
    return None


def _wholes(known: Mapping[str, Indicator], id: str) -> Iterator[Indicator]:
    """What an indicator cannot exceed, and what that cannot exceed."""
    above = known[id].at_most
    while above:
        yield known[above]
        above = known[above].at_most


def amendable_until(period: Period, confirmed_on: date) -> date:
    """The last day on which a pledge first confirmed then (a giao ước: by both sides) may still be changed:
    until the period opens, or for ten days where it was open already. A change that is confirmed again does
    not begin the time anew. What comes later is kept beside it and changes nothing."""
    if confirmed_on < period.starts_on:
        return period.starts_on - timedelta(days=1)
    return confirmed_on + GRACE


def refuse_step(pledge: Pledge, to: PledgeState, today: date) -> Refusal | None:
    """Why the pledge cannot go to that state; None where it can."""
    if to in NEXT[pledge.state]:
        judged = to in (PledgeState.ACHIEVED, PledgeState.NOT_ACHIEVED)
        if judged and today <= pledge.period_ends_on:
            return Refusal(
                key="pledge.refuse.judged_early",
                values={"receipt": pledge.receipt, "end": short(pledge.period_ends_on)},
            )
        return None
    return Refusal(
        key="pledge.refuse.step", values={"receipt": pledge.receipt, "state": f"pledge.state.{pledge.state}"}
    )


def missing_to_quota(registered: int, people: int, percent: int) -> int:
    """How many more people have to register to reach the quota: whole people, rounded up."""
    return max(0, -(-people * percent // 100) - registered)


def registration_quota(campaign: Campaign) -> int | None:
    """The share of people the plan wants registered, in percent (Long Biên: 100, IV.2.2)."""
    shares = [quota for quota in campaign.quotas if quota.registration]
    return shares[0].value if shares else None


def wants_two_parties(campaign: Campaign) -> bool:
    """Does the plan have units sign their giao ước with somebody?"""
    return campaign.pledging is not None and campaign.pledging.two_party


def refuse_alone(campaign: Campaign, party: Unit | None) -> Refusal | None:
    """Why a unit cannot make its giao ước with nobody: the plan has two sides sign it."""
    if party or campaign.pledging is None or not wants_two_parties(campaign):
        return None
    return Refusal(
        key="pledge.refuse.one_party", values={"source": campaign.citation(campaign.pledging.section)}
    )


def receipt_of(random: bytes) -> str:
    """A receipt to quote, from eight random bytes: TD-7K3F-9Q2M, without letters that look alike."""
    signs = "".join(_ALPHABET[number % len(_ALPHABET)] for number in random)
    return f"TD-{signs[:4]}-{signs[4:8]}"


_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
