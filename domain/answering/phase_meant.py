"""Which phase, of which phase system, a question means."""

from datetime import date
from itertools import pairwise

from domain.answering.answer import Asked
from domain.campaign import Campaign, Phase, PhaseSystem
from domain.understanding.phrases import split_words
from domain.understanding.query import Query
from domain.understanding.times import PhaseRef

_MOST, _AHEAD = 0.5, 0.1
# Words that say that something lies in a phase, not what: hoạt động … nằm trong, thuộc đợt nào.
_PLACING = frozenset({"hoat", "dong", "nam", "thuoc"})
# Words of level names that other questions have too.
_LEVEL_NOISE = frozenset({"cong", "doan", "to", "chuc", "phat", "dong"})


def names_system(query: Query, campaign: Campaign) -> bool:
    """Is a phase system other than the main one named?"""
    words = " ".join(query.words)
    return any(
        _mentioned(words, name)
        for system in campaign.phase_systems
        if not system.main and campaign.main_system
        for name in (system.name, *system.asks)
    )


def system_meant(asked: Asked) -> PhaseSystem | None:
    """The phase system the question is about: by the word used for a phase, by its name, else the main."""
    systems = asked.campaign.phase_systems
    main = asked.campaign.main_system or (systems[0] if systems else None)
    words = " ".join(asked.query.words)
    for system in systems:
        if system is not main and any(_mentioned(words, ask) for ask in (system.name, *system.asks)):
            return system
    ref = asked.query.phase
    if asked.campaign.main_system is None and ref and ref.number is not None:
        return None
    if main and ref and ref.word and ref.word != main.word:
        return next((system for system in systems if system.word == ref.word), main)
    said_stage = "giai doan" in words
    if main and said_stage and main.word != "giai đoạn":
        return next((system for system in systems if system.word == "giai đoạn"), main)
    topic_system = topic_phase(asked)
    if ref is None or ref.number is None:
        return topic_system[0] if topic_system and not said_stage else main
    return main


def _mentioned(words: str, ask: str) -> bool:
    return f" {' '.join(split_words(ask))} " in f" {words} "


def topic_phase(asked: Asked) -> tuple[PhaseSystem, Phase] | None:
    wanted = asked.topic.phase
    for system in asked.campaign.phase_systems:
        for phase in system.phases:
            if wanted == f"{system.id}:{phase.id}":
                return system, phase
    return None


def current(system: PhaseSystem, day: date) -> Phase | None:
    """The phase ``day`` lies in."""
    return next((phase for phase in system.phases if phase.starts_on <= day <= phase.ends_on), None)


def phase_meant(asked: Asked, system: PhaseSystem) -> Phase | None:
    """The phase a reference means: by number, or seen from the phase last talked about, else from today."""
    ref = asked.query.phase
    named = by_level(asked, system)
    if named:
        return named
    about = topic_phase(asked)
    if ref is None:
        told = _by_month(asked, system) or by_words(asked, system)
        return told or (about[1] if about and about[0] is system else current(system, asked.today))
    if ref.number is not None:
        return next((phase for phase in system.phases if phase.number == ref.number), None)
    return _by_place(asked, system, ref, about[1] if about and about[0] is system else None)


def _by_place(asked: Asked, system: PhaseSystem, ref: PhaseRef, about: Phase | None) -> Phase | None:
    phases = system.phases
    if ref.place == "first":
        return phases[0]
    if ref.place == "last":
        return phases[-1]
    if ref.place == "middle":
        return phases[len(phases) // 2] if len(phases) % 2 else None
    here = about if about and ref.place != "now" else current(system, asked.today)
    if ref.place in ("now", "that"):
        return here
    if ref.place == "next":
        after = here.ends_on if here else asked.today
        return next((phase for phase in phases if phase.starts_on > after), None)
    before = here.starts_on if here else asked.today
    return next((phase for phase in reversed(phases) if phase.ends_on < before), None)


def by_level(asked: Asked, system: PhaseSystem) -> Phase | None:
    """Where each phase belongs to a level of unions, the level whose name the words come nearest to."""
    said = set(asked.query.words)
    if any(f"{word} cap" in " ".join(asked.query.words) for word in ("moi", "tung", "hai", "cac")):
        return None
    found: list[tuple[int, Phase]] = []
    for phase in system.phases:
        names = (phase.level, *phase.asks) if phase.level else ()
        levels = [set(split_words(name)) - _LEVEL_NOISE for name in names]
        named = [len(level) for level in levels if level and level <= said]
        if named:
            found.append((max(named), phase))
    found.sort(key=lambda each: -each[0])
    alone = len(found) == 1 or (len(found) > 1 and found[0][0] > found[1][0])
    return found[0][1] if alone else None


def _by_month(asked: Asked, system: PhaseSystem) -> Phase | None:
    """The phase in which a month that is named begins."""
    for month in asked.query.months:
        for phase in system.phases:
            for year in (phase.starts_on.year, phase.ends_on.year):
                if phase.starts_on <= date(year, month, 1) <= phase.ends_on:
                    return phase
    return None


def by_words(asked: Asked, system: PhaseSystem) -> Phase | None:
    """The one phase that most of the question's own matter, by weight, is about: đợt nước rút."""
    matter = asked.query.matter - _PLACING
    if len(matter) < 2:
        return None
    index = asked.reader.indexes[asked.campaign.id]
    facts = {fact.id: fact for fact in index.facts}
    ours = [facts[f"phase:{system.id}:{phase.id}"] for phase in system.phases]
    pairs = {f"{left} {right}" for left, right in pairwise(asked.query.words) if matter & {left, right}}
    told = {pair for pair in pairs if any(index.share_explained(fact, {pair}) for fact in ours)}
    shares = [(index.share_explained(fact, matter | told), number) for number, fact in enumerate(ours)]
    (best, number), *others = sorted(shares, reverse=True)
    alone = all(best >= share + _AHEAD for share, _ in others)
    return system.phases[number] if best >= _MOST and alone else None
