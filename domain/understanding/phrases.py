"""Finding known phrases in a folded word sequence."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.text import fold, marked, toneless

Words = tuple[str, ...]

_WORDS = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{1,2}(?!\d)|\w+")


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase found at ``words[start:end]``. ``group`` keeps kinds of phrases apart."""

    group: str
    name: str
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Entry:
    group: str
    name: str
    marked: Words


class PhraseBook:
    """Phrases by their folded words.

    Within a group a phrase inside a longer found one does not count. A phrase of one word counts only
    with its own diacritics where the writer uses them: *bao* is not *bão* (of longer phrases, one word
    has to agree, for people slip; in a ``strict`` group all, in a ``toned`` one all up to the tone; a
    phrase of a ``written`` group counts only as it is written).
    """

    def __init__(
        self, strict: Collection[str] = (), written: Collection[str] = (), toned: Collection[str] = ()
    ) -> None:
        self._strict = strict
        self._toned = toned
        self._written = written
        self._phrases: dict[Words, list[_Entry]] = {}
        self._longest = 1

    def add(self, group: str, name: str, phrases: Iterable[str]) -> None:
        for phrase in phrases:
            words = split_words(phrase)
            if words:
                entry = _Entry(group, name, split_marked(phrase))
                entries = self._phrases.setdefault(words, [])
                if entry not in entries:
                    entries.append(entry)
                self._longest = max(self._longest, len(words))

    def find(
        self,
        words: Sequence[str],
        written: Sequence[str | None] | None = None,
        guessed: Sequence[str | None] | None = None,
    ) -> tuple[Span, ...]:
        """All phrases in ``words``, in order of their start.

        ``written`` holds each word with its diacritics, None where they say nothing; None as a whole
        when the writer uses no diacritics. ``guessed`` is then what single words probably are.
        """
        written = written or (None,) * len(words)
        single = guessed or written
        found: list[Span] = []
        count = len(words)
        for start in range(count):
            for end in range(min(count, start + self._longest), start, -1):
                for entry in self._phrases.get(tuple(words[start:end]), ()):
                    if not self._fits(entry, (single if end - start == 1 else written)[start:end]):
                        continue
                    span = Span(entry.group, entry.name, start, end)
                    if not any(_inside(span, other) for other in found):
                        found.append(span)
        return tuple(dict.fromkeys(found))

    def _fits(self, entry: _Entry, written: Sequence[str | None]) -> bool:
        if entry.group in self._written:
            return tuple(written) == entry.marked
        if len(entry.marked) == 1:
            return written[0] is None or written[0] == entry.marked[0]
        pairs = zip(written, entry.marked, strict=True)
        if entry.group in self._strict:
            return all(said is None or said == meant for said, meant in pairs)
        if entry.group in self._toned:
            return all(said is None or toneless(said) == toneless(meant) for said, meant in pairs)
        return any(_agrees(said, meant) for said, meant in pairs)

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for phrase in self._phrases for word in phrase)

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbouring words inside known phrases."""
        return frozenset(pair for phrase in self._phrases for pair in pairwise(phrase))


def _agrees(said: str | None, meant: str) -> bool:
    """Is a word written as meant, up to the tone, or in a way that says nothing?"""
    return said is None or said == fold(said) or toneless(said) == toneless(meant)


def _inside(span: Span, other: Span) -> bool:
    return (
        span.group == other.group
        and other.start <= span.start
        and span.end <= other.end
        and len(span) < len(other)
    )


def split_words(text: str) -> Words:
    """The folded words and numbers of a text; dates stay whole (``19/5/1890``)."""
    return tuple(_WORDS.findall(fold(text)))


def split_marked(text: str) -> Words:
    """The same words with their diacritics."""
    return tuple(_WORDS.findall(marked(text)))
