"""Rules on kinds of units and on the sample units."""

from collections.abc import Iterable, Iterator

from content.checks.material import Material
from content.errors import Problem
from content.source import Source, Where
from domain.samples import SampleUnit
from domain.text import fold


def kinds_are_told_apart(material: Material) -> Iterator[Problem]:
    """An id is given once, and a word, however it is typed, means one kind."""
    if material.unit_kinds is None:
        return
    source = material.unit_kinds.source
    kinds = material.unit_kinds.value
    yield from _given_once(source, (((number, "id"), kind.id) for number, kind in enumerate(kinds)))
    seen: dict[str, str] = {}
    for number, kind in enumerate(kinds):
        written = ((("name",), kind.name), (("short",), kind.short))
        words = ((("words", each), word) for each, word in enumerate(kind.words))
        for where, word in (*written, *words):
            other = seen.setdefault(fold(word), kind.id)
            if other != kind.id or (where[0] == "words" and fold(word) in map(fold, (kind.name, kind.short))):
                yield source.problem((number, *where), f"“{word}” đã chỉ loại “{other}”")


def samples_fit_the_tree(material: Material) -> Iterator[Problem]:
    """A sample unit has a code of its own, a kind and a sector that exist, and a unit above that stands
    before it."""
    if material.samples is None:
        return
    source, units = material.samples.source, material.samples.value.units
    yield from _given_once(source, ((("units", each, "code"), unit.code) for each, unit in enumerate(units)))
    kinds = {kind.id for kind in material.unit_kinds.value} if material.unit_kinds else None
    sectors = {sector.id for sector in material.sectors.value} if material.sectors else None
    before: set[str] = set()
    for number, unit in enumerate(units):
        here: Where = ("units", number)
        if kinds is not None and unit.kind not in kinds:
            yield source.problem((*here, "kind"), f"không thấy “{unit.kind}” trong unit_kinds.yaml")
        if sectors is not None and unit.sector is not None and unit.sector not in sectors:
            yield source.problem((*here, "sector"), f"không thấy “{unit.sector}” trong lexicon/sectors.yaml")
        if unit.parent is not None and unit.parent not in before:
            yield source.problem((*here, "parent"), f"không thấy đơn vị “{unit.parent}” ở trên")
        before.add(unit.code)


def samples_lead_somewhere(material: Material) -> Iterator[Problem]:
    """Units that a sample merges into or groups are there, and a merged one does not go on in another that
    is merged."""
    if material.samples is None:
        return
    source, samples = material.samples.source, material.samples.value
    lasting = {unit.code for unit in samples.units if unit.merged is None}
    for number, unit in enumerate(samples.units):
        if unit.merged and unit.merged.into not in lasting:
            told = f"không thấy đơn vị “{unit.merged.into}” còn hoạt động"
            yield source.problem(("units", number, "merged", "into"), told)
    known = {unit.code for unit in samples.units}
    for number, cluster in enumerate(samples.clusters):
        for each, code in enumerate(cluster.units):
            if code not in known:
                yield source.problem(("clusters", number, "units", each), f"không thấy đơn vị “{code}”")


def samples_set_scopes(material: Material) -> Iterator[Problem]:
    """A campaign of a scope, and its units, are there; each campaign has one scope."""
    if material.samples is None:
        return
    source, samples = material.samples.source, material.samples.value
    campaigns = {campaign.id for _source, campaign in material.campaigns}
    known = {unit.code for unit in samples.units}
    numbered = list(enumerate(samples.scopes))
    yield from _given_once(source, ((("scopes", n, "campaign"), each.campaign) for n, each in numbered))
    for number, scope in numbered:
        if material.plans_whole and scope.campaign not in campaigns:
            yield source.problem(("scopes", number, "campaign"), f"không thấy phong trào “{scope.campaign}”")
        for each, code in enumerate(scope.units):
            if code not in known:
                yield source.problem(("scopes", number, "units", each), f"không thấy đơn vị “{code}”")


def samples_say_so(material: Material) -> Iterator[Problem]:
    """Every name of a sample says "mẫu", so that nobody takes it for a real unit."""
    if material.samples is None:
        return
    source, samples = material.samples.source, material.samples.value
    for number, unit in enumerate(samples.units):
        for where, name in _names(unit):
            if "mẫu" not in name:
                yield source.problem(("units", number, *where), "tên đơn vị mẫu phải có chữ “mẫu”")
    for number, cluster in enumerate(samples.clusters):
        if "mẫu" not in cluster.name:
            yield source.problem(("clusters", number, "name"), "tên đơn vị mẫu phải có chữ “mẫu”")


RULES = (
    kinds_are_told_apart,
    samples_fit_the_tree,
    samples_lead_somewhere,
    samples_set_scopes,
    samples_say_so,
)


def _given_once(source: Source, ids: Iterable[tuple[Where, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for where, id in ids:
        if id in seen:
            yield source.problem(where, f"mã “{id}” đã dùng ở trên")
        seen.add(id)


def _names(unit: SampleUnit) -> Iterator[tuple[Where, str]]:
    yield ("name",), unit.name
    if unit.renamed:
        yield ("renamed", "name"), unit.renamed.name
    for each, name in enumerate(unit.short_names):
        yield ("short_names", each), name
