"""A part of the plan told from its beginning, when nothing in particular of it was asked."""

from collections.abc import Iterable, Mapping, Sequence

from domain.answering.answer import Answer, Asked
from domain.answering.finding import LONGEST, missing, search
from domain.answering.quoting import found_by
from domain.conversation import Topic
from domain.understanding.facts import Fact

LISTED: Mapping[str, tuple[str, ...]] = {
    "purpose": ("purpose",),
    "requirement": ("requirement",),
    "who_responsible": ("responsibility",),
    "award": ("award",),
    "how_to_pledge": ("pledge",),
    "launch": ("launch",),
    "content": ("topic",),
    "content_sector": ("topic",),
}


_RANKED = frozenset({"how_to_pledge", "award", "launch", "who_responsible"})  # the fitting first


def overview(asked: Asked, intent: str) -> Answer | None:
    """A part of the plan told from its beginning."""
    if intent == "title_list":
        return titles(asked)
    if intent == "slogan":
        return slogans(asked)
    if intent == "quota":
        return quotas(asked)
    if intent == "content_sector" and asked.query.says("movement"):
        return movements(asked) or _first_of(asked, intent)
    if intent in ("content", "content_sector") and asked.query.sectors:
        return by_sector(asked, intent) or _first_of(asked, intent)
    return _first_of(asked, intent)


def by_sector(asked: Asked, intent: str) -> Answer | None:
    """What the plan wants of the sector the asker counts himself to."""
    sectors = set(asked.query.sectors)
    index = asked.reader.indexes[asked.campaign.id]
    kinds = (
        ("movement", "slogan", "topic") if asked.query.says("movement", "slogan") else ("topic", "movement")
    )
    hits = [
        hit
        for hit in search(asked, {"movement": 1.6, "topic": 1.2, "slogan": 1.2})
        if hit.fact.kind in kinds and sectors & set(hit.fact.sectors)
    ]
    facts = [hit.fact for hit in hits]
    if len(sectors) > 1:
        return _one_each(asked, intent, kinds)
    facts += [f for kind in kinds for f in index.facts if f.kind == kind and sectors & set(f.sectors)]
    return _listed(asked, intent, list(dict.fromkeys(facts))) if facts else None


def _one_each(asked: Asked, intent: str, kinds: Sequence[str]) -> Answer | None:
    """The first thing of these kinds for each of several sectors."""
    index = asked.reader.indexes[asked.campaign.id]
    facts = [
        next((f for kind in kinds for f in index.facts if f.kind == kind and sector in f.sectors), None)
        for sector in asked.query.sectors
    ]
    found = list(dict.fromkeys(fact for fact in facts if fact))
    if not found:
        return None
    lines = [f"- {fact.text}" for fact in found]
    topic = Topic(intent=intent, fact=found[0].id, sector=asked.query.sectors[0])
    return asked.answer(intent, lines, [fact.section for fact in found], topic=topic)


def _first_of(asked: Asked, intent: str) -> Answer | None:
    kinds = LISTED.get(intent)
    if kinds is None:
        return None
    index = asked.reader.indexes[asked.campaign.id]
    facts = [fact for fact in index.facts if fact.kind in kinds]
    if intent in _RANKED:
        scores = {hit.fact.id: hit.score for hit in search(asked, {"unstated": 0.0})}
        facts.sort(key=lambda fact: -scores.get(fact.id, 0.0))
    if facts and (key := missing(asked, facts[0])) == "refuse.day":
        return asked.refuse(intent, [asked.say(key, text=facts[0].text, plan=asked.plan)])
    return _listed(asked, intent, facts) if facts else None


def _listed(asked: Asked, intent: str, facts: Sequence[Fact]) -> Answer:
    """The first facts whole, the labels of the rest."""
    lines: list[str] = []
    length = 0
    for fact in facts:
        if lines and length + len(fact.text) > LONGEST * 3 // 4:
            break
        lines.append(f"- {fact.text}" if len(facts) > 1 else fact.text)
        length += len(fact.text)
    shown, rest = facts[: len(lines)], facts[len(lines) :]
    if rest:
        lines.append(asked.say("list.more", labels="; ".join(fact.label for fact in rest[:6])))
    topic = Topic(intent=intent, fact=shown[0].id, sector=next(iter(asked.query.sectors), None))
    return asked.answer(intent, lines, [fact.section for fact in shown], topic=topic)


def titles(asked: Asked) -> Answer | None:
    found = asked.campaign.titles
    if not found:
        return None
    pledged = [title for title in found if title.pledged]
    others = [title for title in found if not title.pledged]
    lines = []
    if pledged:
        lines.append(asked.say("list.titles", names=_quoted(t.name for t in pledged)))
    if others:
        lines.append(asked.say("list.titles_other", names=_quoted(t.name for t in others)))
    return asked.answer("title_list", lines, [t.section for t in (*pledged, *others)])


def slogans(asked: Asked) -> Answer | None:
    found = [s for s in asked.campaign.slogans if s.kind in ("khẩu hiệu", "chủ đề năm", "tinh thần")]
    found = found or list(asked.campaign.slogans)
    if not found:
        return None
    index = asked.reader.indexes[asked.campaign.id]
    ids = [f"slogan:{slogan.id}" for slogan in found]
    facts = [fact for fact in index.facts if fact.id in ids]
    return _listed(asked, "slogan", facts)


def movements(asked: Asked) -> Answer | None:
    found = [s for s in asked.campaign.slogans if s.kind in ("phong trào", "cuộc vận động", "chương trình")]
    if not found:
        return None
    line = asked.say("list.movements", names=_quoted(s.text for s in found))
    return asked.answer("content_sector", [line], [s.section for s in found])


def quotas(asked: Asked) -> Answer | None:
    found = asked.campaign.quotas
    if not found:
        return None
    return asked.answer("quota", [quota.text for quota in found], [quota.section for quota in found])


def errata(asked: Asked) -> Answer | None:
    """The slips in the printed plan: the one asked about, else all."""
    one = found_by(asked, "errata", {"erratum": 1.0}, only=True, at_least=0.0)
    index = asked.reader.indexes[asked.campaign.id]
    facts = [fact for fact in index.facts if fact.kind == "erratum"]
    return one or (_listed(asked, "errata", facts) if facts else None)


def _quoted(names: Iterable[str]) -> str:
    return "; ".join(f"“{name.strip('“”')}”" for name in names)


def section(asked: Asked) -> Answer | None:
    """What stands in a part of the plan that is named by its number."""
    wanted = asked.query.section
    if wanted is None:
        return None
    index = asked.reader.indexes[asked.campaign.id]
    facts = [fact for fact in index.facts if fact.section and _within(fact.section, wanted)]
    facts = [fact for fact in facts if fact.kind not in ("erratum", "anniversary")]
    if facts:
        return _listed(asked, "section", facts)
    return asked.refuse("section", [asked.say("section.none", section=wanted, paper=asked.paper)])


def _within(sections: str, wanted: str) -> bool:
    return any(part == wanted or part.startswith(f"{wanted}.") for part in sections.split(", "))
