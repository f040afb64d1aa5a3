"""How people write, as data: abbreviations, function words, concepts, sectors, places, intents."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.campaign import Id

Phrases = tuple[Annotated[str, Field(min_length=1)], ...]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sector(_Value):
    """A sector that plans address; ``words`` is what its people call themselves and their place of work."""

    id: Id
    name: str
    words: Phrases


class Places(_Value):
    """Places no plan of ours is about. ``written`` count by themselves only with their diacritics,
    ``after_level`` only behind one of ``levels``."""

    plain: Phrases
    written: Phrases
    after_level: Phrases
    levels: Phrases


class IntentRule(_Value):
    """One rule: the intent it means, and the concepts or features (``@phase``, ``@event`` …) it takes.

    Rules are tried in order and the first that fits wins. ``all`` must be there, of ``any`` at least one,
    of ``none`` not one.
    """

    intent: str
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    def fits(self, features: frozenset[str]) -> bool:
        return (
            features.issuperset(self.all)
            and (not self.any or not features.isdisjoint(self.any))
            and features.isdisjoint(self.none)
        )


class Lexicon(_Value):
    """Everything understanding knows about the language; nothing about any one campaign."""

    abbreviations: dict[str, str]
    function_words: frozenset[str]  # single syllables, with diacritics
    function_phrases: Phrases
    same: dict[str, str]
    concepts: dict[str, Phrases]
    sectors: tuple[Sector, ...]
    places: Places
    intents: tuple[IntentRule, ...]
