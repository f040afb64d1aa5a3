"""What is remembered of a talk, changed by named methods only."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conversation import Conversation, Topic, dump_conversation, load_conversation
from domain.reply import Button

TOPIC = Topic(intent="phase_dates", phase="dot:dot-1")


def test_a_new_conversation_remembers_nothing():
    assert Conversation() == Conversation(version=0, campaign=None, topic=Topic(), offered=(), asked=None)


def test_another_campaign_leaves_the_topic_behind():
    about = Conversation(campaign="ben-tre-2018").talking_of(TOPIC)
    assert about.choosing("ninh-binh-2021") == Conversation(campaign="ninh-binh-2021", topic=Topic())
    assert about.choosing(None) == Conversation()


def test_the_same_campaign_keeps_the_topic():
    about = Conversation(campaign="ben-tre-2018").talking_of(TOPIC)
    assert about.choosing("ben-tre-2018") == about


def test_a_change_of_campaign_keeps_the_question_and_the_choices():
    offered = (Button("Bến Tre", "campaign:ben-tre-2018"),)
    waiting = Conversation().remembering_question("đợt mấy").offering(offered)
    assert waiting.choosing("ben-tre-2018") == Conversation(
        campaign="ben-tre-2018", asked="đợt mấy", offered=offered
    )


def test_named_changes_change_one_thing_each():
    one = Conversation(version=3)
    button = Button("Có", "yes")
    assert one.talking_of(TOPIC) == Conversation(version=3, topic=TOPIC)
    assert one.offering((button,)) == Conversation(version=3, offered=(button,))
    assert one.remembering_question("đợt mấy") == Conversation(version=3, asked="đợt mấy")
    assert one.remembering_question("đợt mấy").remembering_question(None) == one
    assert one == Conversation(version=3)


def test_a_conversation_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        Conversation().campaign = "ben-tre-2018"  # type: ignore[misc]


names = st.none() | st.text(max_size=20)
topics = st.builds(
    Topic, intent=st.text(max_size=20), phase=names, anniversary=names, duty=names, sector=names, fact=names
)
conversations = st.builds(
    Conversation,
    version=st.integers(0, 10**9),
    campaign=names,
    topic=topics,
    offered=st.lists(st.builds(Button, st.text(), st.text()), max_size=3).map(tuple),
    asked=names,
)


@given(conversations)
def test_a_conversation_survives_being_stored(conversation):
    assert load_conversation(dump_conversation(conversation)) == conversation


@pytest.mark.parametrize("text", ["", "null", "[]", '{"version": "x"}', '{"topic": 1}', "{"])
def test_what_is_no_conversation_is_not_loaded(text):
    with pytest.raises(ValueError, match="validation error"):
        load_conversation(text)
