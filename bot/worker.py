"""Does the jobs: takes one at a time from the store, runs its function in a thread, records how it ended.

A job may be done twice – after a crash, or when a lease is over – but only whoever holds its lease writes.
"""

import asyncio
import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import TypeVar
from uuid import uuid4

from domain.clock import machine_now
from domain.reply import Reply
from handlers.work import Ending, JobFunction, Refused, Stopping, Work
from store import deliveries, jobs
from store.deliveries import NewDelivery
from store.engine import Connection, Store
from store.errors import StoreUnavailable
from store.jobs import Claimed, LeaseLost

_log = logging.getLogger(__name__)

T = TypeVar("T")
POLL = 1.0  # seconds between looks for a job
STORE_AGAIN = 0.5  # seconds between tries while the database cannot be written
RENEW = jobs.LEASE.total_seconds() / 3
AFTER_A_FAULT = 1.0  # seconds until a job that went wrong may be begun again


class Worker:
    """``functions`` do the jobs of their kind; ``begin`` makes what they get; ``apology`` is said to the
    owner of a job that went wrong too often. ``wake_sender`` is called when there is something to send."""

    def __init__(
        self,
        *,
        store: Store,
        functions: Mapping[str, JobFunction],
        begin: Callable[[Claimed, Store], Work],
        owner: str,
        apology: str,
        wake_sender: Callable[[], None] = lambda: None,
        poll: float = POLL,
        renew: float = RENEW,
    ) -> None:
        self._store = store
        self._functions = functions
        self._begin = begin
        unique = f"{owner}:{uuid4().hex[:8]}"
        self._leases = (f"{unique}:job:{number}" for number in count())
        self._apology = apology
        self._wake_sender = wake_sender
        self._poll = poll
        self._renew = renew
        self._stopping = False
        self._awake = asyncio.Event()
        self._work: Work | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="job")

    async def run(self) -> None:
        """Do jobs until ``stop``; the one under way is given back at its next step."""
        if self._store.single_process:
            await self._insist(_take_everything_back)
        try:
            while not self._stopping:
                self._awake.clear()
                if not await self.do_one() and not self._stopping:
                    await self._sleep()
        finally:
            self._thread.shutdown(wait=False)

    def wake(self) -> None:
        """There is a new job."""
        self._awake.set()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping = True
        if self._work:
            self._work.stopping.set()
        self._awake.set()

    async def do_one(self, only: int | None = None) -> bool:
        """Do the oldest job that is ready, or ``only`` this one; False when there is none."""
        lease = next(self._leases)
        kinds = self._functions.keys()
        try:
            claimed = await self._store.write(lambda c: jobs.claim(c, kinds, lease, machine_now(), only=only))
        except StoreUnavailable as error:
            _log.warning("no job is begun now: %s", error)
            return False
        if claimed is None:
            return False
        self._work = self._begin(claimed, self._store)
        try:
            await self._do(claimed, self._work)
        except LeaseLost:
            _log.info("job %d is not ours any more", claimed.id)
        finally:
            self._work = None
        return True

    async def _do(self, claimed: Claimed, work: Work) -> None:
        renewing = asyncio.create_task(self._keep(claimed, work))
        try:
            await self._attempt(claimed, work)
        except Stopping:
            await self._insist(partial(jobs.release, claimed=claimed))
        except Refused as refused:
            await self._insist(partial(_refuse, claimed, refused))
        except StoreUnavailable as error:
            _log.warning("job %d begins anew later: %s", claimed.id, error)
            await self._insist(partial(jobs.release, claimed=claimed))
            await asyncio.sleep(AFTER_A_FAULT)
        except LeaseLost:
            raise
        except Exception as error:
            _log.error("job %d (%s) went wrong\n%s", claimed.id, claimed.kind, _without_words(error))
            await self._insist(partial(self._go_wrong, claimed, type(error).__name__))
            await asyncio.sleep(AFTER_A_FAULT)
        finally:
            renewing.cancel()
        self._wake_sender()

    async def _attempt(self, claimed: Claimed, work: Work) -> None:
        function = self._functions[claimed.kind]
        loop = asyncio.get_running_loop()
        ending = await loop.run_in_executor(self._thread, partial(_run, function, work))
        await self._store.write(partial(_end, claimed, ending))

    async def _keep(self, claimed: Claimed, work: Work) -> None:
        """Renew the lease while the function runs; when it is lost the function hears of it."""
        while True:
            await asyncio.sleep(self._renew)
            try:
                await self._store.write(lambda c: jobs.renew(c, claimed, machine_now()))
            except StoreUnavailable:
                continue
            except LeaseLost:
                work.stopping.set()
                return

    def _go_wrong(self, claimed: Claimed, reason: str, connection: Connection) -> None:
        now = machine_now()
        if not jobs.try_again(connection, claimed, reason, now):
            _tell(connection, claimed, [Reply(text=self._apology)])

    async def _insist(self, work: Callable[[Connection], T]) -> T:
        """``work`` committed, however long the store takes to get well."""
        while True:
            try:
                return await self._store.write(work)
            except StoreUnavailable:
                await asyncio.sleep(STORE_AGAIN)

    async def _sleep(self) -> None:
        try:
            async with asyncio.timeout(self._poll):
                await self._awake.wait()
        except TimeoutError:
            return


def _run(function: JobFunction, work: Work) -> Ending:
    try:
        return function(work)
    except StopIteration as error:  # no future can carry it
        raise RuntimeError("StopIteration out of a job") from error


def _end(claimed: Claimed, ending: Ending, connection: Connection) -> None:
    """All that a job leaves, together with its end."""
    jobs.renew(connection, claimed, machine_now())
    if ending.write:
        ending.write(connection)
    _tell(connection, claimed, ending.replies)
    jobs.finish(connection, claimed, ending.result, machine_now())


def _refuse(claimed: Claimed, refused: Refused, connection: Connection) -> None:
    jobs.fail(connection, claimed, str(refused), machine_now())
    if refused.told:
        _tell(connection, claimed, [Reply(text=refused.told)])


def _tell(connection: Connection, claimed: Claimed, replies: Sequence[Reply]) -> None:
    if claimed.owner is not None:
        deliveries.add(
            connection,
            [
                NewDelivery(address=claimed.owner, reply=reply, key=f"job:{claimed.id}:end:{number}")
                for number, reply in enumerate(replies)
            ],
            machine_now(),
        )


def _take_everything_back(connection: Connection) -> None:
    jobs.take_back(connection, machine_now(), everything=True)


def _without_words(error: Exception) -> str:
    """Where and as what it was raised; its words may be somebody's."""
    return "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
