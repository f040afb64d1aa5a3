"""People who type the same question in other ways."""

import random
import unicodedata

from domain.text import fold

_TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_LETTER_KEYS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_NEXT_KEY = dict(
    zip(
        "abcdeghiklmnopqrstuvxy",
        "snvfrfhujkllnipwwtyibcu",
        strict=False,
    )
)
_PARTICLES = ("ạ", " ạ", " vậy", " nhỉ", " vậy ạ", " ad ơi", " nhé", " vậy em", "???", " 🙏")


def bare(question: str) -> str:
    """One who types no diacritics."""
    return "".join(map(_bare, unicodedata.normalize("NFC", question)))


def _bare(char: str) -> str:
    return fold(char).upper() if char.isupper() else fold(char)


def decomposed(question: str) -> str:
    """One whose phone writes letters and marks apart."""
    return unicodedata.normalize("NFD", question)


def shouting(question: str) -> str:
    return question.upper()


def polite(question: str) -> str:
    """One who adds a particle; which one hangs on the question."""
    return question.rstrip(" ?.!") + _PARTICLES[len(question) % len(_PARTICLES)]


def telex(question: str) -> str:
    """One whose Telex input method is off: the letters of each word, then its tone key."""
    return " ".join(_telex_word(word) for word in unicodedata.normalize("NFC", question).split(" "))


def _telex_word(word: str) -> str:
    typed, tone, end = "", "", 0
    for char in word:
        letter, marks = _without_tone(char)
        tone = _TONE_KEYS.get(marks, tone)
        typed += _keys(letter)
        end = len(typed) if char.isalpha() else end
    return typed[:end] + tone + typed[end:]


def _without_tone(char: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", char)
    tone = "".join(part for part in parts if part in _TONE_KEYS)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE_KEYS)), tone


def _keys(letter: str) -> str:
    keys = _LETTER_KEYS.get(letter.lower(), letter)
    return keys.upper() if letter.isupper() else keys


def slipping(question: str, chance: random.Random) -> str:
    """One who hits one key wrong, in a word of at least four letters."""
    places = [
        at
        for at in range(1, len(question) - 2)
        if question[at - 1 : at + 3].isalpha() and question[at].isalpha()
    ]
    if not places:
        return question
    at = chance.choice(places)
    before, here, after, rest = question[:at], question[at], question[at + 1], question[at + 2 :]
    slips = (
        before + after + here + rest,
        before + after + rest,
        before + here + here + after + rest,
        before + _NEXT_KEY.get(fold(here), "e") + after + rest,
    )
    return chance.choice(slips)
