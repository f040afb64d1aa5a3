"""Takes the README's pictures from a program that runs in demo mode.

thidua run &
python -m tests.browser.screenshots http://127.0.0.1:8000 docs/pictures
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.conftest import ARGUMENTS, installed_chromium
from tests.browser.pages import PHONE

DESKTOP: dict[str, Any] = {"viewport": {"width": 1000, "height": 860}, "device_scale_factor": 1.5}


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One picture: the date to move to (None: leave it), what is asked, and the choice pressed last."""

    name: str
    context: dict[str, Any]
    day: str | None = None
    questions: tuple[str, ...] = ()
    choice: str | None = None


SHOTS = (
    Shot(
        name="desktop",
        context=DESKTOP,
        questions=("Thanh Hóa đang ở giai đoạn nào?", "co danh hieu gi?"),
    ),
    Shot(name="phone", context=PHONE, questions=("đang ở đợt nào?",), choice="Bình Định"),
    Shot(
        name="date-bar",
        context=DESKTOP,
        day="2022-05-20",
        questions=("Ninh Bình đang ở giai đoạn nào?", "khi nào phải nộp báo cáo?"),
    ),
)


async def take_all(url: str, folder: Path, shots: tuple[Shot, ...] = SHOTS) -> None:
    """Write ``<name>.png`` of every shot to ``folder`` (made if need be). The date is put back after each."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=installed_chromium(),
            args=list(ARGUMENTS),
        )
        for shot in shots:
            await _take(browser, url, folder / f"{shot.name}.png", shot)
        await browser.close()


async def _take(browser: Browser, url: str, file: Path, shot: Shot) -> None:
    context = await browser.new_context(locale="vi-VN", **shot.context)
    page = await context.new_page()
    await page.goto(url)
    day = page.get_by_label("Ngày giả định")
    if shot.day:
        await expect(day).not_to_have_value("")
        await day.fill(shot.day)
        await expect(page.locator(".note")).to_have_count(1)
    for question in shot.questions:
        await page.get_by_label("Tin nhắn").fill(question)
        await page.get_by_role("button", name="Gửi").click()
        await _answered(page)
    if shot.choice:
        await page.locator(".choice").filter(has_text=shot.choice).first.click()
        await _answered(page)
    await page.screenshot(path=file)
    if shot.day:
        await page.get_by_role("button", name="Hôm nay").click()
        await expect(page.locator(".note")).to_have_count(2)
    await context.close()


async def _answered(page: Page) -> None:
    """The answer to what was said last is there."""
    await expect(page.locator("#log > :last-child")).to_have_class("message bot")
    await page.wait_for_timeout(200)


if __name__ == "__main__":
    asyncio.run(take_all(sys.argv[1], Path(sys.argv[2])))
