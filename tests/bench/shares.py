"""What an officer waits for: shares and who has not registered, over however many units."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy import Connection, insert

from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM
from domain.conversation import Conversation
from domain.message import Address, Message
from domain.people import Grant, Person, Role
from handlers import registration
from handlers.turn import Turn
from store import scopes, units
from store.engine import Store
from store.tables import consent, membership, person

NOW = datetime(2026, 11, 20, tzinfo=UTC)
CAMPAIGN, PERIOD = "thanh-hoa-2021", "nam-2026"
GOAL = 800  # milliseconds, the slowest of five
_WHO = Address("web", "officer")


def enrol(connection: Connection, unit_ids: list[int], count: int) -> list[int]:
    """So many people with consent, spread over the units; their numbers."""
    numbers = list(range(1, count + 1))
    connection.execute(
        insert(person),
        [{"id": n, "name": f"Người mẫu {n}", "contact": "", "created_at": NOW} for n in numbers],
    )
    stays = [{"person_id": n, "unit_id": unit_ids[n % len(unit_ids)], "since_at": NOW} for n in numbers]
    connection.execute(insert(membership), stays)
    agreed = [{"person_id": n, "text_version": 1, "address": f"web:{n}", "given_at": NOW} for n in numbers]
    connection.execute(insert(consent), agreed)
    return numbers


def shares(store: Store, code: str) -> str:
    """Of the unit with this code: shares where the campaign has no scope and where it has one, and names."""

    def put(connection: Connection, *codes: str) -> None:
        tops = [units.at(connection, each).id for each in codes]
        scopes.put(connection, CAMPAIGN, tops, by=None, now=NOW)

    everywhere = store.read_now(lambda c: _timed(_turn(c, code), registration.show))
    names = store.read_now(lambda c: _timed(_turn(c, code), _names_at(units.at(c, code).id)))
    store.write_now(lambda c: put(c, code))
    scoped = store.read_now(lambda c: _timed(_turn(c, code), registration.show))
    store.write_now(lambda c: put(c))
    return f"{everywhere} shares, {scoped} with a scope, {names} who has not registered"


def _turn(connection: Connection, code: str) -> Turn:
    top = units.at(connection, code)
    held = Grant(role=Role.OFFICER, unit=top.id, path=top.path)
    return Turn(
        message=Message(id="1", chat=_WHO, sender=_WHO, text="/tyle"),
        conversation=Conversation(campaign=CAMPAIGN),
        catalogue=load_catalogue(),
        knowledge=load_knowledge(),
        now=NOW,
        zone=VIETNAM,
        connection=connection,
        person=Person(id=1, name="x", unit=top.id, path=top.path, consents=True, grants=(held,)),
    )


def _names_at(unit_id: int) -> Callable[[Turn], object]:
    def show(turn: Turn) -> object:
        choice = f"{registration.NOT_YET}{CAMPAIGN}:{unit_id}:0"
        turn.message = Message(id="1", chat=_WHO, sender=_WHO, choice=choice)
        return registration.not_yet(turn)

    return show


def _timed(turn: Turn, handler: Callable[[Turn], object]) -> str:
    """The slowest of five."""
    taken = []
    for _ in range(5):
        began = perf_counter()
        handler(turn)
        taken.append((perf_counter() - began) * 1000)
    missed = "" if max(taken) <= GOAL else f" (goal {GOAL} ms: MISSED)"
    return f"{max(taken):.0f} ms{missed}"
