"""The real program as people start it: ``python -m bot run`` in an empty folder."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from domain.clock import monotonic
from tests.bot.web_client import KEY

TREE = Path(__file__).parents[2]  # these sources, whatever is installed


def wait_until(happened: Callable[[], object], seconds: float = 10) -> None:
    """Return as soon as ``happened()``; fails when it does not."""
    deadline = monotonic() + seconds
    while not happened():
        assert monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class Program:
    """``settings`` are its whole environment; what it writes goes to files in ``folder``."""

    def __init__(self, folder: Path, *arguments: str, **settings: str) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._out, self._log = folder / "out.txt", folder / "log.txt"
        with self._out.open("w") as out, self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run", *arguments],
                cwd=folder,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(TREE), "WEB_PORT": "0", **settings},
                stdout=out,
                stderr=log,
            )

    @property
    def out(self) -> str:
        return self._out.read_text(encoding="utf-8")

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def url(self) -> str:
        """Where its page is; only once it has said so."""
        return self.out.split()[1]

    def wait_ready(self) -> None:
        wait_until(lambda: "started: " in self.log or self.process.poll() is not None)
        assert self.process.poll() is None, self.log

    def wait_end(self) -> int:
        return self.process.wait(20)

    def stop(self) -> int:
        """Its exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait_end()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """From its database, which is in ``data/thidua.db``."""
        connection = sqlite3.connect(self.folder / "data" / "thidua.db")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@contextmanager
def running(folder: Path, *arguments: str, **settings: str) -> Iterator[Program]:
    """A program that is ready; at the end it stops as it should."""
    program = Program(folder, *arguments, **settings)
    try:
        program.wait_ready()
        yield program
        assert program.stop() == 0, program.log
    finally:
        program.process.kill()
        program.process.wait()


def ask_page(url: str, text: str, key: str = KEY) -> str:
    """What the page would be told after ``text``, as the raw events of its stream."""
    with httpx.Client(base_url=url, trust_env=False, timeout=10) as page:
        page.get("/").raise_for_status()
        assert page.post("/chat", json={"id": key, "text": text}).status_code == 202
        with page.stream("GET", "/chat/stream") as stream:
            return next(line for line in stream.iter_lines() if line.startswith("data: {"))
