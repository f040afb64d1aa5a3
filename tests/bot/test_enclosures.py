"""A file goes out with its message where the channel takes it, else as a link that is good once."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.enclosures import Enclosures
from channels.base import FileRefused
from channels.telegram import TelegramChannel
from channels.terminal import TerminalChannel
from channels.web import WebChannel
from channels.zalo import ZaloChannel
from domain.clock import machine_now
from domain.message import Address
from domain.reply import Button, Reply
from store import deliveries, downloads, files
from store.deliveries import NewDelivery
from store.engine import Store
from tests.bot.plain_channel import FILE_TEXTS, PlainChannel, failing, with_limits
from tests.bot.test_sender import finished, rows, running, states
from tests.bot.waiting import until
from tests.contracts import zalo_cases
from tests.databases import scalars
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_http import Upload

PLAIN = Address("plain", "1")
PAGE = Address("web", "0123456789abcdef0123456789abcdef")
NO_FILES = with_limits(documents=False, photos=False)
LINK = re.compile(r"^(?P<words>.*)\n\na\.txt 1 KB 24 (?P<base>\S*)/tep/(?P<token>[\w-]{32})$", re.S)


def put(store: Store, content: bytes = b"abc", keep: timedelta | None = None) -> str:
    return store.write_now(
        lambda c: files.put(
            c, name="a.txt", media_type="text/plain", content=content, now=machine_now(), keep=keep
        )
    )


def add(store: Store, reply: Reply, address: Address = PLAIN) -> None:
    new = [NewDelivery(address=address, reply=reply)]
    store.write_now(lambda c: deliveries.add(c, new, machine_now()))


def linking(store: Store, base: str = "https://thidua.test/") -> Enclosures:
    return Enclosures(store, FILE_TEXTS, base)


def token_in(words: str, said: str, base: str = "https://thidua.test") -> str:
    link = LINK.match(words)
    assert link, words
    assert (link["words"], link["base"]) == (said, base)
    return link["token"]


def file_behind(store: Store, token: str) -> str | None:
    taken = store.write_now(lambda c: downloads.take(c, token, machine_now()))
    return taken.id if taken else None


async def test_a_channel_that_takes_files_gets_the_bytes(store: Store) -> None:
    channel = PlainChannel()
    add(store, Reply(text="Đây ạ", document=put(store)))
    async with running(store, channel):
        await until(finished(store, "sent"))
    assert (channel.sent, channel.files) == ([("1", "Đây ạ")], [("a.txt", "text/plain", b"abc")])
    assert scalars(store, "SELECT count(*) FROM download") == [0]


@pytest.mark.parametrize("kind", ["document", "photo"])
@pytest.mark.parametrize("limits", [NO_FILES, with_limits(file=2)], ids=["takes none", "too large"])
async def test_elsewhere_its_words_end_with_a_link(store: Store, kind: str, limits: Any) -> None:
    channel = PlainChannel(limits=limits)
    row = put(store)
    add(store, Reply(text="Đây ạ", buttons=(Button("Có", "co"),), **{kind: row}))
    async with running(store, channel, enclosures=linking(store)):
        await until(finished(store, "sent"))
    assert channel.files == []
    ((_, words),) = channel.sent
    assert file_behind(store, token_in(words, "Đây ạ")) == row


async def test_the_page_gets_a_path_and_reads_it_in_its_mailbox(store: Store) -> None:
    row = put(store)
    add(store, Reply(text="Đây ạ", document=row), PAGE)
    async with running(store, WebChannel(), enclosures=linking(store, "")):  # type: ignore[arg-type]
        await until(finished(store, "sent"))
    (entry,) = store.read_now(lambda c: deliveries.deliveries_after(c, PAGE, 0, 9))
    token = token_in(entry.reply.text, "Đây ạ", base="")
    assert entry.reply == Reply(text=entry.reply.text)
    offer = store.read_now(lambda c: downloads.look(c, token, machine_now()))
    assert offer
    assert (offer.address, offer.file.id) == (PAGE, row)


async def test_sending_again_makes_no_other_link(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.verdicts.RESEND_AFTER", timedelta())
    channel = Stubborn(failures=["unavailable", "throttled", "unknown"], limits=NO_FILES)
    add(store, Reply(text="Đây ạ", document=put(store)))
    async with running(store, channel, enclosures=linking(store)):
        await until(finished(store, "sent"), 20)
    assert len(set(channel.tried)) == 1
    assert len(channel.tried) == 4
    assert scalars(store, "SELECT count(*) FROM download") == [1]


class Stubborn(PlainChannel):
    """Fails in these ways first, whatever is said."""

    def __init__(self, failures: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.failures = failures
        self.tried: list[str] = []

    async def send(self, address: Address, reply: Reply, *more: Any, **named: Any) -> Any:
        self.tried.append(reply.text)
        if self.failures:
            raise failing(self.failures.pop(0), 0.01)
        return await super().send(address, reply, *more, **named)


@pytest.mark.parametrize("limits", [NO_FILES, with_limits()], ids=["as a link", "as a file"])
@pytest.mark.parametrize("gone", ["deleted", "expired"])
async def test_of_a_file_that_is_gone_its_words_tell(store: Store, limits: Any, gone: str) -> None:
    channel = PlainChannel(limits=limits)
    add(store, Reply(text="Đây ạ", document="no" if gone == "deleted" else put(store, keep=timedelta())))
    async with running(store, channel, enclosures=linking(store)):
        await until(finished(store, "sent"))
    assert channel.sent == [("1", "Đây ạ\n\nTệp không còn.")]


async def test_without_a_web_server_nobody_is_sent_to_one(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    channel = PlainChannel(limits=NO_FILES)
    add(store, Reply(text="", document=put(store)))
    async with running(store, channel):
        await until(finished(store, "sent"))
    assert channel.sent == [("1", "a.txt 1 KB: không có đường dẫn")]
    assert "there is no PUBLIC_URL" in caplog.text
    assert scalars(store, "SELECT count(*) FROM download") == [0]


@pytest.mark.parametrize("said", [False, True])
async def test_a_file_that_the_platform_refuses_goes_as_a_link(store: Store, said: bool) -> None:
    channel = PlainChannel(trouble={"Đây ạ": [FileRefused("too large", said=said)]})
    add(store, Reply(text="Đây ạ", document=put(store)))
    async with running(store, channel, enclosures=linking(store)) as sender:
        await until(finished(store, "sent"))
    ((_, words),) = channel.sent
    assert words.startswith("a.txt 1 KB 24 https:" if said else "Đây ạ\n\na.txt")
    assert sender.counts == {("plain", "file_refused"): 1, ("plain", "sent"): 1}
    assert rows(store, "attempts") == [(1,)]


async def test_telegram_gets_the_file_and_zalo_a_link_over_the_wire(store: Store) -> None:
    row = put(store)
    with TelegramFake() as telegram:
        telegram.join(42)
        channel = TelegramChannel(telegram.token, api_url=telegram.url)
        add(store, Reply(text="Đây ạ", document=row), Address("telegram", "42"))
        async with zalo_cases.running() as (zalo, platform):
            assert isinstance(zalo, ZaloChannel)
            add(store, Reply(text="Đây ạ", document=row), zalo_cases.ME)
            async with running(store, channel, zalo, enclosures=linking(store)):  # type: ignore[arg-type]
                await until(finished(store, "sent", "sent"))
            (words,) = [call["text"] for name, call in platform.calls() if name == "sendMessage"]
        await channel.close()
        carried = [("sendDocument", {"chat_id": 42, "caption": "Đây ạ", "document": Upload("a.txt", b"abc")})]
        assert telegram.calls() == carried
    assert file_behind(store, token_in(words, "Đây ạ")) == row


async def test_a_picture_that_telegram_does_not_take_comes_as_a_link(store: Store) -> None:
    with TelegramFake() as telegram:
        telegram.join(42)
        channel = TelegramChannel(telegram.token, api_url=telegram.url)
        add(store, Reply(text="Đây ạ", photo=put(store, b"no picture")), Address("telegram", "42"))
        async with running(store, channel, enclosures=linking(store)):  # type: ignore[arg-type]
            await until(finished(store, "sent"))
        await channel.close()
        (words,) = telegram.texts(42)
    assert token_in(words, "Đây ạ")


async def test_in_the_terminal_two_files_of_one_name_lie_side_by_side(store: Store, tmp_path: Path) -> None:
    written: list[str] = []
    for content in (b"abc", b"def"):
        add(store, Reply(text="Đây ạ", document=put(store, content)), Address("terminal", "play"))
    terminal = TerminalChannel(written.append, folder=tmp_path / "files")
    (tmp_path / "files").mkdir()
    async with running(store, terminal):  # type: ignore[arg-type]
        await until(finished(store, "sent", "sent"))
    assert [file.name for file in sorted((tmp_path / "files").iterdir())] == ["1-a.txt", "a.txt"]
    assert written[1::2] == [f"[{tmp_path / 'files' / name}]" for name in ("a.txt", "1-a.txt")]


async def test_a_delivery_that_another_took_over_gets_no_link(store: Store) -> None:
    add(store, Reply(text="Đây ạ", document=put(store)))

    class Slow(Enclosures):
        async def put_into_words(self, *arguments: Any, **named: Any) -> Reply:
            store.write_now(lambda c: c.exec_driver_sql("UPDATE delivery SET lease_owner = 'another'"))
            return await super().put_into_words(*arguments, **named)

    channel = PlainChannel(limits=NO_FILES)
    async with running(store, channel, enclosures=Slow(store, FILE_TEXTS, "https://thidua.test")):
        await asyncio.sleep(0.3)
    assert (channel.sent, states(store)) == ([], ["sending"])
    assert scalars(store, "SELECT count(*) FROM download") == [0]
