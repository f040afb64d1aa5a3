"""What is said about no plan in particular: small talk, the list of campaigns, asking back, refusing."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import islice

from domain.answering.answer import Answer
from domain.campaign import Campaign
from domain.dates import short
from domain.reply import Button
from domain.text import fold
from domain.understanding.query import Query, Reader

CHOOSE = "campaign:"  # what a button that chooses a campaign sends, before its id

SHOWN = 10  # campaigns listed or offered at a time; of more the newest, and people type the name

_SMALL_TALK = (
    ("who_are_you", "small.who"),
    ("help", "small.help"),
    ("thanks", "small.thanks"),
    ("bye", "small.bye"),
    ("wishes", "small.wishes"),
    ("how_are_you", "small.well"),
    ("compliment_no", "small.sorry"),
    ("greeting", "small.greeting"),
)


def small_talk(query: Query, reader: Reader, campaign: Campaign | None) -> Answer | None:
    """A polite word for a polite word; None when there is no small talk in the question."""
    for concept, key in _SMALL_TALK:
        if not query.says(concept):
            continue
        say = reader.knowledge.texts.say
        if key == "small.greeting" and campaign:
            text = say("small.greeting_chosen", short_name=campaign.short_name)
        else:
            text = say(key)
            if key == "small.help" and query.says("greeting"):
                text = say("small.greeting")
        buttons = () if campaign or concept not in ("greeting", "help", "who_are_you") else choices(reader)
        return Answer(text=text, intent="smalltalk", outcome="small_talk", buttons=buttons)
    return None


def choices(reader: Reader, campaigns: Iterable[Campaign] | None = None) -> tuple[Button, ...]:
    """A button for each campaign, of many for the first."""
    shown = reader.catalogue if campaigns is None else campaigns
    return tuple(Button(each.short_name, CHOOSE + each.id) for each in islice(shown, SHOWN))


def campaign_list(query: Query, reader: Reader, today: date) -> Answer:
    """The campaigns there are; when the question describes one of them, that one."""
    say = reader.knowledge.texts.say
    described = _described(query, reader) or _running(query, reader, today)
    if len(described) == 1:
        campaign = described[0]
        text = say("catalogue.only", short_name=campaign.short_name, summary=campaign.summary)
        return Answer(
            text=text + _state(campaign, reader, today),
            intent="campaign_list",
            campaign=campaign.id,
            citations=(campaign.citation(),),
            buttons=choices(reader, described),
        )
    lines = [say("catalogue.list", count=len(reader.catalogue))]
    for campaign in islice(reader.catalogue, SHOWN):
        state = _state(campaign, reader, today)
        name, summary = campaign.short_name, campaign.summary
        lines.append("- " + say("catalogue.line", short_name=name, summary=summary, state=state))
    if len(reader.catalogue) > SHOWN:
        lines.append(say("catalogue.more", count=len(reader.catalogue) - SHOWN))
    lines.append(say("catalogue.choose"))
    return Answer(text="\n".join(lines), intent="campaign_list", buttons=choices(reader))


def _described(query: Query, reader: Reader) -> list[Campaign]:
    """Campaigns of which a feature is named, or whose issuer's level is asked for."""
    if query.says("other_than"):
        return []
    found = [c for c in reader.catalogue if c.id in query.hinted]
    if found:
        return found
    told = [c for c in reader.catalogue if len(query.own) > 1 and query.own <= reader.summaries[c.id]]
    if len(told) == 1:
        return told
    levels = {fold(c.document.issuer.level): c.document.issuer.level for c in reader.catalogue}
    text = f" {' '.join(query.words)} "
    level = next((name for word, name in levels.items() if f" cap {word} " in text), None)
    return [c for c in reader.catalogue if level and c.document.issuer.level == level]


def _running(query: Query, reader: Reader, today: date) -> list[Campaign]:
    """The campaigns that are on, when those are asked for."""
    if not query.says("still", "now"):
        return []
    return [each for each in reader.catalogue if each.starts_on <= today <= each.ends_on]


def _state(campaign: Campaign, reader: Reader, today: date) -> str:
    say = reader.knowledge.texts.say
    if today < campaign.starts_on:
        return say("catalogue.future", start=short(campaign.starts_on))
    if today > campaign.ends_on:
        return say("catalogue.over", end=short(campaign.ends_on))
    return say("catalogue.running")


def ask_campaign(reader: Reader, intent: str, only: Collection[str] = ()) -> Answer:
    """Which campaign is meant; of ``only`` these where several were named."""
    shown = [campaign for campaign in reader.catalogue if not only or campaign.id in only]
    return Answer(
        text=reader.knowledge.texts.say("ask.which" if only else "ask.campaign"),
        intent=intent,
        outcome="asked_back",
        buttons=choices(reader, shown),
        confidence=0.5,
    )


def refuse_place(query: Query, reader: Reader) -> Answer:
    names = ", ".join(campaign.short_name for campaign in islice(reader.catalogue, SHOWN))
    place = ", ".join(query.other_places)
    text = reader.knowledge.texts.say("refuse.place", place=place, names=names)
    return Answer(text=text, intent="out_of_scope", outcome="refused")


def refuse_general(reader: Reader) -> Answer:
    text = reader.knowledge.texts.say("refuse.general")
    return Answer(text=text, intent="out_of_scope", outcome="refused")


def empty(reader: Reader) -> Answer:
    return Answer(text=reader.knowledge.texts.say("small.empty"), intent="smalltalk", outcome="small_talk")


def chosen(campaign: Campaign, reader: Reader) -> Answer:
    text = reader.knowledge.texts.say("chosen", short_name=campaign.short_name, summary=campaign.summary)
    return Answer(text=text, intent="campaign_chosen", campaign=campaign.id, citations=(campaign.citation(),))
