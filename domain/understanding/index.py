"""Finding the fact a question is about, within one campaign."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from math import log
from sys import intern

from domain.text import is_syllable, toneless
from domain.understanding.facts import Fact
from domain.understanding.phrases import Words, split_marked, split_words

_PAIR = 1.6  # two neighbouring syllables together say more than twice one
_SATURATION = 1.2
_Postings = tuple[tuple[int, float], ...]  # which facts have a term, and how strongly
_UNKNOWN = 2  # a word the plan never uses weighs as one that it uses in two places
# How far a syllable is explained by a fact: fully where it stands there beside a neighbour it has in the
# question, less where that neighbour stands elsewhere in the fact, hardly where it is but a function word and
# nothing else is asked for (đẹp nhất), little by itself (đẹp is not người đẹp).
_TOGETHER, _APART, _HARDLY, _ALONE = 1.0, 0.7, 0.44, 0.4
_KNOWN_TURN = 0.35  # of words that belong to a known turn of phrase, which a plan may put otherwise
_EXPLAINED = 0.3  # the part of a score that hangs on how much of the question is explained
_TOLD = 0.35  # how much less a word weighs that is only told
_FOCUS = 1.5  # how much more the thing asked for weighs
_REACH = 2  # words on either side that are a word's neighbours
_OTHER_TONE, _OTHER_WORD = 0.8, 0.25  # how far a syllable counts that the fact writes otherwise


@dataclass(frozen=True, slots=True)
class Hit:
    """A fact with its score, and which share of the question's own words (by weight) it explains."""

    fact: Fact
    score: float
    coverage: float


@dataclass(slots=True)
class _Place:
    """Where a word stands in a question: how it is written there, the pairs it is part of, and the words
    with a meaning of their own around it."""

    written: str | None
    pairs: list[str]
    weak_pairs: list[str]  # those with a function word: đẹp nhất
    neighbours: list[str]


Favour = Callable[[Fact], float]


class FactIndex:
    """An inverted index over a campaign's facts; built once, then only read."""

    def __init__(
        self,
        facts: Sequence[Fact],
        function_words: Collection[str],
        spelled_out: Callable[[str], str] = str,
    ) -> None:
        self.facts = tuple(facts)
        postings: dict[str, dict[int, float]] = defaultdict(dict)
        spellings: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        sizes: list[float] = []
        for number, fact in enumerate(self.facts):
            length = 0
            for text, weight in fact.search:
                told = spelled_out(text)
                words, written = split_words(told), split_marked(told)
                length += len(words if told == text else split_words(text))
                for word, as_written in zip(words, written, strict=True):
                    spellings[word][as_written].add(number)
                for term in set(_terms(words, written, function_words)):
                    had = postings[term].get(number, 0.0)
                    # A term in several texts of a fact weighs more, with diminishing returns.
                    postings[term][number] = max(had, weight) + 0.25 * min(had, weight)
            sizes.append(_size(length))
        self._count = max(1, len(self.facts))
        self._sizes = tuple(sizes)
        # Hundreds of campaigns have most words in common: the same strings and postings are kept once.
        shared: dict[_Postings, _Postings] = {}
        self._postings = {
            intern(term): shared.setdefault(found := tuple(by_fact.items()), found)
            for term, by_fact in postings.items()
        }

        self._spelt = {intern(word): _spelt(ways) for word, ways in spellings.items() if word in postings}

    def knows_phrase(self, phrase: str) -> bool:
        """Do the syllables of ``phrase`` stand next to one another somewhere in the plan?"""
        words = split_words(phrase)
        return all(f"{left} {right}" in self._postings for left, right in pairwise(words))

    def knows(self, word: str) -> bool:
        """Does the plan use the word?"""
        return word in self._postings

    def naming(self, phrase: str) -> tuple[Fact, ...]:
        """The facts in which the syllables of ``phrase`` are neighbours."""
        pairs = [f"{left} {right}" for left, right in pairwise(split_words(phrase))]
        found = [frozenset(number for number, _ in self._postings.get(pair, ())) for pair in pairs]
        return tuple(self.facts[number] for number in sorted(frozenset.intersection(*found))) if found else ()

    def share_explained(self, fact: Fact, words: Collection[str]) -> float:
        """Which share of ``words``, by weight, the fact has."""
        number = self.facts.index(fact)
        total = sum(self.weight(word) for word in words) or 1.0
        has = (word for word in words if any(n == number for n, _ in self._postings.get(word, ())))
        return sum(self.weight(word) for word in has) / total

    @property
    def terms(self) -> Iterable[str]:
        """Every syllable and pair of syllables that finds a fact."""
        return self._postings.keys()

    def weight(self, term: str) -> float:
        """How telling a term is: rare in the plan, more; absent from it, most."""
        found = len(self._postings.get(term, ())) or _UNKNOWN
        rarity = log(1 + self._count / (found + 0.5))
        return rarity * (_PAIR if " " in term else 1.0)

    def search(
        self,
        words: Sequence[str],
        singles: Collection[str],
        own: Collection[str],
        favour: Favour = lambda fact: 1.0,
        limit: int = 5,
        written: Sequence[str | None] | None = None,
        focus: frozenset[str] = frozenset(),
        told: frozenset[str] = frozenset(),
    ) -> tuple[Hit, ...]:
        """The best facts for ``words``: see ``found`` and ``ranked``."""
        return ranked(self.found(words, singles, own, written, focus, told), favour, limit)

    def found(
        self,
        words: Sequence[str],
        singles: Collection[str],
        own: Collection[str],
        written: Sequence[str | None] | None = None,
        focus: frozenset[str] = frozenset(),
        told: frozenset[str] = frozenset(),
    ) -> tuple[Hit, ...]:
        """All facts that have any of ``words``, in no order; ``singles`` are those words that mean something
        by themselves, ``own`` those that have to be explained most for coverage, ``written`` the words with
        their diacritics, ``focus`` those that name the thing asked for, ``told`` what a long message only
        tells before it asks."""
        scores: dict[int, float] = defaultdict(float)
        explained: dict[int, float] = defaultdict(float)
        places = _places(words, singles, written)
        pairs = {pair: dict(self._postings.get(pair, ())) for pair in map(" ".join, pairwise(words))}
        total = 0.0
        for word in dict.fromkeys(singles):
            rarity = self.weight(word)
            weight = rarity * (_FOCUS if word in focus else 1.0)
            importance = rarity * (1.0 if word in own else _KNOWN_TURN)
            total += importance
            support = self._support_of(word, places.get(word), pairs, len(own) > 1)
            as_written = places[word].written if word in places else None
            for number, strength in self._postings.get(word, ()):
                agreed = self._agreement(word, as_written, number)
                scores[number] += agreed * weight * self._strength(strength, number)
                explained[number] += agreed * importance * support(number)
        for word in told.difference(singles):
            weight = _TOLD * self.weight(word)
            for number, strength in self._postings.get(word, ()):
                scores[number] += weight * self._strength(strength, number)
        for pair, by_fact in pairs.items():
            weight = self._pair_weight(pair, focus, told)
            for number, strength in by_fact.items():
                scores[number] += weight * self._strength(strength, number)
        shares = {number: explained[number] / (total or 1.0) for number in scores}
        return tuple(
            Hit(self.facts[number], score * (1 - _EXPLAINED + _EXPLAINED * shares[number]), shares[number])
            for number, score in scores.items()
        )

    def _support_of(
        self, word: str, place: _Place | None, pairs: Mapping[str, Collection[int]], several: bool
    ) -> Callable[[int], float]:
        """How far each fact with a word explains it: see ``_TOGETHER``."""
        if place is None or not is_syllable(word):
            return lambda number: _TOGETHER  # covid says all by itself
        beside = [found for pair in place.pairs if (found := pairs[pair])]
        hardly = [found for pair in place.weak_pairs if (found := pairs[pair])]
        near = [dict(self._postings.get(other, ())) for other in place.neighbours]

        def support(number: int) -> float:
            if any(number in found for found in beside):
                return _TOGETHER
            with_function_words = sum(number in found for found in hardly)
            if with_function_words > 1:
                return _TOGETHER  # on both sides: that is a phrase
            if any(number in found for found in near) or (with_function_words and several):
                return _APART
            return _HARDLY if with_function_words else _ALONE

        return support

    def _pair_weight(self, pair: str, focus: frozenset[str], told: frozenset[str]) -> float:
        parts = pair.split()
        weight = self.weight(pair) * (1.0 if focus.isdisjoint(parts) else _FOCUS)
        return weight if told.isdisjoint(parts) else weight * _TOLD

    def _strength(self, strength: float, number: int) -> float:
        return strength * (1 + _SATURATION) / (strength + _SATURATION * self._sizes[number])

    def _agreement(self, word: str, written: str | None, number: int) -> float:
        """How far a word means the same as the fact writes it: bảo is not báo, and hardly bao."""
        spelt = self._spelt.get(word)
        if written is None or written == word or spelt is None or spelt == written:
            return 1.0
        here = [spelt] if isinstance(spelt, str) else [way for way, found in spelt.items() if number in found]
        if written in here:
            return 1.0
        return _OTHER_TONE if toneless(written) in map(toneless, here) else _OTHER_WORD


def _spelt(ways: Mapping[str, Collection[int]]) -> str | Mapping[str, frozenset[int]]:
    """How a word is spelt: nearly always in one way by all facts, else in each by which."""
    if len(ways) == 1:
        return intern(next(iter(ways)))
    return {intern(way): frozenset(found) for way, found in ways.items()}


def _places(
    words: Sequence[str], singles: Collection[str], written: Sequence[str | None] | None
) -> dict[str, _Place]:
    places: dict[str, _Place] = {}
    for at, word in enumerate(words):
        if word not in singles:
            continue
        place = places.setdefault(word, _Place(written[at] if written else None, [], [], []))
        for pair in pairwise(words[max(0, at - 1) : at + 2]):
            (place.pairs if all(each in singles for each in pair) else place.weak_pairs).append(
                " ".join(pair)
            )
        around = (*words[max(0, at - _REACH) : at], *words[at + 1 : at + 1 + _REACH])
        place.neighbours += [other for other in around if other in singles and other != word]
    return places


def ranked(hits: Iterable[Hit], favour: Favour, limit: int) -> tuple[Hit, ...]:
    """The best of ``hits``; ``favour`` multiplies a fact's score, 0 leaves it out."""
    favoured = [
        hit if factor == 1.0 else Hit(hit.fact, hit.score * factor, hit.coverage)
        for hit in hits
        if (factor := favour(hit.fact)) > 0
    ]
    favoured.sort(key=lambda hit: -hit.score)
    return tuple(favoured[:limit])


def _size(length: int) -> float:
    """How much a fact of so many words is held back: 1 for an ordinary one."""
    return 0.75 + 0.25 * length / 60


def _terms(words: Words, written: Words, function_words: Collection[str]) -> Iterator[str]:
    """Syllables that mean something, and neighbours of which at least one does."""
    telling = [word not in function_words for word in written]
    yield from compress(words, telling)
    for (left, right), (left_tells, right_tells) in zip(pairwise(words), pairwise(telling), strict=True):
        if left_tells or right_tells:
            yield f"{left} {right}"
