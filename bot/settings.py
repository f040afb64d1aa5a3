"""Settings: from the environment and ``.env``, checked before anything starts."""

import ipaddress
import re
from collections.abc import Iterator
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.message import Address
from domain.quiet_hours import USUAL, QuietHours

ENV_FILE = Path(".env")
ZALO_API_URL = "https://bot-api.zaloplatforms.com"

_MENDS = {
    "database_url": "write sqlite:///path/to/file.db or postgresql://user:password@host/name "
    "(in a password @ is written %40, / %2F, : %3A)",
    "data_dir": "write the path of a folder",
    "timezone": "write a time zone such as Asia/Ho_Chi_Minh",
    "demo": "write true or false",
    "web_host": "write an address to listen on, such as 127.0.0.1",
    "web_port": "write a port from 1 to 65535, or 0 for any free one",
    "public_url": "write the address people reach us at, such as https://thidua.example.vn",
    "telegram_mode": "write polling or webhook",
    "telegram_api_url": "write an address such as http://127.0.0.1:9000/bot",
    "telegram_file_url": "write an address such as http://127.0.0.1:9000/file/bot",
    "telegram_webhook_secret": "write 1 to 256 letters, digits, _ or -",
    "telegram_rate": "write how many messages a second may go out, such as 28",
    "telegram_paid_broadcast": "write true or false",
    "zalo_mode": "write polling or webhook",
    "zalo_api_url": f"write an address such as {ZALO_API_URL}",
    "zalo_webhook_secret": "write 8 to 256 ASCII letters, digits, signs",
    "zalo_monthly_messages": "write how many messages a month the bot may send, such as 3000",
    "zalo_max_users": "write how many people the bot may serve, such as 50",
    "admins": "write addresses with commas between, such as telegram:123,zalo:abc",
    "quiet_hours": "write two times of day, such as 21:00-06:30",
    "log_level": "write DEBUG, INFO, WARNING or ERROR",
}


# Without SQLAlchemy, which takes half a second and more than we want: what follows an @ in a password
# written as it is would pass for the host, and be named in every error.
_DATABASE = re.compile(
    r"sqlite:///(?!:memory:).+"
    r"|postgresql(\+psycopg)?://"
    r"([^:/@?\s]*(:(?P<password>[^:/@?\s]*))?@)?"
    r"([^:/@?\[\]\s]+|\[[0-9A-Fa-f:.%]+\])?(:(?P<port>\d{1,5}))?"
    r"(/[^?@\s]*)?(\?(?P<query>\S*))?"
)
_PASSWORDS = ("password", "sslpassword")  # of libpq, in a query


class SettingsError(Exception):
    """The program cannot start with these settings; each of ``problems`` names one and the mend."""

    def __init__(self, problems: list[str]) -> None:
        more = f" (and {len(problems) - 1} more: thidua check shows all)" if len(problems) > 1 else ""
        super().__init__(problems[0] + more)
        self.problems = tuple(problems)


def _zone(name: object) -> object:
    try:
        return ZoneInfo(str(name)) if not isinstance(name, ZoneInfo) else name
    except (OSError, ValueError, LookupError) as error:
        raise ValueError("no such time zone") from error


def _addresses(listed: object) -> object:
    if not isinstance(listed, str):
        return listed
    return tuple(Address.parse(each.strip()) for each in listed.split(",") if each.strip())


def _quiet_hours(span: object) -> object:
    if not isinstance(span, str):
        return span
    start, _, end = span.partition("-")
    return QuietHours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("no web address")
    return url


Port = Annotated[int, Field(ge=0, le=65535)]
Positive = Annotated[int, Field(ge=1)]
Mode = Literal["polling", "webhook"]
WebAddress = Annotated[str, BeforeValidator(lambda url: _web_address(str(url).strip()))]
Level = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(lambda level: str(level).upper())
]
NO_SECRET = SecretStr("")


class Settings(BaseSettings):
    """Every setting; a channel without a token is off. An empty value counts as not given.

    ``demo`` and ``database_url`` as given: what follows from them is ``demo_mode`` and ``database``.
    """

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        str_strip_whitespace=True,
    )

    database_url: str = Field("sqlite:///data/thidua.db", repr=False)
    data_dir: Path = Path("data")
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Asia/Ho_Chi_Minh")
    demo: bool | None = None
    web_host: str = "127.0.0.1"
    web_port: Port = 8000
    public_url: WebAddress = ""
    telegram_token: SecretStr = NO_SECRET
    telegram_mode: Mode = "polling"
    telegram_api_url: WebAddress = ""
    telegram_file_url: WebAddress = ""
    telegram_webhook_secret: SecretStr = NO_SECRET
    telegram_rate: Annotated[float, Field(gt=0, le=1000)] = 28
    telegram_paid_broadcast: bool = False
    zalo_token: SecretStr = NO_SECRET
    zalo_mode: Mode = "polling"
    zalo_api_url: WebAddress = ZALO_API_URL
    zalo_webhook_secret: SecretStr = NO_SECRET
    zalo_monthly_messages: Positive = 3000
    zalo_max_users: Positive = 50
    admins: Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_addresses)] = ()
    quiet_hours: Annotated[QuietHours, NoDecode, BeforeValidator(_quiet_hours)] = USUAL
    log_level: Level = "INFO"

    @property
    def demo_mode(self) -> bool:
        return bool(self.demo)

    @property
    def database(self) -> str:
        """The database in use: in demo mode always the demo's own file; by default a file in DATA_DIR."""
        if self.demo_mode:
            return f"sqlite:///{self.data_dir / 'demo.db'}"
        if "database_url" in self.model_fields_set:
            return self.database_url
        return f"sqlite:///{self.data_dir / 'thidua.db'}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written down."""
        kept = (
            self.telegram_token,
            self.telegram_webhook_secret,
            self.zalo_token,
            self.zalo_webhook_secret,
        )
        given = [secret.get_secret_value() for secret in kept if secret.get_secret_value()]
        return (*given, *_passwords(self.database))


def _passwords(database: str) -> Iterator[str]:
    """Those in the address of a database, as they are written and as they are meant."""
    parts = _DATABASE.fullmatch(database)
    if parts is None:
        return
    query = [each.partition("=") for each in (parts["query"] or "").split("&")]
    written = [parts["password"] or "", *(value for name, _, value in query if name in _PASSWORDS)]
    for password in filter(None, written):
        yield from dict.fromkeys((password, unquote(password)))


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """The settings in force. Raises SettingsError with every problem, never with a value.

    Demo mode is on by itself only where nothing is configured: no ``.env``, no token, no DATABASE_URL.
    """
    try:
        unknown = list(_unknown(env_file))
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError(
            [*(_described(str(each["loc"][0])) for each in error.errors()), *unknown]
        ) from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError([f"{env_file}: cannot be read; it must be a text file in UTF-8"]) from None
    if settings.demo is None:
        configured = {"telegram_token", "zalo_token", "database_url"} & settings.model_fields_set
        settings = settings.model_copy(update={"demo": not (configured or env_file.exists())})
    problems = [*_problems(settings), *unknown]
    if problems:
        raise SettingsError(problems)
    return settings


def _described(field: str) -> str:
    name = field.upper()
    return f"{name}: {_MENDS.get(field, 'the value cannot be read')}"


def _problems(settings: Settings) -> Iterator[str]:
    """What each value allows and all of them together do not."""
    database = _DATABASE.fullmatch(settings.database)
    if database is None or int(database["port"] or 0) > 65535:
        yield _described("database_url")
    if settings.demo_mode and not _is_loopback(settings.web_host):
        yield "WEB_HOST: demo mode listens on this machine only; write 127.0.0.1, or set DEMO=false"
    telegram = settings.telegram_webhook_secret.get_secret_value()
    zalo = settings.zalo_webhook_secret.get_secret_value()
    telegram_calls = settings.telegram_token and settings.telegram_mode == "webhook"
    if telegram_calls and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", telegram):
        yield f"{_described('telegram_webhook_secret')}; TELEGRAM_MODE=webhook needs it"
    zalo_calls = settings.zalo_token and settings.zalo_mode == "webhook"
    if zalo_calls and not re.fullmatch(r"[ -~]{8,256}", zalo):
        yield f"{_described('zalo_webhook_secret')}; ZALO_MODE=webhook needs it"


def _unknown(env_file: Path) -> Iterator[str]:
    """Names in the file that look like ours and are not: a setting misspelt would silently be its default."""
    known = [field.upper() for field in Settings.model_fields]
    families = tuple({name.partition("_")[0] + "_" for name in known if "_" in name})
    for name in (each.upper() for each in dotenv_values(env_file, encoding="utf-8")):
        near = get_close_matches(name, known, n=1, cutoff=0.8)
        if name not in known and (near or name.startswith(families)):
            mend = f"did you mean {near[0]}?" if near else "the example names all there are"
            yield f"{name}: there is no such setting; {mend}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
