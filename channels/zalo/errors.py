"""What a failed call to Zalo means for a message that was to be sent."""

import re
from datetime import timedelta

from channels.base import SendError, SendErrorKind
from channels.zalo.transport import BadAddress, NotReached, Refused, ZaloFailure

PAUSE = timedelta(seconds=60)  # Zalo names no time after which a throttled bot may go on

_SOMEBODY = re.compile(r"\b(user|chat|recipient|receiver|follower|member|conversation)s?(_?id)?\b", re.I)
_NOT_THERE = re.compile(
    r"not\s+found|(not|n't)\s+exist|no\s+such|unknown|invalid|block|deactivat|deleted|banned|left|kicked"
    r"|unfollow|not\s+(a\s+)?(follow|friend|member)",
    re.I,
)


def send_error(failure: ZaloFailure) -> SendError:
    """The kind of ``failure``; UNKNOWN wherever the message may have gone out all the same."""
    if isinstance(failure, Refused):
        return _refusal(failure)
    if isinstance(failure, BadAddress):
        return SendError(SendErrorKind.MISCONFIGURED, "ZALO_API_URL makes no usable address")
    if isinstance(failure, NotReached):
        return SendError(SendErrorKind.UNAVAILABLE, f"no connection to Zalo ({failure})")
    return SendError(SendErrorKind.UNKNOWN, f"no answer from Zalo ({failure})")


def _refusal(failure: Refused) -> SendError:
    reason = f"Zalo: {failure}"
    match failure.code:
        case 400 | 403 | 404 if _about_somebody_gone(failure.description):
            return SendError(SendErrorKind.GONE, reason)
        case 401 | 404:
            return SendError(SendErrorKind.MISCONFIGURED, reason)
        case 403:  # Zalo's table: "Internal server error"
            return SendError(SendErrorKind.UNAVAILABLE, reason)
        case 429 if "quota" in failure.description.lower():
            return SendError(SendErrorKind.OVER_QUOTA, reason)
        case 429:
            return SendError(SendErrorKind.THROTTLED, reason, retry_after=PAUSE)
        case 408:
            return SendError(SendErrorKind.UNKNOWN, reason)
        case code if 400 <= code <= 499:
            return SendError(SendErrorKind.REJECTED, reason)
        case _:
            return SendError(SendErrorKind.UNKNOWN, reason)


def _about_somebody_gone(description: str) -> bool:
    return bool(_SOMEBODY.search(description) and _NOT_THERE.search(description))
