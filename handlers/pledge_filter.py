"""Which pledges somebody wants listed, in their words: state, campaign, period, kind, unit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from domain.forms.reading import asks
from domain.permissions import Action, reached
from domain.pledge import PledgeKind, PledgeState
from domain.pledge_rules import periods
from domain.text import clean, marked, plain
from domain.units import Unit, covers
from handlers.named_in import Named, joined, named_in, words_of
from handlers.turn import Turn
from store import units
from store.pledge_lists import Wanted

T = TypeVar("T")
_STATES: Mapping[str, PledgeState] = MappingProxyType(
    {
        "dang cho xac nhan": PledgeState.SUBMITTED,
        "cho xac nhan": PledgeState.SUBMITTED,
        "dang cho": PledgeState.SUBMITTED,
        "cho": PledgeState.SUBMITTED,
        "da xac nhan": PledgeState.CONFIRMED,
        "bi tra lai": PledgeState.RETURNED,
        "bi tra": PledgeState.RETURNED,
        "da tra": PledgeState.RETURNED,
        "da rut": PledgeState.WITHDRAWN,
        "khong dat": PledgeState.NOT_ACHIEVED,
        "chua dat": PledgeState.NOT_ACHIEVED,
        "dat": PledgeState.ACHIEVED,
    }
)
_KINDS: Mapping[str, PledgeKind] = MappingProxyType(
    {
        "ca nhan": PledgeKind.PERSON,
        "danh hieu": PledgeKind.PERSON,
        "gan bien": PledgeKind.WORK,
        "cong trinh": PledgeKind.WORK,
        "giao uoc": PledgeKind.UNIT,
    }
)
_LISTING = re.compile(r"(?:xem |cho xem )?danh sach ((?:dang ky|giao uoc|cong trinh)\b.*)")
_REGISTERING = re.compile(r"^dang ky(?: thi dua)?(?: |$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which pledges are wanted; None means all. ``period`` is its name as it stands on a button (dot-1), in
    whichever campaign there is such a one; ``unit`` is a unit with all below it."""

    state: PledgeState | None = None
    campaign: str | None = None
    period: str | None = None
    kind: PledgeKind | None = None
    unit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was understood: the filter; or ``places``, of which one may be the unit that is meant, or a unit
    ``outside`` of what the sender may see."""

    filter: Filter = Filter()
    places: tuple[Unit, ...] = ()
    outside: Unit | None = None
    understood: bool = True


def heard(turn: Turn) -> Heard | None:
    """danh sách đăng ký đã xác nhận Long Biên đợt 1 ở CĐCS May 10. None for what is no request for a list:
    also where more is asked than a list can answer."""
    found = _LISTING.fullmatch(words_of(turn.message.text))
    if found is None:
        return None
    said = _REGISTERING.sub("", found[1])
    states = {words: state for words, state in _STATES.items() if words != "cho" or _waits(turn, said)}
    second: Heard | None = None
    for wanted, rest in _readings(turn, said, states):
        rest = joined(rest, at_end=True)
        named = named_in(turn, rest, Action.REVIEW_PLEDGES) if rest else Named()
        if named is None:
            continue
        whole = replace(
            wanted,
            campaign=named.campaign.id if named.campaign else None,
            unit=named.unit.id if named.unit else None,
        )
        if not named.places and named.outside is None:
            return Heard(filter=whole)
        second = second or Heard(filter=whole, places=named.places, outside=named.outside)
    if second is None and not asks(turn.message.text):
        return Heard(understood=False)
    return second


def _waits(turn: Turn, said: str) -> bool:
    """Chờ, and not cho: by its mark, or as the last word."""
    return "chờ" in marked(clean(turn.message.text)) or said.endswith("cho")


def _readings(turn: Turn, said: str, states: Mapping[str, PledgeState]) -> Iterator[tuple[Filter, str]]:
    """Each word for a state, a kind or a period as such, then as a part of a name: Chợ Đạt is a place."""
    names = {plain(period.name) for each in turn.catalogue for period in periods(each)}
    for state, without_state in _taken(said, states):
        for kind, without_kind in _taken(without_state, _KINDS):
            for period, rest in _taken(without_kind, {name: _slug(name) for name in names}):
                yield Filter(state=state, kind=kind, period=period), rest


def _taken(said: str, words: Mapping[str, T]) -> Iterator[tuple[T | None, str]]:
    """What the longest of ``words`` that was said stands for, and the rest without it; then nothing, and all
    that was said. A single word is one at the beginning or the end only."""
    padded = f" {said} "
    for each in sorted(words, key=len, reverse=True):
        at = padded.find(f" {each} ")
        inside = 0 < at < len(padded) - len(each) - 2
        if at < 0 or (inside and " " not in each):
            continue
        yield words[each], f"{padded[:at]} {padded[at + len(each) + 2 :]}".strip()
        break
    yield None, said


def _slug(name: str) -> str:
    return plain(name).replace(" ", "-")


def wanted_of(turn: Turn, what: Filter) -> Sequence[Wanted]:
    """The filter on each part of the tree that the sender may see; none where there is nothing to see."""
    among = _among(turn, what)
    if what.period and not among:
        return ()
    return [
        Wanted(
            path=path,
            exactly=exactly,
            states=(what.state,) if what.state else (),
            campaign=what.campaign,
            among=among,
            kind=what.kind,
        )
        for path, exactly in _parts(turn, what)
    ]


def _among(turn: Turn, what: Filter) -> tuple[tuple[str, str], ...]:
    """The periods of that name, each with its campaign."""
    return tuple(
        (each.id, period.id)
        for each in turn.catalogue
        for period in periods(each)
        if what.campaign in (None, each.id) and _slug(period.name) == what.period
    )


def _parts(turn: Turn, what: Filter) -> Iterator[tuple[str, bool]]:
    """What the sender may see, as far as it lies in the unit that is wanted."""
    unit = units.get(turn.connection, what.unit) if what.unit else None
    for path, exactly in reached(turn.person, Action.REVIEW_PLEDGES):
        if what.unit is None or (unit and covers(unit.path, path)):
            yield path, exactly
        elif unit and not exactly and covers(path, unit.path):
            yield unit.path, False


def filter_told(turn: Turn, what: Filter) -> str:
    """The filter in words, with commas between; empty where everything is wanted."""
    campaign = turn.catalogue.get(what.campaign)
    unit = units.get(turn.connection, what.unit) if what.unit else None
    parts = (
        turn.say(f"review.kind.{what.kind}") if what.kind else "",
        turn.say(f"pledge.state.{what.state}") if what.state else "",
        campaign.short_name if campaign else "",
        _period_name(turn, what.period) if what.period else "",
        unit.name if unit else "",
    )
    return ", ".join(filter(None, parts))


def _period_name(turn: Turn, slug: str) -> str:
    names = (period.name for each in turn.catalogue for period in periods(each))
    return next((name for name in names if _slug(name) == slug), slug)


def dump_filter(what: Filter, after: int) -> str:
    """As a button carries it, with the number after which the page begins."""
    kind = what.kind[0] if what.kind else ""
    parts = (what.state or "", what.campaign or "", after, what.period or "", kind, what.unit or "")
    return ":".join(map(str, parts))


def load_filter(turn: Turn, text: str) -> tuple[Filter, str]:
    """What a button carries; whatever there is no such thing of is left out."""
    state, campaign, after, period, kind, unit = (*text.split(":"), *[""] * 6)[:6]
    names = {_slug(each.name) for plan in turn.catalogue for each in periods(plan)}
    return (
        Filter(
            state=PledgeState(state) if state in set(PledgeState) else None,
            campaign=campaign if campaign in turn.catalogue else None,
            period=period if period in names else None,
            kind=next((each for each in PledgeKind if kind and each[0] == kind), None),
            unit=int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 19 else None,
        ),
        after,
    )
