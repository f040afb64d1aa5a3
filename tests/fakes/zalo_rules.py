"""What the Zalo Bot Platform takes and refuses, method by method.

Where its documentation is silent about an error's shape, the shape here is an assumption and marked so.
"""

import ipaddress
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from domain.reply import utf16_length

DOCUMENTED: dict[str, set[str]] = {
    "getMe": set(),
    "getUpdates": {"timeout"},
    "setWebhook": {"url", "secret_token"},
    "deleteWebhook": set(),
    "getWebhookInfo": set(),
    "testWebhook": set(),
    "sendMessage": {"chat_id", "text", "parse_mode", "text_styles"},
    "sendPhoto": {"chat_id", "photo", "caption"},
    "sendSticker": {"chat_id", "sticker"},
    "sendVoice": {"chat_id", "voice_url"},
    "sendChatAction": {"chat_id", "action"},
}
_NEEDED = {
    "sendMessage": "text",
    "sendPhoto": "photo",
    "sendSticker": "sticker",
    "sendVoice": "voice_url",
    "sendChatAction": "action",
}


class ApiError(Exception):
    """An error of the platform, told as HTTP 200."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.answer = {"ok": False, "error_code": code, "description": description}


def check_sending(method: str, parameters: Mapping[str, Any], known: set[str]) -> None:
    """Raises ApiError for what a sending method does not take (all shapes assumed)."""
    if method not in _NEEDED:
        return
    for name in ("chat_id", _NEEDED[method]):
        if not parameters.get(name):
            raise ApiError(400, f"Bad request: {name} is empty")
    if parameters["chat_id"] not in known:
        raise ApiError(400, "Bad request: chat not found")
    for name in ("text", "caption"):
        if utf16_length(str(parameters.get(name) or "")) > 2000:
            raise ApiError(400, f"Bad request: {name} is too long")
    if parameters.get("parse_mode", "html") not in ("markdown", "html"):
        raise ApiError(400, "Bad request: parse_mode")
    if not str(parameters.get("voice_url", ".aac")).endswith(".aac"):
        raise ApiError(400, "Bad request: voice_url")
    if parameters.get("action", "typing") != "typing":
        raise ApiError(400, "Bad request: action")


def check_webhook(url: str, secret: str, public_only: bool) -> None:
    """Raises ApiError for an address or a secret the platform does not take."""
    if public_only and not _is_public_https(url):
        raise ApiError(400, "Bad request: url must be a public https address")
    if not 8 <= len(secret) <= 256:
        raise ApiError(400, "Bad request: secret_token must have 8 to 256 characters")


def _is_public_https(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or host in ("", "localhost"):
        return False
    if re.fullmatch(r"[0-9.]+|.*:.*", host):
        return ipaddress.ip_address(host).is_global
    return True
