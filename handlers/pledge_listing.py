"""Pledges listed for those who decide on them: by what they asked for, a page at a time."""

from collections.abc import Sequence
from dataclasses import replace

from domain.numbers import grouped
from domain.permissions import Action, reached
from domain.pledge import PledgeState
from domain.reply import Button, Reply
from domain.text import clean
from handlers.choices import number_behind, picked
from handlers.my_pledges import SHOW
from handlers.pledge_filter import Filter, Heard, dump_filter, filter_told, heard, load_filter, wanted_of
from handlers.pledge_telling import in_short, period_of, state_of
from handlers.turn import Turn
from store import pledge_lists
from store.pledge_lists import PAGE, Listed, Wanted

ALL = "pa:"  # confirms the pledges of the list just shown
MORE = "pn:"  # the next page: the filter and the number after which it begins
_WAITING = Filter(state=PledgeState.SUBMITTED)


def waiting(turn: Turn) -> Sequence[Reply]:
    """/duyet: those that wait for a decision, the oldest first."""
    return _list(turn, _WAITING, after=0)


def asks_for_list(turn: Turn) -> bool:
    """danh sách đăng ký, with or without what it is filtered by, by somebody who may see it."""
    sees = turn.person.agreed_before or bool(reached(turn.person, Action.REVIEW_PLEDGES))
    return sees and heard(turn) is not None


def listing(turn: Turn) -> Sequence[Reply]:
    """danh sách đăng ký; danh sách đăng ký đã xác nhận Long Biên đợt 1 ở CĐCS May 10 …"""
    said = heard(turn) or Heard()
    if said.outside:
        return [Reply(text=turn.say("reach.outside", unit=said.outside.name))]
    if not said.understood:
        campaigns = ", ".join(each.short_name for each in turn.catalogue)
        return [
            Reply(text=turn.say("review.not_understood", said=clean(turn.message.text), campaigns=campaigns))
        ]
    if said.places:
        return _ask_unit(turn, said)
    return _list(turn, said.filter, after=0, told=filter_told(turn, said.filter))


def _ask_unit(turn: Turn, said: Heard) -> Sequence[Reply]:
    buttons = tuple(
        Button(unit.name, f"{MORE}{dump_filter(replace(said.filter, unit=unit.id), 0)}")
        for unit in said.places
    )
    turn.conversation = turn.conversation.offering(buttons)
    return [Reply(text=turn.say("review.which_unit"), buttons=buttons)]


def more(turn: Turn) -> Sequence[Reply]:
    """The next page, as the button says."""
    wanted, after = load_filter(turn, (picked(turn) or "").removeprefix(MORE))
    told = "" if wanted == _WAITING else filter_told(turn, wanted)
    return _list(turn, wanted, after=number_behind("", after) or 0, told=told)


def _list(turn: Turn, what: Filter, *, after: int, told: str = "") -> Sequence[Reply]:
    """``told`` is the filter in words, said in the head of the list."""
    if turn.message.in_group or not reached(turn.person, Action.REVIEW_PLEDGES):
        return [Reply(text=turn.say("may_not.review"))]
    wanted = wanted_of(turn, what)
    found = [each for one in wanted for each in pledge_lists.listed(turn.connection, one, after=after)]
    page = sorted(found, key=lambda each: each.pledge.id)[:PAGE]
    if not page:
        return [Reply(text=turn.say("review.none_of" if told else "review.none", what=told))]
    counts = _counts(turn, wanted)
    head = turn.say("review.head_of" if told else "review.head", what=told, counts=counts)
    return _page(turn, what, page, head)


def _page(turn: Turn, what: Filter, page: Sequence[Listed], head: str) -> Sequence[Reply]:
    lines = [head, *(_line(turn, number, each) for number, each in enumerate(page, 1))]
    buttons = [
        Button(each.name or turn.say("review.nameless", number=number), f"{SHOW}{each.pledge.id}")
        for number, each in enumerate(page, 1)
    ]
    last = page[-1].pledge.id
    if what.state is PledgeState.SUBMITTED:
        lines.append(turn.say("review.how"))
        buttons.append(Button(turn.say("review.confirm_all"), f"{ALL}{last}"))
    if len(page) == PAGE:
        buttons.append(Button(turn.say("review.more"), f"{MORE}{dump_filter(what, last)}"))
    seen = {each.pledge.id: each.pledge.version for each in page}
    turn.conversation = turn.conversation.offering(tuple(buttons)).having_seen(seen)
    return [Reply(text="\n".join(lines), buttons=tuple(buttons))]


def _counts(turn: Turn, wanted: Sequence[Wanted]) -> str:
    """How many there are in each state, whichever is listed."""
    total: dict[PledgeState, int] = {}
    for one in wanted:
        everything = replace(one, states=())
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
