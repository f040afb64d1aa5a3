"""The words of a unit's name, and of what somebody typed who means one, made comparable."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from domain.lexicon import Phrases
from domain.text import clean, fold

LONGEST = 300  # characters that are read
MOST_WORDS = 30

_PIECES = re.compile(r"[^\W\d_]+|\d+")
_LONGEST_PHRASE = 9  # words

Words = tuple[str, ...]


class UnitWords(BaseModel):
    """lexicon/unit_words.yaml: how people write the names of units, as data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    abbreviations: dict[str, str]
    beginnings: Phrases
    common: Phrases
    around: str = Field(min_length=1)
    numbers: str = Field(min_length=1)


class UnitWordReader:
    """Reads names and typed text alike; ``kinds`` are the words of kinds of units. Pure."""

    def __init__(self, words: UnitWords, kinds: Iterable[str]) -> None:
        numbers = fold(words.numbers).split()
        self._longer: Mapping[Words, Words] = {
            **{(str(number),): (word,) for number, word in enumerate(numbers)},
            **{pieces(short): pieces(long) for short, long in words.abbreviations.items()},
        }
        self._beginnings = frozenset(map(pieces, words.beginnings))
        read = map(self.read, (*words.common, *kinds))
        self._common = frozenset(phrase for phrase in read if phrase) - self._beginnings
        self.around = frozenset(fold(words.around).split())

    def read(self, text: str) -> Words:
        """Its words without diacritics, abbreviations and small numbers spelled out."""
        given = pieces(text)[:MOST_WORDS]
        found: list[str] = []
        at = 0
        while at < len(given):
            size = next((size for size in (3, 2, 1) if given[at : at + size] in self._longer), 0)
            found.extend(self._longer[given[at : at + size]] if size else given[at : at + 1])
            at += size or 1
        return tuple(found[: 2 * MOST_WORDS])

    def without_beginning(self, words: Words) -> Words:
        """The words behind "công đoàn cơ sở"; all of them where nothing would be left."""
        for size in range(min(_LONGEST_PHRASE, len(words) - 1), 0, -1):
            if words[:size] in self._beginnings and words[:size] not in self._common:
                return words[size:]
        return words

    def common(self, words: Words) -> Sequence[bool]:
        """Which of ``words`` belong to what many names share."""
        return self._marked(words, self._common)

    def needless(self, words: Words) -> Sequence[bool]:
        """Which of ``words`` are a beginning that nobody needs to say, wherever it stands."""
        common = self.common(words)
        return [
            mark and not other
            for mark, other in zip(self._marked(words, self._beginnings), common, strict=True)
        ]

    def glued(self, words: Words) -> str:
        """The words that make a name what it is, run together; all where there would be none."""
        common, needless = self.common(words), self.needless(words)
        own = [word for word, one, other in zip(words, common, needless, strict=True) if not (one or other)]
        return "".join(own or words)

    def _marked(self, words: Words, phrases: frozenset[Words]) -> Sequence[bool]:
        marks = [False] * len(words)
        at = 0
        while at < len(words):
            sizes = range(min(_LONGEST_PHRASE, len(words) - at), 0, -1)
            size = next((size for size in sizes if words[at : at + size] in phrases), 0)
            marks[at : at + size] = [True] * size
            at += size or 1
        return marks


def pieces(text: str) -> Words:
    """The folded words and numbers of ``text``, as they stand there."""
    return tuple(_PIECES.findall(fold(unicodedata.normalize("NFKC", clean(text, LONGEST)))))


def compact(text: str) -> str:
    """A code as it is compared: its letters and digits, whatever stands between them."""
    return "".join(pieces(text))


def runs(words: Words, longest: int) -> Iterator[str]:
    """The words glued together, every run of up to ``longest`` of them; the longest first."""
    for size in range(min(longest, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            yield "".join(words[at : at + size])
