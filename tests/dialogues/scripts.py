"""Dialogues as files: read, compared, written anew.

Each file is a list of steps. Of a step, one of these is done:

    they: text            somebody says it (``times: 1000`` repeats it)
    press: label          presses that button of the last answer; types its number where there are none
    data: tell:1          a button's data that nobody has offered
    send: photo           a medium (``caption``: with these words)
    group: text           somebody says it in a group
    day: 2022-02-01       time passes, or goes back
    restart: true         the program stops and starts
    elapse: 8             so many days pass by the machine's clock, by which codes expire and data are erased

and ``we`` lists what the bot says then: a text, or ``text`` and ``choices``. With ``as: lan`` it is Lan who
does it, and all that follows until the next ``as``; ``others`` lists by name what others hear then. What is
different each time stands as ``<mã 1>``: the first code that was said (see ``VARYING`` in stages.py).

Before the first step there is what is ``given``:

    units:                as ``store.units.NewUnit``: code, name, kind, parent (a code), sector …
    people:               by the names used in ``as``: ``name``, ``unit`` (a code), ``roles`` (role: code or
                          list); with ``enrolled: false`` an account that is nobody's yet
    admins:               names of those whose accounts stand in ADMINS

Several people can talk where there are several accounts: not on the terminal.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
EVERYWHERE = ("web", "terminal", "telegram", "zalo")
_UNSEEN = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e"}
ACTIONS = ("they", "press", "data", "send", "group", "day", "restart", "elapse")
SOMEBODY = ""  # who speaks where nobody is named


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
    who: str = SOMEBODY
    named: bool = False  # with ``as``: it is they from here on
    we: list[Said] = field(default_factory=list)
    others: dict[str, list[Said]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.value) * self.times


@dataclass(slots=True, kw_only=True)
class Dialogue:
    """``channels`` are those it is played on; ``day`` is when it begins, ``given`` what there is then."""

    file: Path
    about: str
    day: date
    channels: tuple[str, ...]
    given: dict[str, Any]
    steps: list[Step]


def dialogues() -> list[Dialogue]:
    return [_read(file) for file in sorted(FOLDER.glob("*.yaml"))]


def _read(file: Path) -> Dialogue:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    unknown = set(data) - {"about", "day", "channels", "given", "steps"}
    assert not unknown, f"{file.name}: {unknown}"
    steps: list[Step] = []
    for step in data["steps"]:
        steps.append(_step(file, step, steps[-1].who if steps else SOMEBODY))
    return Dialogue(
        file=file,
        about=data["about"],
        day=data["day"],
        channels=tuple(data.get("channels", EVERYWHERE)),
        given=data.get("given", {}),
        steps=steps,
    )


def _step(file: Path, data: dict[str, Any], who: str) -> Step:
    (action,) = [name for name in data if name in ACTIONS] or [f"{file.name}: no action in {data}"]
    unknown = set(data) - {action, "we", "caption", "times", "as", "others"}
    assert action in ACTIONS, action
    assert not unknown, f"{file.name}: {unknown}"
    return Step(
        action=action,
        value=data[action],
        caption=data.get("caption", ""),
        times=data.get("times", 1),
        who=data.get("as", who),
        named="as" in data,
        we=[_said(said) for said in data.get("we", [])],
        others={name: [_said(said) for said in heard] for name, heard in data.get("others", {}).items()},
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
    if dialogue.given:
        whole["given"] = dialogue.given
    whole["steps"] = [_step_data(step) for step in dialogue.steps]
    text = yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    text = text.replace("\n- ", "\n\n- ").translate(_UNSEEN)
    assert yaml.safe_load(text) == whole
    dialogue.file.write_text(text, encoding="utf-8")


def _step_data(step: Step) -> dict[str, Any]:
    data: dict[str, Any] = {"as": step.who} if step.named else {}
    data[step.action] = step.value
    if step.caption:
        data["caption"] = step.caption
    if step.times != 1:
        data["times"] = step.times
    if step.we:
        data["we"] = [_said_data(said) for said in step.we]
    if step.others:
        data["others"] = {name: [_said_data(said) for said in heard] for name, heard in step.others.items()}
    return data


def _said_data(said: Said) -> str | dict[str, Any]:
    return {"text": said.text, "choices": list(said.choices)} if said.choices else said.text


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
