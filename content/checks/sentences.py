"""Rules on the sentences we say: each can be filled, each asked for is there, none is idle."""

import re
from collections.abc import Iterator, Mapping
from string import Formatter

from content.checks.code import Said
from content.checks.material import Material
from content.errors import Problem


def sentences_can_be_filled(material: Material) -> Iterator[Problem]:
    """Places in braces have names, and every brace its partner."""
    if material.sentences is None:
        return
    for key, sentence in material.sentences.value.items():
        if wrong := _fault(sentence):
            yield material.sentences.source.problem((key,), wrong)


def versions_are_numbers(material: Material) -> Iterator[Problem]:
    """What people agree to has a version, by which their yes is known."""
    if material.sentences is None:
        return
    for key, sentence in material.sentences.value.items():
        if key.endswith(".version") and not re.fullmatch(r"[1-9]\d{0,5}", sentence):
            yield material.sentences.source.problem((key,), "phải là một số, bản mới thì tăng thêm 1")


def said_sentences_exist(material: Material) -> Iterator[Problem]:
    """The program asks for no sentence that is not there."""
    if material.sentences is None:
        return
    for said in material.code.said:
        for key in said.keys:
            if not any(re.fullmatch(key, each) for each in material.sentences.value):
                told = f"câu “{_shown(key)}” không có trong texts.yaml"
                yield Problem(path=said.path, line=said.line, text=told)


def said_sentences_get_their_values(material: Material) -> Iterator[Problem]:
    """Each place of a sentence gets a value, and each value has a place in one of the sentences meant."""
    if material.sentences is None:
        return
    for said in material.code.said:
        meant = _meant(said, material.sentences.value)
        if said.values is None or not meant:
            continue
        for key, places in meant.items():
            for place in sorted(places - said.values):
                told = f"câu “{key}” cần “{place}” mà chỗ này không cho"
                yield Problem(path=said.path, line=said.line, text=told)
        for value in sorted(said.values.difference(*meant.values())):
            told = f"“{value}” không có chỗ trong câu “{'”, “'.join(meant)}”"
            yield Problem(path=said.path, line=said.line, text=told)


def sentences_are_said(material: Material) -> Iterator[Problem]:
    """Every sentence is asked for by the program: in a call, or as a key it passes on."""
    if material.sentences is None:
        return
    strings = material.code.strings()
    said = [key for each in material.code.said for key in each.keys]
    for key in material.sentences.value:
        passed_on = "." in key and key in strings
        if not passed_on and not any(re.fullmatch(each, key) for each in said):
            yield material.sentences.source.problem((key,), "không chỗ nào nói câu này")


RULES = (
    sentences_can_be_filled,
    versions_are_numbers,
    said_sentences_exist,
    said_sentences_get_their_values,
    sentences_are_said,
)


def _fault(sentence: str) -> str | None:
    try:
        places = [place for _, place, _, _ in Formatter().parse(sentence) if place is not None]
    except ValueError:
        return "dấu { } không đủ cặp"
    wrong = [place for place in places if not place.isidentifier()]
    return f"“{{{wrong[0]}}}” không phải tên chỗ điền" if wrong else None


def _places(sentence: str) -> frozenset[str]:
    if _fault(sentence):
        return frozenset()
    return frozenset(place for _, place, _, _ in Formatter().parse(sentence) if place)


def _meant(said: Said, sentences: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The sentences a call may mean, and the places of each; those that cannot be filled are told apart."""
    keys = [key for key in sentences if any(re.fullmatch(each, key) for each in said.keys)]
    return {key: _places(sentences[key]) for key in keys if not _fault(sentences[key])}


def _shown(pattern: str) -> str:
    return re.sub(r"\\(.)", r"\1", pattern.replace(".+", "…"))
