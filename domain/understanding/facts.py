"""Every part of a campaign as one kind of thing that can be found and quoted: a fact."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.anniversary import Event
from domain.campaign import Campaign, CitedDocument, Duty, Quota, Slogan, Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """``kind`` is a part of the campaign (``clause`` kinds by their own names, ``quota``, ``title`` …),
    ``text`` what is said when it is the answer, ``search`` the weighted texts by which it is found."""

    id: str
    kind: str
    label: str
    text: str
    section: str | None
    sectors: tuple[str, ...] = ()
    who: str | None = None  # whose task it is, where the text does not say so
    search: tuple[tuple[str, float], ...]


_TEXT, _LABEL, _ASK = 1.0, 1.3, 1.2
_PLACEMENT = 0.6  # where a slogan hangs tells little of what it is


def facts_of(campaign: Campaign, events: Mapping[str, Event]) -> tuple[Fact, ...]:
    """All facts, in the order of the campaign's parts. Events give anniversaries their everyday names."""
    return (
        *_clauses(campaign),
        *(_quota(quota) for quota in campaign.quotas),
        *(_title(title) for title in campaign.titles),
        *(_slogan(slogan) for slogan in campaign.slogans),
        *(_document(document) for document in campaign.documents),
        *(_duty(duty) for duty in campaign.duties),
        *_phases(campaign),
        *_errata(campaign),
        *_unstated(campaign),
        *_anniversaries(campaign, events),
    )


def _search(label: str, text: str, asks: Iterable[str]) -> tuple[tuple[str, float], ...]:
    return ((label, _LABEL), (text, _TEXT), *((ask, _ASK) for ask in asks))


def _clauses(campaign: Campaign) -> Iterator[Fact]:
    for clause in campaign.clauses:
        yield Fact(
            id=f"clause:{clause.id}",
            kind=clause.kind.name.lower(),
            label=clause.label,
            text=clause.text,
            section=clause.section,
            sectors=clause.sectors,
            who=clause.who,
            search=_search(clause.label, f"{clause.who or ''} {clause.text}", clause.asks),
        )


def _quota(quota: Quota) -> Fact:
    return Fact(
        id=f"quota:{quota.id}",
        kind="quota",
        label=quota.label,
        text=quota.text,
        section=quota.section,
        sectors=quota.sectors,
        search=_search(quota.label, f"{quota.text} {quota.of}", quota.asks),
    )


def _title(title: Title) -> Fact:
    said = f"{title.kind.capitalize()} “{title.name.strip('“”')}”"
    if title.for_whom:
        said += f", dành cho {title.for_whom}"
    if title.granted_by:
        said += f", do {title.granted_by} trao tặng"
    return Fact(
        id=f"title:{title.id}",
        kind="title",
        label=title.name,
        text=said + ".",
        section=title.section,
        search=_search(
            title.name, f"{title.kind} {title.for_whom or ''} {title.granted_by or ''}", title.asks
        ),
    )


def _slogan(slogan: Slogan) -> Fact:
    said = f"{slogan.kind.capitalize()}{' của ' + slogan.of if slogan.of else ''}: “{slogan.text}”."
    if slogan.placement:
        said += f" Bố trí: {slogan.placement}."
    return Fact(
        id=f"slogan:{slogan.id}",
        kind="slogan" if slogan.kind in ("khẩu hiệu", "chủ đề năm", "tinh thần") else "movement",
        label=slogan.text,
        text=said.replace("{đơn vị}", "… (tên địa phương/ngành/đơn vị) …"),
        section=slogan.section,
        sectors=slogan.sectors,
        search=(
            *_search(slogan.text, f"{slogan.kind} {slogan.of or ''}", slogan.asks),
            (slogan.placement or "", _PLACEMENT),
        ),
    )


def name_of(document: CitedDocument) -> str:
    """``Kế hoạch 182/KH-UBND ngày 03/11/2021 của UBND tỉnh``."""
    words = [document.kind]
    if document.number:
        words.append(document.number)
    if document.issued:
        words.append(document.issued if document.issued.startswith("năm") else f"ngày {document.issued}")
    if document.issuer:
        words.append(f"của {document.issuer}")
    return " ".join(words)


def _document(document: CitedDocument) -> Fact:
    name = name_of(document)
    opening = "Căn cứ" if document.role == "basis" else "Văn bản được nêu"
    return Fact(
        id=f"document:{document.id}",
        kind=document.role,
        label=name,
        text=f"{opening}: {name} về {_lower_first(document.about)}.",
        section=document.section,
        search=_search(name, document.about, document.asks),
    )


def _duty(duty: Duty) -> Fact:
    said = f"{_upper_first(duty.what)}: {', '.join(duty.levels)} thực hiện {duty.due.printed}"
    if duty.to:
        said += f", gửi {duty.to}"
    if duty.via:
        said += f" (qua {duty.via})"
    if duty.means:
        said += f" {duty.means}"
    return Fact(
        id=f"duty:{duty.id}",
        kind=f"duty-{duty.kind}",
        label=duty.what,
        text=said + ".",
        section=duty.section,
        search=_search(duty.what, said, duty.asks),
    )


def _phases(campaign: Campaign) -> Iterator[Fact]:
    for system in campaign.phase_systems:
        for phase in system.phases:
            said = f"{_upper_first(phase.name)} ({phase.starts_on:%-d/%-m/%Y} – {phase.ends_on:%-d/%-m/%Y})"
            if phase.theme:
                said += f", chủ đề “{phase.theme}”"
            yield Fact(
                id=f"phase:{system.id}:{phase.id}",
                kind="phase",
                label=phase.name,
                text=f"{said}: {_lower_first(phase.content)}",
                section=phase.section,
                search=_search(phase.name, f"{phase.content} {phase.theme or ''}", phase.asks),
            )


def _errata(campaign: Campaign) -> Iterator[Fact]:
    for number, erratum in enumerate(campaign.errata, 1):
        said = f"Bản in ghi “{erratum.printed}”"
        said += f"; phải hiểu là “{erratum.meant}”" if erratum.meant else ""
        yield Fact(
            id=f"erratum:{number}",
            kind="erratum",
            label=erratum.printed,
            text=f"{said}. {erratum.remark}",
            section=erratum.section,
            search=_search(erratum.printed, f"{erratum.meant or ''} {erratum.remark}", erratum.asks),
        )


def _unstated(campaign: Campaign) -> Iterator[Fact]:
    for item in campaign.unstated:
        yield Fact(
            id=f"unstated:{item.id}",
            kind="unstated",
            label=item.id,
            text=item.text,
            section=None,
            search=tuple((ask, _ASK) for ask in item.asks),
        )


def _anniversaries(campaign: Campaign, events: Mapping[str, Event]) -> Iterator[Fact]:
    for item in campaign.anniversaries:
        event = events[item.event]
        count = f"{item.count} năm " if item.count else ""
        yield Fact(
            id=f"anniversary:{item.id}",
            kind="anniversary",
            label=event.name,
            text=f"Kế hoạch nhắc kỷ niệm {count}{event.name} (năm {item.year}).",
            section=item.section,
            search=_search(event.name, item.printed, event.asks),
        )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
