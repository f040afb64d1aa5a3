"""When each level of unions launches the campaign."""

from domain.answering.answer import Answer, Asked
from domain.answering.phase_meant import by_level, current
from domain.answering.phases import phase_current, topic_of, window


def launch_time(asked: Asked) -> Answer | None:
    """The windows in which each level launches the campaign, in a plan that gives them."""
    system = next((s for s in asked.campaign.phase_systems if s.word == "lịch phát động"), None)
    if system is None:
        return None
    phase = by_level(asked, system)
    if phase is None and asked.query.says("now", "which_level"):
        phase = current(system, asked.today)
        if phase:
            return phase_current(asked)
    phases = (phase,) if phase else system.phases
    lines = [window(asked, each) for each in phases]
    topic = topic_of(system, phases[0], "phase_dates")
    return asked.answer("phase_dates", lines, [each.section for each in phases], topic=topic)
