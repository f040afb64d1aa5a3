"""Phases: which one is running, from when to when, what it is about."""

from collections.abc import Mapping

from domain.answering.answer import Answer, Asked
from domain.answering.phase_meant import by_words, current, phase_meant, system_meant
from domain.campaign import Phase, PhaseSystem
from domain.conversation import Topic
from domain.dates import short
from domain.understanding.phrases import split_words
from domain.understanding.times import PhaseRef, Place

_PLACES: Mapping[Place, str] = {"next": "sau", "previous": "trước", "middle": "giữa"}


def topic_of(system: PhaseSystem, phase: Phase, intent: str) -> Topic:
    return Topic(intent=intent, phase=f"{system.id}:{phase.id}")


def _dates(asked: Asked, phase: Phase) -> str:
    return asked.say(
        "phase.dates", name=_capital(phase.name), start=short(phase.starts_on), end=short(phase.ends_on)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def phase_current(asked: Asked) -> Answer | None:
    system = system_meant(asked)
    if system is None:
        return campaign_dates(asked)
    told = None if asked.query.says("now") or asked.query.phase else by_words(asked, system)
    if told:
        return phase_content(asked)
    phase = current(system, asked.today)
    if phase is None:
        return _outside(asked, system)
    lines = [_running(asked, system, phase)]
    if phase.theme:
        lines.append(asked.say("phase.theme", theme=phase.theme))
    if system.main:
        lines.extend(_alongside(asked, system))
    return asked.answer(
        "phase_current", lines, [phase.section], topic=topic_of(system, phase, "phase_current")
    )


def _running(asked: Asked, system: PhaseSystem, phase: Phase) -> str:
    start, end = short(phase.starts_on), short(phase.ends_on)
    if phase.level:
        return asked.say(
            "launch.current",
            level=phase.level,
            month=phase.ends_on.month,
            year=phase.ends_on.year,
            start=start,
            end=end,
        )
    today = short(asked.today)
    if asked.today == phase.ends_on:
        return asked.say("phase.current_last_day", today=today, name=phase.name, start=start)
    left = (phase.ends_on - asked.today).days
    return asked.say("phase.current", today=today, name=phase.name, start=start, end=end, left=left)


def _alongside(asked: Asked, main: PhaseSystem) -> list[str]:
    """Other systems that run at the same time, so that nobody takes one for the other."""
    lines = []
    for system in asked.campaign.phase_systems:
        phase = current(system, asked.today)
        if system is not main and phase and not phase.level:
            lines.append(
                asked.say(
                    "phase.also",
                    system=system.name,
                    name=phase.name,
                    start=short(phase.starts_on),
                    end=short(phase.ends_on),
                )
            )
    return lines


def _outside(asked: Asked, system: PhaseSystem) -> Answer | None:
    """Before the first, after the last or between two phases."""
    today = asked.today
    coming = next((phase for phase in system.phases if phase.starts_on > today), None)
    if not system.main and asked.campaign.main_system is None:
        return campaign_dates(asked)
    what = "phong trào" if system.main else system.name
    phase = coming or system.phases[-1]
    start, end = short(phase.starts_on), short(phase.ends_on)
    if coming is None:
        line = asked.say("phase.over", what=_capital(what), end=end, name=phase.name, start=start)
    else:
        key = "phase.none_yet" if coming is system.phases[0] else "phase.between"
        days = (coming.starts_on - today).days
        line = asked.say(key, today=short(today), what=what, name=coming.name, start=start, days=days)
    return asked.answer(
        "phase_current", [line], [phase.section], topic=topic_of(system, phase, "phase_current")
    )


def _means_campaign(asked: Asked) -> bool:
    """In a plan of giai đoạn, "đợt này" is the whole of it."""
    ref, main = asked.query.phase, asked.campaign.main_system
    if main is None or main.word == "đợt" or "dot" not in asked.query.words:
        return False
    return "giai" not in asked.query.words and (ref is None or ref.place == "now")


def phase_dates(asked: Asked) -> Answer | None:
    if _means_campaign(asked):
        return campaign_dates(asked)
    system = system_meant(asked)
    phase = phase_meant(asked, system) if system else None
    if system is None or phase is None:
        return no_such_phase(asked, system)
    lines = [window(asked, phase) if phase.level else _dates(asked, phase), _state(asked, phase)]
    if phase.printed:
        lines.append(asked.say("phase.printed", printed=phase.printed))
    return asked.answer("phase_dates", lines, [phase.section], topic=topic_of(system, phase, "phase_dates"))


def window(asked: Asked, phase: Phase) -> str:
    return asked.say(
        "launch.window",
        level=phase.level,
        month=phase.ends_on.month,
        year=phase.ends_on.year,
        start=short(phase.starts_on),
        end=short(phase.ends_on),
    )


def _state(asked: Asked, phase: Phase) -> str:
    if asked.today < phase.starts_on:
        return asked.say("phase.state_future", days=(phase.starts_on - asked.today).days)
    if asked.today > phase.ends_on:
        return asked.say("phase.state_past")
    return asked.say("phase.state_now", days=(phase.ends_on - asked.today).days)


def no_such_phase(asked: Asked, system: PhaseSystem | None) -> Answer | None:
    """A phase the plan does not have: by its number, or behind the last; None where none was named."""
    ref = asked.query.phase
    if ref is None or (ref.number is None and ref.place is None):
        return None
    if system is None or not (system.main or asked.campaign.main_system):
        return campaign_dates(asked) if ref.number is None else _no_phases_refusal(asked, ref)
    here = current(system, asked.today)
    if ref.number is None and here is None:
        return _outside(asked, system)
    names = ", ".join(phase.name for phase in system.phases)
    wanted = f"{ref.word or system.word} {ref.number or _PLACES.get(ref.place or 'that', '')}".strip()
    line = asked.say("phase.no_such", count=len(system.phases), word=system.word, names=names, asked=wanted)
    if ref.number is None and here:
        topic = topic_of(system, here, "phase_dates")
        return asked.answer(
            "phase_dates", [line, _running(asked, system, here)], [system.section], topic=topic
        )
    return asked.refuse("phase_dates", [line])


def _no_phases_refusal(asked: Asked, ref: PhaseRef) -> Answer:
    overview = _years_line(asked)
    wanted = f"{_capital(ref.word or 'đợt')} {ref.number}"
    return asked.refuse(
        "phase_dates", [overview, asked.say("refuse.aspect", aspect=wanted, paper=asked.paper)]
    )


def phase_content(asked: Asked, named: Phase | None = None) -> Answer | None:
    if _means_campaign(asked):
        return None
    system = system_meant(asked)
    phase = named or (phase_meant(asked, system) if system else None)
    if system is None or phase is None or phase.level:
        return no_such_phase(asked, system) if not (phase and phase.level) else None
    lines = [
        asked.say(
            "phase.content",
            name=_capital(phase.name),
            start=short(phase.starts_on),
            end=short(phase.ends_on),
            content=phase.content,
        )
    ]
    if phase.theme:
        lines.insert(0, asked.say("phase.theme", theme=phase.theme))
    topic = topic_of(system, phase, "phase_content")
    return asked.answer("phase_content", lines, [phase.section], topic=topic)


def welcome(asked: Asked) -> Answer | None:
    """What the campaign welcomes: its title says it, and the running phase."""
    system = asked.campaign.main_system
    phase = current(system, asked.today) if system else None
    lines = [asked.say("campaign.title", title=asked.campaign.document.title)]
    if phase:
        lines.append(asked.say("phase.now_content", name=_capital(phase.name), content=phase.content))
    return asked.answer("phase_content", lines, ["tiêu đề", phase.section if phase else None])


def phase_matter(asked: Asked) -> Answer | None:
    """A phase, when what is asked of it stands in what the plan says of the phase."""
    system = system_meant(asked)
    phase = phase_meant(asked, system) if system else None
    if phase is None:
        return None
    said = set(split_words(f"{phase.content} {phase.theme or ''}"))
    matter = asked.query.matter
    return phase_content(asked) if len(matter & said) >= 0.4 * max(1, len(matter)) else None


def phase_by_words(asked: Asked) -> Answer | None:
    """The phase whose content is named: Tháng Công nhân nằm trong đợt nào."""
    system = system_meant(asked)
    named = by_words(asked, system) if system else None
    return phase_content(asked, named) if named else None


def campaign_dates(asked: Asked) -> Answer | None:
    campaign = asked.campaign
    system = system_meant(asked)
    if system is None or (not system.main and campaign.main_system is None):
        lines = [_years_line(asked)]
        return asked.answer("campaign_dates", lines, [campaign.dates_section])
    phases = "; ".join(f"{p.name} ({short(p.starts_on)} – {short(p.ends_on)})" for p in system.phases)
    lines = [
        asked.say("campaign.phases", count=len(system.phases), word=system.word, phases=phases),
    ]
    if system.main:
        lines.insert(
            0,
            asked.say("campaign.dates", start=short(campaign.starts_on), end=short(campaign.ends_on)),
        )
        if asked.today > campaign.ends_on:
            lines.append(asked.say("campaign.over"))
    return asked.answer("campaign_dates", lines, [campaign.dates_section, system.section])


def campaign_status(asked: Asked) -> Answer | None:
    """Is it running, over or to come; then when it is."""
    campaign, today = asked.campaign, asked.today
    start, end = short(campaign.starts_on), short(campaign.ends_on)
    if today < campaign.starts_on:
        line = asked.say("campaign.not_yet", start=start, days=(campaign.starts_on - today).days)
    elif today > campaign.ends_on:
        line = asked.say("campaign.ended", end=end)
    else:
        line = asked.say("campaign.running", end=end, days=(campaign.ends_on - today).days)
    system = asked.campaign.main_system
    phase = current(system, today) if system else None
    lines = [line, _running(asked, system, phase) if system and phase else ""]
    return asked.answer("campaign_dates", lines, [campaign.dates_section])


def _years_line(asked: Asked) -> str:
    campaign = asked.campaign
    start, end = campaign.starts_on.year, campaign.ends_on.year
    if campaign.starts_on <= asked.today <= campaign.ends_on:
        return asked.say("phase.no_phases", start=start, end=end, year=asked.today.year - start + 1)
    return asked.say("phase.no_phases_over", start=start, end=end)


def phase_summary(asked: Asked) -> Answer | None:
    """A phase named and nothing else asked: its time and what it is about."""
    if _means_campaign(asked) and asked.query.says("content", "welcome"):
        return None
    return phase_content(asked) or phase_dates(asked)
