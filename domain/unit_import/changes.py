"""What a row says that is not so yet."""

from domain.unit_import.cells import folded
from domain.unit_import.values import Changed, Entry, Standing


def changes_of(entry: Entry, standing: Standing, above: int | None) -> tuple[Changed, ...]:
    """What the row changes of its unit; ``above`` is the node it names above. An empty cell
    changes nothing."""
    unit = standing.unit
    known = {unit.name, *standing.short_names, *standing.former_names}
    clusters = {folded(name) for name in standing.clusters}
    is_changed = {
        Changed.RENAMED: bool(entry.name) and entry.name != unit.name,
        Changed.MOVED: above is not None and above != unit.parent,
        Changed.KIND: entry.kind not in (None, unit.kind),
        Changed.SECTOR: entry.sector not in (None, unit.sector),
        Changed.WORKERS: entry.workers not in (None, unit.workers),
        Changed.MEMBERS: entry.members not in (None, unit.members),
        Changed.VALID_FROM: entry.valid_from not in (None, unit.valid_from),
        Changed.NAMES: not known.issuperset((*entry.short_names, *entry.former_names)),
        Changed.CLUSTERS: not clusters.issuperset(folded(name) for name in entry.clusters),
        Changed.CLOSED: entry.valid_until not in (None, unit.valid_until),
    }
    return tuple(changed for changed, so in is_changed.items() if so)
