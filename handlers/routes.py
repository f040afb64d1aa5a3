"""The route table: which handler a message goes to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType

from domain.answering.general import CHOOSE
from domain.forms.playing import PRESS
from domain.people import Role
from domain.reply import Reply
from domain.text import clean, fold, plain
from handlers import (
    accounts,
    campaigns,
    data_rights,
    enrolment,
    forms,
    help,
    invitations,
    kept_answering,
    kept_questions,
    media,
    my_pledges,
    officer_question,
    pledge_export,
    pledge_listing,
    pledge_review,
    pledging,
    questions,
    redeeming,
    registration,
    roles,
    scoping,
    start,
    telling,
)
from handlers.choices import NO, picked
from handlers.commands import COMMANDS, Command
from handlers.forms import by_form
from handlers.turn import Handler, Turn

# What a button sends begins with one of these; other data is of a button that is no longer there.
CHOICES = MappingProxyType(
    {
        CHOOSE: campaigns.choose,
        questions.TELL: telling.agree,
        PRESS: forms.press,
        NO: accounts.keep_as_is,
        accounts.UNLINK: accounts.unlink,
        invitations.PICK: invitations.invite_picked,
        invitations.HAND_OVER: invitations.hand_over_picked,
        roles.PICK: roles.ask,
        roles.END: roles.end_chosen,
        data_rights.WITHDRAW: data_rights.withdraw,
        data_rights.ERASE: data_rights.erase,
        data_rights.AGREE: data_rights.agree,
        my_pledges.SHOW: pledge_review.show_listed,
        pledge_listing.ALL: pledge_review.confirm_all,
        pledge_listing.MORE: pledge_listing.more,
        registration.OF: registration.show,
        registration.AT: registration.at,
        registration.NOT_YET: registration.not_yet,
        pledge_export.OF: pledge_export.ask_for,
        kept_questions.OPEN: kept_answering.open_one,
        kept_questions.MORE: kept_questions.more,
        kept_questions.DONE: kept_questions.show_done,
        kept_questions.MORE_DONE: kept_questions.more_done,
    }
)

# What is said with something in it, and is no question: who may say it is asked first.
PHRASES: tuple[tuple[Callable[[Turn], bool], Handler], ...] = (
    (my_pledges.asks_for_own, my_pledges.change_or_withdraw),
    (pledge_review.asks_to_decide, pledge_review.decide),
    (pledge_listing.asks_for_list, pledge_listing.listing),
    (kept_answering.asks_to_answer, kept_answering.answer_listed),
    (kept_answering.asks_to_put_aside, kept_answering.put_aside),
    (kept_questions.asks_for_waiting, kept_questions.waiting_about),
    (kept_questions.asks_for_answered, kept_questions.answered),
    (registration.asks_for_shares, registration.shares_said),
    (scoping.asks_for_scope, scoping.scope),
    (my_pledges.asks_for_version, my_pledges.show_version),
    (my_pledges.quotes, my_pledges.show_quoted),
    (pledging.asks_to_pledge, pledging.pledge),
)

# What is done as who one is, besides the commands that say so.
_ACTS = frozenset(
    {
        *(handler for _asked, handler in PHRASES),
        invitations.invite_picked,
        invitations.hand_over_picked,
        roles.ask,
        roles.end_chosen,
        pledge_review.show_listed,
        pledge_review.confirm_all,
        pledge_listing.more,
        kept_answering.open_one,
    }
)

# The forms people may have open.
FORMS = tuple(
    map(
        forms.register,
        (
            enrolment.ENROLLING,
            enrolment.CORRECTING,
            pledging.PERSON_PLEDGE,
            pledging.WORK_PLEDGE,
            pledging.UNIT_PLEDGE,
            my_pledges.WITHDRAWING,
            pledge_review.RETURNING,
            kept_answering.ANSWERING,
            kept_answering.PUTTING_ASIDE,
            officer_question.ASKING,
            scoping.SCOPING,
        ),
    )
)


def by_choice(turn: Turn) -> Handler | None:
    """A pressed button, or the number or label of one just offered."""
    choice = picked(turn)
    if choice is None:
        return None
    if turn.message.in_group and not choice.startswith((CHOOSE, questions.TELL)):
        return campaigns.stale
    if choice.startswith(enrolment.GO):
        command = _COMMANDS.get(choice.removeprefix(enrolment.GO))
        return command.handler if command else campaigns.stale
    return next((CHOICES[begin] for begin in CHOICES if choice.startswith(begin)), campaigns.stale)


def by_code(turn: Turn) -> Handler | None:
    """A one-time code, by itself or behind its word; in a group nobody's is taken."""
    if redeeming.code_said(turn) is None:
        return None
    return help.privately if turn.message.in_group else redeeming.redeem


def by_media(turn: Turn) -> Handler | None:
    """A medium without words; one with a caption is answered by the caption."""
    return media.thank if turn.message.media and not clean(turn.message.text) else None


def without_words(turn: Turn) -> Handler | None:
    return None if plain(turn.message.text) else help.ask_for_words


def by_command(turn: Turn) -> Handler | None:
    name = help.command_name(turn.message.text)
    if not name:
        return None
    command = _COMMANDS.get(fold(name))
    return _obey(turn, command) if command else help.unknown_command


def by_words(turn: Turn) -> Handler | None:
    command = _WORDS.get(plain(turn.message.text)) or _opened(turn)
    return _obey(turn, command) if command else None


def _opened(turn: Turn) -> Command | None:
    if not turn.person.holds(Role.OFFICER, Role.ADMIN):
        return None
    said = plain(turn.message.text)
    return next((command for words, command in _OPENS.items() if said.startswith(f"{words} ")), None)


def _obey(turn: Turn, command: Command) -> Handler:
    return help.privately if command.private and turn.message.in_group else command.handler


def by_decision(turn: Turn) -> Handler | None:
    """On the list just shown or on a receipt, also with a form open: no answer to the form's question."""
    shown = any(button.choice.startswith(my_pledges.SHOW) for button in turn.conversation.offered)
    quoted = my_pledges.receipt_in(turn.message.text) is not None
    return pledge_review.decide if (shown or quoted) and pledge_review.asks_to_decide(turn) else None


def by_phrase(turn: Turn) -> Handler | None:
    return next((handler for asked, handler in PHRASES if asked(turn)), None)


def by_yes_or_no(turn: Turn) -> Handler | None:
    """The answer to our own question whether somebody wants to be told."""
    if telling.says_yes(turn):
        return telling.agree
    return telling.decline if telling.says_no(turn) else None


def by_question(turn: Turn) -> Handler:
    return questions.answer


_COMMANDS = {name: command for command in COMMANDS for name in command.names}
_WORDS = {plain(word): command for command in COMMANDS for word in command.words}
_PERSONAL = _ACTS | {command.handler for command in COMMANDS if command.personal}
_OPENS = {plain(words): command for command in COMMANDS for words in command.opens}

ROUTES: tuple[Callable[[Turn], Handler | None], ...] = (
    by_choice,
    by_media,
    without_words,
    by_code,
    by_command,
    by_words,
    by_decision,
    by_form,
    by_phrase,
    by_yes_or_no,
    by_question,
)
"""Asked in this order; the first that names a handler decides."""


def _is_personal(turn: Turn, handler: Handler) -> bool:
    """Does it need to know who speaks? A form that could be gone on with after a yes does."""
    waits = handler in (forms.hear, forms.press) and forms.is_held_up(turn)
    return waits or handler in _PERSONAL


def respond(turn: Turn) -> Sequence[Reply]:
    """The replies to one message. People who begin with anything but a greeting are told behind the answer
    whom they talk to and what is kept; nobody is told twice."""
    handler = next(filter(None, (route(turn) for route in ROUTES)))
    if turn.person.agreed_before and not turn.person.grants and _is_personal(turn, handler):
        handler = data_rights.ask_anew
    first = turn.conversation.version == 0 and not turn.message.in_group
    before = turn.conversation.offered
    replies = handler(turn)
    if before and before[-1].choice == NO and turn.conversation.offered is before:
        # A yes or a no answers our last message and nothing that lies further back.
        turn.conversation = turn.conversation.offering(())
    if not (first and replies) or handler is start.greet:
        return replies
    *others, last = replies
    return [*others, replace(last, text=f"{last.text}\n\n{turn.say('start.first_contact')}")]
