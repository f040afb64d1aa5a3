"""The only place where the whole program is put together, started and stopped."""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any

from bot.conversing import Bot, join
from bot.enclosures import Enclosures
from bot.listener import listener, shown_url
from bot.loading import loading
from bot.metrics import Metrics
from bot.platforms import called_by, channels_on
from bot.roles import ROLES
from bot.samples import plant, seat
from bot.settings import Settings
from bot.web.arrivals import Arrivals
from bot.web.parts import Readiness, WebParts
from bot.web.server import WebServer, create_web_app
from bot.worker import Worker
from channels.base import Channel, ChannelError, Raw, Receive
from content.loader import load_catalogue, load_knowledge, load_samples
from domain.clock import MovableClock, SystemClock, local_day, machine_now
from domain.message import Address
from domain.people import Role
from domain.quiet_hours import NEVER
from domain.reply import Reply
from handlers.commands import COMMANDS
from handlers.jobs import JOBS
from scheduler.ticker import Scheduler
from scheduler.ticks import backup_tick, lease_tick, nightly_backup, retention_tick
from store import deliveries, downloads, files, health, identity
from store.downloads import Offer
from store.engine import Store
from store.errors import StoreUnavailable, plainly
from store.files import FileGone
from store.migrate import upgrade

log = logging.getLogger(__name__)
PATIENCE = 20.0  # seconds that a stop waits for what is on its way; a send takes 14 at most
PORTION = 50  # messages a page gets at once


async def run(settings: Settings, roles: frozenset[str], announce: Callable[[str], None]) -> None:
    """Run the ``roles`` until SIGINT or SIGTERM; ``announce`` is told when and where people can come.

    Raises StartError or StoreError, with one line for people, when it cannot start.
    """
    with ExitStack() as opened:
        # The port first: who finds it taken must not have touched the other's database.
        server = opened.enter_context(listener(settings)) if "web" in roles else None
        opened.enter_context(identity.held(settings.database))
        store = _open_store(settings)
        opened.callback(store.close)
        with loading():
            app = App(settings, roles, store)
        await app.run(server, announce)


def _open_store(settings: Settings) -> Store:
    with plainly():
        upgrade(settings.database)
        return Store.open(settings.database)


class App:
    """One process of the program, on an open store that has our schema."""

    def __init__(self, settings: Settings, roles: frozenset[str], store: Store) -> None:
        self._settings = settings
        self._roles = roles
        self._store = store
        self._demo_clock = MovableClock() if settings.demo_mode else None
        self._bot = Bot(
            knowledge=load_knowledge(),
            catalogue=load_catalogue(),
            clock=self._demo_clock or SystemClock(),
            zone=settings.timezone,
            quiet=NEVER if settings.demo_mode else settings.quiet_hours,
            admins=frozenset(settings.admins),
        )
        say = self._bot.knowledge.texts.say
        menu = [(command.names[0], say(command.about)) for command in COMMANDS if command.about]
        self._channels = channels_on(settings, menu, [name for command in COMMANDS for name in command.names])
        self._arrivals = Arrivals()
        self._enclosures = Enclosures(store, self._bot.knowledge.texts, settings.public_url)
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        engine = join(
            self._bot,
            store,
            self._channels,
            owner=self._owner,
            enclosures=self._enclosures,
            answered=lambda answer: self._metrics.answer(answer.intent, answer.outcome),
            arrived=self._arrivals.notify,
        )
        self._dispatcher, self._sender = engine.dispatcher, engine.sender
        self._worker = Worker(
            store=store,
            functions=JOBS,
            begin=self._bot.work,
            owner=self._owner,
            apology=say("job.apology"),
            wake_sender=self._sender.wake,
        )
        self._metrics = Metrics(self._dispatcher.counts, self._sender.counts)
        self._scheduler = self._ticking()
        self._stop = asyncio.Event()
        self._parts: dict[str, asyncio.Task[None]] = {}
        self._off: set[str] = set()  # channels that have given up
        self._failure: BaseException | None = None

    async def run(self, server: socket.socket | None, announce: Callable[[str], None]) -> None:
        """Until a signal comes or a part fails; then stop in order, and raise what has failed."""
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._stop.set)
        with loading():
            self._bot.warm_up()
        if self._settings.demo_mode:
            await self._plant_samples()
        web = await self._web_server() if server else None
        if server:
            self._enclosures.base_url = shown_url(self._settings, server)
        if "receiver" in self._roles:
            self._begin("units", self._bot.keep_units(self._store))
            self._begin("turns", self._dispatcher.run())
        if "sender" in self._roles:
            self._begin("sending", self._sender.run())
        if "scheduler" in self._roles:
            self._scheduler.start()
        for channel in self._heard():
            self._begin(f"listening to {channel.name}", self._listen(channel))
        if web and server:
            self._begin("web", web.serve([server]))
            announce(shown_url(self._settings, server))
        if "worker" in self._roles:
            self._begin("jobs", self._worker.run())
        log.info("started: %s", ", ".join(role for role in ROLES if role in self._roles))
        await self._stop.wait()
        log.info("stopping")
        await self._stop_in_order(web)
        if self._failure:
            raise self._failure

    async def _plant_samples(self) -> None:
        samples, now = load_samples(), machine_now()
        today = local_day(now, self._settings.timezone)
        await self._store.write(lambda connection: plant(connection, samples, now, today))

    async def _stop_in_order(self, web: WebServer | None) -> None:
        """First nothing more comes in, then what came in has its turn and a job under way is given back, then
        what is on its way arrives."""
        listening = [name for name in self._parts if name.startswith("listening")]
        for name in listening:
            self._parts[name].cancel()
        if web:
            web.stop()
        await self._ended(*listening, "web")
        self._dispatcher.stop()
        self._worker.stop()
        await self._ended("turns", "jobs")
        if "units" in self._parts:
            self._parts["units"].cancel()
        await self._ended("units")
        self._sender.stop()
        await self._ended("sending")
        if "scheduler" in self._roles:
            await self._scheduler.stop()
        await asyncio.gather(*(channel.close() for channel in self._channels.values()))

    async def _ended(self, *names: str) -> None:
        """Wait until these parts are over, however they end; cut short what takes too long."""
        running = {name: self._parts[name] for name in names if name in self._parts}
        if running:
            await asyncio.wait(running.values(), timeout=PATIENCE)
        for name, task in running.items():
            if not task.done():
                log.warning("%s had to be cut short", name)
                task.cancel()
        await asyncio.gather(*running.values(), return_exceptions=True)

    def _begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._parts[name] = asyncio.create_task(work, name=name)
        self._parts[name].add_done_callback(self._note_failure)

    def _note_failure(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._failure = self._failure or error
            self._stop.set()

    # What comes in

    def _heard(self) -> Sequence[Channel]:
        """The channels this process listens on: all, or those whose platform calls its web server."""
        if "receiver" in self._roles:
            return list(self._channels.values())
        called = called_by(self._settings) if "web" in self._roles else {}
        return [self._channels[name] for name in called]

    async def _listen(self, channel: Channel) -> None:
        self._metrics.listening(channel.name, on=True)
        try:
            await channel.listen(self._dispatcher.receive_on(channel.name))
        except ChannelError as error:
            self._off.add(channel.name)
            self._metrics.listening(channel.name, on=False)
            log.error("%s is off: %s", channel.name, error)

    def _receive_called(self, name: str) -> Receive:
        receive = self._dispatcher.receive_on(name)
        if name != "zalo":
            return receive
        from channels.zalo import stamped

        async def receive_stamped(raw: Raw) -> None:
            await receive(stamped(raw))

        return receive_stamped

    # Time

    def _ticking(self) -> Scheduler:
        ticks = [lease_tick(self._store, self._sender.wake, self._worker.wake), retention_tick(self._store)]
        if self._store.single_process and not self._settings.demo_mode:
            folder = self._settings.data_dir / "backups"
            ticks.append(backup_tick(nightly_backup(self._settings.database, folder)))
        return Scheduler(self._store, ticks, owner=self._owner, zone=self._settings.timezone)

    # The web

    async def _web_server(self) -> WebServer:
        return WebServer(create_web_app(await self._web_parts()), self._arrivals)

    async def _web_parts(self) -> WebParts:
        called = called_by(self._settings)
        return WebParts(
            receive={name: self._receive_called(name) for name in ("web", *called)},
            mailbox=self._mailbox,
            arrivals=self._arrivals,
            ready=self._ready,
            metrics=self._rendered_metrics,
            offered=self._offered,
            taken=self._taken,
            telegram_secret=called.get("telegram"),
            zalo_secret=called.get("zalo"),
            public_url=self._settings.public_url,
            epoch=await self._store.write(identity.epoch),
            demo_clock=self._demo_clock,
            demo_seat=self._sit if self._settings.demo_mode else None,
            demo_days=[(campaign.short_name, campaign.starts_on) for campaign in self._bot.catalogue],
            zone=self._settings.timezone,
            not_stored=(StoreUnavailable,),
        )

    async def _sit(self, address: Address, role: Role) -> None:
        version = self._bot.knowledge.texts.version("consent")
        now = self._bot.clock.now()
        await self._store.write(lambda connection: seat(connection, address, role, version, now))

    async def _mailbox(self, address: Address, cursor: int) -> Sequence[tuple[int, Reply]]:
        look = partial(deliveries.deliveries_after, address=address, cursor=cursor, limit=PORTION)
        return [(entry.position, entry.reply) for entry in await self._store.read(look)]

    async def _offered(self, token: str) -> Offer | None:
        return await self._store.read(partial(downloads.look, token=token, now=machine_now()))

    async def _taken(self, token: str) -> bytes | None:
        """Read first: a file that cannot be read uses up no link."""
        offer = await self._offered(token)
        if offer is None:
            return None
        try:
            content = await self._store.read(partial(files.read, file_id=offer.file.id))
        except FileGone:
            return None
        taken = await self._store.write(partial(downloads.take, token=token, now=machine_now()))
        return content if taken else None

    async def _ready(self) -> Readiness:
        trouble = await health.check(self._store)
        reasons = {"database": trouble} if trouble else {}
        if self._stop.is_set():
            reasons["program"] = "stopping"
        notes = {name: "off until a restart; the log says why" for name in sorted(self._off)}
        return Readiness(reasons=reasons, notes=notes)

    async def _rendered_metrics(self) -> bytes:
        """Without news of what waits while the database cannot be read: /readyz tells of that."""
        now = machine_now()
        with suppress(StoreUnavailable):
            queues = await health.queues(self._store, now)
            self._metrics.backlog(queues.pending, now - queues.ready_since if queues.ready_since else None)
        return self._metrics.render()
