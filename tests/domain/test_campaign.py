"""The campaign schema: what it refuses, and how a plan is cited."""

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from content.loader import load_catalogue
from domain.campaign import (
    Campaign,
    CampaignAnniversary,
    Clause,
    Due,
    Duty,
    Phase,
    PhaseSystem,
    Quota,
    Unstated,
)
from tests.domain.invented import PROGRAMME, WAVES, campaign, document

PHASE = {
    "id": "dot-1", "number": 1, "name": "đợt 1", "starts_on": "2024-01-15", "ends_on": "2024-05-31",
    "content": "Trồng rừng.", "section": "II.1",
}  # fmt: skip
CLAUSE = {"id": "a", "kind": "mục đích", "section": "I", "label": "Mục đích", "text": "Giữ biển."}
DUTY = {
    "id": "a", "kind": "plan", "what": "kế hoạch", "levels": ["CĐCS"], "to": None, "section": "V",
    "due": {"unstated": True, "printed": "không ghi"},
}  # fmt: skip
QUOTA = {"id": "a", "label": "A", "value": 1, "unit": "%", "of": "B", "section": "I", "text": "Một."}
ANNIVERSARY = {"id": "a", "event": "b", "year": 2024, "count": 1, "printed": "x", "section": "I"}
WHOLE = campaign().model_dump(mode="json")


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (Phase, PHASE), (Clause, CLAUSE), (Duty, DUTY), (Quota, QUOTA), (CampaignAnniversary, ANNIVERSARY),
        (Campaign, WHOLE),
    ],
)  # fmt: skip
def test_the_parts_that_are_made_wrong_below_are_right_as_they_are(model, given):
    model.model_validate(given)


@pytest.mark.parametrize(
    ("model", "given", "change"),
    [
        (Phase, PHASE, {"ends_on": "2024-01-14"}),
        (Phase, PHASE, {"number": 0}),
        (Phase, PHASE, {"number": 21}),
        (Phase, PHASE, {"starts_on": "15/1/2024"}),
        (Phase, PHASE, {"section": ""}),
        (Phase, PHASE, {"section": "I" * 41}),
        (Phase, PHASE, {"content": "x" * 701}),
        (Phase, PHASE, {"id": "Đợt 1"}),
        (Phase, PHASE, {"id": "dot_1"}),
        (Phase, PHASE, {"id": "dot-"}),
        (Phase, PHASE, {"colour": "đỏ"}),
        (Phase, PHASE, {"asks": ["x"]}),
        (Phase, PHASE, {"asks": ["x" * 121]}),
        (Clause, CLAUSE, {"kind": "purpose"}),
        (Clause, CLAUSE, {"label": "x" * 61}),
        (Clause, CLAUSE, {"text": "   "}),
        (Clause, CLAUSE, {"text": None}),
        (Clause, CLAUSE, {"sectors": ["Doanh nghiệp"]}),
        (Duty, DUTY, {"kind": "essay"}),
        (Duty, DUTY, {"levels": []}),
        (Duty, DUTY, {"due": {"printed": "không ghi"}}),
        (Duty, DUTY, {"due": {"printed": "x", "unstated": True, "on": "2024-01-15"}}),
        (Duty, DUTY, {"due": {"printed": "x", "on": "2024-01-15", "days_after": 0}}),
        (Duty, DUTY, {"due": {"printed": "x", "days_after": -1}}),
        (Duty, DUTY, {"due": {"printed": "x", "every": "tháng"}}),
        (Duty, DUTY, {"due": {"unstated": True}}),
        (Quota, QUOTA, {"value": -1}),
        (Quota, QUOTA, {"value": "nhiều"}),
        (CampaignAnniversary, ANNIVERSARY, {"year": 1899}),
        (CampaignAnniversary, ANNIVERSARY, {"year": 2101}),
        (PhaseSystem, WAVES.model_dump(), {"phases": []}),
        (PhaseSystem, WAVES.model_dump(), {"word": "chặng"}),
        (Unstated, {"id": "a", "text": "Không nói.", "asks": ["tiền"]}, {"asks": []}),
        (Campaign, WHOLE, {"names": []}),
        (Campaign, WHOLE, {"version": 0}),
        (Campaign, WHOLE, {"short_name": "x" * 41}),
        (Campaign, WHOLE, {"id": ""}),
        (Campaign, WHOLE, {"starts_on": None}),
        (Campaign, WHOLE, {"phases": []}),
    ],
)  # fmt: skip
def test_what_no_plan_can_say_is_refused(
    model: type[BaseModel], given: dict[str, Any], change: dict[str, Any]
):
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given | change)
    assert refused.value.errors()[0]["loc"][:1] in {(key,) for key in change} | {()}


@pytest.mark.parametrize(
    "rule",
    [
        {"on": "2024-03-03", "strict": True},
        {"days_after": 0},
        {"after_each": "dot"},
        {"every": "6 tháng"},
        {"every": "năm"},
        {"unstated": True},
    ],
)
def test_a_due_rule_is_one_of_five(rule):
    assert Due.model_validate({"printed": "x", **rule}).printed == "x"


def test_a_phase_of_a_single_day_is_a_phase():
    one = Phase.model_validate(PHASE | {"ends_on": PHASE["starts_on"]})
    assert one.starts_on == one.ends_on == date(2024, 1, 15)


def test_blanks_around_texts_do_not_count():
    assert Clause.model_validate(CLAUSE | {"text": "  Giữ biển. \n"}).text == "Giữ biển."


def test_the_main_system_is_the_one_that_says_so():
    assert campaign().main_system == WAVES
    assert campaign(phase_systems=(PROGRAMME, WAVES)).main_system == WAVES
    assert campaign(phase_systems=(PROGRAMME,)).main_system is None
    assert campaign(phase_systems=()).main_system is None


@pytest.mark.parametrize(
    ("paper", "section", "citation"),
    [
        ({}, "II", "mục II, KH 77/KH-LĐLĐ ngày 10/01/2024"),
        ({}, None, "KH 77/KH-LĐLĐ ngày 10/01/2024"),
        ({"issued_on": None}, "II", "mục II, KH 77/KH-LĐLĐ"),
        ({"number": None}, "II", "mục II, Kế hoạch năm 2024 của LĐLĐ tỉnh Kim Sa"),
        ({"number": None, "kind": "Hướng dẫn"}, None, "Hướng dẫn năm 2024 của LĐLĐ tỉnh Kim Sa"),
    ],
)
def test_a_plan_is_cited_by_section_number_and_day(paper, section, citation):
    assert campaign(document=document(**paper)).citation(section) == citation


def test_the_five_plans_are_cited_as_officers_write_them():
    assert {each.id: each.citation("II") for each in load_catalogue()} == {
        "ninh-binh-2021": "mục II, KH 50/KH-LĐLĐ ngày 23/11/2021",
        "ben-tre-2018": "mục II, KH 15/KH-LĐLĐ ngày 09/03/2018",
        "long-bien-2022": "mục II, KH 01/KH-LĐLĐ ngày 06/01/2022",
        "thanh-hoa-2021": "mục II, HD 06/HD-LĐLĐ ngày 25/02/2021",
        "binh-dinh-2022": "mục II, Kế hoạch năm 2022 của CĐVC tỉnh Bình Định",
    }
