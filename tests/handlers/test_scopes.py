"""Which units a campaign concerns: set by whom, shown, and what follows for who pledges."""

from collections.abc import Sequence
from datetime import date

import pytest

from domain.people import Role
from store import scopes
from store.engine import Store
from tests.databases import scalars
from tests.handlers.people import ACTOR, PLACES
from tests.handlers.pledges import Desk, rows
from tests.store.trees import NOW

CAMPAIGN = "thanh-hoa-2021"

#                 nobody  worker  chair  officer      admin
TABLE = """
phamvi            -       -       -      OWN+BELOW    OWN+BELOW
"""


def concern(desk: Desk, *codes: str, campaign: str = CAMPAIGN) -> None:
    """The campaign is for these units."""
    tops = [desk.town.unit(code) for code in codes]
    desk.do(lambda c: scopes.put(c, campaign, tops, by=None, now=NOW))


def tops(desk: Desk, campaign: str = CAMPAIGN) -> Sequence[str]:
    return [unit.code for unit in desk.do(lambda c: scopes.of(c, campaign)).tops]


@pytest.mark.parametrize("way", ["words", "command", "form"])
@pytest.mark.parametrize(("command", "role", "cell"), rows(TABLE))
def test_who_sets_a_scope_where(
    sqlite_store: Store, command: str, role: Role | None, cell: str, way: str
) -> None:
    desk = Desk(sqlite_store, role)
    done = []
    for place in PLACES:
        concern(desk)
        if way == "form":
            desk.talk.all(f"/{command} Thanh Hóa", place, "có", "huỷ", "có")
        else:
            opening = f"/{command}" if way == "command" else "phạm vi"
            desk.talk.all(f"{opening} Thanh Hóa: {place}", "có")
        done += [place] * (tops(desk) == [place])
    assert ("+".join(done) or "-") == cell


def test_nothing_is_set_without_a_yes_and_it_is_on_record(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    said = desk.talk.say("phạm vi Thanh Hóa: BELOW; OWN")
    assert "– Áp dụng cho: Unit OWN" in said  # BELOW lies below it
    assert tops(desk) == []
    assert desk.talk.say("có").startswith("Từ nay phong trào Thanh Hóa áp dụng cho Unit OWN")
    assert tops(desk) == ["OWN"]
    recorded = "SELECT actor FROM audit WHERE action = 'scope.unit_added'"
    assert scalars(store, recorded) == [desk.person(ACTOR)]
    assert desk.talk.all("phạm vi Thanh Hóa: OWN", "có").startswith("Phạm vi của phong trào Thanh Hóa vẫn")


def test_an_officer_takes_a_campaign_from_nobody_elses_units(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    concern(desk, "OTHER")
    assert desk.talk.say("phạm vi Thanh Hóa: BELOW").startswith("Phạm vi hiện nay có cả Unit OTHER")
    assert desk.talk.say("phạm vi Thanh Hóa: mọi đơn vị").startswith("Áp dụng cho mọi đơn vị thì quản trị")
    assert tops(desk) == ["OTHER"]


def test_what_an_officer_may_not_set_any_more_at_the_yes_is_not_set(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    desk.talk.say("phạm vi Thanh Hóa: BELOW")
    concern(desk, "OTHER")
    assert desk.talk.say("có").startswith("Phạm vi hiện nay có cả Unit OTHER")
    assert tops(desk) == ["OTHER"]


def test_an_admin_of_the_settings_opens_a_campaign_to_all(store: Store) -> None:
    desk = Desk(store, None, admins=frozenset({ACTOR}))
    concern(desk, "OTHER")
    said = desk.talk.all("phạm vi Thanh Hóa: mọi đơn vị", "có")
    assert said == "Từ nay phong trào Thanh Hóa áp dụng cho mọi đơn vị."
    assert tops(desk) == []


def test_scopes_are_shown_and_what_is_not_understood_is_told(store: Store) -> None:
    desk = Desk(store, Role.OFFICER)
    concern(desk, *PLACES[:3])
    said = desk.talk.say("phạm vi áp dụng")
    assert "– Thanh Hóa: Unit OWN, Unit OTHER." in said
    assert "– Long Biên: mọi đơn vị." in said
    assert desk.talk.say("/phamvi Sao Hỏa: OWN").startswith("Mình không thấy phong trào “Sao Hỏa”")
    assert desk.talk.say("phạm vi Thanh Hóa: Xyzzy 77").startswith("Mình không thấy đơn vị “Xyzzy 77”")


@pytest.mark.parametrize("role", [None, Role.WORKER, Role.CHAIR])
def test_the_words_of_others_are_a_question_to_the_plans(store: Store, role: Role | None) -> None:
    desk = Desk(store, role)
    desk.talk.conversation = desk.talk.conversation.choosing(CAMPAIGN)
    assert not desk.talk.say("phạm vi áp dụng").startswith("Việc này dành cho")
    assert desk.talk.say("/phamvi").startswith("Việc này dành cho cán bộ")


def test_only_campaigns_that_concern_the_unit_are_offered(store: Store) -> None:
    """2022 has several open campaigns; the unit is in the scope of two of them."""
    desk = Desk(store, Role.WORKER, date(2022, 2, 10))
    concern(desk, "OTHER", campaign="long-bien-2022")
    concern(desk, "ABOVE", campaign="binh-dinh-2022")
    desk.talk.say("/dangky")
    offered = {button.label for button in desk.talk.conversation.offered}
    assert "Long Biên" not in offered
    assert {"Bình Định", "Thanh Hóa"} <= offered
    refused = desk.talk.say("Long Biên")
    assert refused.startswith("Phong trào Long Biên áp dụng cho Unit OTHER, không áp dụng cho Unit OWN.")
    assert "Đơn vị anh/chị đang đăng ký được ở:" in refused
    assert desk.talk.conversation.draft is not None


def test_the_chosen_campaign_that_does_not_concern_the_unit_is_refused(store: Store) -> None:
    desk = Desk(store, Role.WORKER)
    concern(desk, "OTHER")
    desk.talk.conversation = desk.talk.conversation.choosing(CAMPAIGN)
    assert desk.talk.say("/dangky") == (
        "Phong trào Thanh Hóa áp dụng cho Unit OTHER, không áp dụng cho Unit OWN. Gõ “phong trào” để xem "
        "phong trào khác; nếu thấy chưa đúng, gõ “hỏi cán bộ”."
    )
    desk.talk.conversation = desk.talk.conversation.choosing(None)
    assert desk.talk.say("/dangky").startswith("Hiện không có phong trào nào đang nhận đăng ký mà áp dụng")
    assert desk.talk.say("/congtrinh").startswith("Hiện không có phong trào nào")
    assert desk.talk.conversation.draft is None


def test_a_scope_set_while_somebody_fills_in_the_form_counts_at_the_yes(store: Store) -> None:
    desk = Desk(store, Role.WORKER)
    desk.talk.pledge(last="xem lại")
    concern(desk, "OTHER")
    assert desk.talk.say("có").startswith("Phong trào Thanh Hóa áp dụng cho Unit OTHER")
    assert desk.count("pledge") == 0
    concern(desk, "ABOVE")
    assert desk.talk.pledge().startswith("Đã gửi đăng ký thi đua")


def test_a_chair_signs_for_units_that_are_concerned_only(store: Store) -> None:
    desk = Desk(store, Role.CHAIR)
    concern(desk, "OTHER")
    assert desk.talk.say("/giaouoc").startswith("Hiện không có phong trào nào")
    assert desk.of("chair-OTHER").say("/giaouoc").startswith("Mình hỏi lần lượt")
