"""How one-time codes look: twelve signs in three groups, ``K7QM-4TXC-9GHP``. The last is a check sign.

Signs that are taken for one another (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) have one of the two at most, and there
are no vowels and no D, W, S: what Vietnamese keyboards would make diacritics of.
"""

import hashlib
import hmac
import re

ALPHABET = "23456789CFGHJKMNPQRTVX"
LENGTH = 12  # 22 signs: 53 bits
_GROUP = 4
_SHAPE = re.compile(f"(?=[0-9]*[A-Z])[{ALPHABET}]{{{LENGTH}}}")


def check_sign(signs: str, key: bytes) -> str:
    """The sign behind the first ``signs`` of a code. Without the key nobody can say it: a code that is made
    up passes once in 22 times."""
    digest = hmac.digest(key, signs.encode(), hashlib.sha256)
    return ALPHABET[int.from_bytes(digest[:8]) % len(ALPHABET)]


def written(code: str) -> str:
    """As people see it."""
    return "-".join(code[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def read_code(text: str) -> str | None:
    """The code that ``text`` is, however it is spaced and in either case; None for anything else."""
    signs = re.sub(r"[\s\u2010-\u2015_-]+", "", text).upper()
    return signs if _SHAPE.fullmatch(signs) else None
