"""Finding the fact a question is about, within one campaign."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from math import log
from sys import intern

from domain.understanding.facts import Fact
from domain.understanding.phrases import Words, split_marked, split_words

_PAIR = 1.6  # two neighbouring syllables together say more than twice one
_SATURATION = 1.2
_Postings = tuple[tuple[int, float], ...]  # which facts have a term, and how strongly
_UNKNOWN = 2  # a word the plan never uses weighs as one that it uses in two places


@dataclass(frozen=True, slots=True)
class Hit:
    """A fact with its score, and which share of the question's own words (by weight) it explains."""

    fact: Fact
    score: float
    coverage: float


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
        sizes: list[float] = []
        for number, fact in enumerate(self.facts):
            length = 0
            for text, weight in fact.search:
                told = spelled_out(text)
                words, written = split_words(told), split_marked(told)
                length += len(words if told == text else split_words(text))
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

    def knows_phrase(self, phrase: str) -> bool:
        """Do the syllables of ``phrase`` stand next to one another somewhere in the plan?"""
        words = split_words(phrase)
        return all(f"{left} {right}" in self._postings for left, right in pairwise(words))

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
        favour: Callable[[Fact], float] = lambda fact: 1.0,
        limit: int = 5,
    ) -> tuple[Hit, ...]:
        """The best facts for ``words``; ``singles`` are those that mean something by themselves, ``own``
        those that have to be explained for coverage.

        ``favour`` multiplies a fact's score; 0 leaves it out.
        """
        scores: dict[int, float] = defaultdict(float)
        explained: dict[int, float] = defaultdict(float)
        pairs = (f"{left} {right}" for left, right in pairwise(words))
        for term in dict.fromkeys((*singles, *pairs)):
            weight = self.weight(term)
            counts = term in own
            for number, strength in self._postings.get(term, ()):
                scores[number] += (
                    weight * strength * (1 + _SATURATION) / (strength + _SATURATION * self._sizes[number])
                )
                if counts:
                    explained[number] += weight
        total = sum(self.weight(word) for word in set(own)) or 1.0
        hits = [
            Hit(self.facts[n], score * favour(self.facts[n]), explained[n] / total)
            for n, score in scores.items()
        ]
        hits = [hit for hit in hits if hit.score > 0]
        hits.sort(key=lambda hit: -hit.score)
        return tuple(hits[:limit])


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
