"""New units, one or fifty thousand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, String, cast, func, insert, select, update

from domain.units import ROOT, Refused, Unit, UnitError
from store.dialect import word
from store.tables import unit
from store.units.changes import By, hold_tree, record
from store.units.names import clean, put_names
from store.units.reading import by_codes, get, many

_above = unit.alias("above")
_INSERT = insert(unit).returning(unit.c.id, unit.c.code)
_PLACE = (
    update(unit)
    .where(unit.c.path == word(""))
    .values(
        path=func.coalesce(
            select(_above.c.path).where(_above.c.id == unit.c.parent_id).scalar_subquery(), ROOT
        )
        + cast(unit.c.id, String)
        + word("/")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be. ``parent`` is the number of the unit above or its code, which may be that of another
    new unit; ``kind`` is one of content/unit_kinds.yaml, ``sector`` one of the lexicon's."""

    code: str
    name: str
    kind: str
    parent: int | str | None
    sector: str | None = None
    workers: int | None = None
    members: int | None = None
    valid_from: date | None = None
    short_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()


def add(connection: Connection, new: NewUnit, by: By) -> Unit:
    """Raises UnitError for a code that is taken, and for a unit above that is not there or closed."""
    (id,) = add_many(connection, [new], by).values()
    added = get(connection, id)
    if added is None:
        raise UnitError(Refused.UNKNOWN, new.code)
    return added


def add_many(connection: Connection, news: Sequence[NewUnit], by: By) -> Mapping[str, int]:
    """Add all of them, in whatever order they stand, or none; their numbers by their codes. Raises
    UnitError for the first that cannot be."""
    hold_tree(connection)
    wanted = _by_code(news)
    _refuse_taken(connection, wanted)
    ids = _parents(connection, wanted)
    for level in list(_levels(wanted)):  # all checked before the first is written
        rows = [_row(new, ids.get(new.parent)) for new in level]
        ids.update({row.code: row.id for row in connection.execute(_INSERT, rows)})
        connection.execute(_PLACE)
    added = {code: ids[code] for code in wanted}
    put_names(connection, [name for code, new in wanted.items() for name in _names(new, added[code])])
    record(connection, by, [(id, "created", {}) for id in added.values()])
    return added


def _by_code(news: Sequence[NewUnit]) -> Mapping[str, NewUnit]:
    """The new units, cleaned, by their codes, each of which is given once."""
    wanted: dict[str, NewUnit] = {}
    for each in news:
        new = _cleaned(each)
        if new.code in wanted:
            raise UnitError(Refused.CODE_TAKEN, new.code)
        wanted[new.code] = new
    return wanted


def _cleaned(new: NewUnit) -> NewUnit:
    code = clean(new.code, Refused.NO_CODE)
    return replace(
        new,
        code=code,
        name=clean(new.name, Refused.NO_NAME),
        parent=clean(new.parent, Refused.NO_PARENT) if isinstance(new.parent, str) else new.parent,
        short_names=tuple(clean(name, Refused.NO_NAME) for name in new.short_names),
        former_names=tuple(clean(name, Refused.NO_NAME) for name in new.former_names),
    )


def _refuse_taken(connection: Connection, wanted: Mapping[str, NewUnit]) -> None:
    taken = by_codes(connection, wanted)
    for code in wanted:
        if code in taken:
            raise UnitError(Refused.CODE_TAKEN, code)


def _parents(connection: Connection, wanted: Mapping[str, NewUnit]) -> dict[int | str | None, int]:
    """The numbers of the units above that are there already, by what the new ones call them."""
    called = {new.parent for new in wanted.values()}
    codes = by_codes(connection, {each for each in called if isinstance(each, str) and each not in wanted})
    numbers = many(connection, {each for each in called if isinstance(each, int)})
    known: dict[int | str | None, Unit] = {unit.code: unit for unit in codes.values()}
    known.update((unit.id, unit) for unit in numbers.values())
    for new in wanted.values():
        if new.parent is None or new.parent in wanted:
            continue
        if new.parent not in known:
            raise UnitError(Refused.NO_PARENT, new.code)
        if known[new.parent].valid_until is not None:
            raise UnitError(Refused.TARGET_CLOSED, new.code)
    return {each: parent.id for each, parent in known.items()}


def _levels(wanted: Mapping[str, NewUnit]) -> Iterator[Sequence[NewUnit]]:
    """Those whose unit above is there, then those right below them, and so on. Raises UnitError when some
    are left over."""
    below = defaultdict(list)
    for new in wanted.values():
        below[new.parent if new.parent in wanted else None].append(new)
    level, placed = below[None], set[str]()
    while level:
        yield level
        placed.update(new.code for new in level)
        level = [lower for new in level for lower in below[new.code]]
    for code in wanted:
        if code not in placed:
            raise UnitError(Refused.IN_A_RING, code)


def _row(new: NewUnit, parent_id: int | None) -> dict[str, Any]:
    return {
        "code": new.code,
        "name": new.name,
        "kind": new.kind,
        "sector": new.sector,
        "parent_id": parent_id,
        "path": "",  # it holds the number, which is known only then
        "workers": new.workers,
        "members": new.members,
        "valid_from": new.valid_from,
    }


def _names(new: NewUnit, unit_id: int) -> Iterator[dict[str, Any]]:
    yield {"unit_id": unit_id, "name": new.name, "kind": "current"}
    for kind, names in (("short", new.short_names), ("former", new.former_names)):
        for name in dict.fromkeys(names):
            if name != new.name:
                yield {"unit_id": unit_id, "name": name, "kind": kind}
