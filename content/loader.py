"""Reads the data files into domain values; a problem names its file and line."""

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from content.schema import build
from content.source import Source, read
from domain.anniversary import Event
from domain.campaign import Campaign
from domain.catalogue import Catalogue
from domain.knowledge import Knowledge
from domain.lexicon import IntentRule, Lexicon, Phrases, Places, Sector
from domain.samples import Samples
from domain.text import marked
from domain.texts import Texts
from domain.titles import Indicator, StatutoryTitle
from domain.unit_import import ColumnHeading
from domain.unit_words import UnitWords
from domain.units import UnitKind

HERE = Path(__file__).parent

Concepts = dict[str, Phrases]
Sectors = tuple[Sector, ...]
Intents = tuple[IntentRule, ...]
Sentences = dict[str, str]
StatutoryTitles = tuple[StatutoryTitle, ...]
Indicators = tuple[Indicator, ...]
UnitKinds = tuple[UnitKind, ...]


class Events(BaseModel):
    """anniversaries.yaml"""

    model_config = ConfigDict(frozen=True, extra="forbid")

    events: tuple[Event, ...]


class Words(BaseModel):
    """lexicon/words.yaml"""

    model_config = ConfigDict(frozen=True, extra="forbid")

    abbreviations: dict[str, str]
    function_words: str
    function_phrases: tuple[str, ...]
    same: dict[str, str]


def campaign_sources(folder: Path = HERE / "campaigns") -> list[Source]:
    return [read(path) for path in sorted(folder.glob("*.yaml"))]


def load_catalogue(folder: Path = HERE / "campaigns") -> Catalogue:
    """The campaigns of a folder. Raises ContentError."""
    campaigns = [build(Campaign, source) for source in campaign_sources(folder)]
    return Catalogue(sorted(campaigns, key=lambda campaign: (campaign.starts_on, campaign.id), reverse=True))


def load_events(path: Path = HERE / "anniversaries.yaml") -> dict[str, Event]:
    """The catalogue of anniversaries by id. Raises ContentError."""
    return {event.id: event for event in build(Events, read(path)).events}


def load_lexicon(folder: Path = HERE / "lexicon") -> Lexicon:
    """The five files of the lexicon as one value. Raises ContentError."""
    words = build(Words, read(folder / "words.yaml"))
    return Lexicon(
        abbreviations=words.abbreviations,
        function_words=frozenset(marked(words.function_words).split()),
        function_phrases=words.function_phrases,
        same=words.same,
        concepts=build(Concepts, read(folder / "concepts.yaml")),
        sectors=build(Sectors, read(folder / "sectors.yaml")),
        places=build(Places, read(folder / "places.yaml")),
        intents=build(Intents, read(folder / "intents.yaml")),
    )


def load_texts(path: Path = HERE / "texts.yaml") -> Texts:
    """The sentences we say. Raises ContentError."""
    return Texts(build(Sentences, read(path)))


def load_unit_columns(path: Path = HERE / "unit_columns.yaml") -> tuple[ColumnHeading, ...]:
    """How the columns of a workbook of units are headed. Raises ContentError."""
    return build(tuple[ColumnHeading, ...], read(path))


def load_unit_kinds(path: Path = HERE / "unit_kinds.yaml") -> dict[str, UnitKind]:
    """The kinds of units by id, from the top of the tree down. Raises ContentError."""
    return {kind.id: kind for kind in build(UnitKinds, read(path))}


def load_unit_words(path: Path = HERE / "lexicon" / "unit_words.yaml") -> UnitWords:
    """How people write the names of units. Raises ContentError."""
    return build(UnitWords, read(path))


def load_samples(path: Path = HERE / "samples" / "units.yaml") -> Samples:
    """The invented units of demo mode and ``play``. Raises ContentError."""
    return build(Samples, read(path))


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """Everything but the campaigns. Raises ContentError."""
    return Knowledge(
        lexicon=load_lexicon(),
        texts=load_texts(),
        events=load_events(),
        titles=build(StatutoryTitles, read(HERE / "titles.yaml")),
        indicators=build(Indicators, read(HERE / "indicators.yaml")),
        unit_kinds=load_unit_kinds(),
        unit_columns=load_unit_columns(),
        unit_words=load_unit_words(),
    )
