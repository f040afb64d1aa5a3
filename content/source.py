"""A data file, parsed: plain data in which every value knows its line. Nothing a file holds raises anything
but ContentError."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from content.errors import ContentError, Problem

Where = tuple[str | int, ...]

_DEEPEST = 20  # the parser underneath dies on what is nested without end
_TEXT_TAG = "tag:yaml.org,2002:str"
_DATE_TAG = "tag:yaml.org,2002:timestamp"


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

    def name(self, where: Where) -> str:
        """Where a value stands in words: ``clauses.md-1.asks[2]``, list items by id or counted from 1."""
        data, name = self.data, ""
        for step in where:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                data = None
            own = data.get("id") if isinstance(data, dict) and isinstance(step, int) else step
            name += f"[{step + 1}]" if isinstance(step, int) and not isinstance(own, str) else f".{own}"
        return name.removeprefix(".")

    def problem(self, where: Where, text: str) -> Problem:
        """``text`` with the name and line of the value it is about."""
        name = self.name(where)
        return Problem(path=self.path, line=self.line(where), text=f"{name}: {text}" if name else text)


class _Loader(yaml.CSafeLoader):
    """Plain data only. What can be read past is collected in ``slips`` as line and text: a key given twice,
    a key that YAML takes for something else than text. A date that does not exist stays text."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.slips: list[tuple[int, str]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="khóa phải là chữ", problem_mark=key.start_mark)
            line = key.start_mark.line + 1
            if key.tag != _TEXT_TAG:
                slip = f'YAML không đọc khóa “{key.value}” thành chữ; hãy để trong ngoặc kép: "{key.value}"'
                self.slips.append((line, slip))
                key.tag = _TEXT_TAG
            if key.value in seen:
                self.slips.append((line, f"khóa “{key.value}” ghi hai lần"))
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError, KeyError, IndexError):
            return str(node.value)


def read(path: Path) -> Source:
    """Parse one data file. Raises ContentError for one that is not to be used as it is."""
    source, problems = parse(path)
    if problems:
        raise ContentError(problems)
    return source


def parse(path: Path) -> tuple[Source, list[Problem]]:
    """The file, and what is wrong with it that does not keep it from being read.

    Raises ContentError for a file that is missing, not UTF-8 or no YAML.
    """
    text, problems = _text_of(path)
    try:
        node, data, slips = _parsed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        told = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        line = mark.line + 1 if mark else _line_at(text, getattr(error, "position", 0))
        raise _unreadable(path, line, f"sai cú pháp YAML: {told}") from error
    problems += [Problem(path=path, line=line, text=slip) for line, slip in slips]
    lines = dict(_lines(node, ())) if node is not None else {}
    return Source(path, data, lines), problems


def _text_of(path: Path) -> tuple[str, list[Problem]]:
    """The text in NFC, and the problem of one that was not."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except FileNotFoundError as error:
        raise _unreadable(path, 1, "không có tệp này") from error
    except OSError as error:
        raise _unreadable(path, 1, f"không mở được tệp: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _unreadable(path, line, "tệp không phải UTF-8; hãy lưu lại với mã UTF-8") from error
    normal = unicodedata.normalize("NFC", text)
    if normal == text:
        return text, []
    number = next(
        n for n, line in enumerate(text.split("\n"), 1) if unicodedata.normalize("NFC", line) != line
    )
    told = "dấu tiếng Việt gõ kiểu tổ hợp từ dòng này; hãy chuyển cả tệp sang Unicode dựng sẵn (NFC)"
    return normal, [Problem(path=path, line=number, text=told)]


def _unreadable(path: Path, line: int, text: str) -> ContentError:
    return ContentError([Problem(path=path, line=line, text=text)])


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _parsed(text: str) -> tuple[yaml.Node | None, Any, list[tuple[int, str]]]:
    _refuse_knots(text)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    finally:
        loader.dispose()
    return node, data, loader.slips


class _Knot(yaml.MarkedYAMLError):
    """YAML that we do not take, at an event."""

    def __init__(self, event: yaml.Event, problem: str) -> None:
        super().__init__(problem=problem, problem_mark=cast(yaml.Mark, event.start_mark))


def _refuse_knots(text: str) -> None:
    """Raise for aliases and endless nesting, which no data file needs and which make a parser hang or die."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _Knot(event, f"không dùng “*{event.anchor}” để lặp lại phần khác")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _Knot(event, "lồng nhau quá sâu")


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
