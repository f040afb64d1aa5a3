from sqlalchemy import ColumnElement

from store.tables import unit


def below(path: str) -> ColumnElement[bool]:
    """The units of a subtree, as a range of the index: ``/1/17/`` to ``/1/170``, ``0`` following ``/``."""
    return (unit.c.path >= path) & (unit.c.path < f"{path[:-1]}0")
