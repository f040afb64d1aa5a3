"""Who has registered and who has not: shares against the plan's quota, per unit and rolled up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.campaign import Campaign
from domain.numbers import grouped
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
SHOWN = 15  # units or people named at once


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
    rows = pledge_lists.registered(turn.connection, path, campaign.id, period.id, on=turn.today)
    top = _top(turn, path)
    if exactly or top is None or not _children(turn, top):
        return _of_unit(turn, campaign, period, path, rows, exactly)
    shares = shares_below(turn, top, rows)
    lines = [_head(turn, campaign, period, _of_all(top, rows, shares), shares)]
    lines += [_line(turn, share, registration_quota(campaign)) for share in shares[:SHOWN]]
    if len(shares) > SHOWN:
        lines.append(turn.say("registration.more", count=grouped(len(shares) - SHOWN)))
    return "\n".join(lines)


def _top(turn: Turn, path: str) -> Unit | None:
    """The unit at a path; for an admin, who looks after everything, the only root there is."""
    if path != "/":
        ids = [int(id) for id in path.split("/") if id]
        return units.get(turn.connection, ids[-1])
    roots = units.children(turn.connection, None)
    return roots[0] if len(roots) == 1 else None


def _children(turn: Turn, unit: Unit) -> Sequence[Unit]:
    """Those right below that stand by themselves: a merged one is part of this unit, also on its last day."""
    below = units.children(turn.connection, unit.id, on=turn.today)
    return [child for child in below if child.successor is None]


def _of_all(top: Unit, rows: Sequence[Registered], shares: Sequence[Share]) -> Share:
    """With what was filed in ``top`` itself; its people are those it gives, else those of its parts."""
    people = [share.people for share in shares if share.people is not None]
    given = top.workers if top.workers is not None else sum(people)
    return Share(unit=top, registered=sum(row.people for row in rows), people=given)


def shares_below(turn: Turn, top: Unit, rows: Sequence[Registered]) -> Sequence[Share]:
    """One for each unit right below ``top``, with everything under it; the lowest share first."""
    registered: dict[str, int] = {}
    for row in rows:
        branch = _branch(top, row.path)
        registered[branch] = registered.get(branch, 0) + row.people
    people = _people_by_branch(top, units.subtree(turn.connection, top.path, on=turn.today))
    found = [
        Share(unit=child, registered=registered.get(child.path, 0), people=people.get(child.path))
        for child in _children(turn, top)
    ]
    return sorted(found, key=lambda share: (share.percent is None, share.percent or 0, share.unit.name))


def _branch(top: Unit, path: str) -> str:
    """The path of the unit right below ``top`` under which ``path`` lies; ``top``'s own for itself."""
    return top.path + "".join(f"{id}/" for id in path[len(top.path) :].split("/")[:1] if id)


def _people_by_branch(top: Unit, subtree: Iterable[Unit]) -> dict[str, int]:
    """The workers below each child of ``top``. Where a unit gives its number, its parts are in it already: in
    the order of paths they stand right behind it."""
    people: dict[str, int] = {}
    counted: str | None = None
    for unit in subtree:
        if unit.workers is None or unit.path == top.path:
            continue
        if counted is not None and covers(counted, unit.path):
            continue
        counted = unit.path
        branch = _branch(top, unit.path)
        people[branch] = people.get(branch, 0) + unit.workers
    return people


def _head(turn: Turn, campaign: Campaign, period: Period, whole: Share, shares: Sequence[Share]) -> str:
    return turn.say(
        "registration.head",
        unit=whole.unit.name,
        period=period.name,
        campaign=campaign.short_name,
        registered=grouped(whole.registered),
        people=grouped(whole.people or 0),
        begun=grouped(sum(share.registered > 0 for share in shares)),
        units=grouped(len(shares)),
    )


def _line(turn: Turn, share: Share, quota: int | None) -> str:
    if share.people is None:
        registered = grouped(share.registered)
        return turn.say("registration.line_unknown", unit=share.unit.name, registered=registered)
    missing = missing_to_quota(share.registered, share.people, quota or 0)
    key = "registration.line_missing" if quota and missing else "registration.line"
    return turn.say(
        key,
        unit=share.unit.name,
        registered=grouped(share.registered),
        people=grouped(share.people),
        percent=share.percent,
        missing=grouped(missing),
    )


def _of_unit(
    turn: Turn, campaign: Campaign, period: Period, path: str, rows: Sequence[Registered], exactly: bool
) -> str:
    """One unit with its parts: its share against the quota, and who of its members has not registered."""
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
    missing = pledge_lists.not_registered(
        turn.connection, path, campaign.id, period.id, limit=SHOWN + 1, exactly=exactly
    )
    if missing:
        names = ", ".join(name for name, _unit in missing[:SHOWN])
        key = "registration.not_yet_more" if len(missing) > SHOWN else "registration.not_yet"
        lines.append(turn.say(key, names=names))
    return "\n".join(lines)
