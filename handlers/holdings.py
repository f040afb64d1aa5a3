"""What we keep about somebody, in plain words."""

from collections.abc import Iterator
from datetime import datetime

from domain import dates
from domain.message import Address
from handlers.naming import named
from handlers.turn import Turn
from store import people
from store.holdings import COUNTS, questions_of


def holdings(turn: Turn, owner: int | None) -> Iterator[str]:
    """A line for each thing: of the person whose account it is, then of the account itself. A person sees
    what is kept also after a withdrawal: seeing needs no consent."""
    account = turn.message.sender
    if owner is None:
        yield turn.say("data.nobody")
        yield from _talk(turn, [account])
        return
    yield from _person(turn, owner)
    yield from _talk(turn, [each.address for each in people.addresses_of(turn.connection, owner)])


def _person(turn: Turn, owner: int) -> Iterator[str]:
    yield turn.say("data.name", name=people.name_of(turn.connection, owner))
    for stay in people.stays_of(turn.connection, owner):
        yield turn.say("data.unit", unit=named(turn, stay.unit), **_span(turn, stay.since_at, stay.until_at))
    for held in people.held_by(turn.connection, owner):
        role = turn.say(f"role.{held.role}")
        span = _span(turn, held.granted_at, held.ended_at)
        yield turn.say("data.role", role=role, unit=named(turn, held.unit), **span)
    for account in people.addresses_of(turn.connection, owner):
        channel = turn.say(f"channel.{account.address.channel}")
        yield turn.say("data.account", channel=channel, since=_day(turn, account.linked_at))
    for consent in people.consents_of(turn.connection, owner):
        given = _day(turn, consent.given_at)
        key = "data.consent" if consent.withdrawn_at is None else "data.consent_withdrawn"
        withdrawn = _day(turn, consent.withdrawn_at) if consent.withdrawn_at else ""
        yield turn.say(key, version=consent.text_version, given=given, withdrawn=withdrawn)
    for name, count in COUNTS.items():
        if number := count(turn.connection, owner):
            yield turn.say(f"data.count_{name}", count=number)


def _talk(turn: Turn, accounts: list[Address]) -> Iterator[str]:
    chosen = turn.catalogue.get(turn.conversation.campaign)
    if chosen:
        yield turn.say("data.campaign", short_name=chosen.short_name)
    if asked := sum(questions_of(turn.connection, account) for account in accounts):
        yield turn.say("data.questions", count=asked)
    yield turn.say("data.talk")


def _span(turn: Turn, since: datetime, until: datetime | None) -> dict[str, str]:
    end = turn.say("data.until", until=_day(turn, until)) if until else ""
    return {"since": _day(turn, since), "until": end}


def _day(turn: Turn, instant: datetime) -> str:
    return dates.short(instant.astimezone(turn.zone).date())
