"""Which phase something falls in: a day, an event, a month."""

from dataclasses import replace
from datetime import date

from domain.answering.answer import Answer, Asked
from domain.answering.phase_meant import current, system_meant
from domain.answering.phases import phase_current, topic_of
from domain.campaign import Phase, PhaseSystem
from domain.dates import short
from domain.understanding.times import relative_day


def phase_of_day(asked: Asked) -> Answer | None:
    """Which phase a day, an anniversary or a month falls in."""
    system = system_meant(asked)
    day = _day_meant(asked)
    if system is None or day is None:
        return phase_current(asked)
    phase = _placed(asked, system) or current(system, day)
    if phase is None:
        start, end = short(system.phases[0].starts_on), short(system.phases[-1].ends_on)
        return asked.answer(
            "phase_current",
            [asked.say("phase.day_none", day=short(day), start=start, end=end)],
            [system.section],
        )
    start, end = short(phase.starts_on), short(phase.ends_on)
    line = asked.say("phase.day", day=short(day), name=phase.name, start=start, end=end)
    if phase is not current(system, day):
        event = asked.reader.knowledge.events[_events(asked)[0]].name
        line = asked.say(
            "phase.day_placed",
            paper=asked.paper,
            event=event,
            day=short(day),
            name=phase.name,
            start=start,
            end=end,
        )
    return asked.answer(
        "phase_current", [line], [phase.section], topic=topic_of(system, phase, "phase_current")
    )


def _placed(asked: Asked, system: PhaseSystem) -> Phase | None:
    """The phase in which the plan itself lists the event that is named, whatever its day."""
    own = {item.id for item in asked.campaign.anniversaries if item.event in _events(asked)}
    return next((phase for phase in system.phases if own & set(phase.anniversaries)), None)


def _events(asked: Asked) -> tuple[str, ...]:
    """The events named, else the one last talked about where no day or month is named either."""
    query = asked.query
    talked = () if query.days or query.months or not asked.topic.anniversary else (asked.topic.anniversary,)
    return query.events or talked


def _day_meant(asked: Asked) -> date | None:
    """The day within the campaign that the question names."""
    campaign, query = asked.campaign, asked.query
    span = range(campaign.starts_on.year, campaign.ends_on.year + 1)
    shifted = relative_day(query.words, asked.today)
    if shifted:
        return shifted
    wanted_years = [y for y in query.years if y in span] or [asked.today.year, *span]
    candidates: list[date] = []
    for year in wanted_years:
        for ref in query.days:
            candidates += filter(None, [replace(ref, year=ref.year or year).near(asked.today)])
        candidates += [asked.reader.knowledge.events[event].occurs_on(year) for event in _events(asked)]
        candidates += [date(year, month, 1) for month in query.months]
    inside = [day for day in candidates if campaign.starts_on <= day <= campaign.ends_on]
    return next(iter(inside or candidates), None)
