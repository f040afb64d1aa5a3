"""Invented units for who wants to try the program, and people to be there."""

from datetime import date, datetime

from domain.message import Address
from domain.people import Role
from domain.samples import Samples, SampleUnit
from store import people, scopes, units
from store.engine import Connection
from store.units import By, NewUnit

SEATED = {Role.CHAIR: "Chủ tịch (mẫu)", Role.OFFICER: "Cán bộ (mẫu)", Role.ADMIN: "Quản trị (mẫu)"}


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
    for scope in samples.scopes:
        tops = [units.at(connection, code).id for code in scope.units]
        scopes.put(connection, scope.campaign, tops, by=None, now=now)
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


def seat(connection: Connection, address: Address, role: Role, consent_version: int, now: datetime) -> None:
    """Let whoever speaks at ``address`` be somebody of the sample units: the chair of every grassroots union,
    an officer of the union above them all, an admin. A worker enrols by talking, as everybody does."""
    top = units.children(connection, None)[0]
    everything = units.subtree(connection, top.path)
    if role is Role.WORKER or people.owner(connection, address) is not None:
        return
    grassroots = [unit for unit in everything if unit.sector and not unit.successor]
    home = grassroots[0] if role is Role.CHAIR else top
    person = people.enrol(connection, address, SEATED[role], home.id, consent_version, now)
    assert person.id is not None, "whoever is enrolled has a number"
    for unit in grassroots if role is Role.CHAIR else [top]:
        people.grant(connection, person.id, unit.id, role, now, by=None)
