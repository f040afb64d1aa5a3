"""Whatever is logged: one line, and no token in it."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from bot.logs import QUIET, configure_logging
from bot.redaction import Redactor

TELEGRAM_TOKEN = "7123456789:AAH9f-qweRTY_uiopASDFghjklZXCVBnmqw"
ZALO_TOKEN = "1459232241454765289:vDkYgXqVcLsOtPaW"
WEBHOOK_SECRET = "mot bi mat / rat dai"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What the log says, with the set-up of the whole process put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    root.handlers[:] = []
    stream = StringIO()
    configure_logging("INFO", (WEBHOOK_SECRET, None, "", "ab"), stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"token {TELEGRAM_TOKEN} wrong", "token *** wrong"),
        (f"The token `{ZALO_TOKEN}` was rejected", "The token `***` was rejected"),
        (f"https://api.telegram.org/bot{TELEGRAM_TOKEN}/getMe", "https://api.telegram.org/bot***/getMe"),
        (f"http://127.0.0.1:9000/bot{TELEGRAM_TOKEN}", "http://127.0.0.1:9000/bot***"),
        ("https://bot-api.zaloplatforms.com/bot12:x/getMe", "https://bot-api.zaloplatforms.com/bot***/getMe"),
        ("/file/bot1:abc/photos/1.jpg", "/file/bot***/photos/1.jpg"),
        ("postgresql://thidua:matkhau@db:5432/thidua", "postgresql://thidua:***@db:5432/thidua"),
        (f"secret {WEBHOOK_SECRET}!", "secret ***!"),
        ("?s=mot%20bi%20mat%20%2F%20rat%20dai", "?s=***"),
        ("X-Bot-Api-Secret-Token: abc123", "X-Bot-Api-Secret-Token: ***"),
        ("{'secret_token': 'abc123', 'url': 'x'}", "{'secret_token': '***', 'url': 'x'}"),
        ("ab 12:30:00 telegram:123456789 2026-11-20", "ab 12:30:00 telegram:123456789 2026-11-20"),
        ("sqlite:///data/thidua.db", "sqlite:///data/thidua.db"),
    ],
)
def test_tokens_secrets_and_passwords_are_hidden_and_nothing_else(text: str, shown: str) -> None:
    assert Redactor((WEBHOOK_SECRET, None, "", "ab")).redact(text) == shown


def test_a_token_is_hidden_wherever_it_stands_in_a_record(written: StringIO) -> None:
    log = logging.getLogger("thidua.test")
    log.info("as argument: %s", TELEGRAM_TOKEN)
    log.info("in an object: %r", {"url": f"/bot{ZALO_TOKEN}/getMe"})
    log.info(f"in the message: {WEBHOOK_SECRET}")
    log.info("in the stack of a call with %s", TELEGRAM_TOKEN, stack_info=True)
    try:
        raise ValueError(f"GET /bot{TELEGRAM_TOKEN}/getMe")
    except ValueError:
        log.exception("with an exception")
    said = written.getvalue()
    for secret in (TELEGRAM_TOKEN, TELEGRAM_TOKEN[11:], ZALO_TOKEN, WEBHOOK_SECRET):
        assert secret not in said
    assert "as argument: ***" in said
    assert "ValueError: GET /bot***/getMe" in said


def test_a_user_cannot_write_a_line_of_the_log(written: StringIO) -> None:
    logging.getLogger("thidua.test").info("they said %s", "a\nERROR root: b\r\x1b[31m\u2028c")
    line = written.getvalue()
    assert line.count("\n") == 1
    assert line.endswith("INFO    thidua.test: they said a\\nERROR root: b\\r\\x1b[31m\\u2028c\n")


def test_a_traceback_is_indented_behind_its_line(written: StringIO) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("thidua.test").exception("failed")
    first, *more = written.getvalue().splitlines()
    assert first.endswith("ERROR   thidua.test: failed")
    assert all(line.startswith("    ") for line in more)
    assert more[-2:] == ["    ValueError: two", "    lines"]


def test_libraries_that_log_every_call_are_quiet_even_when_we_are_not(written: StringIO) -> None:
    configure_logging("DEBUG", stream=written)
    for name in ("httpx", "httpcore.http11", "telegram.ext", "zalo_bot", "uvicorn.access"):
        logging.getLogger(name).info("GET /bot/getUpdates")
    logging.getLogger("thidua.test").debug("ours")
    assert [line.rpartition(": ")[2] for line in written.getvalue().splitlines()] == ["ours"]


def test_setting_up_twice_says_everything_once(written: StringIO) -> None:
    configure_logging("info", stream=written)
    logging.getLogger("thidua.test").info("once")
    assert written.getvalue().count("once") == 1
