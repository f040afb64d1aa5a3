"""The register of pledges as a workbook: asked for by a chair or an officer, made as a job."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from documents.pledge_register import Agreement, Entry, NotRegistered, write_register
from domain.campaign import Campaign
from domain.clock import machine_now
from domain.knowledge import Knowledge
from domain.permissions import Action, reached
from domain.pledge import PledgeKind
from domain.pledge_rules import period_now, period_of, titles_for
from domain.reply import Button, Reply
from handlers.choices import picked
from handlers.turn import Turn
from handlers.unit_import import XLSX
from handlers.work import Ending, Refused, Work
from store import audit, files, jobs, pledge_lists, scopes, units
from store.engine import Connection
from store.files import NamesGone
from store.jobs import NewJob
from store.pledge_lists import Listed, Part, Wanted

KIND = "pledge_register"
OF = "px:"  # what a button sends that asks for the register of a campaign, before its id
KEEP = timedelta(days=2)


def ask_for(turn: Turn) -> Sequence[Reply]:
    """/xuatdangky: the campaign that was picked or chosen; the workbook comes when it is made."""
    paths = reached(turn.person, Action.SEE_REGISTRATION)
    if turn.message.in_group or not paths:
        return [Reply(text=turn.say("may_not.registration"))]
    choice = picked(turn) or ""
    chosen = choice.removeprefix(OF) if choice.startswith(OF) else turn.conversation.campaign
    campaign = turn.catalogue.get(chosen)
    if campaign is None:
        buttons = tuple(Button(each.short_name, f"{OF}{each.id}") for each in turn.catalogue)
        turn.conversation = turn.conversation.offering(buttons)
        return [Reply(text=turn.say("export.which"), buttons=buttons)]
    arguments = {"campaign": campaign.id, "paths": [list(path) for path in paths]}
    new = NewJob(kind=KIND, arguments=arguments, owner=turn.message.chat)
    job = jobs.enqueue(turn.connection, new, turn.machine_now)
    audit.record(
        turn.connection,
        action="register.exported",
        actor=turn.person.id,
        subject="job",
        subject_id=job,
        unit=turn.person.unit,
        now=turn.now,
        campaign=campaign.id,
    )
    return [Reply(text=turn.say("export.begun", campaign=campaign.short_name))]


def make_register(work: Work) -> Ending:
    """The job: read, write the workbook, keep it, send it."""
    campaign = work.catalogue.get(work.arguments["campaign"])
    if campaign is None:
        raise Refused("the campaign is not published any more", work.say("form.gone"))
    parts = [(path, exactly) for path, exactly in work.arguments["paths"]]
    asked = Asked(campaign=campaign, knowledge=work.knowledge, zone=work.zone, today=work.today)
    document = None
    while document is None:
        document = _made(work, parts, asked)
    text = work.say("export.done", campaign=campaign.short_name)
    return Ending(result={"file": document}, replies=(Reply(text=text, document=document),))


def _made(work: Work, parts: Sequence[Part], asked: "Asked") -> str | None:
    """The file with the register; None, and nothing is kept, where somebody was erased meanwhile."""
    since = work.read(files.last_erasure)
    content = work.read(lambda c: register(c, parts, asked))
    name = f"dang-ky-{asked.campaign.id}-{work.today.isoformat()}.xlsx"

    def keep(connection: Connection) -> str:
        return files.put(
            connection,
            name=name,
            media_type=XLSX,
            content=content,
            now=machine_now(),
            keep=KEEP,
            names_since=since,
        )

    try:
        return work.write(keep)
    except NamesGone:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a register is made of, and the day by which its period is chosen."""

    campaign: Campaign
    knowledge: Knowledge
    zone: ZoneInfo
    today: date

    def period(self, id: str) -> str:
        found = period_of(self.campaign, id)
        return found.name if found else id


def register(connection: Connection, parts: Sequence[Part], asked: Asked) -> bytes:
    """The pledges of these parts of the tree, as far as the campaign concerns them, as a workbook, as they
    stand now; who has not registered in the period of today; the giao ước with their targets."""
    concerned = _concerned(connection, parts, asked.campaign)
    period = period_now(asked.campaign, asked.today)
    missing = pledge_lists.missing(connection, concerned, asked.campaign.id, period.id, on=asked.today)
    pledged = [each for each in asked.knowledge.indicators if each.pledged]
    return write_register(
        asked.campaign.short_name,
        _entries(connection, concerned, asked),
        (NotRegistered(unit=each.unit_name, name=each.name) for each in missing),
        _agreements(connection, concerned, asked),
        [(each.id, f"{each.label} ({each.unit})") for each in pledged],
    )


def _concerned(connection: Connection, parts: Sequence[Part], campaign: Campaign) -> Sequence[Part]:
    scope = scopes.of(connection, campaign.id)
    whole = [(path, True) for path, exactly in parts if exactly and scope.concerns(path)]
    return [*whole, *((each, False) for path, exactly in parts if not exactly for each in scope.within(path))]


def _agreements(connection: Connection, parts: Sequence[Part], asked: Asked) -> Iterator[Agreement]:
    titles = _titles(asked)
    for path, exactly in parts:
        wanted = Wanted(path=path, exactly=exactly, campaign=asked.campaign.id, kind=PledgeKind.UNIT)
        found = pledge_lists.listed(connection, wanted, limit=None)
        parties = units.many(connection, (each.pledge.party for each in found if each.pledge.party))
        for each in found:
            what, party = each.pledge.undertaking, parties.get(each.pledge.party or 0)
            yield Agreement(
                unit=each.unit_name,
                party=party.name if party else "",
                titles=", ".join(titles.get(title, title) for title in what.titles),
                text=what.text,
                targets={target.indicator: target.value for target in what.targets},
                period=asked.period(each.pledge.period),
                state=asked.knowledge.texts.say(f"pledge.state.{each.pledge.state}"),
                receipt=each.pledge.receipt,
                filed_on=_filed_on(each, asked),
            )


def _titles(asked: Asked) -> dict[str, str]:
    return {
        title.id: title.name
        for kind in PledgeKind
        for title in titles_for(asked.campaign, asked.knowledge, kind)
    }


def _filed_on(each: Listed, asked: Asked) -> date | None:
    filed = each.pledge.submitted_at
    return filed.astimezone(asked.zone).date() if filed else None


def _entries(connection: Connection, parts: Sequence[Part], asked: Asked) -> Iterator[Entry]:
    names = _titles(asked)
    for path, exactly in parts:
        wanted = Wanted(path=path, exactly=exactly, campaign=asked.campaign.id)
        for each in pledge_lists.listed(connection, wanted, limit=None):
            yield _entry(each, asked, names)


def _entry(each: Listed, asked: Asked, names: dict[str, str]) -> Entry:
    what = each.pledge.undertaking
    silent = each.pledge.person is not None and not each.name  # whoever has withdrawn is a number only
    return Entry(
        name=each.name,
        unit=each.unit_name,
        titles=", ".join(names.get(title, title) for title in what.titles),
        text="" if silent else " – ".join(filter(None, (what.work, what.text))),
        initiatives=what.initiatives,
        period=asked.period(each.pledge.period),
        state=asked.knowledge.texts.say(f"pledge.state.{each.pledge.state}"),
        receipt=each.pledge.receipt,
        filed_on=_filed_on(each, asked),
    )
