"""The Telegram Bot API over HTTP on loopback, for tests: strict, and broken on demand.

    with TelegramFake() as telegram:
        start_bot(TELEGRAM_TOKEN=telegram.token, TELEGRAM_API_URL=telegram.url)
        telegram.say(42, "/start")
        telegram.wait_for("sendMessage")

It runs in a thread of its own, so the bot may live in the test's event loop or in another process. It
proves nothing about TLS or about when Telegram really says 429.
"""

import asyncio
import json
import re
import time
from types import TracebackType
from typing import Any, Literal, Self

from domain.clock import monotonic
from tests.fakes.telegram_faults import Call, Fault
from tests.fakes.telegram_http import BadBody, HttpAnswer, HttpRequest, HttpThread, body_fields
from tests.fakes.telegram_methods import Chat, Method, Methods
from tests.fakes.telegram_rules import Flood, Refusal, decoded

TOKEN = "987654321:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"
USERNAME = "ThiDuaBot"
_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class TelegramFake:
    """``url`` is what TELEGRAM_API_URL must be. ``journal`` holds every call, in order,
    ``downloads`` the paths of files that were asked for."""

    def __init__(self, *, token: str = TOKEN, username: str = USERNAME, flood: Flood | None = None) -> None:
        self.token = token
        self.username = username
        self.id = int(token.partition(":")[0])
        self.journal: list[Call] = []
        self.downloads: list[str] = []
        bot = {"id": self.id, "is_bot": True, "first_name": "Thi đua", "username": username}
        self._methods = Methods({**bot, "can_join_groups": True}, flood or Flood())
        self._faults: list[Fault] = []
        self._http = HttpThread(self._handle)
        self._presses = 0

    def __enter__(self) -> Self:
        self._http.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.run(self._methods.updates.stop())
        self._http.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.port}/bot"

    @property
    def file_url(self) -> str:
        return f"http://127.0.0.1:{self._http.port}/file/bot"

    def down(self) -> None:
        """As if the platform were not there: connections are refused."""
        self._http.down()

    def up(self) -> None:
        self._http.up()

    # What people do

    def say(self, chat: int, text: str | None = None, *, sender: int | None = None, **fields: Any) -> int:
        """Somebody says something; returns the update's id. ``fields`` are further fields of the message."""
        return self._http.run(self._say(chat, text, sender, fields))

    def press(self, chat: int, data: str, *, message_id: int | None = None, sender: int | None = None) -> int:
        """Somebody presses a button, of the bot's last message if none is named; ``data`` may be made up."""
        return self._http.run(self._press(chat, data, message_id, sender))

    def push_raw(self, update: dict[str, Any]) -> int:
        """Any update at all; it gets the next id if it has none."""
        return self._http.run(self._push_raw(update))

    def push_nameless(self, *updates: Any) -> None:
        """Updates without an id, told ahead of all others with every poll: nothing can confirm them."""
        self._methods.updates.nameless = updates

    def join(self, chat: int, *, type: str | None = None, topics: tuple[int, ...] = ()) -> None:
        """The bot gets to know a chat without a word."""
        self._http.run(self._join(chat, type, topics))

    def block(self, chat: int, blocked: bool = True) -> None:
        """The user blocks the bot, or the group throws it out."""
        self._methods.chat(chat).blocked = blocked

    def migrate(self, group: int) -> int:
        """The group becomes a supergroup with a new id; both sides of the move are told."""
        return self._http.run(self._migrate(group))

    def add_file(self, content: bytes) -> str:
        """The id of a file that can be fetched."""
        return self._methods.add_file(content)

    # What goes wrong

    def fail(
        self,
        method: str = "*",
        *,
        code: int = 500,
        description: str = "Internal Server Error",
        retry_after: int | None = None,
        migrate_to: int | None = None,
        times: int = 1,
        chat: int | None = None,
        html: bool = False,
        cut: Literal["before", "after"] | None = None,
        stall: float = 0,
    ) -> None:
        """The next ``times`` calls of ``method`` (``*``: of any), to ``chat`` if given, go wrong.

        ``html``: a page instead of JSON. ``cut``: the line goes dead before or after the call was carried
        out. ``stall``: seconds of silence first; with code 200 it is carried out then.
        """
        hints = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to}
        parameters = {name: value for name, value in hints.items() if value is not None}
        self._faults.append(
            Fault(
                method=method,
                code=429 if retry_after is not None else code,
                description=description,
                parameters=parameters,
                times=times,
                chat=chat,
                html=html,
                cut=cut,
                stall=stall,
            )
        )

    # What was seen

    def calls(self, method: str | None = None) -> list[tuple[str, dict[str, Any]]]:
        """Every call as (method, parameters), or those of one method."""
        return [(call.method, call.parameters) for call in self.journal if method in (None, call.method)]

    def wait_for(self, method: str, count: int = 1, timeout: float = 10) -> list[Call]:
        """The answered calls of ``method``, once there are ``count``. Blocks."""
        deadline = monotonic() + timeout
        while monotonic() < deadline:
            found = [call for call in self.journal if call.method == method and call.status]
            if len(found) >= count:
                return found
            time.sleep(0.01)
        raise AssertionError(
            f"no {count} x {method} in {timeout} s, but {[call.method for call in self.journal]}"
        )

    def texts(self, chat: int) -> list[str]:
        """What the bot has said in ``chat``, as it reads now."""
        messages = list(self._methods.chat(chat).messages.values())
        return [message["text"] for message in messages if message.get("from") == self._methods.bot]

    @property
    def unconfirmed(self) -> list[int]:
        """Ids of updates that the bot has not confirmed."""
        return [update["update_id"] for update in list(self._methods.updates.pending)]

    @property
    def webhook_secret(self) -> str | None:
        webhook = self._methods.updates.webhook
        return webhook.secret if webhook else None

    @property
    def pushes(self) -> list[tuple[int, int]]:
        """Every push to the webhook: update id and HTTP status (0: no answer)."""
        return list(self._methods.updates.pushes)

    @property
    def commands(self) -> list[dict[str, str]]:
        return self._methods.commands

    async def _say(self, chat_id: int, text: str | None, sender: int | None, fields: dict[str, Any]) -> int:
        chat = self._methods.chat(chat_id)
        thread = fields.get("message_thread_id")
        if thread is not None:
            chat.topics.add(thread)
        speaker = {"from": self._user(sender or self._usual_speaker(chat))}
        return self._methods.updates.add(
            {"message": self._methods.new_message(chat, **{**speaker, "text": text, **fields})}
        )

    async def _press(self, chat_id: int, data: str, message_id: int | None, sender: int | None) -> int:
        chat = self._methods.chat(chat_id)
        ours = [
            number for number, message in chat.messages.items() if message.get("from") == self._methods.bot
        ]
        message = chat.messages.get(message_id or (ours[-1] if ours else 0))
        self._presses += 1
        query = {
            "id": f"q{self._presses}",
            "from": self._user(sender or self._usual_speaker(chat)),
            "message": message or {"chat": chat.shown, "message_id": message_id or 1, "date": 0},
            "chat_instance": f"i{chat_id}",
            "data": data,
        }
        self._methods.open_queries.add(str(query["id"]))
        return self._methods.updates.add({"callback_query": query})

    async def _push_raw(self, update: dict[str, Any]) -> int:
        return self._methods.updates.add(update)

    async def _join(self, chat_id: int, type: str | None, topics: tuple[int, ...]) -> None:
        chat = self._methods.chat(chat_id)
        chat.type = type or chat.type
        chat.topics.update(topics)

    async def _migrate(self, group: int) -> int:
        old = self._methods.chat(group)
        new = self._methods.chat(-1_000_000_000_000 + group)
        old.moved_to = new.id
        user = {"from": self._user(self._usual_speaker(old))}
        for chat, moved in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
            self._methods.updates.add({"message": self._methods.new_message(chat, **user, **moved)})
        return new.id

    def _usual_speaker(self, chat: Chat) -> int:
        return chat.id if chat.type == "private" else 1001

    def _user(self, user: int) -> dict[str, Any]:
        return {"id": user, "is_bot": False, "first_name": f"User {user}", "language_code": "vi"}

    # HTTP

    async def _handle(self, request: HttpRequest) -> HttpAnswer:
        try:
            return await self._answer(request)
        except Refusal as refusal:
            return _refused(refusal)

    async def _answer(self, request: HttpRequest) -> HttpAnswer:
        route = re.fullmatch(r"/(file/)?bot([^/]*)/(.+)", request.path)
        if route is None:
            raise Refusal(404, "Not Found")
        if route[2] != self.token:
            known_form = re.fullmatch(r"\d+:[\w-]{30,}", route[2])
            raise Refusal(401, "Unauthorized") if known_form else Refusal(404, "Not Found")
        if route[1]:
            return self._file(route[3])
        try:
            parameters = decoded(body_fields(request))
        except BadBody:
            raise Refusal(400, "Bad Request: can't parse the body") from None
        return await self._called(route[3], parameters)

    def _file(self, path: str) -> HttpAnswer:
        self.downloads.append(path)
        content = self._methods.files.get(path.removeprefix("files/"))
        if content is None:
            raise Refusal(404, "Not Found")
        return HttpAnswer(content_type="application/octet-stream", body=content)

    async def _called(self, name: str, parameters: dict[str, Any]) -> HttpAnswer:
        method = self._methods.find(name)
        call = Call(method=name, parameters=parameters, modelled=method is not None)
        self.journal.append(call)
        fault = next((fault for fault in self._faults if fault.hits(name, parameters)), None)
        try:
            answer = await self._fault_or_result(fault, method, parameters)
        except Refusal as refusal:
            answer = _refused(refusal)
        call.status = 0 if answer.cut else answer.status
        return answer

    async def _fault_or_result(
        self, fault: Fault | None, method: Method | None, parameters: dict[str, Any]
    ) -> HttpAnswer:
        if fault is not None:
            fault.times -= 1
            await asyncio.sleep(fault.stall)
            if fault.cut == "before":
                return HttpAnswer(cut=True)
            if fault.cut is None and fault.code != 200:
                if fault.html:
                    return HttpAnswer(status=fault.code, content_type="text/html", body=_PAGE)
                raise Refusal(fault.code, fault.description, **fault.parameters)
        result = await method(parameters) if method is not None else True
        cut = fault is not None and fault.cut == "after"
        return HttpAnswer(body=json.dumps({"ok": True, "result": result}).encode(), cut=cut)


def _refused(refusal: Refusal) -> HttpAnswer:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return HttpAnswer(status=refusal.code, body=json.dumps(body).encode())
