"""Which units a campaign concerns, as people are told it."""

from collections.abc import Iterable, Sequence

from domain.campaign import Campaign
from domain.pledge_rules import Refusal, refuse_period
from domain.scope import EVERYWHERE, Scope
from domain.units import Unit
from handlers.turn import Turn
from store import scopes

_NAMED = 3  # units at the top of a scope that are named in a sentence


def scope_of(turn: Turn, campaign: Campaign) -> Scope:
    return scopes.of(turn.connection, campaign.id)


def named_tops(turn: Turn, scope: Scope) -> str:
    """The units at the top, the first of them by name; "mọi đơn vị" where no scope was set."""
    if scope.everywhere:
        return turn.say("scope.everywhere")
    names = ", ".join(top.name for top in scope.tops[:_NAMED])
    more = len(scope.tops) - _NAMED
    return turn.say("scope.and_more", names=names, count=more) if more > 0 else names


def open_campaigns(turn: Turn, places: Iterable[Unit] | None = None) -> Sequence[Campaign]:
    """Those in which somebody may pledge today; with ``places`` those that concern one of these units."""
    offered = [each for each in turn.catalogue if refuse_period(each, None, turn.today) is None]
    if places is None or not offered:
        return offered
    known, paths = scopes.all_of(turn.connection), [place.path for place in places]
    return [each for each in offered if any(known.get(each.id, EVERYWHERE).concerns(path) for path in paths)]


def refuse_scope(turn: Turn, campaign: Campaign, places: Sequence[Unit]) -> Refusal | None:
    """Why none of these units takes part in the campaign, and what can be done; None where one does."""
    scope = scope_of(turn, campaign)
    if any(scope.concerns(place.path) for place in places):
        return None
    values = {
        "campaign": campaign.short_name,
        "tops": named_tops(turn, scope),
        "unit": ", ".join(place.name for place in places[:_NAMED]),
    }
    others = ", ".join(each.short_name for each in open_campaigns(turn, places))
    if not others:
        return Refusal(key="pledge.refuse.scope", values=values)
    return Refusal(key="pledge.refuse.scope_but", values={**values, "names": others})
