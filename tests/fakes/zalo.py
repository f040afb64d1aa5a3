"""The Zalo Bot Platform on loopback: its API, its errors as HTTP 200, its webhook, its limits.

What getUpdates says while a webhook is set, and most errors of sendMessage, are not documented: the
answers here are assumptions (see zalo_rules).
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from tests.fakes import zalo_events
from tests.fakes.zalo_http import Cut, Reply, serve
from tests.fakes.zalo_rules import DOCUMENTED, ApiError, check_sending, check_webhook
from tests.fakes.zalo_webhook import Push, Pusher

TOKEN = "1459232241454765289:Zk9pQx-the-secret-of-a-fake"
HOOKED_AT = 1749538250568

IDLE = {"ok": False, "error_code": 408, "description": "Request timeout"}
IDLE_WITHOUT_CODE = {"ok": False, "description": "Request timeout"}
IDLE_NULL = {"ok": True, "result": None}
IDLE_EMPTY = {"ok": True, "result": {}}
IDLE_LIST = {"ok": True, "result": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to the API; the token in ``path`` is masked."""

    method: str
    verb: str
    path: str
    content_type: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong. ``cut`` ends the connection before the call has its effect, ``lost`` after it."""

    method: str
    times: int
    how: Literal["answer", "cut", "lost", "stall"]
    chat: str | None = None
    status: int = 200
    body: bytes = b""
    seconds: float = 0.0


class FakeZalo:
    """``with FakeZalo() as zalo``: then ``zalo.url`` is the base address, ``journal`` what was asked of it.

    ``idle`` is the longest that an empty poll waits, whatever the caller asks for. ``strict`` refuses
    parameters that Zalo does not document. Chats are known once they have spoken (`say`, `know`).
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        strict: bool = True,
        idle: float = 0.05,
        monthly_messages: int = 3000,
        max_users: int = 50,
    ) -> None:
        self.token = token
        self.strict = strict
        self.idle = idle
        self.monthly_messages = monthly_messages
        self.max_users = max_users
        self.idle_answer: dict[str, Any] = IDLE
        self.tell_in_list = False  # a poll's result as a list
        self.mirror_status = False  # the error_code as the HTTP status too
        self.unknown_method = 400  # or 404
        self.public_webhooks_only = True
        self.verification: dict[str, Any] = {"ok": True, "outcome": "webhook.ok"}
        self.journal: list[Call] = []
        self.pushes: list[Push] = []
        self.files: dict[str, bytes] = {}  # what `Channel.fetch` may get, by path
        self.webhook = Pusher(self._note_push)
        self._taken: list[tuple[str, str]] = []
        self._known: set[str] = set()
        self._written_to: set[str] = set()
        self._ids = 0
        self._events: list[dict[str, Any]] = []
        self._faults: list[Fault] = []
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._server = serve(self, port)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.webhook.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Nobody listens any more; a second time does no harm."""
        self._stopped.set()
        with self._changed:
            self._changed.notify_all()
        self.webhook.stop()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    # What a test asks

    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """Method and parameters of every call, in order."""
        return [(call.method, call.parameters) for call in list(self.journal)]

    def sent(self) -> list[tuple[str, str]]:
        """Chat and text of every message that has reached somebody, in order."""
        return [taken for taken in list(self._taken) if taken[1]]

    def wait_for(self, fulfilled: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Blocks until ``fulfilled()``, looked at whenever something happens here."""
        with self._changed:
            return self._changed.wait_for(fulfilled, seconds)

    # What a test makes happen

    def know(self, *chats: str) -> None:
        self._known.update(chats)

    def say(self, chat: str, text: str, **fields: Any) -> str:
        """Somebody writes in a private chat; the message's id."""
        number = str(fields.pop("message_id", None) or self._new_id())
        self.push_raw(zalo_events.text(text, chat, message_id=number, **fields))
        return number

    def push_raw(self, event: dict[str, Any]) -> None:
        """Any event: to the webhook where one is set, else to whoever polls."""
        message = event.get("message")
        if isinstance(message, dict) and isinstance(message.get("chat"), dict):
            self.know(str(message["chat"].get("id")))
        if self.webhook.url:
            self.webhook.push(event)
            return
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def fail(
        self,
        method: str = "sendMessage",
        *,
        code: int | None = None,
        description: str | None = None,
        status: int = 200,
        times: int = 1,
        chat: str | None = None,
    ) -> None:
        """The next ``times`` calls of ``method`` (for ``chat``) are answered ``ok: false``."""
        answer = {"ok": False, "error_code": code, "description": description}
        told = {key: value for key, value in answer.items() if value is not None}
        body = json.dumps(told).encode()
        self._faults.append(
            Fault(method=method, times=times, how="answer", chat=chat, status=status, body=body)
        )

    def fail_raw(self, method: str, body: bytes, *, status: int = 200, times: int = 1) -> None:
        """The next ``times`` calls are answered with ``body``, whatever it is."""
        self._faults.append(Fault(method=method, times=times, how="answer", status=status, body=body))

    def fail_html(self, method: str = "sendMessage", *, times: int = 1) -> None:
        """A gateway in front of the platform answers for it."""
        self.fail_raw(method, b"<html><body>502 Bad Gateway</body></html>", status=502, times=times)

    def cut(self, method: str = "sendMessage", *, done: bool = False, times: int = 1) -> None:
        """The connection ends without an answer; ``done``: after the call has had its effect."""
        self._faults.append(Fault(method=method, times=times, how="lost" if done else "cut"))

    def stall(self, seconds: float, method: str = "sendMessage", *, times: int = 1) -> None:
        """The call has its effect, the answer is late."""
        self._faults.append(Fault(method=method, times=times, how="stall", seconds=seconds))

    # HTTP

    def file(self, path: str) -> Reply:
        if path in self.files:
            return 200, "application/octet-stream", self.files[path]
        return 404, "text/html", b"<html>404</html>"

    def answer(
        self, verb: str, token: str, method: str, content_type: str, parameters: dict[str, Any]
    ) -> Reply:
        path = f"/bot***/{method}"
        call = Call(method=method, verb=verb, path=path, content_type=content_type, parameters=parameters)
        with self._changed:
            self.journal.append(call)
            fault = self._next_fault(call)
            self._changed.notify_all()
        if fault and fault.how == "cut":
            raise Cut
        if fault and fault.how == "answer":
            return fault.status, "application/json", fault.body
        status, told = self._told(token, call)
        if fault and fault.how == "lost":
            raise Cut
        if fault:
            self._stopped.wait(fault.seconds)
        return status, "application/json; charset=utf-8", json.dumps(told, ensure_ascii=False).encode()

    def _next_fault(self, call: Call) -> Fault | None:
        for place, fault in enumerate(self._faults):
            if fault.method == call.method and fault.chat in (None, call.parameters.get("chat_id")):
                left = replace(fault, times=fault.times - 1)
                self._faults[place : place + 1] = [left] if left.times else []
                return fault
        return None

    def _told(self, token: str, call: Call) -> tuple[int, dict[str, Any]]:
        try:
            if token != self.token:
                raise ApiError(401, "Unauthorized")
            self._check(call)
            method = getattr(self, f"_{call.method}", self._send)
            return 200, method(call.parameters)
        except ApiError as error:
            return (error.code if self.mirror_status else 200), error.answer

    def _check(self, call: Call) -> None:
        if call.method not in DOCUMENTED:
            raise ApiError(self.unknown_method, {400: "Bad request"}.get(self.unknown_method, "Not found"))
        foreign = sorted(set(call.parameters) - DOCUMENTED[call.method])
        if foreign and self.strict:
            raise ApiError(400, f"Bad request: undocumented {', '.join(foreign)}")
        check_sending(call.method, call.parameters, self._known)

    # The API's methods, by their names

    def _getMe(self, _: dict[str, Any]) -> dict[str, Any]:
        number = self.token.partition(":")[0]
        account = {"account_name": "bot.VDKyGxQvc", "account_type": "BASIC", "can_join_groups": False}
        return _ok({"id": number, **account})

    def _getUpdates(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if self.webhook.url:
            raise ApiError(400, "webhook is active")  # assumed
        wait = min(float(parameters.get("timeout") or 0), self.idle)
        with self._changed:
            self._changed.wait_for(lambda: self._events or self._stopped.is_set(), wait)
            if not self._events:
                return self.idle_answer
            told = self._events.pop(0)
        return _ok([told] if self.tell_in_list else told)

    def _setWebhook(self, parameters: dict[str, Any]) -> dict[str, Any]:
        url, secret = parameters.get("url") or "", parameters.get("secret_token") or ""
        check_webhook(url, secret, self.public_webhooks_only)
        self.webhook.url, self.webhook.secret = url, secret
        return _ok({"url": url, "updated_at": HOOKED_AT, "verification": self.verification})

    def _deleteWebhook(self, _: dict[str, Any]) -> dict[str, Any]:
        self.webhook.url = ""
        return _ok({"url": "", "updated_at": HOOKED_AT})

    def _getWebhookInfo(self, _: dict[str, Any]) -> dict[str, Any]:
        return _ok({"url": self.webhook.url, "updated_at": HOOKED_AT})

    def _testWebhook(self, _: dict[str, Any]) -> dict[str, Any]:
        status = self.webhook.call(b"")
        if status == 200:
            return {"ok": True, "outcome": "webhook.ok"}
        return {"ok": False, "status_code": status, "outcome": f"webhook.http.{status}", "hint": "answer 200"}

    def _sendChatAction(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True}

    def _send(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Any of sendMessage, sendPhoto, sendSticker, sendVoice."""
        with self._changed:
            written_to = self._written_to | {parameters["chat_id"]}
            if len(self._taken) >= self.monthly_messages or len(written_to) > self.max_users:
                raise ApiError(429, "Quota exceeded")
            self._written_to = written_to
            self._taken.append((parameters["chat_id"], parameters.get("text", "")))
            self._changed.notify_all()
        return _ok({"message_id": self._new_id(), "date": 1749632637199})

    def _new_id(self) -> str:
        with self._changed:
            self._ids += 1
            return f"{self._ids:020x}"

    def _note_push(self, push: Push) -> None:
        with self._changed:
            self.pushes.append(push)
            self._changed.notify_all()


def _ok(result: object) -> dict[str, Any]:
    return {"ok": True, "result": result}
