"""What we remember of the talk with one address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from domain.forms.draft import Draft
from domain.reply import Button

_SEEN = 50  # pledges whose version we remember to have shown: several pages of a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What was last talked about, so that "còn mấy ngày nữa" has something to mean.

    All are ids of the campaign's own parts: ``phase`` a phase, ``anniversary`` an anniversary,
    ``duty`` a duty, ``sector`` a sector, ``fact`` the clause last quoted.
    """

    intent: str = ""
    phase: str | None = None
    anniversary: str | None = None
    duty: str | None = None
    sector: str | None = None
    fact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Changed only by the methods below, saved each turn, with a version for the store's check.

    ``offered`` are the choices last shown, so that "2" or the words mean the same as the button;
    ``asked`` is a question we could not answer or had to ask back about, kept until the next turn;
    ``draft`` is a form under way; ``seen`` are pledges lately shown, each with its version, so that nobody
    decides on what they have not read.
    """

    version: int = 0
    campaign: str | None = None
    topic: Topic = Topic()
    offered: tuple[Button, ...] = ()
    asked: str | None = None
    draft: Draft | None = None
    seen: tuple[tuple[int, int], ...] = ()

    def choosing(self, campaign: str | None) -> "Conversation":
        """Talk about ``campaign`` from now on (None: about none in particular)."""
        if campaign == self.campaign:
            return self
        return replace(self, campaign=campaign, topic=Topic())

    def talking_of(self, topic: Topic) -> "Conversation":
        return replace(self, topic=topic)

    def offering(self, buttons: tuple[Button, ...]) -> "Conversation":
        return replace(self, offered=buttons)

    def remembering_question(self, question: str | None) -> "Conversation":
        return replace(self, asked=question)

    def filling(self, draft: Draft | None) -> "Conversation":
        return replace(self, draft=draft)

    def having_seen(self, versions: Mapping[int, int]) -> "Conversation":
        """These pledges were shown in these versions, the number of each with that of its version."""
        others = tuple(pair for pair in self.seen if pair[0] not in versions)
        return replace(self, seen=(*others, *versions.items())[-_SEEN:])

    def version_seen(self, pledge: int) -> int | None:
        """The version in which the pledge was last shown; None when it was not, lately."""
        return dict(self.seen).get(pledge)


_CONVERSATION = TypeAdapter(Conversation)


def dump_conversation(conversation: Conversation) -> str:
    return _CONVERSATION.dump_json(conversation).decode()


def load_conversation(text: str) -> Conversation:
    """Raises ValueError when ``text`` is not a conversation of this program's version."""
    return _CONVERSATION.validate_json(text)
