"""A verdict for every row of an import, and what is to be done: pure, the tree is only looked at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TypeVar

from domain.unit_import.cells import Words, folded, understand
from domain.unit_import.changes import changes_of
from domain.unit_import.naming import Named, Tree, name_rows
from domain.unit_import.values import (
    DEEPEST,
    Entry,
    Outcome,
    Plan,
    Reason,
    Refusal,
    SheetRow,
    Standing,
    Step,
    Verdict,
)

T = TypeVar("T")

ROOT_CODE = "DV"  # what codes begin with that we give to units without one above


def decide(rows: Iterable[SheetRow], standing: Iterable[Standing], words: Words) -> Plan:
    """What becomes of each row when all that are not refused are carried out together. Rows may stand in
    any order; a cell that is empty changes nothing."""
    refused: dict[int, list[Refusal]] = defaultdict(list)
    entries: dict[int, Entry] = {}
    for row in rows:
        entries[row.number], refusals = understand(row, words)
        refused[row.number].extend(refusals)
    tree = Tree.of(standing)
    decision = _Decision(entries, tree, name_rows(entries, tree, refused), refused, words)
    decision.settle()
    return decision.plan()


class _Decision:
    """The rows, and the refusals so far; ``settle`` adds those that follow from others."""

    def __init__(
        self,
        entries: Mapping[int, Entry],
        tree: Tree,
        named: Named,
        refused: Mapping[int, list[Refusal]],
        words: Words,
    ) -> None:
        self._entries = entries
        self._tree = tree
        self._named = named
        self._refused = refused
        self._words = words
        self._rows = {named.node(number): number for number in entries}
        self._below: dict[int, list[int]] = defaultdict(list)  # rows by the node they name above
        for number, above in named.above.items():
            self._below[above].append(number)
        self._depths: dict[int, int] = {}

    def settle(self) -> None:
        for number, entry in self._entries.items():
            self._refused[number].extend(self._alone(entry, self._named.about[number]))
        before = -1
        while before != (now := sum(1 for refusals in self._refused.values() if refusals)):
            before = now
            self._refuse_below_refused()
            while self._refuse_rings():
                self._refuse_below_refused()
            self._refuse_ambiguous()
            self._refuse_deep()
            self._refuse_closing_above_open()

    # What is wrong with a row whatever the others say

    def _alone(self, entry: Entry, standing: Standing | None) -> Iterator[Refusal]:
        unit = standing.unit if standing else None
        workers = _or(entry.workers, unit.workers if unit else None)
        members = _or(entry.members, unit.members if unit else None)
        said = entry.workers is not None or entry.members is not None
        if said and workers is not None and members is not None and members > workers:
            yield Refusal(Reason.MORE_MEMBERS, f"{members} > {workers}")
        begins = _or(entry.valid_from, unit.valid_from if unit else None)
        ends = _or(entry.valid_until, unit.valid_until if unit else None)
        if begins and ends and ends < begins and (entry.valid_from or entry.valid_until):
            yield Refusal(Reason.CLOSES_FIRST, f"{ends:%d/%m/%Y}")
        if standing is None:
            yield from self._new(entry)
        elif standing.unit.valid_until is not None and changes_of(
            entry, standing, self._named.above.get(entry.number)
        ):
            yield Refusal(Reason.CLOSED, standing.unit.code)
        above = self._tree.by_id.get(self._named.above.get(entry.number, 0))
        moves = standing is None or (above and above.unit.id != standing.unit.parent)
        if above and above.unit.valid_until is not None and moves:
            yield Refusal(Reason.PARENT_CLOSED, above.unit.code)

    def _new(self, entry: Entry) -> Iterator[Refusal]:
        kind = self._kind(entry)
        if kind is None and entry.name and not self._is_refused(entry, Reason.UNKNOWN_KIND):
            yield Refusal(Reason.NO_KIND)
        if kind in self._words.grassroots and not entry.parent:
            yield Refusal(Reason.PARENT_MISSING)

    def _is_refused(self, entry: Entry, reason: Reason) -> bool:
        return any(refusal.reason is reason for refusal in self._refused[entry.number])

    def _kind(self, entry: Entry) -> str | None:
        return entry.kind or self._words.kind_in(entry.name)

    # What follows from other rows

    def _ok(self, number: int) -> bool:
        return not self._refused[number]

    def _parent(self, node: int) -> int | None:
        """The node above ``node`` in the end."""
        number = self._rows.get(node)
        if number is not None and self._ok(number) and number in self._named.above:
            return self._named.above[number]
        standing = self._tree.by_id.get(node)
        return standing.unit.parent if standing else None

    def _refuse_below_refused(self) -> None:
        """Below a unit that will not be there can be none, nor below one by a name it will not have."""
        lost = [number for number in self._entries if not self._ok(number)]
        while lost:
            above = lost.pop()
            for number in self._below[self._named.node(above)]:
                if self._ok(number) and not self._still_called(above, self._entries[number].parent):
                    self._refused[number].append(Refusal(Reason.PARENT_REFUSED, str(above)))
                    lost.append(number)

    def _still_called(self, number: int, called: str) -> bool:
        """Whether the unit of a refused row is there and called so."""
        standing = self._named.about[number]
        return standing is not None and (
            called == standing.unit.code or folded(called) == folded(standing.unit.name)
        )

    def _refuse_ambiguous(self) -> None:
        """A row without a code must be the only one of its name in its place, now and in the end: nobody
        could say again which unit is meant."""
        nodes: dict[str, list[int]] = defaultdict(list)
        for node in {*self._tree.by_id, *self._rows}:
            if node > 0 or self._ok(-node):
                nodes[self._final_name(node)].append(node)
        for number, entry in self._entries.items():
            if self._ok(number) and not entry.code:
                above = self._named.above.get(number)
                alike = [
                    node for node in nodes[folded(entry.name)] if above is None or self._parent(node) == above
                ]
                if len(alike) > 1:
                    others = (self._called(node) for node in alike if node != self._named.node(number))
                    self._refused[number].append(Refusal(Reason.AMBIGUOUS_NAME, next(others)))

    def _final_name(self, node: int) -> str:
        number = self._rows.get(node)
        if number is not None and self._ok(number):
            return folded(self._entries[number].name)
        return folded(self._tree.by_id[node].unit.name)

    def _refuse_rings(self) -> bool:
        """Units that would lie above one another: of these the rows that move them there. Whether there
        were any: without these rows units stay where they are, which may close another ring."""
        found = False
        safe: set[int] = set()
        for begin in self._rows:
            walk: dict[int, None] = {}
            node: int | None = begin
            while node is not None and node not in safe and node not in walk:
                walk[node] = None
                node = self._parent(node)
            if node in walk:
                steps = list(walk)
                for each in steps[steps.index(node) :]:
                    number = self._rows.get(each)
                    if number is not None and number in self._named.above and self._ok(number):
                        self._refused[number].append(Refusal(Reason.CYCLE))
                        found = True
            safe.update(walk)
        return found

    def _refuse_deep(self) -> None:
        self._depths = {}
        for node, number in self._rows.items():
            if self._depth(node) > DEEPEST and self._ok(number):
                self._refused[number].append(Refusal(Reason.TOO_DEEP, str(DEEPEST)))

    def _depth(self, node: int) -> int:
        """How many levels lie above it in the end, and its own."""
        walk: list[int] = []
        above: int | None = node
        while above is not None and above not in self._depths:
            walk.append(above)
            above = self._parent(above)
        depth = self._depths.get(above, 0) if above is not None else 0
        for each in reversed(walk):
            depth += 1
            self._depths[each] = depth
        return self._depths[node]

    def _refuse_closing_above_open(self) -> None:
        """A unit can close only when nothing below it stays open."""
        closing = [node for node, number in self._rows.items() if self._ok(number) and self._closes(number)]
        if not closing:
            return
        below = self._finally_below()
        for node in sorted(closing, key=lambda each: -self._depths[each]):
            left = next((each for each in below[node] if self._stays_open(each)), None)
            if left is not None:
                self._refused[self._rows[node]].append(Refusal(Reason.OPEN_BELOW, self._called(left)))

    def _finally_below(self) -> Mapping[int, Sequence[int]]:
        below: dict[int, list[int]] = defaultdict(list)
        for node in {*self._tree.by_id, *self._rows}:
            above = self._parent(node)
            if above is not None and (node > 0 or self._ok(-node)):
                below[above].append(node)
        return below

    def _closes(self, number: int) -> bool:
        standing = self._named.about[number]
        open_now = standing is None or standing.unit.valid_until is None
        return open_now and self._entries[number].valid_until is not None

    def _stays_open(self, node: int) -> bool:
        standing = self._tree.by_id.get(node)
        if standing and standing.unit.valid_until is not None:
            return False
        number = self._rows.get(node)
        return number is None or not self._ok(number) or not self._closes(number)

    def _called(self, node: int) -> str:
        if node > 0:
            return self._tree.by_id[node].unit.code
        entry = self._entries[-node]
        return entry.code or entry.name

    # What comes of it

    def plan(self) -> Plan:
        steps = {step.entry.number: step for step in self._steps()}
        verdicts = tuple(self._verdict(entry, steps.get(entry.number)) for entry in self._entries.values())
        return Plan(
            verdicts=verdicts,
            steps=tuple(step for step in steps.values() if step.standing is None or step.changes),
        )

    def _steps(self) -> Iterator[Step]:
        """The rows that are not refused, from the top of the tree down; those without a code get one."""
        taken = {*self._tree.by_code, *(entry.code for entry in self._entries.values())}
        numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
        codes: dict[int, str] = {}
        for number in sorted(filter(self._ok, self._entries), key=self._depth_of_row):
            entry, standing = self._entries[number], self._named.about[number]
            above = self._named.above.get(number)
            parent = None if above is None else codes.get(above) or self._tree.by_id[above].unit.code
            node = self._named.node(number)
            codes[node] = standing.unit.code if standing else entry.code
            if not codes[node]:
                begin = f"{parent}." if parent else ROOT_CODE
                free = (f"{begin}{each}" for each in numbers[begin] if f"{begin}{each}" not in taken)
                codes[node] = next(free)
            yield Step(
                entry=entry,
                code=codes[node],
                kind=(entry.kind if standing else self._kind(entry)),
                parent=parent,
                depth=self._depth_of_row(number),
                standing=standing,
                changes=changes_of(entry, standing, self._named.above.get(entry.number)) if standing else (),
            )

    def _depth_of_row(self, number: int) -> int:
        return self._depths[self._named.node(number)]

    def _verdict(self, entry: Entry, step: Step | None) -> Verdict:
        if step is None:
            outcome = Outcome.REFUSED
        elif step.standing is None:
            outcome = Outcome.CREATED
        else:
            outcome = Outcome.CHANGED if step.changes else Outcome.SAME
        return Verdict(
            number=entry.number,
            outcome=outcome,
            code=step.code if step else entry.code,
            name=entry.name,
            changes=step.changes if step else (),
            refusals=tuple(dict.fromkeys(self._refused[entry.number])),
        )


def _or(said: T | None, there: T | None) -> T | None:
    return there if said is None else said
