"""How long the program takes from its start until it is ready, and ``ask`` until it has answered."""

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import httpx

from tests.bot.program import running

TIMES = 5
GOAL = 1.5  # seconds until ready
TOKENS = {"TELEGRAM_TOKEN": "1:a", "ZALO_TOKEN": "1:a"}
NOWHERE = {"TELEGRAM_API_URL": "http://127.0.0.1:9/bot", "ZALO_API_URL": "http://127.0.0.1:9"}


def start() -> str:
    """Medians over some starts, beside an interpreter that does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        bare = median(_seconds_of("-c", "pass") for _ in range(TIMES))
        first = _until_ready(home / "first")
        again = median(_until_ready(home / "first") for _ in range(TIMES))
        everything = median(_until_ready(home / "all", **TOKENS, **NOWHERE) for _ in range(TIMES))
        answer = median(_seconds_of("-m", "bot", "ask", "đang ở đợt nào?") for _ in range(TIMES))
    return "\n".join(
        (
            f"ready after {again:.2f} s ({first:.2f} s with a new database; goal {GOAL} s: "
            f"{'met' if again <= GOAL else 'MISSED'}), {everything:.2f} s with Telegram and Zalo on",
            f"thidua ask: {answer:.2f} s; python alone: {bare:.2f} s",
        )
    )


def _until_ready(folder: Path, **settings: str) -> float:
    began = perf_counter()
    with running(folder, **settings) as program:
        httpx.get(f"{program.url}/readyz", trust_env=False).raise_for_status()
        return perf_counter() - began


def _seconds_of(*arguments: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return perf_counter() - began
