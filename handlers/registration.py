"""Who has registered and who has not: shares against the plan's quota, per unit and rolled up."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.campaign import Campaign
from domain.permissions import Action, reached
from domain.pledge import Period
from domain.pledge_rules import missing_to_quota, open_periods, periods, registration_quota
from domain.reply import Button, Reply
from domain.units import Unit, covers
from handlers.choices import picked
from handlers.turn import Turn
from store import pledge_lists, units
from store.pledge_lists import Registered

OF = "tl:"  # what a button sends that asks for the shares of a campaign, before its id
SHOWN = 15  # units or people named at once; the workbook has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of a unit's people have registered; ``people`` None where nobody has said how many it has."""

    unit: Unit
    registered: int
    people: int | None

    @property
    def percent(self) -> int | None:
        """Rounded down: 99,9 % is not everybody."""
        return self.registered * 100 // self.people if self.people else None


def show(turn: Turn) -> Sequence[Reply]:
    """/tyle: what is registered and what is missing, for each unit the sender looks after."""
    paths = reached(turn.person, Action.SEE_REGISTRATION)
    if turn.message.in_group or not paths:
        return [Reply(text=turn.say("may_not.registration"))]
    campaign = _picked(turn) or turn.catalogue.get(turn.conversation.campaign) or _running(turn)
    if campaign is None:
        return _ask_which(turn)
    period = current_period(turn, campaign)
    blocks = [_of_path(turn, campaign, period, path, exactly) for path, exactly in paths[:3]]
    return [Reply(text="\n\n".join(blocks))]


def _picked(turn: Turn) -> Campaign | None:
    choice = picked(turn) or ""
    return turn.catalogue.get(choice.removeprefix(OF)) if choice.startswith(OF) else None


def _ask_which(turn: Turn) -> Sequence[Reply]:
    buttons = tuple(Button(each.short_name, f"{OF}{each.id}") for each in turn.catalogue)
    turn.conversation = turn.conversation.offering(buttons)
    return [Reply(text=turn.say("registration.which"), buttons=buttons)]


def current_period(turn: Turn, campaign: Campaign) -> Period:
    """The one people can pledge in today, else the last that has begun, else the first."""
    offered = open_periods(campaign, turn.today)
    begun = [period for period in periods(campaign) if period.starts_on <= turn.today]
    return (*offered[:1], *reversed(begun), *periods(campaign))[0]


def _running(turn: Turn) -> Campaign | None:
    running = [each for each in turn.catalogue if each.starts_on <= turn.today <= each.ends_on]
    return running[0] if len(running) == 1 else None


def _of_path(turn: Turn, campaign: Campaign, period: Period, path: str, exactly: bool) -> str:
    rows = pledge_lists.registered(turn.connection, path, campaign.id, period.id)
    top = _top(turn, path)
    if exactly or top is None or not _children(turn, top):
        return _of_unit(turn, campaign, period, path, rows)
    shares = shares_below(turn, top, rows)
    lines = [_head(turn, campaign, period, top, shares)]
    lines += [_line(turn, share, registration_quota(campaign)) for share in shares[:SHOWN]]
    if len(shares) > SHOWN:
        lines.append(turn.say("registration.more", count=len(shares) - SHOWN))
    return "\n".join(lines)


def _top(turn: Turn, path: str) -> Unit | None:
    """The unit at a path; for an admin, who looks after everything, the only root there is."""
    if path != "/":
        ids = [int(id) for id in path.split("/") if id]
        return units.get(turn.connection, ids[-1])
    roots = units.children(turn.connection, None)
    return roots[0] if len(roots) == 1 else None


def _children(turn: Turn, unit: Unit) -> Sequence[Unit]:
    return [child for child in units.children(turn.connection, unit.id) if child.is_open(turn.today)]


def shares_below(turn: Turn, top: Unit, rows: Sequence[Registered]) -> Sequence[Share]:
    """One for each unit right below ``top``, with everything under it; the lowest share first."""
    everything = units.subtree(turn.connection, top.path, on=turn.today)
    found = [
        Share(
            unit=child,
            registered=sum(row.people for row in rows if covers(child.path, row.path)),
            people=_people_in([unit for unit in everything if covers(child.path, unit.path)]),
        )
        for child in _children(turn, top)
    ]
    return sorted(found, key=lambda share: (share.percent is None, share.percent or 0, share.unit.name))


def _people_in(subtree: Sequence[Unit]) -> int | None:
    """The workers of a subtree. Where a unit gives its number, its parts are in it already."""
    known = sorted((unit for unit in subtree if unit.workers is not None), key=lambda unit: len(unit.path))
    counted: list[Unit] = []
    for unit in known:
        if not any(covers(above.path, unit.path) for above in counted):
            counted.append(unit)
    return sum(unit.workers or 0 for unit in counted) if counted else None


def _head(turn: Turn, campaign: Campaign, period: Period, top: Unit, shares: Sequence[Share]) -> str:
    registered = sum(share.registered for share in shares)
    people = sum(share.people or 0 for share in shares)
    begun = sum(share.registered > 0 for share in shares)
    return turn.say(
        "registration.head",
        unit=top.name,
        period=period.name,
        campaign=campaign.short_name,
        registered=registered,
        people=people,
        begun=begun,
        units=len(shares),
    )


def _line(turn: Turn, share: Share, quota: int | None) -> str:
    if share.people is None:
        return turn.say("registration.line_unknown", unit=share.unit.name, registered=share.registered)
    missing = missing_to_quota(share.registered, share.people, quota or 0)
    key = "registration.line_missing" if quota and missing else "registration.line"
    return turn.say(
        key,
        unit=share.unit.name,
        registered=share.registered,
        people=share.people,
        percent=share.percent,
        missing=missing,
    )


def _of_unit(turn: Turn, campaign: Campaign, period: Period, path: str, rows: Sequence[Registered]) -> str:
    """One unit: its share against the quota, and who of its members has not registered."""
    unit = _top(turn, path)
    if unit is None:
        return turn.say("registration.nothing")
    registered = sum(row.people for row in rows)
    share = Share(unit=unit, registered=registered, people=unit.workers)
    quota = registration_quota(campaign)
    lines = [turn.say("registration.unit", period=period.name, campaign=campaign.short_name)]
    lines.append(_line(turn, share, quota))
    if quota:
        section = next(each.section for each in campaign.quotas if each.registration)
        citation = campaign.citation(section)
        lines.append(turn.say("registration.quota", percent=quota, citation=citation))
    missing = pledge_lists.not_registered(turn.connection, path, campaign.id, period.id, limit=SHOWN + 1)
    if missing:
        names = ", ".join(name for name, _unit in missing[:SHOWN])
        key = "registration.not_yet_more" if len(missing) > SHOWN else "registration.not_yet"
        lines.append(turn.say(key, names=names))
    return "\n".join(lines)
