"""What a handler gets: one incoming message and everything it may look at or change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from domain.answering.answer import Answer
from domain.catalogue import Catalogue
from domain.clock import machine_now
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.message import Address, Message
from domain.people import NOBODY, Person
from domain.permissions import Action, may
from domain.quiet_hours import NEVER, QuietHours
from domain.reply import Reply
from domain.units import Unit
from store import deliveries, units
from store.deliveries import Lane, NewDelivery
from store.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit that may be meant by what somebody typed; ``shown`` names it with the units above it;
    ``sure``: nothing else is meant as likely."""

    unit: Unit
    shown: str
    sure: bool = True


def _no_link(code: str) -> str | None:
    return None


def _no_units(name: str) -> Sequence[Place]:
    return ()


@dataclass(slots=True, kw_only=True)
class Turn:
    """One incoming message, handled in one transaction.

    A handler returns its replies and leaves what is to be remembered in ``conversation`` (a frozen value,
    replaced through its named methods). ``connection`` is the open transaction; ``now`` is business time,
    ``machine_now`` that by which codes expire and deliveries go out. ``person`` is who speaks; in a group,
    where nothing is personal, nobody. ``admins`` are named in the settings. ``token`` is a short random word,
    never used before, for what a handler begins; in ``quiet`` hours nobody is told anything. ``given`` is the
    answer to a question, if it was one, for the counts.

    ``link_for`` gives the address that opens the bot with a code on a platform that has such, or None;
    ``find_units`` the units that may be meant by a name.
    """

    message: Message
    conversation: Conversation
    catalogue: Catalogue
    knowledge: Knowledge
    now: datetime
    zone: ZoneInfo
    connection: Connection
    token: str = field(default_factory=lambda: token_hex(4))
    person: Person = NOBODY
    admins: frozenset[Address] = frozenset()
    machine_now: datetime = field(default_factory=machine_now)
    link_for: Callable[[str], str | None] = _no_link
    find_units: Callable[[str], Sequence[Place]] = _no_units
    quiet: QuietHours = NEVER
    given: Answer | None = None
    _units: dict[int, Unit | None] = field(default_factory=dict, repr=False)

    def say(self, key: str, **values: object) -> str:
        """A sentence of ours."""
        return self.knowledge.texts.say(key, **values)

    def may(self, action: Action, path: str) -> bool:
        """May who speaks do ``action`` to the unit at ``path``?"""
        return may(self.person, action, path)

    def unit(self, unit_id: int | None) -> Unit | None:
        """The unit of that number, read once in a turn: for turns that change no units."""
        if unit_id is None:
            return None
        if unit_id not in self._units:
            self._units[unit_id] = units.get(self.connection, unit_id)
        return self._units[unit_id]

    def tell(self, address: Address, text: str, *, key: str) -> None:
        """Say something to somebody else, once for each ``key``, and not at night."""
        notice = NewDelivery(
            address=address,
            reply=Reply(text=text),
            lane=Lane.NOTICE,
            key=key,
            due_at=self.quiet.over_at(self.machine_now, self.zone),
        )
        deliveries.add(self.connection, [notice], self.machine_now)

    @property
    def consent_version(self) -> int:
        """The version of the text people agree to now."""
        return self.knowledge.texts.version("consent")

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


Handler = Callable[[Turn], Sequence[Reply]]
