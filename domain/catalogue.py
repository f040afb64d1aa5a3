"""The campaign versions published at an instant."""

from collections.abc import Iterable, Iterator

from domain.campaign import Campaign


class Catalogue:
    """An immutable set of campaigns in a fixed order; compared by identity."""

    def __init__(self, campaigns: Iterable[Campaign]) -> None:
        self._campaigns = {campaign.id: campaign for campaign in campaigns}

    def __iter__(self) -> Iterator[Campaign]:
        return iter(self._campaigns.values())

    def __len__(self) -> int:
        return len(self._campaigns)

    def __contains__(self, campaign_id: str) -> bool:
        return campaign_id in self._campaigns

    def get(self, campaign_id: str | None) -> Campaign | None:
        """The campaign of that id, None when none is published."""
        return self._campaigns.get(campaign_id) if campaign_id else None
