"""The page and what it says, over a store that is a list."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from content.loader import load_catalogue, load_knowledge
from domain.answering import ask
from domain.conversation import Conversation
from domain.reply import Reply
from tests.bot.web_client import CHAT, KEY, PAGE, client_of, page_of, post
from tests.fakes.echo_bot import EchoBot, serving

KNOWLEDGE, CATALOGUE = load_knowledge(), load_catalogue()
TOLD = "trừ khi anh/chị gõ “báo lại cho tôi: có”"

# --- the page ----------------------------------------------------------------------------------------


async def test_the_page_has_what_people_and_checks_look_for() -> None:
    async with client_of(EchoBot().parts()) as client:
        html = (await client.get("/")).text
    assert 'role="log"' in html
    assert '<label for="text" class="unseen">Tin nhắn</label>' in html
    assert "<span>Gửi</span>" in html
    assert "Trợ lý tự động về phong trào thi đua công đoàn" in html
    assert "Ngày giả định" not in html


async def test_what_the_page_suggests_is_answered_at_once_and_with_no_campaign_chosen() -> None:
    async with client_of(EchoBot().parts()) as client:
        html = (await client.get("/")).text
    suggested = re.findall(r'class="suggestion">([^<]+)<', html)
    today = date(2026, 11, 20)
    given = [ask.answer(text, Conversation(), KNOWLEDGE, CATALOGUE, today).answer for text in suggested]
    assert [(answer.outcome, answer.campaign) for answer in given] == [
        ("answered", None),
        ("answered", "thanh-hoa-2021"),
        ("answered", "thanh-hoa-2021"),
        ("answered", None),
    ]


async def test_the_page_and_the_greetings_say_the_same_of_what_is_kept() -> None:
    async with client_of(EchoBot().parts()) as client:
        html = (await client.get("/")).text
    for said in (html, *(KNOWLEDGE.texts.say(f"start.{key}") for key in ("greeting", "first_contact"))):
        for promise in ("được xóa", "sau 48 giờ", "sau 30 ngày không dùng", "thì còn lưu", TOLD):
            assert promise in said
        assert "xoá" not in said.lower()


async def test_everything_the_page_loads_is_ours_and_there() -> None:
    async with client_of(EchoBot().demo_parts()) as client:
        html = (await client.get("/")).text
        assert "http:" not in html
        assert "https:" not in html
        for name in (
            "chat.js",
            "history.js",
            "wire.js",
            "view.js",
            "demo.js",
            "colours.css",
            "chat.css",
            "icon.svg",
        ):
            first = await client.get(f"/{name}")
            again = await client.get(f"/{name}", headers={"If-None-Match": first.headers["etag"]})
            assert (first.status_code, again.status_code, again.content) == (200, 304, b""), name


async def test_the_demo_bar_names_its_days_as_text() -> None:
    async with client_of(EchoBot().demo_parts()) as client:
        html = (await client.get("/")).text
    assert '<label for="day" class="unseen">Ngày giả định</label>' in html
    assert 'data-day="2021-08-01" title="1/8/2021">Thanh Hóa<span class="unseen"> 1/8/2021</span>' in html
    assert "Bến Tre &lt;2018&gt;" in html


async def test_a_new_page_gets_an_address_nobody_can_guess() -> None:
    parts = EchoBot().parts()
    async with client_of(parts, cookie=None) as one, client_of(parts, cookie=None) as other:
        said = (await one.get("/")).headers["set-cookie"]
        await other.get("/")
        chats = {one.cookies["thidua"], other.cookies["thidua"]}
    assert len(chats) == 2
    assert {len(chat) for chat in chats} == {32}
    assert said.partition(";")[2] == " HttpOnly; Max-Age=2592000; Path=/; SameSite=lax"


async def test_a_known_page_keeps_its_address_and_behind_https_it_is_secure() -> None:
    async with client_of(EchoBot().parts(public_url="https://thidua.test/")) as client:
        said = (await client.get("/")).headers["set-cookie"]
    assert said.startswith(f"thidua={CHAT}; ")
    assert said.endswith("; Secure")


@pytest.mark.parametrize("cookie", ["", "x", "../etc", CHAT.upper(), CHAT + "0"])
async def test_an_address_we_did_not_make_is_replaced(cookie: str) -> None:
    bot = EchoBot()
    async with client_of(bot.parts(), cookie=cookie or None) as client:
        answer = await client.post("/chat", json={"id": KEY, "text": "xin chào"})
    assert answer.json() == {"received": True, "fresh": True}
    assert bot.stored[0][1]["address"] in answer.headers["set-cookie"]
    assert bot.stored[0][1]["address"] != cookie


@pytest.mark.parametrize(
    ("public_url", "said"),
    [("https://thidua.test", "max-age=31536000"), ("http://thidua.test", None), ("", None)],
)
async def test_browsers_are_kept_to_https_where_that_is_our_address(
    public_url: str, said: str | None
) -> None:
    async with client_of(EchoBot().parts(public_url=public_url)) as client:
        answers = [await client.get(path) for path in ("/", "/chat.js", "/nowhere")]
    assert [answer.headers.get("strict-transport-security") for answer in answers] == [said] * 3


@pytest.mark.parametrize("path", ["/", "/chat.js", "/healthz", "/nowhere", "/chat"])
async def test_every_answer_carries_the_security_headers(path: str) -> None:
    async with client_of(EchoBot().parts()) as client:
        headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


# --- what the page says ------------------------------------------------------------------------------


async def test_a_text_is_stored_with_the_address_of_its_page() -> None:
    bot = EchoBot()
    answer = await post(bot.parts(), {"id": KEY, "text": "Xin chào\nanh"})
    assert (answer.status_code, answer.json()) == (202, {"received": True, "fresh": False})
    assert bot.stored == [("web", {"id": KEY, "address": CHAT, "text": "Xin chào\nanh"})]


async def test_a_choice_is_stored_as_a_choice() -> None:
    bot = EchoBot()
    await post(bot.parts(), {"id": KEY, "choice": "campaign:x", "address": "somebody else"})
    assert bot.stored == [("web", {"id": KEY, "address": CHAT, "choice": "campaign:x"})]


async def test_the_same_message_twice_is_answered_once() -> None:
    bot = EchoBot()
    parts = bot.parts()
    first = await post(parts, {"id": KEY, "text": "một"})
    again = await post(parts, {"id": KEY.upper(), "text": "một"})
    assert (first.status_code, again.status_code) == (202, 202)
    assert bot.sent == [(PAGE, Reply(text="Anh/chị vừa nói: một"))]


@pytest.mark.parametrize("text", ["", "   ", "😀" * 50, "x" * 100_000, "ờ" * 100_000, "\u202exyz", "<b>&"])
async def test_any_text_is_taken_as_it_is(text: str) -> None:
    bot = EchoBot()
    answer = await post(bot.parts(), {"id": KEY, "text": text})
    assert answer.status_code == 202
    assert bot.stored == [("web", {"id": KEY, "address": CHAT, "text": text})]


async def test_what_cannot_be_stored_is_taken_out_of_a_text() -> None:
    bot = EchoBot()
    body = rf'{{"id": "{KEY}", "text": "a\u0000b \ud800 c \ud83d\ude00 d \\u0000 e \\\ud800"}}'
    assert (await post(bot.parts(), body.encode())).status_code == 202
    text = bot.stored[0][1]["text"]
    assert text == "ab \ufffd c 😀 d \\u0000 e \\\ufffd"
    text.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"id": NaN}',
        {},
        {"id": KEY},
        {"text": "x"},
        {"id": "1", "text": "x"},
        {"id": 7, "text": "x"},
        {"id": KEY, "text": None},
        {"id": KEY, "text": 5},
        {"id": KEY, "choice": ["x"]},
        {"id": KEY, "text": "x", "choice": "y"},
    ],
    ids=str,
)
async def test_a_body_that_is_no_message_is_refused(body: Any) -> None:
    bot = EchoBot()
    answer = await post(bot.parts(), body)
    assert answer.status_code == 400
    assert list(answer.json()) == ["error"]
    assert bot.stored == []


async def test_a_body_over_one_megabyte_is_refused_whether_it_says_so_or_not() -> None:
    bot = EchoBot()

    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b" " * 65536

    async with client_of(bot.parts()) as client:
        said = await client.post("/chat", content=b" " * (1024 * 1024 + 1))
        unsaid = await client.post("/chat", content=dripping())
    assert (said.status_code, unsaid.status_code) == (413, 413)
    assert bot.stored == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 202),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://thidua.test"}, 202),
        ({"Origin": "http://thidua.test"}, 202),
        ({"Origin": "https://chat.example"}, 202),  # our public name, behind a proxy that changes Host
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://thidua.test"}, 403),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "http://thidua.test.evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
    ],
)
async def test_only_our_page_may_speak_for_its_cookie(headers: dict[str, str], status: int) -> None:
    bot = EchoBot()
    parts = bot.parts(public_url="https://chat.example")
    assert (await post(parts, {"id": KEY, "text": "x"}, headers)).status_code == status
    assert len(bot.stored) == (status == 202)


async def test_a_message_that_was_not_stored_is_not_acknowledged(caplog: pytest.LogCaptureFixture) -> None:
    bot = EchoBot()
    bot.broken = OSError("no space left on device")
    caplog.set_level(logging.INFO)
    answer = await post(bot.parts(), {"id": KEY, "text": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "message of the page not stored: no space left on device" in caplog.text
    # The dispatcher has said so once; a line for every try would fill the disk that is full already.
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


async def test_a_mistake_of_ours_acknowledges_nothing_either() -> None:
    bot = EchoBot()
    bot.broken = KeyError("nobody thought of it")
    answer = await post(bot.parts(), {"id": KEY, "text": "x"})
    assert (answer.status_code, answer.json()) == (503, {"error": "failed, try again"})
    assert "content-security-policy" in answer.headers


async def test_a_page_that_hangs_up_in_the_middle_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    bot = EchoBot()
    async with serving(bot.parts()) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.1)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert bot.stored == []


async def test_many_messages_at_once_are_all_stored() -> None:
    bot = EchoBot()
    async with page_of(bot.parts()) as client:
        keys = [str(uuid4()) for _ in range(50)]
        await asyncio.gather(*(client.post("/chat", json={"id": key, "text": "x"}) for key in keys))
    assert sorted(raw["id"] for _, raw in bot.stored) == sorted(keys)
