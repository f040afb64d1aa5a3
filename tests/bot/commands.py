"""The commands, run as people type them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import Settings

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def thidua(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``python -m bot`` with these arguments in an empty folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def run(*arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            input=said,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=30,
        )

    return run
