"""What is owed: plans, reports, reviews; when, to whom, how."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.answering.answer import Answer, Asked
from domain.campaign import Campaign, Duty
from domain.conversation import Topic
from domain.dates import is_weekend, long, short, weekday, working_day_before

_STILL_WORTH = 30  # days after which nobody is told any more to hand in at once
_KIND_WORDS = {"plan": "kế hoạch", "report": "báo cáo", "review": "sơ kết, tổng kết", "launch": "phát động"}


def due_on(campaign: Campaign, duty: Duty) -> date | None:
    """The day a duty is due, as printed; None where the plan gives no day."""
    if duty.due.on:
        return duty.due.on
    if duty.due.days_after is not None:
        return campaign.ends_on + timedelta(days=duty.due.days_after)
    return None


def duty_meant(asked: Asked, *kinds: str) -> Duty | None:
    """The duty of these kinds the question is about; the best found by its words where there are several."""
    duties = [duty for duty in asked.campaign.duties if duty.kind in kinds]
    wanted = {f"duty-{kind}" for kind in kinds}
    if len(duties) < 2:
        return duties[0] if duties else None
    query = asked.query
    dated = {f"duty:{duty.id}" for duty in duties if due_on(asked.campaign, duty)}
    hits = asked.reader.indexes[asked.campaign.id].search(
        query.sought,
        query.content,
        query.own or query.content,
        favour=lambda fact: float(fact.kind in wanted) * (1.5 if fact.id in dated else 1.0),
    )
    on_day = [d for d in duties if _falls_on(asked, d)]
    if on_day:
        return on_day[0]
    if hits and query.own:
        return next(duty for duty in duties if f"duty:{duty.id}" == hits[0].fact.id)
    return next((duty for duty in duties if f"duty:{duty.id}" in dated), duties[0])


def _falls_on(asked: Asked, duty: Duty) -> bool:
    """Is the duty due on a day that the question names?"""
    day = due_on(asked.campaign, duty)
    return day is not None and any((ref.day, ref.month) == (day.day, day.month) for ref in asked.query.days)


def day_meaning(asked: Asked) -> Answer | None:
    """What is due on the day the question names."""
    duty = next((duty for duty in asked.campaign.duties if _falls_on(asked, duty)), None)
    return _told(asked, "plan_deadline" if duty.kind == "plan" else "report_deadline", duty) if duty else None


def duty_of_topic(asked: Asked) -> Duty | None:
    return next((duty for duty in asked.campaign.duties if duty.id == asked.topic.duty), None)


def plan_deadline(asked: Asked) -> Answer | None:
    return _deadline(asked, "plan_deadline", "plan")


def report_deadline(asked: Asked) -> Answer | None:
    return _deadline(asked, "report_deadline", "report")


def duty_time(asked: Asked) -> Answer | None:
    """When the duty last talked about is due."""
    duty = duty_of_topic(asked)
    return _told(asked, "report_deadline", duty) if duty else None


def _deadline(asked: Asked, intent: str, kind: str) -> Answer | None:
    duty = duty_meant(asked, kind)
    return _told(asked, intent, duty) if duty else _none_owed(asked, intent, kind)


def _none_owed(asked: Asked, intent: str, kind: str) -> Answer:
    """The plan asks for nothing of the kind; where our copy breaks off, say that too."""
    paper = asked.campaign.document
    why = asked.say("duty.why_broken", breaks_off=paper.breaks_off) if paper.breaks_off else ""
    line = asked.say("duty.none", what=_KIND_WORDS[kind], paper=asked.paper, why=why)
    return asked.refuse(intent, [line])


def _told(asked: Asked, intent: str, duty: Duty) -> Answer:
    day = due_on(asked.campaign, duty)
    if day and asked.query.years and day.year not in asked.query.years:
        year = asked.query.years[0]
        return asked.refuse(intent, [asked.say("duty.other_year", plan=asked.plan, day=long(day), year=year)])
    lines = [rule(asked, duty), *_standing(asked, duty), *_receiver(asked, duty)]
    topic = Topic(intent=intent, duty=duty.id)
    return asked.answer(intent, lines, [duty.section], topic=topic)


def rule(asked: Asked, duty: Duty) -> str:
    """When a duty is due, in a sentence."""
    due, what = duty.due, duty.what[:1].upper() + duty.what[1:]
    if due.on:
        if duty.kind == "launch":
            return asked.say("duty.on_plain", what=what, who=", ".join(duty.levels), printed=due.printed)
        return asked.say(
            "duty.on", what=what, who=", ".join(duty.levels), printed=due.printed, day=long(due.on)
        )
    day = due_on(asked.campaign, duty)
    if day:
        return asked.say("duty.after", what=what, days=due.days_after, day=long(day))
    if due.after_each:
        system = next(s for s in asked.campaign.phase_systems if s.id == due.after_each)
        ends = "; ".join(f"{phase.name} kết thúc {short(phase.ends_on)}" for phase in system.phases)
        return asked.say("duty.each", what=what, word=system.word, ends=ends, plan=asked.plan)
    if due.every:
        every = "hằng năm" if due.every == "năm" else due.every
        return asked.say("duty.every", what=what, every=every, plan=asked.plan)
    return asked.say("duty.unstated", what=what, printed=due.printed, plan=asked.plan)


def _standing(asked: Asked, duty: Duty) -> Sequence[str]:
    """How far off the day is, and what to do about a weekend."""
    day = due_on(asked.campaign, duty)
    if day is None:
        return ()
    left = (day - asked.today).days
    if left < 0 or (left == 0 and duty.due.strict):
        fresh = -left <= _STILL_WORTH and asked.today <= asked.campaign.ends_on + timedelta(days=_STILL_WORTH)
        return (
            asked.say("duty.late", days=-left) if fresh and left else asked.say("duty.past", day=long(day)),
        )
    said = [asked.say("duty.left", days=left) if left else asked.say("duty.today")]
    before = working_day_before(day)
    if is_weekend(day) and before >= asked.today:
        said.append(asked.say("duty.working_day", weekday=weekday(day), before=long(before)))
    return said


def _receiver(asked: Asked, duty: Duty) -> Sequence[str]:
    said = []
    if duty.to:
        key = "duty.to_via" if duty.via else "duty.to"
        said.append(asked.say(key, to=duty.to, via=duty.via))
    if duty.means:
        said.append(asked.say("duty.means", means=duty.means))
    if duty.to and asked.today > asked.campaign.ends_on and asked.campaign.now_part_of:
        said.append(asked.campaign.now_part_of)
    return said


def report_to(asked: Asked) -> Answer | None:
    """To whom a report or plan goes, and through which department."""
    duty = _duty_to_hand_in(asked)
    if duty is None:
        return _none_owed(asked, "report_to", "plan" if asked.query.says("plan_paper") else "report")
    return _handed_in(asked, "report_to", duty)


def how_to_report(asked: Asked) -> Answer | None:
    """How, to whom and when a report or plan is handed in."""
    duty = _duty_to_hand_in(asked)
    if duty is None:
        return _none_owed(asked, "how_to_report", "plan" if asked.query.says("plan_paper") else "report")
    return _handed_in(asked, "how_to_report", duty)


def _handed_in(asked: Asked, intent: str, duty: Duty) -> Answer:
    receiver = _receiver(asked, duty)
    lines = [*receiver, rule(asked, duty)] if receiver else [rule(asked, duty)]
    topic = Topic(intent=intent, duty=duty.id)
    return asked.answer(intent, lines, [duty.section], topic=topic)


def _duty_to_hand_in(asked: Asked) -> Duty | None:
    if asked.query.says("report") and asked.query.says("plan_paper") and asked.query.own:
        return duty_meant(asked, "report", "plan")
    if asked.query.says("report", "review"):
        return duty_meant(asked, "report")
    if asked.query.says("plan_paper"):
        return duty_meant(asked, "plan")
    return duty_of_topic(asked) or duty_meant(asked, "report")


def review_time(asked: Asked) -> Answer | None:
    """When the campaign is reviewed (sơ kết, tổng kết)."""
    duties = [duty for duty in asked.campaign.duties if duty.kind == "review"]
    if not duties:
        return _none_owed(asked, "report_deadline", "review")
    topic = Topic(intent="report_deadline", duty=duties[0].id)
    return asked.answer(
        "report_deadline", [rule(asked, duty) for duty in duties], [d.section for d in duties], topic=topic
    )
