"""What plans seldom state: sums of money, contacts, forms, criteria. Asked for one of these, only a part
of the plan that speaks of it may answer."""

from domain.answering.answer import Answer, Asked
from domain.answering.finding import missing, search
from domain.answering.quoting import quoted
from domain.understanding.facts import Fact

ASPECTS = (
    "budget",
    "money",
    "money_word",
    "contact",
    "template",
    "criteria",
    "dossier",
    "penalty",
    "venue",
    "result",
    "headcount",
)
_ENOUGH = 0.5
_SURE = 14.0


def unstated(asked: Asked) -> Answer | None:
    """The plan's own words on the aspect, or that it has none."""
    wanted = [aspect for aspect in ASPECTS if asked.query.says(aspect)]
    if not wanted:
        return None
    hits = [hit for hit in search(asked, {"unstated": 2.0}) if _speaks_of(hit.fact, wanted, asked)]
    hits.sort(key=lambda hit: not _about(hit.fact, wanted, asked))
    if hits and (hits[0].coverage >= _ENOUGH or not asked.query.own or hits[0].score >= _SURE):
        return quoted(asked, "out_of_scope" if hits[0].fact.kind == "unstated" else "content", hits[:1])
    if wanted[0] == "venue" and asked.query.says("slogan"):
        return None
    line = asked.say("refuse.aspect", aspect=asked.say(f"aspect.{wanted[0]}"), paper=asked.paper)
    return asked.refuse("out_of_scope", [line])


def _about(fact: Fact, aspects: list[str], asked: Asked) -> bool:
    """Is one of the aspects named in the fact, or in other ways of asking for it?"""
    texts = (fact.text, *(text for text, _ in fact.search))
    return any(asked.reader.names(text, aspect) for text in texts for aspect in aspects)


def _speaks_of(fact: Fact, aspects: list[str], asked: Asked) -> bool:
    if fact.kind == "unstated":
        return True
    if "headcount" in aspects and missing(asked, fact) is None:
        return True
    return any(asked.reader.speaks_of(fact, aspect) for aspect in aspects)
