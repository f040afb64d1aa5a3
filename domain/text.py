"""Vietnamese text made comparable: cleaning, folding, syllables, what an input method left behind."""

import re
import unicodedata
from functools import lru_cache

MAX_READ = 1000  # characters of a message that understanding reads (issue: 4,096 and 100,000 arrive too)

_BLANK_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_MARKS = re.compile(r"[\u0300-\u036f]")

_OLD_TONE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
# A tone slipped to the last of two vowels: naò for nào.
_SLIPPED = {
    unicodedata.normalize("NFC", pair + tone): unicodedata.normalize("NFC", pair[0] + tone + pair[1])
    for pair in ("ai", "ao", "au", "ay", "eo", "iu", "oi", "ui", "ôi", "ơi", "âu", "ây", "êu", "ưi", "ưu")
    for tone in _TONE_MARKS
}
_MISPLACED = _OLD_TONE | _SLIPPED
_TONES = re.compile(f"[{_TONE_MARKS}]")
_TONE_PLACES = re.compile(f"(?<!q)(?:{'|'.join(_MISPLACED)})(?![a-z])")

# The syllables of Vietnamese without diacritics: initial, then rhyme.
_SYLLABLE = re.compile(
    r"(?:ngh(?=[ei])|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?"
    r"(?:[aeiouy]|a[iouy]|e[ou]|oi|i[aeu]|u[aeioy]|oa[iyo]?|oeo?|uy[aeu]?|ieu?|yeu?|uo[iu]?|uay?|ue|uu)"
    r"(?:ch|ng|nh|[cmnpt])?"
)
# What Telex keys are left when the input method is off: doubled letters, w, and a tone key at the end.
_TELEX_DOUBLE = re.compile(r"(aa|ee|oo|dd)")
_TELEX_TWICE = re.compile(r"([sfrxj])\1")  # a tone key that was hit twice
_TELEX_TONE = re.compile(r"[sfrxj]")
_BARE_W = re.compile(r"^([^aouw]*)w")  # a w that is a vowel of its own (tw for tư), not one that modifies


def clean(text: str, limit: int = MAX_READ) -> str:
    """The first ``limit`` characters in NFC, without control, direction and invisible characters."""
    kept = text[: 4 * limit]
    if not kept.isprintable():  # most texts are, and a look at each character takes long
        kept = "".join(" " if char.isspace() else char for char in kept if _visible(char))
    return re.sub(r" +", " ", unicodedata.normalize("NFC", kept)).strip()[:limit].rstrip()


def _visible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in _BLANK_CATEGORIES


def fold(text: str) -> str:
    """Lower case, no diacritics, đ as d: ``Đợt`` → ``dot``. The same on every database."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed))


@lru_cache(maxsize=256)  # one message is looked at by many routes
def plain(text: str) -> str:
    """Folded words with single blanks between and nothing else."""
    return " ".join(re.findall(r"\w+", fold(clean(text))))


def marked(text: str) -> str:
    """Lower case in NFC with diacritics, the tone mark always in the same place (hoà → hòa)."""
    lowered = unicodedata.normalize("NFC", text.casefold())
    return _TONE_PLACES.sub(lambda pair: _MISPLACED[pair[0]], lowered)


def toneless(word: str) -> str:
    """Without the tone mark, the letters kept: ``quyết`` and ``quyêt`` are alike, ``bao`` and ``bảo`` too."""
    return unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", word)))


def is_syllable(word: str) -> bool:
    """Could the folded ``word`` be a Vietnamese syllable?"""
    return _SYLLABLE.fullmatch(word) is not None


def undo_telex(word: str) -> str | None:
    """The folded syllable that raw Telex keystrokes stand for: ``ddowtj`` → ``dot``; None if they do not."""
    undone = _BARE_W.sub(r"\1u", _TELEX_DOUBLE.sub(lambda pair: pair[0][0], word)).replace("w", "")
    if undone != word:
        undone = _TELEX_TWICE.sub(r"\1", undone)
    if is_syllable(undone) and undone != word:
        return undone
    for tone in _TELEX_TONE.finditer(undone):
        candidate = undone[: tone.start()] + undone[tone.end() :]
        if tone.start() > 0 and is_syllable(candidate):
            return candidate
    return None
