"""Settings: what they are when nothing is said, and what is said when they are wrong."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import QuietHours, Settings, SettingsError, load_settings
from domain.message import Address

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "987654321:AAFakeFakeFakeFakeFakeFakeFakeFakeFak"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def _load(text: str | None = None) -> Settings:
    if text is not None:
        Path(".env").write_text(text, encoding="utf-8")
    return load_settings()


def _example() -> dict[str, str]:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_names_every_setting_with_its_default() -> None:
    assert sorted(_example()) == sorted(name.upper() for name in Settings.model_fields)
    assert _load(EXAMPLE.read_text(encoding="utf-8")).model_dump() == _load("").model_dump()


def test_every_setting_of_the_example_has_a_comment_above_its_group() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if "=" in line and not line.startswith("#"))
    for number, line in enumerate(lines[first:], first):
        if line and not line.startswith("#"):
            assert lines[number - 1], f"{line} follows a blank line instead of a comment"


def test_with_nothing_set_it_is_a_demo_with_a_database_of_its_own() -> None:
    settings = _load()
    assert (settings.demo_mode, settings.database) == (True, "sqlite:///data/demo.db")


@pytest.mark.parametrize("said", ["", "TELEGRAM_TOKEN=1:a", "ZALO_TOKEN=1:a", "DATABASE_URL=sqlite:///x.db"])
def test_as_soon_as_anything_is_set_up_it_is_no_demo(said: str) -> None:
    assert not _load(said).demo_mode


@pytest.mark.parametrize("name", ["TELEGRAM_TOKEN", "ZALO_TOKEN", "DATABASE_URL"])
def test_the_environment_counts_like_the_file(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "sqlite:///x.db")
    assert not _load().demo_mode


def test_a_demo_never_uses_the_real_database() -> None:
    settings = _load("DEMO=true\nDATABASE_URL=postgresql://a:b@c/d\nDATA_DIR=/srv")
    assert (settings.demo_mode, settings.database) == (True, "sqlite:////srv/demo.db")


@pytest.mark.parametrize(
    ("said", "database"),
    [
        ("DATABASE_URL=", "sqlite:///data/thidua.db"),
        ("DATA_DIR=/srv", "sqlite:////srv/thidua.db"),
        ("DATA_DIR=/srv\nDATABASE_URL=sqlite:///x.db", "sqlite:///x.db"),
        ("DATABASE_URL=postgresql://a:b@c/d", "postgresql://a:b@c/d"),
    ],
)
def test_the_database_is_in_the_data_folder_unless_it_is_named(said: str, database: str) -> None:
    assert _load(said).database == database


def test_values_are_understood() -> None:
    settings = _load(
        "ADMINS=telegram:12, zalo:ab\nQUIET_HOURS=22:00-05:15\nTIMEZONE=Asia/Tokyo\nlog_level=debug"
    )
    assert (settings.admins, settings.quiet_hours, settings.timezone, settings.log_level) == (
        (Address("telegram", "12"), Address("zalo", "ab")),
        QuietHours(time(22), time(5, 15)),
        ZoneInfo("Asia/Tokyo"),
        "DEBUG",
    )


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("WEB_PORT=80x", "WEB_PORT: write a port from 1 to 65535, or 0 for any free one"),
        ("WEB_PORT=65536", "WEB_PORT: write a port from 1 to 65535, or 0 for any free one"),
        ("TIMEZONE=Hanoi", "TIMEZONE: write a time zone such as Asia/Ho_Chi_Minh"),
        ("TIMEZONE=../etc/passwd", "TIMEZONE: write a time zone such as Asia/Ho_Chi_Minh"),
        ("DEMO=maybe", "DEMO: write true or false"),
        ("TELEGRAM_MODE=push", "TELEGRAM_MODE: write polling or webhook"),
        ("TELEGRAM_RATE=0", "TELEGRAM_RATE: write how many messages a second may go out, such as 28"),
        ("TELEGRAM_API_URL=x", "TELEGRAM_API_URL: write an address such as http://127.0.0.1:9000/bot"),
        ("PUBLIC_URL=thidua.vn", "PUBLIC_URL: write the address people reach us at, such as https://thidua.example.vn"),
        ("ADMINS=lan", "ADMINS: write addresses with commas between, such as telegram:123,zalo:abc"),
        ("QUIET_HOURS=at night", "QUIET_HOURS: write two times of day, such as 21:00-06:30"),
        ("LOG_LEVEL=loud", "LOG_LEVEL: write DEBUG, INFO, WARNING or ERROR"),
        (
            "DATABASE_URL=mysql://a:b@c/d",
            "DATABASE_URL: write sqlite:///path/to/file.db or postgresql://user:password@host/name "
            "(in a password @ is written %40, / %2F, : %3A)",
        ),
        (
            "DEMO=true\nWEB_HOST=0.0.0.0",
            "WEB_HOST: demo mode listens on this machine only; write 127.0.0.1, or set DEMO=false",
        ),
        (
            f"TELEGRAM_TOKEN={TOKEN}\nTELEGRAM_MODE=webhook\nTELEGRAM_WEBHOOK_SECRET=bí mật",
            "TELEGRAM_WEBHOOK_SECRET: write 1 to 256 letters, digits, _ or -; TELEGRAM_MODE=webhook needs it",
        ),
        (
            "ZALO_TOKEN=1:a\nZALO_MODE=webhook\nZALO_WEBHOOK_SECRET=seven77",
            "ZALO_WEBHOOK_SECRET: write 8 to 256 ASCII letters, digits, signs; ZALO_MODE=webhook needs it",
        ),
        (
            "ZALO_TOKEN=1:a\nZALO_MODE=webhook\nZALO_WEBHOOK_SECRET=bí mật của Zalo",
            "ZALO_WEBHOOK_SECRET: write 8 to 256 ASCII letters, digits, signs; ZALO_MODE=webhook needs it",
        ),
        ("TELEGRAM_TOKN=1:a", "TELEGRAM_TOKN: there is no such setting; did you mean TELEGRAM_TOKEN?"),
        ("telegram_colour=1", "TELEGRAM_COLOUR: there is no such setting; the example names all there are"),
        ("QUIET_HOUR=21:00-06:30", "QUIET_HOUR: there is no such setting; did you mean QUIET_HOURS?"),
        ("ADMIN=telegram:1", "ADMIN: there is no such setting; did you mean ADMINS?"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_line_that_names_the_setting_and_the_mend(said: str, problem: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(said)
    assert str(caught.value) == problem
    assert caught.value.problems == (problem,)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_demo_may_listen_on_this_machine(host: str) -> None:
    assert _load(f"DEMO=true\nWEB_HOST={host}").web_host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "thidua.example.vn"])
def test_a_demo_that_nobody_asked_for_stays_on_this_machine_too(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("WEB_HOST", host)
    with pytest.raises(SettingsError, match=r"^WEB_HOST: "):
        _load()


def test_several_wrong_values_are_still_one_line() -> None:
    with pytest.raises(SettingsError) as caught:
        _load("WEB_PORT=x\nDEMO=q\nLOG_LEVEL=z")
    assert len(caught.value.problems) == 3
    assert str(caught.value).endswith("(and 2 more: thidua check shows all)")


def test_a_file_that_is_no_text_is_said() -> None:
    Path(".env").write_bytes(b"TELEGRAM_TOKEN=\xff\xfe")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == ".env: cannot be read; it must be a text file in UTF-8"


def test_secrets_are_known_and_never_shown() -> None:
    settings = _load(
        f"TELEGRAM_TOKEN={TOKEN}\nZALO_TOKEN=2:zalozalo\nZALO_WEBHOOK_SECRET=geheimnis\n"
        "TELEGRAM_WEBHOOK_SECRET=abc\nDATABASE_URL=postgresql://a:sesame@c/d"
    )
    assert settings.secrets == (TOKEN, "abc", "2:zalozalo", "geheimnis", "sesame")
    for secret in (*settings.secrets[:1], *settings.secrets[2:], "sesame"):
        assert secret not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "thidua.db",
        "postgres://lan:sesame@h/d",
        "postgresql:/lan:sesame@h/d",
        "postgresql://lan:sesame@h:port/d",
        "postgresql://lan:sesame@h:70000/d",
        "postgresql://lan:se@same@h/d",
        "postgresql://lan:sesame@[::1/d",
        "sqlite://thidua.db",
        "sqlite:///:memory:",
    ],
)
def test_an_address_that_is_none_of_a_database_is_one_line_without_it(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _load(f"DATABASE_URL={url}")
    assert str(caught.value) == (
        "DATABASE_URL: write sqlite:///path/to/file.db or postgresql://user:password@host/name "
        "(in a password @ is written %40, / %2F, : %3A)"
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///thidua",
        "postgresql+psycopg://lan@h:5432/d",
        "postgresql://lan:sesame@[::1]:5432/d?sslmode=require",
        "postgresql://postgres:@/postgres?host=/run/postgresql",
    ],
)
def test_addresses_of_databases_are_taken(url: str) -> None:
    assert _load(f"DATABASE_URL={url}").database == url


@pytest.mark.parametrize(
    ("url", "passwords"),
    [
        ("postgresql://lan:open%40sesame@h/d", ("open%40sesame", "open@sesame")),
        ("postgresql://lan@h/d?password=sesame&sslpassword=s%2Fs", ("sesame", "s%2Fs", "s/s")),
        ("postgresql://lan@h/d", ()),
        ("sqlite:///a.db", ()),
    ],
)
def test_the_password_of_the_database_is_a_secret_however_it_is_written(
    url: str, passwords: tuple[str, ...]
) -> None:
    assert _load(f"DATABASE_URL={url}").secrets == passwords


def test_names_that_are_not_ours_may_stand_beside() -> None:
    assert _load("COMPOSE_PROJECT_NAME=x\nPATH=/bin\nWEB_PORT=81").web_port == 81
