"""Pledges listed for those who decide on them: by state and campaign, a page at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.numbers import grouped
from domain.permissions import Action, reached
from domain.pledge import PledgeState
from domain.reply import Button, Reply
from domain.text import clean, fold, plain
from handlers.choices import number_behind, picked
from handlers.my_pledges import SHOW
from handlers.pledge_telling import in_short, period_of, state_of
from handlers.turn import Turn
from store import pledge_lists
from store.pledge_lists import PAGE, Listed, Wanted

ALL = "pa:"  # confirms the pledges of the list just shown
MORE = "pn:"  # the next page: state, campaign and the number after which it begins
_STATES = {
    "cho": PledgeState.SUBMITTED,
    "da xac nhan": PledgeState.CONFIRMED,
    "bi tra": PledgeState.RETURNED,
    "da tra": PledgeState.RETURNED,
    "da rut": PledgeState.WITHDRAWN,
    "khong dat": PledgeState.NOT_ACHIEVED,
    "chua dat": PledgeState.NOT_ACHIEVED,
    "dat": PledgeState.ACHIEVED,
}
_LISTING = re.compile(r"(?:xem )?danh sach (?:dang ky|giao uoc)(?: thi dua)?(?: (?:dang )?(.+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which pledges are wanted; None means all."""

    state: PledgeState | None = None
    campaign: str | None = None


def waiting(turn: Turn) -> Sequence[Reply]:
    """/duyet: those that wait for a decision, the oldest first."""
    return _list(turn, Filter(state=PledgeState.SUBMITTED), after=0)


def asks_for_list(turn: Turn) -> bool:
    """danh sách đăng ký, with or without a state and a campaign, by somebody who may see it."""
    sees = turn.person.agreed_before or bool(reached(turn.person, Action.REVIEW_PLEDGES))
    return sees and _filter_said(turn) is not None


def listing(turn: Turn) -> Sequence[Reply]:
    """danh sách đăng ký; danh sách đăng ký đã xác nhận Long Biên …"""
    return _list(turn, _filter_said(turn) or Filter(), after=0)


def _filter_said(turn: Turn) -> Filter | None:
    """None for what is no request for a list, or has more in it than we understand."""
    found = _LISTING.fullmatch(fold(clean(turn.message.text)).strip(" .?!"))
    if found is None:
        return None
    said = f" {plain(found[1] or '')} "
    campaign = next((each for each in turn.catalogue if f" {plain(each.short_name)} " in said), None)
    if campaign:
        said = said.replace(f" {plain(campaign.short_name)} ", " ")
    state = next((words for words in _STATES if f" {words} " in said or said.startswith(f" {words}")), None)
    if said.strip() and state is None:
        return None
    return Filter(state=_STATES[state] if state else None, campaign=campaign.id if campaign else None)


def more(turn: Turn) -> Sequence[Reply]:
    """The next page, as the button says."""
    state, campaign, after = (*(picked(turn) or "").removeprefix(MORE).split(":"), "", "")[:3]
    wanted = Filter(
        state=PledgeState(state) if state in set(PledgeState) else None,
        campaign=campaign if campaign in turn.catalogue else None,
    )
    return _list(turn, wanted, after=number_behind("", after) or 0)


def _list(turn: Turn, what: Filter, *, after: int) -> Sequence[Reply]:
    paths = reached(turn.person, Action.REVIEW_PLEDGES)
    if turn.message.in_group or not paths:
        return [Reply(text=turn.say("may_not.review"))]
    states = (what.state,) if what.state else ()
    wanted = [
        Wanted(path=path, exactly=exactly, states=states, campaign=what.campaign) for path, exactly in paths
    ]
    found = [each for one in wanted for each in pledge_lists.listed(turn.connection, one, after=after)]
    page = sorted(found, key=lambda each: each.pledge.id)[:PAGE]
    if not page:
        return [Reply(text=turn.say("review.none"))]
    return _page(turn, what, page, _counts(turn, wanted))


def _page(turn: Turn, what: Filter, page: Sequence[Listed], counts: str) -> Sequence[Reply]:
    lines = [turn.say("review.head", counts=counts)]
    lines += [_line(turn, number, each) for number, each in enumerate(page, 1)]
    buttons = [
        Button(each.name or turn.say("review.nameless", number=number), f"{SHOW}{each.pledge.id}")
        for number, each in enumerate(page, 1)
    ]
    last = page[-1].pledge.id
    if what.state is PledgeState.SUBMITTED:
        lines.append(turn.say("review.how"))
        buttons.append(Button(turn.say("review.confirm_all"), f"{ALL}{last}"))
    if len(page) == PAGE:
        more_of = f"{MORE}{what.state or ''}:{what.campaign or ''}:{last}"
        buttons.append(Button(turn.say("review.more"), more_of))
    seen = {each.pledge.id: each.pledge.version for each in page}
    turn.conversation = turn.conversation.offering(tuple(buttons)).having_seen(seen)
    return [Reply(text="\n".join(lines), buttons=tuple(buttons))]


def _counts(turn: Turn, wanted: Sequence[Wanted]) -> str:
    """How many there are in each state, whichever is listed."""
    total: dict[PledgeState, int] = {}
    for one in wanted:
        everything = Wanted(path=one.path, exactly=one.exactly, campaign=one.campaign)
        for state, count in pledge_lists.counts(turn.connection, everything).items():
            total[state] = total.get(state, 0) + count
    return ", ".join(
        f"{grouped(count)} {turn.say(f'pledge.state.{state}')}" for state, count in total.items()
    )


def _line(turn: Turn, number: int, each: Listed) -> str:
    who = each.name or turn.say("pledge.nobody")
    return (
        f"{number}. {who} ({each.unit_name}): {in_short(turn, each.pledge)} – {period_of(turn, each.pledge)}"
        f" – {state_of(turn, each.pledge)} – {each.pledge.receipt}"
    )
