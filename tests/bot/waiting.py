"""Waiting for what happens elsewhere."""

import asyncio
from collections.abc import Callable


async def until(happened: Callable[[], bool], seconds: float = 10) -> None:
    """Return as soon as ``happened()``; TimeoutError when it does not."""
    async with asyncio.timeout(seconds):
        while not happened():  # noqa: ASYNC110 — it may happen in another process
            await asyncio.sleep(0.01)
