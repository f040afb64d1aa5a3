"""Rules on how people write the names of units."""

from collections.abc import Iterator

from content.checks.material import Material
from content.errors import Problem
from domain.text import fold


def short_forms_are_told_apart(material: Material) -> Iterator[Problem]:
    """A short form stands for something else than itself, and without diacritics for one thing only."""
    if material.unit_words is None:
        return
    source, seen = material.unit_words.source, dict[str, str]()
    for short, meant in material.unit_words.value.abbreviations.items():
        if fold(short) == fold(meant):
            yield source.problem(("abbreviations", short), f"“{short}” chỉ viết lại chính nó")
        if not fold(short).strip() or not fold(meant).strip():
            yield source.problem(("abbreviations", short), "không được để trống")
        other = seen.setdefault(fold(short), meant)
        if fold(other) != fold(meant):
            yield source.problem(("abbreviations", short), f"bỏ dấu thì “{short}” đã là “{other}”")


def phrases_of_names_given_once(material: Material) -> Iterator[Problem]:
    """What needs no saying and what counts for little are lists without repetition."""
    if material.unit_words is None:
        return
    source, words = material.unit_words.source, material.unit_words.value
    for name, phrases in (("beginnings", words.beginnings), ("common", words.common)):
        seen: set[str] = set()
        for number, phrase in enumerate(phrases):
            if fold(phrase) in seen:
                yield source.problem((name, number), f"“{phrase}” ghi hai lần")
            seen.add(fold(phrase))


def numbers_count_on(material: Material) -> Iterator[Problem]:
    """The numbers are different words."""
    if material.unit_words is None:
        return
    numbers = fold(material.unit_words.value.numbers).split()
    if len(set(numbers)) < len(numbers):
        yield material.unit_words.source.problem(("numbers",), "có số ghi hai lần")


RULES = (short_forms_are_told_apart, phrases_of_names_given_once, numbers_count_on)
