"""How the Telegram channel gets through to the platform and takes updates, over HTTP to the fake."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from channels.base import ChannelError, Raw
from channels.telegram import Identity, TelegramChannel
from tests.fakes.telegram import TelegramFake

ALLOWED = ["message", "callback_query", "my_chat_member"]
WRONG_TOKEN = (
    "TELEGRAM_TOKEN: Telegram does not accept this token; copy it again from @BotFather "
    "(if TELEGRAM_API_URL is set, look at that as well)"
)


class Inbox:
    """A store that can be out of order: the first ``failures`` updates are refused, then all are taken."""

    def __init__(self, failures: int = 0) -> None:
        self.offered: list[int] = []
        self.stored: list[Raw] = []
        self.open = asyncio.Event()
        self.open.set()
        self._failures = failures

    async def receive(self, raw: Raw) -> None:
        self.offered.append(raw["update_id"])
        await self.open.wait()
        if len(self.offered) <= self._failures:
            raise OSError("no space left on device")
        self.stored.append(raw)


@pytest.fixture
def telegram() -> Any:
    with TelegramFake() as fake:
        yield fake


@asynccontextmanager
async def listening(channel: TelegramChannel, inbox: Inbox) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.listen(inbox.receive))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await channel.close()


async def gives_up(channel: TelegramChannel) -> str:
    """What the channel says when it ends listening."""
    async with asyncio.timeout(10):
        with pytest.raises(ChannelError) as caught:
            await channel.listen(Inbox().receive)
    await channel.close()
    return str(caught.value)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in the fake's thread
            await asyncio.sleep(0.01)


async def test_polling_starts_with_who_we_are_the_menu_and_no_webhook(telegram: TelegramFake) -> None:
    channel = TelegramChannel(telegram.token, api_url=telegram.url, commands=[("giupdo", "Hướng dẫn")])
    async with listening(channel, Inbox()):
        await until(lambda: telegram.calls("getUpdates"))
    assert telegram.calls() == [
        ("getMe", {}),
        ("setMyCommands", {"commands": [{"command": "giupdo", "description": "Hướng dẫn"}]}),
        ("deleteWebhook", {"drop_pending_updates": False}),
        ("getUpdates", {"offset": 0, "timeout": 30, "allowed_updates": ALLOWED}),
    ]
    assert channel.identity == Identity(id=telegram.id, username=telegram.username)


async def test_an_update_is_confirmed_only_after_it_was_stored(telegram: TelegramFake) -> None:
    inbox = Inbox()
    inbox.open.clear()
    first = telegram.say(42, "một")
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox):
        await until(lambda: inbox.offered)
        await asyncio.sleep(0.1)
        assert (telegram.unconfirmed, inbox.stored) == ([first], [])
        inbox.open.set()
        await until(lambda: telegram.unconfirmed == [])
    assert [raw["message"]["text"] for raw in inbox.stored] == ["một"]
    assert [parameters["offset"] for _, parameters in telegram.calls("getUpdates")] == [0, first + 1]


async def test_an_update_that_was_not_stored_is_offered_again_before_any_later_one(
    telegram: TelegramFake, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox(failures=2)
    first, second = telegram.say(42, "một"), telegram.say(42, "hai")
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox):
        await until(lambda: telegram.unconfirmed == [])
    assert inbox.offered == [first, first, first, second]
    assert [raw["message"]["text"] for raw in inbox.stored] == ["một", "hai"]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "telegram: an update was not stored (OSError); trying again"
    ]


async def test_updates_that_make_no_sense_arrive_as_they_are_and_hold_nobody_up(
    telegram: TelegramFake,
) -> None:
    inbox = Inbox()
    strange: list[Raw] = [
        {"callback_query": {"id": 1}},
        {"message": {"date": 1790000000000, "chat": None}},
        {"message": ["\ud800"]},
    ]
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox):
        await until(lambda: telegram.calls("getUpdates"))
        for update in strange:
            telegram.push_raw(dict(update))
        last = telegram.say(42, "chào")
        await until(lambda: len(inbox.stored) == 4)
    assert [{**raw, "update_id": None} for raw in inbox.stored[:3]] == [
        {**update, "update_id": None} for update in strange
    ]
    assert inbox.stored[3]["update_id"] == last


async def test_updates_without_an_id_hold_nobody_up(
    telegram: TelegramFake, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()
    telegram.push_nameless({"message": {"text": "không số"}}, "gì đây", {"update_id": True})
    telegram.say(42, "một")
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox):
        await until(lambda: telegram.unconfirmed == [])
        telegram.say(42, "hai")
        await until(lambda: telegram.unconfirmed == [] and len(inbox.stored) == 2)
    assert [raw["message"]["text"] for raw in inbox.stored] == ["một", "hai"]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "telegram: an update without an id was left out; trying again"
    ]


async def test_a_platform_that_is_down_at_the_start_is_waited_for(
    telegram: TelegramFake, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()
    telegram.say(42, "một")
    telegram.down()
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox) as task:
        await asyncio.sleep(0.3)
        assert not task.done()
        telegram.up()
        telegram.fail("getMe", code=502, html=True)
        await until(lambda: inbox.stored)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "telegram: httpx.ConnectError: All connection attempts failed; trying again",
        "telegram: Bad Gateway (502); trying again",
    ]


async def test_a_platform_that_goes_away_and_comes_back_goes_on_where_it_stopped(
    telegram: TelegramFake,
) -> None:
    inbox = Inbox()
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox):
        telegram.say(42, "một")
        await until(lambda: telegram.unconfirmed == [] and inbox.stored)
        telegram.down()
        telegram.up()
        telegram.say(42, "hai")
        await until(lambda: len(inbox.stored) == 2)
    assert [raw["message"]["text"] for raw in inbox.stored] == ["một", "hai"]


async def test_somebody_else_polling_is_outlasted_and_said_once(
    telegram: TelegramFake, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()
    telegram.fail(
        "getUpdates", code=409, description="Conflict: terminated by other getUpdates request", times=2
    )
    telegram.say(42, "một")
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox):
        await until(lambda: inbox.stored)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == [
        "telegram: Conflict: terminated by other getUpdates request; trying again"
    ]


async def test_a_platform_that_asks_for_patience_gets_it(telegram: TelegramFake) -> None:
    telegram.fail("getMe", retry_after=1)
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), Inbox()):
        await asyncio.sleep(0.9)
        assert telegram.calls("getMe") == [("getMe", {})]
        await until(lambda: telegram.calls("getUpdates"))


@pytest.mark.parametrize("token", ["987654321:AAWrongWrongWrongWrongWrongWrongWro", "nonsense/../x y"])
async def test_a_wrong_token_ends_it_with_one_line_that_does_not_hold_it(
    telegram: TelegramFake, caplog: pytest.LogCaptureFixture, token: str
) -> None:
    caplog.set_level(logging.DEBUG)
    assert await gives_up(TelegramChannel(token, api_url=telegram.url)) == WRONG_TOKEN
    assert token not in caplog.text


async def test_a_token_revoked_while_polling_ends_it(telegram: TelegramFake) -> None:
    telegram.fail("getUpdates", code=401, description="Unauthorized")
    assert await gives_up(TelegramChannel(telegram.token, api_url=telegram.url)) == WRONG_TOKEN


async def test_an_address_where_no_bot_api_can_be_ends_it(telegram: TelegramFake) -> None:
    assert await gives_up(TelegramChannel(telegram.token, api_url="ftp://127.0.0.1/bot")) == WRONG_TOKEN


async def test_a_refused_menu_is_no_reason_to_be_silent(telegram: TelegramFake) -> None:
    inbox = Inbox()
    telegram.say(42, "một")
    channel = TelegramChannel(telegram.token, api_url=telegram.url, commands=[("Giúp Đỡ", "Hướng dẫn")])
    async with listening(channel, inbox):
        await until(lambda: inbox.stored)
    assert (len(inbox.stored), telegram.commands) == (1, [])


async def test_no_log_line_holds_the_token_however_much_is_logged(
    telegram: TelegramFake, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox = Inbox()
    telegram.say(42, "một")
    telegram.fail("getUpdates", code=502, html=True)
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox):
        await until(lambda: inbox.stored)
    assert "getUpdates" in caplog.text
    assert telegram.token not in caplog.text
    assert telegram.token.partition(":")[2] not in caplog.text


async def test_webhook_mode_tells_the_platform_our_url_and_secret_and_polls_nothing(
    telegram: TelegramFake,
) -> None:
    channel = TelegramChannel(
        telegram.token,
        mode="webhook",
        api_url=telegram.url,
        webhook_url="https://bot.example.vn/telegram/webhook",
        webhook_secret="bi-mat",
    )
    await channel.listen(Inbox().receive)
    await channel.close()
    assert telegram.calls() == [
        ("getMe", {}),
        (
            "setWebhook",
            {
                "url": "https://bot.example.vn/telegram/webhook",
                "secret_token": "bi-mat",
                "allowed_updates": ALLOWED,
                "drop_pending_updates": False,
            },
        ),
    ]


async def test_a_webhook_that_was_set_by_hand_is_left_alone(telegram: TelegramFake) -> None:
    channel = TelegramChannel(telegram.token, mode="webhook", api_url=telegram.url)
    await channel.listen(Inbox().receive)
    await channel.close()
    assert telegram.calls() == [("getMe", {})]


async def test_a_refused_webhook_ends_it_and_names_the_settings(telegram: TelegramFake) -> None:
    channel = TelegramChannel(
        telegram.token, mode="webhook", api_url=telegram.url, webhook_url="http://bot.example.vn/x"
    )
    assert await gives_up(channel) == (
        "PUBLIC_URL, TELEGRAM_WEBHOOK_SECRET: setWebhook: "
        "Bad webhook: an https url must be provided for webhook"
    )


async def test_changing_from_webhook_to_polling_loses_nothing(telegram: TelegramFake) -> None:
    inbox = Inbox()
    hook = TelegramChannel(
        telegram.token, mode="webhook", api_url=telegram.url, webhook_url="https://bot.example.vn/x"
    )
    await hook.listen(inbox.receive)
    await hook.close()
    telegram.say(42, "một")
    async with listening(TelegramChannel(telegram.token, api_url=telegram.url), inbox):
        await until(lambda: inbox.stored)
    assert [raw["message"]["text"] for raw in inbox.stored] == ["một"]
