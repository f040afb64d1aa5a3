"""Request bodies: JSON objects, with nothing in them that cannot be stored."""

import json
import re
from typing import Any

# A backslash pair, a NUL, a whole surrogate pair, half a surrogate pair: in this order, so that what
# merely looks like an escape behind an escaped backslash is left alone.
_ESCAPE = re.compile(
    r"(?P<keep>\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?P<nul>\\u0000)"
    r"|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


class BadBody(Exception):
    """The request body is not what it should be."""


def json_object(body: bytes) -> dict[str, Any]:
    """``body`` as a JSON object, without NUL characters and with U+FFFD for half a surrogate pair
    (neither can be stored). Raises BadBody for anything else, NaN and bottomless nesting included."""
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(_ESCAPE.sub(_storable, text) if "\\u" in text else text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadBody(f"not JSON: {type(error).__name__}") from None
    if not isinstance(value, dict):
        raise BadBody(f"not a JSON object but a {type(value).__name__}")
    return value


def _storable(escape: re.Match[str]) -> str:
    if escape["nul"]:
        return ""
    return "\\ufffd" if escape["half"] else escape[0]


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
