"""The documents name what there is: links, commands, settings, metrics, roles."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import typer.main

from bot.cli import app
from bot.metrics import Metrics
from bot.roles import ROLES
from bot.settings import Settings

HERE = Path(__file__).parent.parent
PAGES = sorted([*HERE.glob("*.md"), *(HERE / "docs").rglob("*.md")])

_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_FENCES = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _links(page: Path) -> Iterator[str]:
    """Where a page's links go within the repository."""
    for inline, picture in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        target = inline or picture
        if not target.startswith(("https://", "http://", "mailto:")):
            yield target


def _anchors(page: Path) -> set[str]:
    """The names of a page's headings, as the usual viewers make them."""
    headings = _HEADING.findall(_FENCES.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(HERE)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for link in _links(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            lost.append(link)
    assert lost == []


def test_the_index_lists_every_page() -> None:
    docs = HERE / "docs"
    listed = {(docs / link).resolve() for link in _links(docs / "README.md")}
    assert {page for page in PAGES if page.is_relative_to(docs)} - listed == {docs / "README.md"}


def test_the_readme_names_the_commands_there_are() -> None:
    said = re.findall(r"thidua ([a-z]+)(?: ([a-z]+))?", _read("README.md"))
    named = {" ".join(filter(None, pair)) for pair in said}
    assert named == set(_commands())


def _commands() -> list[str]:
    """What ``thidua --help`` and the help of its groups list."""
    return list(_names(typer.main.get_command(app).commands))  # type: ignore[attr-defined]


def _names(commands: Mapping[str, object]) -> Iterator[str]:
    for name, command in commands.items():
        inner = getattr(command, "commands", None)
        yield from ([f"{name} {each}" for each in inner] if inner else [name])


def test_the_operations_page_names_every_setting() -> None:
    example = set(re.findall(r"^([A-Z_]+)=", _read(".env.example"), re.MULTILINE))
    assert example == {name.upper() for name in Settings.model_fields}
    assert {name for name in example if f"`{name}`" not in _read("docs/operations.md")} == set()


def test_the_operations_page_names_every_metric_and_role() -> None:
    page = _read("docs/operations.md")
    metrics = re.findall(r"^# TYPE (\w+) ", Metrics({}, {}).render().decode(), re.MULTILINE)
    assert [name for name in metrics if f"`{name}`" not in page] == []
    assert [role for role in ROLES if f"| `{role}` |" not in page] == []


def test_one_spelling_of_a_word_that_has_two() -> None:
    """What people type is understood either way (tests/dialogues/49-hai-don-vi.yaml)."""
    said = [HERE / "content" / "texts.yaml", *(HERE / "bot" / "web" / "page").glob("*.*"), *PAGES]
    readable = [page for page in said if page.suffix in (".md", ".yaml", ".html", ".js")]
    other = unicodedata.normalize("NFC", "hủy")
    assert [page.name for page in readable if other in page.read_text(encoding="utf-8").lower()] == []
