"""Anniversaries: how many years, on which day, what comes next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from domain.anniversary import Event
from domain.answering.answer import Answer, Asked
from domain.campaign import CampaignAnniversary
from domain.conversation import Topic
from domain.dates import short
from domain.understanding.phrases import split_words
from domain.understanding.query import Query, Reader
from domain.understanding.times import DayRef, counted_years, relative_day


def events_of(asked: Asked) -> Iterator[tuple[date, Event, CampaignAnniversary]]:
    """The campaign's own anniversaries with the day of each, in order of days."""
    events = asked.reader.knowledge.events
    found = [
        (events[item.event].occurs_on(item.year), events[item.event], item)
        for item in asked.campaign.anniversaries
    ]
    yield from sorted(found, key=lambda each: each[0])


def event_meant(asked: Asked) -> Event | None:
    """The event a question names, by its name or by its day."""
    events = asked.reader.knowledge.events
    if asked.query.events:
        own = {item.event for item in asked.campaign.anniversaries}
        named = sorted(asked.query.events, key=lambda event: event not in own)
        return events[named[0]]
    if counted := _event_counted(asked) or _event_described(asked):
        return counted
    on_day = _event_on_day(asked, asked.query)
    if on_day is None and not asked.query.days and asked.topic.anniversary:
        return events.get(asked.topic.anniversary)
    return on_day


def _event_counted(asked: Asked) -> Event | None:
    """The one of the campaign's own that has just so many years: 43 năm ngày gì."""
    counts = counted_years(asked.query.words)
    return next((event for _, event, item in events_of(asked) if item.count in counts), None)


def _event_described(asked: Asked) -> Event | None:
    """The one of the campaign's own to whose names all words of the question belong: Đảng bao nhiêu tuổi."""
    if not asked.query.own or not asked.query.says("years"):
        return None
    named = [
        event
        for _, event, _ in events_of(asked)
        if asked.query.own <= frozenset(chain.from_iterable(map(split_words, (event.name, *event.asks))))
    ]
    return named[0] if len({event.id for event in named}) == 1 else None


def _event_on_day(asked: Asked, query: Query) -> Event | None:
    own = [event for _, event, _ in events_of(asked)]
    named = relative_day(query.words, asked.today)
    relative = (DayRef(named.day, named.month),) if named else ()
    for ref in (*query.days, *relative):
        for event in (*own, *asked.reader.knowledge.events.values()):
            same_day = event.calendar == "solar" and (event.day, event.month) == (ref.day, ref.month)
            if same_day and (event.scope is None or event in own):
                return event
    return None


def year_meant(asked: Asked, event: Event) -> int:
    """The year whose occurrence is asked for: the one written, else the campaign's own, else this year."""
    if asked.query.years:
        return asked.query.years[0]
    if any(ref.year for ref in asked.query.days):
        return next(ref.year for ref in asked.query.days if ref.year)
    own = [item.year for item in asked.campaign.anniversaries if item.event == event.id]
    if asked.today.year in own or not own:
        return asked.today.year
    coming = [year for year in own if event.occurs_on(year) >= asked.today]
    if asked.campaign.starts_on <= asked.today <= asked.campaign.ends_on and not asked.query.says("now"):
        return coming[0] if coming else own[-1]
    return asked.today.year


def anniversary_date(asked: Asked) -> Answer | None:
    event = event_meant(asked)
    if event is None:
        return _unknown_day(asked)
    year = year_meant(asked, event)
    items = [item for item in asked.campaign.anniversaries if item.event == event.id]
    own = next((item for item in items if item.year == year or not event.origin_year), None)
    lines = [told(asked, event, year)]
    topic = Topic(intent="anniversary_date", anniversary=event.id)
    if own is None:
        lines.append(asked.say("anniversary.from_catalogue", paper=asked.paper))
        return Answer(
            text="\n".join(lines),
            intent="anniversary_date",
            campaign=asked.campaign.id,
            confidence=0.8,
            topic=topic,
        )
    return asked.answer("anniversary_date", lines, [own.section], topic=topic)


def told(asked: Asked, event: Event, year: int) -> str:
    """One anniversary of one year, with the count of years where it is counted."""
    day, count = event.occurs_on(year), event.count_in(year)
    if count is None:
        return asked.say("anniversary.no_count", name=event.name, day=short(day))
    origin = _origin(event)
    own = next((i for i in asked.campaign.anniversaries if i.event == event.id), None)
    if own and not own.day_stated:
        return asked.say("anniversary.no_day", printed=own.printed, year=year, count=count, plan=asked.plan)
    key = "anniversary.count_today" if day == asked.today else "anniversary.count"
    return asked.say(key, day=short(day), count=count, name=event.name, origin=origin)


def _origin(event: Event) -> str:
    if event.calendar == "lunar":
        return f"{event.day}/{event.month} âm lịch năm {event.origin_year}"
    return f"{event.day}/{event.month}/{event.origin_year}"


def _unknown_day(asked: Asked) -> Answer | None:
    if not asked.query.days:
        return None
    ref = asked.query.days[0]
    day = replace(ref, year=ref.year or asked.today.year).near(asked.today)
    if day is None:
        return None
    return asked.refuse("anniversary_date", [asked.say("anniversary.unknown_day", day=short(day))])


def anniversary_after(asked: Asked) -> Answer | None:
    """What the plan celebrates after the event or day that the question names."""
    event = event_meant(asked)
    own = [day for day, each, _ in events_of(asked) if event and each.id == event.id]
    day = own[0] if own else None
    if day is None and asked.query.days:
        ref = asked.query.days[0]
        day = replace(ref, year=ref.year or asked.today.year).near(asked.today)
    return _next_from(asked, day + timedelta(days=1)) if day else None


def anniversary_next(asked: Asked) -> Answer | None:
    """What the plan celebrates next, today included; a month's anniversaries when a month is named."""
    day = relative_day(asked.query.words, asked.today)
    if day and not asked.query.says("coming"):
        return _of_day(asked, day)
    if asked.query.months:
        given = _of_month(asked, asked.query.months[0])
        if given or not asked.query.says("coming"):
            return given
    return _next_from(asked, asked.today)


def _of_day(asked: Asked, day: date) -> Answer | None:
    """What the plan celebrates on a day that is named from today: hôm qua, ngày mai."""
    on_day = [each for each in events_of(asked) if each[0] == day]
    if not on_day:
        return _next_from(asked, day) if day >= asked.today else None
    lines = [told(asked, event, item.year) for _, event, item in on_day]
    topic = Topic(intent="anniversary_date", anniversary=on_day[0][1].id)
    return asked.answer("anniversary_date", lines, _sections(on_day), topic=topic)


def _next_from(asked: Asked, first: date) -> Answer:
    coming = [each for each in events_of(asked) if each[0] >= first]
    if not coming:
        return _nothing_left(asked, first)
    if coming[0][0] == asked.today and asked.query.says("coming"):
        coming = coming[1:] or coming
    day, event, item = coming[0]
    same_day = [each for each in coming if each[0] == day]
    lines = [_next_line(asked, day, each_event, each_item.year) for _, each_event, each_item in same_day[:2]]
    later = next((each for each in coming if each[0] > day), None)
    if later:
        lines.append(asked.say("anniversary.then", name=later[1].name, day=short(later[0])))
    topic = Topic(intent="anniversary_next", anniversary=event.id)
    return asked.answer("anniversary_next", lines, [item.section], topic=topic)


def _next_line(asked: Asked, day: date, event: Event, year: int) -> str:
    count = _count_words(asked, event, year)
    if day == asked.today:
        return asked.say("anniversary.today", day=short(day), name=event.name, count=count)
    days = (day - asked.today).days
    return asked.say("anniversary.next", name=event.name, day=short(day), days=days, count=count)


def _count_words(asked: Asked, event: Event, year: int) -> str:
    count = event.count_in(year)
    return "" if count is None else asked.say("anniversary.next_count", count=count)


def _nothing_left(asked: Asked, first: date) -> Answer:
    """The plan has none from ``first`` on (or none at all): say so, then the next of the whole country."""
    if first > asked.today:
        lines = [asked.say("anniversary.none_after", day=short(first - timedelta(days=1)))]
    else:
        lines = [asked.say("anniversary.none_left", today=short(asked.today), plan=asked.plan)]
    national = [event for event in asked.reader.knowledge.events.values() if event.scope is None]
    event = min(national, key=lambda each: each.next_on_or_after(first))
    day = event.next_on_or_after(first)
    count = _count_words(asked, event, day.year)
    lines.append(asked.say("anniversary.general", name=event.name, day=short(day), count=count))
    topic = Topic(intent="anniversary_next", anniversary=event.id)
    return asked.answer("anniversary_next", lines, topic=topic)


def _of_month(asked: Asked, month: int) -> Answer | None:
    last = _last_month(asked, month)
    inside = [each for each in events_of(asked) if month <= each[0].month <= last]
    if not inside:
        return None
    if last > month:
        return _of_months(asked, inside)
    names = "; ".join(f"{event.name} ({short(day)})" for day, event, _ in inside)
    year = inside[0][0].year
    topic = Topic(intent="anniversary_next", anniversary=inside[0][1].id)
    return asked.answer(
        "anniversary_next",
        [asked.say("anniversary.month", month=month, year=year, names=names)],
        _sections(inside),
        topic=topic,
    )


def _last_month(asked: Asked, first: int) -> int:
    """từ tháng 7 đến cuối năm, từ tháng 2 tới tháng 5: the month up to which is asked, else the first."""
    months, text = asked.query.months, f" {' '.join(asked.query.words)} "
    if f" tu thang {first} " not in text:
        return first
    if len(months) > 1:
        return max(first, months[-1])
    return 12 if any(f" {word} cuoi nam " in text for word in ("den", "toi", "het")) else first


def _of_months(asked: Asked, inside: Sequence[tuple[date, Event, CampaignAnniversary]]) -> Answer:
    lines = [f"- {told(asked, event, item.year)}" for _, event, item in inside]
    topic = Topic(intent="anniversary_next", anniversary=inside[0][1].id)
    return asked.answer("anniversary_next", lines, _sections(inside), topic=topic)


def _sections(found: Iterable[tuple[date, Event, CampaignAnniversary]]) -> tuple[str, ...]:
    return tuple(item.section for _, _, item in found)


def national(query: Query, reader: Reader) -> Event | None:
    """The event named, or the whole country's on the day named."""
    events = reader.knowledge.events
    if query.events:
        return events[query.events[0]]
    days = {(ref.day, ref.month) for ref in query.days}
    of_all = (event for event in events.values() if event.scope is None and event.calendar == "solar")
    return next((event for event in of_all if (event.day, event.month) in days), None)


def of_everybody(event: Event, query: Query, reader: Reader, today: date) -> Answer:
    """An anniversary asked for without any campaign, from the catalogue of anniversaries."""
    year = query.years[0] if query.years else today.year
    say = reader.knowledge.texts.say
    day, count = event.occurs_on(year), event.count_in(year)
    if count is None:
        line = say("anniversary.no_count", name=event.name, day=short(day))
    else:
        line = say("anniversary.count", day=short(day), count=count, name=event.name, origin=_origin(event))
    topic = Topic(intent="anniversary_date", anniversary=event.id)
    text = line + "\n" + say("anniversary.from_catalogue_only")
    return Answer(text=text, intent="anniversary_date", confidence=0.8, topic=topic)
