"""Zalo Bot Platform: text only, no buttons, no edits, no files; long polling or a webhook."""

from channels.zalo.channel import ZaloChannel
from channels.zalo.polling import Pace
from channels.zalo.reading import stamped

__all__ = ["Pace", "ZaloChannel", "stamped"]
