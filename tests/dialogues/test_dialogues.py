"""Whole conversations, played on every channel and compared with what arrived there.

``pytest tests/dialogues --update`` writes what the bot says now into the files.
"""

import pytest

from tests.dialogues.scripts import Dialogue, dialogues, write
from tests.dialogues.stages import stage

PLAYED = [(dialogue, channel) for dialogue in dialogues() for channel in dialogue.channels]


@pytest.mark.parametrize(
    ("dialogue", "channel"), PLAYED, ids=[f"{dialogue.file.stem}-{channel}" for dialogue, channel in PLAYED]
)
async def test_the_dialogue_goes_as_written(
    dialogue: Dialogue, channel: str, sqlite_url: str, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--update", default=False):
        if channel != dialogue.channels[0]:
            pytest.skip("the first channel of a dialogue writes it")
        await _rewrite(dialogue, channel, sqlite_url)
        return
    async with stage(channel, sqlite_url, dialogue) as (bot, place):
        for number, step in enumerate(dialogue.steps, 1):
            told = {who: we for who, we in {step.who: step.we, **step.others}.items() if we}
            wanted = {who: [part for said in we for part in place.shown(said)] for who, we in told.items()}
            assert (number, await bot.play(step)) == (number, wanted)


async def _rewrite(dialogue: Dialogue, channel: str, url: str) -> None:
    async with stage(channel, url, dialogue) as (bot, _place):
        for step in dialogue.steps:
            heard = dict(await bot.play(step))
            step.we = heard.pop(step.who, [])
            step.others = heard
    write(dialogue)


def test_there_are_dialogues_for_every_channel() -> None:
    assert {channel for _, channel in PLAYED} == {"web", "terminal", "telegram", "zalo"}
