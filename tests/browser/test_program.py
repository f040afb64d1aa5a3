"""The page in a real browser, against the real program as ``make run`` starts it."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from domain.clock import machine_now
from domain.message import Address
from domain.reply import Reply
from store import deliveries, files
from store.deliveries import NewDelivery
from store.engine import Connection, Store
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


def _send_file(connection: Connection, page: Address) -> None:
    now = machine_now()
    row = files.put(
        connection, name="Danh sách.xlsx", media_type="text/plain", content=b"abc", now=now, keep=None
    )
    reply = Reply(text="Danh sách đây ạ.", document=row)
    deliveries.add(connection, [NewDelivery(address=page, reply=reply)], now)


async def test_a_file_comes_as_a_link_that_gives_it_once(chromium: Browser, tmp_path: Path) -> None:
    with running(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/data/thidua.db") as program:
        async with page_of(chromium, program.url) as page:
            (cookie,) = await page.context.cookies()
            store = Store.open(f"sqlite:///{tmp_path}/data/thidua.db")
            store.write_now(lambda c: _send_file(c, Address("web", cookie["value"])))
            store.close()
            link = page.get_by_role("log").get_by_role("link", name="Tải tệp")
            async with page.context.expect_page() as opened:
                await link.click()
            tab = await opened.value
            await expect(tab.locator(".file")).to_have_text("Danh sách.xlsx1 KB")
            async with tab.expect_download() as started:
                await tab.get_by_role("button", name="Tải về").click()
            download = await started.value
            assert download.suggested_filename == "Danh sách.xlsx"
            await download.save_as(tmp_path / "saved")
            await _is_used_up(tab)
    assert (tmp_path / "saved").read_bytes() == b"abc"


async def _is_used_up(tab: Page) -> None:
    await tab.get_by_role("button", name="Tải về").click()
    await expect(tab.get_by_role("heading")).to_have_text("Liên kết không dùng được")
