"""Invented units for who wants to try the program."""

from datetime import date, datetime

from domain.samples import Samples, SampleUnit
from store import units
from store.engine import Connection
from store.units import By, NewUnit


def plant(connection: Connection, samples: Samples, now: datetime, today: date) -> bool:
    """Put the sample units, and what has become of them, into a database that has no units yet; False,
    and nothing is done, where it has some."""
    if units.children(connection, None):
        return False
    units.add_many(connection, [_new(unit) for unit in samples.units], By(actor=None, on=today, now=now))
    for sample in samples.units:
        _tell_the_rest(connection, sample, now)
    for cluster in samples.clusters:
        group = units.add_cluster(connection, cluster.code, cluster.name)
        for code in cluster.units:
            units.put_into_cluster(connection, group.id, units.at(connection, code).id)
    return True


def _new(sample: SampleUnit) -> NewUnit:
    return NewUnit(**sample.model_dump(exclude={"renamed", "merged"}))


def _tell_the_rest(connection: Connection, sample: SampleUnit, now: datetime) -> None:
    if sample.renamed:
        by = By(actor=None, on=sample.renamed.since, now=now)
        units.rename(connection, units.at(connection, sample.code), sample.renamed.name, by)
    if sample.merged:
        by = By(actor=None, on=sample.merged.until, now=now)
        one, other = units.at(connection, sample.code), units.at(connection, sample.merged.into)
        units.merge(connection, one, other, by)
