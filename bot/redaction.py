"""Keeps tokens, secrets and passwords out of whatever is written down."""

import re
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "***"

_SHORTEST_SECRET = 6
"""Shorter values would hide half of every line and protect nothing."""

_PATTERNS = (
    # …/bot<token>/<method>, on both platforms; even what is no proper token, but not https://bot-api…
    (re.compile(r"(?<!:/)/bot[^/\s\"'?#]+(?=/)|/bot\d[^/\s\"'?#]*"), f"/bot{HIDDEN}"),
    (re.compile(r"\b\d{6,}:[A-Za-z0-9_-]{16,}"), HIDDEN),  # <digits>:<secret>, on both platforms
    (re.compile(r"(?<=://)([^:/@\s]*):[^@/\s]+(?=@)"), rf"\1:{HIDDEN}"),  # a password in a URL
    (re.compile(r"(?i)([?&](?:ssl)?password=)[^&\s]+"), rf"\1{HIDDEN}"),  # in a URL's query
    (re.compile(r"(?i)(secret[-_]token[\"']?\s*[:=,]\s*b?[\"']?)[^\s\"',)}]+"), rf"\1{HIDDEN}"),
)


class Redactor:
    """Hides what looks like a token, and every one of ``secrets`` wherever it stands."""

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        known = {secret for secret in secrets if secret and len(secret) >= _SHORTEST_SECRET}
        spellings = known | {quote(secret, safe="") for secret in known}
        longest_first = sorted(spellings, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def redact(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text
