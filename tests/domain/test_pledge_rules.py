"""The rules of pledges, over the five plans and an invented one."""

from datetime import date

import pytest

from content.loader import load_catalogue, load_knowledge
from domain.pledge import NEXT, Pledge, PledgeKind, PledgeState, Undertaking
from domain.pledge_rules import (
    amendable_until,
    indicators_for,
    missing_to_quota,
    open_periods,
    period_of,
    periods,
    receipt_of,
    refuse_period,
    refuse_step,
    refuse_targets,
    refuse_titles,
    refuse_unit,
    registration_quota,
    suggestions,
    titles_for,
    wants_two_parties,
)
from domain.units import Unit

CATALOGUE, KNOWLEDGE = load_catalogue(), load_knowledge()


def plan(id: str):
    campaign = CATALOGUE.get(id)
    assert campaign is not None
    return campaign


@pytest.mark.parametrize(
    ("campaign", "ids"),
    [
        ("ninh-binh-2021", ["gd-1", "gd-2"]),
        ("ben-tre-2018", ["dot-1", "dot-2"]),
        ("long-bien-2022", ["dot-1", "dot-2"]),
        ("binh-dinh-2022", ["dot-1", "dot-2", "dot-3"]),
        ("thanh-hoa-2021", [f"nam-{year}" for year in range(2021, 2031)]),
    ],
)
def test_people_pledge_by_phase_and_by_year_where_there_are_none(campaign: str, ids: list[str]) -> None:
    assert [period.id for period in periods(plan(campaign))] == ids


@pytest.mark.parametrize(
    ("campaign", "day", "ids"),
    [
        ("long-bien-2022", date(2022, 1, 1), ["dot-1"]),
        ("long-bien-2022", date(2022, 5, 20), ["dot-1", "dot-2"]),  # the second opens in 42 days
        ("long-bien-2022", date(2022, 12, 31), ["dot-2"]),
        ("thanh-hoa-2021", date(2026, 11, 25), ["nam-2026", "nam-2027"]),
        ("ben-tre-2018", date(2019, 1, 1), []),
    ],
)
def test_the_running_period_and_the_one_that_opens_soon_are_open(campaign, day, ids) -> None:
    assert [period.id for period in open_periods(plan(campaign), day)] == ids


@pytest.mark.parametrize(
    ("campaign", "period", "day", "key"),
    [
        ("ben-tre-2018", None, date(2019, 1, 1), "pledge.refuse.campaign_over"),
        ("ben-tre-2018", "dot-2", date(2019, 1, 1), "pledge.refuse.campaign_over"),
        ("ninh-binh-2021", None, date(2021, 8, 1), "pledge.refuse.too_early"),
        ("ninh-binh-2021", "gd-1", date(2022, 1, 1), "pledge.refuse.period_over"),
        ("binh-dinh-2022", "dot-3", date(2022, 1, 5), "pledge.refuse.period_too_early"),
        ("binh-dinh-2022", "dot-9", date(2022, 1, 5), "pledge.refuse.no_such_period"),
        ("binh-dinh-2022", "dot-1", date(2022, 4, 30), None),
        ("thanh-hoa-2021", "nam-2026", date(2026, 11, 25), None),
    ],
)
def test_a_date_outside_the_phase_is_refused_with_the_reason(campaign, period, day, key) -> None:
    refusal = refuse_period(plan(campaign), period, day)
    assert (refusal.key if refusal else None) == key


def test_a_refusal_names_the_next_possible_step() -> None:
    refusal = refuse_period(plan("ninh-binh-2021"), "gd-1", date(2022, 1, 1))
    assert refusal is not None
    assert refusal.values == {"period": "giai đoạn 1", "end": "31/12/2021", "names": "giai đoạn 2"}


def test_the_plans_titles_come_first_and_the_laws_are_not_said_twice() -> None:
    offered = titles_for(plan("long-bien-2022"), KNOWLEDGE, PledgeKind.PERSON)
    assert [title.id for title in offered] == [
        "nguoi-tot-viec-tot",
        "cong-nhan-gioi",
        "sang-kien-sang-tao",
        "chien-si-thi-dua-co-so",
        "danh-hieu-khac",
        "lao-dong-tien-tien",
        "chien-si-thi-dua-cap-tinh",
    ]
    assert [title.id for title in titles_for(plan("ninh-binh-2021"), KNOWLEDGE, PledgeKind.UNIT)] == [
        "tap-the-lao-dong-tien-tien",
        "tap-the-lao-dong-xuat-sac",
        "co-thi-dua",
    ]
    assert titles_for(plan("ben-tre-2018"), KNOWLEDGE, PledgeKind.WORK) == ()


@pytest.mark.parametrize(
    ("titles", "sector", "key"),
    [
        (["cong-nhan-gioi-xu-thanh"], "doanh-nghiep", None),
        (["cong-nhan-gioi-xu-thanh"], "truong-hoc", "pledge.refuse.sector"),
        (["lao-dong-tien-tien", "ccvcld-tieu-bieu-xu-thanh"], "truong-hoc", None),
        (["cong-nhan-gioi-xu-thanh"], None, None),  # nobody has said which sector the unit is of
        (["bang-vang"], "doanh-nghiep", "pledge.refuse.no_such_title"),
    ],
)
def test_a_title_of_another_sector_is_refused(titles, sector, key) -> None:
    refusal = refuse_titles(plan("thanh-hoa-2021"), KNOWLEDGE, PledgeKind.PERSON, titles, sector)
    assert (refusal.key if refusal else None) == key


def test_a_closed_unit_takes_no_pledges() -> None:
    unit = Unit(id=1, code="A", name="CĐCS mẫu", kind="cdcs", path="/1/", valid_until=date(2025, 6, 15))
    assert refuse_unit(unit, date(2025, 6, 15)) is None
    refusal = refuse_unit(unit, date(2025, 6, 16))
    assert refusal is not None
    assert refusal.values == {"unit": "CĐCS mẫu", "end": "15/6/2025"}


def test_what_is_suggested_is_for_the_sector_first() -> None:
    campaign = plan("ben-tre-2018")
    of_sector = [clause.label for clause in campaign.clauses if "doanh-nghiep" in clause.sectors]
    assert suggestions(campaign, "doanh-nghiep")[0] in of_sector
    assert len(suggestions(campaign, None, limit=4)) == 4


def test_targets_do_not_contradict_one_another() -> None:
    fine = {"sang-kien-dang-ky": 15, "sang-kien-cong-nhan": 12, "sang-kien-ap-dung": 12}
    assert refuse_targets(KNOWLEDGE, fine) is None
    refusal = refuse_targets(KNOWLEDGE, fine | {"sang-kien-ap-dung": 13})
    assert refusal is not None
    assert refusal.values == {"less": "Số sáng kiến được công nhận", "more": "Số sáng kiến được áp dụng"}
    far_apart = refuse_targets(KNOWLEDGE, {"sang-kien-dang-ky": 20, "sang-kien-ap-dung": 25})
    assert far_apart is not None
    assert far_apart.values == {"less": "Số sáng kiến đăng ký", "more": "Số sáng kiến được áp dụng"}
    assert all(indicator.kind != "share" for indicator in indicators_for(KNOWLEDGE, None))


@pytest.mark.parametrize(
    ("confirmed", "until"),
    [
        (date(2022, 6, 1), date(2022, 6, 30)),  # until the period opens
        (date(2022, 6, 30), date(2022, 6, 30)),
        (date(2022, 7, 1), date(2022, 7, 11)),  # ten days where it was open already
        (date(2022, 12, 30), date(2023, 1, 9)),
    ],
)
def test_a_confirmed_pledge_may_be_changed_until_the_period_opens_or_for_ten_days(confirmed, until) -> None:
    period = period_of(plan("long-bien-2022"), "dot-2")
    assert period is not None
    assert amendable_until(period, confirmed) == until


def a_pledge(state: PledgeState) -> Pledge:
    return Pledge(
        id=1, receipt="TD-2345-6789", kind=PledgeKind.PERSON, person=1, unit=1, party=None,
        campaign="long-bien-2022", campaign_version=1, period="dot-1", period_ends_on=date(2022, 6, 30),
        state=state, reason=None, version=1, undertaking=Undertaking(), created_at=None, submitted_at=None,
        decided_at=None,
    )  # fmt: skip


@pytest.mark.parametrize("state", PledgeState)
@pytest.mark.parametrize("to", PledgeState)
def test_only_the_steps_of_the_table_are_taken(state: PledgeState, to: PledgeState) -> None:
    after_the_end = date(2022, 7, 1)
    assert (refuse_step(a_pledge(state), to, after_the_end) is None) == (to in NEXT[state])


def test_what_became_of_a_pledge_is_said_after_its_period() -> None:
    refusal = refuse_step(a_pledge(PledgeState.CONFIRMED), PledgeState.ACHIEVED, date(2022, 6, 30))
    assert refusal is not None
    assert refusal.key == "pledge.refuse.judged_early"


@pytest.mark.parametrize(
    ("registered", "people", "percent", "missing"),
    [(0, 0, 100, 0), (7, 10, 100, 3), (10, 10, 100, 0), (11, 10, 100, 0), (0, 101, 15, 16), (15, 101, 15, 1)],
)
def test_what_is_missing_to_a_quota_is_whole_people(registered, people, percent, missing) -> None:
    assert missing_to_quota(registered, people, percent) == missing


def test_what_the_plans_want_registered_and_signed() -> None:
    assert {each.id: registration_quota(each) for each in CATALOGUE if registration_quota(each)} == {
        "long-bien-2022": 100
    }
    assert [each.id for each in CATALOGUE if wants_two_parties(each)] == ["thanh-hoa-2021"]


def test_a_receipt_can_be_read_out_and_holds_no_letters_that_look_alike() -> None:
    assert receipt_of(bytes(range(8))) == "TD-2345-6789"
    assert not set("01IO") & {sign for n in range(256) for sign in receipt_of(bytes([n] * 8))[3:]}
