"""A form is played: answered, moved about in, left, filed once; whatever is typed or pressed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.forms.declaration import Answers, Complaint, Form, Kind, Option, Step, Value
from domain.forms.draft import SUMMARY, Draft
from domain.forms.playing import PRESS, Played, Player
from domain.forms.reading import BACK, GO_ON, LEAVE, REVIEW, SKIP
from domain.reply import Button

TODAY = date(2026, 5, 20)
BOATS = (Option("b1", "Tàu Sóng Xanh"), Option("b2", "Tàu Sóng Vàng"), Option("b3", "Thuyền Mai"))
FISH = (Option("ca", "Cá thu"), Option("muc", "Mực"), Option("tom", "Tôm"))
FORM = Form(
    id="trip",
    name="báo chuyến đi",
    steps=(
        Step(id="boat", label="Tàu", ask="ask.boat", kind=Kind.FOUND),
        Step(id="fish", label="Hải sản", ask="ask.fish", kind=Kind.SEVERAL, after=("boat",)),
        Step(id="port", label="Cảng", ask="ask.port", kind=Kind.ONE),
        Step(id="days", label="Số ngày", ask="ask.days", kind=Kind.NUMBER, least=1, most=30),
        Step(id="back_on", label="Ngày về", ask="ask.back", kind=Kind.DATE),
        Step(id="ice", label="Có đá", ask="ask.ice", kind=Kind.YES_NO),
        Step(
            id="tons",
            label="Số tấn đá",
            ask="ask.tons",
            kind=Kind.NUMBER,
            when=lambda a: a.get("ice") == "yes",
        ),
        Step(id="note", label="Ghi chú", ask="ask.note", kind=Kind.TEXT, optional=True, longest=40),
    ),
)


@dataclass
class Harbour:
    """Knows three boats; says keys instead of sentences."""

    refused: set[Value] = field(default_factory=set)

    def say(self, key: str, **values: object) -> str:
        return " ".join([key, *(f"{name}={value}" for name, value in values.items())])

    def values(self, step: Step, answers: Answers) -> Mapping[str, object]:
        return {}

    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        return {"fish": FISH, "port": BOATS[:2]}.get(step.id, ())

    def find(self, step: Step, text: str, answers: Answers) -> Sequence[Option]:
        return [boat for boat in BOATS if text.lower() in boat.label.lower()]

    def check(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        return Complaint(key="refused") if value in self.refused else None

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        return str(value)


class Table:
    """One person filling in the form; keeps what was last shown."""

    def __init__(self, harbour: Harbour | None = None) -> None:
        self.player = Player(form=FORM, source=harbour or Harbour(), today=TODAY)
        self.played = self.player.begin("abc")

    @property
    def draft(self) -> Draft:
        assert self.played.draft is not None
        return self.played.draft

    def hear(self, *texts: str) -> Played:
        for text in texts:
            said = self.button(text)
            played = self.player.press(self.draft, said) if said else self.player.hear(self.draft, text)
            self.played = self.player.not_understood(self.draft) if played.aside else played
        return self.played

    def button(self, text: str) -> str | None:
        """As the routes do: a number or a label of a shown button is that button."""
        for n, button in enumerate(self.played.buttons, 1):
            if text in (str(n), button.label):
                return button.choice
        return None

    def first_line(self) -> str:
        return self.played.lines[0]


ALL = ("sóng", "1", "1, 3", "2", "mười hai", "31/5/2026", "có", "1.500", "Về sớm")
FILED = {
    "boat": "b1", "fish": ("ca", "tom"), "port": "b2", "days": 12, "back_on": "2026-05-31", "ice": "yes",
    "tons": 1500, "note": "Về sớm",
}  # fmt: skip


def filled(*texts: str) -> Table:
    table = Table()
    table.hear(*texts)
    return table


def test_every_step_is_asked_and_one_yes_files() -> None:
    table = filled(*ALL)
    assert table.draft.step == SUMMARY
    assert table.played.lines[1:4] == ("– Tàu: b1", "– Hải sản: ('ca', 'tom')", "– Cảng: b2")
    assert table.hear("có").filed == FILED
    assert table.played.draft is None


def test_nothing_is_filed_without_a_yes() -> None:
    table = filled(*ALL)
    for said in ("chưa", "ừm", "2", "xem lại", "báo cáo gửi ai", "dừng", "dung", "đã", "đùng"):
        assert table.hear(said).filed is None, said
        assert table.draft.answers == FILED


def test_what_is_found_is_picked_by_the_person() -> None:
    table = filled("tàu sóng")
    assert table.draft.answers == {}
    assert [button.label for button in table.played.buttons] == [
        "Tàu Sóng Xanh", "Tàu Sóng Vàng", "form.none_of_them",
    ]  # fmt: skip
    assert table.hear("thuyền").draft is not None  # other words look anew
    assert table.hear("3")  # no such number any more: looked for
    assert table.draft.answers == {}
    assert table.hear("thuyền mai", "1").draft.answers == {"boat": "b3"}  # type: ignore[union-attr]


def test_going_back_keeps_what_was_entered() -> None:
    table = filled("sóng xanh", "1", "2, 3")
    assert table.draft.step == "port"
    table.hear("lùi")
    assert table.draft.step == "fish"
    assert "form.kept value=('muc', 'tom')" in table.played.lines
    assert table.hear("tiếp tục").draft.step == "port"  # type: ignore[union-attr]
    table.hear("lùi", "lùi", "lùi", "lùi")
    assert table.first_line() == "form.first"
    assert table.draft.answers == {"boat": "b1", "fish": ("muc", "tom")}


def test_a_yes_or_a_no_is_no_text() -> None:
    table = filled(*ALL[:-1])
    for said in ("có", "đồng ý", "xong"):
        assert table.hear(said).lines[0] == "form.not.text", said
        assert table.draft.step == "note"
    assert table.hear("không").draft.step == SUMMARY  # type: ignore[union-attr]
    assert table.draft.answers["note"] == ""


def test_an_option_is_meant_by_words_that_stand_in_no_other() -> None:
    table = filled("sóng", "1", "1, 3")
    assert table.hear("vàng sóng").draft.answers["port"] == "b2"  # type: ignore[union-attr]
    table = filled("sóng", "1", "1, 3")
    assert table.hear("tàu sóng").lines[0] == "form.not.one"


def test_what_is_refused_is_said_when_it_is_picked() -> None:
    harbour = Harbour(refused={("ca",)})
    table = Table(harbour)
    table.hear("sóng", "1", "Cá thu")
    assert table.first_line() == "refused"
    assert table.draft.picked == ()
    assert table.hear("Mực").draft.picked == ("muc",)  # type: ignore[union-attr]


def test_an_edit_comes_back_to_the_summary() -> None:
    table = filled(*ALL)
    assert table.hear("sửa cảng").draft.step == "port"  # type: ignore[union-attr]
    assert table.hear("1").draft.step == SUMMARY  # type: ignore[union-attr]
    assert table.draft.answers == FILED | {"port": "b1"}
    assert table.hear("sửa 4", "7").draft.answers["days"] == 7  # type: ignore[union-attr]
    assert table.hear("sưa ghi chu").draft.step == "note"  # type: ignore[union-attr]
    assert table.hear("tiếp tục").draft.step == SUMMARY  # type: ignore[union-attr]
    assert table.hear("sửa cái gì đó").lines[0].startswith("form.edit_what names=tàu, hải sản")


def test_own_words_that_begin_like_an_edit_are_own_words() -> None:
    table = filled(*ALL[:-1])
    assert table.hear("Sửa chữa lưới").draft.answers["note"] == "Sửa chữa lưới"  # type: ignore[union-attr]
    assert table.hear("sửa ghi chú", "sửa số tấn đá").draft.step == "tons"  # type: ignore[union-attr]


def test_a_change_voids_what_hung_on_it_and_hides_what_is_not_asked() -> None:
    table = filled(*ALL)
    table.hear("sửa tàu", "thuyền", "1")
    assert (table.draft.step, table.draft.answers["boat"]) == ("fish", "b3")
    assert "fish" not in table.draft.answers
    table.hear("2", "xong", "sửa có đá", "không")
    assert table.draft.step == SUMMARY
    assert not [line for line in table.played.lines if "Số tấn đá" in line]


def test_several_are_pressed_one_after_another() -> None:
    table = filled("sóng xanh", "1")
    table.hear("Cá thu", "Tôm", "Cá thu")  # once more takes it back
    assert table.draft.picked == ("tom",)
    assert table.draft.step == "fish"
    assert table.hear("form.done").draft.answers["fish"] == ("tom",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("before", "said", "line"),
    [
        (("thuyền", "1", "1, 2", "1"), "rất nhiều", "form.not.number"),
        (("thuyền", "1", "1, 2", "1"), "1,5", "form.not.number"),
        (("thuyền", "1", "1, 2", "1"), "31", "form.out_of_bounds least=1 most=30"),
        (("thuyền", "1", "1, 2", "1"), "bỏ qua", "form.needed"),
        (("thuyền", "1", "1, 2"), "Tàu ma", "form.not.one"),
        (("thuyền", "1"), "1, 9", "form.not.several"),
        ((), "tàu ma", "form.found_nothing"),
        (("thuyền", "1", "1", "xong", "1", "5"), "30/2/2026", "form.not.date"),
        (ALL[:-1], "x" * 41, "form.too_long longest=40"),
    ],
)
def test_what_cannot_be_taken_is_said_with_what_can(before: tuple[str, ...], said: str, line: str) -> None:
    table = filled(*before)
    step, answers = table.draft.step, dict(table.draft.answers)
    assert table.hear(said).lines[0] == line
    assert (table.draft.step, table.draft.answers) == (step, answers)


def test_a_check_of_the_form_refuses_and_stays() -> None:
    table = Table(Harbour(refused={"b1"}))
    assert table.hear("sóng xanh", "1").lines[0] == "refused"
    assert table.draft.step == "boat"


def test_an_optional_step_is_passed_over() -> None:
    table = filled(*ALL[:-1], "bỏ qua")
    assert "– Ghi chú: form.skipped" in table.played.lines
    filed = table.hear("có").filed
    assert filed is not None
    assert filed["note"] == ""


def test_leaving_asks_once_where_something_would_be_lost() -> None:
    assert filled("huỷ").played.draft is None
    table = filled("sóng xanh", "1")
    assert table.hear("huỷ").lines == ("form.leave name=báo chuyến đi",)
    assert table.hear("không").draft.step == "fish"  # type: ignore[union-attr]
    assert table.hear("huỷ", "1, 3").draft.answers["fish"] == ("ca", "tom")  # type: ignore[union-attr]
    left = table.hear("huỷ", "huỷ")
    assert (left.draft, left.filed, left.lines) == (None, None, ("form.left name=báo chuyến đi",))


def test_a_button_of_a_step_that_is_over_is_explained() -> None:
    table = filled("sóng xanh")
    old = table.played.buttons[0].choice
    table.hear("1", "1, 3")
    for choice in (old, "f:zzz:2:0", f"{PRESS}abc:2:9", f"{PRESS}abc:2:xyz", PRESS, f"{PRESS}abc:end:file"):
        played = table.player.press(table.draft, choice)
        assert played.lines[0] == "form.stale", choice
        assert played.draft is not None
        assert played.draft.answers == table.draft.answers


def test_a_step_that_no_longer_exists_is_left_for_the_first_open_one() -> None:
    table = filled("sóng xanh", "1")
    from_before = table.draft.at("a step of an older program")
    assert table.player.resume(from_before).draft == table.player.resume(table.draft).draft


MOVING = sorted([*BACK, *GO_ON, *LEAVE, *REVIEW, *SKIP])
YES_AND_NO = ["có", "đồng ý", "không", "chưa", "dừng", "dung"]
EDITS = ["sửa tàu", "sửa 2", "sửa"]
SAID = st.one_of(
    st.sampled_from([*ALL, *MOVING, *YES_AND_NO, *EDITS, "xong", "1", "2", "3"]),
    st.text(max_size=20),
)
ABOUT = [*sorted(BACK), *sorted(GO_ON), *EDITS, "xem lại", "f:zzz:1:1", "huỷ|không", "???"]
PRESSED = st.one_of(
    st.from_regex(rf"{PRESS}(abc|x):([0-9]|end):([0-9]|file|leave|keep|done|skip|edit|none)", fullmatch=True),
    st.text(max_size=12).map(lambda tail: PRESS + tail),
)


@given(st.lists(st.one_of(SAID, PRESSED), max_size=25))
def test_whatever_is_said_nothing_breaks_and_nothing_is_filed_without_a_yes(said: list[str]) -> None:
    table = Table()
    for text in said:
        at_summary = table.draft.step == SUMMARY
        if text.startswith(PRESS):
            table.played = table.player.press(table.draft, text)
        else:
            table.hear(text)
        played = table.played
        if played.filed is not None:
            assert at_summary
            assert set(played.filed) >= {"boat", "fish", "port", "days", "back_on", "ice"}
        if played.draft is None:
            return
        assert played.lines
        assert all(len(button.choice.encode()) <= 64 for button in played.buttons)
        assert all(re.fullmatch(r"f:abc:(\d|end):\w+", button.choice) for button in played.buttons)


@given(st.lists(st.sampled_from(ABOUT), max_size=12))
def test_moving_about_loses_no_answer(said: list[str]) -> None:
    table = filled(*ALL)
    for text in said:
        for each in text.split("|"):
            if each.startswith(PRESS):
                table.played = table.player.press(table.draft, each)
            elif each == "???" and table.draft.step in ("note", "boat"):
                continue  # there it would be an answer
            else:
                table.hear(each)
        assert table.draft.answers == FILED


def test_buttons_are_of_this_draft() -> None:
    buttons: Sequence[Button] = filled("sóng xanh").played.buttons
    assert [button.choice for button in buttons] == ["f:abc:0:0", "f:abc:0:none"]
