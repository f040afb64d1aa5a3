"""Rules on how people write: every name leads somewhere, nothing stands there for nothing."""

from collections.abc import Iterable, Iterator

from content.checks.material import Material
from content.errors import Problem
from content.source import Source, Where
from domain.lexicon import IntentRule
from domain.text import marked


def phrases_given_once(material: Material) -> Iterator[Problem]:
    """A concept lists a phrase once. (Two concepts may share one: a phrase can mean two things.)"""
    for source, where, phrases in _phrase_lists(material):
        seen: set[str] = set()
        for number, phrase in enumerate(phrases):
            if marked(phrase) in seen:
                yield source.problem((*where, number), f"“{phrase}” ghi hai lần")
            seen.add(marked(phrase))


def rules_name_concepts(material: Material) -> Iterator[Problem]:
    """What a rule takes is a concept, or a mark that the program knows."""
    if material.intents is None or material.concepts is None:
        return
    strings = material.code.strings("domain")
    for where, rule in enumerate(material.intents.value):
        for name in _taken(rule):
            known = (
                name in strings or name[1:] in strings if name[:1] == "@" else name in material.concepts.value
            )
            if not known:
                told = f"không có khái niệm “{name}” trong concepts.yaml"
                told = f"chương trình không biết dấu “{name}”" if name[:1] == "@" else told
                yield material.intents.source.problem((where,), told)


def rules_mean_intents(material: Material) -> Iterator[Problem]:
    """The program knows what to say for every intent."""
    if material.intents is None:
        return
    strings = material.code.strings("domain")
    for where, rule in enumerate(material.intents.value):
        if rule.intent not in strings:
            told = f"chương trình không biết trả lời ý “{rule.intent}”"
            yield material.intents.source.problem((where, "intent"), told)


# Phrases that only keep their words from being taken for another concept.
_SHIELD = frozenset({"shield"})


def concepts_are_used(material: Material) -> Iterator[Problem]:
    """Every concept is named by a rule or by the program."""
    if material.intents is None or material.concepts is None:
        return
    used = material.code.strings("domain").union(_SHIELD, *map(_taken, material.intents.value))
    for concept in material.concepts.value:
        if concept not in used:
            yield material.concepts.source.problem((concept,), "không quy tắc nào dùng khái niệm này")


def abbreviations_stand_for_something(material: Material) -> Iterator[Problem]:
    """An abbreviation stands for something else than itself."""
    if material.words is None:
        return
    for table in ("abbreviations", "same"):
        for short, meant in getattr(material.words.value, table).items():
            if marked(short) == marked(meant):
                yield material.words.source.problem((table, short), f"“{short}” chỉ viết lại chính nó")


RULES = (
    phrases_given_once,
    rules_name_concepts,
    rules_mean_intents,
    concepts_are_used,
    abbreviations_stand_for_something,
)


def _taken(rule: IntentRule) -> tuple[str, ...]:
    return (*rule.all, *rule.any, *rule.none)


def _phrase_lists(material: Material) -> Iterator[tuple[Source, Where, Iterable[str]]]:
    if material.concepts:
        for concept, phrases in material.concepts.value.items():
            yield material.concepts.source, (concept,), phrases
    if material.sectors:
        for number, sector in enumerate(material.sectors.value):
            yield material.sectors.source, (number, "words"), sector.words
    if material.places:
        for name, places in material.places.value:
            yield material.places.source, (name,), places
