"""The scope of a campaign in the chat: who it concerns is shown, and set by an officer or an admin."""

import re
from collections.abc import Sequence

from domain.campaign import Campaign
from domain.forms.declaration import Answers, Complaint, Form, Kind, Option, Step, Value
from domain.forms.reading import asks
from domain.permissions import Action, reached
from domain.reply import Reply
from domain.scope import Scope, outermost
from domain.text import clean, plain
from domain.units import Unit
from handlers import forms
from handlers.concerned import named_tops, scope_of
from handlers.forms import Filling, TurnSource
from handlers.naming import by_code
from handlers.turn import Turn
from store import scopes, units

_SAID = re.compile(
    r"(?:/\w+(?:@\w+)?|(?:đặt |xem )?(?:phạm vi|pham vi))(?: áp dụng| ap dung)?(?: của)?(?: phong trào)?"
    r"\s*(.*)",
    re.I | re.S,
)
_PARTS = re.compile(r"\s*[:=]\s*|\s+(?:là|gồm|cho)\s+", re.I)
_ALL = {"moi don vi", "tat ca", "tat ca don vi", "tat ca cac don vi", "toan bo"}
_EXAMPLE = "LDLD-1; CDCS-2"

SCOPE = Form(
    id="scope",
    name="đặt phạm vi áp dụng",
    steps=(
        Step(id="campaign", label="Phong trào", ask="scope.ask.campaign", kind=Kind.ONE),
        Step(id="units", label="Áp dụng cho", ask="scope.ask.units", kind=Kind.TEXT, longest=900),
    ),
)


def asks_for_scope(turn: Turn) -> bool:
    """phạm vi áp dụng; phạm vi Long Biên: LDLD-1 – by somebody who may set it. From others, and put as a
    question, it is one to the plans."""
    found = _SAID.fullmatch(clean(turn.message.text))
    if found is None or asks(turn.message.text) or not reached(turn.person, Action.SET_SCOPE):
        return False
    return not found[1] or _named(turn, _PARTS.split(found[1], maxsplit=1)[0]) is not None


def scope(turn: Turn) -> Sequence[Reply]:
    """/phamvi: what each campaign concerns; /phamvi Long Biên: LDLD-1; CDCS-2 sets it, after a yes."""
    if turn.message.in_group or not reached(turn.person, Action.SET_SCOPE):
        return [Reply(text=turn.say("may_not.scope"))]
    found = _SAID.fullmatch(clean(turn.message.text))
    said = found[1] if found else ""
    if not said:
        return [_shown(turn)]
    name, *rest = _PARTS.split(said, maxsplit=1)
    campaign = _named(turn, name)
    if campaign is None:
        names = ", ".join(each.short_name for each in turn.catalogue)
        return [Reply(text=turn.say("scope.unknown_campaign", name=name, names=names))]
    answers: dict[str, Value] = {"campaign": campaign.id}
    if rest and rest[0]:
        named = _understood(turn, campaign, rest[0])
        if isinstance(named, Complaint):
            return [Reply(text=turn.say(named.key, **named.values))]
        answers["units"] = rest[0]
    return forms.begin(turn, SCOPING, answers)


def _shown(turn: Turn) -> Reply:
    known = scopes.all_of(turn.connection)
    lines = [
        turn.say("scope.line", campaign=each.short_name, tops=named_tops(turn, known.get(each.id, Scope())))
        for each in turn.catalogue
    ]
    campaign = next(iter(turn.catalogue))
    how = turn.say("scope.how", campaign=campaign.short_name, example=_EXAMPLE)
    return Reply(text="\n".join((turn.say("scope.head"), *lines, how)))


def _named(turn: Turn, name: str) -> Campaign | None:
    said = plain(name)
    return next((each for each in turn.catalogue if said in (plain(each.short_name), plain(each.id))), None)


def _units(turn: Turn, said: str) -> tuple[Unit, ...] | Complaint:
    """The units that are named, by code or by a name that is surely one's; none for "mọi đơn vị"."""
    if plain(said) in _ALL:
        return ()
    named: list[Unit] = []
    for part in filter(None, (part.strip(" .") for part in re.split(r"[;\n]", said))):
        unit = by_code(turn, part)
        if unit is None:
            places = [place for place in turn.find_units(part) if place.unit.is_open(turn.today)]
            if not places:
                return Complaint(key="scope.unknown", values={"name": part})
            if not places[0].sure:
                names = "; ".join(f"{place.unit.name} ({place.unit.code})" for place in places)
                return Complaint(key="scope.ambiguous", values={"name": part, "names": names})
            unit = places[0].unit
        named.append(unit)
    return outermost(tuple(named)) if named else Complaint(key="scope.unknown", values={"name": said})


def _understood(turn: Turn, campaign: Campaign, said: str) -> tuple[Unit, ...] | Complaint:
    """The units that are named, if who speaks may set them."""
    named = _units(turn, said)
    if isinstance(named, Complaint):
        return named
    return _refuse(turn, campaign, named) or named


def _refuse(turn: Turn, campaign: Campaign, named: Sequence[Unit]) -> Complaint | None:
    """Why who speaks cannot set this: an officer gives a campaign to units below themselves only, and takes
    it from nobody else's."""

    def outside(tops: Sequence[Unit]) -> str:
        return ", ".join(top.name for top in tops if not turn.may(Action.SET_SCOPE, top.path))

    if not named and outside(units.children(turn.connection, None)):
        return Complaint(key="scope.all_outside")
    if others := outside(named):
        return Complaint(key="scope.outside", values={"units": others})
    if others := outside(scope_of(turn, campaign).tops):
        return Complaint(key="scope.others_there", values={"units": others})
    return None


class _Scoping(TurnSource):
    def options(self, step: Step, answers: Answers) -> Sequence[Option]:
        if step.id != "campaign":
            return ()
        return [Option(campaign.id, campaign.short_name) for campaign in self.turn.catalogue]

    def check(self, step: Step, value: Value, answers: Answers) -> Complaint | None:
        campaign = self.turn.catalogue.get(str(answers.get("campaign", "")))
        if step.id != "units" or campaign is None:
            return None
        named = _understood(self.turn, campaign, str(value))
        return named if isinstance(named, Complaint) else None

    def shown(self, step: Step, value: Value, answers: Answers) -> str:
        if step.id != "units":
            return super().shown(step, value, answers)
        named = _units(self.turn, str(value))
        return str(value) if isinstance(named, Complaint) else named_tops(self.turn, Scope(named))


def _file(turn: Turn, answers: Answers) -> Sequence[Reply]:
    """The units are looked for anew: they may have been renamed or merged since."""
    campaign, said = turn.catalogue.get(str(answers["campaign"])), str(answers["units"])
    if campaign is None or not reached(turn.person, Action.SET_SCOPE):
        return [Reply(text=turn.say("may_not.scope" if campaign else "form.gone"))]
    named = _understood(turn, campaign, said)
    if isinstance(named, Complaint):
        return [Reply(text=turn.say(named.key, **named.values))]
    changed = scopes.put(
        turn.connection, campaign.id, [unit.id for unit in named], by=turn.person.id, now=turn.now
    )
    key = "scope.same" if not changed else "scope.done" if named else "scope.done_all"
    tops = named_tops(turn, Scope(named))
    return [Reply(text=turn.say(key, campaign=campaign.short_name, tops=tops))]


SCOPING = Filling(id=SCOPE.id, form=lambda turn: SCOPE, source=_Scoping, file=_file)
