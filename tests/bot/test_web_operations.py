"""What operators look at, and the demo's clock."""

from datetime import date
from typing import Any

import pytest

from domain.clock import local_day
from tests.bot.web_client import client_of
from tests.fakes.echo_bot import EchoBot

# --- operations --------------------------------------------------------------------------------------


async def test_healthz_says_that_the_process_runs() -> None:
    async with client_of(EchoBot().parts()) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_readyz_says_what_stands_in_the_way() -> None:
    bot = EchoBot()
    async with client_of(bot.parts()) as client:
        ready = await client.get("/readyz")
        bot.reasons = {"database": "no space left on device"}
        not_ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    assert (not_ready.status_code, not_ready.json()) == (
        503,
        {"status": "not ready", "reasons": {"database": "no space left on device"}},
    )


async def test_metrics_are_counted_for_this_program_alone() -> None:
    bot, other = EchoBot(), EchoBot()
    other.updates["received"] += 1
    other.metrics.answer("phase", "answered")
    bot.updates["received"] += 2
    bot.updates["duplicate"] += 1
    bot.metrics.answer("phase", "asked_back")
    bot.metrics.answer("", "refused")
    bot.deliveries["telegram", "sent"] += 3
    bot.deliveries["zalo", "over_quota"] += 1
    async with client_of(bot.parts()) as client:
        answer = await client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    counted = [line for line in answer.text.splitlines() if "_created" not in line and line[0] != "#"]
    assert counted == [
        'thidua_updates_total{outcome="duplicate"} 1.0',
        'thidua_updates_total{outcome="received"} 2.0',
        'thidua_answers_total{intent="phase",outcome="asked_back"} 1.0',
        'thidua_answers_total{intent="none",outcome="refused"} 1.0',
        'thidua_deliveries_total{channel="telegram",outcome="sent"} 3.0',
        'thidua_deliveries_total{channel="zalo",outcome="over_quota"} 1.0',
        "thidua_inbox_pending 0.0",
        "thidua_delivery_oldest_ready_seconds 2.0",
    ]


# --- demo mode ---------------------------------------------------------------------------------------


async def test_the_date_is_moved_and_put_back() -> None:
    bot = EchoBot()
    today = local_day(bot.clock.now())
    async with client_of(bot.demo_parts()) as client:
        before = (await client.get("/demo/clock")).json()
        moved = (await client.post("/demo/clock", json={"day": "2022-02-01"})).json()
        assert local_day(bot.clock.now()) == date(2022, 2, 1)
        back = (await client.post("/demo/clock", json={"day": None})).json()
    unmoved = {"day": today.isoformat(), "moved": False}
    assert (before, moved, back) == (unmoved, {"day": "2022-02-01", "moved": True}, unmoved)


@pytest.mark.parametrize("day", ["", "soon", "2022-02-30", "0001-01-01", "9999-12-31", 5, [], {}, True])
async def test_a_day_that_is_none_moves_nothing(day: Any) -> None:
    bot = EchoBot()
    async with client_of(bot.demo_parts()) as client:
        answers = [
            await client.post("/demo/clock", json={"day": day}),
            await client.post("/demo/clock", json={}),
            await client.post("/demo/clock", content=b"x"),
        ]
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert not bot.clock.moved


async def test_another_site_cannot_move_the_date() -> None:
    bot = EchoBot()
    async with client_of(bot.demo_parts()) as client:
        answer = await client.post("/demo/clock", json={"day": None}, headers={"Origin": "http://evil.test"})
    assert answer.status_code == 403


async def test_outside_demo_mode_there_is_no_clock_to_move() -> None:
    async with client_of(EchoBot().parts()) as client:
        assert (await client.get("/demo/clock")).status_code == 404
        assert (await client.post("/demo/clock", json={"day": "2022-02-01"})).status_code == 404
