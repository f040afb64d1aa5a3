"""Which part of a message asks, and which only tells what came before."""

from domain.understanding.normalise import Normalised
from domain.understanding.phrases import Span, Words

_ASKING = frozenset({"nao", "gi"})  # the words before these are what is asked for: hội thi nào
ENOUGH = 3  # words of matter in the asking part from which the rest of a message is left aside
_LONG = 15  # words from which a message is told apart into what it tells and what it asks
_QUESTION_WORDS = frozenset(
    {"lau", "bao", "gi", "nao", "may", "sao", "dau", "ai", "nhieu", "the", "khong", "chua", "hay"}
)


def in_question(normalised: Normalised, meaning: frozenset[int]) -> frozenset[int]:
    """In a long message the part that asks: its last clause with a question word (and those before it,
    as far back as it takes to have some matter); everything in a short one."""
    everything = frozenset(range(len(normalised.words)))
    if len(normalised.words) <= _LONG:
        return everything
    parts = [frozenset(range(start, end)) for start, end in normalised.parts]
    for number in range(len(parts) - 1, -1, -1):
        if any(normalised.words[at] in _QUESTION_WORDS for at in parts[number]):
            asking = parts[number]
            while len(asking & meaning) < ENOUGH and number > 0:
                number -= 1
                asking |= parts[number]
            return asking
    return everything


# What shows that a clause asks about a campaign.
_OURS = frozenset(
    {
        "phase", "which_phase", "how_many_phases", "report", "review", "plan_paper", "award", "title",
        "pledge",
        "slogan", "quota", "movement", "signer", "launch", "basis", "anniversary",
    }
)  # fmt: skip


def behind_background(normalised: Normalised, spans: tuple[Span, ...]) -> frozenset[int]:
    """The clause that asks of ours, where what is off topic was only told before it: trời mưa quá, đợt 1 hết
    khi nào? Nothing where that is not so."""
    off_topic = [span for span in spans if span.group == "off_topic"]
    if not off_topic:
        return frozenset()
    words, last = normalised.words, max(span.end for span in off_topic)
    starts = [start for start, _ in normalised.parts if start >= last]
    starts += [at for at, word in enumerate(words) if at >= last and word in _OPENING]
    if not starts:
        return frozenset()
    asking = frozenset(range(min(starts), len(words)))
    asks = any(words[at] in _QUESTION_WORDS for at in asking)
    ours = any(span.name in _OURS and span.start in asking for span in spans if span.group == "concept")
    return asking if asks and ours else frozenset()


_OPENING = frozenset({"hoi", "ma", "xong", "roi"})  # begin a new clause without a comma


# What people want an answer for themselves begins with để and one of these.
_OWN_ENDS = frozenset(
    {
        "in", "treo", "dan", "bao", "gui", "nop", "chuan", "viet", "soan", "len", "dua", "trinh", "dang",
        "biet", "thong", "pho", "noi", "tra", "em", "minh", "tui", "toi", "anh", "chi", "kip", "tien", "doc",
        "hop", "dien", "con", "cho",
    }
)  # fmt: skip
_LONG_TAIL = 10


def set_aside(normalised: Normalised) -> frozenset[int]:
    """What a message says that is not asked for: what the asker wants the answer for (để in băng rôn), and
    what is not meant."""
    return _own_end(normalised.words) | denied_part(normalised)


def _own_end(words: Words) -> frozenset[int]:
    starts = [
        at
        for at in range(4, len(words) - 1)
        if words[at] == "de" and words[at + 1] in _OWN_ENDS and len(words) - at <= _LONG_TAIL
    ]
    tail = frozenset(range(starts[0], len(words))) if starts else frozenset()
    return tail if not any(words[at] in _QUESTION_WORDS for at in tail) else frozenset()


def denied_part(normalised: Normalised) -> frozenset[int]:
    """What is expressly not meant: …, không phải của tỉnh, …"""
    words = normalised.words
    denied = [
        frozenset(range(start, end))
        for start, end in normalised.parts[1:]
        if words[start : start + 2] in (("khong", "phai"), ("chu", "khong"), ("khong", "tinh"))
        and _QUESTION_WORDS.isdisjoint(words[start + 2 : end])
    ]
    return frozenset().union(*denied)


# What a question may be about; where the asking part names none of these, the told one does.
_OBJECTS = frozenset({"report", "plan_paper", "pledge", "title", "award", "slogan", "quota", "launch"})


def telling_spans(spans: tuple[Span, ...], asking: frozenset[int]) -> tuple[Span, ...]:
    """The phrases that count, with the last thing told of before the asking part where that names none."""
    counting = tuple(span for span in spans if _counts(span, asking))
    if any(span.name in _OBJECTS for span in counting):
        return counting
    told = [span for span in spans if span.group == "concept" and span.name in _OBJECTS]
    return (*counting, *told[-1:])


def _counts(span: Span, asking: frozenset[int]) -> bool:
    """Turns of phrase count where somebody asks; names, and how one wants it told, wherever they stand."""
    named = span.group not in ("concept", "off_topic")
    return named or span.name == "verbatim" or span.start in asking


def focused(words: Words) -> frozenset[int]:
    """Where the two words stand before each nào or gì."""
    return frozenset(at - back for at, word in enumerate(words) if word in _ASKING for back in (1, 2))
