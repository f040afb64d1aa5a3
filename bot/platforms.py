"""The channels that are on. A platform's library is loaded only where its channel is."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.settings import Settings
from channels.base import Channel, ChannelError
from channels.web import WebChannel

if TYPE_CHECKING:
    from channels.telegram import TelegramChannel

PATIENCE = timedelta(seconds=5)

Commands = Sequence[tuple[str, str]]
"""For a platform's menu: the name without a slash, and what it does."""


def channels_on(
    settings: Settings, commands: Commands, known_commands: Sequence[str]
) -> Mapping[str, Channel]:
    """By name: the web page always, a platform when it has a token. ``known_commands`` are all the names
    that commands go by, not only those of the menu."""
    channels: list[Channel] = [WebChannel()]
    if settings.telegram_token:
        channels.append(_telegram(settings, commands, known_commands))
    if settings.zalo_token:
        channels.append(_zalo(settings))
    return {channel.name: channel for channel in channels}


def called_by(settings: Settings) -> Mapping[str, str]:
    """The platforms that call us instead of being asked, each with the secret by which we know it."""
    modes = {
        "telegram": (settings.telegram_token, settings.telegram_mode, settings.telegram_webhook_secret),
        "zalo": (settings.zalo_token, settings.zalo_mode, settings.zalo_webhook_secret),
    }
    return {
        name: secret.get_secret_value()
        for name, (token, mode, secret) in modes.items()
        if token and mode == "webhook"
    }


async def start_link(settings: Settings, code: str) -> str | None:
    """The address that opens the bot with ``code``, for a program that does not listen; None where Telegram
    is off or does not answer within seconds."""
    if not settings.telegram_token:
        return None
    channel = _telegram(settings, (), ())
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await channel.identify()
    except (TimeoutError, ChannelError):
        return None
    finally:
        await channel.close()
    return channel.start_link(code)


def _telegram(settings: Settings, commands: Commands, known_commands: Sequence[str]) -> "TelegramChannel":
    from channels.telegram import TelegramChannel

    return TelegramChannel(
        settings.telegram_token.get_secret_value(),
        mode=settings.telegram_mode,
        api_url=settings.telegram_api_url or None,
        file_url=settings.telegram_file_url or None,
        webhook_url=_webhook_url(settings, "telegram"),
        webhook_secret=settings.telegram_webhook_secret.get_secret_value() or None,
        rate=settings.telegram_rate,
        commands=commands,
        known_commands=known_commands,
    )


def _zalo(settings: Settings) -> Channel:
    from channels.zalo import ZaloChannel

    return ZaloChannel(
        settings.zalo_token.get_secret_value(),
        mode=settings.zalo_mode,
        api_url=settings.zalo_api_url,
        webhook_url=_webhook_url(settings, "zalo"),
        webhook_secret=settings.zalo_webhook_secret.get_secret_value() or None,
    )


def _webhook_url(settings: Settings, channel: str) -> str | None:
    """What the platform is told to call; None: the operator has told it by hand."""
    return f"{settings.public_url.rstrip('/')}/{channel}/webhook" if settings.public_url else None
