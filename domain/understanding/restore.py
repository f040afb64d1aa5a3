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
        seen: Counter[tuple[Pair, Pair]] = Counter()
        for text in texts:
            seen.update(zip(pairwise(split_words(text)), pairwise(split_marked(text)), strict=True))
        readings: dict[Pair, list[tuple[int, Pair]]] = defaultdict(list)
        for (pair, as_written), times in seen.items():
            readings[pair].append((times, as_written))
        self._pairs = {pair: clear for pair, found in readings.items() if (clear := _clear(found))}

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


def _clear(found: Sequence[tuple[int, Pair]]) -> tuple[Pair, int] | None:
    """The reading of a pair when it is nearly the only one, with how often it was seen."""
    times, best = max(found)
    return (best, times) if times >= 0.8 * sum(seen for seen, _ in found) else None


def _elected(votes: Counter[str]) -> str | None:
    """The word that far more neighbours speak for than for any other."""
    best = votes.most_common(2)
    if not best or (len(best) == 2 and best[0][1] < 3 * best[1][1]):
        return None
    return best[0][0]
