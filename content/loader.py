"""Reads the data files into domain values; a problem names its file and line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from content.errors import ContentError, Problem
from domain.anniversary import Event
from domain.campaign import Campaign
from domain.catalogue import Catalogue
from domain.knowledge import Knowledge
from domain.lexicon import IntentRule, Lexicon, Places, Sector
from domain.text import marked
from domain.texts import Texts

HERE = Path(__file__).parent

Where = tuple[str | int, ...]
T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed data file that knows on which line each of its values stands."""

    path: Path
    data: Any
    lines: Mapping[Where, int]

    def line(self, where: Where) -> int:
        """The line of a value, or of the nearest thing around it that has one."""
        for end in range(len(where), -1, -1):
            if where[:end] in self.lines:
                return self.lines[where[:end]]
        return 1

    def problem(self, where: Where, text: str) -> Problem:
        return Problem(path=self.path, line=self.line(where), text=text)


class _Loader(yaml.CSafeLoader):
    """Plain data only, and a key given twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"key given twice: {key.value}", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read(path: Path) -> Source:
    """Parse one YAML file. Raises ContentError for text that is no YAML, not UTF-8, or says a key twice."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError([Problem(path=path, line=1, text=f"cannot be read: {error}")]) from error
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError([Problem(path=path, line=line, text=error.problem or str(error))]) from error
    finally:
        loader.dispose()
    return Source(path, data, dict(_lines(node, ())) if node is not None else {})


def _lines(node: yaml.Node, where: Where) -> Iterator[tuple[Where, int]]:
    yield where, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inside = (*where, key.value)
            yield inside, key.start_mark.line + 1
            yield from ((w, line) for w, line in _lines(value, inside) if w != inside)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _lines(value, (*where, number))


def build(model: type[T], source: Source, data: Any = None, where: Where = ()) -> T:
    """``data`` (the whole file when not given) as ``model``. Raises ContentError with every problem."""
    try:
        return model.model_validate(source.data if data is None else data)
    except ValidationError as error:
        raise ContentError(
            [
                source.problem((*where, *each["loc"]), f"{'.'.join(map(str, each['loc']))}: {each['msg']}")
                for each in error.errors(include_url=False, include_input=False)
            ]
        ) from error


def campaign_sources(folder: Path = HERE / "campaigns") -> list[Source]:
    return [read(path) for path in sorted(folder.glob("*.yaml"))]


def load_catalogue(folder: Path = HERE / "campaigns") -> Catalogue:
    """The campaigns of a folder. Raises ContentError."""
    campaigns = [build(Campaign, source) for source in campaign_sources(folder)]
    return Catalogue(sorted(campaigns, key=lambda campaign: (campaign.starts_on, campaign.id), reverse=True))


def load_events(path: Path = HERE / "anniversaries.yaml") -> dict[str, Event]:
    source = read(path)
    events = [
        build(Event, source, data, ("events", number)) for number, data in enumerate(source.data["events"])
    ]
    return {event.id: event for event in events}


def load_lexicon(folder: Path = HERE / "lexicon") -> Lexicon:
    words = read(folder / "words.yaml").data
    return Lexicon(
        abbreviations=words["abbreviations"],
        function_words=frozenset(marked(words["function_words"]).split()),
        same=words["same"],
        concepts=TypeAdapter(dict[str, tuple[str, ...]]).validate_python(read(folder / "concepts.yaml").data),
        sectors=TypeAdapter(tuple[Sector, ...]).validate_python(read(folder / "sectors.yaml").data),
        places=build(Places, read(folder / "places.yaml")),
        intents=TypeAdapter(tuple[IntentRule, ...]).validate_python(read(folder / "intents.yaml").data),
    )


def load_texts(path: Path = HERE / "texts.yaml") -> Texts:
    return Texts(read(path).data)


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """Everything but the campaigns. Raises ContentError."""
    return Knowledge(lexicon=load_lexicon(), texts=load_texts(), events=load_events())
