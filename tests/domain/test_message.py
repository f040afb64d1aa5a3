"""Addresses and messages."""

import pytest

from domain.message import Address, Media, MediaKind, Message


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("telegram:123", Address("telegram", "123")),
        ("telegram:-100123", Address("telegram", "-100123")),
        ("web:a:b", Address("web", "a:b")),
    ],
)
def test_an_address_reads_back_what_it_writes(text, address):
    assert Address.parse(text) == address
    assert str(address) == text


@pytest.mark.parametrize("text", ["", "telegram", "telegram:", ":123", ":"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ValueError, match="not an address"):
        Address.parse(text)


def test_a_group_is_where_the_chat_is_not_the_sender():
    person, group = Address("telegram", "1"), Address("telegram", "-1")
    assert not Message(id="1", chat=person, sender=person).in_group
    assert Message(id="1", chat=group, sender=person).in_group
    assert Message(id="1", chat=Address("zalo", "1"), sender=person).in_group


def test_a_message_may_be_nothing_but_its_id():
    person = Address("zalo", "1")
    assert Message(id="7", chat=person, sender=person) == Message(
        id="7", chat=person, sender=person, text="", choice=None, media=(), addressed=True,
        received_at=None, sent_at=None, migrated_to=None,
    )  # fmt: skip
    assert Media(kind=MediaKind.VOICE).size is None
