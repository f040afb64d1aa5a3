import pytest

from tests.databases import *  # noqa: F403


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write what the bot says into the dialogues")
