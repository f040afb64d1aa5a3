"""Which handler gets a message, and what a turn leaves in the store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from content.loader import load_catalogue, load_knowledge
from domain.clock import VIETNAM
from domain.conversation import Conversation
from domain.message import Address, Media, MediaKind, Message
from domain.reply import Button, Reply
from handlers.commands import COMMANDS
from handlers.routes import respond
from handlers.turn import Turn
from store import questions
from store.engine import Store
from store.questions import KeptQuestion

NOW = datetime(2022, 2, 1, 3, 0, tzinfo=UTC)
LAN = Address("telegram", "42")
GROUP = Address("telegram", "-77")
REFUSED = "Ninh Bình thưởng bao nhiêu tiền?"
KNOWLEDGE, CATALOGUE = load_knowledge(), load_catalogue()
AT_NINH_BINH = Conversation(version=3, campaign="ninh-binh-2021")


class Talk:
    """One person, turn after turn, each in its transaction."""

    def __init__(self, store: Store, conversation: Conversation = AT_NINH_BINH) -> None:
        self._store = store
        self.conversation = conversation

    def say(self, text: str = "", chat: Address = LAN, **fields: Any) -> Sequence[Reply]:
        message = Message(id="1", chat=chat, sender=LAN, text=text, **fields)
        in_group = message.in_group

        def take(connection: Any) -> Sequence[Reply]:
            turn = Turn(
                message=message,
                conversation=Conversation() if in_group else self.conversation,
                catalogue=CATALOGUE,
                knowledge=KNOWLEDGE,
                now=NOW,
                zone=VIETNAM,
                connection=connection,
                token="t0k3n",
                machine_now=NOW,
            )
            replies = respond(turn)
            if not in_group:
                self.conversation = turn.conversation
            return replies

        return self._store.write_now(take)

    def kept(self) -> Sequence[KeptQuestion]:
        return self._store.write_now(lambda connection: questions.unanswered(connection, 9))


def text_of(key: str, **values: object) -> str:
    return KNOWLEDGE.texts.say(key, **values)


@pytest.fixture
def talk(store: Store) -> Talk:
    return Talk(store)


def test_a_refused_question_is_kept_with_its_campaign_and_without_its_asker(talk: Talk) -> None:
    (reply,) = talk.say(REFUSED)
    (kept,) = talk.kept()
    assert kept == KeptQuestion(
        id=kept.id,
        question=REFUSED,
        campaign="ninh-binh-2021",
        campaign_version=CATALOGUE.get("ninh-binh-2021").version,  # type: ignore[union-attr]
        asked_at=NOW,
        address=None,
        answered_at=None,
    )
    assert reply.buttons == (Button("Báo lại cho tôi: có", f"tell:{kept.id}"),)


@pytest.mark.parametrize(
    "yes", ["báo lại cho tôi: có", "Bao lai cho toi: co", "báo lại cho tôi", "1", "có ạ", "Đồng ý!"]
)
def test_only_an_explicit_yes_adds_the_address(talk: Talk, yes: str) -> None:
    talk.say(REFUSED)
    assert talk.say(yes) == [Reply(text=text_of("tell.agreed"))]
    assert [kept.address for kept in talk.kept()] == [LAN]


def test_the_button_of_the_last_offer_is_a_yes(talk: Talk) -> None:
    (reply,) = talk.say(REFUSED)
    assert talk.say(choice=reply.buttons[0].choice) == [Reply(text=text_of("tell.agreed"))]
    assert [kept.address for kept in talk.kept()] == [LAN]


@pytest.mark.parametrize("no", ["không", "Không cần đâu", "thôi", "báo lại cho tôi: không"])
def test_a_no_leaves_the_question_without_an_address(talk: Talk, no: str) -> None:
    talk.say(REFUSED)
    assert talk.say(no) == [Reply(text=text_of("tell.declined"))]
    assert talk.say("báo lại cho tôi: có") == [Reply(text=text_of("tell.nothing"))]
    assert [kept.address for kept in talk.kept()] == [None]


def test_yes_and_no_mean_nothing_when_nothing_was_offered(talk: Talk) -> None:
    for word in ("có", "không"):
        assert talk.say(word)[0].text not in (text_of("tell.agreed"), text_of("tell.declined"))


def test_nobody_gets_the_answer_to_another_ones_question(store: Store) -> None:
    Talk(store).say(REFUSED)
    (kept,) = Talk(store).kept()
    other = Talk(store)
    other.say("kinh phí lấy ở đâu?")
    (reply,) = other.say(choice=f"tell:{kept.id}")
    assert reply.text == text_of("button.stale")
    assert [each.address for each in other.kept()] == [None, None]


@pytest.mark.parametrize("choice", ["tell:", "tell:x", "campaign:", "campaign:nowhere-1999", "", "💣" * 99])
def test_a_button_that_is_not_ours_is_explained_and_not_obeyed(talk: Talk, choice: str) -> None:
    (reply,) = talk.say(choice=choice)
    assert (reply.text, [button.choice for button in reply.buttons]) == (
        text_of("button.stale"),
        [f"campaign:{campaign.id}" for campaign in CATALOGUE],
    )
    assert talk.conversation == replace(AT_NINH_BINH, offered=reply.buttons)


def test_what_is_no_matter_of_ours_or_no_question_is_not_kept(talk: Talk) -> None:
    for text in ("Hải Phòng đang ở đợt nào?", "2", "có", "31/5", "giá vàng hôm nay"):
        talk.say(text)
    assert talk.kept() == []
    assert talk.conversation.offered == ()


@pytest.mark.parametrize(
    "text",
    [
        "số 3 nhé",
        "chọn số 3 ạ",
        "lựa chọn 3",
        "phương án hai nhé",
        "đổi sang Hà Nội",
        "hihi",
        "ok bạn",
        "abc xyz",
    ],
)
def test_a_choice_a_change_of_campaign_and_small_talk_are_not_kept(talk: Talk, text: str) -> None:
    (reply,) = talk.say(text)
    assert (talk.kept(), reply.buttons) == ([], ())
    assert text_of("refuse.offer") not in reply.text


@pytest.mark.parametrize("text", ["thưởng bao nhiêu?", "bị phạt thế nào", "hội thao có môn gì"])
def test_a_short_question_is_kept_all_the_same(talk: Talk, text: str) -> None:
    talk.say(text)
    assert [kept.question for kept in talk.kept()] == [text]


def test_in_a_group_nothing_is_offered_and_nobody_is_noted(talk: Talk) -> None:
    (refused,) = talk.say(REFUSED, chat=GROUP)
    assert text_of("refuse.offer") not in refused.text
    assert refused.buttons == ()
    assert talk.say("báo lại cho tôi: có", chat=GROUP) == [Reply(text=text_of("tell.group"))]
    assert talk.say(choice="tell:1", chat=GROUP) == [Reply(text=text_of("tell.group"))]
    assert [(kept.question, kept.address) for kept in talk.kept()] == [(REFUSED, None)]
    names = ", ".join(campaign.short_name for campaign in CATALOGUE)
    assert talk.say("đang ở đợt nào?", chat=GROUP) == [Reply(text=text_of("campaigns.group", names=names))]
    assert talk.say(choice="campaign:ben-tre-2018", chat=GROUP) == [
        Reply(text=text_of("button.stale_group", names=names))
    ]


def test_an_old_button_of_a_campaign_does_what_it_says(talk: Talk) -> None:
    talk.say(choice="campaign:ben-tre-2018")
    assert talk.conversation == replace(AT_NINH_BINH, campaign="ben-tre-2018")


@pytest.mark.parametrize("kind", list(MediaKind))
def test_every_kind_of_medium_gets_a_word_of_its_own(talk: Talk, kind: MediaKind) -> None:
    assert talk.say(media=(Media(kind=kind),)) == [Reply(text=text_of(f"media.{kind}"))]
    assert talk.say(" \u200b", media=(Media(kind=kind),)) == [Reply(text=text_of(f"media.{kind}"))]


def test_a_caption_is_answered_instead_of_the_picture(talk: Talk) -> None:
    with_picture = talk.say("đang ở giai đoạn nào?", media=(Media(kind=MediaKind.PHOTO),))
    assert with_picture == talk.say("đang ở giai đoạn nào?")


@pytest.mark.parametrize("text", ["", " \n\t", "👍", "?!…", "\u202e\u200f", "\x00\x07", "\ud83d"])
def test_what_has_no_words_gets_a_hint_and_changes_nothing(talk: Talk, text: str) -> None:
    assert talk.say(text) == [Reply(text=text_of("small.empty"))]
    assert talk.conversation == AT_NINH_BINH


def test_a_side_word_leaves_the_offered_choices_standing(store: Store) -> None:
    talk = Talk(store, Conversation(version=1))
    (back,) = talk.say("đang ở đợt nào?")
    talk.say("/help")
    talk.say("👍")
    (reply,) = talk.say(str([button.label for button in back.buttons].index("Ninh Bình") + 1))
    assert "giai đoạn 2" in reply.text


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_and_its_words_are_the_same(store: Store, command: Any) -> None:
    said = [f"/{name}" for name in command.names] + [
        *command.words,
        *(word.upper() for word in command.words),
    ]
    replies = [Talk(store).say(text) for text in said]
    assert replies == [replies[0]] * len(said)


def test_every_command_shown_in_a_menu_is_in_the_help_with_its_word(talk: Talk) -> None:
    (reply,) = talk.say("/help")
    for command in COMMANDS:
        if command.about:
            assert f"/{command.names[0]} (“{command.words[0]}”)" in reply.text
            assert text_of(command.about)


@pytest.mark.parametrize(
    ("text", "name"), [("/khongco", "khongco"), ("/Khôngcó ngay", "Khôngcó"), ("/x@bot", "x"), ("/31", "31")]
)
def test_an_unknown_command_is_named_and_help_is_pointed_at(talk: Talk, text: str, name: str) -> None:
    assert talk.say(text) == [Reply(text=text_of("command.unknown", name=name))]


def test_only_the_first_answer_says_whom_one_talks_to(store: Store) -> None:
    question = "Ninh Bình đang ở giai đoạn nào?"
    first, later = Talk(store, Conversation()).say(question), Talk(store).say(question)
    assert first[-1].text == f"{later[-1].text}\n\n{text_of('start.first_contact')}"
    assert Talk(store, Conversation()).say("/start")[0].text == text_of("start.greeting")
