"""Diacritics for those who type none: what a word most likely is, from its neighbours."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from domain.understanding.phrases import split_marked, split_words

Pair = tuple[str, str]


class Restorer:
    """Learns neighbouring words with their diacritics from our own texts: ``phong trao`` is phong trào,
    so that *trao* there does not mean to award. Pure after construction."""

    def __init__(self, texts: Iterable[str]) -> None:
        seen: dict[Pair, Counter[Pair]] = defaultdict(Counter)
        for text in texts:
            folded, written = split_words(text), split_marked(text)
            for pair, as_written in zip(pairwise(folded), pairwise(written), strict=True):
                seen[pair][as_written] += 1
        self._pairs = {pair: _clear(counts) for pair, counts in seen.items()}

    def restore(self, words: Sequence[str]) -> tuple[str | None, ...]:
        """Each word as it is probably written; None where the neighbours tell nothing, or two tales."""
        votes: list[Counter[str]] = [Counter() for _ in words]
        for at, pair in enumerate(pairwise(words)):
            reading = self._pairs.get(pair)
            if reading:
                (left, right), times = reading
                votes[at][left] += times
                votes[at + 1][right] += times
        return tuple(map(_elected, votes))


def _clear(counts: Counter[Pair]) -> tuple[Pair, int] | None:
    """The reading of a pair when it is nearly the only one, with how often it was seen."""
    (best, times), total = counts.most_common(1)[0], counts.total()
    return (best, times) if times >= 0.8 * total else None


def _elected(votes: Counter[str]) -> str | None:
    """The word that far more neighbours speak for than for any other."""
    best = votes.most_common(2)
    if not best or (len(best) == 2 and best[0][1] < 3 * best[1][1]):
        return None
    return best[0][0]
