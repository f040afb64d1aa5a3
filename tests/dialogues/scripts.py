"""Dialogues as files: read, compared, written anew.

Each file is a list of steps. Of a step, one of these is done:

    they: text            somebody says it (``times: 1000`` repeats it)
    press: label          presses that button of the last answer; types its number where there are none
    data: tell:1          a button's data that nobody has offered
    send: photo           a medium (``caption``: with these words)
    group: text           somebody says it in a group
    day: 2022-02-01       time passes, or goes back
    restart: true         the program stops and starts

and ``we`` lists what the bot says then: a text, or ``text`` and ``choices``.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
EVERYWHERE = ("web", "terminal", "telegram", "zalo")
_UNSEEN = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e"}
ACTIONS = ("they", "press", "data", "send", "group", "day", "restart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of the bot: what it says, and the choices it offers."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Step:
    action: str
    value: Any
    caption: str = ""
    times: int = 1
    we: list[Said] = field(default_factory=list)

    @property
    def text(self) -> str:
        return str(self.value) * self.times


@dataclass(slots=True, kw_only=True)
class Dialogue:
    """``channels`` are those it is played on; ``day`` is when it begins."""

    file: Path
    about: str
    day: date
    channels: tuple[str, ...]
    steps: list[Step]


def dialogues() -> list[Dialogue]:
    return [_read(file) for file in sorted(FOLDER.glob("*.yaml"))]


def _read(file: Path) -> Dialogue:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    unknown = set(data) - {"about", "day", "channels", "steps"}
    assert not unknown, f"{file.name}: {unknown}"
    return Dialogue(
        file=file,
        about=data["about"],
        day=data["day"],
        channels=tuple(data.get("channels", EVERYWHERE)),
        steps=[_step(file, step) for step in data["steps"]],
    )


def _step(file: Path, data: dict[str, Any]) -> Step:
    (action,) = [name for name in data if name in ACTIONS] or [f"{file.name}: no action in {data}"]
    unknown = set(data) - {action, "we", "caption", "times"}
    assert action in ACTIONS, action
    assert not unknown, f"{file.name}: {unknown}"
    return Step(
        action=action,
        value=data[action],
        caption=data.get("caption", ""),
        times=data.get("times", 1),
        we=[_said(said) for said in data.get("we", [])],
    )


def _said(data: str | dict[str, Any]) -> Said:
    if isinstance(data, str):
        return Said(text=data)
    return Said(text=data["text"], choices=tuple(data["choices"]))


def write(dialogue: Dialogue) -> None:
    """The file anew, with what the steps now hold."""
    whole: dict[str, Any] = {"about": dialogue.about, "day": dialogue.day}
    if dialogue.channels != EVERYWHERE:
        whole["channels"] = list(dialogue.channels)
    whole["steps"] = [_step_data(step) for step in dialogue.steps]
    text = yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    text = text.replace("\n- ", "\n\n- ").translate(_UNSEEN)
    assert yaml.safe_load(text) == whole
    dialogue.file.write_text(text, encoding="utf-8")


def _step_data(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {step.action: step.value}
    if step.caption:
        data["caption"] = step.caption
    if step.times != 1:
        data["times"] = step.times
    if step.we:
        data["we"] = [
            {"text": said.text, "choices": list(said.choices)} if said.choices else said.text
            for said in step.we
        ]
    return data


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as they are; short lists on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: _Dumper, values: list[Any]) -> yaml.Node:
    short = all(isinstance(value, str) and len(value) < 40 and "\n" not in value for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
