"""What the Telegram channel says, answers and fetches, beyond the contract table; and what it reads."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import NetworkError, TelegramError, TimedOut

from channels.base import Receipt, SendError, SendErrorKind
from channels.telegram import Identity, TelegramChannel
from channels.telegram.errors import send_error
from channels.telegram.reading import read_update
from domain.message import Address, Media, MediaKind, Message
from domain.reply import Button, Reply
from tests.fakes.telegram import TelegramFake

LAN = Address("telegram", "42")
LONG = "\n".join(["một dòng dài " * 100] * 5)
YES_NO = (Button("Có", "y"), Button("Không", "n"))


@pytest.fixture
def telegram() -> Any:
    with TelegramFake() as fake:
        fake.join(42)
        yield fake


@pytest.fixture
async def channel(telegram: TelegramFake) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(telegram.token, api_url=telegram.url, known_commands=("lich",))
    made.identity = Identity(id=telegram.id, username=telegram.username)
    yield made
    await made.close()


async def test_a_replaced_message_is_edited_and_loses_its_choices(
    telegram: TelegramFake, channel: TelegramChannel
) -> None:
    said = await channel.send(LAN, Reply(text="Chọn:", buttons=YES_NO))
    assert await channel.send(LAN, Reply(text="Đã ghi."), said.provider_id) == said
    assert telegram.texts(42) == ["Đã ghi."]
    assert telegram.calls("editMessageText") == [
        (
            "editMessageText",
            {
                "chat_id": 42,
                "message_id": int(said.provider_id),
                "text": "Đã ghi.",
                "link_preview_options": {"is_disabled": True},
            },
        )
    ]


async def test_a_message_that_already_reads_so_counts_as_edited(
    telegram: TelegramFake, channel: TelegramChannel
) -> None:
    said = await channel.send(LAN, Reply(text="Đã ghi."))
    assert await channel.send(LAN, Reply(text="Đã ghi."), said.provider_id) == said
    assert telegram.texts(42) == ["Đã ghi."]


async def test_the_receipt_names_the_last_part(telegram: TelegramFake, channel: TelegramChannel) -> None:
    assert await channel.send(LAN, Reply(text=LONG)) == Receipt(provider_id="2")
    assert "\n".join(telegram.texts(42)).split() == LONG.split()


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"retry_after": 5}, SendErrorKind.UNKNOWN),
        ({"code": 500}, SendErrorKind.UNKNOWN),
        ({"code": 403, "description": "Forbidden: bot was blocked by the user"}, SendErrorKind.GONE),
    ],
)
async def test_what_was_sent_in_part_is_not_said_to_be_unsent(
    telegram: TelegramFake, channel: TelegramChannel, fault: dict[str, Any], kind: SendErrorKind
) -> None:
    telegram.fail("sendMessage", code=200)
    telegram.fail("sendMessage", **fault)
    with pytest.raises(SendError) as caught:
        await channel.send(LAN, Reply(text=LONG))
    assert (caught.value.kind, caught.value.retry_after) == (kind, None)
    assert len(telegram.texts(42)) == 1


async def test_at_most_32_calls_are_on_their_way(telegram: TelegramFake, channel: TelegramChannel) -> None:
    telegram.fail("sendMessage", stall=30, times=40)
    sends = [asyncio.create_task(channel.send(LAN, Reply(text=f"tin {n}"))) for n in range(40)]
    async with asyncio.timeout(4):
        while len(telegram.journal) < 32:  # noqa: ASYNC110 - it grows in the fake's thread
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    assert len(telegram.journal) == 32
    for send in sends:
        send.cancel()
    await asyncio.gather(*sends, return_exceptions=True)


async def test_an_answer_that_does_not_come_in_time_leaves_it_unknown(
    telegram: TelegramFake, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.telegram.api._TOTAL_SECONDS", 0.1)
    telegram.fail("sendMessage", code=200, stall=5)
    with pytest.raises(SendError) as caught:
        await channel.send(LAN, Reply(text="Chào"))
    assert caught.value.kind is SendErrorKind.UNKNOWN


@pytest.mark.parametrize(
    ("error", "cause", "kind"),
    [
        (NetworkError("x"), httpx.ConnectError("x"), SendErrorKind.UNAVAILABLE),
        (NetworkError("x"), httpx.ProxyError("x"), SendErrorKind.UNAVAILABLE),
        (TimedOut(), httpx.ConnectTimeout("x"), SendErrorKind.UNAVAILABLE),
        (TimedOut(), httpx.PoolTimeout("x"), SendErrorKind.UNAVAILABLE),
        (TimedOut(), httpx.ReadTimeout("x"), SendErrorKind.UNKNOWN),
        (TimedOut(), httpx.WriteTimeout("x"), SendErrorKind.UNKNOWN),
        (NetworkError("x"), httpx.WriteError("x"), SendErrorKind.UNKNOWN),
        (NetworkError("x"), httpx.ReadError("x"), SendErrorKind.UNKNOWN),
        (NetworkError("x"), httpx.RemoteProtocolError("x"), SendErrorKind.UNKNOWN),
        (NetworkError("x"), httpx.UnsupportedProtocol("x"), SendErrorKind.MISCONFIGURED),
        (NetworkError("x"), httpx.InvalidURL("x"), SendErrorKind.MISCONFIGURED),
    ],
)
def test_only_what_surely_never_left_is_unavailable(
    error: TelegramError, cause: Exception, kind: SendErrorKind
) -> None:
    error.__cause__ = cause
    assert send_error(error).kind is kind


async def test_a_reason_is_one_short_line(telegram: TelegramFake, channel: TelegramChannel) -> None:
    telegram.fail("sendMessage", code=502, html=True)
    with pytest.raises(SendError) as caught:
        await channel.send(LAN, Reply(text="Chào"))
    assert caught.value.reason == "Bad Gateway (502)"


async def test_a_press_is_answered_and_a_second_answer_harms_nobody(
    telegram: TelegramFake, channel: TelegramChannel
) -> None:
    raw = {"callback_query": {"id": "q1", "from": {"id": 42}, "message": {"chat": {"id": 42}}, "data": "y"}}
    telegram.press(42, "y")
    await channel.acknowledge(raw)
    await channel.acknowledge(raw)
    assert [(call.method, call.parameters, call.status) for call in telegram.journal] == [
        ("answerCallbackQuery", {"callback_query_id": "q1"}, 200),
        ("answerCallbackQuery", {"callback_query_id": "q1"}, 400),
    ]


async def test_a_message_is_acknowledged_by_typing_where_it_was_said(
    telegram: TelegramFake, channel: TelegramChannel
) -> None:
    telegram.join(-1001, topics=(7,))
    forum = {"chat": {"id": -1001, "type": "supergroup"}, "from": {"id": 42}, "message_thread_id": 7}
    await channel.acknowledge({"message": {"chat": {"id": 42, "type": "private"}, "text": "Chào"}})
    await channel.acknowledge({"message": {**forum, "is_topic_message": True, "text": "/lich"}})
    await channel.acknowledge({"message": {**forum, "is_topic_message": True, "text": "không phải với bot"}})
    await channel.acknowledge({"edited_message": {}})
    assert telegram.calls() == [
        ("sendChatAction", {"chat_id": 42, "action": "typing"}),
        ("sendChatAction", {"chat_id": -1001, "message_thread_id": 7, "action": "typing"}),
    ]


def _in_group(text: str) -> dict[str, Any]:
    return {
        "update_id": 1,
        "message": {"chat": {"id": -5, "type": "group"}, "from": {"id": 42}, "text": text},
    }


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("@ThiDuaBot Long Biên có mấy đợt?", "Long Biên có mấy đợt?"),
        ("Chào @thidua_bot", "Chào"),
        ("/start@ThiDuaBot", "/start"),
    ],
)
def test_until_we_know_our_name_whatever_calls_a_bot_may_mean_us(text: str, heard: str) -> None:
    message = read_update(_in_group(text), Identity(id=987654321))
    assert message is not None
    assert (message.addressed, message.text) == (True, heard)


@pytest.mark.parametrize("text", ["Mai họp nhé", "@Lan ơi", "a@thiduabot.vn", "robot @ bot", "/start@Lan"])
def test_what_can_be_meant_for_no_bot_is_not_for_us_even_then(text: str) -> None:
    message = read_update(_in_group(text), Identity(id=987654321))
    assert message is not None
    assert (message.addressed, message.text) == (False, text)


async def test_typing_signs_that_hang_keep_no_message_waiting(
    telegram: TelegramFake, channel: TelegramChannel
) -> None:
    telegram.fail("sendChatAction", code=200, stall=30, times=60)
    raw = {"message": {"chat": {"id": 42, "type": "private"}, "text": "Chào"}}
    signs = [asyncio.create_task(channel.acknowledge(raw)) for _ in range(60)]
    async with asyncio.timeout(4):
        while len(telegram.calls("sendChatAction")) < 4:  # noqa: ASYNC110 - it grows in the fake's thread
            await asyncio.sleep(0.01)
        await channel.send(LAN, Reply(text="Chào"))
    assert (len(telegram.calls("sendChatAction")), telegram.texts(42)) == (4, ["Chào"])
    assert sum(not sign.done() for sign in signs) == 4
    for sign in signs:
        sign.cancel()
    await asyncio.gather(*signs, return_exceptions=True)


async def test_a_message_that_never_got_a_permit_is_surely_unsent(
    telegram: TelegramFake, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.telegram.api._PERMIT_SECONDS", 0.2)
    telegram.fail("sendMessage", stall=30, times=32)
    sends = [asyncio.create_task(channel.send(LAN, Reply(text=f"tin {n}"))) for n in range(32)]
    async with asyncio.timeout(4):
        while len(telegram.journal) < 32:  # noqa: ASYNC110 - it grows in the fake's thread
            await asyncio.sleep(0.01)
        with pytest.raises(SendError) as caught:
            await channel.send(LAN, Reply(text="một tin nữa"))
    assert (caught.value.kind, len(telegram.journal)) == (SendErrorKind.UNAVAILABLE, 32)
    for send in sends:
        send.cancel()
    await asyncio.gather(*sends, return_exceptions=True)


async def test_a_file_is_fetched_byte_for_byte(telegram: TelegramFake, channel: TelegramChannel) -> None:
    content = bytes(range(256)) * 100
    media = Media(kind=MediaKind.DOCUMENT, reference=telegram.add_file(content))
    assert await channel.fetch(media) == content
    assert telegram.downloads == ["files/file1"]


async def test_files_that_cannot_be_fetched_say_why(telegram: TelegramFake, channel: TelegramChannel) -> None:
    async def kind_of(media: Media) -> SendErrorKind:
        with pytest.raises(SendError) as caught:
            await channel.fetch(media)
        return caught.value.kind

    small = telegram.add_file(b"x")
    large = telegram.add_file(b"x" * 20_000_001)
    rejected, unavailable = SendErrorKind.REJECTED, SendErrorKind.UNAVAILABLE
    assert await kind_of(Media(kind=MediaKind.LOCATION)) is rejected
    assert await kind_of(Media(kind=MediaKind.VIDEO, reference=small, size=20_000_001)) is rejected
    assert await kind_of(Media(kind=MediaKind.VIDEO, reference=large)) is rejected
    assert await kind_of(Media(kind=MediaKind.VIDEO, reference="nobody's")) is rejected
    assert telegram.downloads == []
    telegram.down()
    assert await kind_of(Media(kind=MediaKind.VIDEO, reference=small)) is unavailable


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = (
    *(
        "from",
        "chat",
        "text",
        "caption",
        "date",
        "photo",
        "document",
        "entities",
        "reply_to_message",
        "location",
    ),
    *("message_thread_id", "is_topic_message", "migrate_to_chat_id", "message_id", "data", "message", "poll"),
)
_CHATS = st.fixed_dictionaries(
    {"id": st.sampled_from([42, -1001, "7", 0, True, 1.5, None])},
    optional={"type": st.sampled_from(["private", "group", "supergroup", "channel", None, 3])},
)
_ENTITIES = st.lists(
    st.fixed_dictionaries(
        {"offset": st.integers(-3, 30) | _VALUES, "length": st.integers(-3, 30) | _VALUES},
        optional={"user": st.just({"id": 1}), "type": st.just("text_mention")},
    ),
    max_size=3,
)
_MESSAGES = st.builds(
    lambda message, chat, text, entities: {**message, "chat": chat, "text": text, "entities": entities},
    st.dictionaries(st.sampled_from(_FIELDS), _VALUES, max_size=6),
    _CHATS | _VALUES,
    st.text(max_size=20) | _VALUES,
    _ENTITIES | _VALUES,
)
_UPDATES = st.fixed_dictionaries(
    {"update_id": _VALUES},
    optional={
        "message": _MESSAGES | _VALUES,
        "callback_query": st.fixed_dictionaries({"message": _MESSAGES, "data": _VALUES, "from": _VALUES})
        | _VALUES,
    },
)


@given(raw=_UPDATES)
def test_whatever_json_holds_is_a_message_that_can_be_stored_or_nothing(raw: dict[str, Any]) -> None:
    message = read_update(json.loads(json.dumps(raw)), Identity(id=1, username="ThiDuaBot"))
    if message is not None:
        assert isinstance(message, Message)
        assert message.chat.chat
        message.text.encode()
        assert "\0" not in message.text
