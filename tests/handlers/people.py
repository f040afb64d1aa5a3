"""People in a small tree, talking in turns of their own."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from bot.conversing import Bot
from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM, MovableClock
from domain.conversation import Conversation
from domain.message import Address, Message
from domain.people import Role
from domain.reply import Button, Reply
from handlers.routes import respond
from handlers.turn import Handler
from store import people, units
from store.engine import Store
from tests.databases import scalars
from tests.store.trees import NOW, plant

# Whoever holds a role holds it in OWN.
TREE = "ABOVE OWN<ABOVE BELOW<OWN OTHER<ABOVE"
PLACES = ("OWN", "BELOW", "OTHER", "ABOVE")
KNOWLEDGE, CATALOGUE = load_knowledge(), load_catalogue()
ACTOR, SOMEONE = Address("web", "actor"), Address("web", "someone")


class Town:
    """Units, an actor with one role in OWN, and a chair and an officer in every unit."""

    def __init__(
        self,
        store: Store,
        role: Role | None,
        admins: frozenset[Address] = frozenset(),
        day: date | None = None,
    ) -> None:
        self._store = store
        self.conversation = Conversation()  # as the last turn left it
        self.clock = MovableClock()
        if day:
            self.clock.move_to(day)
        self._bot = Bot(
            knowledge=KNOWLEDGE, catalogue=CATALOGUE, clock=self.clock, zone=VIETNAM, admins=admins
        )
        store.write_now(lambda c: self._settle(c, role))

    def _settle(self, c: Connection, role: Role | None) -> None:
        plant(c, TREE)
        if role is not None:
            actor = people.enrol(c, ACTOR, "Lan", units.at(c, "OWN").id, 1, NOW)
            if role is not Role.WORKER and actor.id:
                people.grant(c, actor.id, units.at(c, "OWN").id, role, NOW, by=None)
        for place in PLACES:
            unit = units.at(c, place).id
            for held in (Role.CHAIR, Role.OFFICER):
                other = people.enrol(c, Address("web", f"{held}-{place}"), f"{held}", unit, 1, NOW)
                if other.id:
                    people.grant(c, other.id, unit, held, NOW, by=None)

    def say(
        self,
        text: str = "",
        who: Address = ACTOR,
        *,
        choice: str | None = None,
        offered: tuple[Button, ...] = (),
        chat: Address | None = None,
        **given: object,
    ) -> Sequence[Reply]:
        """One turn, in which ``offered`` is what was shown before, and the turn has what is ``given``."""

        message = Message(id="1", chat=chat or who, sender=who, text=text, choice=choice)
        return self._take(message, offered, given, respond)

    def in_turn(self, who: Address, handler: Handler) -> Sequence[Reply]:
        """What ``handler`` says in a turn of theirs."""
        return self._take(Message(id="1", chat=who, sender=who), (), {}, handler)

    def _take(
        self, message: Message, offered: tuple[Button, ...], given: Mapping[str, object], handler: Handler
    ) -> Sequence[Reply]:
        def take(c: Connection) -> Sequence[Reply]:
            turn = self._bot.begin(message, Conversation(version=1, offered=offered), c)
            for name, value in given.items():
                setattr(turn, name, value)
            replies = handler(turn)
            self.conversation = turn.conversation
            return replies

        return self._store.write_now(take)

    def count(self, query: str) -> int:
        (number,) = scalars(self._store, query)
        return int(number)

    def unit(self, code: str) -> int:
        return self._store.read_now(lambda c: units.at(c, code).id)

    def role_at(self, code: str, role: Role) -> int:
        """The number of the role that somebody else than the actor holds there."""

        def find(c: Connection) -> int:
            held = people.held_at(c, units.at(c, code).id)
            return next(each.id for each in held if each.role is role and each.name == str(role))

        return self._store.read_now(find)
