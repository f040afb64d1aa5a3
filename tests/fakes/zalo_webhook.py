"""The part of the Zalo fake that calls the bot's webhook."""

import json
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.zalo_events import wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One request to the webhook; ``status`` is None when there was no answer."""

    body: bytes
    status: int | None


class Pusher:
    """Calls in order, one after another; a refused call is not repeated, as on the real platform."""

    def __init__(self, pushed: Callable[[Push], object]) -> None:
        self.url = ""
        self.secret = ""
        self.flat = False  # without the envelope
        self.twice = False
        self.false_secret: str | None = None  # sent instead; "" sends none
        self._pushed = pushed
        self._bodies: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._bodies.put(None)
        self._thread.join(5)

    def push(self, event: dict[str, Any]) -> None:
        body = json.dumps(event if self.flat else wrapped(event), ensure_ascii=False).encode()
        for _ in range(2 if self.twice else 1):
            self._bodies.put(body)

    def push_body(self, body: bytes) -> None:
        self._bodies.put(body)

    def call(self, body: bytes) -> int | None:
        """The status of one request, now."""
        url = urlsplit(self.url)
        headers = {"User-Agent": "Java/1.8.0_192"}
        if body:
            headers["Content-Type"] = "application/json; charset=utf-8"
        secret = self.secret if self.false_secret is None else self.false_secret
        if secret:
            headers["X-Bot-Api-Secret-Token"] = secret
        connection = HTTPConnection(url.hostname or "", url.port, timeout=5)
        try:
            connection.request("POST", url.path or "/", body, headers)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def _run(self) -> None:
        while (body := self._bodies.get()) is not None:
            self._pushed(Push(body=body, status=self.call(body)))
