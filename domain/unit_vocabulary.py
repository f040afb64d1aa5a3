"""The words there are in names of units, and which of them a typed word may stand for."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.text import undo_telex
from domain.unit_words import UnitWordReader, Words

_COMMON = 0.25  # what a word of a common phrase counts
_NEEDLESS = 0.02  # what a beginning counts that nobody needs to say
_UNKNOWN = 0.6  # what a word counts that resembles none we know
_AROUND = 0.1  # what a word counts that people say around a name
_TELEX = 0.97  # how well keys of an input method stand for their word
_SLIPS = {1: 0.8, 2: 0.6}  # slips of the finger: how well the word is still known
_KNOWN_SLIP = 0.7  # and how likely a word that there is was meant to be another


@dataclass(frozen=True, slots=True, eq=False)
class AskedWord:
    """A typed word: the known words it may stand for and how well, what it counts."""

    word: str
    options: Mapping[str, float]
    weight: float


class UnitVocabulary:
    """The words of ``names``; a rare one counts more than a common one. Pure after construction."""

    def __init__(self, reader: UnitWordReader, names: Sequence[Words]) -> None:
        self._reader = reader
        known = Counter(word for words in names for word in set(words))
        scale = log(1 + len(names))
        self._rare = {word: log(1 + len(names) / count) / scale for word, count in known.items()}
        self._pairs = Counter(pair for words in names for pair in pairwise(words))
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(known):
            self._by_length[len(word)].append(word)

    def weights(self, words: Words) -> tuple[float, ...]:
        """What each word of a name counts."""
        common = self._reader.common(words)
        return tuple(
            self._rare[word] * (_COMMON if mark else 1.0) for word, mark in zip(words, common, strict=True)
        )

    def asked(self, read: Words) -> Sequence[AskedWord]:
        """What ``read``, the words of a text, may stand for."""
        words = tuple(part for word in read for part in self._unglued(word))
        options = [self._options(word) for word in words]
        meant = tuple(self._likeliest(word, how) for word, how in zip(words, options, strict=True))
        common, needless = self._reader.common(meant), self._reader.needless(meant)
        asked: list[AskedWord] = []
        for word, how, shared, idle in zip(words, options, common, needless, strict=True):
            share = _NEEDLESS if idle else _COMMON if shared else 1.0
            around = _AROUND if word in self._reader.around and not shared else 1.0
            weight = max((self._rare[other] * well for other, well in how.items()), default=_UNKNOWN)
            asked.append(AskedWord(word, how, weight * share * around))
        return asked

    def _likeliest(self, word: str, options: Mapping[str, float]) -> str:
        """What ``word`` most likely is: of two that are as near, the more common one."""
        return max(options, key=lambda other: (options[other], -self._rare[other]), default=word)

    def _unglued(self, word: str) -> Words:
        """``ngọcđức`` as the two words that stand side by side in some name, else as two words of which one
        may be a short form (``tnhhkyung``)."""
        if word in self._rare or len(word) < 4 or not word.isalpha():
            return (word,)
        cuts: list[tuple[str, str]] = [(word[:cut], word[cut:]) for cut in range(1, len(word))]
        pairs = [pair for pair in cuts if pair in self._pairs]
        if pairs:
            return max(pairs, key=self._pairs.__getitem__)
        if self._options(word):
            return (word,)
        parts = (self._reader.read(f"{one} {other}") for one, other in cuts[1:-1])
        return next((both for both in parts if all(part in self._rare for part in both)), (word,))

    def _options(self, word: str) -> Mapping[str, float]:
        """The known words that ``word`` may stand for."""
        options = {word: 1.0} if word in self._rare else {}
        if not word.isalpha() or len(word) < 2 or len(word) > 25:
            return options
        undone = undo_telex(word)
        if not options and undone in self._rare and undone is not None:
            options[undone] = _TELEX
        slips = 2 if len(word) > 6 and not options else 1
        if len(word) <= 3 and options:
            return options
        for length in range(len(word) - slips, len(word) + slips + 1):
            near = process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=slips, limit=12
            )
            for other, distance, _ in near:
                if distance:
                    left = _SLIPS[int(distance)] * (_KNOWN_SLIP if word in self._rare else 1.0)
                    options[other] = max(left, options.get(other, 0.0))
        return options
