"""The indexes of all campaigns of a catalogue."""

from collections.abc import Iterator, Mapping
from functools import partial
from threading import Lock

from domain.catalogue import Catalogue
from domain.knowledge import Knowledge
from domain.understanding.facts import facts_of
from domain.understanding.index import FactIndex
from domain.understanding.normalise import spelled_out


class Indexes(Mapping[str, FactIndex]):
    """Each campaign's index, built when first asked for: of hundreds of plans few are asked about."""

    def __init__(self, knowledge: Knowledge, catalogue: Catalogue) -> None:
        self._knowledge = knowledge
        self._catalogue = catalogue
        self._built: dict[str, FactIndex] = {}
        self._building = Lock()

    def __getitem__(self, campaign_id: str) -> FactIndex:
        index = self._built.get(campaign_id)
        return index if index is not None else self._build(campaign_id)

    def _build(self, campaign_id: str) -> FactIndex:
        campaign = self._catalogue.get(campaign_id)
        if campaign is None:
            raise KeyError(campaign_id)
        lexicon = self._knowledge.lexicon
        with self._building:
            if campaign_id not in self._built:
                self._built[campaign_id] = FactIndex(
                    facts_of(campaign, self._knowledge.events),
                    lexicon.function_words,
                    partial(spelled_out, abbreviations=lexicon.abbreviations),
                )
        return self._built[campaign_id]

    def __iter__(self) -> Iterator[str]:
        return (campaign.id for campaign in self._catalogue)

    def __len__(self) -> int:
        return len(self._catalogue)
