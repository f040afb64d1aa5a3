"""What is loaded at the start is not looked through for what can be thrown away."""

import gc
from collections.abc import Iterator

import pytest

from bot.loading import loading


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_nothing_is_collected_while_loading_and_what_was_loaded_is_left_alone() -> None:
    before = gc.get_freeze_count()
    with loading():
        assert not gc.isenabled()
        loaded = [[number] for number in range(10_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(loaded)


def test_after_a_load_that_failed_collecting_goes_on() -> None:
    with pytest.raises(LookupError), loading():
        raise LookupError
    assert gc.isenabled()
