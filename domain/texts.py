"""The sentences we say, kept as data; code names them by key."""

from collections.abc import Mapping
from types import MappingProxyType


class Texts:
    """Sentences by key, with ``{places}`` to fill. A missing key or place is a fault of the program."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = MappingProxyType(dict(sentences))

    def say(self, key: str, **values: object) -> str:
        return self._sentences[key].format_map(values)

    def version(self, of: str) -> int:
        """The number of the text that people agree to: who changes the text raises it."""
        return int(self.say(f"{of}.version"))

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    @property
    def sentences(self) -> Mapping[str, str]:
        return self._sentences
