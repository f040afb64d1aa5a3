"""What a question has besides turns of phrase: marks that hang on how its words stand together."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from domain.text import fold
from domain.understanding.phrases import Span, Words
from domain.understanding.times import (
    PhaseRef,
    all_phases,
    counted_years,
    day_refs,
    month_refs,
    relative_day,
    which_phase,
    years,
)

# Words by which people mean the campaign as a whole.
_CAMPAIGN_WORDS = frozenset({("phong", "trao"), ("thi", "dua"), ("ke", "hoach"), ("huong", "dan")})


def _soon(words: Words, noun: Words, asking: Words, within: int) -> bool:
    """``ban chuyên môn nào``: a noun, and soon behind it the question."""
    for at in range(len(words) - len(noun)):
        end = at + len(noun)
        following = words[end : end + within]
        if words[at:end] == noun and following[:1] != ("hanh",) and not set(asking).isdisjoint(following):
            return True
    return False


_MUCH = frozenset({"bao", "mấy", "may", "nhiêu", "nhieu"})


def _how_much_reward(said: Words) -> bool:
    """thưởng kèm danh hiệu bao nhiêu: a reward (no khen thưởng), and behind it how much, of nothing else."""
    for at, word in enumerate(said):
        if word in ("thưởng", "thuong") and said[max(0, at - 1) : at] not in (
            ("khen",),
            ("bình",),
            ("binh",),
        ):
            behind = said[at + 1 : at + 7]
            much = [n for n, each in enumerate(behind) if each in _MUCH]
            if much and set(behind[much[0] :]) <= _MUCH | _PARTICLES:
                return True
    return False


_PARTICLES = frozenset(
    {"vậy", "vay", "ạ", "a", "thế", "the", "nhỉ", "ad", "em", "tiền", "tien", "đồng", "dong"}
)
_COUNTED = frozenset({"ngay", "nam", "thang", "tuan", "gio", "lan", "phan", "nguoi", "trieu", "dong", "diem"})


def _several_of(words: Words, span: Span) -> bool:
    """mấy đơn vị ký cái gì: with a question behind it, mấy is but a plural."""
    behind = words[span.start + 1 :]
    return (
        words[span.start] == "may"
        and _COUNTED.isdisjoint(behind[:1])
        and any(pair in _WHAT for pair in pairwise(behind))
    )


_WHAT = frozenset({("cai", "gi"), ("nhung", "gi"), ("viec", "gi"), ("dieu", "gi"), ("voi", "ai")})
_TOWARDS = frozenset({"len", "ve", "cho", "toi", "den", "qua", "voi"})
_RECEIVERS = frozenset(
    {
        ("co", "quan"), ("don", "vi"), ("to", "chuc"), ("bo", "phan"), ("cong", "doan"), ("cap",), ("ban",),
        ("ben",), ("phong",), ("cho",), ("noi",), ("nguoi",), ("dau", "moi"), ("ong",), ("ba",),
    }
)  # fmt: skip


def _to_whom(words: Words) -> bool:
    """nộp lên cơ quan nào, gửi về cấp nào: a way, a receiver, and the question right behind."""
    for at, word in enumerate(words):
        if word in _TOWARDS:
            for length in (1, 2):
                asked = words[at + 1 + length : at + 2 + length] == ("nao",)
                if asked and words[at + 1 : at + 1 + length] in _RECEIVERS:
                    return True
    return False


_CAMPAIGN_NOUNS = frozenset(
    {
        ("ke", "hoach"), ("phong", "trao"), ("chuong", "trinh"), ("chien", "dich"), ("huong", "dan"),
        ("van", "ban"), ("don", "vi"), ("dia", "phuong"), ("cong", "doan"),
        ("tinh",), ("noi",),
    }
)  # fmt: skip


def _which_campaigns(words: Words) -> bool:
    """bao nhiêu chương trình, những kế hoạch nào, tỉnh nào: campaigns counted or asked for."""
    for at in range(len(words)):
        for length in (1, 2):
            if tuple(map(fold, words[at : at + length])) not in _CAMPAIGN_NOUNS:
                continue
            before, behind = words[max(0, at - 2) : at], words[at + length : at + length + 3]
            counted = length > 1 and not {"nhiêu", "nhieu", "mấy", "may"}.isdisjoint(before[-1:])
            listed = not {"những", "nhung", "các", "cac"}.isdisjoint(before[-1:])
            if counted or listed or not {"nào", "nao"}.isdisjoint(behind):
                return True
    return False


_OVER = (("xong",), ("qua",))


def _after_something(words: tuple[str, ...], spans: Iterable[Span]) -> bool:
    """sau 1/4, qua Quốc khánh: what follows a day or event that is named."""
    starts = {span.start for span in spans if span.group == "event"}
    starts |= {at for at, word in enumerate(words) if day_refs((word,))}
    starts = {start - 1 if start and words[start - 1] in ("ngay", "dip", "le") else start for start in starts}
    ends = {span.end for span in spans if span.group == "event"}
    return any(words[end : end + 1] in _OVER for end in ends) or any(
        start > 0 and words[start - 1] in ("sau", "qua", "het") and words[max(0, start - 2)] != "hom"
        for start in starts
    )


def features(
    words: tuple[str, ...], said: tuple[str, ...], spans: Iterable[Span], phase: PhaseRef | None, today: date
) -> Iterable[str]:
    """The concepts found and the marks of what else was; ``said``: the words as written, where known."""
    for span in spans:
        if span.name in ("headcount", "how_many") and _several_of(words, span):
            continue
        yield span.name if span.group == "concept" else f"@{span.group}"
    if phase:
        yield "@phase"
        if phase.number:
            yield "@phase_number"
    if which_phase(words):
        yield "which_phase"
    if said[:1] == ("ban",) and words[1:2] in (("nao",), ("gi",)):
        yield "who"
    elif _soon(words, ("ban",), ("nao", "gi"), 3) and "bạn" not in said:
        yield "through"
    if counted_years(words):
        yield "@count"
    if _how_much_reward(said):
        yield "money"
    if _to_whom(words):
        yield "to_whom"
    if _which_campaigns(said):
        yield "@which_campaigns"
    if _soon(words, ("phong", "trao"), ("nao", "gi"), 4):
        yield "movement"
    if _after_something(words, spans):
        yield "@after"
    if "hay" in words and len(all_phases(words)) > 1:
        yield "@either"
    elif len(all_phases(words)) > 1:
        yield "@phases"
    if not _CAMPAIGN_WORDS.isdisjoint(pairwise(words)) or "dot" in words:
        yield "@campaign_word"
    if day_refs(words) or relative_day(words, today):
        yield "@day"
    if month_refs(words):
        yield "@month"
    if years(words, today):
        yield "@year"
