"""How much is kept of somebody where it is counted and not listed."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, bindparam, func, select

from domain.message import Address
from store.dialect import word
from store.tables import kept_question, pledge

Count = Callable[[Connection, int], int]

_PLEDGES = select(func.count()).select_from(pledge).where(pledge.c.person_id == bindparam("person"))
_QUESTIONS = (
    select(func.count()).select_from(kept_question).where(kept_question.c.address == bindparam("address"))
)
_ANSWERS = (
    select(func.count())
    .select_from(kept_question)
    .where(kept_question.c.answered_by == bindparam("person"), kept_question.c.answer != word(""))
)


def _pledges(connection: Connection, person_id: int) -> int:
    return int(connection.execute(_PLEDGES, {"person": person_id}).scalar_one())


def _answers(connection: Connection, person_id: int) -> int:
    return int(connection.execute(_ANSWERS, {"person": person_id}).scalar_one())


def questions_of(connection: Connection, address: Address) -> int:
    """Kept questions whose asker wants to be told at this account."""
    return int(connection.execute(_QUESTIONS, {"address": str(address)}).scalar_one())


COUNTS: Mapping[str, Count] = MappingProxyType({"pledges": _pledges, "answers": _answers})
"""What a module keeps of a person, by its name in the sentences ``data.count_…``."""
