"""The Zalo fake is as strict as the platform is described to be."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.fakes import zalo_events as events
from tests.fakes.zalo import TOKEN, Call, FakeZalo
from tests.fakes.zalo_webhook import Push

CHAT = {"chat_id": events.CHAT}


@pytest.fixture
def zalo() -> Any:
    with FakeZalo() as fake:
        fake.know(events.CHAT)
        yield fake


@pytest.fixture
async def client(zalo: FakeZalo) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{zalo.url}/bot{TOKEN}/", trust_env=False) as ready:
        yield ready


async def told(client: httpx.AsyncClient, method: str, **parameters: Any) -> Any:
    response = await client.post(method, json=parameters)
    assert response.status_code == 200
    return response.json()


async def test_parameters_are_taken_from_query_form_json_and_multipart(
    zalo: FakeZalo, client: httpx.AsyncClient
) -> None:
    parameters = {**CHAT, "text": "Xin chào"}
    await client.get("sendMessage", params=parameters)
    await client.post("sendMessage", data=parameters)
    await client.post("sendMessage", json=parameters)
    await client.post("sendMessage", files={name: (None, value) for name, value in parameters.items()})
    assert zalo.calls() == [("sendMessage", parameters)] * 4
    assert zalo.sent() == [(events.CHAT, "Xin chào")] * 4
    assert zalo.journal[0] == Call(
        method="sendMessage", verb="GET", path="/bot***/sendMessage", content_type="", parameters=parameters
    )


@pytest.mark.parametrize(
    ("method", "parameters", "code"),
    [
        ("sendmessage", {**CHAT, "text": "x"}, 400),
        ("editMessageText", {**CHAT, "text": "x"}, 400),
        ("sendMessage", {**CHAT, "text": "x", "reply_markup": "{}"}, 400),
        ("sendMessage", {**CHAT, "text": "x", "reply_to_message_id": "1"}, 400),
        ("sendMessage", {**CHAT, "text": ""}, 400),
        ("sendMessage", CHAT, 400),
        ("sendMessage", {"text": "x"}, 400),
        ("sendMessage", {"chat_id": "nobody", "text": "x"}, 400),
        ("sendMessage", {**CHAT, "text": "👍" * 1001}, 400),
        ("sendMessage", {**CHAT, "text": "x", "parse_mode": "MarkdownV2"}, 400),
        ("sendPhoto", {**CHAT, "photo": "https://x/a.jpg", "caption": "a" * 2001}, 400),
        ("sendVoice", {**CHAT, "voice_url": "https://x/a.mp3"}, 400),
        ("sendChatAction", {**CHAT, "action": "upload_photo"}, 400),
        ("getUpdates", {"offset": 1}, 400),
        ("setWebhook", {"url": "http://bot.example/", "secret_token": "12345678"}, 400),
        ("setWebhook", {"url": "https://192.168.1.4/", "secret_token": "12345678"}, 400),
        ("setWebhook", {"url": "https://localhost/", "secret_token": "12345678"}, 400),
        ("setWebhook", {"url": "https://bot.example/", "secret_token": "1234567"}, 400),
    ],
)
async def test_what_the_platform_does_not_take_is_an_error_within_200(
    client: httpx.AsyncClient, method: str, parameters: dict[str, Any], code: int
) -> None:
    answer = await told(client, method, **parameters)
    assert (answer["ok"], answer["error_code"]) == (False, code)


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("sendMessage", {**CHAT, "text": "👍" * 1000, "parse_mode": "html"}),
        ("sendPhoto", {**CHAT, "photo": "https://x/a.jpg"}),
        ("sendSticker", {**CHAT, "sticker": "bfe458bf64fa8da4d4eb"}),
        ("sendVoice", {**CHAT, "voice_url": "https://x/a.aac"}),
    ],
)
async def test_what_is_sent_gets_an_id_and_a_date(
    client: httpx.AsyncClient, method: str, parameters: dict[str, Any]
) -> None:
    assert await told(client, method, **parameters) == {
        "ok": True,
        "result": {"message_id": f"{1:020x}", "date": 1749632637199},
    }


async def test_a_foreign_token_and_a_foreign_method_have_their_variants(
    zalo: FakeZalo, client: httpx.AsyncClient
) -> None:
    assert (await client.post(f"{zalo.url}/botX/getMe")).json() == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    zalo.mirror_status = True
    zalo.unknown_method = 404
    response = await client.post("getme")
    assert (response.status_code, response.json()["description"]) == (404, "Not found")


async def test_me_is_a_basic_account(client: httpx.AsyncClient) -> None:
    assert await told(client, "getMe") == {
        "ok": True,
        "result": {
            "id": "1459232241454765289",
            "account_name": "bot.VDKyGxQvc",
            "account_type": "BASIC",
            "can_join_groups": False,
        },
    }


async def test_a_poll_tells_one_event_and_forgets_it(zalo: FakeZalo, client: httpx.AsyncClient) -> None:
    zalo.say("u1", "một", message_id="m1", date=1)
    zalo.say("u1", "hai")
    first, second, none = [await told(client, "getUpdates", timeout=1) for _ in range(3)]
    assert first == {
        "ok": True,
        "result": {
            "event_name": "message.text.received",
            "message": {
                "from": {"id": "u1", "display_name": "Ted", "is_bot": False},
                "chat": {"id": "u1", "chat_type": "PRIVATE"},
                "text": "một",
                "message_id": "m1",
                "date": 1,
            },
        },
    }
    assert second["result"]["message"]["text"] == "hai"
    assert none == {"ok": False, "error_code": 408, "description": "Request timeout"}


async def test_a_poll_waits_for_an_event(zalo: FakeZalo, client: httpx.AsyncClient) -> None:
    zalo.idle = 5
    poll = asyncio.create_task(told(client, "getUpdates", timeout=5))
    await asyncio.to_thread(zalo.wait_for, lambda: len(zalo.journal) == 1)
    zalo.say("u1", "một")
    assert (await poll)["result"]["message"]["text"] == "một"


async def test_a_webhook_excludes_polling_until_it_is_deleted(
    zalo: FakeZalo, client: httpx.AsyncClient
) -> None:
    hook = {"url": "https://bot.example/hook", "updated_at": 1749538250568}
    zalo.verification = {"ok": False, "outcome": "webhook.http.403"}
    answer = await told(client, "setWebhook", url=hook["url"], secret_token="12345678")
    assert answer == {"ok": True, "result": {**hook, "verification": zalo.verification}}
    assert (await told(client, "getUpdates", timeout=1))["description"] == "webhook is active"
    assert await told(client, "getWebhookInfo") == {"ok": True, "result": hook}
    assert await told(client, "deleteWebhook") == {"ok": True, "result": {**hook, "url": ""}}
    assert (await told(client, "getUpdates", timeout=1))["error_code"] == 408


async def test_the_quotas_count_messages_and_people(client: httpx.AsyncClient, zalo: FakeZalo) -> None:
    quota = {"ok": False, "error_code": 429, "description": "Quota exceeded"}
    zalo.know("u2")
    zalo.max_users, zalo.monthly_messages = 1, 2
    said = [await told(client, "sendMessage", chat_id=c, text="x") for c in (events.CHAT, "u2", events.CHAT)]
    assert [answer["ok"] for answer in said] == [True, False, True]
    assert said[1] == quota
    assert await told(client, "sendMessage", **CHAT, text="x") == quota


async def test_faults_are_played_in_turn_and_for_one_chat(zalo: FakeZalo, client: httpx.AsyncClient) -> None:
    zalo.know("u2")
    zalo.fail(code=403, description="Internal server error", chat="u2", times=2)
    answers = [
        await told(client, "sendMessage", chat_id=c, text="x") for c in ("u2", events.CHAT, "u2", "u2")
    ]
    assert [answer.get("error_code") for answer in answers] == [403, None, 403, None]
    zalo.cut(done=True)
    zalo.cut()
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post("sendMessage", json={**CHAT, "text": "cut"})
    assert [text for _, text in zalo.sent()] == ["x", "x", "cut"]


class Hook:
    """A bot's webhook that remembers what came."""

    def __init__(self) -> None:
        self.came: list[tuple[str, str, str, bytes]] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        kind, secret = headers.get("content-type", ""), headers.get("x-bot-api-secret-token", "")
        self.came.append((headers["user-agent"], kind, secret, body))
        status = "200 OK" if secret == "12345678" else "403 Forbidden"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


async def test_the_webhook_is_called_as_zalo_calls_it(zalo: FakeZalo, client: httpx.AsyncClient) -> None:
    hook = Hook()
    server = await asyncio.start_server(hook, "127.0.0.1", 0)
    async with server:
        zalo.public_webhooks_only = False
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/zalo/webhook"
        await told(client, "setWebhook", url=url, secret_token="12345678")
        event = events.text("Xin chào")
        zalo.push_raw(event)
        await asyncio.to_thread(zalo.wait_for, lambda: len(zalo.pushes) == 1)
        zalo.webhook.flat = zalo.webhook.twice = True
        zalo.push_raw(event)
        await asyncio.to_thread(zalo.wait_for, lambda: len(zalo.pushes) == 3)
        zalo.webhook.false_secret = "wrong"
        zalo.webhook.push_body(b"")
        await asyncio.to_thread(zalo.wait_for, lambda: len(zalo.pushes) == 4)
        test = await told(client, "testWebhook")
    envelope = json.dumps({"ok": True, "result": event}, ensure_ascii=False).encode()
    bare = json.dumps(event, ensure_ascii=False).encode()
    java, kind = "java/1.8.0_192", "application/json; charset=utf-8"
    assert hook.came == [
        (java, kind, "12345678", envelope),
        (java, kind, "12345678", bare),
        (java, kind, "12345678", bare),
        (java, "", "wrong", b""),
        (java, "", "wrong", b""),
    ]
    assert zalo.pushes == [
        Push(body=envelope, status=200),
        Push(body=bare, status=200),
        Push(body=bare, status=200),
        Push(body=b"", status=403),
    ]
    assert (test["ok"], test["status_code"], test["outcome"]) == (False, 403, "webhook.http.403")
