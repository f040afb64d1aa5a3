"""The page in a real browser, against the real program as ``make run`` starts it."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.bot.program import running
from tests.browser.pages import ask, page_of, texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

QUESTION = "Đang ở giai đoạn nào?"


async def test_ask_choose_reload_and_move_the_date(chromium: Browser, tmp_path: Path) -> None:
    with running(tmp_path) as program:
        async with page_of(chromium, program.url) as page:
            log = page.get_by_role("log")
            await page.get_by_label("Ngày giả định").fill("2022-02-01")
            await expect(log).to_contain_text("1/2/2022")
            await ask(page, QUESTION)
            await log.get_by_role("button", name="Ninh Bình").click()
            await expect(log).to_contain_text("31/5/2022")
            await expect(log).to_contain_text("KH 50/KH-LĐLĐ ngày 23/11/2021")
            before = await texts(page)
            await page.reload()
            await expect(log).to_contain_text("31/5/2022")
            assert await texts(page) == before
            await page.get_by_label("Ngày giả định").fill("2021-11-15")
            await expect(page.locator(".note")).to_have_count(2)
            await ask(page, QUESTION)
            await expect(log).to_contain_text("31/12/2021")
        assert program.log.count("\n") == 1, program.log
