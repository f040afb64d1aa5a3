"""Rules on ids: each given once, each one that is named there; and on the counts of years."""

from collections.abc import Container, Iterable, Iterator

from content.checks.material import Material, Plan
from content.checks.phases import told_in_errata
from content.errors import Problem
from content.source import Source, Where
from domain.campaign import CampaignAnniversary, Duty, Phase, Quota


def ids_given_once(material: Material) -> Iterator[Problem]:
    """Within a list of a plan, and among the anniversaries and sectors, an id means one thing."""
    for plan in material.plans:
        yield from _twice(plan.source, ((item.where, getattr(item.part, "id", None)) for item in plan.items))
    if material.events:
        events = enumerate(material.events.value.events)
        yield from _twice(material.events.source, ((("events", n), event.id) for n, event in events))
    if material.sectors:
        sectors = enumerate(material.sectors.value)
        yield from _twice(material.sectors.source, (((n,), sector.id) for n, sector in sectors))


def phases_name_own_anniversaries(material: Material) -> Iterator[Problem]:
    """phases[].anniversaries are ids of the plan's own anniversaries."""
    for plan in material.plans:
        own = plan.ids("anniversaries")
        for where, phase in plan.of(Phase):
            named = (((*where, "anniversaries", n), each) for n, each in enumerate(phase.anniversaries))
            yield from _missing(plan, named, own, "mục anniversaries của phong trào")


def anniversaries_name_events(material: Material) -> Iterator[Problem]:
    """anniversaries[].event is in the catalogue of anniversaries."""
    if material.catalogue is None:
        return
    for plan in material.plans:
        named = (((*where, "event"), item.event) for where, item in plan.of(CampaignAnniversary))
        yield from _missing(plan, named, material.catalogue, "anniversaries.yaml")


def quotas_name_quotas(material: Material) -> Iterator[Problem]:
    """quotas[].nested_in is another quota of the plan."""
    for plan in material.plans:
        for where, quota in plan.of(Quota):
            others = plan.ids("quotas") - {quota.id}
            named = [((*where, "nested_in"), quota.nested_in)] if quota.nested_in else []
            yield from _missing(plan, named, others, "các chỉ tiêu khác của phong trào")


def duties_name_systems(material: Material) -> Iterator[Problem]:
    """due.after_each is a phase system of the plan."""
    for plan in material.plans:
        systems = plan.ids("phase_systems")
        duties = plan.of(Duty)
        named = (((*w, "due", "after_each"), d.due.after_each) for w, d in duties if d.due.after_each)
        yield from _missing(plan, named, systems, "phase_systems của phong trào")


def sectors_are_known(material: Material) -> Iterator[Problem]:
    """sectors are ids of lexicon/sectors.yaml."""
    if material.sectors is None:
        return
    known = {sector.id for sector in material.sectors.value}
    for plan in material.plans:
        for item in plan.items:
            sectors = enumerate(getattr(item.part, "sectors", ()))
            named = (((*item.where, "sectors", n), sector) for n, sector in sectors)
            yield from _missing(plan, named, known, "lexicon/sectors.yaml")


def years_are_counted_right(material: Material) -> Iterator[Problem]:
    """The number of years a plan prints is right, unless an erratum speaks of it."""
    catalogue = material.catalogue or {}
    for source, campaign in material.campaigns:
        for number, item in enumerate(campaign.anniversaries):
            event = catalogue.get(item.event)
            count = event.count_in(item.year) if event else None
            if event is None or item.count in (None, count) or told_in_errata(campaign, event):
                continue
            told = f"{event.name} năm {item.year} là {count} năm, không phải {item.count}"
            if count is None:
                told = f"{event.name} không có năm gốc nên không đếm năm"
            yield source.problem(("anniversaries", number, "count"), told)


RULES = (
    ids_given_once,
    phases_name_own_anniversaries,
    anniversaries_name_events,
    quotas_name_quotas,
    duties_name_systems,
    sectors_are_known,
    years_are_counted_right,
)


def _twice(source: Source, ids: Iterable[tuple[Where, str | None]]) -> Iterator[Problem]:
    """Ids are compared within one list: that is all of the place but its last step."""
    seen: set[tuple[Where, str]] = set()
    for where, name in ids:
        if name is None:
            continue
        if (where[:-1], name) in seen:
            yield source.problem((*where, "id"), f"mã “{name}” đã dùng ở trên")
        seen.add((where[:-1], name))


def _missing(
    plan: Plan, named: Iterable[tuple[Where, str | None]], known: Container[str], place: str
) -> Iterator[Problem]:
    for where, name in named:
        if name is not None and name not in known:
            yield plan.source.problem(where, f"không thấy “{name}” trong {place}")
