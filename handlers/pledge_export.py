"""The register of pledges as a workbook: asked for by a chair or an officer, made as a job."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from documents.pledge_register import Entry, write_register
from domain.campaign import Campaign
from domain.clock import machine_now
from domain.knowledge import Knowledge
from domain.permissions import Action, reached
from domain.pledge import PledgeKind
from domain.pledge_rules import period_of, titles_for
from domain.reply import Button, Reply
from handlers.choices import picked
from handlers.turn import Turn
from handlers.unit_import import XLSX
from handlers.work import Ending, Refused, Work
from store import audit, files, jobs, pledge_lists
from store.engine import Connection
from store.files import NamesGone
from store.jobs import NewJob
from store.pledge_lists import Listed, Wanted

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
    wanted = [
        Wanted(path=path, exactly=exactly, campaign=campaign.id) for path, exactly in work.arguments["paths"]
    ]
    document = None
    while document is None:
        document = _made(work, wanted, campaign)
    text = work.say("export.done", campaign=campaign.short_name)
    return Ending(result={"file": document}, replies=(Reply(text=text, document=document),))


def _made(work: Work, wanted: Sequence[Wanted], campaign: Campaign) -> str | None:
    """The file with the register; None, and nothing is kept, where somebody was erased meanwhile."""
    since = work.read(files.last_erasure)
    content = work.read(lambda c: register(c, wanted, campaign, work.knowledge, work.zone))
    name = f"dang-ky-{campaign.id}-{work.today.isoformat()}.xlsx"

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


def register(
    connection: Connection, wanted: Sequence[Wanted], campaign: Campaign, knowledge: Knowledge, zone: ZoneInfo
) -> bytes:
    """The pledges of these parts of the tree as a workbook, as they stand now."""
    return write_register(campaign.short_name, _entries(connection, wanted, campaign, knowledge, zone))


def _entries(
    connection: Connection, wanted: Sequence[Wanted], campaign: Campaign, knowledge: Knowledge, zone: ZoneInfo
) -> Iterator[Entry]:
    names = {title.id: title.name for kind in PledgeKind for title in titles_for(campaign, knowledge, kind)}
    for one in wanted:
        for each in pledge_lists.listed(connection, one, limit=None):
            yield _entry(each, campaign, knowledge, names, zone)


def _entry(
    each: Listed, campaign: Campaign, knowledge: Knowledge, names: dict[str, str], zone: ZoneInfo
) -> Entry:
    what, period = each.pledge.undertaking, period_of(campaign, each.pledge.period)
    filed = each.pledge.submitted_at
    silent = each.pledge.person is not None and not each.name  # whoever has withdrawn is a number only
    return Entry(
        name=each.name,
        unit=each.unit_name,
        titles=", ".join(names.get(title, title) for title in what.titles),
        text="" if silent else " – ".join(filter(None, (what.work, what.text))),
        initiatives=what.initiatives,
        period=period.name if period else each.pledge.period,
        state=knowledge.texts.say(f"pledge.state.{each.pledge.state}"),
        receipt=each.pledge.receipt,
        filed_on=filed.astimezone(zone).date() if filed else None,
    )
