"""What every way of talking shares: messages in, turns, deliveries out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from bot.dispatcher import Dispatcher
from bot.enclosures import Enclosures
from bot.sender import Sender
from channels.base import Channel
from domain.answering.answer import Answer
from domain.catalogue import Catalogue
from domain.clock import Clock, local_day
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.message import Address, Message
from domain.people import NOBODY, Person
from domain.quiet_hours import NEVER, QuietHours
from domain.reply import Reply
from domain.understanding.query import reader_for
from handlers import routes
from handlers.turn import Place, Turn
from handlers.work import Work
from store import people
from store.engine import Connection, Store
from store.jobs import Claimed
from store.unit_search import FoundUnit, UnitSearch


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """What the bot knows, what time it has and whose word counts everywhere; makes turns of messages, and
    work of jobs."""

    knowledge: Knowledge
    catalogue: Catalogue
    clock: Clock
    zone: ZoneInfo
    quiet: QuietHours = NEVER
    admins: frozenset[Address] = frozenset()

    def begin(
        self,
        message: Message,
        conversation: Conversation,
        connection: Connection,
        *,
        link_for: Callable[[str], str | None] = lambda code: None,
    ) -> Turn:
        return Turn(
            message=message,
            conversation=conversation,
            catalogue=self.catalogue,
            knowledge=self.knowledge,
            now=self.clock.now(),
            zone=self.zone,
            connection=connection,
            quiet=self.quiet,
            person=self._person(message, connection),
            admins=self.admins,
            link_for=link_for,
            find_units=partial(self._find_units, connection),
        )

    def _person(self, message: Message, connection: Connection) -> Person:
        """Who speaks; in a group nobody in particular."""
        if message.in_group:
            return NOBODY
        version = self.knowledge.texts.version("consent")
        return people.load(connection, message.sender, self.admins, version)

    def _find_units(self, connection: Connection, text: str) -> Sequence[Place]:
        """Units that may be meant and are open today, the best first; of those that are closed nobody is a
        member any more."""
        today = local_day(self.clock.now(), self.zone)
        found = _search_for(self.knowledge).find(connection, text, on=today)
        return [
            Place(unit=each.unit, shown=self._shown(each), sure=each.sure)
            for each in found
            if not each.closed
        ]

    def _shown(self, found: FoundUnit) -> str:
        """With the units above it, and the former name by which it was found."""
        shown = ", ".join((found.unit.name, *found.parents[:2]))
        former = self.knowledge.texts.say("unit.formerly", name=found.name)
        return f"{shown} ({former})" if found.via_former_name else shown

    def work(self, claimed: Claimed, store: Store) -> Work:
        """What the function of a job gets."""
        return Work(
            claimed=claimed,
            knowledge=self.knowledge,
            catalogue=self.catalogue,
            now=self.clock.now(),
            zone=self.zone,
            store=store,
        )

    def warm_up(self) -> None:
        """Build what the first question would otherwise have to wait for."""
        reader_for(self.knowledge, self.catalogue)

    async def keep_units(self, store: Store) -> None:
        """Until cancelled: have the index of units ready, and up to date, before a turn needs it."""
        await _search_for(self.knowledge).keep(store)


@lru_cache(maxsize=2)
def _search_for(knowledge: Knowledge) -> UnitSearch:
    """The search of this process; its index is built when somebody first looks for a unit, or before."""
    return UnitSearch.knowing(knowledge)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A dispatcher whose replies one sender sends."""

    dispatcher: Dispatcher
    sender: Sender


def join(
    bot: Bot,
    store: Store,
    channels: Mapping[str, Channel],
    *,
    owner: str,
    enclosures: Enclosures | None = None,
    answered: Callable[[Answer], None] = lambda answer: None,
    arrived: Callable[[Address], None] = lambda address: None,
) -> Engine:
    """An engine for ``channels`` on ``store``, not yet running. ``answered`` hears of every question, in
    the writer's thread; ``arrived`` of every address that something was sent to. Without ``enclosures`` files
    go out where the channel takes them, and no links."""

    def respond(turn: Turn) -> Sequence[Reply]:
        replies = routes.respond(turn)
        if turn.given is not None:
            answered(turn.given)
        return replies

    def link_for(code: str) -> str | None:
        links = (channel.start_link(code) for channel in channels.values())
        return next(filter(None, links), None)

    sender = Sender(
        store=store,
        channels=channels,
        owner=owner,
        enclosures=enclosures or Enclosures(store, bot.knowledge.texts),
        arrived=arrived,
    )
    dispatcher = Dispatcher(
        store=store,
        channels=channels,
        begin=partial(bot.begin, link_for=link_for),
        respond=respond,
        wake_sender=sender.wake,
        texts={name: bot.knowledge.texts.say(f"engine.{name}") for name in ("flood", "apology")},
    )
    return Engine(dispatcher=dispatcher, sender=sender)
