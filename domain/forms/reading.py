"""What somebody said, as the answer to a step or as a word that moves about in the form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from domain.days import day_named
from domain.forms.declaration import NO, YES, Form, Kind, Option, Step, Value
from domain.forms.draft import Draft
from domain.numbers import whole_number
from domain.text import clean, marked, plain

BACK = frozenset({"lui", "lui lai", "quay lai", "tro lai"})
LEAVE = frozenset(
    {
        "huy",
        "huy bo",
        "bo",
        "thoi",
        "huy di",
        "thoi khong lam nua",
        "khong lam nua",
        "dung lai",
        "ngung lai",
        "thoat",
    }
)
_STOP = frozenset({"dừng", "ngừng"})  # without their marks they may be "đúng"
GO_ON = frozenset({"tiep tuc", "tiep", "lam tiep"})
SKIP = frozenset({"bo qua", "khong co", "khong can"})
REVIEW = frozenset({"xem lai", "xem"})
DONE = frozenset({"xong", "het", "vay thoi", "xong roi"})
_YES = frozenset(
    {
        "có", "có ạ", "dạ có", "vâng", "vâng ạ", "dạ vâng", "dạ", "đồng ý", "tôi đồng ý", "mình đồng ý",
        "em đồng ý", "đồng ý gửi", "đúng", "đúng rồi", "đúng ạ", "dạ đúng", "có đúng rồi", "ok", "oke", "gửi",
        "gửi đi", "nộp", "nộp đi", "xác nhận", "nhất trí",
    }
)  # fmt: skip
# Without diacritics "dung" may be "dừng" and "da" "đã": no explicit yes.
_PLAIN_YES = {plain(word) for word in _YES if word != "dạ" and "đúng" not in word}
_NO = frozenset(
    {
        "khong",
        "khong a",
        "da khong",
        "ko",
        "chua",
        "khong dong y",
        "khong phai",
        "sai",
        "sai roi",
        "khong dung",
    }
)
_EDIT = re.compile(r"sua(?: lai)?(?: muc| cau| phan)? ?(.*)")
_LIST = re.compile(r"\s*(?:,|;|\+|&| va | voi )\s*|\s+(?=\d+(?:\s|$))")
_NEAR = 80  # how alike (of 100) what was typed is to the label that is meant


@dataclass(frozen=True, slots=True)
class Word:
    """A word that moves about in the form. ``about`` is what stands behind “sửa”."""

    name: str  # back, leave, go_on, skip, review, edit
    about: str = ""


def is_yes(text: str) -> bool:
    """An explicit yes: its words as they are written, or all without diacritics."""
    words = " ".join(re.findall(r"\w+", marked(clean(text))))
    return words in _YES or words in _PLAIN_YES


def is_no(text: str) -> bool:
    return plain(text) in _NO


def word_of(text: str) -> Word | None:
    """The moving word that ``text`` is, None when it is an answer."""
    said = plain(text)
    if marked(clean(text)).strip(" .!") in _STOP:
        return Word("leave")
    for name, words in (
        ("back", BACK),
        ("leave", LEAVE),
        ("go_on", GO_ON),
        ("skip", SKIP),
        ("review", REVIEW),
    ):
        if said in words:
            return Word(name)
    edit = _EDIT.fullmatch(said)
    return Word("edit", edit[1]) if edit and len(said.split()) <= 12 else None


_ASKING = re.compile(r"\b(?:gì|nào|mấy|đâu|ai|sao|bao giờ|bao lâu|bao nhiêu|thế nào)\b")
# Without diacritics "may" may be a machine, "dau" a beginning: only what is surely asked.
_PLAIN_ASKING = re.compile(
    r"\b(?:bao gio|bao lau|bao nhieu|khi nao|luc nao|ngay nao|dot nao|the nao|noi nao|o dau|la gi|la ai"
    r"|lam gi)\b"
)


_DENYING = re.compile(r"\b(?:không|chẳng|chưa|đừng|khong|chang|chua|dung)\b")


def asks(text: str) -> bool:
    """Is ``text`` put as a question? What somebody will do is none, though its syllables may ask elsewhere:
    bảo dưỡng máy, giảm thời gian chờ."""
    said = marked(clean(text)).strip()
    if said.endswith("?"):
        return True
    found = _PLAIN_ASKING.search(said) if said.isascii() else _ASKING.search(said)
    if found is None or _DENYING.search(said[: found.start()]):
        return False  # không nghỉ buổi nào: a promise
    return len(said.split()) >= 3


def step_named(form: Form, draft: Draft, said: str) -> Step | None:
    """The answered step that ``said`` names: by its number in the summary or its label, misspelt or not."""
    answered = [step for step in form.visible(draft.answers) if step.id in draft.answers]
    if said.isdecimal():
        return answered[int(said) - 1] if 0 < int(said) <= len(answered) else None
    if not said:
        return None
    words = set(said.split())
    within = [step for step in answered if words <= set(plain(step.label).split())]
    if len(within) == 1:
        return within[0]
    scored = [(fuzz.ratio(said, plain(step.label)), step) for step in answered]
    scored += [(90.0, step) for step in answered if plain(step.label).startswith(said)]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _NEAR else None


def value_of(step: Step, text: str, offered: Sequence[Option], today: date) -> Value | None:
    """The answer ``text`` gives to a step; None when it gives none. What is found is picked, not read."""
    match step.kind:
        case Kind.TEXT:
            picked = _one(text, offered)
            if picked is None and (is_yes(text) or is_no(text) or plain(text) in DONE):
                return None  # an answer to some other question
            return picked if picked is not None else clean(text, step.longest + 1) or None
        case Kind.NUMBER:
            number = whole_number(text)
            return number if isinstance(number, int) else None
        case Kind.ONE | Kind.FOUND:
            return _one(text, offered)
        case Kind.SEVERAL:
            return _several(text, offered)
        case Kind.DATE:
            day = day_named(text, today)
            return day.isoformat() if day else None
        case Kind.YES_NO:
            return YES if is_yes(text) else NO if is_no(text) else None


def _one(text: str, offered: Sequence[Option]) -> str | None:
    """By its number, its label, or by words that begin just one label or all stand in it."""
    said = plain(text)
    if said.isdecimal():
        return offered[int(said) - 1].value if 0 < int(said) <= len(offered) else None
    exact = [option for option in offered if plain(option.label) == said]
    if exact:
        return exact[0].value
    begun = [option for option in offered if len(said) >= 3 and plain(option.label).startswith(said)]
    near = [option for option in offered if len(said) >= 5 and fuzz.ratio(said, plain(option.label)) >= 90]
    words = set(said.split())
    within = [option for option in offered if len(words) > 1 and words <= set(plain(option.label).split())]
    found = {option.value for option in begun or near or within}
    return found.pop() if len(found) == 1 else None


def _several(text: str, offered: Sequence[Option]) -> tuple[str, ...] | None:
    """ "1, 3", "1 và 3", labels with commas between, "tất cả"; None unless every part is one of them."""
    if plain(text) in ("tat ca", "het tat ca", "ca"):
        return tuple(option.value for option in offered)
    whole = _one(text, offered)
    if whole is not None:
        return (whole,)
    picked = [_one(part, offered) for part in _LIST.split(clean(text)) if part.strip()]
    if not picked or None in picked:
        return None
    return tuple(dict.fromkeys(each for each in picked if each is not None))
