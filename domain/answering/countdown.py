"""How many days it is until something."""

from dataclasses import replace
from datetime import date

from domain.answering.anniversaries import event_meant, year_meant
from domain.answering.answer import Answer, Asked
from domain.answering.duties import due_on, duty_meant, duty_of_topic, rule
from domain.answering.paper import day_of_paper
from domain.answering.phase_meant import current, phase_meant, system_meant
from domain.answering.phases import topic_of
from domain.campaign import Duty
from domain.conversation import Topic
from domain.dates import long, short
from domain.understanding.times import relative_day


def countdown(asked: Asked) -> Answer | None:
    """Days until what the question names; what it does not name, the talk so far does."""
    query = asked.query
    if query.events:
        return _to_event(asked)
    if query.days:
        return _to_day(asked)
    if query.phase or query.says("phase"):
        return _to_phase(asked)
    duty = _duty(asked)
    if duty:
        return _to_duty(asked, duty)
    return _to_topic(asked)


def weekday_of(asked: Asked) -> Answer | None:
    """On which day of the week something falls."""
    event = event_meant(asked)
    duty = None if event or asked.query.days else duty_of_topic(asked)
    if event:
        day: date | None = event.occurs_on(year_meant(asked, event))
    elif asked.query.days:
        ref = asked.query.days[0]
        owed = [due_on(asked.campaign, each) for each in asked.campaign.duties]
        same = [each for each in owed if each and (each.day, each.month) == (ref.day, ref.month)]
        day = same[0] if same else replace(ref, year=ref.year or asked.today.year).near(asked.today)
    elif duty:
        day = due_on(asked.campaign, duty)
    elif asked.topic.phase or asked.query.phase:
        return _weekdays_of_phase(asked)
    else:
        day = day_of_paper(asked)
    if day is None:
        return None
    said = asked.say("weekday", day=long(day))
    return Answer(text=said, intent="weekday", campaign=asked.campaign.id, topic=asked.topic)


def _weekdays_of_phase(asked: Asked) -> Answer | None:
    """A phase has two days: both, whichever was talked about."""
    system = system_meant(asked)
    phase = phase_meant(asked, system) if system else None
    if system is None or phase is None:
        return None
    name = phase.name[:1].upper() + phase.name[1:]
    said = asked.say("weekday.phase", name=name, start=long(phase.starts_on), end=long(phase.ends_on))
    topic = topic_of(system, phase, "weekday")
    return asked.answer("weekday", [said], [phase.section], topic=topic)


def _duty(asked: Asked) -> Duty | None:
    query = asked.query
    if query.says("launch"):
        return duty_meant(asked, "launch")
    if query.says("report"):
        return duty_meant(asked, "report")
    if query.says("plan_paper"):
        return duty_meant(asked, "plan")
    if query.says("deadline", "submit"):
        return duty_of_topic(asked) or duty_meant(asked, "plan") or duty_meant(asked, "report")
    return None


def _to_topic(asked: Asked) -> Answer | None:
    topic = asked.topic
    if duty := duty_of_topic(asked):
        return _to_duty(asked, duty)
    if topic.anniversary:
        return _to_event(asked, topic.anniversary)
    return _to_phase(asked)


def _days(asked: Asked, what: str, day: date) -> str:
    left = (day - asked.today).days
    if left == 0:
        return asked.say("countdown.today", what=what, day=long(day))
    if left < 0:
        return asked.say("countdown.past", what=what[:1].upper() + what[1:], day=long(day), days=-left)
    return asked.say("countdown.days", today=short(asked.today), what=what, day=long(day), days=left)


def _to_event(asked: Asked, event_id: str | None = None) -> Answer | None:
    event = asked.reader.knowledge.events[event_id] if event_id else event_meant(asked)
    if event is None:
        return None
    day = event.next_on_or_after(asked.today)
    if asked.query.years:
        day = event.occurs_on(asked.query.years[0])
    own = next((i for i in asked.campaign.anniversaries if i.event == event.id), None)
    topic = Topic(intent="countdown", anniversary=event.id)
    line = _days(asked, event.name, day)
    if own is None:
        return Answer(text=line, intent="countdown", campaign=asked.campaign.id, topic=topic)
    return asked.answer("countdown", [line], [own.section], topic=topic)


def _to_day(asked: Asked) -> Answer | None:
    ref = asked.query.days[0]
    day = relative_day(asked.query.words, asked.today) or replace(ref).near(asked.today)
    if day is None:
        return None
    event = event_meant(asked)
    if event:
        own = next((i for i in asked.campaign.anniversaries if i.event == event.id), None)
        topic = Topic(intent="countdown", anniversary=event.id)
        return asked.answer(
            "countdown", [_days(asked, event.name, day)], [own.section if own else None], topic=topic
        )
    return Answer(
        text=_days(asked, f"ngày {short(day)}", day), intent="countdown", campaign=asked.campaign.id
    )


def _to_phase(asked: Asked) -> Answer | None:
    system = system_meant(asked)
    if system is None:
        return _to_end(asked)
    phase = phase_meant(asked, system) or current(system, asked.today)
    if phase is None:
        phase = next((p for p in system.phases if p.starts_on > asked.today), None)
    if phase is None:
        return _to_end(asked)
    start, end, today = phase.starts_on, phase.ends_on, asked.today
    starting = asked.query.says("start") and not asked.query.says("end")
    if today < start and (starting or not asked.query.says("end")):
        line = asked.say("countdown.phase_start", days=(start - today).days, name=phase.name, day=long(start))
    elif today < end:
        line = asked.say("countdown.phase", days=(end - today).days, name=phase.name, day=long(end))
    elif today == end:
        line = asked.say("countdown.phase_today", name=phase.name)
    else:
        name = phase.name[:1].upper() + phase.name[1:]
        line = asked.say("countdown.phase_over", name=name, day=long(end), days=(today - end).days)
    return asked.answer("countdown", [line], [phase.section], topic=topic_of(system, phase, "countdown"))


def _to_end(asked: Asked) -> Answer:
    line = _days(asked, "ngày kết thúc phong trào", asked.campaign.ends_on)
    return asked.answer("countdown", [line], [asked.campaign.dates_section])


def _to_duty(asked: Asked, duty: Duty) -> Answer:
    day = due_on(asked.campaign, duty)
    topic = Topic(intent="countdown", duty=duty.id)
    if day is None:
        line = asked.say("countdown.no_day", what=duty.what, rule=duty.due.printed, plan=asked.plan)
        return asked.answer("countdown", [line], [duty.section], topic=topic)
    lines = [_days(asked, f"hạn {duty.what[:1].lower()}{duty.what[1:]}", day)]
    if day < asked.today:
        lines.append(rule(asked, duty))
    return asked.answer("countdown", lines, [duty.section], topic=topic)
