"""One-time links over HTTP: looking uses nothing up, pressing does, and only for whom it was made."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest

from bot.web import downloads as routes
from domain.clock import machine_now
from domain.message import Address
from store.downloads import Offer
from store.files import StoredFile
from tests.bot.web_client import CHAT, PAGE, client_of
from tests.fakes.echo_bot import EchoBot

TOKEN = "k" * 32
CONTENT = b"PK\x03\x04\x00\xff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE = StoredFile(
    id="f1",
    name="Danh sách đăng ký.xlsx",
    media_type=XLSX,
    size=len(CONTENT),
    sha256="",
    created_at=machine_now(),
    expires_at=None,
)
URL = f"/tep/{TOKEN}"
OTHER = "f" * 32


def offering(address: Address = PAGE, **changes: str) -> EchoBot:
    bot = EchoBot()
    bot.offer(TOKEN, Offer(address=address, file=replace(FILE, **changes)), CONTENT)  # type: ignore[arg-type]
    return bot


async def test_a_look_by_anybody_uses_nothing_up_and_the_button_gives_the_file_once() -> None:
    async with client_of(offering().parts()) as client:
        looks = [await client.request(method, URL) for method in ("GET", "HEAD", "GET", "HEAD")]
        given = await client.post(URL)
        again = [await client.request(method, URL) for method in ("POST", "GET", "HEAD")]
    assert [answer.status_code for answer in looks] == [200] * 4
    assert (given.status_code, given.content) == (200, CONTENT)
    assert [answer.status_code for answer in again] == [404] * 3
    for part in ("Danh sách đăng ký.xlsx", "1 KB", '<form method="post"><button>Tải về</button></form>'):
        assert part in looks[0].text


async def test_what_the_file_and_its_page_say_of_themselves() -> None:
    async with client_of(offering().parts()) as client:
        page, given = await client.get(URL), await client.post(URL)
    for answer in (page, given):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'self'" in policy
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert given.headers["content-type"] == XLSX
    plain, _, marked = given.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="danh sach dang ky.xlsx"'
    assert unquote(marked) == "Danh sách đăng ký.xlsx"


async def test_other_pages_may_still_send_no_forms() -> None:
    async with client_of(offering().parts()) as client:
        answer = await client.get("/")
    assert "form-action 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("cookie", [OTHER, None, "xyz"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_of_the_page_is_good_with_its_cookie_only(cookie: str | None, method: str) -> None:
    bot = offering()
    async with client_of(bot.parts(), cookie) as stranger:
        answer = await stranger.request(method, URL)
    async with client_of(bot.parts(), CHAT) as owner:
        given = await owner.post(URL)
    assert (answer.status_code, given.status_code) == (404, 200)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("channel", ["zalo", "telegram", "terminal"])
async def test_elsewhere_who_has_the_token_has_the_file(channel: str) -> None:
    async with client_of(offering(Address(channel, "1")).parts(), cookie=None) as client:
        page, given = await client.get(URL), await client.post(URL)
    assert (page.status_code, given.content) == (200, CONTENT)


async def test_wrong_used_and_somebody_elses_say_the_same() -> None:
    bot = offering()
    async with client_of(bot.parts(), OTHER) as stranger:
        answers = [await stranger.get(URL), await stranger.post(URL)]
        answers += [
            await stranger.get("/tep/" + word) for word in ("x" * 32, "x", "%00", "..%2f..", "đ" * 32)
        ]
    async with client_of(bot.parts()) as owner:
        await owner.post(URL)
        answers.append(await owner.post(URL))
    assert {answer.status_code for answer in answers} <= {404}
    said = [answer.text for answer in answers if "html" in answer.headers["content-type"]]
    assert len(said) >= len(answers) - 1  # a slash makes it another address
    assert len(set(said)) == 1


async def test_a_name_cannot_put_anything_into_the_page_or_the_headers() -> None:
    name = '"><script>alert(1)</script>\r\nX-Evil: 1; filename=".exe'
    async with client_of(offering(name=name).parts()) as client:
        page, given = await client.get(URL), await client.post(URL)
    assert "<script" not in page.text
    assert "&quot;&gt;&lt;script&gt;" in page.text
    assert "x-evil" not in given.headers
    plain, _, marked = given.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain.count('"') == 2
    assert unquote(marked) == name


async def test_while_the_store_is_out_of_order_the_link_is_kept() -> None:
    bot = offering()
    async with client_of(bot.parts()) as client:
        bot.broken = OSError("disk full")
        answer = await client.post(URL)
        bot.broken = None
        given = await client.post(URL)
    assert (answer.status_code, answer.headers["retry-after"], given.status_code) == (503, "5", 200)


async def test_who_guesses_is_sent_away_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(routes, "monotonic", lambda: now)
    async with client_of(offering().parts()) as client:
        misses = [await client.get("/tep/" + "x" * 32) for _ in range(routes.MISSES)]
        refused = await client.get(URL)
        now += timedelta(minutes=1, seconds=1).total_seconds()
        allowed = await client.get(URL)
    assert {answer.status_code for answer in misses} == {404}
    assert (refused.status_code, allowed.status_code) == (429, 200)


async def test_all_pages_have_one_frame_and_the_colours_of_the_chat() -> None:
    async with client_of(offering().parts()) as client:
        chat, offered, gone = [(await client.get(path)).text for path in ("/", URL, f"/tep/{OTHER}")]
        colours = (await client.get("/colours.css")).text
        sheets = [(await client.get(f"/{name}.css")).text for name in ("chat", "download")]
    assert "<title>Tải tệp – Thi đua</title>" in offered
    assert "<title>Không có tệp – Thi đua</title>" in gone
    for page in (chat, offered, gone):
        assert 'colours.css">' in page
        assert "<!--" not in page
    assert "--ground: #" in colours
    assert not any("--ground: #" in sheet for sheet in sheets)
