"""What there is before a dialogue begins, and what the machine's clock does."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, select, update

from content.loader import load_knowledge
from domain.clock import local_day, machine_now
from domain.message import Address
from domain.people import Role
from store import people, retention, units
from store.engine import Store
from store.tables import code, code_try, data_request
from store.units import By, NewUnit


class Accounts(Protocol):
    def address(self, who: str) -> Address: ...


def prepare(connection: Connection, given: Mapping[str, Any], place: Accounts, now: datetime) -> None:
    """Units and people as a dialogue says, since the day it begins on."""
    by = By(actor=None, on=local_day(now), now=now)
    new = [NewUnit(**{"parent": None, **unit}) for unit in given.get("units", [])]
    numbers = units.add_many(connection, new, by) if new else {}
    for who, about in given.get("people", {}).items():
        unknown = set(about) - {"name", "unit", "roles", "enrolled"}
        assert not unknown, f"{who}: {unknown}"
        address = place.address(who)
        if about.get("enrolled", True):
            version = load_knowledge().texts.version("consent")
            unit = numbers[about["unit"]]
            person = people.enrol(connection, address, about.get("name", who), unit, version, now)
            assert person.id is not None
            for role, held_in in about.get("roles", {}).items():
                for code_ in [held_in] if isinstance(held_in, str) else held_in:
                    people.grant(connection, person.id, numbers[code_], Role(role), now, by=None)


async def elapse(store: Store, span: timedelta) -> None:
    """As if so much time had passed by the machine's clock, and the retention tick had run."""

    def age(connection: Connection) -> None:
        for table, name in ((code, "expires_at"), (code_try, "since_at"), (data_request, "erase_at")):
            dated = select(_key(table), table.c[name])
            for key, instant in connection.execute(dated).all():
                if instant is not None:
                    earlier = update(table).where(_key(table) == key).values({name: instant - span})
                    connection.execute(earlier)

    await store.write(age)
    await retention.forget(store, machine_now())


def _key(table: Any) -> Any:
    return next(iter(table.primary_key))
