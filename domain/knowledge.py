"""What the bot knows besides campaigns: the language, the sentences it says, the anniversaries, the kinds of
units."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.anniversary import Event
from domain.lexicon import Lexicon
from domain.texts import Texts
from domain.units import UnitKind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knowledge:
    """Built once by ``content``, passed in by ``bot``; compared by identity."""

    lexicon: Lexicon
    texts: Texts
    events: Mapping[str, Event]
    unit_kinds: Mapping[str, UnitKind]

    def is_off(self, day: date) -> bool:
        """Is it a public holiday?"""
        return any(event.day_off and event.next_on_or_after(day) == day for event in self.events.values())
