"""``thidua invite``, as people type it."""

import re
from pathlib import Path

import pytest

from domain.clock import machine_now
from domain.codes import read_code
from domain.message import Address
from domain.people import Role
from store import codes
from store.codes import Code
from store.engine import Store
from store.migrate import upgrade
from tests.bot.commands import Run
from tests.fakes.telegram import TelegramFake
from tests.store.trees import plant


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The database that the command finds."""
    url = f"sqlite:///{tmp_path}/data/thidua.db"
    upgrade(url)
    store = Store.open(url)
    store.write_now(lambda c: plant(c, "TOP MILL<TOP"))
    return store


def _usable(store: Store, said: str) -> Code | None:
    return store.write_now(lambda c: codes.attempt(c, said, Address("web", "1"), machine_now()))


def test_a_code_is_made_and_how_to_use_it_told(
    thidua: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO", "false")
    done = thidua("invite", "--role", "officer", "--unit", "TOP")
    assert (done.returncode, done.stderr) == (0, "")
    (said,) = set(re.findall(r"(?:\w{4}-){2}\w{4}", done.stdout))
    assert done.stdout.splitlines() == [
        "officer of Unit TOP (TOP), for one person, once, within 7 days:",
        f"  code: {said}",
        f"They send the bot, in a chat of their own: mã {said}",
    ]
    found = _usable(store, said)
    assert found is not None
    assert (found.role, found.created_by, found.maker) == (Role.OFFICER, None, None)
    store.close()


def test_with_telegram_there_is_a_link(thidua: Run, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with TelegramFake() as fake:
        monkeypatch.setenv("TELEGRAM_TOKEN", fake.token)
        monkeypatch.setenv("TELEGRAM_API_URL", fake.url)
        done = thidua("invite", "--role", "chair", "--unit", "MILL")
    link = re.search(rf"  link: https://t\.me/{fake.username}\?start=(\w+)\n", done.stdout)
    assert link is not None
    assert read_code(link[1]) == link[1]
    assert _usable(store, link[1]) is not None
    store.close()


def test_without_an_answer_of_telegram_the_code_is_enough(
    thidua: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9/bot")
    done = thidua("invite", "--role", "chair", "--unit", "MILL")
    assert done.returncode == 0
    assert "link:" not in done.stdout
    assert "code:" in done.stdout
    store.close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--role", "chair", "--unit", "NONE"), "--unit: NONE: there is no such unit"),
        (("--role", "worker", "--unit", "TOP"), "worker"),
    ],
)
def test_what_cannot_be_is_refused(
    thidua: Run, store: Store, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("DEMO", "false")
    done = thidua("invite", *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    store.close()
