"""A campaign and a unit named in the same words: "Long Biên CĐCS May 10"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.campaign import Campaign
from domain.permissions import Action
from domain.text import clean, fold, plain
from domain.units import Unit
from handlers.naming import by_code
from handlers.turn import Place, Turn

_WORDS = re.compile(r"[\w./-]+")
_JOINING = {"cua", "o", "tai", "trong", "thuoc", "ve", "cho", "va", "phong", "trao", "don", "vi", "nam"}
_JOINED = re.compile(r"^(?:(?:cua|o|tai|trong|thuoc|ve|cho|va|phong trao|don vi)(?: |$))+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What was named: a campaign, a unit, or units of which one may be meant; nothing of either where only
    the other was. ``outside`` is a unit in which the sender has no say."""

    campaign: Campaign | None = None
    unit: Unit | None = None
    places: tuple[Unit, ...] = ()
    outside: Unit | None = None


def words_of(text: str) -> str:
    """Folded words with single blanks between; what stands inside a code stays."""
    return " ".join(_WORDS.findall(fold(clean(text)))).strip(" .")


def named_in(turn: Turn, said: str, action: Action) -> Named | None:
    """What folded words name, all of them; None when some are left over. Of units that may be meant, those in
    which the sender may do ``action``. A campaign is named by its name, at the beginning or the end; what is
    surely a unit comes before what may be one of several."""
    unsure: Named | None = None
    for campaign, rest in _readings(turn, said):
        if not rest:
            return Named(campaign=campaign)
        unit = by_code(turn, rest)
        places = [] if unit else [each for each in turn.find_units(rest) if each.unit.is_open(turn.today)]
        unit = places[0].unit if places and places[0].sure else unit
        if unit:
            may = turn.may(action, unit.path)
            return Named(campaign=campaign, unit=unit) if may else Named(outside=unit)
        inside = tuple(place.unit for place in places if turn.may(action, place.unit.path))
        if inside and unsure is None and _alike(rest, places):
            unsure = Named(campaign=campaign, places=inside)
    return unsure


def _alike(rest: str, places: Sequence[Place]) -> bool:
    """Is every word that was said in one of the names? A likeness alone would make a unit of any words."""
    known = {word for place in places for word in plain(place.shown).split()}
    return all(word in known for word in plain(rest).split())


def _readings(turn: Turn, said: str) -> Iterator[tuple[Campaign | None, str]]:
    """With the campaign that begins or ends the words, then without one."""
    for campaign in turn.catalogue:
        name = plain(campaign.short_name)
        for named in (name, campaign.id):
            if said == named or said.startswith(f"{named} "):
                yield campaign, joined(said[len(named) :])
            elif said.endswith(f" {named}"):
                yield campaign, joined(said[: -len(named)], at_end=True)
    if said:
        yield None, said


def joined(said: str, *, at_end: bool = False) -> str:
    """Without the words that only join: của, ở, phong trào …"""
    words = _JOINED.sub("", said.strip()).split()
    while at_end and words and words[-1] in _JOINING:
        words.pop()
    return " ".join(words)
