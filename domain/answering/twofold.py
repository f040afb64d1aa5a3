"""Two things asked in one message: told apart, and both answered."""

import re
from dataclasses import replace

from domain.answering.answer import Answer
from domain.text import clean, fold

_AND = re.compile(r"\s+(?:và|va|vaf|với lại|voi lai)\s+|\s*[,?;]\s*", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:nao|gi|j|may|nhieu|nhiu|bn|ai|dau|bao lau|bao gio|sao|ntn|the nao|hom nao)\b")
_LONGEST = 160  # characters; in longer ones what stands before the question is a story
_SURE, _WHOLE = 0.5, 0.8


def halves(question: str) -> tuple[str, str] | None:
    """What stands before and behind what joins two questions; None where only one is asked."""
    text = clean(question)
    if len(text) > _LONGEST:
        return None
    for joint in _AND.finditer(text):
        first, second = text[: joint.start()], text[joint.end() :]
        if _ASKS.search(fold(first)) and _ASKS.search(fold(second)):
            return first, second
    return None


def both(whole: Answer, first: Answer, second: Answer) -> Answer:
    """The answers to the halves as one, where each says something of its own; else that to the whole."""
    if "answered" not in (first.outcome, second.outcome) or not (_says(first) and _says(second)):
        return whole
    if whole.outcome == "answered" and _WHOLE <= whole.confidence < 1:
        return whole  # one clause has all of it
    if first.outcome != second.outcome and whole.outcome == "answered" and whole.text != first.text:
        return whole
    if first.intent == "campaign_dates" and (second.intent == first.intent or whole.outcome == "refused"):
        return whole  # a half that names nothing is not to mean the whole campaign then
    lines = list(dict.fromkeys([*_body(first), *_body(second)]))
    if set(lines) <= set(_body(whole)) or first.campaign != second.campaign:
        return whole
    sources = dict.fromkeys(line for each in (first, second) for line in each.text.split("\n")[-1:])
    told = first if first.outcome == "answered" else second
    text = "\n".join([*lines, *sources])
    citations = tuple(dict.fromkeys([*first.citations, *second.citations]))
    return replace(told, text=text, citations=citations, topic=second.topic or first.topic)


def _says(given: Answer) -> bool:
    return given.outcome in ("answered", "refused") and given.confidence >= _SURE


def _body(given: Answer) -> list[str]:
    """The lines of an answer without the last, which names the source or makes an offer."""
    return given.text.split("\n")[:-1]
