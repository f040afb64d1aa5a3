"""The published campaigns, and the sentences we say."""

import pytest

from content.loader import load_catalogue
from domain.catalogue import Catalogue
from domain.texts import Texts
from tests.domain.invented import campaign

KIM_SA, BAY = campaign(), campaign(id="bay-2024")


def test_campaigns_keep_their_order():
    assert list(Catalogue([BAY, KIM_SA])) == [BAY, KIM_SA]
    assert len(Catalogue([BAY, KIM_SA])) == 2


def test_a_campaign_is_found_by_its_id():
    catalogue = Catalogue(iter([KIM_SA, BAY]))
    assert catalogue.get("bay-2024") == BAY
    assert "bay-2024" in catalogue
    assert "nowhere-2024" not in catalogue
    assert [catalogue.get(name) for name in ("nowhere-2024", "", None)] == [None, None, None]


def test_catalogues_are_told_apart_by_identity():
    one, two = Catalogue([KIM_SA]), Catalogue([KIM_SA])
    assert one == one
    assert one != two
    assert len({one, two}) == 2


def test_the_five_plans_are_published_youngest_first():
    assert [each.id for each in load_catalogue()] == [
        "long-bien-2022", "binh-dinh-2022", "ninh-binh-2021", "thanh-hoa-2021", "ben-tre-2018",
    ]  # fmt: skip


def test_a_sentence_is_said_with_its_places_filled():
    texts = Texts({"left": "Còn {days} ngày."})
    assert texts.say("left", days=3) == "Còn 3 ngày."
    assert "left" in texts
    assert "right" not in texts


@pytest.mark.parametrize(("key", "values"), [("right", {}), ("left", {"hours": 3})])
def test_a_missing_sentence_or_place_is_a_fault(key, values):
    with pytest.raises(KeyError):
        Texts({"left": "Còn {days} ngày."}).say(key, **values)


def test_sentences_cannot_be_changed_afterwards():
    given = {"left": "Còn {days} ngày."}
    texts = Texts(given)
    given["left"] = "Hết."
    assert texts.sentences == {"left": "Còn {days} ngày."}
    with pytest.raises(TypeError):
        texts.sentences["left"] = "Hết."  # type: ignore[index]
