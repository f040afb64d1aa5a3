"""Telegram, by python-telegram-bot's Bot alone: no Application, no Updater, no persistence."""

from channels.telegram.channel import TelegramChannel
from channels.telegram.reading import Identity

__all__ = ["Identity", "TelegramChannel"]
