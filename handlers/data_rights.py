"""What we keep about whoever asks: to be seen, no longer used, erased."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain import dates
from domain.conversation import Conversation
from domain.data_rights import RequestKind, deadlines
from domain.reply import Button, Reply
from handlers.campaigns import stale
from handlers.choices import ask_yes_or_no, done, is_offered, picked
from handlers.holdings import holdings
from handlers.naming import argument
from handlers.turn import Turn
from store import data_requests, people
from store.data_requests import DataRequest
from store.erasing import erase_account, erase_person

WITHDRAW, ERASE, AGREE = "withdraw:yes", "erase:yes", "consent:yes"
BACKUPS = timedelta(days=7)  # as long as nightly copies are kept


def show(turn: Turn) -> Sequence[Reply]:
    """Everything kept about them; with a receipt, what became of that request."""
    receipt = argument(turn.message.text).upper()
    if receipt.startswith("DL-"):
        request = data_requests.by_receipt(turn.connection, receipt)
        text = told_of(turn, request) if request else turn.say("data.no_receipt", receipt=receipt)
        return [Reply(text=text)]
    owner = people.owner(turn.connection, turn.message.sender)
    requests = data_requests.of(turn.connection, owner) if owner is not None else ()
    lines = (*holdings(turn, owner), *(told_of(turn, request) for request in requests))
    return [Reply(text="\n".join((*lines, turn.say("data.rights"))))]


def told_of(turn: Turn, request: DataRequest) -> str:
    """One request in a sentence."""
    about = {
        "receipt": request.receipt,
        "kind": turn.say(f"asked.{request.kind}"),
        "asked": _day(turn, request.asked_at),
    }
    if request.done_at is not None:
        return turn.say("request.done", **about)
    return turn.say("request.open", **about, finish=dates.short(request.finish_by))


def ask_withdraw(turn: Turn) -> Sequence[Reply]:
    owner = people.owner(turn.connection, turn.message.sender)
    if owner is None or not _agreed(turn, owner):
        return [Reply(text=turn.say("withdraw.nothing"))]
    yes = Button(turn.say("withdraw.yes"), WITHDRAW)
    return ask_yes_or_no(turn, turn.say("withdraw.ask"), yes, turn.say("answer.no"))


def withdraw(turn: Turn) -> Sequence[Reply]:
    """From now on nothing personal is used; the data go when the clock is over."""
    owner = people.owner(turn.connection, turn.message.sender)
    if owner is None or not is_offered(turn, picked(turn) or "") or not _agreed(turn, owner):
        return stale(turn)
    by = deadlines(RequestKind.WITHDRAW, turn.today, turn.knowledge.is_off)
    people.withdraw(turn.connection, owner, turn.now)
    erase_at = turn.machine_now + (by.finish_by - turn.today)
    request = data_requests.file(
        turn.connection, RequestKind.WITHDRAW, owner, by, turn.now, erase_at=erase_at
    )
    finish = dates.short(by.finish_by)
    return done(turn, turn.say("withdraw.done", receipt=request.receipt, finish=finish))


def ask_erase(turn: Turn) -> Sequence[Reply]:
    yes = Button(turn.say("erase.yes"), ERASE)
    return ask_yes_or_no(turn, turn.say("erase.ask"), yes, turn.say("answer.no"))


def erase(turn: Turn) -> Sequence[Reply]:
    """All that is in the database goes at once; what remains in copies is said."""
    if not is_offered(turn, picked(turn) or ""):
        return stale(turn)
    by = deadlines(RequestKind.ERASE, turn.today, turn.knowledge.is_off)
    account = turn.message.sender
    owner = people.owner(turn.connection, account)
    request = data_requests.file(turn.connection, RequestKind.ERASE, owner, by, turn.now, done=True)
    if owner is None:
        erase_account(turn.connection, account, in_turn=True)
    else:
        erase_person(turn.connection, owner, turn.now, by=owner, at=account)
    turn.conversation = Conversation(version=turn.conversation.version)
    copies = dates.short(turn.today + BACKUPS)
    return [Reply(text=turn.say("erase.done", receipt=request.receipt, copies=copies))]


def consent(turn: Turn) -> Sequence[Reply]:
    """The text people agree to; whoever has not agreed to this version is asked."""
    text = turn.say("consent.text")
    if turn.person.id is None or turn.person.consents:
        key = "consent.given" if turn.person.consents else "consent.at_enrolment"
        return [Reply(text="\n\n".join((text, turn.say(key))))]
    return ask_yes_or_no(turn, text, Button(turn.say("consent.yes"), AGREE), turn.say("consent.no"))


def ask_anew(turn: Turn) -> Sequence[Reply]:
    """Whoever has agreed to an older text only is asked for a yes to today's before doing anything as
    themselves; an open form waits meanwhile."""
    return [Reply(text=turn.say("consent.new_text")), *consent(turn)]


def agree(turn: Turn) -> Sequence[Reply]:
    """An explicit yes to the text of today: what was kept is used again, and is not erased."""
    person = turn.person.id
    if person is None or not is_offered(turn, picked(turn) or ""):
        return stale(turn)
    people.agree(turn.connection, person, turn.message.sender, turn.consent_version, turn.now)
    turn.person = people.load(turn.connection, turn.message.sender, turn.admins, turn.consent_version)
    return done(turn, turn.say("consent.thanks"))


def _agreed(turn: Turn, owner: int) -> bool:
    return any(each.withdrawn_at is None for each in people.consents_of(turn.connection, owner))


def _day(turn: Turn, instant: datetime) -> str:
    return dates.short(instant.astimezone(turn.zone).date())
