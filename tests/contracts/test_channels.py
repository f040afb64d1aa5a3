"""One table over every channel: payload to Message, Reply to requests, platform error to kind."""

import importlib
from types import ModuleType
from typing import Any

import pytest

from channels.base import SendError
from domain.reply import Reply
from tests.contracts.cases import ErrorCase, ReadCase, SendCase

CHANNELS = ("telegram", "zalo", "web", "terminal")


MODULES = {name: importlib.import_module(f"tests.contracts.{name}_cases") for name in CHANNELS}


def _table(part: str) -> list[Any]:
    return [
        pytest.param(module, case, id=f"{channel}-{case.name}")
        for channel, module in MODULES.items()
        for case in getattr(module.CASES, part)
    ]


@pytest.mark.parametrize(("module", "case"), _table("read"))
async def test_a_payload_becomes_this_message(module: ModuleType, case: ReadCase) -> None:
    async with module.running() as (channel, _):
        assert channel.read(case.raw) == case.message


@pytest.mark.parametrize(("module", "case"), _table("send"))
async def test_a_reply_becomes_these_requests(module: ModuleType, case: SendCase) -> None:
    async with module.running() as (channel, fake):
        before = len(fake.calls())
        await channel.send(case.to or module.CASES.address, case.reply, case.replacing, case.attachment)
        assert tuple(fake.calls()[before:]) == case.requests


@pytest.mark.parametrize(("module", "case"), _table("errors"))
async def test_a_platform_error_has_this_kind(module: ModuleType, case: ErrorCase) -> None:
    async with module.running() as (channel, fake):
        case.fault(fake)
        reply = case.reply or Reply(text="Xin chào")
        with pytest.raises(SendError) as caught:
            await channel.send(case.to or module.CASES.address, reply, attachment=case.attachment)
        error = caught.value
        assert (error.kind, error.retry_after, error.migrated_to) == (
            case.kind,
            case.retry_after,
            case.migrated_to,
        )
