"""Wakes open pages when something was sent to them by this process."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from domain.message import Address


class Bell:
    """Rings for one open page. A ring between two waits is not lost."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Wait for a ring, at most ``seconds``."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


class Arrivals:
    """Who waits for which address. Belongs to the event loop: call it from there only.

    It is a comfort that saves a second of waiting, never the only way to learn of a message: what another
    process sent is found by looking.
    """

    def __init__(self) -> None:
        self._bells: defaultdict[Address, set[Bell]] = defaultdict(set)
        self.closed = False

    @contextmanager
    def listening(self, address: Address) -> Iterator[Bell]:
        """A bell for ``address``, to be taken before the first look into the mailbox."""
        bell = Bell()
        self._bells[address].add(bell)
        try:
            yield bell
        finally:
            self._bells[address].discard(bell)
            if not self._bells[address]:
                del self._bells[address]

    def open_for(self, address: Address) -> int:
        """How many pages of ``address`` listen."""
        return len(self._bells.get(address, ()))

    @property
    def open_in_all(self) -> int:
        return sum(map(len, self._bells.values()))

    def notify(self, address: Address) -> None:
        """Something was sent to ``address`` and can be read now."""
        for bell in tuple(self._bells.get(address, ())):
            bell.ring()

    def close(self) -> None:
        """The server stops: every open stream ends, and no new one begins."""
        self.closed = True
        for bells in tuple(self._bells.values()):
            for bell in tuple(bells):
                bell.ring()
