from datetime import date
from hashlib import sha256

import pytest

from content.loader import load_knowledge, load_texts
from domain.data_rights import Deadlines, RequestKind, deadlines
from domain.reply import utf16_length

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("kind", "finish_by"),
    [
        (RequestKind.SHOW, date(2026, 12, 7)),
        (RequestKind.CORRECT, date(2026, 12, 7)),
        (RequestKind.WITHDRAW, date(2026, 12, 12)),
        (RequestKind.ERASE, date(2026, 12, 17)),
    ],
)
def test_a_request_is_answered_in_two_working_days_and_finished_in_its_time(
    kind: RequestKind, finish_by: date
) -> None:
    asked = deadlines(kind, FRIDAY, load_knowledge().is_off)
    assert asked == Deadlines(answer_by=date(2026, 12, 1), finish_by=finish_by)


def test_what_people_agree_to_is_one_message_on_every_channel() -> None:
    assert utf16_length(load_texts().say("consent.text")) <= 2000


def test_whoever_changes_what_is_agreed_to_raises_its_version() -> None:
    texts = load_texts()
    agreed = (texts.version("consent"), sha256(texts.say("consent.text").encode()).hexdigest()[:12])
    assert agreed == (1, "d40ea6f83234")


def test_what_people_agree_to_says_what_the_law_asks() -> None:
    text = load_texts().say("consent.text")
    for said in ("Ai giữ", "Giữ gì", "Để làm gì", "Ai xem được", "Bao lâu", "Không đồng ý cũng không sao"):
        assert said in text
    for right in ("/dulieu", "/suadulieu", "/rutdongy", "/xoadulieu"):
        assert right in text
