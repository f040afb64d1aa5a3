"""Log lines: one line per event on standard error, and never a secret in them."""

import logging
import sys
from collections.abc import Iterable
from typing import TextIO

from bot.redaction import Redactor

LINE = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"

# At INFO these write the URL of every call, and the URL holds the token; at DEBUG whole requests.
QUIET = ("httpx", "httpcore", "telegram", "zalo_bot", "apscheduler", "alembic", "asyncio", "uvicorn")

_VISIBLE = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))} | {
    0x0A: "\\n",
    0x0D: "\\r",
    0x09: "\\t",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


class LineFormatter(logging.Formatter):
    """One line per record, whatever a user put into it; a traceback follows, indented.

    Redacts last, so that the message, its arguments, the exception and the stack are all covered.
    """

    def __init__(self, redactor: Redactor) -> None:
        super().__init__(LINE)
        self._redactor = redactor

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).translate(_VISIBLE)

    def format(self, record: logging.LogRecord) -> str:
        line, *traceback = super().format(record).split("\n")
        return self._redactor.redact("\n".join((line, *(f"    {more}" for more in traceback))))


def configure_logging(
    level: str = "INFO", secrets: Iterable[str | None] = (), stream: TextIO | None = None
) -> None:
    """Log everything from ``level`` up to ``stream`` (standard error); replaces what was set up before.

    ``secrets`` are values from the settings that must not appear even where they do not look like a token.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter(Redactor(secrets)))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
