"""The channels without a platform: our page and the terminal."""

from typing import Any

import pytest

from channels.base import Limits, Raw, Receipt, SendError, SendErrorKind
from channels.terminal import PLAYER, TerminalChannel
from channels.web import WebChannel
from domain.message import Address, Media, MediaKind, Message
from domain.reply import Button, Reply

PAGE = Address("web", "0123456789abcdef0123456789abcdef")
REPLY = Reply(text="Phong trào nào?", buttons=(Button("Thanh Hóa", "c:th"), Button("Bến Tre", "c:bt")))
PHOTO = Media(kind=MediaKind.PHOTO, reference="x")


async def receive_nothing(raw: Raw) -> None:
    raise AssertionError(raw)


def test_a_text_of_the_page_becomes_a_message() -> None:
    raw = {"id": "k1", "address": PAGE.chat, "text": "Xin chào\n"}
    assert WebChannel().read(raw) == Message(id="k1", chat=PAGE, sender=PAGE, text="Xin chào\n")


def test_a_pressed_button_of_the_page_becomes_a_choice() -> None:
    raw = {"id": "k1", "address": PAGE.chat, "choice": "c:th"}
    assert WebChannel().read(raw) == Message(id="k1", chat=PAGE, sender=PAGE, choice="c:th")


def test_blank_text_is_a_message_too() -> None:
    assert WebChannel().read({"id": "k", "address": PAGE.chat, "text": ""}) == Message(
        id="k", chat=PAGE, sender=PAGE
    )


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"id": "k", "address": PAGE.chat},
        {"id": "", "address": PAGE.chat, "text": "x"},
        {"id": "k", "address": "", "text": "x"},
        {"id": 5, "address": PAGE.chat, "text": "x"},
        {"id": "k", "address": None, "text": "x"},
        {"id": "k", "address": PAGE.chat, "text": 5, "choice": []},
    ],
    ids=str,
)
def test_what_is_no_message_of_the_page_is_none(raw: dict[str, Any]) -> None:
    assert WebChannel().read(raw) is None


async def test_for_the_page_sent_means_that_the_delivery_may_be_read() -> None:
    channel = WebChannel()
    assert await channel.send(PAGE, REPLY) == Receipt(provider_id="")
    assert (channel.name, channel.limits.text, channel.limits.buttons) == ("web", 20_000, True)


@pytest.mark.parametrize("channel", [WebChannel(), TerminalChannel(print)], ids=lambda c: c.name)
async def test_neither_listens_nor_holds_nor_fetches_anything(channel: WebChannel | TerminalChannel) -> None:
    await channel.listen(receive_nothing)
    await channel.acknowledge({})
    await channel.close()
    with pytest.raises(SendError) as caught:
        await channel.fetch(PHOTO)
    assert caught.value.kind is SendErrorKind.REJECTED


def test_a_line_of_the_terminal_becomes_a_message() -> None:
    channel = TerminalChannel(print)
    assert channel.read({"id": "1", "text": " 2 "}) == Message(id="1", chat=PLAYER, sender=PLAYER, text=" 2 ")
    assert [channel.read(raw) for raw in ({}, {"id": "1"}, {"id": 1, "text": "x"})] == [None, None, None]


async def test_the_terminal_shows_choices_as_numbers() -> None:
    written: list[str] = []
    channel = TerminalChannel(written.append)
    receipts = [await channel.send(PLAYER, REPLY), await channel.send(PLAYER, Reply(text="Vâng ạ"))]
    assert written == [
        "Phong trào nào?\n\n1. Thanh Hóa\n2. Bến Tre\n(Trả lời bằng số hoặc gõ chữ.)",
        "Vâng ạ",
    ]
    assert receipts == [Receipt(provider_id="1"), Receipt(provider_id="2")]


async def test_the_terminal_imitates_a_channel_with_buttons_and_short_messages() -> None:
    written: list[str] = []
    like = Limits(text=9, buttons=True, photos=False, documents=False)
    await TerminalChannel(written.append, like).send(PLAYER, REPLY)
    assert written == ["Phong", "trào nào?\n  [1 Thanh Hóa]\n  [2 Bến Tre]"]


async def test_the_terminal_imitates_a_channel_without_buttons() -> None:
    written: list[str] = []
    like = Limits(text=30, buttons=False, photos=False, documents=False)
    await TerminalChannel(written.append, like).send(PLAYER, REPLY)
    assert written == ["Phong trào nào?\n\n1. Thanh Hóa", "2. Bến Tre", "(Trả lời bằng số hoặc gõ chữ.)"]
