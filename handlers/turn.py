"""What a handler gets: one incoming message and everything it may look at or change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.answering.answer import Answer
from domain.catalogue import Catalogue
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.message import Message
from domain.people import NOBODY, Person
from domain.permissions import Action, may
from domain.quiet_hours import USUAL, QuietHours
from domain.reply import Reply
from store.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit that what somebody typed may mean, and how to show it: with the units above it."""

    unit: int
    path: str
    shown: str


FindUnits = Callable[[str], Sequence[Place]]


@dataclass(slots=True, kw_only=True)
class Turn:
    """One incoming message, handled in one transaction.

    A handler returns its replies and leaves what is to be remembered in ``conversation`` (a frozen value,
    replaced through its named methods). ``connection`` is the open transaction; ``now`` is business time,
    ``machine_now`` the machine's;
    ``person`` is who speaks, as far as we know them (in a group nobody).
    ``token`` is a short random word, never used before, for what a handler begins. ``given`` is the answer
    to a question, if it was one, for the counts.
    """

    message: Message
    conversation: Conversation
    catalogue: Catalogue
    knowledge: Knowledge
    now: datetime
    zone: ZoneInfo
    connection: Connection
    token: str
    machine_now: datetime
    person: Person = NOBODY
    find_units: FindUnits = lambda text: ()
    quiet: QuietHours = USUAL
    given: Answer | None = None

    def say(self, key: str, **values: object) -> str:
        """A sentence of ours."""
        return self.knowledge.texts.say(key, **values)

    def may(self, action: Action, path: str) -> bool:
        """May the sender do this to the unit at ``path``?"""
        return may(self.person, action, path)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


Handler = Callable[[Turn], Sequence[Reply]]
