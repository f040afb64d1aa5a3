"""What Telegram's updates mean: the reading part of its contract table."""

from datetime import UTC, datetime
from typing import Any

from domain.message import Address, Media, MediaKind, Message
from tests.contracts.cases import ReadCase

BOT, USER, GROUP, NEWS = 987654321, 42, -1001, 7
DATE, SENT_AT = 1790000000, datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)

PERSON = Address("telegram", str(USER))
ROOM = Address("telegram", str(GROUP))
TOPIC = Address("telegram", f"{GROUP}/{NEWS}")


def _update(message: dict[str, Any], update_id: int = 9) -> dict[str, Any]:
    return {"update_id": update_id, "message": message}


def _private(**fields: Any) -> dict[str, Any]:
    user = {"id": USER, "is_bot": False, "first_name": "Lan"}
    chat = {"id": USER, "type": "private", "first_name": "Lan"}
    return _update({"message_id": 5, "from": user, "chat": chat, "date": DATE, **fields})


def _group(**fields: Any) -> dict[str, Any]:
    user = {"id": USER, "is_bot": False, "first_name": "Lan"}
    chat = {"id": GROUP, "type": "supergroup", "title": "CĐCS"}
    return _update({"message_id": 5, "from": user, "chat": chat, "date": DATE, **fields})


def _said(text: str = "", *media: Media) -> Message:
    return Message(id="9", chat=PERSON, sender=PERSON, text=text, media=media, sent_at=SENT_AT)


def _heard(text: str, *, addressed: bool, chat: Address = ROOM) -> Message:
    return Message(id="9", chat=chat, sender=PERSON, text=text, addressed=addressed, sent_at=SENT_AT)


def _pressed(message: dict[str, Any], data: str = "c:1") -> dict[str, Any]:
    query = {"id": "q1", "from": {"id": USER, "is_bot": False}, "chat_instance": "1", "message": message}
    return {"update_id": 9, "callback_query": {**query, "data": data}}


def _file(file_id: str, **fields: Any) -> dict[str, Any]:
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", **fields}


OTHER_BOT = {"id": 5, "is_bot": True, "first_name": "Khác"}
OUR_WORDS = {"message_id": 3, "from": {"id": BOT, "is_bot": True}, "text": "Chào anh/chị", "date": DATE}

TEXTS = (
    ReadCase(name="text", raw=_private(text="Xin chào"), message=_said("Xin chào")),
    ReadCase(name="command", raw=_private(text="/giupdo"), message=_said("/giupdo")),
    ReadCase(name="deep link", raw=_private(text="/start abc"), message=_said("/start abc")),
    ReadCase(
        name="command with our name", raw=_private(text="/start@thiduabot abc"), message=_said("/start abc")
    ),
    ReadCase(name="blank", raw=_private(text="   "), message=_said("   ")),
    ReadCase(name="no text at all", raw=_private(), message=_said()),
    ReadCase(name="half an emoji", raw=_private(text="a\ud83db\0"), message=_said("a\ufffdb")),
    ReadCase(
        name="no id, no date, no sender",
        raw={"message": {"chat": {"id": USER, "type": "private"}, "text": "Chào"}},
        message=Message(id="", chat=PERSON, sender=PERSON, text="Chào"),
    ),
    ReadCase(
        name="date in milliseconds",
        raw=_private(text="Chào", date=DATE * 1000),
        message=Message(id="9", chat=PERSON, sender=PERSON, text="Chào"),
    ),
)

MEDIA = (
    ReadCase(
        name="photo, the largest size, with a caption",
        raw=_private(photo=[_file("s", file_size=10), _file("l", file_size=99)], caption="Ảnh"),
        message=_said("Ảnh", Media(kind=MediaKind.PHOTO, reference="l", size=99)),
    ),
    ReadCase(
        name="sticker",
        raw=_private(sticker=_file("st", emoji="👍")),
        message=_said("", Media(kind=MediaKind.STICKER, reference="st")),
    ),
    ReadCase(
        name="voice",
        raw=_private(voice=_file("vo", duration=3)),
        message=_said("", Media(kind=MediaKind.VOICE, reference="vo")),
    ),
    ReadCase(
        name="video",
        raw=_private(video=_file("vi", file_name="a.mp4")),
        message=_said("", Media(kind=MediaKind.VIDEO, reference="vi", name="a.mp4")),
    ),
    ReadCase(
        name="round video",
        raw=_private(video_note=_file("vn")),
        message=_said("", Media(kind=MediaKind.VIDEO, reference="vn")),
    ),
    ReadCase(
        name="GIF, which comes as a document too",
        raw=_private(animation=_file("an"), document=_file("an")),
        message=_said("", Media(kind=MediaKind.VIDEO, reference="an")),
    ),
    ReadCase(
        name="document",
        raw=_private(document=_file("do", file_name="Báo cáo.docx", file_size=2048)),
        message=_said("", Media(kind=MediaKind.DOCUMENT, reference="do", name="Báo cáo.docx", size=2048)),
    ),
    ReadCase(
        name="location",
        raw=_private(location={"latitude": 20.2, "longitude": 105.9}),
        message=_said("", Media(kind=MediaKind.LOCATION)),
    ),
    ReadCase(
        name="contact, of which nothing is kept",
        raw=_private(contact={"phone_number": "0900000000", "first_name": "Lan"}),
        message=_said("", Media(kind=MediaKind.CONTACT)),
    ),
    ReadCase(
        name="poll",
        raw=_private(poll={"id": "1", "question": "?"}),
        message=_said("", Media(kind=MediaKind.UNSUPPORTED)),
    ),
)

PRESSES = (
    ReadCase(
        name="press",
        raw=_pressed({"message_id": 3, "date": DATE, "chat": {"id": USER, "type": "private"}}),
        message=Message(id="9", chat=PERSON, sender=PERSON, choice="c:1"),
    ),
    ReadCase(
        name="press on a message too old to see",
        raw=_pressed({"message_id": 3, "date": 0, "chat": {"id": USER, "type": "private"}}),
        message=Message(id="9", chat=PERSON, sender=PERSON, choice="c:1"),
    ),
    ReadCase(
        name="press in a group",
        raw=_pressed({"message_id": 3, "date": DATE, "chat": {"id": GROUP, "type": "supergroup"}}),
        message=Message(id="9", chat=ROOM, sender=PERSON, choice="c:1"),
    ),
    ReadCase(
        name="press without data",
        raw=_pressed({"message_id": 3, "date": DATE, "chat": {"id": USER, "type": "private"}}, ""),
        message=None,
    ),
)

GROUPS = (
    ReadCase(
        name="group, to nobody",
        raw=_group(text="Mai họp nhé"),
        message=_heard("Mai họp nhé", addressed=False),
    ),
    ReadCase(
        name="group, mentioned",
        raw=_group(
            text="@THIDUABOT, còn mấy ngày?", entities=[{"type": "mention", "offset": 0, "length": 10}]
        ),
        message=_heard("còn mấy ngày?", addressed=True),
    ),
    ReadCase(
        name="group, mentioned by id after an emoji",
        raw=_group(
            text="😀 Bot Thi Đua ơi",
            entities=[
                {"type": "text_mention", "offset": 3, "length": 11, "user": {"id": BOT, "is_bot": True}}
            ],
        ),
        message=_heard("😀  ơi", addressed=True),
    ),
    ReadCase(
        name="group, somebody else mentioned",
        raw=_group(text="@ThiDuaBot2 và a@thiduabot.vn"),
        message=_heard("@ThiDuaBot2 và a@thiduabot.vn", addressed=False),
    ),
    ReadCase(
        name="group, replied to",
        raw=_group(text="cảm ơn", reply_to_message=OUR_WORDS),
        message=_heard("cảm ơn", addressed=True),
    ),
    ReadCase(name="group, command", raw=_group(text="/lich"), message=_heard("/lich", addressed=True)),
    ReadCase(
        name="group, a command we do not have",
        raw=_group(text="/roll 2d6"),
        message=_heard("/roll 2d6", addressed=False),
    ),
    ReadCase(
        name="group, a command we do not have, for us",
        raw=_group(text="/roll@ThiDuaBot"),
        message=_heard("/roll", addressed=True),
    ),
    ReadCase(
        name="group, command in capitals",
        raw=_group(text="/LICH tháng 3"),
        message=_heard("/LICH tháng 3", addressed=True),
    ),
    ReadCase(name="private, a command we do not have", raw=_private(text="/roll"), message=_said("/roll")),
    ReadCase(
        name="group, command for us",
        raw=_group(text="/lich@ThiDuaBot tháng 3"),
        message=_heard("/lich tháng 3", addressed=True),
    ),
    ReadCase(
        name="group, command for another bot",
        raw=_group(text="/lich@KhacBot"),
        message=_heard("/lich@KhacBot", addressed=False),
    ),
    ReadCase(
        name="topic of a forum",
        raw=_group(
            text="@ThiDuaBot chào",
            message_thread_id=NEWS,
            is_topic_message=True,
            reply_to_message={**OUR_WORDS, "forum_topic_created": {"name": "Tin"}},
        ),
        message=_heard("chào", addressed=True, chat=TOPIC),
    ),
    ReadCase(
        name="thread of replies, which is no topic",
        raw=_group(text="/lich", message_thread_id=3),
        message=_heard("/lich", addressed=True),
    ),
    ReadCase(
        name="topic whose beginning the bot has made",
        raw=_group(
            text="chào",
            message_thread_id=NEWS,
            is_topic_message=True,
            reply_to_message={**OUR_WORDS, "forum_topic_created": {"name": "Tin"}},
        ),
        message=_heard("chào", addressed=False, chat=TOPIC),
    ),
    ReadCase(
        name="group that moves",
        raw=_group(migrate_to_chat_id=-1007),
        message=Message(
            id="9", chat=ROOM, sender=PERSON, addressed=False, migrated_to=Address("telegram", "-1007")
        ),
    ),
    ReadCase(
        name="group, nobody named as the speaker",
        raw=_update({"chat": {"id": GROUP, "type": "supergroup"}, "text": "/lich"}),
        message=Message(id="9", chat=ROOM, sender=Address("telegram", "1087968824"), text="/lich"),
    ),
    ReadCase(
        name="group, an administrator who hides",
        raw=_group(
            text="/lich", **{"from": {"id": 1087968824, "is_bot": True}, "sender_chat": {"id": GROUP}}
        ),
        message=Message(
            id="9",
            chat=ROOM,
            sender=Address("telegram", "1087968824"),
            text="/lich",
            sent_at=SENT_AT,
        ),
    ),
)

NOT_FOR_US = (
    ReadCase(name="another bot", raw=_private(text="beep", **{"from": OTHER_BOT}), message=None),
    ReadCase(name="group it came from", raw=_group(migrate_from_chat_id=-7), message=None),
    ReadCase(name="somebody joined", raw=_group(new_chat_members=[{"id": 8}]), message=None),
    ReadCase(name="something pinned", raw=_private(pinned_message=OUR_WORDS), message=None),
    ReadCase(
        name="edited message",
        raw={"update_id": 9, "edited_message": _private(text="Chào")["message"]},
        message=None,
    ),
    ReadCase(
        name="channel post",
        raw={"update_id": 9, "channel_post": {"chat": {"id": -5, "type": "channel"}, "text": "Tin"}},
        message=None,
    ),
    ReadCase(
        name="message of a channel",
        raw=_update({"chat": {"id": -5, "type": "channel"}, "text": "Tin"}),
        message=None,
    ),
    ReadCase(
        name="blocked by the user",
        raw={"update_id": 9, "my_chat_member": {"chat": {"id": USER, "type": "private"}}},
        message=None,
    ),
    ReadCase(name="kind of update nobody knows", raw={"update_id": 9, "telepathy": {"id": 1}}, message=None),
    ReadCase(name="nothing", raw={}, message=None),
    ReadCase(name="message that is a list", raw={"update_id": [], "message": [1]}, message=None),
)

READING = (*TEXTS, *MEDIA, *PRESSES, *GROUPS, *NOT_FOR_US)
