"""Rules on the phases of a plan, and on what they celebrate."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from content.checks.material import Material
from content.errors import Problem
from content.source import Source, Where
from domain.anniversary import Event
from domain.campaign import Campaign, CampaignAnniversary, PhaseSystem
from domain.dates import short
from domain.understanding.phrases import split_words


def campaign_ends_after_start(material: Material) -> Iterator[Problem]:
    """A campaign lasts at least a day."""
    for source, campaign in material.campaigns:
        if campaign.ends_on < campaign.starts_on:
            yield source.problem(("ends_on",), "ngày kết thúc đứng trước ngày bắt đầu")


def one_main_system(material: Material) -> Iterator[Problem]:
    """Exactly one system is the main one; none only where all there is are launch windows."""
    for source, campaign in material.campaigns:
        main = [number for number, system in enumerate(campaign.phase_systems) if system.main]
        for number in main[1:]:
            told = "chỉ một hệ đợt được ghi main: true"
            yield source.problem(("phase_systems", number, "main"), told)
        if not main and any(system.word != "lịch phát động" for system in campaign.phase_systems):
            yield source.problem(("phase_systems",), "phải có một hệ đợt ghi main: true")


def phases_within_campaign(material: Material) -> Iterator[Problem]:
    """The phases of the main system lie within the campaign."""
    for source, campaign in material.campaigns:
        for where, system in _systems(campaign):
            for number, phase in enumerate(system.phases if system.main else ()):
                if phase.starts_on < campaign.starts_on or phase.ends_on > campaign.ends_on:
                    told = f"nằm ngoài thời gian phong trào {_span(campaign.starts_on, campaign.ends_on)}"
                    yield source.problem((*where, number), told)


def phases_follow_one_another(material: Material) -> Iterator[Problem]:
    """Phases of one system come in order and do not overlap; those of the main system leave no day out."""
    for source, campaign in material.campaigns:
        for where, system in _systems(campaign):
            for number, (before, after) in enumerate(pairwise(system.phases), 1):
                told = None
                if after.starts_on < before.starts_on:
                    told = f"bắt đầu trước {before.name}; hãy xếp theo thứ tự thời gian"
                elif after.starts_on <= before.ends_on:
                    told = f"chồng lên {before.name}, kết thúc {short(before.ends_on)}"
                elif system.main and after.starts_on > before.ends_on + timedelta(days=1):
                    told = f"hở ngày sau {before.name}, kết thúc {short(before.ends_on)}"
                if told:
                    yield source.problem((*where, number, "starts_on"), told)


def phases_are_numbered(material: Material) -> Iterator[Problem]:
    """Phases are numbered 1, 2, 3 … within their system."""
    for source, campaign in material.campaigns:
        for where, system in _systems(campaign):
            for number, phase in enumerate(system.phases):
                if phase.number != number + 1:
                    yield source.problem((*where, number, "number"), f"phải là {number + 1}")


def anniversaries_fall_into_their_phase(material: Material) -> Iterator[Problem]:
    """What a phase celebrates falls into it, unless the plan itself has it otherwise and an erratum (or
    the words "hướng tới") says so."""
    for source, campaign, where, item, event in _celebrated(material):
        system = campaign.phase_systems[int(where[1])]
        phase = system.phases[int(where[3])]
        day = event.occurs_on(item.year)
        looks_ahead = "hướng tới" in item.printed.casefold()
        if not (phase.starts_on <= day <= phase.ends_on or looks_ahead or told_in_errata(campaign, event)):
            told = f"{event.name} {short(day)} không rơi vào {_span(phase.starts_on, phase.ends_on)}"
            yield source.problem(where, f"{told}; nếu bản in ghi vậy thì thêm vào errata")


def told_in_errata(campaign: Campaign, event: Event) -> bool:
    """Does an erratum name the event, by a name of it or by its day?"""
    names = (event.name, event.name.removeprefix("Ngày "), f"{event.day}/{event.month}", *event.asks)
    slips = [_words(f"{slip.printed} {slip.meant or ''} {slip.remark}") for slip in campaign.errata]
    return any(_words(name) in slip for name in names for slip in slips)


def _words(text: str) -> str:
    return f" {' '.join(split_words(text))} "


RULES = (
    campaign_ends_after_start,
    one_main_system,
    phases_within_campaign,
    phases_follow_one_another,
    phases_are_numbered,
    anniversaries_fall_into_their_phase,
)


def _systems(campaign: Campaign) -> Iterator[tuple[Where, PhaseSystem]]:
    for number, system in enumerate(campaign.phase_systems):
        yield ("phase_systems", number, "phases"), system


def _celebrated(
    material: Material,
) -> Iterator[tuple[Source, Campaign, Where, CampaignAnniversary, Event]]:
    """Every anniversary of a phase that is known, with where the phase names it."""
    catalogue = material.catalogue or {}
    for source, campaign in material.campaigns:
        own = {item.id: item for item in campaign.anniversaries}
        for where, system in _systems(campaign):
            for number, phase in enumerate(system.phases):
                for at, wanted in enumerate(phase.anniversaries):
                    item = own.get(wanted)
                    event = catalogue.get(item.event) if item else None
                    if item and event:
                        yield source, campaign, (*where, number, "anniversaries", at), item, event


def _span(first: date, last: date) -> str:
    return f"{short(first)} – {short(last)}"
