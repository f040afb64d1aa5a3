"""Officers read the questions the plans do not answer: a page at a time, by campaign, those that wait and
those that are done."""

import re
from collections.abc import Mapping, Sequence

from domain import dates
from domain.permissions import Action, reached
from domain.reply import Button, Reply
from domain.text import clean, fold, plain
from domain.units import covers
from handlers.choices import number_behind, picked
from handlers.naming import argument
from handlers.turn import Turn
from store import questions, scopes
from store.questions import KeptQuestion, Reader

OPEN = "kq:"  # what a button sends that opens a question, before its number
MORE = "kn:"  # the next page: the campaign and the number after which it begins
DONE = "ka:"  # shows one that was answered, before its number
MORE_DONE = "kb:"  # the next page of those: the campaign and the number before which it begins
PAGE = 8
_NO_CAMPAIGN, _ALL = "-", ""  # as a button names what a page is about
_SHORT = 40  # characters of a question on a button
_WAITING = re.compile(r"(?:xem )?cau hoi (?:(?:dang )?cho tra loi|cua doan vien|dang cho) (?:ve |cua )?(.+)")
_ANSWERED = re.compile(r"(?:xem )?(?:(?:nhung |cac )?cau (?:hoi )?)?da (?:tra loi|xong)(?: (?:ve )?(.+))?")


def may_read(turn: Turn) -> bool:
    return not turn.message.in_group and bool(reached(turn.person, Action.ANSWER_QUESTIONS))


def reader(turn: Turn) -> Reader:
    """Whoever covers a unit reads what was asked there. A question of nobody's goes to those who cover a unit
    at the top of its campaign's scope; where there is no scope, to those who cover a root of the tree."""
    paths = tuple(path for path, _exactly in reached(turn.person, Action.ANSWER_QUESTIONS))
    known = scopes.all_of(turn.connection)
    covered = [
        campaign
        for campaign, scope in known.items()
        if any(covers(path, top.path) for path in paths for top in scope.tops)
    ]
    at_root = any(path.count("/") <= 2 for path in paths)
    return Reader(paths=paths, at_root=at_root, covered=tuple(covered), scoped=tuple(known))


def show(turn: Turn) -> Sequence[Reply]:
    """/cauhoi, with or without a campaign: the oldest first."""
    if not may_read(turn):
        return [Reply(text=turn.say("may_not.questions"))]
    said = argument(turn.message.text) if turn.message.text.startswith("/") else ""
    return _page(turn, _campaign_named(turn, said) or _ALL, after=0)


def asks_for_waiting(turn: Turn) -> bool:
    """câu hỏi chờ trả lời Long Biên, by somebody who may read them."""
    return _about_said(turn, _WAITING) is not None and may_read(turn)


def waiting_about(turn: Turn) -> Sequence[Reply]:
    return _page(turn, _about_said(turn, _WAITING) or _ALL, after=0)


def asks_for_answered(turn: Turn) -> bool:
    """đã trả lời; câu hỏi đã trả lời về Long Biên."""
    return _about_said(turn, _ANSWERED) is not None and may_read(turn)


def answered(turn: Turn) -> Sequence[Reply]:
    return _page_done(turn, _about_said(turn, _ANSWERED) or _ALL, before=None)


def _about_said(turn: Turn, pattern: re.Pattern[str]) -> str | None:
    """The campaign whose questions are asked for, ``_ALL`` for all; None for what is no such request."""
    found = pattern.fullmatch(fold(clean(turn.message.text)).strip(" .?!"))
    if found is None:
        return None
    return _campaign_named(turn, found[1]) if found[1] else _ALL


def _campaign_named(turn: Turn, said: str) -> str | None:
    return next((each.id for each in turn.catalogue if plain(each.short_name) == plain(said)), None)


def more(turn: Turn) -> Sequence[Reply]:
    """The next page, or the first of another campaign, as the button says."""
    if not may_read(turn):
        return [Reply(text=turn.say("may_not.questions"))]
    about, after = _place(turn, MORE)
    return _page(turn, about, after=after or 0)


def more_done(turn: Turn) -> Sequence[Reply]:
    if not may_read(turn):
        return [Reply(text=turn.say("may_not.questions"))]
    about, before = _place(turn, MORE_DONE)
    return _page_done(turn, about, before=before)


def _place(turn: Turn, begin: str) -> tuple[str, int | None]:
    about, _, number = (picked(turn) or "").removeprefix(begin).partition(":")
    known = about in (_NO_CAMPAIGN, _ALL) or about in turn.catalogue
    return (about if known else _ALL), number_behind("", number)


def _page(turn: Turn, about: str, *, after: int) -> Sequence[Reply]:
    """Eight that wait, and buttons for the next ones and for each campaign."""
    whose = reader(turn)
    waiting = questions.waiting_by_campaign(turn.connection, whose)
    found = questions.unanswered_in(turn.connection, whose, about=_filter(about), after=after, limit=PAGE + 1)
    if not found:
        none = "kept.none_more" if after else "kept.none_about"
        return [Reply(text=turn.say(none, about=_about(turn, about)))]
    page = found[:PAGE]
    count = sum(waiting.values()) if about == _ALL else waiting.get(_filter(about) or "", 0)
    head = turn.say("kept.head", count=count, about=_about(turn, about))
    lines = [head, *(f"{number}. {_line(turn, each)}" for number, each in enumerate(page, 1))]
    buttons = [Button(_short(each.question), f"{OPEN}{each.id}") for each in page]
    if len(found) > PAGE:
        buttons.append(Button(turn.say("kept.more"), f"{MORE}{about}:{page[-1].id}"))
    buttons += _filters(turn, about, waiting)
    turn.conversation = turn.conversation.offering(tuple(buttons))
    return [Reply(text="\n".join((*lines, turn.say("kept.how"))), buttons=tuple(buttons))]


def _filter(about: str) -> str | None:
    return None if about == _ALL else "" if about == _NO_CAMPAIGN else about


def _about(turn: Turn, about: str) -> str:
    """The words behind a number of questions."""
    if about == _NO_CAMPAIGN:
        return turn.say("kept.about_none")
    campaign = turn.catalogue.get(about)
    return turn.say("kept.about", campaign=campaign.short_name) if campaign else ""


def _filters(turn: Turn, about: str, waiting: Mapping[str, int]) -> Sequence[Button]:
    """A button for each campaign that is asked about, and one for all of them behind a filter."""
    if about != _ALL:
        return [Button(turn.say("kept.everything"), f"{MORE}:")]
    if len(waiting) < 2:
        return ()
    named = [
        Button(turn.say("kept.only", campaign=each.short_name, count=waiting[each.id]), f"{MORE}{each.id}:")
        for each in turn.catalogue
        if each.id in waiting
    ]
    if "" in waiting:
        none = turn.say("kept.only_none", count=waiting[""])
        named.append(Button(none, f"{MORE}{_NO_CAMPAIGN}:"))
    return named


def _line(turn: Turn, each: KeptQuestion) -> str:
    return turn.say(
        "kept.line",
        day=_day(turn, each),
        question=each.question,
        where=_where(turn, each),
        waits=turn.say("kept.waits") if each.address else turn.say("kept.nobody"),
    )


def _where(turn: Turn, each: KeptQuestion) -> str:
    campaign = turn.catalogue.get(each.campaign)
    return f" ({campaign.short_name})" if campaign else ""


def _day(turn: Turn, each: KeptQuestion) -> str:
    return dates.short(each.asked_at.astimezone(turn.zone).date())


def _closed_day(turn: Turn, each: KeptQuestion) -> str:
    return dates.short(each.answered_at.astimezone(turn.zone).date()) if each.answered_at else ""


def _short(question: str) -> str:
    return question if len(question) <= _SHORT else f"{question[: _SHORT - 1]}…"


def _page_done(turn: Turn, about: str, *, before: int | None) -> Sequence[Reply]:
    """Eight that are done, the newest question first."""
    found = questions.answered_in(
        turn.connection, reader(turn), turn.machine_now, about=_filter(about), before=before, limit=PAGE + 1
    )
    if not found:
        return [Reply(text=turn.say("kept.answered_none"))]
    page = found[:PAGE]
    lines = [turn.say("kept.answered_head")]
    lines += [f"{number}. {_line_done(turn, each)}" for number, each in enumerate(page, 1)]
    buttons = [Button(_short(each.question), f"{DONE}{each.id}") for each in page]
    if len(found) > PAGE:
        buttons.append(Button(turn.say("kept.more"), f"{MORE_DONE}{about}:{page[-1].id}"))
    turn.conversation = turn.conversation.offering(tuple(buttons))
    return [Reply(text="\n".join(lines), buttons=tuple(buttons))]


def _line_done(turn: Turn, each: KeptQuestion) -> str:
    answer = each.answer if len(each.answer) <= 2 * _SHORT else f"{each.answer[: 2 * _SHORT - 1]}…"
    return turn.say(
        "kept.aside_line" if each.put_aside else "kept.answered_line",
        day=_closed_day(turn, each),
        question=each.question,
        where=_where(turn, each),
        answer=answer or turn.say("kept.no_words"),
    )


def show_done(turn: Turn) -> Sequence[Reply]:
    """One that is done, whole, to whoever may read it and while it can be seen."""
    number = number_behind(DONE, picked(turn) or "")
    each = questions.one_for(turn.connection, reader(turn), number) if number and may_read(turn) else None
    if each is None or each.answered_at is None or not each.question:
        return [Reply(text=turn.say("kept.gone"))]
    text = turn.say(
        "kept.aside_one" if each.put_aside else "kept.answered_one",
        asked=_day(turn, each),
        question=each.question,
        where=_where(turn, each),
        day=_closed_day(turn, each),
        answer=each.answer or turn.say("kept.no_words"),
    )
    return [Reply(text=text)]


def no_longer_waits(turn: Turn, number: int) -> Reply:
    """Somebody else was faster, or it is not theirs; whoever may read it hears which."""
    each = questions.one_for(turn.connection, reader(turn), number) if may_read(turn) else None
    if each is None or each.answered_at is None or not each.question:
        return Reply(text=turn.say("kept.gone"))
    return Reply(text=turn.say("kept.meanwhile", question=each.question, day=_closed_day(turn, each)))
