"""The phrases by which a question names things: of the lexicon, the events and the campaigns."""

from domain.campaign import Campaign
from domain.catalogue import Catalogue
from domain.knowledge import Knowledge
from domain.understanding.phrases import PhraseBook, split_words


def book_of(knowledge: Knowledge, catalogue: Catalogue) -> PhraseBook:
    book = PhraseBook(strict={"place"}, written={"place_written"}, toned={"off_topic"})
    lexicon = knowledge.lexicon
    for concept, phrases in lexicon.concepts.items():
        book.add("off_topic" if concept == "off_topic" else "concept", concept, phrases)
    book.add("function", "", lexicon.function_phrases)
    for sector in lexicon.sectors:
        book.add("sector", sector.id, sector.words)
    for event in knowledge.events.values():
        book.add("event", event.id, (event.name, *event.asks))
    for campaign in catalogue:
        book.add("campaign", campaign.id, _campaign_names(campaign))
        book.add("feature", campaign.id, campaign.features)
    ours = {split_words(name) for campaign in catalogue for name in _campaign_names(campaign)}
    for place in lexicon.places.plain:
        if split_words(place) not in ours:
            book.add("place", place, [place])
    for place in lexicon.places.written:
        book.add("place_written", place, [place])
    for place in lexicon.places.after_level:
        if split_words(place) not in ours:
            book.add("place", place, [f"{level} {place}" for level in lexicon.places.levels])
    return book


def _campaign_names(campaign: Campaign) -> tuple[str, ...]:
    return (campaign.short_name, *campaign.names)
