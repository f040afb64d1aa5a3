"""The Bot API fake is as strict as the platform where the bot could go wrong."""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_http import HttpAnswer, HttpRequest, HttpThread, Upload
from tests.fakes.telegram_rules import Flood, Refusal


def keyboard(label: str, data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": data}]]}


KEYBOARD = keyboard("Có", "y")


@pytest.fixture
def telegram() -> Iterator[TelegramFake]:
    with TelegramFake() as fake:
        fake.join(42)
        yield fake


def ask(telegram: TelegramFake, method: str, **parameters: Any) -> dict[str, Any]:
    """The envelope that comes back, with the HTTP status checked against it."""
    answer = httpx.post(f"{telegram.url}{telegram.token}/{method}", json=parameters, trust_env=False)
    envelope: dict[str, Any] = answer.json()
    assert answer.status_code == (200 if envelope["ok"] else envelope["error_code"])
    return envelope


def result(telegram: TelegramFake, method: str, **parameters: Any) -> Any:
    return ask(telegram, method, **parameters)["result"]


def refusal(telegram: TelegramFake, method: str, **parameters: Any) -> tuple[int, str]:
    envelope = ask(telegram, method, **parameters)
    return envelope["error_code"], envelope["description"]


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


def test_an_update_comes_again_until_a_later_offset_confirms_it(telegram: TelegramFake) -> None:
    first, second, third = (telegram.say(42, text) for text in ("một", "hai", "ba"))
    assert ids(result(telegram, "getUpdates")) == [first, second, third]
    assert ids(result(telegram, "getUpdates", offset=second, limit=1)) == [second]
    assert ids(result(telegram, "getUpdates", offset=second)) == [second, third]
    assert ids(result(telegram, "getUpdates", offset=-1)) == [third]
    assert telegram.unconfirmed == [third]


def test_an_empty_poll_waits_and_a_second_poll_ends_it(telegram: TelegramFake) -> None:
    answers: list[dict[str, Any]] = []
    poll = threading.Thread(target=lambda: answers.append(ask(telegram, "getUpdates", timeout=20)))
    poll.start()
    while not telegram.calls("getUpdates"):
        poll.join(0.01)
    assert answers == []
    assert result(telegram, "getUpdates") == []
    poll.join(5)
    assert answers[0]["error_code"] == 409


def test_updates_nobody_asked_for_are_not_queued(telegram: TelegramFake) -> None:
    result(telegram, "getUpdates", allowed_updates=["message"])
    telegram.press(42, "y")
    said = telegram.say(42, "chào")
    assert telegram.unconfirmed == [said]


def test_polling_is_refused_while_a_webhook_is_set(telegram: TelegramFake) -> None:
    result(telegram, "setWebhook", url="https://bot.example.vn/x")
    assert ask(telegram, "getUpdates")["error_code"] == 409
    assert result(telegram, "getWebhookInfo")["url"] == "https://bot.example.vn/x"
    assert result(telegram, "deleteWebhook") is True
    assert result(telegram, "getUpdates") == []


def test_updates_are_pushed_in_order_with_the_secret_until_each_is_taken(telegram: TelegramFake) -> None:
    seen: list[tuple[str, bytes]] = []
    statuses = iter([503, 403, 200, 200])

    async def receive(request: HttpRequest) -> HttpAnswer:
        seen.append((request.path, request.body))
        return HttpAnswer(status=next(statuses))

    hook = HttpThread(receive)
    hook.start()
    try:
        url = f"http://127.0.0.1:{hook.port}/telegram/webhook"
        result(telegram, "setWebhook", url=url, secret_token="bi-mat")
        first, second = telegram.say(42, "một"), telegram.say(42, "hai")
        while telegram.unconfirmed:
            threading.Event().wait(0.01)
    finally:
        hook.stop()
    assert telegram.pushes == [(first, 503), (first, 403), (first, 200), (second, 200)]
    assert {path for path, _ in seen} == {"/telegram/webhook"}
    assert telegram.webhook_secret == "bi-mat"


def test_a_body_may_be_json_a_form_or_multipart(telegram: TelegramFake) -> None:
    url, content = f"{telegram.url}{telegram.token}/", bytes(range(256)) * 3 + b"\r\n--x\r\n"
    with httpx.Client(trust_env=False) as client:
        client.post(url + "sendMessage", json={"chat_id": "42", "text": "một", "reply_markup": KEYBOARD})
        form = {"chat_id": "42", "text": "một & hai", "reply_markup": '{"inline_keyboard":[]}'}
        client.post(url + "sendMessage", data=form)
        sent = client.post(
            url + "sendDocument", data={"chat_id": "42"}, files={"document": ("Báo cáo.pdf", content)}
        ).json()["result"]
        path = client.post(url + "getFile", data={"file_id": sent["document"]["file_id"]}).json()["result"][
            "file_path"
        ]
        assert client.get(f"{telegram.file_url}{telegram.token}/{path}").content == content
    assert telegram.calls()[:3] == [
        ("sendMessage", {"chat_id": 42, "text": "một", "reply_markup": KEYBOARD}),
        ("sendMessage", {"chat_id": 42, "text": "một & hai", "reply_markup": {"inline_keyboard": []}}),
        ("sendDocument", {"chat_id": 42, "document": Upload("Báo cáo.pdf", content)}),
    ]


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"text": " "}, "message text is empty"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "reply_markup": keyboard("Có", "đ" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(" ", "y")}, "non-empty"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        ({"text": "<h1>x</h1>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b><i>x</b></i>", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "1 < 2", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "chat_id": 43}, "chat not found"),
    ],
)
def test_what_the_platform_refuses_is_refused(
    telegram: TelegramFake, parameters: dict[str, Any], description: str
) -> None:
    code, said = refusal(telegram, "sendMessage", **{"chat_id": 42, **parameters})
    assert code == 400
    assert said.startswith("Bad Request: ")
    assert description in said


def test_the_longest_text_and_good_markup_are_taken(telegram: TelegramFake) -> None:
    result(telegram, "sendMessage", chat_id=42, text="😀" * 2048)
    result(telegram, "sendMessage", chat_id=42, text="<b>1 &lt; <i>2</i></b>", parse_mode="HTML")
    assert telegram.texts(42) == ["😀" * 2048, "1 < 2"]


def test_captions_are_limited_and_unknown_files_refused(telegram: TelegramFake) -> None:
    photo = telegram.add_file(b"x")
    assert refusal(telegram, "sendPhoto", chat_id=42, photo=photo, caption="x" * 1025)[0] == 400
    assert refusal(telegram, "sendPhoto", chat_id=42, photo="nobody's")[0] == 400
    assert (
        result(telegram, "sendPhoto", chat_id=42, photo=photo, caption="x" * 1024)["photo"][-1]["file_id"]
        == photo
    )


PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("kind", "content", "description"),
    [
        ("document", bytes(50 * 1024 * 1024 + 1), "Request Entity Too Large"),
        ("document", b"", "Bad Request: file must be non-empty"),
        ("photo", PNG + bytes(10 * 1024 * 1024), "Bad Request: file is too big for a photo"),
        ("photo", b"PK", "Bad Request: IMAGE_PROCESS_FAILED"),
        ("document", b"PK", ""),
        ("photo", PNG, ""),
    ],
)
def test_files_are_limited(telegram: TelegramFake, kind: str, content: bytes, description: str) -> None:
    url = f"{telegram.url}{telegram.token}/send{kind.capitalize()}"
    with httpx.Client(trust_env=False) as client:
        answer = client.post(url, data={"chat_id": "42"}, files={kind: ("a", content)}).json()
    assert answer.get("description", "").startswith(description)
    assert answer["ok"] == (not description)


def test_only_own_messages_are_edited_and_only_to_something_else(telegram: TelegramFake) -> None:
    telegram.say(42, "chào")
    sent = result(telegram, "sendMessage", chat_id=42, text="một", reply_markup=KEYBOARD)["message_id"]
    edit = {"chat_id": 42, "message_id": sent, "text": "một"}
    assert "not modified" in refusal(telegram, "editMessageText", **edit, reply_markup=KEYBOARD)[1]
    assert "reply_markup" not in result(telegram, "editMessageText", **edit)
    assert "can't be edited" in refusal(telegram, "editMessageText", **{**edit, "message_id": 1})[1]
    assert result(telegram, "deleteMessage", chat_id=42, message_id=sent) is True
    assert "not found" in refusal(telegram, "editMessageText", **edit)[1]


def test_a_press_is_answered_once(telegram: TelegramFake) -> None:
    telegram.press(42, "y")
    (update,) = result(telegram, "getUpdates")
    query = update["callback_query"]
    assert (query["data"], query["chat_instance"]) == ("y", "i42")
    assert result(telegram, "answerCallbackQuery", callback_query_id=query["id"]) is True
    assert refusal(telegram, "answerCallbackQuery", callback_query_id=query["id"])[0] == 400
    assert refusal(telegram, "answerCallbackQuery", callback_query_id="made up")[0] == 400


def test_too_much_at_once_is_throttled() -> None:
    flood = Flood(per_second=3, per_chat_second=1, per_group_minute=2)

    def wait(chat: int, now: float, paid: bool = False) -> int:
        try:
            flood.check(chat, now, paid)
        except Refusal as refusal:
            return int(refusal.parameters["retry_after"])
        return 0

    assert [wait(1, 0.0), wait(1, 0.5), wait(1, 1.0)] == [0, 1, 0]
    assert [wait(2, 1.0), wait(3, 1.5), wait(4, 1.5), wait(4, 1.5, paid=True), wait(4, 2.0)] == [
        0,
        0,
        1,
        0,
        0,
    ]
    assert [wait(-5, 10), wait(-5, 12), wait(-5, 20), wait(-5, 70)] == [0, 0, 50, 0]


def test_being_throttled_is_answered_with_how_long_to_wait() -> None:
    with TelegramFake(flood=Flood(per_group_minute=1)) as telegram:
        telegram.join(-5)
        assert ask(telegram, "sendMessage", chat_id=-5, text="x")["ok"]
        envelope = ask(telegram, "sendMessage", chat_id=-5, text="x")
        assert (envelope["error_code"], envelope["parameters"]["retry_after"] > 50) == (429, True)
        assert ask(telegram, "sendMessage", chat_id=-5, text="x", allow_paid_broadcast=True)["ok"]


def test_faults_hit_as_often_and_where_they_were_asked_to(telegram: TelegramFake) -> None:
    telegram.join(43)
    telegram.fail("sendMessage", code=500, times=2, chat=43)
    answers = [ask(telegram, "sendMessage", chat_id=chat, text="x")["ok"] for chat in (42, 43, 43, 43)]
    assert answers == [True, False, False, True]
    assert [call.status for call in telegram.journal] == [200, 500, 500, 200]


@pytest.mark.parametrize(("cut", "carried_out"), [("before", []), ("after", ["x"])])
def test_a_cut_line_gives_no_answer(telegram: TelegramFake, cut: Any, carried_out: list[str]) -> None:
    telegram.fail("sendMessage", cut=cut)
    with pytest.raises(httpx.HTTPError):
        ask(telegram, "sendMessage", chat_id=42, text="x")
    assert telegram.texts(42) == carried_out


def test_methods_that_are_not_modelled_are_answered_and_marked(telegram: TelegramFake) -> None:
    assert result(telegram, "sendGift", chat_id=42) is True
    assert result(telegram, "GETME")["username"] == telegram.username
    assert [(call.method, call.modelled) for call in telegram.journal] == [
        ("sendGift", False),
        ("GETME", True),
    ]


def test_unknown_tokens_and_paths_are_refused(telegram: TelegramFake) -> None:
    base = telegram.url.removesuffix("/bot")
    wrong = "987654321:AAWrongWrongWrongWrongWrongWrongWro"
    paths = (f"/bot{wrong}/getMe", "/botx/getMe", "/getMe", f"/file/bot{telegram.token}/files/none")
    statuses = [httpx.get(base + path, trust_env=False).status_code for path in paths]
    assert (statuses, telegram.journal) == ([401, 404, 404, 404], [])
