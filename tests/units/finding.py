"""How well and how fast the finder finds the invented units."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import process_time

from content.loader import load_unit_kinds, load_unit_words
from domain.unit_finder import FindableName, UnitFinder
from tests.units.naming import NamedUnit
from tests.units.noise import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``found``: among those shown, which are up to three names with all who bear them; ``third``: among
    the first three units; ``first``: the first; ``wrong``: sure of another unit."""

    asked: Asked
    found: bool
    third: bool
    first: bool
    shown: int
    sure: bool
    wrong: bool
    seconds: float


def finder_of(units: Sequence[NamedUnit]) -> UnitFinder:
    kinds = load_unit_kinds().values()
    words = [word for kind in kinds for word in (kind.name, kind.short, *kind.words)]
    return UnitFinder(findable(units), load_unit_words(), words)


def findable(units: Sequence[NamedUnit]) -> Iterator[FindableName]:
    """Every name, present and former, with the names of the units above."""
    by_number: Mapping[int, NamedUnit] = {unit.number: unit for unit in units}
    for unit in units:
        above, parent = [], unit.parent
        while parent is not None:
            above.append(by_number[parent].name)
            parent = by_number[parent].parent
        over = " / ".join(above)
        yield FindableName(unit_id=unit.number, name=unit.name, code=unit.code, above=over)
        for former in unit.former:
            yield FindableName(unit_id=unit.number, name=former, kind="former", above=over)


def outcomes(finder: UnitFinder, queries: Iterable[Asked]) -> Iterator[Outcome]:
    for asked in queries:
        began = process_time()
        matches = finder.find(asked.text)
        seconds = process_time() - began
        ids = [match.unit_id for match in matches]
        yield Outcome(
            asked=asked,
            found=asked.unit.number in ids,
            third=asked.unit.number in ids[:3],
            first=ids[:1] == [asked.unit.number],
            shown=len(ids),
            sure=any(match.sure for match in matches),
            wrong=any(match.sure and match.unit_id != asked.unit.number for match in matches),
            seconds=seconds,
        )
