"""What the small content of these tests is used by."""

from collections.abc import Callable

_SMALL = {"greeting": "small.hello"}
_INTENTS = {"phase_current": "@phase", "purpose": "@chosen"}


def told(say: Callable[..., str], name: str, start: str, *, open_end: bool) -> list[str]:
    key = "phase.open" if open_end else "phase.dates"
    return [
        say(key, name=name, start=start),
        say("source", citation=name),
        say(f"aspect.{name}"),
        say(_SMALL["greeting"]),
    ]
