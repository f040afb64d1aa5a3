"""Finding units by what people write: how often the right one is shown, for each kind of noise, and how fast.

Time is processor time, so that whatever else the machine does is not counted.
"""

import tracemalloc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import ceil
from statistics import mean, median
from time import process_time

from domain.unit_finder import UnitFinder
from tests.bench.asking import QUESTIONS
from tests.questions.scoring import read_rows
from tests.units.finding import Outcome, finder_of, outcomes
from tests.units.naming import NamedUnit, units
from tests.units.noise import DEVELOPING, UNSEEN, queries

EACH = 1_000  # queries of a kind of noise
MANY = 50_000
EACH_OF_MANY = 100
GOAL = 10  # milliseconds, the 99th percentile
FOUND = 0.98


def finding() -> str:
    """A table of kinds of noise for both seeds, then figures for 50,000 units."""
    few, many = units(5_000), units(MANY)
    finder, built = _built(few)
    by_seed = [_by_kind(finder, few, seed, EACH) for seed in (DEVELOPING, UNSEEN)]
    lines = [f"5,000 units, seeds {DEVELOPING} and {UNSEEN}; the right one among those shown: {built}"]
    lines += [_line(kind, [each[kind] for each in by_seed]) for kind in by_seed[0]]
    everything = [[one for each in seed.values() for one in each] for seed in by_seed]
    lines += [_line("all", everything), *map(_summary, everything), _nameless(finder)]
    finder, built = _built(many)
    of_many = [one for each in _by_kind(finder, many, DEVELOPING, EACH_OF_MANY).values() for one in each]
    return "\n".join((*lines, f"{MANY:,} units: {built}", _line("all", [of_many]), _summary(of_many)))


def _built(named: Sequence[NamedUnit]) -> tuple[UnitFinder, str]:
    began = process_time()
    finder_of(named)
    seconds = process_time() - began
    tracemalloc.start()
    finder = finder_of(named)
    held = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    return finder, f"built in {seconds:.1f} s, {held:.0f} MB"


def _by_kind(
    finder: UnitFinder, named: Sequence[NamedUnit], seed: int, each: int
) -> dict[str, list[Outcome]]:
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes(finder, queries(named, seed, each)):
        kinds[outcome.asked.kind].append(outcome)
    return kinds


def _line(kind: str, seeds: Sequence[Sequence[Outcome]]) -> str:
    return f"  {kind:20}" + "".join(f"{part:>34}" for part in _parts(seeds))


def _parts(seeds: Sequence[Sequence[Outcome]]) -> Iterator[str]:
    for found in seeds:
        share = mean(one.found for one in found)
        third, first = mean(one.third for one in found), mean(one.first for one in found)
        yield f"{share:7.1%} ({third:.1%} in 3, {first:.1%} 1st)"


def _summary(found: Sequence[Outcome]) -> str:
    taken = sorted(1000 * one.seconds for one in found)
    slow = taken[ceil(0.99 * len(taken)) - 1]
    share = mean(one.found for one in found)
    return (
        f"  {len(found)} texts: {share:.1%} found (goal {FOUND:.0%}: {_met(share >= FOUND)}), "
        f"{mean(one.shown for one in found):.1f} units shown; median {median(taken):.1f} ms, 99th percentile "
        f"{slow:.1f} ms (goal {GOAL} ms: {_met(slow <= GOAL)}); sure {mean(one.sure for one in found):.1%}, "
        f"of a wrong unit {mean(one.wrong for one in found):.2%}"
    )


def _nameless(finder: UnitFinder) -> str:
    found = [finder.find(row["question"]) for row in read_rows(QUESTIONS)]
    sure = sum(any(match.sure for match in each) for each in found)
    return (
        f"  of {len(found)} questions that name no unit {sum(map(bool, found))} resemble one, {sure} surely"
    )


def _met(met: bool) -> str:
    return "met" if met else "MISSED"
