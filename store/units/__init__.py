"""The union tree: reading it, changing it, and what happened to it.

Whatever changes the tree waits for its lock, leaves a row of history and renews the stamp of the names.
Reading takes no lock."""

from store.units.adding import NewUnit, add, add_many
from store.units.changes import By, UnitChange, history
from store.units.changing import add_name, change, close, move, rename
from store.units.clusters import (
    Cluster,
    add_cluster,
    cluster_by_code,
    cluster_units,
    clusters_of,
    put_into_cluster,
    take_out_of_cluster,
)
from store.units.merging import merge
from store.units.names import UnitName, all_names, names_of, names_stamp
from store.units.reading import (
    WITHIN,
    ancestors,
    at,
    by_code,
    children,
    count_below,
    get,
    many,
    subtree,
    within,
    workers,
)

__all__ = [
    "WITHIN",
    "By",
    "Cluster",
    "NewUnit",
    "UnitChange",
    "UnitName",
    "add",
    "add_cluster",
    "add_many",
    "add_name",
    "all_names",
    "ancestors",
    "at",
    "by_code",
    "change",
    "children",
    "close",
    "cluster_by_code",
    "cluster_units",
    "clusters_of",
    "count_below",
    "get",
    "history",
    "many",
    "merge",
    "move",
    "names_of",
    "names_stamp",
    "put_into_cluster",
    "rename",
    "subtree",
    "take_out_of_cluster",
    "within",
    "workers",
]
