"""What the bot knows besides campaigns: the language, the sentences it says, the anniversaries, the kinds of
units, and how people head the columns of a workbook of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.anniversary import Event
from domain.lexicon import Lexicon
from domain.texts import Texts
from domain.titles import Indicator, StatutoryTitle
from domain.unit_import import ColumnHeading
from domain.unit_words import UnitWords
from domain.units import UnitKind


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knowledge:
    """Built once by ``content``, passed in by ``bot``; compared by identity."""

    lexicon: Lexicon
    texts: Texts
    events: Mapping[str, Event]
    unit_kinds: Mapping[str, UnitKind]
    unit_words: UnitWords
    unit_columns: Sequence[ColumnHeading]
    titles: tuple[StatutoryTitle, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def is_off(self, day: date) -> bool:
        """Is it a public holiday?"""
        return any(event.day_off and event.next_on_or_after(day) == day for event in self.events.values())
