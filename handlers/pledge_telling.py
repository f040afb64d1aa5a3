"""A pledge in words: the line in a list, the whole of it, what it is called."""

from domain.dates import short
from domain.numbers import grouped
from domain.pledge import Pledge, PledgeKind
from domain.pledge_rules import titles_for
from handlers.pledge_forms import WORK_KINDS, period_name
from handlers.turn import Turn


def titles_of(turn: Turn, of: Pledge) -> str:
    """The names of its titles with commas between; those no longer known by their ids."""
    campaign = turn.catalogue.get(of.campaign)
    names = {}
    if campaign:
        names = {title.id: title.name for title in titles_for(campaign, turn.knowledge, of.kind)}
    return ", ".join(names.get(title, title) for title in of.undertaking.titles)


def in_short(turn: Turn, of: Pledge) -> str:
    """What it is for, in a few words: the titles, the work, or that it is a giao ước."""
    if of.kind is PledgeKind.WORK:
        return f"{_work_kind(of)} “{of.undertaking.work}”"
    titles = titles_of(turn, of)
    if of.kind is PledgeKind.UNIT:
        return turn.say("pledge.of_unit") + (f" ({titles})" if titles else "")
    return titles


def period_of(turn: Turn, of: Pledge) -> str:
    """đợt 1, Long Biên"""
    campaign = turn.catalogue.get(of.campaign)
    return f"{period_name(campaign, of.period)}, {campaign.short_name}" if campaign else of.campaign


def state_of(turn: Turn, of: Pledge) -> str:
    return turn.say(f"pledge.state.{of.state}")


def in_full(turn: Turn, of: Pledge, name: str, unit: str) -> str:
    """Everything its reader may see, line by line."""
    what = of.undertaking
    lines = [turn.say("pledge.full.head", receipt=of.receipt, state=state_of(turn, of))]
    who = name or turn.say("pledge.nobody")
    lines.append(unit if of.kind is PledgeKind.UNIT else turn.say("pledge.full.who", name=who, unit=unit))
    lines.append(turn.say("pledge.full.period", period=period_of(turn, of)))
    lines.append(turn.say("pledge.full.what", what=in_short(turn, of)))
    if what.text:
        lines.append(turn.say("pledge.full.text", text=what.text))
    if of.kind is PledgeKind.PERSON:
        lines.append(turn.say("pledge.full.initiatives", count=what.initiatives))
    if what.finish_on:
        lines.append(turn.say("pledge.full.finish", day=short(what.finish_on)))
    lines += _targets(turn, of)
    if of.reason:
        lines.append(turn.say("pledge.full.reason", reason=of.reason))
    return "\n".join(lines)


def _targets(turn: Turn, of: Pledge) -> list[str]:
    known = {indicator.id: indicator for indicator in turn.knowledge.indicators}
    return [
        f"– {known[target.indicator].label}: {grouped(target.value)} {known[target.indicator].unit}"
        for target in of.undertaking.targets
        if target.indicator in known
    ]


def _work_kind(of: Pledge) -> str:
    kinds = {option.value: option.label for option in WORK_KINDS}
    return kinds.get(of.undertaking.work_kind, of.undertaking.work_kind)
