"""How the page looks: it fits, and every text can be read."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Browser, Route, expect

from bot.web.parts import WebLimits
from domain.reply import Reply
from tests.browser.pages import DESKTOP, PHONE, ask, talking
from tests.fakes.echo_bot import WHICH, EchoBot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("context", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_page_fits_and_what_matters_is_in_sight(chromium: Browser, context: dict[str, Any]) -> None:
    bot = EchoBot()
    long = "Kế hoạch nêu rõ trách nhiệm của từng cấp công đoàn. " * 12
    bot.answer = lambda message: Reply(text=long + "w" * 300, buttons=WHICH.buttons)  # type: ignore[method-assign]
    async with talking(chromium, bot, bot.demo_parts(), **context) as page:
        for n in range(4):
            await ask(page, f"câu {n}")
            await expect(page.locator(".message.bot")).to_have_count(n + 1)
        width, height = context["viewport"]["width"], context["viewport"]["height"]
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        for seen in (page.get_by_label("Tin nhắn"), page.get_by_role("button", name="Gửi")):
            box = await seen.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height
            assert box["height"] >= 44
        assert await page.locator("textarea").evaluate("e => getComputedStyle(e).fontSize") == "16px"
        column = await page.locator("#log").bounding_box()
        assert column is not None
        assert column["width"] <= 760


CONTRAST = """
() => {
  const number = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (c) => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const color = number(getComputedStyle(element).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    for (let dim = element; dim; dim = dim.parentElement) {
      if (getComputedStyle(dim).opacity !== "1") poor.push(`${element.className} is dimmed`);
    }
    const [a, b] = [light(number(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_from_its_ground(chromium: Browser, scheme: str) -> None:
    bot = EchoBot()
    context = {**DESKTOP, "color_scheme": scheme}
    parts = bot.demo_parts(limits=WebLimits(body=1000))
    async with talking(chromium, bot, parts, **context) as page:
        await expect(page.get_by_label("Ngày giả định")).not_to_have_value("")
        assert await page.evaluate(CONTRAST) == []
        await ask(page, "Có những phong trào nào?")
        await expect(page.locator(".choice")).to_have_count(2)
        await page.get_by_role("button", name="+1 ngày").click()
        await ask(page, "ờ" * 1000)
        await expect(page.get_by_text("Không gửi được: Tin quá dài")).to_be_attached()
        bot.broken = OSError("disk full")
        await ask(page, "x")
        await expect(page.get_by_text("Chưa gửi được, sẽ tự thử lại")).to_be_attached()
        await page.get_by_role("button", name="Xóa lịch sử").click()
        assert await page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_message_under_way_can_be_read_and_is_marked(chromium: Browser, scheme: str) -> None:
    async with talking(chromium, EchoBot(), **{**DESKTOP, "color_scheme": scheme}) as page:
        looked_at = asyncio.Event()

        async def hold(route: Route) -> None:
            await looked_at.wait()
            await route.continue_()

        await page.route("**/chat", hold)
        await ask(page, "x")
        await expect(page.get_by_text("Đang gửi…")).to_be_visible()
        assert await page.evaluate(CONTRAST) == []
        bubble = page.locator(".message.me .text")
        assert await bubble.evaluate("element => getComputedStyle(element).outlineStyle") == "dashed"
        looked_at.set()
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: x")
