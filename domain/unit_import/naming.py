"""Which unit a row is about, and which one it calls the unit above.

A *node* is the number of a unit of the tree, or the number of a row with a minus for a unit to be.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.unit_import.cells import folded
from domain.unit_import.values import Entry, Reason, Refusal, Standing

LISTED = 5  # row numbers named in a refusal

Refuse = Mapping[int, list[Refusal]]


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree as it stands, by everything a row may call a unit."""

    by_id: Mapping[int, Standing]
    by_code: Mapping[str, Standing]
    by_name: Mapping[str, Sequence[Standing]]
    by_former: Mapping[str, Sequence[Standing]]

    @classmethod
    def of(cls, standing: Iterable[Standing]) -> "Tree":
        by_name: dict[str, list[Standing]] = defaultdict(list)
        by_former: dict[str, list[Standing]] = defaultdict(list)
        known = list(standing)
        for each in known:
            by_name[folded(each.unit.name)].append(each)
            for name in each.former_names:
                by_former[folded(name)].append(each)
        return cls(
            by_id={each.unit.id: each for each in known},
            by_code={each.unit.code: each for each in known},
            by_name=by_name,
            by_former=by_former,
        )


@dataclass(slots=True)
class Named:
    """For each row by its number: the unit it is about (None: a new one), and the node above it where the
    row names one that was found."""

    about: dict[int, Standing | None] = field(default_factory=dict)
    above: dict[int, int] = field(default_factory=dict)

    def node(self, number: int) -> int:
        """The node of a row."""
        standing = self.about.get(number)
        return standing.unit.id if standing else -number


def name_rows(entries: Mapping[int, Entry], tree: Tree, refuse: Refuse) -> Named:
    """Find out for each row; what cannot be found is added to ``refuse`` by row number."""
    named = Named(about={number: tree.by_code.get(entry.code) for number, entry in entries.items()})
    meant = _Parents(entries, tree).meant(refuse)
    order, in_rings = _parents_first(entries, meant)
    for number in in_rings:
        refuse[number].append(Refusal(Reason.CYCLE))
    for number in order:
        reference = meant.get(number)
        if reference is not None:
            named.above[number] = named.node(-reference) if reference < 0 else reference
        entry = entries[number]
        if entry.name and not entry.code and number not in in_rings:
            named.about[number] = _by_name(entry, named.above.get(number), tree, refuse[number])
    _refuse_twins(entries, named, refuse)
    return named


class _Parents:
    """Finds what rows call the unit above: a row of the sheet before a unit of the tree, a code before a
    name, a name before a former one."""

    def __init__(self, entries: Mapping[int, Entry], tree: Tree) -> None:
        self._entries = entries
        self._tree = tree
        self._codes: dict[str, int] = {}
        self._names: dict[str, list[int]] = defaultdict(list)
        for number, entry in entries.items():
            if entry.code:
                self._codes.setdefault(entry.code, number)
            self._names[folded(entry.name)].append(number)

    def meant(self, refuse: Refuse) -> dict[int, int]:
        """A unit's number, or a row's with a minus, for each row that names a unit above."""
        found: dict[int, int] = {}
        for number, entry in self._entries.items():
            if entry.parent:
                meant = self._find(entry.parent)
                if isinstance(meant, Reason):
                    refuse[number].append(Refusal(meant, entry.parent[:60]))
                else:
                    found[number] = meant
        return found

    def _find(self, called: str) -> int | Reason:
        if called in self._codes:
            return -self._codes[called]
        if called in self._tree.by_code:
            return self._tree.by_code[called].unit.id
        rows = self._names.get(folded(called), [])
        units = self._tree.by_name.get(folded(called)) or self._tree.by_former.get(folded(called), [])
        candidates = [-number for number in rows] or [each.unit.id for each in units]
        if len(candidates) == 1:
            return candidates[0]
        return Reason.PARENT_AMBIGUOUS if candidates else Reason.PARENT_NOT_FOUND


def _parents_first(
    entries: Mapping[int, Entry], meant: Mapping[int, int]
) -> tuple[Sequence[int], frozenset[int]]:
    """All rows, each behind the row it hangs from, and those that hang from one another in a ring."""
    below: dict[int, list[int]] = defaultdict(list)
    for number, reference in meant.items():
        if reference < 0:
            below[-reference].append(number)
    placed: dict[int, None] = {}

    def place(waiting: deque[int]) -> None:
        while waiting:
            number = waiting.popleft()
            placed[number] = None
            waiting.extend(each for each in below[number] if each not in placed)

    place(deque(number for number in entries if meant.get(number, 0) >= 0))
    rings = frozenset(_in_rings([number for number in entries if number not in placed], meant))
    placed.update(dict.fromkeys(rings))
    place(deque(rings))
    return list(placed), rings


def _in_rings(left: Iterable[int], meant: Mapping[int, int]) -> Iterator[int]:
    seen: set[int] = set()
    for begin in left:
        walk: dict[int, None] = {}
        number = begin
        while number not in seen:
            seen.add(number)
            walk[number] = None
            number = -meant[number]
        if number in walk:
            steps = list(walk)
            yield from steps[steps.index(number) :]


def _by_name(entry: Entry, above: int | None, tree: Tree, refuse: list[Refusal]) -> Standing | None:
    """The unit of the row's name (below the unit above, if that is said)."""
    if entry.parent and above is None:
        return None
    found = _below(tree.by_name.get(folded(entry.name), ()), above)
    if len(found) > 1:
        refuse.append(Refusal(Reason.AMBIGUOUS_NAME, _codes(found)))
        return None
    if not found and (former := _below(tree.by_former.get(folded(entry.name), ()), above)):
        refuse.append(Refusal(Reason.FORMER_NAME, _codes(former)))
    return found[0] if found else None


def _below(candidates: Sequence[Standing], above: int | None) -> list[Standing]:
    return [each for each in candidates if above is None or each.unit.parent == above]


def _codes(standing: Sequence[Standing]) -> str:
    return ", ".join(each.unit.code for each in standing[:LISTED])


def _refuse_twins(entries: Mapping[int, Entry], named: Named, refuse: Refuse) -> None:
    """Rows about the same unit: which one is meant nobody knows, so none is taken."""
    groups: dict[object, list[int]] = defaultdict(list)
    for number, entry in entries.items():
        standing = named.about.get(number)
        if standing:
            groups[standing.unit.id].append(number)
        elif entry.code:
            groups[entry.code].append(number)
        elif entry.name:
            groups[named.above.get(number), folded(entry.name)].append(number)
    for numbers in groups.values():
        if len(numbers) > 1:
            for number in numbers:
                others = [str(other) for other in numbers if other != number]
                refuse[number].append(Refusal(Reason.DUPLICATE, ", ".join(others[:LISTED])))
