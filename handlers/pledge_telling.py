"""A pledge in words: the line in a list, the whole of it, what it is called."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.dates import short
from domain.numbers import grouped
from domain.pledge import Pledge, PledgeKind, PledgeState, Undertaking
from domain.pledge_rules import titles_for
from handlers.pledge_forms import WORK_KINDS, period_name
from handlers.turn import Turn
from store.pledge_versions import Version


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
    head = turn.say("pledge.full.head", receipt=of.receipt, state=state_of(turn, of))
    return "\n".join((head, *_body(turn, of, name, unit)))


def version_in_full(turn: Turn, of: Pledge, version: Version, name: str, unit: str) -> str:
    """One version of it, and whether it is the one that counts, came before it or stands beside it."""
    which = {-1: "earlier", 0: _standing(of), 1: "later"}
    place = (version.number > of.version) - (version.number < of.version)
    head = turn.say(
        "pledge.version.head",
        receipt=of.receipt,
        number=version.number,
        what=turn.say(f"pledge.standing.{which[place]}"),
        day=_day(turn, version),
    )
    shown = replace(of, undertaking=version.undertaking, reason=None)
    return "\n".join((head, *_body(turn, shown, name, unit)))


def later_versions(turn: Turn, of: Pledge, versions: Sequence[Version]) -> list[str]:
    """What was changed too late, beside what counts: each with its day and what differs."""
    later = [each for each in versions if each.number > of.version]
    if not later:
        return []
    what = turn.say(f"pledge.standing.{_standing(of)}")
    lines = [turn.say("pledge.version.this", number=of.version, what=what)]
    for each in later:
        differs = "; ".join(differences(turn, of, each.undertaking)) or turn.say("pledge.version.same")
        values = {"number": each.number, "day": _day(turn, each), "differs": differs}
        lines.append(turn.say("pledge.version.beside", receipt=of.receipt, **values))
    return lines


def _standing(of: Pledge) -> str:
    waits = of.state in (PledgeState.SUBMITTED, PledgeState.RETURNED)
    return "waiting" if waits else "withdrawn" if of.state is PledgeState.WITHDRAWN else "frozen"


def _day(turn: Turn, version: Version) -> str:
    return short(version.changed_at.astimezone(turn.zone).date())


def differences(turn: Turn, of: Pledge, other: Undertaking) -> list[str]:
    """What ``other`` says differently from the version that counts, each in a few words."""
    mine, theirs = _sayings(turn, of), _sayings(turn, replace(of, undertaking=other))
    labels = dict.fromkeys((*mine, *theirs))
    nothing = turn.say("pledge.version.nothing")
    return [
        turn.say(
            "pledge.version.change",
            label=label,
            old=mine.get(label) or nothing,
            new=theirs.get(label) or nothing,
        )
        for label in labels
        if mine.get(label) != theirs.get(label)
    ]


def _sayings(turn: Turn, of: Pledge) -> Mapping[str, str]:
    """What it undertakes, by what each is called."""
    what, known = of.undertaking, {each.id: each for each in turn.knowledge.indicators}
    said = {
        turn.say("pledge.what.work"): f"{_work_kind(of)} “{what.work}”" if what.work else "",
        turn.say("pledge.what.titles"): titles_of(turn, of),
        turn.say("pledge.what.text"): f"“{what.text}”" if what.text else "",
        turn.say("pledge.what.initiatives"): str(what.initiatives) if of.kind is PledgeKind.PERSON else "",
        turn.say("pledge.what.finish"): short(what.finish_on) if what.finish_on else "",
    }
    targets = [each for each in what.targets if each.indicator in known]
    return said | {known[each.indicator].label: grouped(each.value) for each in targets}


def _body(turn: Turn, of: Pledge, name: str, unit: str) -> list[str]:
    what, lines = of.undertaking, []
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
    return lines


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
