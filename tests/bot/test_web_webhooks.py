"""Where the platforms push their updates."""

import httpx
import pytest

from bot.web.parts import WebParts
from tests.bot.web_client import client_of
from tests.fakes.echo_bot import TELEGRAM_SECRET, ZALO_SECRET, EchoBot

HOOKS = (
    ("telegram", "X-Telegram-Bot-Api-Secret-Token", TELEGRAM_SECRET),
    ("zalo", "X-Bot-Api-Secret-Token", ZALO_SECRET),
)


async def hook(
    parts: WebParts, channel: str, body: bytes, headers: dict[str, str], method: str = "POST"
) -> httpx.Response:
    async with client_of(parts, cookie=None) as client:
        return await client.request(method, f"/{channel}/webhook", content=body, headers=headers)


@pytest.mark.parametrize(("channel", "header", "secret"), HOOKS)
async def test_an_update_with_the_secret_is_stored_before_it_is_acknowledged(
    channel: str, header: str, secret: str
) -> None:
    bot = EchoBot()
    answer = await hook(bot.parts(), channel, '{"update_id": 1, "text": "ờ"}'.encode(), {header: secret})
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert bot.stored == [(channel, {"update_id": 1, "text": "ờ"})]


@pytest.mark.parametrize(("channel", "header", "secret"), HOOKS)
@pytest.mark.parametrize("given", [None, "", "wrong", "prefix", "ký tự lạ"])
async def test_a_wrong_secret_is_refused_and_nothing_is_stored(
    channel: str, header: str, secret: str, given: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    bot = EchoBot()
    said = {"prefix": secret[:-1]}.get(given or "", given)
    headers = {} if said is None else {header: said.encode()}
    answer = await hook(bot.parts(), channel, b'{"update_id": 1}', headers)  # type: ignore[arg-type]
    assert (answer.status_code, bot.stored) == (403, [])
    assert secret not in caplog.text


@pytest.mark.parametrize(("channel", "header", "secret"), HOOKS)
async def test_the_other_platforms_secret_is_a_wrong_one(channel: str, header: str, secret: str) -> None:
    bot = EchoBot()
    other = ZALO_SECRET if channel == "telegram" else TELEGRAM_SECRET
    assert (await hook(bot.parts(), channel, b"{}", {header: other})).status_code == 403
    assert bot.stored == []


@pytest.mark.parametrize(("channel", "header", "secret"), HOOKS)
@pytest.mark.parametrize("body", [b"not json", b"[1]", b"7", b"\xff", b"{" * 100_000, b'{"a": Infinity}'])
async def test_a_body_that_will_never_be_an_update_is_taken_and_logged(
    channel: str, header: str, secret: str, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    bot = EchoBot()
    answer = await hook(bot.parts(), channel, body, {header: secret})
    assert (answer.status_code, bot.stored) == (200, [])
    assert f"{channel} webhook: {len(body)} bytes dropped" in caplog.text


@pytest.mark.parametrize(("channel", "header", "secret"), HOOKS)
@pytest.mark.parametrize("body", [b"", b" \n"])
async def test_a_platform_that_tries_the_door_is_let_go(
    channel: str, header: str, secret: str, body: bytes
) -> None:
    bot = EchoBot()
    answer = await hook(bot.parts(), channel, body, {header: secret})
    assert (answer.status_code, bot.stored) == (200, [])


@pytest.mark.parametrize(("channel", "header", "secret"), HOOKS)
@pytest.mark.parametrize("error", [OSError("disk full"), RuntimeError("nobody thought of it")])
async def test_an_update_that_was_not_stored_is_left_to_the_platform(
    channel: str, header: str, secret: str, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    bot = EchoBot()
    bot.broken = error
    parts = bot.parts()
    assert (await hook(parts, channel, b'{"update_id": 1}', {header: secret})).status_code == 503
    # The dispatcher says once that nothing can be stored; not every try is an error in the log.
    assert [record for record in caplog.records if record.name == "bot.web.webhooks"] == []
    bot.broken = None
    assert (await hook(parts, channel, b'{"update_id": 1}', {header: secret})).status_code == 200
    assert bot.stored == [(channel, {"update_id": 1})]


@pytest.mark.parametrize(("channel", "header", "secret"), HOOKS)
async def test_an_update_over_one_megabyte_is_refused(channel: str, header: str, secret: str) -> None:
    bot = EchoBot()
    answer = await hook(bot.parts(), channel, b" " * (1024 * 1024 + 1), {header: secret})
    assert (answer.status_code, bot.stored) == (413, [])


@pytest.mark.parametrize(("channel", "header", "secret"), HOOKS)
@pytest.mark.parametrize("unset", [None, ""])
async def test_a_webhook_without_a_secret_does_not_exist(
    channel: str, header: str, secret: str, unset: str | None
) -> None:
    bot = EchoBot()
    parts = bot.parts(telegram_secret=unset, zalo_secret=unset)
    assert (await hook(parts, channel, b"{}", {header: ""})).status_code == 404
    assert bot.stored == []


async def test_a_webhook_is_posted_to() -> None:
    answer = await hook(EchoBot().parts(), "telegram", b"", {}, method="GET")
    assert answer.status_code == 405
