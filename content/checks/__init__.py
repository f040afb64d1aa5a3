"""Every problem of the content, with file and line: what ``thidua check`` shows."""

from pathlib import Path

from content.checks import lexicon, parts, phases, references, sentences, together, unit_words, units, wording
from content.checks.code import read_code
from content.checks.material import gather
from content.errors import Problem
from content.loader import HERE

_RULES = (
    *wording.RULES,
    *parts.RULES,
    *phases.RULES,
    *references.RULES,
    *together.RULES,
    *lexicon.RULES,
    *sentences.RULES,
    *units.RULES,
    *unit_words.RULES,
)


def problems(folder: Path = HERE, code: Path = HERE.parent) -> list[Problem]:
    """Everything to mend in the content of ``folder``, in order of file and line; never raises.

    ``code`` holds the packages that use this content: what they say has to be among the sentences.
    """
    material, found = gather(folder, read_code(code))
    for rule in _RULES:
        found.extend(rule(material))
    return sorted(set(found))
