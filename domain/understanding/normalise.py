"""From typed text to folded words: abbreviations, teencode, Telex left-overs, glued words, typing slips."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.text import clean, fold, is_syllable, marked, undo_telex
from domain.understanding.phrases import split_marked, split_words

# Words, dates and numbers of a cleaned text, diacritics still on; "đ/c" and "kt-xh" stay whole.
_PIECES = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{1,2}(?!\d)|đ/c|d/c|kt-xh|[^\W\d_]+|\d+|%")
_WORDS = re.compile(r"[^\W\d_]+")
_CLAUSES = re.compile(r"[!?;()\n]|[,:](?!\d)|\.(?!\w)")  # TP.HCM is one name
_DAY_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2})-(\d{1,2})(?![\d/.-])")
_MONTH = re.compile(r"\bt(1[0-2]|[1-9])\b")  # t5 is tháng 5
_CAPITALS = re.compile(r"\b[A-ZĐ]{2,}\b")
_ROMAN = re.compile(r"x{0,2}(?:i{1,3}|iv|vi{0,3}|ix|x)")
_COUNTED = frozenset({"thu", "hoi", "khoa", "muc", "phan", "quy", "dot"})  # what Roman numerals count
_MAX_WORDS = 120
_MARKED_SHARE = 0.2  # of the words, from which on one without diacritics is meant without them
_LONGEST_WORD = 40

Word = tuple[str, str | None]  # folded, and as written (None: the diacritics say nothing)


@dataclass(frozen=True, slots=True)
class Normalised:
    """``words`` are folded, ``written`` the same with diacritics (None as a whole when the writer uses
    none); ``strange`` are those among the words that no list of ours knows; ``parts`` the ranges of words
    between punctuation marks."""

    words: tuple[str, ...]
    written: tuple[str | None, ...] | None
    strange: frozenset[str]
    parts: tuple[tuple[int, int], ...]


class Normaliser:
    """Knows the vocabulary of lexicon and campaigns; pure after construction."""

    def __init__(
        self,
        abbreviations: Mapping[str, str],
        same: Mapping[str, str],
        vocabulary: Iterable[str],
        pairs: Iterable[tuple[str, str]],
    ) -> None:
        self._typed = {marked(key): _words_of(value) for key, value in abbreviations.items()}
        self._same = {fold(key): fold(value) for key, value in same.items()}
        expanded = {word for words in self._typed.values() for word, _ in words}
        self._vocabulary = frozenset(vocabulary) | expanded
        # dì means gì, but di is đi: a key that is another word without its diacritics counts only with them.
        self._folded = {
            fold(key): value
            for key, value in reversed(self._typed.items())
            if not (is_syllable(fold(key)) and fold(key) in self._vocabulary)
        }
        self._pairs = frozenset(pairs)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._vocabulary):
            if word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)

    def normalise(self, text: str) -> Normalised:
        """The words of the first part of ``text``; never raises."""
        plain = unicodedata.normalize("NFKC", clean(text))  # ② and ２ are 2, 𝗯𝗼𝗹𝗱 letters are letters
        cleaned = _DAY_MONTH.sub(r"\1/\2", marked(plain))
        found: list[Word] = []
        parts: list[tuple[int, int]] = []
        for clause in _CLAUSES.split(cleaned):
            mended = self._mend_all(self._words(clause, _MAX_WORDS - len(found)))
            if mended:
                parts.append((len(found), len(found) + len(mended)))
                found.extend(mended)
        words = tuple(word for word, _ in found)
        strange = frozenset(w for w in words if w.isalpha() and w not in self._vocabulary)
        uses_marks = _uses_marks(cleaned)
        return Normalised(
            words, tuple(written for _, written in found) if uses_marks else None, strange, tuple(parts)
        )

    def _words(self, clause: str, limit: int) -> list[Word]:
        found: list[Word] = []
        pieces = _PIECES.findall(_MONTH.sub(r"tháng \1", clause))
        pieces = pieces[: max(0, limit)]
        for at, piece in enumerate(pieces):
            if _is_numeral(piece, found):
                found.append((piece, None))
            elif particle := _particle(pieces, at):
                found.append(particle)
            elif self._in_a_phrase(pieces, at):
                found.append((fold(piece), piece))
            else:
                found.extend(self._expand(piece))
        return found

    def _in_a_phrase(self, pieces: Sequence[str], at: int) -> bool:
        """Is a word that may be short for another (mô for nào, dậy for vậy) part of a known phrase with its
        neighbour: mô hình, khơi dậy?"""
        if (
            pieces[at] not in self._typed
            or fold(pieces[at]) == pieces[at]
            or not is_syllable(fold(pieces[at]))
        ):
            return False
        around = list(map(fold, pieces[max(0, at - 1) : at + 2]))
        return any(pair in self._pairs for pair in pairwise(around))

    def _expand(self, piece: str) -> Sequence[Word]:
        if piece in self._typed:
            return self._typed[piece]
        folded = fold(piece)
        if not folded.isalpha():
            return ((folded, None),)
        if folded in self._folded and (folded == piece or folded not in self._vocabulary):
            return self._folded[folded]
        same = self._same.get(folded)
        return ((same, None),) if same else ((folded, piece),)

    def _mend_all(self, found: Sequence[Word]) -> list[Word]:
        """Each unknown word as Telex keys, as words glued together, or as a slip of the finger."""
        mended: list[Word] = []
        for at, (word, written) in enumerate(found):
            known = word in self._vocabulary or not word.isalpha() or len(word) > _LONGEST_WORD
            if known or _well_written(word, written):
                mended.append((word, written))
                continue
            before = self._readings(mended[-1][0]) if mended else ()
            after = self._readings(found[at + 1][0]) if at + 1 < len(found) else ()
            mended.extend(self._mend(word, before, after))
        return mended

    def _mend(self, word: str, before: Sequence[str], after: Sequence[str]) -> Sequence[Word]:
        undone = undo_telex(word)
        if undone and undone in self._vocabulary:
            return ((undone, None),)
        if undone and not is_syllable(word) and undone in self._folded:
            return self._folded[undone]
        parts = self._unglue(word)
        if parts:
            return tuple((part, None) for part in parts)
        nearest = self._nearest(word, before, after)
        return ((nearest or word, None),)

    def _unglue(self, word: str) -> tuple[str, ...]:
        """``giaidoan`` → giai, doan: known words that together are a known phrase."""
        for cut in range(2, len(word) - 1):
            left, right = word[:cut], word[cut:]
            if left not in self._vocabulary:
                continue
            if (left, right) in self._pairs:
                return (left, right)
            for second in range(2, len(right) - 1):
                middle, last = right[:second], right[second:]
                if (left, middle) in self._pairs and (middle, last) in self._pairs:
                    return (left, middle, last)
        return ()

    def _readings(self, word: str) -> Sequence[str]:
        """What a neighbouring word may stand for."""
        if word in self._vocabulary or not word.isalpha() or len(word) > _LONGEST_WORD:
            return (word,)
        undone = undo_telex(word)
        return (undone,) if undone in self._vocabulary and undone else self._candidates(word)

    def _candidates(self, word: str) -> list[str]:
        """The known words one slip away."""
        if len(word) < 3:
            return []
        return [
            match
            for length in (len(word) - 1, len(word), len(word) + 1)
            for match, _, _ in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=1, limit=16
            )
        ]

    def _nearest(self, word: str, before: Sequence[str], after: Sequence[str]) -> str | None:
        """The known word one slip away; one that makes a known phrase with a neighbour goes first."""
        candidates = self._candidates(word)

        def telling(neighbours: Sequence[str]) -> Sequence[str]:
            """A word that could be one is not turned into another for a question word beside it: rau gì."""
            return [each for each in neighbours if each not in _ANYWHERE] if is_syllable(word) else neighbours

        supported = [
            candidate
            for candidate in candidates
            if any((left, candidate) in self._pairs for left in telling(before))
            or any((candidate, right) in self._pairs for right in telling(after))
        ]
        if supported:
            return min(supported, key=lambda c: (sorted(c) != sorted(word), len(c) != len(word)))
        if is_syllable(word) or len(word) < 4:
            return None
        swapped = [c for c in candidates if sorted(c) == sorted(word)]
        return next(iter(swapped or candidates), None)


_ANYWHERE = frozenset({"gi", "nao", "ai", "may", "sao", "dau", "la", "cua", "cho", "co", "thi", "khong"})
_CLOSING = frozenset({"rứa", "rua", "ri", "vậy", "vay", "hè", "hỉ", "thế", "ạ", "a", "đó", "do"})
_BEFORE_WHAT = frozenset(
    {
        "thi", "cai", "la", "viec", "lam", "thu", "dieu", "nhung", "co", "gom", "noi", "ghi", "man", "tang",
        "thuong", "duoc", "can", "de",
    }
)  # fmt: skip


def _particle(pieces: Sequence[str], at: int) -> Word | None:
    """A closing *a* is ạ and not anh; a central *chi* that closes a question is gì."""
    closes = at == len(pieces) - 1
    if pieces[at] in ("a", "ah") and closes and at > 0:
        return "a", "ạ"
    if pieces[at] == "chi" and (closes or pieces[at + 1] in _CLOSING):
        return ("gi", "gì") if at > 0 and fold(pieces[at - 1]) in _BEFORE_WHAT else None
    return None


def spelled_out(text: str, abbreviations: Mapping[str, str]) -> str:
    """A text of ours with its abbreviations in full, as questions are read: CĐCS → công đoàn cơ sở."""
    return _CAPITALS.sub(lambda found: abbreviations.get(marked(found[0]), found[0]), text)


def _words_of(text: str) -> tuple[Word, ...]:
    return tuple(zip(split_words(text), split_marked(text), strict=True))


def _uses_marks(text: str) -> bool:
    """Does the writer use diacritics? A lone *ạ* behind words without any does not make him one who does."""
    words = _WORDS.findall(text)
    with_marks = sum(not word.isascii() for word in words)
    return with_marks > 0 and with_marks >= _MARKED_SHARE * len(words)


def _well_written(word: str, written: str | None) -> bool:
    """A syllable with its diacritics is what the writer meant, known to us or not."""
    return written is not None and written != word and is_syllable(word)


def _is_numeral(piece: str, before: Sequence[Word]) -> bool:
    """A Roman numeral and not teencode: ``lần thứ V`` but ``sao v``."""
    return bool(before) and before[-1][0] in _COUNTED and _ROMAN.fullmatch(piece) is not None
