"""The page in a real browser, against a real server that answers out of a list."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from bot.web.parts import WebLimits
from channels.web import WebChannel
from domain.message import Address
from domain.reply import Button, Reply
from tests.browser.pages import ask, page_at, talking, texts
from tests.fakes.echo_bot import WHICH, EchoBot, serving

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_question_is_answered_and_a_choice_can_be_clicked(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:
        await ask(page, "Có những phong trào nào?")
        await page.get_by_role("log").get_by_role("button", name="Bến Tre 2018–2020").click()
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị đã chọn campaign:ben-tre-2018.")
        assert await texts(page) == [
            "Có những phong trào nào?",
            WHICH.text,
            "Bến Tre 2018–2020",
            "Anh/chị đã chọn campaign:ben-tre-2018.",
        ]
    assert [(raw.get("text"), raw.get("choice")) for _, raw in bot.stored] == [
        ("Có những phong trào nào?", None),
        (None, "campaign:ben-tre-2018"),
    ]


async def test_a_first_visit_sends_nothing_and_offers_questions(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:
        await expect(page.get_by_label("Tin nhắn")).to_be_focused()
        assert bot.stored == []
        await page.get_by_role("button", name="Thanh Hóa đang ở giai đoạn nào?").click()
        await expect(page.get_by_role("log")).to_contain_text(
            "Anh/chị vừa nói: Thanh Hóa đang ở giai đoạn nào?"
        )
        await expect(page.get_by_role("heading", name="Anh/chị muốn hỏi gì?")).to_be_hidden()


async def test_the_conversation_is_there_after_a_reload_and_goes_on(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:
        await ask(page, "một")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: một")
        await page.reload()
        await ask(page, "hai")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: hai")
        assert await texts(page) == ["một", "Anh/chị vừa nói: một", "hai", "Anh/chị vừa nói: hai"]
    assert len({raw["address"] for _, raw in bot.stored}) == 1


async def test_what_was_sent_while_the_page_was_away_is_there_when_it_is_back(chromium: Browser) -> None:
    bot = EchoBot()
    bot.mute = True
    async with talking(chromium, bot) as page:
        await ask(page, "một")
        await expect(page.get_by_text("Đã gửi", exact=True)).to_be_visible()
        home = page.url
        await page.goto("about:blank")
        message = bot.stored[0][1]
        for text in ("hai", "ba", "bốn"):
            bot.say(_address(message), Reply(text=text))
        await page.goto(home)
        await expect(page.get_by_role("log")).to_contain_text("bốn")
        assert await texts(page) == ["một", "hai", "ba", "bốn"]


def _address(raw: dict[str, Any]) -> Address:
    message = WebChannel().read(raw)
    assert message is not None
    return message.chat


async def test_after_a_restart_the_page_comes_back_and_what_was_written_goes_through_once(
    chromium: Browser,
) -> None:
    bot = EchoBot()
    async with serving(bot.parts()) as server:
        port = server.port
        async with page_at(chromium, server) as page:
            await ask(page, "trước")
            await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: trước")
            server.stop()
            await expect(page.get_by_role("status", name="Kết nối")).to_have_text("Đang kết nối lại…")
            await ask(page, "trong lúc nghỉ")
            await expect(page.get_by_text("Chưa gửi được, sẽ tự thử lại")).to_be_visible()
            async with serving(bot.parts(), port):
                await expect(page.get_by_role("log")).to_contain_text(
                    "Anh/chị vừa nói: trong lúc nghỉ", timeout=15_000
                )
                await expect(page.get_by_role("status", name="Kết nối")).to_have_text("")
                assert await texts(page) == [
                    "trước",
                    "Anh/chị vừa nói: trước",
                    "trong lúc nghỉ",
                    "Anh/chị vừa nói: trong lúc nghỉ",
                ]
    assert [raw["text"] for _, raw in bot.stored] == ["trước", "trong lúc nghỉ"]


async def test_an_answer_that_got_lost_on_the_way_leads_to_the_same_message_again(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:

        async def lose_the_answer(route: Any) -> None:
            await route.fetch()
            await route.abort()

        await page.route("**/chat", lose_the_answer, times=1)
        await ask(page, "một")
        await expect(page.get_by_text("Đã gửi", exact=True)).to_be_attached()
        assert await texts(page) == ["một", "Anh/chị vừa nói: một"]
    assert len(bot.stored) == 1


async def test_an_unsent_message_survives_a_reload(chromium: Browser) -> None:
    bot = EchoBot()
    bot.broken = OSError("disk full")
    async with talking(chromium, bot) as page:
        await ask(page, "một")
        await expect(page.get_by_text("Chưa gửi được, sẽ tự thử lại")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("log")).to_contain_text("một")
        bot.broken = None
        await page.get_by_role("button", name="Thử ngay").click()
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: một")
    assert len(bot.stored) == 1


async def test_a_message_that_is_too_long_says_so_and_holds_nothing_up(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot, bot.parts(limits=WebLimits(body=1000))) as page:
        await ask(page, "ờ" * 1000)
        await expect(page.get_by_text("Không gửi được: Tin quá dài")).to_be_attached()
        await ask(page, "ngắn")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: ngắn")


async def test_a_hundred_thousand_characters_are_answered(chromium: Browser) -> None:
    async with talking(chromium, EchoBot()) as page:
        await ask(page, "ờ" * 100_000)
        await expect(page.get_by_role("log")).to_contain_text("Tin có 100000 ký tự.")


async def test_text_is_shown_as_text_with_its_lines(chromium: Browser) -> None:
    bot = EchoBot()
    hostile = "<img src=x onerror=alert(1)>\n**đậm** https://example.org\n\u202eabc"
    bot.answer = lambda message: Reply(text=hostile, buttons=(Button("<b>nút</b>", "x"),))  # type: ignore[method-assign]
    async with talking(chromium, bot) as page:
        await ask(page, "<script>alert(2)</script>\nhai")
        log = page.get_by_role("log")
        await expect(log.get_by_role("button", name="<b>nút</b>")).to_be_visible()
        assert await texts(page) == ["<script>alert(2)</script>\nhai", hostile]
        assert await log.locator("img, script, a, b").count() == 0


TOKEN = "Ab-_" * 8


async def test_only_our_own_links_to_files_are_links(chromium: Browser) -> None:
    bot = EchoBot()
    said = f"Tệp “a <b>.xlsx”: /tep/{TOKEN}\nhttps://example.org/tep/{TOKEN} //example.org/tep/{TOKEN} /tep/x"
    bot.answer = lambda message: Reply(text=said)  # type: ignore[method-assign]
    async with talking(chromium, bot) as page:
        await ask(page, f"/tep/{TOKEN}")
        links = page.get_by_role("log").get_by_role("link")
        await expect(links).to_have_text(["Tải tệp"])
        assert await links.get_attribute("href") == f"tep/{TOKEN}"
        assert await texts(page) == [f"/tep/{TOKEN}", said.replace(f"/tep/{TOKEN}", "Tải tệp", 1)]


async def test_the_date_is_moved_in_every_way(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot, bot.demo_parts()) as page:
        day = page.get_by_label("Ngày giả định")
        await expect(day).to_have_value(re.compile(r"20\d\d-\d\d-\d\d"))
        today = await day.input_value()
        await day.fill("2022-02-01")
        await expect(page.get_by_role("log")).to_contain_text("Ngày giả định: Thứ Ba, 1/2/2022")
        await ask(page, "hôm nay ngày mấy?")
        await expect(page.get_by_role("log")).to_contain_text("Hôm nay là 2022-02-01.")
        await page.get_by_role("button", name="−1 ngày").click()
        await expect(day).to_have_value("2022-01-31")
        await page.get_by_role("button", name="+1 ngày").click()
        await expect(day).to_have_value("2022-02-01")
        await page.get_by_role("button", name="Bến Tre <2018> 10/5/2018").click()
        await expect(day).to_have_value("2018-05-10")
        await page.get_by_role("button", name="Hôm nay").click()
        await expect(day).to_have_value(today)
        assert not bot.clock.moved


async def test_everything_works_with_the_keyboard_alone(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:
        keys = page.keyboard
        await keys.type("Có những")
        await keys.press("Shift+Enter")
        await keys.type("phong trào nào?")
        await keys.press("Enter")
        choice = page.get_by_role("button", name="Thanh Hóa 2021–2030")
        await expect(choice).to_be_visible()
        await keys.press("Shift+Tab")
        await keys.press("Shift+Tab")
        await expect(choice).to_be_focused()
        await keys.press("Enter")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị đã chọn campaign:thanh-hoa-2021.")
        await expect(page.get_by_label("Tin nhắn")).to_be_focused()
    assert bot.stored[0][1]["text"] == "Có những\nphong trào nào?"


async def test_blank_text_is_not_sent(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:
        await ask(page, " \n ")
        await ask(page, "x")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: x")
    assert [raw["text"] for _, raw in bot.stored] == ["x"]


async def test_the_history_can_be_cleared_and_stays_clear(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:
        await ask(page, "một")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: một")
        await page.get_by_role("button", name="Xóa lịch sử").click()
        await page.get_by_role("button", name="Giữ lại").click()
        assert len(await texts(page)) == 2
        await page.get_by_role("button", name="Xóa lịch sử").click()
        await page.get_by_role("button", name="Xóa hết").click()
        await expect(page.get_by_role("heading", name="Anh/chị muốn hỏi gì?")).to_be_visible()
        await page.reload()
        await ask(page, "hai")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: hai")
        assert await texts(page) == ["hai", "Anh/chị vừa nói: hai"]


async def test_two_tabs_show_the_same_conversation(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:
        other = await page.context.new_page()
        await other.goto(page.url)
        await ask(other, "một")
        for tab in (page, other):
            await expect(tab.get_by_role("log")).to_contain_text("Anh/chị vừa nói: một")
            assert await texts(tab) == ["một", "Anh/chị vừa nói: một"]
        await ask(page, "hai")
        for tab in (page, other):
            await expect(tab.get_by_role("log")).to_contain_text("Anh/chị vừa nói: hai")
        assert await page.evaluate("JSON.parse(localStorage['thidua.history']).length") == 4
    assert len(bot.stored) == 2


async def test_a_page_whose_cookie_was_lost_is_answered(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot) as page:
        await ask(page, "một")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: một")
        await page.context.clear_cookies()
        await ask(page, "hai")
        await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: hai")
    assert len({raw["address"] for _, raw in bot.stored}) == 2


async def test_a_page_that_outlived_its_database_begins_anew(chromium: Browser) -> None:
    bot, reborn = EchoBot(), EchoBot()
    async with serving(bot.parts()) as server:
        port = server.port
        async with page_at(chromium, server) as page:
            for text in ("một", "hai"):
                await ask(page, text)
                await expect(page.get_by_role("log")).to_contain_text(f"Anh/chị vừa nói: {text}")
            server.stop()
            await expect(page.get_by_role("status", name="Kết nối")).to_have_text("Đang kết nối lại…")
            async with serving(reborn.parts(epoch="e2"), port):
                await ask(page, "ba")
                await expect(page.get_by_role("log")).to_contain_text("Anh/chị vừa nói: ba", timeout=15_000)


async def test_waiting_for_an_answer_is_shown_and_said_outside_the_conversation(chromium: Browser) -> None:
    bot = EchoBot()
    bot.mute = True
    async with talking(chromium, bot) as page:
        await page.clock.install()
        status = page.get_by_role("status", name="Câu trả lời")
        await expect(status).to_have_text("")
        await ask(page, "một")
        await expect(status).to_have_text("Đang tìm câu trả lời…")
        await expect(page.locator(".typing")).to_be_visible()
        await page.clock.fast_forward(21_000)
        await expect(status).to_have_text("Chưa có trả lời, tin nhắn vẫn được giữ…")
        await expect(status).not_to_have_class("waiting-note unseen")
        await expect(page.locator(".typing")).to_be_hidden()
        await page.reload()
        await expect(status).to_have_text("Chưa có trả lời, tin nhắn vẫn được giữ…")
        assert await page.get_by_role("log").get_by_role("status").count() == 0
        bot.say(_address(bot.stored[0][1]), Reply(text="đây ạ"))
        await expect(status).to_have_text("")
        await expect(page.get_by_role("log")).to_contain_text("đây ạ")


async def test_what_is_kept_can_be_read_on_the_smallest_screen_and_leaves_the_talk_its_room(
    chromium: Browser,
) -> None:
    async with talking(chromium, EchoBot()) as page:
        small_print = page.locator("#privacy p")
        await expect(small_print).to_be_visible()
        await page.set_viewport_size({"width": 390, "height": 400})
        await expect(small_print).to_be_hidden()
        await page.get_by_text("Quyền riêng tư").click()
        await expect(small_print).to_be_in_viewport()
        await ask(page, "một")
        await expect(small_print).to_be_hidden()
        await page.reload()
        await expect(page.get_by_role("log")).to_contain_text("một")
        await expect(small_print).to_be_hidden()


async def test_the_small_print_makes_room_also_where_the_date_was_moved_before(chromium: Browser) -> None:
    bot = EchoBot()
    async with talking(chromium, bot, bot.demo_parts()) as page:
        small_print = page.locator("#privacy p")
        await page.get_by_role("button", name="+1 ngày").click()
        await expect(page.get_by_role("log")).to_contain_text("Ngày giả định")
        await expect(small_print).to_be_visible()
        await ask(page, "một")
        await expect(small_print).to_be_hidden()


async def test_a_screen_reader_hears_what_comes_and_not_what_was(chromium: Browser) -> None:
    async with talking(chromium, EchoBot()) as page:
        log = page.get_by_role("log")
        await expect(log).to_have_attribute("aria-live", "polite")
        await expect(page.get_by_label("Tin nhắn")).to_have_count(1)
        await expect(page.get_by_role("button", name="Gửi")).to_have_count(1)
        assert await page.evaluate("document.documentElement.lang") == "vi"
