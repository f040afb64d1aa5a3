"""Reading, sending and fetching on Zalo, beyond the table of the contract."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.base import Limits, Receipt, SendError, SendErrorKind
from channels.zalo import ZaloChannel, stamped
from channels.zalo.errors import send_error
from channels.zalo.reading import read
from channels.zalo.transport import ZaloApi, ZaloFailure
from domain.message import Address, Media, MediaKind
from domain.reply import Reply
from tests.contracts.zalo_cases import FAST, ME, running
from tests.fakes import zalo_events as events
from tests.fakes.zalo import TOKEN, FakeZalo

SECRET = TOKEN.partition(":")[2]
LONG = Reply(text="a" * 1500 + "\n" + "b" * 1500)


@pytest.fixture
async def both() -> AsyncIterator[tuple[ZaloChannel, FakeZalo]]:
    async with running() as ready:
        yield ready


def channel_for(token: str, url: str) -> ZaloChannel:
    return ZaloChannel(token, mode="polling", api_url=url, webhook_url=None, webhook_secret=None, pace=FAST)


# Reading


def test_the_same_bare_event_has_the_same_key_with_or_without_envelope() -> None:
    bare = events.unsupported(message_id=None)
    first, again = read(bare), read(events.wrapped(deepcopy(bare)))
    assert first is not None
    assert first == again


def test_bare_events_of_different_times_have_different_keys() -> None:
    ids = {read(events.unsupported(message_id=None, date=date)).id for date in (1, 2, None)}  # type: ignore[union-attr]
    assert len(ids) == 3


def test_stamped_bare_events_are_told_apart_and_each_stays_itself() -> None:
    one, two = (stamped(events.unsupported(message_id=None, date=None)) for _ in range(2))
    assert read(one) == read(deepcopy(one)) == read(events.wrapped(one))
    assert read(one).id != read(two).id  # type: ignore[union-attr]


def test_an_event_with_an_id_or_a_date_gets_no_stamp() -> None:
    for told in (events.text("a"), events.text("a", date=None), events.text("a", message_id=None)):
        assert stamped(told) == told


def test_a_stamp_in_the_envelope_counts_as_well() -> None:
    bare = events.wrapped(events.unsupported(message_id=None, date=None))
    one, two = stamped(bare), stamped(bare)
    assert read(one).id != read(two).id  # type: ignore[union-attr]


def test_reading_leaves_the_raw_event_alone() -> None:
    raw = events.wrapped(events.documented_image("https://photo.example/a.jpg", "Ảnh"))
    before = deepcopy(raw)
    read(raw)
    assert raw == before


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_NAMES = (
    "event_name",
    "message",
    "from",
    "chat",
    "id",
    "chat_type",
    "is_bot",
    "text",
    "caption",
    "message_id",
)
_NAMED = st.dictionaries(st.sampled_from((*_NAMES, "date", "photo", "sticker", "url")), _JSON, max_size=6)


@given(st.fixed_dictionaries({"message": _NAMED | _JSON}, optional={"event_name": _JSON}) | _NAMED | _JSON)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_json_makes_reading_fail(rubbish: Any) -> None:
    chat = {"from": {"id": "u"}, "chat": {"id": "u", "chat_type": "PRIVATE"}}
    with_chat = {"message": {**rubbish, **chat}} if isinstance(rubbish, dict) else {"message": chat}
    read(rubbish)
    read({"ok": True, "result": rubbish})
    message = read(with_chat)
    assert message is not None
    assert (message.chat, message.id.startswith("u:")) == (Address("zalo", "u"), True)


# Sending


async def test_a_receipt_names_the_last_part(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    assert await channel.send(ME, LONG) == Receipt(provider_id=f"{2:020x}")
    assert zalo.sent() == [(ME.chat, "a" * 1500), (ME.chat, "b" * 1500)]


async def test_sent_is_sent_even_when_zalo_gives_no_id(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    zalo.fail_raw("sendMessage", b'{"ok":true}')
    assert await channel.send(ME, Reply(text="Chào")) == Receipt(provider_id="")


@pytest.mark.parametrize(
    "fault",
    [
        lambda zalo: zalo.fail_raw("sendMessage", b'{"ok":false,"error_code":401}'),
        lambda zalo: zalo.fail(code=429, description="Quota exceeded"),
        lambda zalo: zalo.cut(),
    ],
    ids=["token", "quota", "cut"],
)
async def test_a_later_part_that_fails_leaves_the_whole_unknown(
    both: tuple[ZaloChannel, FakeZalo], fault: Callable[[FakeZalo], None]
) -> None:
    channel, zalo = both
    zalo.fail_raw("sendMessage", b'{"ok":true,"result":{"message_id":"m1","date":1}}')
    fault(zalo)
    with pytest.raises(SendError) as caught:
        await channel.send(ME, LONG)
    assert (caught.value.kind, caught.value.retry_after) == (SendErrorKind.UNKNOWN, None)
    assert [method for method, _ in zalo.calls()] == ["sendMessage", "sendMessage"]


async def test_a_first_part_that_fails_keeps_its_kind_and_stops(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    zalo.fail(code=400, description="Bad request")
    with pytest.raises(SendError) as caught:
        await channel.send(ME, LONG)
    assert caught.value.kind is SendErrorKind.REJECTED
    assert len(zalo.calls()) == 1


async def test_an_address_that_is_none_is_misconfigured() -> None:
    for url in ("ftp://127.0.0.1", "http://127.0.0.1:x", "nowhere"):
        channel = channel_for(TOKEN, url)
        with pytest.raises(SendError) as caught:
            await channel.send(ME, Reply(text="Chào"))
        await channel.close()
        assert caught.value.kind is SendErrorKind.MISCONFIGURED


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (httpx.ConnectError, SendErrorKind.UNAVAILABLE),
        (httpx.ConnectTimeout, SendErrorKind.UNAVAILABLE),
        (httpx.PoolTimeout, SendErrorKind.UNAVAILABLE),
        (httpx.ProxyError, SendErrorKind.UNAVAILABLE),
        (httpx.ReadTimeout, SendErrorKind.UNKNOWN),
        (httpx.WriteTimeout, SendErrorKind.UNKNOWN),
        (httpx.ReadError, SendErrorKind.UNKNOWN),
        (httpx.WriteError, SendErrorKind.UNKNOWN),
        (httpx.RemoteProtocolError, SendErrorKind.UNKNOWN),
        (httpx.UnsupportedProtocol, SendErrorKind.MISCONFIGURED),
        (RuntimeError, SendErrorKind.UNKNOWN),
    ],
)
async def test_trouble_on_the_way_is_unavailable_only_before_anything_left(
    trouble: type[Exception], kind: SendErrorKind
) -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise trouble(f"on the way to {request.url}")

    api = ZaloApi(TOKEN, "http://zalo.invalid", transport=httpx.MockTransport(fails))
    with pytest.raises(ZaloFailure) as caught:
        await api.call("sendMessage", {"chat_id": "u", "text": "x"}, within=FAST.answer)
    await api.close()
    error = send_error(caught.value)
    assert (error.kind, SECRET in str(error) + "".join(traceback.format_exception(caught.value))) == (
        kind,
        False,
    )


async def test_sends_side_by_side_all_arrive(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    await asyncio.gather(*(channel.send(ME, Reply(text=str(n))) for n in range(12)))
    assert sorted(zalo.sent()) == sorted((ME.chat, str(n)) for n in range(12))


def test_the_limits_are_those_of_the_platform() -> None:
    limits = ZaloChannel.limits
    assert isinstance(limits, Limits)
    assert (limits.text, limits.buttons, limits.photos, limits.documents, limits.edits) == (
        2000,
        False,
        False,
        False,
        False,
    )


# Typing


async def test_acknowledging_shows_typing(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    await channel.acknowledge(events.text("Chào"))
    assert zalo.calls() == [("sendChatAction", {"chat_id": ME.chat, "action": "typing"})]


async def test_nobody_is_shown_typing_in_a_group(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    await channel.acknowledge(events.in_group("Chào"))
    assert zalo.calls() == []


async def test_a_failed_typing_sign_is_silent(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    zalo.fail("sendChatAction", code=429, description="Quota exceeded")
    await channel.acknowledge(events.text("Chào"))
    zalo.stop()
    await channel.acknowledge(events.text("Chào"))


async def test_typing_signs_that_hang_keep_no_message_waiting(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    zalo.stall(30, "sendChatAction", times=40)
    signs = [asyncio.create_task(channel.acknowledge(events.text("Chào"))) for _ in range(40)]
    async with asyncio.timeout(4):
        while len(zalo.calls()) < 4:  # noqa: ASYNC110 - it grows in the fake's thread
            await asyncio.sleep(0.01)
        await channel.send(ME, Reply(text="Chào"))
    assert [method for method, _ in zalo.calls()] == ["sendChatAction"] * 4 + ["sendMessage"]
    for sign in signs:
        sign.cancel()
    await asyncio.gather(*signs, return_exceptions=True)


# Fetching


async def test_a_photo_is_fetched_from_its_public_address(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    zalo.files["/a.jpg"] = b"\xff\xd8picture"
    assert (
        await channel.fetch(Media(kind=MediaKind.PHOTO, reference=f"{zalo.url}/a.jpg")) == b"\xff\xd8picture"
    )


@pytest.mark.parametrize(
    "reference", ["", "file:///etc/passwd", "ftp://x/y", "javascript:1", "http://127.0.0.1:x"]
)
async def test_only_web_addresses_are_fetched(both: tuple[ZaloChannel, FakeZalo], reference: str) -> None:
    with pytest.raises(SendError) as caught:
        await both[0].fetch(Media(kind=MediaKind.PHOTO, reference=reference))
    assert caught.value.kind is SendErrorKind.REJECTED


async def test_a_missing_or_a_huge_file_is_rejected(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    zalo.files["/just.bin"] = bytes(20 * 1024 * 1024)
    zalo.files["/huge.bin"] = bytes(20 * 1024 * 1024 + 1)
    assert (
        len(await channel.fetch(Media(kind=MediaKind.PHOTO, reference=f"{zalo.url}/just.bin")))
        == 20 * 1024**2
    )
    for path in ("/none.bin", "/huge.bin"):
        with pytest.raises(SendError) as caught:
            await channel.fetch(Media(kind=MediaKind.PHOTO, reference=zalo.url + path))
        assert caught.value.kind is SendErrorKind.REJECTED


async def test_a_file_server_that_is_down_is_unavailable(both: tuple[ZaloChannel, FakeZalo]) -> None:
    channel, zalo = both
    zalo.stop()
    with pytest.raises(SendError) as caught:
        await channel.fetch(Media(kind=MediaKind.PHOTO, reference=f"{zalo.url}/a.jpg"))
    assert caught.value.kind is SendErrorKind.UNAVAILABLE


# The token


def _echo(zalo: FakeZalo) -> None:
    zalo.fail(code=400, description=f"Bad request: /bot{TOKEN}/sendMessage")


LEAKS: dict[str, Callable[[FakeZalo], object]] = {
    "reset": lambda zalo: setattr(zalo, "token", "1:x"),
    "echoed by Zalo": _echo,
    "not JSON": lambda zalo: zalo.fail_raw("sendMessage", f"<{TOKEN}>".encode()),
    "html": lambda zalo: zalo.fail_html(),
    "cut": lambda zalo: zalo.cut(),
    "late": lambda zalo: zalo.stall(3),
    "down": lambda zalo: zalo.stop(),
    "quota": lambda zalo: setattr(zalo, "monthly_messages", 0),
}


@pytest.mark.parametrize("name", LEAKS)
async def test_no_failure_shows_the_token(
    name: str,
    both: tuple[ZaloChannel, FakeZalo],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    channel, zalo = both
    caplog.set_level(logging.DEBUG)
    LEAKS[name](zalo)
    with pytest.raises(SendError) as caught:
        await channel.send(ME, Reply(text="Chào"))
    logging.getLogger("a sender").error("failed", exc_info=caught.value)
    told = f"{caught.value!r} {caught.value.reason} {''.join(traceback.format_exception(caught.value))}"
    assert caught.value.__context__ is None
    assert SECRET not in told + caplog.text + "".join(capfd.readouterr())


async def test_no_broken_address_shows_the_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for token, url in (
        (TOKEN, "nowhere"),
        (TOKEN + "\n", "http://127.0.0.1:9"),
        (TOKEN, "http://127.0.0.1:x"),
    ):
        channel = channel_for(token, url)
        with pytest.raises(SendError) as caught:
            await channel.send(ME, Reply(text="Chào"))
        await channel.close()
        assert SECRET not in "".join(traceback.format_exception(caught.value)) + caplog.text


async def test_debug_logs_hold_no_token_and_no_word_of_the_people(
    both: tuple[ZaloChannel, FakeZalo], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await both[0].send(ME, Reply(text="chuyện riêng"))
    assert [word for word in ("chuyện riêng", ME.chat, SECRET) if word in caplog.text] == []
