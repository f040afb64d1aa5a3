"""Who has registered and who has not: shares against the plan's quota, level by level, and by name."""

import re
from collections.abc import Sequence
from itertools import groupby

from domain.campaign import Campaign
from domain.numbers import grouped
from domain.permissions import Action, reached
from domain.pledge_rules import missing_to_quota, period_now, registration_quota
from domain.reply import Button, Reply
from domain.text import plain
from domain.units import Unit
from handlers.campaigns import stale
from handlers.choices import number_behind, picked
from handlers.concerned import named_tops, scope_of
from handlers.named_in import Named, joined, named_in, words_of
from handlers.shares import Asked, Share, children_of, looks_below, mine, parts_of, share_of, shares_below
from handlers.turn import Turn
from store import pledge_lists, scopes, units
from store.pledge_lists import Missing, Part

OF = "tl:"  # what a button sends that asks for the shares of a campaign, before its id
AT = "tu:"  # the shares of a unit: campaign, unit, how many units come before
NOT_YET = "tm:"  # who has not registered there: campaign, unit (0: in all of one's own), how many come before
PAGE = 10  # units shown at once
NAMES = 20  # people named at once in a list
SHOWN = 15  # people named below a unit's share
_MISSING = {"ai chua dang ky", "chua dang ky"}
_SAID = re.compile(
    r"(?:xem |cho xem )?(ty le dang ky|(?:nhung )?ai chua dang ky|(?:danh sach )?chua dang ky)(?: thi dua)?"
    r"(?: danh hieu)? (.+)"
)


def show(turn: Turn) -> Sequence[Reply]:
    """/tyle: what is registered and what is missing, for each unit the sender looks after."""
    if not _may(turn):
        return [Reply(text=turn.say("may_not.registration"))]
    names = plain(turn.message.text) in _MISSING
    return _show(turn, _picked(turn), None, names=names)


def _may(turn: Turn) -> bool:
    return not turn.message.in_group and bool(reached(turn.person, Action.SEE_REGISTRATION))


def _picked(turn: Turn) -> Campaign | None:
    choice = picked(turn) or ""
    return turn.catalogue.get(choice.removeprefix(OF)) if choice.startswith(OF) else None


def asks_for_shares(turn: Turn) -> bool:
    """tỷ lệ đăng ký Long Biên CĐCS May 10; ai chưa đăng ký ở CĐCS May 10 – by somebody who may see some, with
    nothing in it that we do not understand."""
    return _said(turn) is not None


def shares_said(turn: Turn) -> Sequence[Reply]:
    said = _said(turn)
    if said is None:
        return show(turn)
    named, names = said
    if named.outside:
        return [Reply(text=turn.say("reach.outside", unit=named.outside.name))]
    if named.places:
        campaign = named.campaign or _campaign(turn, None)
        return _ask_unit(turn, campaign, named.places) if campaign else _ask_which(turn)
    return _show(turn, named.campaign, named.unit, names=names)


def _said(turn: Turn) -> tuple[Named, bool] | None:
    """What was named, and whether names are asked for."""
    found = _SAID.fullmatch(words_of(turn.message.text))
    if found is None or not _may(turn):
        return None
    named = named_in(turn, joined(found[2]), Action.SEE_REGISTRATION)
    return (named, "chua" in found[1]) if named else None


def _show(
    turn: Turn, campaign: Campaign | None, unit: Unit | None, *, names: bool = False
) -> Sequence[Reply]:
    campaign = _campaign(turn, campaign)
    if campaign is None:
        return _ask_which(turn)
    asked = _asked(turn, campaign)
    own = [unit] if unit else mine(turn)
    if not any(asked.scope.touches(each.path) for each in own):
        return _not_concerned(turn, asked, own)
    if len(own) == 1:
        below = looks_below(turn, own[0]) and children_of(turn, own[0])
        return _names(turn, asked, own[0], 0) if names and below else _at(turn, asked, own[0], 0)
    return _names(turn, asked, None, 0) if names else _mine(turn, asked, 0)


def _campaign(turn: Turn, named: Campaign | None) -> Campaign | None:
    """The one named or chosen, else the only one that runs and concerns somebody the sender looks after."""
    chosen = named or turn.catalogue.get(turn.conversation.campaign)
    if chosen:
        return chosen
    running = [each for each in _concerning(turn) if each.starts_on <= turn.today <= each.ends_on]
    return running[0] if len(running) == 1 else None


def _concerning(turn: Turn) -> Sequence[Campaign]:
    paths = [path for path, _exactly in reached(turn.person, Action.SEE_REGISTRATION)]
    known = scopes.all_of(turn.connection)
    return [
        each
        for each in turn.catalogue
        if each.id not in known or any(known[each.id].touches(path) for path in paths)
    ]


def _asked(turn: Turn, campaign: Campaign) -> Asked:
    return Asked(campaign=campaign, period=period_now(campaign, turn.today), scope=scope_of(turn, campaign))


def _offer(turn: Turn, lines: Sequence[str], buttons: Sequence[Button]) -> Sequence[Reply]:
    turn.conversation = turn.conversation.offering(tuple(buttons))
    return [Reply(text="\n".join(lines), buttons=tuple(buttons))]


def _ask_which(turn: Turn) -> Sequence[Reply]:
    buttons = [Button(each.short_name, f"{OF}{each.id}") for each in _concerning(turn)]
    return _offer(turn, [turn.say("registration.which")], buttons)


def _ask_unit(turn: Turn, campaign: Campaign, places: Sequence[Unit]) -> Sequence[Reply]:
    buttons = [_to(each, campaign) for each in places]
    return _offer(turn, [turn.say("registration.which_unit")], buttons)


def _not_concerned(turn: Turn, asked: Asked, own: Sequence[Unit]) -> Sequence[Reply]:
    """Why there is nothing to see, and the campaigns of which there is."""
    text = turn.say(
        "registration.not_concerned",
        campaign=asked.campaign.short_name,
        tops=named_tops(turn, asked.scope),
        unit=own[0].name if len(own) == 1 else turn.say("registration.own_units"),
    )
    others = [each for each in _concerning(turn) if each.id != asked.campaign.id]
    return _offer(turn, [text], [Button(each.short_name, f"{OF}{each.id}") for each in others])


def _to(unit: Unit, campaign: Campaign, before: int = 0) -> Button:
    return Button(unit.name, f"{AT}{campaign.id}:{unit.id}:{before}")


def at(turn: Turn) -> Sequence[Reply]:
    """The shares of the unit of a button, which is checked again; unit 0 is all of one's own."""
    if not _may(turn):
        return [Reply(text=turn.say("may_not.registration"))]
    campaign, unit, before = _wish(turn, AT)
    if campaign is None:
        return stale(turn)
    asked = _asked(turn, campaign)
    if unit is None:
        return _mine(turn, asked, before)
    if not turn.may(Action.SEE_REGISTRATION, unit.path):
        return [Reply(text=turn.say("reach.outside", unit=unit.name))]
    if not asked.scope.touches(unit.path):
        return _not_concerned(turn, asked, [unit])
    return _at(turn, asked, unit, before)


def not_yet(turn: Turn) -> Sequence[Reply]:
    """Who has not registered there, as the button says, which is checked again."""
    if not _may(turn):
        return [Reply(text=turn.say("may_not.registration"))]
    campaign, unit, before = _wish(turn, NOT_YET)
    if campaign is None:
        return stale(turn)
    if unit and not turn.may(Action.SEE_REGISTRATION, unit.path):
        return [Reply(text=turn.say("reach.outside", unit=unit.name))]
    return _names(turn, _asked(turn, campaign), unit, before)


def _wish(turn: Turn, begin: str) -> tuple[Campaign | None, Unit | None, int]:
    """What a button wants to see; no campaign for what none of ours says."""
    parts = (picked(turn) or "").removeprefix(begin).split(":")
    numbers = [number_behind("", part) for part in parts[1:]]
    if len(parts) != 3 or None in numbers:
        return None, None, 0
    unit = units.get(turn.connection, numbers[0] or 0)
    known = turn.catalogue.get(parts[0]) if unit or not numbers[0] else None
    return known, unit, numbers[1] or 0


def _at(turn: Turn, asked: Asked, unit: Unit, before: int) -> Sequence[Reply]:
    """A unit: those below it, a page at a time, or where there are none its own share and names."""
    if not (looks_below(turn, unit) and children_of(turn, unit)):
        return _of_unit(turn, asked, unit)
    whole, below = shares_below(turn, asked, unit)
    head = turn.say(
        "registration.head",
        unit=unit.name,
        period=asked.period.name,
        campaign=asked.campaign.short_name,
        registered=grouped(whole.registered),
        people=grouped(whole.people or 0),
        begun=grouped(sum(share.registered > 0 for share in below)),
        units=grouped(len(below)),
    )
    page = below[before : before + PAGE]
    return _paged(turn, asked, head, page, unit, more=len(below) - before - len(page), before=before)


def _mine(turn: Turn, asked: Asked, before: int) -> Sequence[Reply]:
    """The units that the sender looks after, a page at a time."""
    own = [unit for unit in mine(turn) if asked.scope.touches(unit.path)]
    head = turn.say("registration.unit", period=asked.period.name, campaign=asked.campaign.short_name)
    page = [share_of(turn, asked, unit) for unit in own[before : before + PAGE]]
    return _paged(turn, asked, head, page, None, more=len(own) - before - len(page), before=before)


def _paged(
    turn: Turn, asked: Asked, head: str, page: Sequence[Share], unit: Unit | None, *, more: int, before: int
) -> Sequence[Reply]:
    """Numbered lines with their buttons, then the ways on: the next page, names, up again."""
    quota = registration_quota(asked.campaign)
    lines = [head, *(f"{number}. {_line(turn, share, quota)}" for number, share in enumerate(page, 1))]
    buttons = [_to(share.unit, asked.campaign) for share in page]
    place = f"{asked.campaign.id}:{unit.id if unit else 0}"
    if more > 0:
        lines.append(turn.say("registration.more", count=grouped(more)))
        buttons.append(Button(turn.say("registration.next"), f"{AT}{place}:{before + PAGE}"))
    buttons.append(Button(turn.say("registration.names"), f"{NOT_YET}{place}:0"))
    return _offer(turn, lines, [*buttons, *_up(turn, asked, unit)])


def _up(turn: Turn, asked: Asked, unit: Unit | None) -> Sequence[Button]:
    """To the unit above, where the sender may see it; else to all of their own, where there are several."""
    above = units.get(turn.connection, unit.parent) if unit and unit.parent else None
    if above and turn.may(Action.SEE_REGISTRATION, above.path):
        label = turn.say("registration.up", unit=above.name)
        return [Button(label, f"{AT}{asked.campaign.id}:{above.id}:0")]
    if unit is None or len(mine(turn)) < 2:
        return ()
    return [Button(turn.say("registration.own"), f"{AT}{asked.campaign.id}:0:0")]


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
        percent=_percent(turn, share),
        missing=grouped(missing),
    )


def _percent(turn: Turn, share: Share) -> str:
    """A few of very many are not nobody."""
    few = share.registered > 0 and share.percent == 0
    return turn.say("registration.few") if few else f"{share.percent}"


def _of_unit(turn: Turn, asked: Asked, unit: Unit) -> Sequence[Reply]:
    """One unit with its parts: its share against the quota, and who of its members has not registered."""
    quota = registration_quota(asked.campaign)
    lines = [turn.say("registration.unit", period=asked.period.name, campaign=asked.campaign.short_name)]
    lines.append(_line(turn, share_of(turn, asked, unit), quota))
    if quota:
        section = next(each.section for each in asked.campaign.quotas if each.registration)
        citation = asked.campaign.citation(section)
        lines.append(turn.say("registration.quota", percent=quota, citation=citation))
    found = _missing(turn, asked, parts_of(turn, asked, unit), 0, SHOWN + 1)
    buttons = list(_up(turn, asked, unit))
    if found:
        names = ", ".join(each.name for each in found[:SHOWN])
        key = "registration.not_yet_more" if len(found) > SHOWN else "registration.not_yet"
        lines.append(turn.say(key, names=names))
    if len(found) > SHOWN:
        all_names = f"{NOT_YET}{asked.campaign.id}:{unit.id}:0"
        buttons.insert(0, Button(turn.say("registration.names"), all_names))
    return _offer(turn, lines, buttons)


def _missing(turn: Turn, asked: Asked, parts: Sequence[Part], before: int, limit: int) -> Sequence[Missing]:
    return pledge_lists.missing(
        turn.connection, parts, asked.campaign.id, asked.period.id, on=turn.today, after=before, limit=limit
    )


def _names(turn: Turn, asked: Asked, unit: Unit | None, before: int) -> Sequence[Reply]:
    """Who has not registered in a unit and below it, or in all of the sender's own, by unit."""
    parts = [part for each in ([unit] if unit else mine(turn)) for part in parts_of(turn, asked, each)]
    found = _missing(turn, asked, parts, before, NAMES + 1)
    page = found[:NAMES]
    count = pledge_lists.count_missing(
        turn.connection, parts, asked.campaign.id, asked.period.id, on=turn.today
    )
    values = {
        "unit": unit.name if unit else turn.say("registration.own_units"),
        "period": asked.period.name,
        "campaign": asked.campaign.short_name,
        "count": grouped(count),
    }
    place = f"{asked.campaign.id}:{unit.id if unit else 0}"
    buttons = []
    if len(found) > NAMES:
        buttons.append(Button(turn.say("registration.next"), f"{NOT_YET}{place}:{before + NAMES}"))
    buttons.append(Button(turn.say("registration.shares"), f"{AT}{place}:0"))
    if not page:
        return _offer(turn, [turn.say("registration.names_none", **values)], buttons)
    lines = [turn.say("registration.names_head", **values)]
    for _unit, people in groupby(page, key=lambda each: each.unit):
        named = list(people)
        lines.append(f"– {named[0].unit_name}: {', '.join(each.name for each in named)}")
    return _offer(turn, [*lines, turn.say("registration.names_foot")], buttons)
