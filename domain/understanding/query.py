"""A question, understood: what it names and what it is about."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, islice, pairwise

from domain.catalogue import Catalogue
from domain.knowledge import Knowledge
from domain.text import clean, fold, is_syllable
from domain.understanding.asking import (
    ENOUGH,
    behind_background,
    denied_part,
    focused,
    in_question,
    set_aside,
    telling_spans,
)
from domain.understanding.book import book_of
from domain.understanding.facts import Fact, facts_of
from domain.understanding.indexes import Indexes
from domain.understanding.marks import features
from domain.understanding.normalise import Normalised, Normaliser
from domain.understanding.phrases import Span, Words, split_words
from domain.understanding.restore import Restorer
from domain.understanding.times import (
    DayRef,
    PhaseRef,
    day_refs,
    month_refs,
    phase_named,
    years,
)

NAME = "*"  # stands for a word that is part of the campaign's name and so finds nothing within it
_MATTER = frozenset({"superior", "shield"})  # turns of phrase that are what the question is about
_DENYING = frozenset({"không", "khong", "đừng", "trừ", "tru", "chẳng", "chứ"})
_SECTION = re.compile(r"\bmuc ([ivx]+(?:\.\d+)*)\b")
_BREAK = " 0 "
_LESSONS = 4000  # facts from which the writing of words is learnt; more of them teach nothing new


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
    section: str | None  # a part of the plan named by its number: II.2.5
    off_topic: tuple[str, ...]  # what we surely have nothing on, wherever in the message it stands
    own: frozenset[str]
    content: frozenset[str]
    told: frozenset[str]  # words of a long message that lie outside its asking part
    denied: frozenset[str]  # words of what is expressly not meant
    focus: frozenset[str]  # the words of ``content`` right before nào, gì: the thing asked for
    matter: frozenset[str]  # ``content`` without known turns of phrase
    written: tuple[str | None, ...] | None  # the words with their diacritics, where the writer uses any
    sought: tuple[str, ...]  # the words with ``NAME`` for those that only name the campaign

    def says(self, *concepts: str) -> bool:
        return not self.features.isdisjoint(concepts)


class Reader:
    """Understands questions against one lexicon and one catalogue; built once, then only read."""

    def __init__(self, knowledge: Knowledge, catalogue: Catalogue) -> None:
        self.knowledge = knowledge
        self.catalogue = catalogue
        lexicon = knowledge.lexicon
        texts = {campaign.id: _texts_of(facts_of(campaign, knowledge.events)) for campaign in catalogue}
        self.indexes = Indexes(knowledge, catalogue)
        self.summaries = {campaign.id: frozenset(split_words(campaign.summary)) for campaign in catalogue}
        self._restorer = Restorer((*_texts(knowledge), *islice(chain(*texts.values()), _LESSONS)))
        self._folded_function_words = frozenset(map(fold, lexicon.function_words))
        self._book = book_of(knowledge, catalogue)
        plain = [split_words(text) for text in chain(*texts.values())]
        self._known = frozenset(chain(*plain))
        self._neighbours = frozenset(chain.from_iterable(map(pairwise, plain)))
        self._normaliser = Normaliser(
            lexicon.abbreviations,
            lexicon.same,
            self._book.words | self._folded_function_words | self._known,
            self._book.pairs | self._neighbours,
        )

    def knows(self, word: str) -> bool:
        """Does any plan use the word?"""
        return word in self._known

    def knows_neighbours(self, words: Sequence[str], among: frozenset[str]) -> bool:
        """Does any plan have two neighbours of ``words``, both of them ``among`` these, side by side?"""
        return any(pair in self._neighbours for pair in pairwise(words) if among.issuperset(pair))

    def read(self, text: str, today: date) -> Query:
        """What ``text`` asks; never raises, whatever it holds."""
        normalised = self._normaliser.normalise(text)
        words = normalised.words
        foreign = frozenset(word for word in normalised.strange if not is_syllable(word))
        guessed = normalised.written or self._restorer.restore(words)
        found = self._book.find(words, normalised.written, guessed)
        spans = _unshadowed(tuple(span for span in found if not _cuts_through(span, normalised)))
        meaning = self._meaning(words, guessed) - _positions(spans, {"function"})
        behind = behind_background(normalised, spans)
        aside = set_aside(normalised)
        asking = (behind or in_question(normalised, meaning)) - aside
        telling = telling_spans(spans, asking)
        named = _positions(spans, {"campaign"})
        apart = behind or len(asking & meaning) >= ENOUGH
        told = frozenset(range(len(words))) - asking if apart else aside
        phase = phase_named(words)
        said = tuple(map(_first, guessed, words))
        return Query(
            text=text,
            words=words,
            strange=normalised.strange,
            features=frozenset(features(words, said, telling, phase, today)),
            off_topic=tuple(
                " ".join(words[span.start : span.end])
                for span in spans
                if span.group == "off_topic" and (not behind or span.start in behind)
            ),
            campaigns=_names([span for span in spans if not _denied(said, span)], "campaign"),
            hinted=_names(spans, "feature"),
            other_places=_places(
                [
                    span
                    for span in spans
                    if not (apart and asking.isdisjoint(range(span.start, span.end))) or _names_ours(span)
                ]
            ),
            sectors=_names(spans, "sector"),
            events=_names(spans, "event"),
            days=day_refs(words),
            months=month_refs(words),
            years=years(words, today),
            phase=phase,
            section=_section(text),
            own=_own(words, meaning & asking, spans) - foreign,
            told=frozenset(words[at] for at in told & meaning - named if _tells(words[at])) - foreign,
            content=frozenset(words[at] for at in meaning - named - told if _tells(words[at])) - foreign,
            denied=frozenset(words[at] for at in denied_part(normalised) & meaning),
            focus=frozenset(words[at] for at in focused(words) & meaning),
            matter=frozenset(words[at] for at in meaning - _positions(telling, {"concept", "campaign"})),
            written=normalised.written,
            sought=tuple(NAME if at in named else word for at, word in enumerate(words)),
        )

    def speaks_of(self, fact: Fact, concept: str) -> bool:
        """Is the concept named in what the fact says?"""
        return self.names(fact.text, concept)

    def names(self, text: str, concept: str) -> bool:
        """Is the concept named in a text of ours?"""
        return concept in self._concepts_of(text)

    @lru_cache(maxsize=4096)  # noqa: B019 - a reader lives as long as its campaigns are published
    def _concepts_of(self, text: str) -> frozenset[str]:
        return frozenset(s.name for s in self._book.find(split_words(text)) if s.group == "concept")

    def _meaning(self, words: Words, written: Sequence[str | None]) -> frozenset[int]:
        """Where words stand that are no function words, as far as the writing tells."""
        function_words = self.knowledge.lexicon.function_words
        return frozenset(
            at
            for at, (word, as_written) in enumerate(zip(words, written, strict=True))
            if (as_written not in function_words if as_written else word not in self._folded_function_words)
        )


@lru_cache(maxsize=2)
def reader_for(knowledge: Knowledge, catalogue: Catalogue) -> Reader:
    """The reader of these two values, built when first asked for."""
    return Reader(knowledge, catalogue)


def _texts_of(facts: Iterable[Fact]) -> tuple[str, ...]:
    """What is searched of each fact, as one text a fact; ``_BREAK`` keeps apart what is no neighbour."""
    return tuple(_BREAK.join(text for text, _ in fact.search) for fact in facts)


def _texts(knowledge: Knowledge) -> Iterator[str]:
    """What is ours and written with diacritics, but for the campaigns."""
    lexicon = knowledge.lexicon
    yield from (phrase for phrases in lexicon.concepts.values() for phrase in phrases)
    yield from (word for sector in lexicon.sectors for word in sector.words)
    yield from lexicon.function_phrases
    yield from lexicon.places.plain
    for event in knowledge.events.values():
        yield from (event.name, *event.asks)


def _unshadowed(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Without off-topic words that only lie inside a turn of phrase (còn bao nhiêu is no storm, cơn bão), and
    without single words of a phrase that means nothing (phong trào is no handing over, trao)."""
    phrases = [span for span in spans if span.group == "concept"]
    empty = [span for span in spans if span.group == "function"]
    return tuple(
        span
        for span in spans
        if not (span.group == "off_topic" and _shadowed(span, phrases))
        and not (span.group == "concept" and len(span) == 1 and _shadowed(span, empty))
    )


def _cuts_through(span: Span, normalised: Normalised) -> bool:
    """Is a name, or what is off topic, put together from two clauses: rồi, công đoàn …"""
    apart = span.group in ("off_topic", "place", "place_written")
    return apart and any(span.start < start < span.end for start, _ in normalised.parts)


def _shadowed(span: Span, by: Iterable[Span]) -> bool:
    return any(p.start <= span.start and span.end <= p.end and len(p) > len(span) for p in by)


def _tells(word: str) -> bool:
    """A word, or a number long enough to be that of a paper."""
    return not word[0].isdigit() or (word.isdigit() and len(word) >= 2)


def _own(words: tuple[str, ...], positions: frozenset[int], spans: Iterable[Span]) -> frozenset[str]:
    explained = _positions(spans, {"concept", "campaign", "place", "event", "sector"})
    return frozenset(words[at] for at in positions - explained if not words[at][0].isdigit())


def _positions(spans: Iterable[Span], groups: Collection[str]) -> frozenset[int]:
    """Where words of phrases of these groups stand."""
    return frozenset(
        at
        for span in spans
        if span.group in groups and span.name not in _MATTER
        for at in range(span.start, span.end)
    )


def _names(spans: Iterable[Span], group: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.name for span in spans if span.group == group))


def _section(text: str) -> str | None:
    found = _SECTION.search(fold(clean(text)))
    return found[1].upper() if found else None


def _first(as_written: str | None, word: str) -> str:
    return as_written or word


def _denied(written: Sequence[str | None], span: Span) -> bool:
    """Is a place named only to say that it is not meant: không phải Ninh Bình, đừng nói Bến Tre?"""
    return not _DENYING.isdisjoint(written[max(0, span.start - 3) : span.start])


def _names_ours(span: Span) -> bool:
    return span.group in ("campaign", "event", "feature")


def _places(spans: Sequence[Span]) -> tuple[str, ...]:
    """Other places, unless the words belong to a longer name of something we know."""
    known = list(filter(_names_ours, spans))
    return tuple(
        dict.fromkeys(
            span.name
            for span in spans
            if span.group in ("place", "place_written")
            and not any(k.start <= span.start and span.end <= k.end and len(k) >= len(span) for k in known)
        )
    )
