"""What is not to be answered: other places, other years, other days, what no plan speaks of."""

import re
from collections.abc import Sequence

from domain.answering import general
from domain.answering.answer import Answer, Asked
from domain.answering.finding import paper_kinds
from domain.campaign import Campaign
from domain.understanding.facts import Fact
from domain.understanding.query import Query, Reader


def never_ours(asked: Asked) -> Answer | None:
    """What no plan speaks of, where this one is known to say nothing on it: its own words for that."""
    if not asked.query.says("@off_topic"):
        return None
    index = asked.reader.indexes[asked.campaign.id]
    named = [fact for phrase in asked.query.off_topic for fact in index.naming(phrase)]
    if not named or any(fact.kind != "unstated" for fact in named):
        return None
    return asked.refuse("out_of_scope", [named[0].text])


def not_ours(query: Query, campaign: Campaign | None, reader: Reader) -> Answer | None:
    """Another province, or something no plan speaks of."""
    index = reader.indexes[campaign.id] if campaign else None
    ours = index is not None and all(index.knows_phrase(place) for place in query.other_places)
    if query.other_places and not query.campaigns and not ours:
        return general.refuse_place(query, reader)
    if index is None:
        return general.refuse_general(reader) if query.off_topic else None
    if query.says("@off_topic") and not all(index.knows_phrase(phrase) for phrase in query.off_topic):
        return general.refuse_general(reader)
    return None


def other_year(asked: Asked, given: Answer) -> Answer | None:
    """A year that neither the plan covers nor the answer names: not to be answered as if it were meant."""
    campaign, query = asked.campaign, asked.query
    if given.outcome != "answered" or given.intent == "campaign_list" or _relative_only(query):
        return None
    if query.says("basis", "number", "issued") or set(paper_kinds(query)) - _OWN_KINDS:
        return None  # a year there is that of a paper the plan cites
    covered = range(campaign.starts_on.year, campaign.ends_on.year + 1)
    if any(year in covered or str(year) in given.text for year in query.years):
        return None
    span = f"{campaign.starts_on.year}"
    if campaign.ends_on.year != campaign.starts_on.year:
        span += f"–{campaign.ends_on.year}"
    year = ", ".join(str(each) for each in query.years)
    line = asked.say("refuse.year", paper=asked.paper, span=f"năm {span}", year=year)
    return asked.refuse("out_of_scope", [line])


def other_day(asked: Asked, given: Answer) -> Answer | None:
    """A day or feast that the plan never names, answered by a clause that is about something else."""
    query, index = asked.query, asked.reader.indexes[asked.campaign.id]
    if given.outcome != "answered" or given.intent not in _CLAUSE_INTENTS:
        return None
    for ref in (ref for ref in query.days if ref.year is None):
        day = re.compile(rf"(?<!\d)0?{ref.day}/0?{ref.month}(?!\d)")
        naming = [fact for fact in index.facts if day.search(fact.text)]
        if all(fact.kind == "unstated" for fact in naming):
            return _refuse_day(asked, f"Ngày {ref.day}/{ref.month}", naming)
    own = {item.event for item in asked.campaign.anniversaries}
    events = [asked.reader.knowledge.events[event] for event in query.events]
    names = (name for event in events for name in (event.name, *event.asks))
    if events and own.isdisjoint(query.events) and not any(map(index.knows_phrase, names)):
        return _refuse_day(asked, events[0].name, ())
    return None


def _refuse_day(asked: Asked, day: str, naming: Sequence[Fact]) -> Answer:
    """In the plan's own words where it is known to say nothing on that day."""
    line = asked.say("refuse.aspect", aspect=day, paper=asked.paper)
    return asked.refuse("out_of_scope", [naming[0].text if naming else line])


_CLAUSE_INTENTS = frozenset(
    {"content", "content_sector", "launch", "award", "who_responsible", "how_to_pledge"}
)
_OWN_KINDS = {"ke hoach", "huong dan"}  # what a campaign's own paper is called as well


def _relative_only(query: Query) -> bool:
    """năm nay and the like: the asker's own present, which may lie after the plan's."""
    return not any(word.isdigit() and len(word) == 4 for word in query.words)
