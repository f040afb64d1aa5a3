"""What is told by quoting the clause a question is about."""

from collections.abc import Mapping

from domain.answering.answer import Answer, Asked
from domain.answering.finding import PARTICULAR, SURE_SCORE, SURE_SHARE, nearest, search, stands_out
from domain.answering.overviews import LISTED, by_sector, movements, overview, titles
from domain.answering.quoting import found_by, lacks_what_is_asked, nearest_to, quoted, surely_unstated
from domain.understanding.phrases import split_words

# Which kinds of facts an intent wants, and how much more than others.
FAVOURED: Mapping[str, Mapping[str, float]] = {
    "slogan": {"slogan": 1.9, "movement": 1.15, "publicity": 1.2},
    "quota": {"quota": 1.9},
    "title_list": {"title": 1.5, "pledge": 1.1, "award": 1.15, "movement": 1.1},
    "how_to_pledge": {"pledge": 1.5, "title": 1.1, "launch": 1.3, "quota": 1.2},
    "award": {"award": 1.4, "title": 1.2, "example": 1.2, "responsibility": 1.05},
    "who_responsible": {"responsibility": 1.35, "measure": 1.1},
    "requirement": {"requirement": 1.8},
    "purpose": {"purpose": 1.7, "context": 1.1},
    "content_sector": {"topic": 1.25, "movement": 1.3, "responsibility": 1.0},
    "launch": {"launch": 1.5},
    "content": {"topic": 1.1},
}
_WORDED: Mapping[str, float] = {"slogan": 1.3, "movement": 1.0}
_TOLD_BY_WORDS = frozenset({"content", "launch", "who_responsible", "content_sector"})
_SINGLED_OUT = 0.5
_OVERVIEWS = frozenset({"slogan", "purpose", "requirement", "award", "how_to_pledge"})


def told(asked: Asked, intent: str) -> Answer | None:
    """The clause asked for; where nothing in particular was, the overview of that part of the plan."""
    unstated = surely_unstated(asked, FAVOURED.get(intent, {})) or _no_such_number(asked, intent)
    if unstated:
        return unstated
    if intent == "content_sector" and _each_sector(asked):
        return by_sector(asked, intent)
    if intent == "title_list" and asked.query.says("period", "when", "deadline"):
        found = found_by(asked, intent, {})
        if found:
            return found
    if intent == "title_list":
        return _granted_by(asked) or _one_title(asked) or _better_than_titles(asked) or titles(asked)
    if asked.query.own:
        return _told_by_own(asked, intent)
    if asked.query.content:
        found = _told_by_content(asked, intent)
        if found:
            return found
    return overview(asked, intent)


def wording(asked: Asked) -> Answer | None:
    """The very words of a slogan: the one the question's words find, else all of them."""
    return found_by(asked, "slogan", _WORDED, only=True, at_least=0.2) or overview(asked, "slogan")


def _granted_by(asked: Asked) -> Answer | None:
    """Who awards titles, when that is asked and none is singled out."""
    if not asked.query.says("who", "to_whom") or not asked.query.says("award"):
        return None
    granted = {f"title:{title.id}" for title in asked.campaign.titles if title.granted_by}
    hits = [hit for hit in search(asked, {"title": 1.0}, only=True) if hit.fact.id in granted]
    return quoted(asked, "title_list", hits[:2]) if hits else None


def _better_than_titles(asked: Asked) -> Answer | None:
    """The clause that explains most of a question with a title in it, where no title does."""
    if len(asked.query.own) < 2 or asked.query.says("listed"):
        return None
    hits = search(asked, {"title": 1.2})
    sure = hits and hits[0].coverage >= SURE_SHARE and stands_out(hits)
    return quoted(asked, "title_list", hits[:1]) if sure and hits[0].fact.kind != "title" else None


_STRANGE = 0.2  # the share of a question below which no clause is about it
_SHORT = 6  # words up to which a message may lean on the one before


def going_on(asked: Asked) -> Answer | None:
    """A few words that only make sense after the last answer: "áp dụng bao nhiêu?" after a quota."""
    intent = asked.topic.intent
    if intent not in FAVOURED or len(asked.query.words) > _SHORT or asked.query.campaigns:
        return None
    return found_by(asked, intent, FAVOURED[intent], only=True, at_least=0.3)


def _each_sector(asked: Asked) -> bool:
    """Are several sectors named as such, and nothing else: khu vực sản xuất, khối hành chính?"""
    text = f" {' '.join(asked.query.words)} "
    named = any(f" {word} " in text for word in ("khoi", "khu vuc", "linh vuc"))
    return named and len(asked.query.sectors) > 1 and not asked.query.own


def _no_such_number(asked: Asked, intent: str) -> Answer | None:
    """A share or target is asked of a plan that sets none."""
    index = asked.reader.indexes[asked.campaign.id]
    if (
        intent != "quota"
        or not asked.query.says("how_many", "quota")
        or any(f.kind == "quota" for f in index.facts)
    ):
        return None
    stated = search(asked, {"unstated": 1.0})
    known = next(
        (
            hit
            for hit in stated
            if hit.fact.kind == "unstated" and asked.reader.speaks_of(hit.fact, "target_word")
        ),
        None,
    )
    return (
        quoted(asked, "out_of_scope", [known])
        if known
        else asked.refuse(
            "out_of_scope",
            [asked.say("refuse.aspect", aspect=asked.say("aspect.headcount"), paper=asked.paper)],
        )
    )


def _one_title(asked: Asked) -> Answer | None:
    """The one title the question's words single out."""
    hits = search(asked, {"title": 1.0}, only=True)
    said = set(asked.query.words)
    named = [hit for hit in hits if set(split_words(hit.fact.label)) <= said]
    if not named and asked.query.says("who", "award"):
        named = [
            hit
            for hit in hits[:1]
            if 2 * len(said.intersection(split_words(hit.fact.label))) > len(split_words(hit.fact.label))
        ]
    if len(named) == 1:
        return quoted(asked, "title_list", named)
    told = asked.query.matter and hits and stands_out(hits, at_least=0.0)
    if not told or asked.query.says("listed") or hits[0].coverage < _SINGLED_OUT:
        return None
    return quoted(asked, "title_list", hits[:1])


def _told_by_own(asked: Asked, intent: str) -> Answer | None:
    """The question has words of its own: the clause they find, else what comes nearest."""
    found = found_by(asked, intent, FAVOURED.get(intent, {}), at_least=0.45)
    if found is None and _foreign(asked):
        return None
    if found is None and intent in _OVERVIEWS and not asked.query.says(*PARTICULAR):
        found = (
            overview(asked, intent)
            if intent == "slogan"
            else nearest_to(asked, FAVOURED.get(intent, {})) or overview(asked, intent)
        )
    if found is None and intent == "content_sector" and asked.query.says("movement"):
        found = movements(asked)
    return found


def _foreign(asked: Asked) -> bool:
    """Are the question's own words, two or more, strange to the plan: giải thưởng Nguyễn Văn Linh?"""
    if len(asked.query.own) < 2 or asked.query.told:
        return False
    hits = search(asked, {"unstated": 0.0})
    return max((hit.coverage for hit in hits), default=0.0) < _STRANGE


def _told_by_content(asked: Asked, intent: str) -> Answer | None:
    """The question is made of known turns of phrase only: the clause that these still single out."""
    favoured = FAVOURED.get(intent, {})
    hits = search(asked, favoured)
    if not hits:
        return None
    best = hits[0]
    elsewhere = asked.query.says("report", "submit", "review", "launch", "pledge")
    if intent == "purpose" and elsewhere:
        for hit in hits:
            if any(asked.reader.names(text, "purpose") for text, _ in hit.fact.search):
                return quoted(asked, intent, [hit])
    if (intent not in LISTED or best.fact.kind in favoured or elsewhere) and stands_out(hits):
        return lacks_what_is_asked(asked, intent, best.fact) or quoted(asked, intent, hits[:1])
    if best.fact.kind == "unstated" and asked.query.sectors and best.coverage >= SURE_SHARE:
        return quoted(asked, intent, hits[:1])
    sure = best.score >= SURE_SCORE and best.coverage >= SURE_SHARE and best.fact.kind != "unstated"
    if intent in _TOLD_BY_WORDS and sure:
        return quoted(asked, intent, nearest(hits, 2))
    if best.fact.kind in favoured and sure and asked.query.matter:
        return quoted(asked, intent, nearest(hits, 2))
    if asked.query.sectors and intent in ("content", "content_sector"):
        wanted = [hit for hit in hits if hit.fact.kind in favoured] or list(hits)
        return by_sector(asked, intent) or quoted(asked, intent, nearest(wanted, 3))
    return None
