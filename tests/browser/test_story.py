"""A whole story in one page, as a newcomer plays it in demo mode: a worker pledges, the chair confirms, an
officer looks at the shares."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.bot.program import running
from tests.browser.pages import ask, page_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def hear(page: Page, text: str) -> None:
    await expect(page.get_by_role("log")).to_contain_text(text)


async def sit(page: Page, role: str) -> None:
    """Take a role: the page begins anew, with that role's own conversation."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=role, exact=True).click()
    await expect(page.get_by_role("button", name=role, exact=True)).to_have_attribute("aria-pressed", "true")


async def test_a_newcomer_plays_a_worker_a_chair_and_an_officer(chromium: Browser, tmp_path: Path) -> None:
    with running(tmp_path) as program:
        async with page_of(chromium, program.url) as page:
            log = page.get_by_role("log")
            await page.get_by_label("Ngày giả định").fill("2022-02-01")
            await hear(page, "1/2/2022")
            for said, heard in (
                ("tham gia", "Ai giữ"),
                ("có", "Họ và tên"),
                ("Lê Thị Lan mẫu", "công đoàn cơ sở nào"),
                ("MAU-LB-CK", "CĐCS Công ty Cơ khí Cầu Vàng (mẫu)"),
                ("1", "Kiểm tra lại trước khi ghi tên"),
                ("có", "Đã ghi tên Lê Thị Lan mẫu"),
                ("đăng ký", "phấn đấu danh hiệu nào"),
                ("2", "Đã chọn: Công nhân giỏi"),
                ("xong", "phấn đấu làm gì"),
                ("Giảm phế phẩm", "mấy sáng kiến"),
                ("1", "Kiểm tra lại trước khi đăng ký"),
                ("có", "Đã gửi đăng ký thi đua đợt 1, Long Biên"),
            ):
                await ask(page, said)
                await hear(page, heard)
            await sit(page, "Chủ tịch")
            await expect(log).not_to_contain_text("Lê Thị Lan")
            await ask(page, "duyệt")
            await hear(page, "Lê Thị Lan mẫu (CĐCS Công ty Cơ khí Cầu Vàng (mẫu)): Công nhân giỏi")
            await log.get_by_role("button", name="Xác nhận tất cả").click()
            await hear(page, "1 đăng ký chuyển sang “đã xác nhận”")
            await sit(page, "Đoàn viên")
            await hear(page, "(Công nhân giỏi) đã được xác nhận")
            await sit(page, "Cán bộ")
            await ask(page, "tỷ lệ đăng ký")
            await hear(page, "của phong trào nào")
            await log.get_by_role("button", name="Long Biên").last.click()
            await hear(page, "LĐLĐ thành phố Hà Nội (mẫu): 1/471 người")
            await sit(page, "Quản trị")
            await ask(page, "duyệt")
            await hear(page, "Không có đăng ký nào trong phần này")
        assert program.log.count("\n") == 1, program.log
