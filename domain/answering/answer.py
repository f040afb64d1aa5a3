"""What answering works on and what it gives."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from domain.campaign import Campaign
from domain.conversation import Conversation, Topic
from domain.reply import Button, Reply
from domain.understanding.query import Query, Reader

Outcome = Literal["answered", "asked_back", "refused", "small_talk"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``citations`` are sections as shown; ``topic`` is what the talk is about from now on (None: as
    before); ``confidence`` is 0 to 1: 1 for what was computed, the share of the question's words that
    the quoted clause explains for the rest."""

    text: str
    intent: str
    outcome: Outcome = "answered"
    buttons: tuple[Button, ...] = ()
    campaign: str | None = None
    citations: tuple[str, ...] = ()
    confidence: float = 1.0
    topic: Topic | None = None

    @property
    def reply(self) -> Reply:
        return Reply(text=self.text, buttons=self.buttons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in its place: who asks about which campaign on which day."""

    query: Query
    campaign: Campaign
    conversation: Conversation
    reader: Reader
    today: date

    @property
    def topic(self) -> Topic:
        return self.conversation.topic

    def say(self, key: str, **values: object) -> str:
        return self.reader.knowledge.texts.say(key, **values)

    def answer(
        self,
        intent: str,
        lines: Iterable[str],
        sections: Iterable[str | None] = (),
        *,
        topic: Topic | None = None,
        confidence: float = 1.0,
        buttons: tuple[Button, ...] = (),
    ) -> Answer:
        """``lines`` with the source behind them."""
        parts = (part for section in sections if section for part in section.split(", "))
        named = tuple(dict.fromkeys(parts))
        citation = self.campaign.citation(", ".join(named) if named else None)
        said = [line for line in lines if line]
        return Answer(
            text="\n".join([*said, self.say("source", citation=citation)]),
            intent=intent,
            campaign=self.campaign.id,
            citations=tuple(self.campaign.citation(section) for section in named) or (citation,),
            confidence=confidence,
            topic=topic or Topic(intent=intent),
            buttons=buttons,
        )

    def refuse(self, intent: str, lines: Iterable[str]) -> Answer:
        """What the plan does not say, with the offer to pass the question on."""
        return Answer(
            text="\n".join([*lines, self.say("refuse.offer")]),
            intent=intent,
            outcome="refused",
            campaign=self.campaign.id,
            confidence=1.0,
            topic=None if intent == "out_of_scope" else replace(self.topic, intent=intent),
        )

    @property
    def plan(self) -> str:
        """What kind of paper it is, as said within a sentence: kế hoạch, hướng dẫn."""
        return self.campaign.document.kind.lower()

    @property
    def paper(self) -> str:
        return self.campaign.citation()
