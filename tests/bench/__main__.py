"""Runs the benchmarks named on the command line, or all of them."""

import sys
from collections.abc import Callable, Mapping

from tests.bench.asking import asking
from tests.bench.finding import finding
from tests.bench.importing import importing
from tests.bench.pledging import pledging
from tests.bench.start import start
from tests.bench.turns import turns
from tests.bench.units import subtrees

BENCHES: Mapping[str, Callable[[], str]] = {
    "asking": asking,
    "turns": turns,
    "pledging": pledging,
    "start": start,
    "importing": importing,
    "units": subtrees,
    "finding": finding,
}


def main(names: list[str]) -> None:
    for name in names or BENCHES:
        print(f"== {name}\n{BENCHES[name]()}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
