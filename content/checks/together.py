"""Rules on what must not be mistaken for one another: campaigns, places, what a plan says and does not."""

from collections.abc import Iterator

from content.checks.material import Material, Plan
from content.errors import Problem
from content.source import Where
from domain.campaign import Unstated
from domain.text import fold


def file_is_named_after_campaign(material: Material) -> Iterator[Problem]:
    """A campaign is found by its id in the file of that name; so no two files are the same campaign."""
    files = {plan.source.path.stem for plan in material.plans}
    for source, campaign in material.campaigns:
        if source.path.stem != campaign.id:
            told = f"“{campaign.id}” khác tên tệp “{source.path.stem}”"
            used = f"; mã ấy đã dùng trong {campaign.id}.yaml" if campaign.id in files else ""
            yield source.problem(("id",), told + used)


def names_mean_one_campaign(material: Material) -> Iterator[Problem]:
    """A name or feature, however it is typed, means one campaign and no other place."""
    seen: dict[str, Plan] = {}
    lists = dict(material.places.value) if material.places else {}
    elsewhere = {fold(place) for name, places in lists.items() if name != "levels" for place in places}
    for plan in material.plans:
        for where, name in _names(plan):
            other = seen.setdefault(fold(name), plan)
            if other is not plan:
                yield plan.source.problem(where, f"“{name}” cũng là tên gọi trong {other.source.path.name}")
            elif fold(name) in elsewhere:
                yield plan.source.problem(where, f"“{name}” cũng là nơi khác trong lexicon/places.yaml")


def said_or_unstated(material: Material) -> Iterator[Problem]:
    """A question belongs to what a plan says or to what it does not say, never to both."""
    for plan in material.plans:
        stated: dict[str, str] = {}
        for item in plan.items:
            if not isinstance(item.part, Unstated):
                for ask in getattr(item.part, "asks", ()):
                    stated.setdefault(fold(ask), plan.source.name(item.where))
        for where, unstated in plan.of(Unstated):
            for number, ask in enumerate(unstated.asks):
                if fold(ask) in stated:
                    told = f"“{ask}” cũng là cách hỏi của {stated[fold(ask)]}, mà kế hoạch có nêu"
                    yield plan.source.problem((*where, "asks", number), told)


RULES = (
    file_is_named_after_campaign,
    names_mean_one_campaign,
    said_or_unstated,
)


def _names(plan: Plan) -> Iterator[tuple[Where, str]]:
    """What people call a campaign, and words by which only it can be meant."""
    if plan.campaign is None:
        return
    yield ("short_name",), plan.campaign.short_name
    for number, name in enumerate(plan.campaign.names):
        yield ("names", number), name
    for number, feature in enumerate(plan.campaign.features):
        yield ("features", number), feature
