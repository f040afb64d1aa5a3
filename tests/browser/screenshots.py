"""Takes the pictures of the documents from a program that runs in demo mode.

thidua run &
python -m tests.browser.screenshots http://127.0.0.1:8000 docs/pictures

Names behind the folder take those pictures only. The register fills with every run: begin with a new demo.db.
"""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.conftest import ARGUMENTS, installed_chromium
from tests.browser.pages import PHONE, ask

DESKTOP: dict[str, Any] = {"viewport": {"width": 1000, "height": 860}, "device_scale_factor": 1.5}


@dataclass(frozen=True)
class Press:
    """The last choice on the page that begins so."""

    label: str


@dataclass(frozen=True)
class Sit:
    """Take a role of the bar: the page begins anew."""

    role: str


@dataclass(frozen=True)
class Hear:
    """What comes by itself, with these words in it."""

    text: str


Step = str | Press | Sit | Hear  # words are typed and sent


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One picture: the date to move to (None: leave it), what is done before it, and the part of the page
    it shows (None: what is to be seen)."""

    name: str
    context: dict[str, Any]
    day: str | None = None
    steps: tuple[Step, ...] = ()
    part: str | None = None


ENROL: tuple[Step, ...] = ("tham gia", "có", "Lê Thị Lan mẫu", "co khi cau vang")
PLEDGE: tuple[Step, ...] = (
    Press("CĐCS Công ty Cơ khí"),
    "có",
    Press("Đăng ký thi đua"),
    Press("Long Biên"),
    "2, 3",
    "Giảm phế phẩm 5%",
    "1",
)
SHOTS = (
    Shot(
        name="desktop",
        context=DESKTOP,
        steps=("Thanh Hóa đang ở giai đoạn nào?", "co danh hieu gi?"),
    ),
    Shot(name="phone", context=PHONE, steps=("đang ở đợt nào?", Press("Bình Định"))),
    Shot(
        name="date-bar",
        context=DESKTOP,
        day="2022-05-20",
        steps=("Ninh Bình đang ở giai đoạn nào?", "khi nào phải nộp báo cáo?"),
    ),
    Shot(name="bar", context=DESKTOP, day="2022-02-01", steps=(Sit("Chủ tịch"),), part=".demo"),
    Shot(name="find-unit", context=PHONE, day="2022-02-01", steps=ENROL),
    Shot(name="pledge", context=PHONE, day="2022-02-01", steps=(*ENROL, *PLEDGE, "có")),
    Shot(
        name="review", context=DESKTOP, day="2022-02-01", steps=(Sit("Chủ tịch"), "Long Biên", "duyệt", "1")
    ),
    Shot(
        name="shares",
        context=DESKTOP,
        day="2022-02-01",
        steps=(Sit("Cán bộ"), "Long Biên", "tỷ lệ đăng ký", "xuất đăng ký", Hear("Tải tệp")),
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
    if shot.day:
        day = page.get_by_label("Ngày giả định")
        await expect(day).not_to_have_value("")
        await day.fill(shot.day)
        await expect(page.locator(".note")).to_have_count(1)
    for step in shot.steps:
        await _do(page, step)
    await (page.locator(shot.part) if shot.part else page).screenshot(path=file)
    if shot.day:
        await page.get_by_role("button", name="Hôm nay").click()
        await expect(page.locator(".note").last).to_be_visible()
        await page.wait_for_timeout(200)
    await context.close()


async def _do(page: Page, step: Step) -> None:
    match step:
        case Sit(role):
            async with page.expect_navigation():
                await page.get_by_role("button", name=role, exact=True).click()
            await expect(page.get_by_label("Ngày giả định")).not_to_have_value("")
        case Hear(text):
            await expect(page.locator("#log > :last-child")).to_contain_text(text)
        case Press(label):
            await page.locator(".choice").filter(has_text=label).last.click()
            await _answered(page)
        case _:
            await ask(page, step)
            await _answered(page)


async def _answered(page: Page) -> None:
    """The answer to what was said last is there."""
    await expect(page.locator("#log > :last-child")).to_have_class("message bot")
    await page.wait_for_timeout(400)


if __name__ == "__main__":
    wanted = sys.argv[3:]
    asyncio.run(
        take_all(
            sys.argv[1],
            Path(sys.argv[2]),
            tuple(shot for shot in SHOTS if not wanted or shot.name in wanted),
        )
    )
