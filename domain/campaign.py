"""One campaign: one plan document (kế hoạch, hướng dẫn) as data. Every fact carries its section in the plan.

Unknown keys are refused. Texts are told in our own words; names, figures, titles and slogans are the
plan's own. ``asks`` on any part are other words in which people ask for it (never shown, only matched).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Section = Annotated[str, Field(min_length=1, max_length=40)]
Text = Annotated[str, Field(min_length=1, max_length=700)]
Asks = Annotated[tuple[Annotated[str, Field(min_length=2, max_length=120)], ...], Field(default=())]


class Part(BaseModel):
    """What every part of a campaign is: frozen, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Issuer(Part):
    """Who issued the plan. ``short`` is how officers write it (LĐLĐ tỉnh Ninh Bình)."""

    name: Text
    short: Text
    level: Literal["tỉnh", "quận", "ngành"]


class Signer(Part):
    name: Text
    position: Text  # Chủ tịch, Phó Chủ tịch
    on_behalf_of: Text  # Ban Thường vụ


class Document(Part):
    """The plan as a paper. None where the paper does not say it, which is itself an answer.

    ``issued_on`` is the day that must be meant (used for citing); ``issued_printed`` is given only where
    the paper prints another one.
    """

    kind: Literal["Kế hoạch", "Hướng dẫn"]
    kind_short: Literal["KH", "HD"]
    number: str | None
    title: Text
    issued_on: date | None
    issued_printed: str | None = None
    issuer: Issuer
    signer: Signer | None
    signer_note: str | None = None
    recipients: tuple[str, ...] = ()
    complete: bool = True
    breaks_off: str | None = None  # where and how, when the text we hold is not whole


class CitedDocument(Part):
    """A paper the plan names. ``role``: what it is carried out under, or merely mentioned."""

    id: Id
    kind: Text  # Kế hoạch, Nghị quyết, Chỉ thị, Nghị định, Luật …
    number: str | None
    issued: str | None = None  # as people write it: 03/11/2021, or năm 2004
    issuer: str | None = None
    about: Text
    role: Literal["basis", "cited"]
    section: Section
    asks: Asks


class ClauseKind(StrEnum):
    """What a clause is about; the value is the word used for it in answers."""

    CONTEXT = "bối cảnh"
    PURPOSE = "mục đích"
    REQUIREMENT = "yêu cầu"
    TOPIC = "nội dung thi đua"
    MEASURE = "giải pháp"
    PUBLICITY = "tuyên truyền"
    LAUNCH = "lễ phát động"
    PLEDGE = "đăng ký, giao ước"
    AWARD = "khen thưởng"
    EXAMPLE = "điển hình tiên tiến"
    REPORTING = "báo cáo"
    RESPONSIBILITY = "trách nhiệm"


class Clause(Part):
    """One thing the plan says. ``label`` names it in a few words (for choices), ``text`` tells it whole.

    ``sectors`` are ids of the lexicon's sectors; none means everybody. ``who`` is who has to do it.
    """

    id: Id
    kind: ClauseKind
    section: Section
    label: Annotated[str, Field(min_length=2, max_length=60)]
    text: Text
    sectors: tuple[Id, ...] = ()
    who: str | None = None
    asks: Asks


class Phase(Part):
    """A dated part of a campaign; both days belong to it. ``printed`` is set where the plan writes the
    time in other words (từ đầu năm). ``level`` is set where each phase belongs to one level of unions."""

    id: Id
    number: Annotated[int, Field(ge=1, le=20)]
    name: Text  # as in an answer: đợt 1, giai đoạn 2, lịch phát động của CĐCS
    starts_on: date
    ends_on: date
    theme: str | None = None
    content: Text
    anniversaries: tuple[Id, ...] = ()  # ids of the campaign's own anniversaries
    section: Section
    printed: str | None = None
    level: str | None = None
    asks: Asks

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("ngày kết thúc đứng trước ngày bắt đầu")
        return self


class PhaseSystem(Part):
    """Phases that follow one another. A plan may have several systems; exactly one is the main one,
    except in a plan whose campaign runs without phases. ``word`` is what people call a phase of it."""

    id: Id
    name: Text
    word: Literal["đợt", "giai đoạn", "lịch phát động"]
    main: bool
    section: Section
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    asks: Asks


class Quota(Part):
    """A named target with a named denominator. ``of`` names what the share is taken of; ``threshold``
    is true for a bound that is no target (doanh nghiệp từ 25 lao động); ``registration`` for the share of
    people who are to register."""

    id: Id
    label: Text
    value: Annotated[int, Field(ge=0)]
    unit: Text  # %, lao động
    at_least: bool = True
    of: Text
    nested_in: Id | None = None
    threshold: bool = False
    registration: bool = False
    sectors: tuple[Id, ...] = ()
    section: Section
    text: Text
    asks: Asks


class Title(Part):
    """Something to be earned. ``granted_by`` only where the plan says so; ``sectors`` where it is for some
    sectors alone."""

    id: Id
    name: Text
    kind: Literal["danh hiệu", "hình thức khen", "tôn vinh"]
    for_whom: str | None = None
    granted_by: str | None = None
    pledged: bool = False  # the plan asks people to register for it
    sectors: tuple[Id, ...] = ()
    section: Section
    asks: Asks


class Slogan(Part):
    """A slogan, a named movement or the theme of a year. ``{đơn vị}`` in ``text`` is the blank that a
    unit fills with its name. ``placement`` is where it has to be put up, where the plan says so."""

    id: Id
    kind: Literal["khẩu hiệu", "phong trào", "cuộc vận động", "chủ đề năm", "tinh thần", "chương trình"]
    text: Text
    of: str | None = None  # whose: Chính phủ, thành phố Hà Nội
    sectors: tuple[Id, ...] = ()
    placement: str | None = None
    section: Section
    asks: Asks


class Due(Part):
    """When a duty is due: a day, a rule on the end of phases or of the campaign, or a period.

    Exactly one of ``on``, ``days_after``, ``after_each``, ``every`` and ``unstated`` is given.
    ``strict`` marks "trước ngày": shown and counted to the day as printed (DESIGN §8).
    """

    on: date | None = None
    strict: bool = False
    days_after: Annotated[int, Field(ge=0)] | None = None  # days after the end of the campaign
    after_each: Id | None = None  # after each phase of this system; the plan gives no day
    every: Literal["6 tháng", "năm"] | None = None  # the plan gives no day
    unstated: bool = False  # the plan asks for it and says nothing about when
    printed: Text  # the rule in the plan's few words: trước ngày 05/12/2021

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        given = [
            self.on is not None,
            self.days_after is not None,
            self.after_each is not None,
            self.every is not None,
            self.unstated,
        ]
        if sum(given) != 1:
            raise ValueError("cần đúng một trong: on, days_after, after_each, every, unstated")
        return self


class Duty(Part):
    """Who owes what to whom by when. ``levels`` are who owes it; ``via`` the department it passes
    through, ``means`` the way (công văn)."""

    id: Id
    kind: Literal["plan", "report", "launch", "review", "nomination"]
    what: Text
    levels: Annotated[tuple[str, ...], Field(min_length=1)]
    to: str | None
    via: str | None = None
    means: str | None = None
    due: Due
    section: Section
    asks: Asks


class CampaignAnniversary(Part):
    """An anniversary the plan names. ``event`` is an id of the catalogue of anniversaries; ``count`` is
    the plan's own number, for the occurrence in ``year``; None where the plan prints no number."""

    id: Id
    event: Id
    year: Annotated[int, Field(ge=1900, le=2100)]
    count: int | None
    day_stated: bool = True  # False where the plan names the event and gives no day
    printed: Text  # how the plan writes the event, in short
    section: Section


class Erratum(Part):
    """A slip in the printed plan. ``meant`` is None where it is a contradiction and nobody can say."""

    section: Section
    printed: Text
    meant: str | None
    remark: Text
    asks: Asks


class Pledging(Part):
    """How the plan wants units to pledge. ``two_party``: they sign their giao ước with another unit or with
    the union above."""

    two_party: bool
    section: Section


class Unstated(Part):
    """Something people ask for that this plan does not say. ``answer`` says so and what it does say."""

    id: Id
    text: Text
    asks: Annotated[tuple[str, ...], Field(min_length=1)]


class Campaign(Part):
    """One plan, whole. ``names`` are what people call it or its place, for recognising it."""

    id: Id
    version: Annotated[int, Field(ge=1)]
    short_name: Annotated[str, Field(min_length=2, max_length=40)]  # Ninh Bình
    summary: Text  # one sentence: what is it
    names: Annotated[tuple[str, ...], Field(min_length=1)]
    features: tuple[str, ...] = ()  # words by which only this plan can be meant: tái lập tỉnh
    now_part_of: str | None = None  # what became of the issuer or its place, for people who ask later
    document: Document
    starts_on: date
    ends_on: date
    dates_section: Section
    phase_systems: tuple[PhaseSystem, ...]
    documents: tuple[CitedDocument, ...] = ()
    clauses: tuple[Clause, ...]
    quotas: tuple[Quota, ...] = ()
    titles: tuple[Title, ...] = ()
    slogans: tuple[Slogan, ...] = ()
    pledging: Pledging | None = None
    duties: tuple[Duty, ...] = ()
    anniversaries: tuple[CampaignAnniversary, ...] = ()
    errata: tuple[Erratum, ...] = ()
    unstated: tuple[Unstated, ...] = ()

    @property
    def main_system(self) -> PhaseSystem | None:
        return next((system for system in self.phase_systems if system.main), None)

    def citation(self, section: str | None = None) -> str:
        """How an answer names its source: ``mục II, KH 50/KH-LĐLĐ ngày 23/11/2021``."""
        paper = self.document
        if paper.number:
            name = f"{paper.kind_short} {paper.number}"
            if paper.issued_on:
                name += f" ngày {paper.issued_on:%d/%m/%Y}"
        else:
            name = f"{paper.kind} năm {self.starts_on.year} của {paper.issuer.short}"
        if not section:
            return name
        return f"{'mục ' if section[0] in 'IVX' else ''}{section}, {name}"
