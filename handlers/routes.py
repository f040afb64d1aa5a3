"""The route table: which handler a message goes to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from domain.answering.general import CHOOSE
from domain.forms.playing import PRESS
from domain.reply import Reply
from domain.text import clean, fold, plain
from handlers import (
    campaigns,
    enrolment,
    forms,
    help,
    kept_questions,
    media,
    my_pledges,
    officer_question,
    pledge_export,
    pledge_review,
    pledging,
    questions,
    registration,
    start,
    telling,
)
from handlers.choices import picked
from handlers.forms import by_form
from handlers.turn import Handler, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``names`` are typed behind a slash, the first is the one we show; ``words`` mean the same without.
    ``about`` is the key of what it says in a platform's menu; none: it is not shown there."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    about: str | None = None
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
        names=("thamgia",),
        words=("tham gia", "ghi danh", "ghi tên"),
        about="command.enrol",
        handler=enrolment.begin,
    ),
    Command(
        names=("dangky",),
        words=("đăng ký", "đăng ký thi đua", "đăng ký danh hiệu"),
        about="command.pledge",
        handler=pledging.pledge,
    ),
    Command(
        names=("dangkycuatoi",),
        words=("đăng ký của tôi", "đăng ký của mình", "đăng ký của em"),
        about="command.my_pledges",
        handler=my_pledges.show_mine,
    ),
    Command(
        names=("congtrinh",),
        words=("đăng ký công trình", "đăng ký gắn biển"),
        about="command.pledge_work",
        handler=pledging.pledge_work,
    ),
    Command(
        names=("giaouoc",),
        words=("giao ước", "lập giao ước", "giao ước thi đua"),
        about="command.pledge_unit",
        handler=pledging.pledge_for_unit,
    ),
    Command(
        names=("duyet",),
        words=("duyệt", "duyệt đăng ký", "duyệt giao ước"),
        about="command.review",
        handler=pledge_review.waiting,
    ),
    Command(
        names=("tyle",),
        words=("tỷ lệ đăng ký", "ai chưa đăng ký", "chưa đăng ký"),
        about="command.registration",
        handler=registration.show,
    ),
    Command(
        names=("xuatdangky",),
        words=("xuất đăng ký", "xuất danh sách đăng ký"),
        about="command.export",
        handler=pledge_export.ask_for,
    ),
    Command(
        names=("cauhoi",),
        words=("câu hỏi chờ trả lời", "câu hỏi của đoàn viên"),
        about="command.kept",
        handler=kept_questions.show,
    ),
    Command(
        names=("hoicanbo",),
        words=("hỏi cán bộ", "gửi câu hỏi cho cán bộ"),
        about="command.ask_officer",
        handler=officer_question.begin,
    ),
    Command(
        names=("suadulieu",),
        words=("sửa dữ liệu", "sửa thông tin của tôi"),
        about="command.correct",
        handler=enrolment.correct,
    ),
    Command(words=telling.ASKED, handler=telling.agree),
    Command(words=telling.DECLINED, handler=telling.decline),
)

# What a button sends begins with one of these; other data is of a button that is no longer there.
CHOICES = MappingProxyType(
    {
        CHOOSE: campaigns.choose,
        questions.TELL: telling.agree,
        PRESS: forms.press,
        my_pledges.SHOW: pledge_review.show_listed,
        pledge_review.ALL: pledge_review.confirm_all,
        pledge_review.MORE: pledge_review.more,
        registration.OF: registration.show,
        pledge_export.OF: pledge_export.ask_for,
        kept_questions.OPEN: kept_questions.open_one,
    }
)

# What is said with something in it, and is no question: who may say it is asked first.
PHRASES: tuple[tuple[Callable[[Turn], bool], Handler], ...] = (
    (my_pledges.asks_for_own, my_pledges.change_or_withdraw),
    (pledge_review.asks_to_decide, pledge_review.decide),
    (pledge_review.asks_for_list, pledge_review.listing),
    (kept_questions.asks_to_answer, kept_questions.answer_listed),
    (my_pledges.quotes, my_pledges.show_quoted),
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
            kept_questions.ANSWERING,
            officer_question.ASKING,
        ),
    )
)


def by_choice(turn: Turn) -> Handler | None:
    """A pressed button, or the number or label of one just offered."""
    choice = picked(turn)
    if choice is None:
        return None
    if choice.startswith(enrolment.GO):
        return _COMMANDS.get(choice.removeprefix(enrolment.GO), campaigns.stale)
    return next((CHOICES[begin] for begin in CHOICES if choice.startswith(begin)), campaigns.stale)


def by_media(turn: Turn) -> Handler | None:
    """A medium without words; one with a caption is answered by the caption."""
    return media.thank if turn.message.media and not clean(turn.message.text) else None


def without_words(turn: Turn) -> Handler | None:
    return None if plain(turn.message.text) else help.ask_for_words


def by_command(turn: Turn) -> Handler | None:
    name = help.command_name(turn.message.text)
    return _COMMANDS.get(fold(name), help.unknown_command) if name else None


def by_words(turn: Turn) -> Handler | None:
    return _WORDS.get(plain(turn.message.text))


def by_phrase(turn: Turn) -> Handler | None:
    return next((handler for asked, handler in PHRASES if asked(turn)), None)


def by_yes_or_no(turn: Turn) -> Handler | None:
    """The answer to our own question whether somebody wants to be told."""
    if telling.says_yes(turn):
        return telling.agree
    return telling.decline if telling.says_no(turn) else None


def by_question(turn: Turn) -> Handler:
    return questions.answer


_COMMANDS = {name: command.handler for command in COMMANDS for name in command.names}
_WORDS = {plain(word): command.handler for command in COMMANDS for word in command.words}

ROUTES: tuple[Callable[[Turn], Handler | None], ...] = (
    by_choice,
    by_media,
    without_words,
    by_command,
    by_words,
    by_form,
    by_phrase,
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
