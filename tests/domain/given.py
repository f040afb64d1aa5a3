"""What the bot really knows, and short ways to ask it something."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from content.loader import load_catalogue, load_knowledge
from domain.answering.answer import Answer
from domain.answering.ask import Answered, answer
from domain.campaign import Campaign
from domain.catalogue import Catalogue
from domain.conversation import Conversation
from domain.knowledge import Knowledge
from domain.understanding.query import Query, Reader, reader_for
from tests.domain.invented import campaign

A_DAY = date(2022, 3, 15)


def knowledge() -> Knowledge:
    return load_knowledge()


@lru_cache(maxsize=1)
def five() -> Catalogue:
    """The real campaigns."""
    return load_catalogue()


@lru_cache(maxsize=1)
def invented() -> Catalogue:
    """The real campaigns and, first of all, that of tỉnh Kim Sa."""
    return Catalogue([campaign(), *five()])


def reader() -> Reader:
    return reader_for(knowledge(), five())


def read(text: str, today: date = A_DAY) -> Query:
    return reader().read(text, today)


def talk(
    questions: Iterable[str],
    today: date,
    chosen: str | None = None,
    catalogue: Catalogue | None = None,
    conversation: Conversation | None = None,
) -> list[Answered]:
    """The questions one after the other, in one conversation."""
    conversation = (conversation or Conversation()).choosing(chosen)
    catalogue = five() if catalogue is None else catalogue
    given: list[Answered] = []
    for question in questions:
        given.append(answer(question, conversation, knowledge(), catalogue, today))
        conversation = given[-1].conversation
    return given


def ask(
    question: str, today: date = A_DAY, chosen: str | None = None, catalogue: Catalogue | None = None
) -> Answer:
    """One question, in a conversation in which ``chosen`` was chosen."""
    return talk([question], today, chosen, catalogue)[0].answer


def ask_of(plan: Campaign, question: str, today: date) -> Answer:
    """One question about a campaign made for a test."""
    return ask(question, today, plan.id, Catalogue([plan]))


def lines(given: Answer) -> list[str]:
    """The answer without the line that names its source."""
    return [line for line in given.text.splitlines() if not line.startswith("(Theo ")]
