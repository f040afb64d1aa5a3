"""A pledge: what somebody undertakes, its states, and the rules by which it may be made or changed.

Pure: the store says what there is, the clock says when it is, these functions say what is allowed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from pydantic import TypeAdapter


class PledgeKind(StrEnum):
    PERSON = "person"  # a person's: titles, what they undertake
    WORK = "work"  # a work (công trình, sản phẩm, phần việc) to be dedicated
    UNIT = "unit"  # the giao ước of a unit


class PledgeState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"
    WITHDRAWN = "withdrawn"


_S = PledgeState
NEXT: Mapping[PledgeState, frozenset[PledgeState]] = MappingProxyType(
    {
        _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
        _S.SUBMITTED: frozenset({_S.CONFIRMED, _S.RETURNED, _S.WITHDRAWN}),
        _S.RETURNED: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
        _S.CONFIRMED: frozenset({_S.SUBMITTED, _S.ACHIEVED, _S.NOT_ACHIEVED, _S.WITHDRAWN}),
        _S.ACHIEVED: frozenset(),
        _S.NOT_ACHIEVED: frozenset(),
        _S.WITHDRAWN: frozenset(),
    }
)
"""Where a pledge may go from a state. A confirmed one that is changed is submitted anew."""

LIVE = frozenset({_S.DRAFT, _S.SUBMITTED, _S.CONFIRMED, _S.RETURNED, _S.ACHIEVED})
"""States in which it stands in the way of a second pledge for the same title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a unit undertakes for one indicator: ``indicator`` is an id of content/indicators.yaml."""

    indicator: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """The content of one version. ``titles`` are ids of the campaign's titles or of the statutory ones;
    ``initiatives`` is how many are intended; ``work`` names the work of a WORK pledge and ``work_kind`` is
    one of công trình, sản phẩm, phần việc; ``targets`` are a unit's."""

    text: str = ""
    titles: tuple[str, ...] = ()
    initiatives: int = 0
    work: str = ""
    work_kind: str = ""
    finish_on: date | None = None
    targets: tuple[Target, ...] = ()


_UNDERTAKING = TypeAdapter(Undertaking)


def dump_undertaking(undertaking: Undertaking) -> str:
    return _UNDERTAKING.dump_json(undertaking).decode()


def load_undertaking(text: str) -> Undertaking:
    """An empty text is an emptied one: an erased person's."""
    return _UNDERTAKING.validate_json(text) if text else Undertaking()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A phase of a campaign in which people pledge, or a year where a campaign has none (Thanh Hóa)."""

    id: str
    name: str  # as in an answer: đợt 1; năm 2026
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """One pledge as it stands. ``person`` is None for a unit's and for an erased person's; ``party`` is the
    other unit of a two-party giao ước."""

    id: int
    receipt: str
    kind: PledgeKind
    person: int | None
    unit: int
    party: int | None
    campaign: str
    campaign_version: int
    period: str
    period_ends_on: date
    state: PledgeState
    reason: str | None
    version: int
    undertaking: Undertaking
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
