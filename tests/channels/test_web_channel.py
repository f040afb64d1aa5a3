"""The channels without a platform, our page and the terminal, beyond what the contract table says of them."""

import pytest

from channels.base import Limits, Raw, Receipt, SendError, SendErrorKind
from channels.terminal import PLAYER, TerminalChannel
from channels.web import WebChannel
from domain.message import Address, Media, MediaKind
from domain.reply import Button, Reply

PAGE = Address("web", "0123456789abcdef0123456789abcdef")
REPLY = Reply(text="Phong trào nào?", buttons=(Button("Thanh Hóa", "c:th"), Button("Bến Tre", "c:bt")))
PHOTO = Media(kind=MediaKind.PHOTO, reference="x")


async def receive_nothing(raw: Raw) -> None:
    raise AssertionError(raw)


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


async def test_the_terminal_numbers_what_it_shows() -> None:
    channel = TerminalChannel(print)
    receipts = [await channel.send(PLAYER, REPLY), await channel.send(PLAYER, Reply(text="Vâng ạ"))]
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
