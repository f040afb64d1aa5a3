"""Shares of who has registered: the same numbers at every level, with nested, closed and merged units."""

import re
from datetime import date

import pytest
from sqlalchemy import Connection

from content.loader import load_catalogue
from domain.message import Address
from domain.people import Role
from domain.pledge import PledgeKind, PledgeState, Undertaking
from store import people, pledges, scopes, units
from store.engine import Store
from store.pledges import NewPledge, Step
from store.units import By
from tests.handlers.pledges import DAY, TITLE, Desk, Talk
from tests.store.trees import NOW, new

TODAY = By(actor=None, on=date(2026, 5, 1), now=NOW)
NUMBERS = {"MILL": 40, "SHOP": 1_250, "SCHOOL": 30, "HARBOUR": 100}
# PROVINCE > NORTH > MILL > SHOP (a part of the mill, its people are in the mill's number), NORTH > SCHOOL;
# PROVINCE > SOUTH > HARBOUR > QUAY, of which the quay has no number of its own.
TREE = "PROVINCE NORTH<PROVINCE MILL<NORTH SHOP<MILL SCHOOL<NORTH SOUTH<PROVINCE HARBOUR<SOUTH QUAY<HARBOUR"


class Country(Desk):
    """An officer at each level, pledges laid in any unit."""

    def __init__(self, store: Store, numbers: dict[str, int]) -> None:
        super().__init__(store, None, DAY)
        self._people = 0
        self.do(lambda c: self._plant(c, numbers))

    def _plant(self, c: Connection, numbers: dict[str, int]) -> None:
        pairs = [each.partition("<") for each in TREE.split()]
        more = [new(code, parent or None, workers=numbers.get(code)) for code, _, parent in pairs]
        units.add_many(c, more, TODAY)
        for code in ("PROVINCE", "NORTH", "SOUTH", "MILL", "HARBOUR"):
            officer = people.enrol(
                c, Address("web", f"at-{code}"), "Cán bộ Mẫu", units.at(c, code).id, 1, NOW
            )
            assert officer.id
            people.grant(c, officer.id, units.at(c, code).id, Role.OFFICER, NOW, by=None)

    def somebody(self, code: str) -> int:
        self._people += 1
        address = Address("web", f"worker-{self._people}")
        joined = self.do(lambda c: people.enrol(c, address, "Người Mẫu", units.at(c, code).id, 1, NOW))
        assert joined.id
        return joined.id

    def pledge(self, who: int, code: str, title: str = TITLE) -> None:
        campaign = load_catalogue().get("thanh-hoa-2021")
        assert campaign
        what = NewPledge(
            kind=PledgeKind.PERSON, person=who, unit=self.town.unit(code), campaign=campaign.id,
            campaign_version=campaign.version, period="nam-2026", period_ends_on=date(2026, 12, 31),
            undertaking=Undertaking(titles=(title,)),
        )  # fmt: skip
        self.do(lambda c: pledges.file(c, what, Step(actor=who, now=NOW), stored_at=NOW))

    def register(self, *codes: str) -> None:
        for code in codes:
            self.pledge(self.somebody(code), code)

    def shares(self, at: str) -> str:
        """What the officer there sees, without the numbers of the lines and who has not registered."""
        talk = Talk(self.town, Address("web", f"at-{at}"))
        lines = talk.say("/tyle").splitlines()
        return "\n".join(re.sub(r"^\d+\. ", "", line) for line in lines if not line.startswith("Đã ghi tên"))


@pytest.fixture
def country(store: Store) -> Country:
    return Country(store, NUMBERS)


HEAD = "năm 2026, Thanh Hóa:"


def test_parts_are_in_the_number_of_the_whole_at_every_level(country: Country) -> None:
    country.register("SHOP", "SHOP", "MILL", "SCHOOL", "QUAY", "NORTH")
    # The mill's number is the smaller one, whatever its shop says of itself.
    assert country.shares("PROVINCE") == (
        f"Unit PROVINCE, {HEAD} 6/170 người đã đăng ký; 2/2 đơn vị có người đăng ký.\n"
        "Unit SOUTH: 1/100 người (1%)\n"
        "Unit NORTH: 5/70 người (7%)"
    )
    assert country.shares("NORTH") == (
        f"Unit NORTH, {HEAD} 5/70 người đã đăng ký; 2/2 đơn vị có người đăng ký.\n"
        "Unit SCHOOL: 1/30 người (3%)\n"
        "Unit MILL: 3/40 người (7%)"
    )
    assert country.shares("MILL") == (
        f"Unit MILL, {HEAD} 3/40 người đã đăng ký; 1/1 đơn vị có người đăng ký.\n"
        "Unit SHOP: 2/1.250 người (dưới 1%)"
    )
    assert country.shares("HARBOUR") == (
        f"Unit HARBOUR, {HEAD} 1/100 người đã đăng ký; 1/1 đơn vị có người đăng ký.\n"
        "Unit QUAY: 1 người (chưa có tổng số CNVCLĐ)"
    )


def test_a_unit_above_that_gives_no_number_has_what_its_parts_give(store: Store) -> None:
    country = Country(store, {"SHOP": 20, "SCHOOL": 30})
    country.register("SHOP")
    assert country.shares("PROVINCE").splitlines()[1:] == [
        "Unit NORTH: 1/50 người (2%)",
        "Unit SOUTH: 0 người (chưa có tổng số CNVCLĐ)",
    ]


def test_a_chair_has_the_same_share_as_the_union_above_sees(country: Country) -> None:
    country.register("SHOP", "SHOP", "MILL")
    chair, mill = country.person(Address("web", "at-MILL")), country.town.unit("MILL")
    country.do(lambda c: people.end_role(c, chair, mill, Role.OFFICER, NOW, by=None))
    country.do(lambda c: people.grant(c, chair, mill, Role.CHAIR, NOW, by=None))
    assert "Unit MILL: 3/40 người (7%)" in country.shares("MILL")
    assert "Unit MILL: 3/40 người (7%)" in country.shares("NORTH")


def test_what_was_filed_in_a_merged_unit_counts_for_its_successor(country: Country) -> None:
    country.register("SCHOOL", "SCHOOL", "HARBOUR")
    country.do(lambda c: units.merge(c, units.at(c, "SCHOOL"), units.at(c, "HARBOUR"), TODAY))
    country.do(lambda c: units.merge(c, units.at(c, "HARBOUR"), units.at(c, "MILL"), TODAY))
    assert country.shares("PROVINCE").splitlines()[1:] == [
        "Unit NORTH: 3/40 người (7%)",
        "Unit SOUTH: 0 người (chưa có tổng số CNVCLĐ)",
    ]
    assert country.shares("NORTH").splitlines() == [
        f"Unit NORTH, {HEAD} 3/40 người đã đăng ký; 1/1 đơn vị có người đăng ký.",
        "Unit MILL: 3/40 người (7%)",
    ]


def test_a_unit_is_merged_on_its_last_day_already(country: Country) -> None:
    country.register("SCHOOL")
    last = By(actor=None, on=DAY, now=NOW)
    country.do(lambda c: units.merge(c, units.at(c, "SCHOOL"), units.at(c, "MILL"), last))
    assert country.shares("MILL").splitlines()[1:] == ["Unit SHOP: 0/1.250 người (0%)"]
    assert "1/40 người" in country.shares("MILL")


def test_a_dissolved_unit_counts_no_more_at_any_level(country: Country) -> None:
    country.register("SCHOOL", "SCHOOL", "MILL")
    country.do(lambda c: units.close(c, units.at(c, "SCHOOL"), TODAY))
    assert country.shares("NORTH").splitlines() == [
        f"Unit NORTH, {HEAD} 1/40 người đã đăng ký; 1/1 đơn vị có người đăng ký.",
        "Unit MILL: 1/40 người (2%)",
    ]
    assert "Unit NORTH: 1/40 người (2%)" in country.shares("PROVINCE")


def test_nobody_counts_twice_who_has_moved_or_pledged_for_more(country: Country) -> None:
    who = country.somebody("SCHOOL")
    country.pledge(who, "SCHOOL")
    country.pledge(who, "HARBOUR", "lao-dong-tien-tien")
    assert "PROVINCE, năm 2026, Thanh Hóa: 1/170 người" in country.shares("PROVINCE")
    assert "Unit SCHOOL: 0/30 người (0%)" in country.shares("NORTH")
    assert "Unit HARBOUR: 1/100 người (1%)" in country.shares("SOUTH")


def test_a_pledge_withdrawn_or_returned_is_nobodys(country: Country) -> None:
    laid = country.lay("OTHER", PledgeKind.PERSON)
    assert "Unit OTHER: 1 người" in Talk(country.town, Address("web", "officer-ABOVE")).say("/tyle")
    step = Step(actor=None, now=NOW, reason="x")
    country.do(lambda c: pledges.move(c, laid, PledgeState.RETURNED, step))
    assert "Unit OTHER: 0 người" in Talk(country.town, Address("web", "officer-ABOVE")).say("/tyle")


def concern(country: Country, *codes: str) -> None:
    tops = [country.town.unit(code) for code in codes]
    country.do(lambda c: scopes.put(c, "thanh-hoa-2021", tops, by=None, now=NOW))


def test_only_units_that_are_concerned_count(country: Country) -> None:
    """The school and the shop (20 people, of the mill's 40) take part; nobody else does."""
    country.do(lambda c: units.change(c, units.at(c, "SHOP"), TODAY, workers=20))
    country.register("SHOP", "MILL", "SCHOOL", "HARBOUR")
    concern(country, "SCHOOL", "SHOP")
    assert country.shares("PROVINCE") == (
        f"Unit PROVINCE, {HEAD} 2/50 người đã đăng ký; 1/1 đơn vị có người đăng ký.\n"
        "Unit NORTH: 2/50 người (4%)"
    )
    assert country.shares("NORTH").splitlines()[1:] == [
        "Unit SCHOOL: 1/30 người (3%)",
        "Unit MILL: 1/20 người (5%)",
    ]
    assert country.shares("MILL").startswith(f"Unit MILL, {HEAD} 1/20 người")
    said = Talk(country.town, Address("web", "at-SOUTH")).all("Thanh Hóa", "/tyle")
    assert said == (
        "Phong trào Thanh Hóa áp dụng cho Unit SHOP, Unit SCHOOL, không áp dụng cho Unit SOUTH, nên không có "
        "tỷ lệ đăng ký để xem."
    )


def test_an_officer_goes_down_level_by_level_and_up_again(country: Country) -> None:
    country.register("SHOP", "SHOP", "QUAY")
    talk = Talk(country.town, Address("web", "at-PROVINCE"))
    talk.say("/tyle")
    assert [button.label for button in talk.conversation.offered] == [
        "Unit SOUTH", "Unit NORTH", "Ai chưa đăng ký",
    ]  # fmt: skip
    assert talk.say("2").startswith(f"Unit NORTH, {HEAD} 2/70")
    assert talk.say("Unit MILL").startswith(f"Unit MILL, {HEAD} 2/40")
    assert "Unit SHOP: 2/1.250 người (dưới 1%)" in talk.say("1")
    assert talk.say("Lên Unit MILL").startswith(f"Unit MILL, {HEAD}")
    assert talk.say("Lên Unit NORTH").startswith(f"Unit NORTH, {HEAD}")
    assert talk.say("Lên Unit PROVINCE").startswith(f"Unit PROVINCE, {HEAD}")
    assert not any("Lên" in button.label for button in talk.conversation.offered)


def test_an_officer_goes_no_further_up_than_their_own_unit(country: Country) -> None:
    talk = Talk(country.town, Address("web", "at-NORTH"))
    talk.say("/tyle")
    assert not any("Lên" in button.label for button in talk.conversation.offered)
    for code in ("PROVINCE", "HARBOUR"):
        for begin in ("tu", "tm"):
            said = talk.press(f"{begin}:thanh-hoa-2021:{country.town.unit(code)}:0")
            assert said == f"Việc này ở Unit {code} không thuộc phạm vi vai trò của anh/chị."
    for made_up in ("tu:", "tu:x:1:0", "tu:thanh-hoa-2021:999999:0", "tm:thanh-hoa-2021:²:0", "tm:a:b:c:d"):
        assert talk.press(made_up).startswith("Nút này không còn dùng được")


def test_many_units_are_shown_a_page_at_a_time(country: Country) -> None:
    more = [new(f"ZWEI-{number:02}", "SOUTH", workers=10) for number in range(24)]
    country.do(lambda c: units.add_many(c, more, TODAY))
    talk = Talk(country.town, Address("web", "at-SOUTH"))
    pages = [talk.say("/tyle"), talk.say("Xem tiếp"), talk.say("Xem tiếp")]
    assert [page.count("(0%)") for page in pages] == [10, 10, 5]
    assert "… và 15 đơn vị khác." in pages[0]
    assert "Xem tiếp" not in [button.label for button in talk.conversation.offered]


def test_who_has_not_registered_is_listed_over_the_subtree(country: Country) -> None:
    """By unit, a page at a time; without those who take their names back, and those elsewhere."""
    people_of = {code: [country.somebody(code) for _ in range(12)] for code in ("SHOP", "SCHOOL", "QUAY")}
    country.pledge(people_of["SHOP"][0], "SHOP")
    country.do(lambda c: people.withdraw(c, people_of["SHOP"][1], NOW))
    talk = Talk(country.town, Address("web", "at-NORTH"))
    said = talk.say("ai chưa đăng ký")
    assert said.startswith("Unit NORTH, năm 2026, Thanh Hóa: 24 người đã ghi tên mà chưa đăng ký:")
    # The officers of the north and the mill have not registered either.
    lines = [line for line in said.splitlines() if line.startswith("–")]
    assert [(line.partition(":")[0], line.count("Mẫu")) for line in lines] == [
        ("– Unit NORTH", 1), ("– Unit MILL", 1), ("– Unit SHOP", 10), ("– Unit SCHOOL", 8),
    ]  # fmt: skip
    assert [line.count("Mẫu") for line in talk.say("Xem tiếp").splitlines() if line.startswith("–")] == [4]
    assert talk.say("Tỷ lệ đăng ký").startswith(f"Unit NORTH, {HEAD}")
    concern(country, "SCHOOL")
    assert talk.say("ai chưa đăng ký").startswith("Unit NORTH, năm 2026, Thanh Hóa: 12 người")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("tỷ lệ đăng ký Unit MILL", f"Unit MILL, {HEAD}"),
        ("tỷ lệ đăng ký Thanh Hóa Unit MILL", f"Unit MILL, {HEAD}"),
        ("ty le dang ky unit school thanh hoa", f"Đăng ký danh hiệu {HEAD}\nUnit SCHOOL: 0/30"),
        ("xem tỷ lệ đăng ký của đơn vị MILL", f"Unit MILL, {HEAD}"),
        ("tỷ lệ đăng ký phong trào Thanh Hóa ở MILL", f"Unit MILL, {HEAD}"),
        ("tỷ lệ đăng ký Thanh Hóa", f"Unit NORTH, {HEAD}"),
        ("ai chưa đăng ký ở Unit MILL", "Unit MILL, năm 2026, Thanh Hóa: 1 người đã ghi tên mà chưa đăng ký"),
        ("tỷ lệ đăng ký HARBOUR", "Việc này ở Unit HARBOUR không thuộc phạm vi"),
        ("tỷ lệ đăng ký Unit", "Anh/chị muốn xem đơn vị nào?"),
    ],
)
def test_a_unit_and_a_campaign_are_asked_for_by_name(country: Country, said: str, answer: str) -> None:
    talk = Talk(country.town, Address("web", "at-NORTH"))
    assert talk.say(said).startswith(answer)


@pytest.mark.parametrize(
    "said",
    [
        "tỷ lệ đăng ký phải đạt bao nhiêu?",
        "tỷ lệ đăng ký Long Biên là bao nhiêu",
        "tỷ lệ đăng ký north thấp",
    ],
)
def test_a_question_about_shares_is_answered_from_the_plan(country: Country, said: str) -> None:
    talk = Talk(country.town, Address("web", "at-NORTH"))
    answered = talk.say(said)
    assert "người đã đăng ký" not in answered
    assert "Anh/chị muốn xem đơn vị nào?" not in answered


def test_a_worker_asks_in_vain(country: Country) -> None:
    country.somebody("MILL")
    talk = Talk(country.town, Address("web", "worker-1"))
    for said in ("tỷ lệ đăng ký Unit MILL", "ai chưa đăng ký ở Unit MILL"):
        assert "/40" not in talk.say(said)
    for choice in ("tu", "tm"):
        said = talk.press(f"{choice}:thanh-hoa-2021:{country.town.unit('MILL')}:0")
        assert said.startswith("Việc này dành cho chủ tịch")
