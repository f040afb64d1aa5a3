"""The methods of the Bot API that the fake models, over the chats it knows."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from domain.clock import machine_now, monotonic
from tests.fakes.telegram_http import Upload
from tests.fakes.telegram_rules import (
    ACTIONS,
    Flood,
    Refusal,
    bad_request,
    check_commands,
    check_upload,
    checked_caption,
    checked_keyboard,
    checked_text,
)
from tests.fakes.telegram_updates import Updates

FILE_LIMIT = 20 * 1024 * 1024
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_STALE = "query is too old and response timeout expired or query ID is invalid"

Parameters = dict[str, Any]
Method = Callable[[Parameters], Awaitable[Any]]


@dataclass(slots=True, kw_only=True)
class Chat:
    id: int
    type: str
    blocked: bool = False
    moved_to: int | None = None
    topics: set[int] = field(default_factory=set)
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.type == "private":
            return {**shown, "first_name": f"User {self.id}"}
        return {**shown, "title": f"Group {self.id}", **({"is_forum": True} if self.topics else {})}


class Methods:
    """Lives in the server's loop. Chats are those in which somebody has spoken, or that a test has added."""

    def __init__(self, bot: dict[str, Any], flood: Flood) -> None:
        self.bot = bot
        self.updates = Updates()
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, bytes] = {}
        self.commands: list[dict[str, str]] = []
        self.open_queries: set[str] = set()
        self._flood = flood
        self._last_message = 0
        media = ("Photo", "Document", "Video", "Audio", "Voice", "Animation", "Sticker", "VideoNote")
        self._media: dict[str, str] = {f"send{name}".lower(): _field(name) for name in media}

    def find(self, method: str) -> Method | None:
        """Names are taken in any case; None: not modelled."""
        name = method.lower()
        if name in self._media:
            return self._sending(self._media[name])
        own = {
            attribute.replace("_", ""): attribute
            for attribute in dir(type(self))
            if attribute.startswith("do_")
        }
        attribute = own.get(f"do{name}")
        found: Method | None = getattr(self, attribute) if attribute else None
        return found

    def chat(self, chat_id: int) -> Chat:
        """The chat, made on first sight: private above zero, a supergroup below."""
        kind = "private" if chat_id > 0 else "supergroup"
        return self.chats.setdefault(chat_id, Chat(id=chat_id, type=kind))

    def new_message(self, chat: Chat, **fields: Any) -> dict[str, Any]:
        self._last_message += 1
        message = {
            "message_id": self._last_message,
            "date": int(machine_now().timestamp()),
            "chat": chat.shown,
            **{name: value for name, value in fields.items() if value is not None},
        }
        chat.messages[self._last_message] = message
        return message

    async def do_get_me(self, _: Parameters) -> Any:
        return self.bot

    async def do_get_updates(self, parameters: Parameters) -> Any:
        return await self.updates.get(parameters)

    async def do_set_webhook(self, parameters: Parameters) -> bool:
        self.updates.set_webhook(parameters)
        return True

    async def do_delete_webhook(self, parameters: Parameters) -> bool:
        self.updates.delete_webhook(parameters)
        return True

    async def do_get_webhook_info(self, _: Parameters) -> Any:
        url = self.updates.webhook.url if self.updates.webhook else ""
        pending = len(self.updates.pending)
        return {"url": url, "has_custom_certificate": False, "pending_update_count": pending}

    async def do_set_my_commands(self, parameters: Parameters) -> bool:
        check_commands(parameters.get("commands"))
        self.commands = parameters["commands"]
        return True

    async def do_get_my_commands(self, _: Parameters) -> Any:
        return self.commands

    async def do_send_message(self, parameters: Parameters) -> Any:
        chat, thread = self._target(parameters)
        text = checked_text(parameters.get("text"), parameters.get("parse_mode"))
        keyboard = checked_keyboard(parameters.get("reply_markup"))
        self._count(chat, parameters)
        return self._say(chat, thread, text=text, reply_markup=keyboard)

    async def do_send_chat_action(self, parameters: Parameters) -> bool:
        self._target(parameters)
        if parameters.get("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    async def do_edit_message_text(self, parameters: Parameters) -> Any:
        text = checked_text(parameters.get("text"), parameters.get("parse_mode"))
        return self._edit(
            parameters, text=text, reply_markup=checked_keyboard(parameters.get("reply_markup"))
        )

    async def do_edit_message_caption(self, parameters: Parameters) -> Any:
        caption = checked_caption(parameters.get("caption"), parameters.get("parse_mode"))
        return self._edit(
            parameters, caption=caption, reply_markup=checked_keyboard(parameters.get("reply_markup"))
        )

    async def do_edit_message_reply_markup(self, parameters: Parameters) -> Any:
        return self._edit(parameters, reply_markup=checked_keyboard(parameters.get("reply_markup")))

    async def do_delete_message(self, parameters: Parameters) -> bool:
        chat, _ = self._target(parameters)
        if chat.messages.pop(_number(parameters, "message_id"), None) is None:
            raise bad_request("message to delete not found")
        return True

    async def do_copy_message(self, parameters: Parameters) -> Any:
        chat, thread = self._target(parameters)
        source = self._known(parameters.get("from_chat_id")).messages.get(_number(parameters, "message_id"))
        if source is None:
            raise bad_request("message to copy not found")
        self._count(chat, parameters)
        content = {
            key: value for key, value in source.items() if key in ("text", "caption", *self._media.values())
        }
        return {"message_id": self._say(chat, thread, **content)["message_id"]}

    async def do_answer_callback_query(self, parameters: Parameters) -> bool:
        query = str(parameters.get("callback_query_id"))
        if query not in self.open_queries:
            raise bad_request(_STALE)
        self.open_queries.discard(query)
        return True

    async def do_get_file(self, parameters: Parameters) -> Any:
        file_id = str(parameters.get("file_id"))
        if file_id not in self.files:
            raise bad_request("invalid file_id")
        size = len(self.files[file_id])
        if size > FILE_LIMIT:
            raise bad_request("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_size": size,
            "file_path": f"files/{file_id}",
        }

    async def do_get_chat(self, parameters: Parameters) -> Any:
        return self._known(parameters.get("chat_id")).shown

    async def do_get_chat_member(self, parameters: Parameters) -> Any:
        self._known(parameters.get("chat_id"))
        user = _number(parameters, "user_id")
        return {"status": "member", "user": {"id": user, "is_bot": False, "first_name": f"User {user}"}}

    def add_file(self, content: bytes) -> str:
        file_id = f"file{len(self.files) + 1}"
        self.files[file_id] = content
        return file_id

    def _sending(self, kind: str) -> Method:
        async def send(parameters: Parameters) -> Any:
            chat, thread = self._target(parameters)
            caption = checked_caption(parameters.get("caption"), parameters.get("parse_mode"))
            file_id = self._file_id(kind, parameters)
            keyboard = checked_keyboard(parameters.get("reply_markup"))
            self._count(chat, parameters)
            content: Any = {
                "file_id": file_id,
                "file_unique_id": f"u{file_id}",
                "file_size": len(self.files[file_id]),
            }
            content = [{**content, "width": 1, "height": 1}] if kind == "photo" else content
            return self._say(chat, thread, **{kind: content}, caption=caption or None, reply_markup=keyboard)

        return send

    def _file_id(self, kind: str, parameters: Parameters) -> str:
        given = parameters.get(kind)
        if isinstance(given, str) and given.startswith("attach://"):
            given = parameters.get(given.removeprefix("attach://"))
        if isinstance(given, Upload):
            check_upload(kind, given.content)
            return self.add_file(given.content)
        if given not in self.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return str(given)

    def _target(self, parameters: Parameters) -> tuple[Chat, int | None]:
        """The chat and the topic something is for, if the bot may speak there."""
        chat, thread = self._known(parameters.get("chat_id")), parameters.get("message_thread_id")
        if chat.moved_to is not None:
            what = "group chat was upgraded to a supergroup chat"
            raise Refusal(400, f"Bad Request: {what}", migrate_to_chat_id=chat.moved_to)
        if chat.blocked:
            how = "blocked by the user" if chat.type == "private" else "kicked from the supergroup chat"
            raise Refusal(403, f"Forbidden: bot was {how}")
        if thread is not None and thread not in chat.topics:
            raise bad_request("message thread not found")
        return chat, thread

    def _known(self, chat_id: Any) -> Chat:
        if chat_id not in self.chats:
            raise bad_request("chat not found")
        return self.chats[chat_id]

    def _count(self, chat: Chat, parameters: Parameters) -> None:
        self._flood.check(chat.id, monotonic(), parameters.get("allow_paid_broadcast") is True)

    def _say(self, chat: Chat, thread: int | None, **fields: Any) -> dict[str, Any]:
        topic = {"message_thread_id": thread, "is_topic_message": True} if thread is not None else {}
        return self.new_message(chat, **{"from": self.bot}, **topic, **fields)

    def _edit(self, parameters: Parameters, **fields: Any) -> Any:
        chat, _ = self._target({**parameters, "message_thread_id": None})
        message = chat.messages.get(_number(parameters, "message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if message.get("from") != self.bot:
            raise bad_request("message can't be edited")
        if all(message.get(name) == value for name, value in fields.items()):
            raise bad_request(_SAME)
        kept = {name: value for name, value in message.items() if name not in fields}
        changed = {name: value for name, value in fields.items() if value is not None}
        edited = {**kept, **changed, "edit_date": int(machine_now().timestamp())}
        chat.messages[message["message_id"]] = edited
        return edited


def _number(parameters: Parameters, name: str) -> int:
    value = parameters.get(name)
    if not isinstance(value, int):
        raise bad_request(f"{name} is missing")
    return value


def _field(name: str) -> str:
    """``VideoNote`` → ``video_note``."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
