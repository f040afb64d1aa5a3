"""The route table: which handler a message goes to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from domain.answering.general import CHOOSE
from domain.people import Role
from domain.reply import Reply
from domain.text import clean, fold, plain
from handlers import (
    accounts,
    campaigns,
    data_rights,
    help,
    invitations,
    media,
    questions,
    redeeming,
    roles,
    start,
    telling,
)
from handlers.choices import NO, picked
from handlers.turn import Handler, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``names`` are typed behind a slash, the first is the one we show; ``words`` mean the same without.
    ``opens`` are words behind which something follows (mời chủ tịch …), heard from officers and admins only:
    from others it is a question. ``about`` is the key of what it says in a platform's menu; none: it is not
    shown there. ``private`` is what a group must not hear."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    about: str | None = None
    private: bool = False
    handler: Handler


COMMANDS = (
    Command(names=("start", "batdau"), words=("bắt đầu",), about="command.start", handler=start.greet),
    Command(
        names=("help", "trogiup"), words=("trợ giúp", "help"), about="command.help", handler=help.explain
    ),
    Command(
        names=("phongtrao",),
        words=("phong trào", "chọn phong trào", "đổi phong trào", "chuyển phong trào"),
        about="command.campaigns",
        handler=campaigns.offer,
    ),
    Command(
        names=("toi",),
        words=("tôi là ai", "mình là ai"),
        about="command.me",
        private=True,
        handler=accounts.who_am_i,
    ),
    Command(names=("ma",), words=("mã", "nhập mã"), private=True, handler=redeeming.ask_for_code),
    Command(
        names=("moi",), words=("mời",), opens=invitations.OPENS, private=True, handler=invitations.invite
    ),
    Command(
        names=("bangiao",), words=("bàn giao", "bàn giao vai"), private=True, handler=invitations.hand_over
    ),
    Command(names=("thoivai",), words=("thôi vai",), opens=roles.OPENS, private=True, handler=roles.end),
    Command(
        names=("lienket",),
        words=("liên kết", "liên kết tài khoản"),
        about="command.link",
        private=True,
        handler=accounts.link,
    ),
    Command(
        names=("bolienket",),
        words=("bỏ liên kết", "bỏ liên kết tài khoản"),
        private=True,
        handler=accounts.ask_unlink,
    ),
    Command(
        names=("dulieu",),
        words=("dữ liệu", "dữ liệu của tôi", "xem dữ liệu của tôi"),
        about="command.data",
        private=True,
        handler=data_rights.show,
    ),
    Command(
        names=("dongy",),
        words=("đồng ý lại", "nội dung đồng ý"),
        private=True,
        handler=data_rights.consent,
    ),
    Command(
        names=("rutdongy",),
        words=("rút đồng ý", "rút lại đồng ý"),
        private=True,
        handler=data_rights.ask_withdraw,
    ),
    Command(
        names=("xoadulieu",),
        words=("xóa dữ liệu", "xóa dữ liệu của tôi"),
        private=True,
        handler=data_rights.ask_erase,
    ),
    Command(words=telling.ASKED, handler=telling.agree),
    Command(words=telling.DECLINED, handler=telling.decline),
)

# What a button sends begins with one of these; other data is of a button that is no longer there.
CHOICES = MappingProxyType(
    {
        CHOOSE: campaigns.choose,
        questions.TELL: telling.agree,
        NO: accounts.keep_as_is,
        accounts.UNLINK: accounts.unlink,
        invitations.PICK: invitations.invite_picked,
        roles.PICK: roles.ask,
        roles.END: roles.end_chosen,
        data_rights.WITHDRAW: data_rights.withdraw,
        data_rights.ERASE: data_rights.erase,
        data_rights.AGREE: data_rights.agree,
    }
)


def by_choice(turn: Turn) -> Handler | None:
    """A pressed button, or the number or label of one just offered."""
    choice = picked(turn)
    if choice is None:
        return None
    if turn.message.in_group and not choice.startswith((CHOOSE, questions.TELL)):
        return campaigns.stale
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


def by_yes_or_no(turn: Turn) -> Handler | None:
    """The answer to our own question whether somebody wants to be told."""
    if telling.says_yes(turn):
        return telling.agree
    return telling.decline if telling.says_no(turn) else None


def by_question(turn: Turn) -> Handler:
    return questions.answer


_COMMANDS = {name: command for command in COMMANDS for name in command.names}
_WORDS = {plain(word): command for command in COMMANDS for word in command.words}
_OPENS = {plain(words): command for command in COMMANDS for words in command.opens}

ROUTES: tuple[Callable[[Turn], Handler | None], ...] = (
    by_choice,
    by_media,
    without_words,
    by_code,
    by_command,
    by_words,
    by_yes_or_no,
    by_question,
)
"""Asked in this order; the first that names a handler decides."""


def respond(turn: Turn) -> Sequence[Reply]:
    """The replies to one message. People who begin with anything but a greeting are told behind the answer
    whom they talk to and what is kept; nobody is told twice."""
    handler = next(filter(None, (route(turn) for route in ROUTES)))
    first = turn.conversation.version == 0 and not turn.message.in_group
    replies = handler(turn)
    if not (first and replies) or handler is start.greet:
        return replies
    *others, last = replies
    return [*others, replace(last, text=f"{last.text}\n\n{turn.say('start.first_contact')}")]
