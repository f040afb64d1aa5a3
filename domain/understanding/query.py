"""A question, understood: what it names and what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from domain.campaign import Campaign
from domain.catalogue import Catalogue
from domain.knowledge import Knowledge
from domain.understanding.facts import Fact, facts_of
from domain.understanding.index import FactIndex
from domain.understanding.normalise import Normaliser
from domain.understanding.phrases import PhraseBook, Span, split_words
from domain.understanding.times import (
    DayRef,
    PhaseRef,
    day_refs,
    month_refs,
    numbered_phase,
    phase_numbers,
    years,
)

_PLACES = {
    "phase_now_ref": "now",
    "phase_next": "next",
    "phase_previous": "previous",
    "phase_last": "last",
    "phase_first": "first",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """``features`` are the concepts found and ``@`` marks of what else was; ``own`` the words that are
    neither function words nor part of a known turn of phrase: what the question is about."""

    text: str
    words: tuple[str, ...]
    strange: frozenset[str]
    features: frozenset[str]
    campaigns: tuple[str, ...]
    hinted: tuple[str, ...]  # campaigns of which a feature is named
    other_places: tuple[str, ...]
    sectors: tuple[str, ...]
    events: tuple[str, ...]
    days: tuple[DayRef, ...]
    months: tuple[int, ...]
    years: tuple[int, ...]
    phase: PhaseRef | None
    own: frozenset[str]
    content: frozenset[str]

    def says(self, *concepts: str) -> bool:
        return not self.features.isdisjoint(concepts)


class Reader:
    """Understands questions against one lexicon and one catalogue; built once, then only read."""

    def __init__(self, knowledge: Knowledge, catalogue: Catalogue) -> None:
        self.knowledge = knowledge
        self.catalogue = catalogue
        lexicon = knowledge.lexicon
        self.indexes = {
            campaign.id: FactIndex(facts_of(campaign, knowledge.events), lexicon.function_words)
            for campaign in catalogue
        }
        self._book = _book(knowledge, catalogue)
        self._normaliser = Normaliser(
            lexicon.abbreviations,
            lexicon.same,
            self._book.words | lexicon.function_words | self._campaign_words(),
            self._book.pairs | self._campaign_pairs(),
        )

    def _campaign_words(self) -> frozenset[str]:
        return frozenset(term for index in self.indexes.values() for term in index.terms if " " not in term)

    def _campaign_pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (left, right)
            for index in self.indexes.values()
            for term in index.terms
            if " " in term
            for left, right in [term.split(" ", 1)]
        )

    def read(self, text: str, today: date) -> Query:
        """What ``text`` asks; never raises, whatever it holds."""
        normalised = self._normaliser.normalise(text)
        words = normalised.words
        spans = self._book.find(words, normalised.written)
        phase = _phase(words, spans)
        return Query(
            text=text,
            words=words,
            strange=normalised.strange,
            features=frozenset(_features(words, spans, phase, today)),
            campaigns=_names(spans, "campaign"),
            hinted=_names(spans, "feature"),
            other_places=_places(spans),
            sectors=_names(spans, "sector"),
            events=_names(spans, "event"),
            days=day_refs(words),
            months=month_refs(words),
            years=years(words, today),
            phase=phase,
            own=self._own(words, spans),
            content=frozenset(
                w for w in words if w not in self.knowledge.lexicon.function_words and not w.isdigit()
            ),
        )

    def speaks_of(self, fact: Fact, concept: str) -> bool:
        """Is the concept named in what the fact says?"""
        return concept in self._concepts_of(fact.text)

    @lru_cache(maxsize=4096)  # noqa: B019 - a reader lives as long as its campaigns are published
    def _concepts_of(self, text: str) -> frozenset[str]:
        return frozenset(s.name for s in self._book.find(split_words(text)) if s.group == "concept")

    def _own(self, words: tuple[str, ...], spans: Iterable[Span]) -> frozenset[str]:
        explained = {
            at
            for span in spans
            if span.group in ("concept", "campaign", "place")
            for at in range(span.start, span.end)
        }
        function_words = self.knowledge.lexicon.function_words
        return frozenset(
            word
            for at, word in enumerate(words)
            if at not in explained and word not in function_words and not word[0].isdigit()
        )


@lru_cache(maxsize=8)
def reader_for(knowledge: Knowledge, catalogue: Catalogue) -> Reader:
    """The reader of these two values, built when first asked for."""
    return Reader(knowledge, catalogue)


def _book(knowledge: Knowledge, catalogue: Catalogue) -> PhraseBook:
    book = PhraseBook()
    lexicon = knowledge.lexicon
    for concept, phrases in lexicon.concepts.items():
        book.add("concept", concept, phrases)
    for sector in lexicon.sectors:
        book.add("sector", sector.id, sector.words)
    for event in knowledge.events.values():
        book.add("event", event.id, (event.name, *event.asks))
    for campaign in catalogue:
        book.add("campaign", campaign.id, _campaign_names(campaign))
        book.add("feature", campaign.id, campaign.features)
    ours = {split_words(name) for campaign in catalogue for name in _campaign_names(campaign)}
    for place in lexicon.places.plain:
        if split_words(place) not in ours:
            book.add("place", place, [place])
    for place in lexicon.places.after_level:
        if split_words(place) not in ours:
            book.add("place", place, [f"{level} {place}" for level in lexicon.places.levels])
    return book


def _campaign_names(campaign: Campaign) -> tuple[str, ...]:
    return (campaign.short_name, *campaign.names)


def _names(spans: Iterable[Span], group: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.name for span in spans if span.group == group))


def _places(spans: tuple[Span, ...]) -> tuple[str, ...]:
    """Other places, unless the words belong to a longer name of something we know."""
    known = [span for span in spans if span.group in ("campaign", "event", "feature")]
    return tuple(
        dict.fromkeys(
            span.name
            for span in spans
            if span.group == "place"
            and not any(k.start <= span.start and span.end <= k.end and len(k) >= len(span) for k in known)
        )
    )


def _phase(words: tuple[str, ...], spans: Iterable[Span]) -> PhaseRef | None:
    numbered = numbered_phase(words)
    if numbered:
        return numbered
    for span in spans:
        if span.group == "concept" and span.name in _PLACES:
            word = "giai đoạn" if words[span.start] == "giai" else "đợt"
            return PhaseRef(place=_PLACES[span.name], word=word)  # type: ignore[arg-type]
    return None


def _features(
    words: tuple[str, ...], spans: Iterable[Span], phase: PhaseRef | None, today: date
) -> Iterable[str]:
    for span in spans:
        yield span.name if span.group == "concept" else f"@{span.group}"
    if phase:
        yield "@phase"
        if phase.number:
            yield "@phase_number"
    if len(phase_numbers(words)) > 1:
        yield "@either"
    if day_refs(words):
        yield "@day"
    if month_refs(words):
        yield "@month"
    if years(words, today):
        yield "@year"
