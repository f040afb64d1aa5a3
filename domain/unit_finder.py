"""Finds the unit that somebody means, however they write its name."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter

from rapidfuzz import fuzz

from domain.unit_vocabulary import AskedWord, UnitVocabulary
from domain.unit_words import UnitWordReader, UnitWords, Words, compact, pieces, runs

MOST_ALIKE = 9  # units of one name that are told at once

_LEAST = 0.6  # the score from which on a name is worth showing
_SURE = 0.87
_APART = 0.06  # by which one that is sure is better than the next
_LOOKED_AT = 70  # names that are compared in full
_STEPS = 12_000  # entries of the index that are followed for one text
_ABOVE = 0.9  # a word found in the names of the units above
_INITIALS = range(2, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindableName:
    """A name under which a unit is found. ``kind``: current, short or former. ``above`` are the names of
    the units above, by which units of one name are told apart."""

    unit_id: int
    name: str
    kind: str = "current"
    code: str | None = None
    above: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """``name`` is the one that was found, ``score`` lies between 0 and 1. Matches with the same ``place``
    read alike and are told apart by their parents. ``sure``: it stands out, and still somebody has to say
    yes to it."""

    unit_id: int
    name: str
    kind: str
    score: float
    place: int = 0
    sure: bool = False


@dataclass(slots=True, eq=False)
class _Entry:
    """Names that read alike, and who bears them."""

    words: Words
    weights: tuple[float, ...]
    initials: str
    glued: str
    bearers: list[FindableName] = field(default_factory=list)
    total: float = 0.0


class UnitFinder:
    """Built once from all names; ``find`` changes nothing and may be called from many threads."""

    def __init__(self, names: Iterable[FindableName], words: UnitWords, kinds: Iterable[str] = ()) -> None:
        self._reader = UnitWordReader(words, kinds)
        self._codes: dict[str, list[FindableName]] = defaultdict(list)
        self._entries = self._gather(names)
        self._vocabulary = UnitVocabulary(self._reader, [entry.words for entry in self._entries])
        self._index: dict[str | tuple[str, str], list[int]] = defaultdict(list)
        self._initials: dict[str, list[int]] = defaultdict(list)
        self._above: dict[str, frozenset[str]] = {}
        for number, entry in enumerate(self._entries):
            self._enter(number, entry)

    def find(self, text: str, limit: int = 3) -> tuple[Match, ...]:
        """The units that ``text`` may mean, best first: up to ``limit`` names, and of each name those who
        bear it, up to MOST_ALIKE. Empty for a text that resembles no unit."""
        coded = self._by_code(text)
        read = self._reader.read(text)
        asked = self._vocabulary.asked(read)
        if coded or not any(each.options for each in asked):
            return coded[:MOST_ALIKE]
        glued = self._reader.glued(read)
        numbers = self._candidates(asked)
        scored = [(self._score(asked, glued, self._entries[number]), -number) for number in numbers]
        best = nlargest(limit + 1, (pair for pair in scored if pair[0] >= _LEAST))
        return tuple(self._told(asked, best, limit))

    def _gather(self, names: Iterable[FindableName]) -> list[_Entry]:
        entries: dict[Words, _Entry] = {}
        for name in names:
            words = self._reader.without_beginning(self._reader.read(name.name))
            if name.code:
                self._codes[compact(name.code)].append(name)
            if not words:
                continue
            if words not in entries:
                initials = "".join(word[0] for word in words)
                entries[words] = _Entry(words, (), initials, self._reader.glued(words))
            entries[words].bearers.append(name)
        return list(entries.values())

    def _enter(self, number: int, entry: _Entry) -> None:
        entry.weights = self._vocabulary.weights(entry.words)
        entry.total = sum(entry.weights)
        for word in set(entry.words):
            self._index[word].append(number)
        for pair in set(pairwise(entry.words)):
            self._index[pair].append(number)
        for size in _INITIALS:
            if size <= len(entry.words):
                self._initials[entry.initials[-size:]].append(number)
        for bearer in entry.bearers:
            if bearer.above not in self._above:
                self._above[bearer.above] = frozenset(self._reader.read(bearer.above))

    def _by_code(self, text: str) -> tuple[Match, ...]:
        """The units whose code stands in ``text``; a short one, or one without digits, only where there is
        nothing else."""
        given = pieces(text)[:12]
        whole = "".join(given)
        for run in runs(given, 8):
            if run in self._codes and (run == whole or (len(run) > 3 and any(map(str.isdigit, run)))):
                return tuple(
                    Match(unit_id=name.unit_id, name=name.name, kind=name.kind, score=1.0, sure=True)
                    for name in self._codes[run]
                )
        return ()

    def _candidates(self, asked: Sequence[AskedWord]) -> Sequence[int]:
        """The entries that share most with what was typed, by way of the shortest lists of the index."""
        lists: list[tuple[int, int, float, list[int]]] = []
        for each in asked:
            for option, how in each.options.items():
                found = self._index[option]
                insort(lists, (len(found), len(lists), each.weight * how, found))
            if each.word in self._initials and (not each.options.get(each.word) or len(each.word) > 2):
                found = self._initials[each.word]
                insort(lists, (len(found), len(lists), 1.0 + each.weight, found))
        for one, other in pairwise(asked):
            for left, how in one.options.items():
                for right, well in other.options.items():
                    found = self._index.get((left, right), [])
                    if found:
                        weight = (one.weight + other.weight) * how * well / 2
                        insort(lists, (len(found), len(lists), weight, found))
        shared: dict[int, float] = defaultdict(float)
        steps = 0
        for size, _, weight, found in lists:
            steps += size
            if steps > _STEPS and shared:
                break
            for number in found:
                shared[number] += weight
        return [number for number, _ in nlargest(_LOOKED_AT, shared.items(), key=itemgetter(1))]

    def _score(self, asked: Sequence[AskedWord], glued: str, entry: _Entry) -> float:
        """How much of what was typed is in the name, how much of the name was typed, how alike they look."""
        covered = dict.fromkeys(entry.words, 0.0)
        above = self._above_of(entry)
        got = total = 0.0
        for each in asked:
            best = 0.0
            for option, how in each.options.items():
                if option in covered:
                    best = max(best, how)
                    covered[option] = max(covered[option], how)
            if best < 0.9 and len(each.word) in _INITIALS and entry.initials.endswith(each.word):
                best = 0.95
                covered.update(dict.fromkeys(entry.words[-len(each.word) :], best))
            if best < _ABOVE:
                best = max(
                    best, max((how * _ABOVE for o, how in each.options.items() if o in above), default=0.0)
                )
            got += each.weight * best
            total += each.weight
        told = sum(w * covered[word] for word, w in zip(entry.words, entry.weights, strict=True))
        looks = fuzz.ratio(glued, entry.glued) / 100
        return 0.6 * got / (total or 1.0) + 0.25 * told / (entry.total or 1.0) + 0.15 * looks

    def _above_of(self, entry: _Entry) -> frozenset[str]:
        if len(entry.bearers) == 1:
            return self._above[entry.bearers[0].above]
        return frozenset[str]().union(*(self._above[bearer.above] for bearer in entry.bearers))

    def _told(
        self, asked: Sequence[AskedWord], best: Sequence[tuple[float, int]], limit: int
    ) -> Iterator[Match]:
        """Each unit once, under the name that fits it best."""
        seen: set[int] = set()
        next_best = best[1][0] if len(best) > 1 else 0.0
        for place, (score, number) in enumerate(best[:limit]):
            bearers = self._ordered(asked, self._entries[-number].bearers)
            for bearer in bearers:
                if bearer.unit_id in seen:
                    continue
                seen.add(bearer.unit_id)
                sure = place == 0 and len(bearers) == 1 and score >= _SURE and score - next_best >= _APART
                yield Match(
                    unit_id=bearer.unit_id,
                    name=bearer.name,
                    kind=bearer.kind,
                    score=score,
                    place=place,
                    sure=sure,
                )

    def _ordered(self, asked: Sequence[AskedWord], bearers: Sequence[FindableName]) -> Sequence[FindableName]:
        """Those first whose units above were named too, then those that bear the name today."""

        def fits(bearer: FindableName) -> tuple[float, bool]:
            above = self._above[bearer.above]
            named = sum(
                each.weight * max((how for o, how in each.options.items() if o in above), default=0.0)
                for each in asked
            )
            return -named, bearer.kind == "former"

        return sorted(bearers, key=fits)[:MOST_ALIKE]
