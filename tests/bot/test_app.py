"""The whole program, as a process of its own, against the platforms' fakes over HTTP."""

import re
from pathlib import Path

import httpx
import pytest

from handlers.commands import COMMANDS
from store import jobs
from store.engine import Store
from tests.bot.importing import ask, province
from tests.bot.program import Program, ask_page, free_port, running, wait_until
from tests.databases import scalars
from tests.fakes import zalo_events
from tests.fakes.telegram import TelegramFake
from tests.fakes.zalo import FakeZalo

QUESTION = "Đợt thi đua Ninh Bình kết thúc ngày nào?"
DAY, SOURCE = "31/5/2022", "KH 50/KH-LĐLĐ ngày 23/11/2021"
WRONG = "987654321:AAWrongWrongWrongWrongWrongWrongWro"
SECRET = "bi-mat_cua-Telegram", "bi mat cua Zalo"
UNFINISHED = "SELECT state FROM delivery WHERE state IN ('leased', 'sending')"


def telegram_settings(telegram: TelegramFake) -> dict[str, str]:
    return {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}


def zalo_settings(zalo: FakeZalo) -> dict[str, str]:
    return {"ZALO_TOKEN": zalo.token, "ZALO_API_URL": zalo.url}


def errors_in(log: str) -> list[str]:
    """What was logged as worse than news, without its time."""
    return re.findall(r"(?m)^\S+ \S+ (?:WARNING|ERROR) +(.*)$", log)


def test_a_question_is_answered_with_its_source_on_every_channel(tmp_path: Path) -> None:
    with TelegramFake() as telegram, FakeZalo(idle=5) as zalo:
        settings = telegram_settings(telegram) | zalo_settings(zalo)
        with running(tmp_path, LOG_LEVEL="DEBUG", **settings) as program:
            telegram.say(42, QUESTION)
            zalo.say(zalo_events.CHAT, QUESTION)
            page = ask_page(program.url, QUESTION)
            wait_until(lambda: telegram.texts(42) and zalo.sent())
            operations = {
                path: httpx.get(f"{program.url}/{path}", trust_env=False)
                for path in ("healthz", "readyz", "metrics")
            }
        log = program.log
        for said in (page, *telegram.texts(42), zalo.sent()[0][1]):
            assert DAY in said
            assert SOURCE in said
    assert [answer.status_code for answer in operations.values()] == [200, 200, 200]
    for line in (
        'thidua_updates_total{outcome="received"} 3.0',
        'thidua_answers_total{intent="campaign_dates",outcome="answered"} 3.0',
        'thidua_deliveries_total{channel="web",outcome="sent"} 1.0',
        "thidua_inbox_pending 0.0",
    ):
        assert line in operations["metrics"].text
    assert program.out.startswith(f"Mở {program.url} để trò chuyện")
    assert errors_in(log) == []
    for secret in (telegram.token, zalo.token, "FakeFake", "the-secret"):
        assert secret not in log
    assert program.rows(UNFINISHED) == []
    commands = [command["command"] for command in telegram.commands]
    assert commands == [command.names[0] for command in COMMANDS if command.about]


def test_webhooks_are_set_and_know_their_secrets(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with TelegramFake() as telegram, FakeZalo() as zalo:
        zalo.public_webhooks_only = False
        settings = {
            **telegram_settings(telegram),
            **zalo_settings(zalo),
            "TELEGRAM_MODE": "webhook",
            "TELEGRAM_WEBHOOK_SECRET": SECRET[0],
            "ZALO_MODE": "webhook",
            "ZALO_WEBHOOK_SECRET": SECRET[1],
            "PUBLIC_URL": url,
            "WEB_PORT": str(port),
        }
        with running(tmp_path, **settings) as program:
            wait_until(lambda: telegram.webhook_secret and zalo.webhook.url)
            assert (telegram.webhook_secret, zalo.webhook.secret) == SECRET
            for channel, header in (
                ("telegram", "X-Telegram-Bot-Api-Secret-Token"),
                ("zalo", "X-Bot-Api-Secret-Token"),
            ):
                for given in ({}, {header: "wrong"}):
                    told = zalo_events.text(QUESTION) | {"update_id": 1, "message": {"chat": {"id": 1}}}
                    answer = httpx.post(f"{url}/{channel}/webhook", json=told, headers=given, trust_env=False)
                    assert answer.status_code == 403
            assert program.rows("SELECT count(*) FROM inbox") == [(0,)]
            telegram.say(42, QUESTION)
            zalo.say(zalo_events.CHAT, QUESTION)
            for _ in range(2):  # alike to the letter, without id or date, and yet two
                bare = zalo_events.event("message.unsupported.received", message_id=None, date=None)
                zalo.push_raw(bare)
            wait_until(lambda: telegram.texts(42) and len(zalo.sent()) == 3)
            assert DAY in telegram.texts(42)[0]
            assert DAY in zalo.sent()[0][1]
        assert [status for _, status in telegram.pushes] == [200]
        assert [push.status for push in zalo.pushes] == [200, 200, 200]
        for secret in SECRET:
            assert secret not in program.log


def test_a_wrong_token_is_one_line_and_the_other_channels_work_on(tmp_path: Path) -> None:
    with TelegramFake() as telegram, FakeZalo(idle=5) as zalo:
        settings = telegram_settings(telegram) | zalo_settings(zalo) | {"TELEGRAM_TOKEN": WRONG}
        with running(tmp_path, **settings) as program:
            wait_until(lambda: "telegram is off" in program.log)
            zalo.say(zalo_events.CHAT, QUESTION)
            assert DAY in ask_page(program.url, QUESTION)
            wait_until(zalo.sent)
            ready = httpx.get(f"{program.url}/readyz", trust_env=False)
            metrics = httpx.get(f"{program.url}/metrics", trust_env=False).text
        assert (ready.status_code, ready.json()) == (
            200,
            {"status": "ready", "notes": {"telegram": "off until a restart; the log says why"}},
        )
        for channel, listening in (("telegram", "0.0"), ("zalo", "1.0"), ("web", "1.0")):
            assert f'thidua_channel_listening{{channel="{channel}"}} {listening}\n' in metrics
        assert errors_in(program.log) == [
            "bot.app: telegram is off: TELEGRAM_TOKEN: Telegram does not accept this token; "
            "copy it again from @BotFather (if TELEGRAM_API_URL is set, look at that as well)"
        ]
        assert WRONG not in program.log
        assert WRONG.partition(":")[2] not in program.log


def test_a_platform_that_is_down_at_the_start_is_waited_for(tmp_path: Path) -> None:
    with TelegramFake() as telegram:
        telegram.say(42, QUESTION)
        telegram.down()
        with running(tmp_path, **telegram_settings(telegram)) as program:
            wait_until(lambda: "trying again" in program.log)
            assert DAY in ask_page(program.url, QUESTION)
            telegram.up()
            wait_until(lambda: telegram.texts(42))
        assert telegram.token not in program.log


def test_a_stop_lets_what_is_on_its_way_arrive_and_keeps_the_rest(tmp_path: Path) -> None:
    with TelegramFake() as telegram:
        telegram.fail("sendMessage", code=200, stall=0.7)
        with running(tmp_path, **telegram_settings(telegram)) as program:
            telegram.say(42, "đang ở đợt nào?")
            wait_until(lambda: telegram.calls("sendMessage"))
            telegram.say(42, QUESTION)
            wait_until(lambda: telegram.unconfirmed == [])
        assert len(telegram.texts(42)) == 1
        assert program.rows(UNFINISHED) == []
        with running(tmp_path, **telegram_settings(telegram)):
            wait_until(lambda: len(telegram.texts(42)) == 2)
        assert program.rows("SELECT DISTINCT state FROM delivery") == [("sent",)]


def test_roles_share_the_work_on_postgresql_which_takes_whatever_people_send(
    tmp_path: Path, postgres_url: str
) -> None:
    database = {"DATABASE_URL": postgres_url.replace("+psycopg", "")}
    with TelegramFake() as telegram:
        others = database | telegram_settings(telegram)
        with (
            running(tmp_path / "web", "--roles", "web", **database) as web,
            running(tmp_path / "rest", "--roles", "receiver,sender,scheduler,worker", **others) as rest,
        ):
            assert DAY in ask_page(web.url, QUESTION)
            for text in ("Ninh \x00Bình", "Ninh Bình \ud83d", "\x00"):
                telegram.say(42, text)
                telegram.say(43, text)
            wait_until(lambda: len(telegram.texts(42)) == len(telegram.texts(43)) == 3, 20)
            assert rest.out == ""
        assert errors_in(web.log + rest.log) == []


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "line"),
    [
        ((), {"WEB_PORT": "80x"}, 2, "thidua: WEB_PORT: write a port from 1 to 65535, or 0 for any free one"),
        (
            (),
            {"WEB_HOST": "0.0.0.0"},
            2,
            "thidua: WEB_HOST: demo mode listens on this machine only; write 127.0.0.1, or set DEMO=false",
        ),
        (
            ("--roles", "web,works"),
            {},
            2,
            "thidua: --roles: works; the roles are web,receiver,sender,scheduler,worker",
        ),
        (
            (),
            {"DATABASE_URL": "postgresql://lan:sesame@127.0.0.1:1/x"},
            1,
            "thidua: DATABASE_URL: connection failed: "
            'connection to server at "127.0.0.1", port 1 failed: Connection refused; '
            "start the database, or write the address of one that runs",
        ),
        (
            (),
            {"DATA_DIR": "/proc/nowhere"},
            1,
            "thidua: the database cannot be used: /proc/nowhere cannot be written: No such file or directory",
        ),
    ],
)
def test_what_keeps_it_from_starting_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], code: int, line: str
) -> None:
    program = Program(tmp_path, *arguments, **settings)
    assert (program.wait_end(), program.log, program.out) == (code, f"{line}\n", "")


def test_a_worker_does_what_another_process_has_asked_for(tmp_path: Path, postgres_url: str) -> None:
    url = postgres_url.replace("+psycopg", "")
    store = Store.open(url)
    job = ask(store, province(300))
    with running(tmp_path, "--roles", "worker", DATABASE_URL=url) as program:
        wait_until(lambda: scalars(store, "SELECT state FROM job") == ["done"], 20)
        assert "started: worker" in program.log
    assert store.read_now(lambda c: jobs.find(c, job)).result["created"] == 300
    store.close()


def test_a_second_one_is_told_that_the_port_or_the_database_is_taken(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        port = first.url.rpartition(":")[2]
        same_port = Program(tmp_path / "other", WEB_PORT=port)
        same_database = Program(tmp_path / "third", DATA_DIR=str(tmp_path / "data"))
        assert (same_port.wait_end(), same_database.wait_end()) == (1, 1)
    assert same_port.log == (
        f"thidua: WEB_PORT: port {port} is taken by another program; stop it or write another port\n"
    )
    assert same_database.log == (
        "thidua: the database cannot be used: another process runs the bot on "
        f"{tmp_path}/data/demo.db; several need PostgreSQL\n"
    )
