"""People who pledge and decide, each in a talk that is remembered from turn to turn."""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection

from domain.conversation import Conversation
from domain.message import Address
from domain.people import Role
from domain.pledge import Pledge, PledgeKind, PledgeState, Undertaking
from domain.reply import Button, load_reply
from store import people, pledges
from store.engine import Store
from store.pledges import NewPledge, Step
from tests.databases import scalars
from tests.handlers.people import ACTOR, Town
from tests.store.trees import NOW

T = TypeVar("T")
DAY = date(2026, 6, 1)  # one campaign runs, Thanh Hóa, in one year: nobody has to choose
TITLE = "cong-nhan-gioi-xu-thanh"
ROLES = (None, Role.WORKER, Role.CHAIR, Role.OFFICER, Role.ADMIN)


class Talk:
    """What somebody and the bot say to each other."""

    def __init__(self, town: Town, who: Address = ACTOR) -> None:
        self._town = town
        self._who = who
        self.conversation = Conversation(version=1)

    def say(self, text: str = "", *, choice: str | None = None) -> str:
        replies = self._town.say(text, self._who, choice=choice, conversation=self.conversation)
        self.conversation = self._town.conversation
        return "\n".join(reply.text for reply in replies)

    def press(self, choice: str) -> str:
        """A button with this in it, whether it was shown or not."""
        return self.say(choice=choice)

    def shown(self, *choices: str) -> "Talk":
        """As if these buttons had just been shown."""
        self.conversation = self.conversation.offering(tuple(Button("x", each) for each in choices))
        return self

    def all(self, *lines: str) -> str:
        """One after the other; what was said to the last."""
        return [self.say(line) for line in lines][-1]

    def pledge(self, last: str = "có") -> str:
        """A whole form, up to ``last``."""
        return self.all("/dangky", "1", "xong", "làm tốt việc được giao", "1", last)


def receipt_in(said: str) -> str:
    found = re.search(r"TD-\w{4}-\w{4}", said)
    assert found, said
    return found[0]


class Desk:
    """A town in which pledges lie, one on each table."""

    def __init__(
        self,
        store: Store,
        role: Role | None = Role.CHAIR,
        day: date | None = DAY,
        admins: frozenset[Address] = frozenset(),
    ) -> None:
        self.store = store
        self.town = Town(store, role, admins, day)
        self.talk = Talk(self.town)

    def of(self, who: str) -> Talk:
        """``chair-OWN`` speaks."""
        return Talk(self.town, Address("web", who))

    def do(self, work: Callable[[Connection], T]) -> T:
        return self.store.write_now(work)

    def person(self, who: Address) -> int:
        owner = self.do(lambda c: people.owner(c, who))
        assert owner is not None
        return owner

    def lay(
        self,
        place: str,
        kind: PledgeKind = PledgeKind.PERSON,
        *,
        by: str | None = None,
        party: str | None = None,
        state: PledgeState = PledgeState.SUBMITTED,
        campaign: str = "thanh-hoa-2021",
        period: str = "nam-2026",
        ends: date = date(2026, 12, 31),
        what: Undertaking | None = None,
    ) -> Pledge:
        """A pledge filed there, by the officer of the place where nobody else is said."""
        owner = self.person(Address("web", by or f"officer-{place}"))
        new = NewPledge(
            kind=kind,
            person=None if kind is PledgeKind.UNIT else owner,
            unit=self.town.unit(place),
            party=self.town.unit(party) if party else None,
            campaign=campaign,
            campaign_version=1,
            period=period,
            period_ends_on=ends,
            undertaking=what
            or Undertaking(text="Làm tốt", titles=() if kind is PledgeKind.UNIT else (TITLE,)),
        )
        step = Step(actor=owner, now=NOW)
        filed = self.do(lambda c: pledges.file(c, new, step, stored_at=NOW))
        return filed if state is filed.state else self.do(lambda c: pledges.move(c, filed, state, step))

    def state(self, of: Pledge) -> PledgeState:
        found = self.do(lambda c: pledges.get(c, of.id))
        assert found is not None
        return found.state

    def count(self, table: str) -> int:
        return self.town.count(f"SELECT count(*) FROM {table}")

    def told(self) -> list[str]:
        """What others were told, as it was put into words."""
        return [
            load_reply(body).text for body in scalars(self.store, "SELECT body FROM delivery ORDER BY id")
        ]


def rows(table: str) -> list[tuple[str, Role | None, str]]:
    """A table of commands by roles, in the order of ``ROLES``, with the places where each has its effect."""
    return [
        (command, role, cell)
        for command, *cells in (line.split() for line in table.strip().splitlines())
        for role, cell in zip(ROLES, cells, strict=True)
    ]
