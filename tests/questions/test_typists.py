"""The typists type what they say they do."""

import random
import unicodedata

import pytest

from tests.questions.typists import bare, decomposed, polite, shouting, slipping, telex


@pytest.mark.parametrize(
    ("meant", "typed"),
    [
        ("Đợt thi đua nào?", "DDowtj thi ddua naof?"),
        ("hạn nộp báo cáo", "hanj noopj baos caos"),
        ("trước ngày 05/12/2021", "truwowcs ngayf 05/12/2021"),
        ("“khuyến khích”", "“khuyeens khichs”"),
        ("CĐCS", "CDDCS"),
        ("ok", "ok"),
    ],
)
def test_telex(meant, typed):
    assert telex(meant) == typed
    assert telex(unicodedata.normalize("NFD", meant)) == typed


def test_the_others():
    assert bare("Đợt nào?") == "Dot nao?"
    assert decomposed("Đợt") == unicodedata.normalize("NFD", "Đợt") != "Đợt"
    assert shouting("Đợt nào") == "ĐỢT NÀO"
    assert polite("Đợt nào?").startswith("Đợt nào")
    assert len(polite("Đợt nào?")) > len("Đợt nào")


def test_a_slip_changes_one_place_and_is_the_same_every_time():
    question = "Báo cáo kết quả nộp trước ngày nào?"
    slips = [slipping(question, random.Random(seed)) for seed in range(50)]
    assert slips == [slipping(question, random.Random(seed)) for seed in range(50)]
    assert all(abs(len(slip) - len(question)) <= 1 for slip in slips)
    assert sum(slip != question for slip in slips) >= 45
    assert slipping("đi ra", random.Random(1)) == "đi ra"
