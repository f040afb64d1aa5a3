"""Listening on Zalo over HTTP: long polling against the fake, and telling Zalo our webhook."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from channels.base import ChannelError, Raw
from channels.zalo import ZaloChannel
from channels.zalo.reading import read
from domain.clock import monotonic
from tests.contracts.zalo_cases import FAST
from tests.fakes import zalo as fake
from tests.fakes import zalo_events as events
from tests.fakes.zalo import TOKEN, FakeZalo

SECRET = TOKEN.partition(":")[2]
POLL = ("getUpdates", {"timeout": "1"})


def polling(url: str, token: str = TOKEN) -> ZaloChannel:
    return ZaloChannel(token, mode="polling", api_url=url, webhook_url=None, webhook_secret=None, pace=FAST)


def hooking(url: str, webhook_url: str | None, secret: str | None, token: str = TOKEN) -> ZaloChannel:
    return ZaloChannel(
        token, mode="webhook", api_url=url, webhook_url=webhook_url, webhook_secret=secret, pace=FAST
    )


class Inbox:
    """A ``receive`` that keeps what it gets; fails the first ``failures`` times."""

    def __init__(self, failures: int = 0) -> None:
        self.offered: list[Raw] = []
        self.kept: list[Raw] = []
        self._failures = failures
        self._more = asyncio.Condition()

    async def __call__(self, raw: Raw) -> None:
        self.offered.append(raw)
        if len(self.offered) <= self._failures:
            raise OSError(f"no space left for {raw}")
        async with self._more:
            self.kept.append(raw)
            self._more.notify_all()

    def texts(self) -> list[str]:
        return [message.text for raw in self.kept if (message := read(raw))]

    async def has(self, count: int) -> None:
        async with asyncio.timeout(5), self._more:
            await self._more.wait_for(lambda: len(self.kept) >= count)


@asynccontextmanager
async def listening(channel: ZaloChannel, inbox: Inbox) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.listen(inbox))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, ChannelError):
            await task
        await channel.close()


async def happens(zalo: FakeZalo, fulfilled: Callable[[], bool]) -> None:
    assert await asyncio.to_thread(zalo.wait_for, fulfilled)


# Polling


async def test_an_idle_poll_is_followed_by_the_next_and_a_message_arrives() -> None:
    with FakeZalo() as zalo:
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await happens(zalo, lambda: len(zalo.journal) >= 3)
            zalo.say("u1", "Xin chào")
            await inbox.has(1)
        assert inbox.texts() == ["Xin chào"]
        assert {(call.verb, call.content_type) for call in zalo.journal} == {
            ("POST", "application/x-www-form-urlencoded")
        }
        assert all(call == POLL for call in zalo.calls())


@pytest.mark.parametrize(
    "answer", [fake.IDLE, fake.IDLE_WITHOUT_CODE, fake.IDLE_NULL, fake.IDLE_EMPTY, fake.IDLE_LIST]
)
async def test_every_idle_answer_is_taken_quietly(
    answer: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with FakeZalo(idle=0.02) as zalo:
        zalo.idle_answer = answer
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await happens(zalo, lambda: len(zalo.journal) >= 3)
            zalo.say("u1", "một")
            await inbox.has(1)
        assert inbox.texts() == ["một"]
        assert [record.message for record in caplog.records] == []


async def test_a_server_that_does_not_wait_is_not_asked_without_pause() -> None:
    with FakeZalo(idle=0.0) as zalo:
        zalo.idle_answer = fake.IDLE_NULL
        async with listening(polling(zalo.url), Inbox()):
            await asyncio.sleep(0.3)
        assert len(zalo.journal) <= 31  # a pause of 10 ms after each


async def test_idle_as_a_http_status_is_idle(caplog: pytest.LogCaptureFixture) -> None:
    with FakeZalo() as zalo:
        zalo.fail("getUpdates", code=408, description="Request timeout", status=408, times=2)
        zalo.say("u1", "một")
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await inbox.has(1)
        assert caplog.records == []


async def test_messages_come_one_by_one_in_order_and_duplicates_pass() -> None:
    with FakeZalo() as zalo:
        for text in ("một", "hai", "  ", "ba"):
            zalo.say("u1", text)
        zalo.say("u1", "bốn", message_id="m4")
        zalo.say("u1", "bốn", message_id="m4")
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await inbox.has(6)
        assert inbox.texts() == ["một", "hai", "  ", "ba", "bốn", "bốn"]
        assert read(inbox.kept[4]) == read(inbox.kept[5])


async def test_a_list_and_an_event_without_envelope_are_taken() -> None:
    with FakeZalo() as zalo:
        zalo.tell_in_list = True
        body = (
            b'{"event_name":"message.text.received","message":{"from":{"id":"u"},"text":"tr\xe1\xba\xa7n"}}'
        )
        zalo.fail_raw("getUpdates", body)
        zalo.say("u1", "một")
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await inbox.has(2)
        assert inbox.texts() == ["trần", "một"]


async def test_two_bare_events_are_two_messages() -> None:
    with FakeZalo() as zalo:
        for _ in range(2):
            zalo.push_raw(events.unsupported(message_id=None, date=None))
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await inbox.has(2)
        assert len({read(raw).id for raw in inbox.kept}) == 2  # type: ignore[union-attr]


async def test_what_cannot_be_stored_is_offered_again_before_the_next_is_asked_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with FakeZalo() as zalo:
        zalo.say("u1", "một")
        zalo.say("u1", "hai")
        inbox = Inbox(failures=3)
        async with listening(polling(zalo.url), inbox):
            await inbox.has(1)
            assert zalo.calls() == [POLL]
            await inbox.has(2)
        assert inbox.texts() == ["một", "hai"]
        assert [inbox.offered[n] for n in range(4)] == [inbox.kept[0]] * 4
        assert [record.message for record in caplog.records] == [
            "Zalo: an event could not be stored (OSError); trying again"
        ]


async def test_a_platform_that_is_down_at_start_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    caplog.set_level(logging.INFO)
    inbox = Inbox()
    async with listening(polling(f"http://127.0.0.1:{port}"), inbox) as task:
        await asyncio.sleep(0.2)  # several attempts at the pace of the tests
        assert not task.done()
        with FakeZalo(port=port) as zalo:
            zalo.say("u1", "một")
            await inbox.has(1)
    assert inbox.texts() == ["một"]
    assert caplog.records[0].message == "Zalo: getUpdates failed (ConnectError); trying again"


@pytest.mark.parametrize(
    "fault",
    [
        lambda zalo: zalo.fail_html("getUpdates", times=2),
        lambda zalo: zalo.cut("getUpdates", times=2),
        lambda zalo: zalo.fail_raw("getUpdates", b"[", times=2),
        lambda zalo: zalo.fail("getUpdates", code=403, description="Internal server error", times=2),
        lambda zalo: zalo.fail("getUpdates", code=404, description="Not found", times=2),
        lambda zalo: zalo.fail("getUpdates", code=400, description="Bad request", times=2),
        lambda zalo: zalo.fail("getUpdates", times=2),
    ],
    ids=["html", "cut", "no json", "403", "404", "400", "no reason"],
)
async def test_passing_trouble_is_outlived(fault: Callable[[FakeZalo], None]) -> None:
    with FakeZalo() as zalo:
        fault(zalo)
        zalo.say("u1", "một")
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await inbox.has(1)
        assert inbox.texts() == ["một"]


async def test_an_answer_that_never_comes_is_given_up() -> None:
    with FakeZalo() as zalo:
        zalo.stall(30, "getUpdates")
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await happens(zalo, lambda: len(zalo.journal) >= 1)
            await asyncio.sleep(0.2)
            zalo.say("u1", "một")
            await inbox.has(1)
        assert inbox.texts() == ["một"]


async def test_a_used_up_quota_means_a_long_pause(caplog: pytest.LogCaptureFixture) -> None:
    with FakeZalo() as zalo:
        zalo.fail("getUpdates", code=429, description="Quota exceeded")
        zalo.say("u1", "một")
        inbox = Inbox()
        began = monotonic()
        async with listening(polling(zalo.url), inbox):
            await inbox.has(1)
        assert monotonic() - began >= FAST.quota_pause.total_seconds()
        assert [record.message for record in caplog.records] == [
            "Zalo: quota used up (error 429: Quota exceeded); polling again in 0:00:00.300000"
        ]


async def test_a_webhook_in_the_way_is_deleted() -> None:
    with FakeZalo() as zalo:
        zalo.webhook.url = "https://bot.example/zalo/webhook"
        inbox = Inbox()
        async with listening(polling(zalo.url), inbox):
            await happens(zalo, lambda: not zalo.webhook.url)
            zalo.say("u1", "một")
            await inbox.has(1)
        assert [method for method, _ in zalo.calls()][:4] == [
            "getUpdates",
            "getWebhookInfo",
            "deleteWebhook",
            "getUpdates",
        ]


@pytest.mark.parametrize("mirrored", [False, True])
async def test_a_wrong_token_ends_listening_with_one_line(
    mirrored: bool, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeZalo(token="1:another") as zalo:
        zalo.mirror_status = mirrored
        channel = polling(zalo.url)
        with pytest.raises(ChannelError) as caught:
            await channel.listen(Inbox())
        await channel.close()
    assert str(caught.value) == (
        "ZALO_TOKEN is not accepted by Zalo (error 401): put in the bot's current token"
    )
    assert caught.value.__context__ is None
    assert SECRET not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("url", ["nowhere", "http://127.0.0.1:x", "ftp://127.0.0.1"])
async def test_an_address_that_is_none_ends_listening_with_one_line(url: str) -> None:
    channel = polling(url)
    with pytest.raises(ChannelError) as caught:
        await channel.listen(Inbox())
    await channel.close()
    assert str(caught.value) == (
        "ZALO_API_URL and ZALO_TOKEN make no usable address: look for stray characters"
    )


async def test_cancelling_ends_a_poll_at_once() -> None:
    with FakeZalo(idle=20) as zalo:
        async with listening(polling(zalo.url), Inbox()) as task:
            await happens(zalo, lambda: len(zalo.journal) == 1)
            began = monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert monotonic() - began < 1


# Webhook

HOOK = "https://bot.example/zalo/webhook"
HOOK_SECRET = "s3cret-of-the-hook"


async def test_a_webhook_start_tells_zalo_and_returns() -> None:
    with FakeZalo() as zalo:
        channel = hooking(zalo.url, HOOK, HOOK_SECRET)
        await channel.listen(Inbox())
        await channel.close()
        assert zalo.calls() == [("setWebhook", {"url": HOOK, "secret_token": HOOK_SECRET})]
        assert (zalo.webhook.url, zalo.webhook.secret) == (HOOK, HOOK_SECRET)


async def test_without_a_public_address_nothing_is_told() -> None:
    with FakeZalo() as zalo:
        channel = hooking(zalo.url, None, HOOK_SECRET)
        await channel.listen(Inbox())
        await channel.close()
        assert zalo.calls() == []


@pytest.mark.parametrize("secret", [None, "", "short", "x" * 257])
async def test_a_secret_of_the_wrong_length_is_not_even_tried(secret: str | None) -> None:
    with FakeZalo() as zalo:
        channel = hooking(zalo.url, HOOK, secret)
        with pytest.raises(ChannelError, match="ZALO_WEBHOOK_SECRET must have 8 to 256 characters"):
            await channel.listen(Inbox())
        await channel.close()
        assert zalo.calls() == []


@pytest.mark.parametrize("length", [8, 256])
async def test_secrets_of_the_outermost_lengths_are_taken(length: int) -> None:
    with FakeZalo() as zalo:
        channel = hooking(zalo.url, HOOK, "x" * length)
        await channel.listen(Inbox())
        await channel.close()
        assert zalo.webhook.secret == "x" * length


async def test_a_webhook_start_waits_for_a_platform_that_is_down() -> None:
    with FakeZalo() as zalo:
        zalo.cut("setWebhook", times=2)
        zalo.fail("setWebhook", code=403, description="Internal server error")
        channel = hooking(zalo.url, HOOK, HOOK_SECRET)
        await channel.listen(Inbox())
        await channel.close()
        assert zalo.webhook.url == HOOK


async def test_a_webhook_start_with_a_wrong_token_or_address_ends_with_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    with FakeZalo() as zalo:
        for token, url in ((f"1:{SECRET}", HOOK), (TOKEN, "https://10.0.0.7/zalo/webhook")):
            channel = hooking(zalo.url, url, HOOK_SECRET, token)
            with pytest.raises(ChannelError) as caught:
                await channel.listen(Inbox())
            await channel.close()
            told.append(str(caught.value))
    assert told == [
        "ZALO_TOKEN is not accepted by Zalo (error 401): put in the bot's current token",
        "PUBLIC_URL is not accepted by Zalo as a webhook "
        "(error 400: Bad request: url must be a public https address)",
    ]
    assert SECRET not in caplog.text


async def test_the_webhook_secret_is_not_told_on(caplog: pytest.LogCaptureFixture) -> None:
    with FakeZalo() as zalo:
        zalo.fail("setWebhook", code=400, description=f"Bad request: {HOOK_SECRET} of {TOKEN}")
        channel = hooking(zalo.url, HOOK, HOOK_SECRET)
        with pytest.raises(ChannelError) as caught:
            await channel.listen(Inbox())
        await channel.close()
    assert str(caught.value).endswith("(error 400: Bad request: *** of ***)")


async def test_a_trial_call_that_failed_is_warned_about(caplog: pytest.LogCaptureFixture) -> None:
    with FakeZalo() as zalo:
        zalo.verification = {"ok": False, "outcome": "webhook.http.403"}
        channel = hooking(zalo.url, HOOK, HOOK_SECRET)
        await channel.listen(Inbox())
        await channel.close()
        assert zalo.webhook.url == HOOK
    assert [record.message for record in caplog.records] == [
        "Zalo: the webhook is set, but Zalo's trial call failed (webhook.http.403)"
    ]
