"""Units out of a workbook: asked for with a stored file, done as a job."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from documents.errors import DocumentError
from documents.unit_sheet import read_units
from documents.workbook import write_workbook
from domain.message import Address
from domain.reply import Reply
from domain.texts import Texts
from domain.unit_import import Outcome, Plan, Refusal, Verdict, Words, decide
from handlers.work import Ending, Refused, Work
from store import files, jobs, staging, unit_import
from store.engine import Connection
from store.files import FileGone
from store.jobs import NewJob
from store.units import By

KIND = "unit_import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEEP = timedelta(days=7)  # the workbook that is sent in, and the one with the verdicts
CHUNK = 1000
LONG = 5000  # rows from which on the owner hears that they are being written

Told = Mapping[str, Any]  # a verdict as it is staged, with its reasons in words


def ask_for(
    connection: Connection,
    content: bytes,
    now: datetime,
    *,
    name: str = "don-vi.xlsx",
    owner: Address | None = None,
    actor: int | None = None,
    dry_run: bool = False,
    strict: bool = False,
) -> int:
    """Ask for the job; the same workbook asked for again before it is done is the same job. ``dry_run``
    changes nothing, ``strict`` changes nothing when a row is refused."""
    file_id = files.put(connection, name=name, media_type=XLSX, content=content, now=now, keep=KEEP)
    known = files.about(connection, file_id)
    mode = "dry" if dry_run else "strict" if strict else "apply"
    key = f"{KIND}:{mode}:{owner or actor or ''}:{known.sha256 if known else file_id}"
    arguments = {"file": file_id, "actor": actor, "dry_run": dry_run, "strict": strict}
    return jobs.enqueue(connection, NewJob(kind=KIND, arguments=arguments, owner=owner, key=key), now)


def import_units(work: Work) -> Ending:
    """The job: read, decide, stage a verdict for each row, then carry everything out at once."""
    dry_run, strict = bool(work.arguments.get("dry_run")), bool(work.arguments.get("strict"))
    since, plan = _plan(work)
    _stage(work, plan)
    counts = {str(outcome): plan.count(outcome) for outcome in Outcome}
    applies = not dry_run and not (strict and counts["refused"])
    result = {**counts, "applied": applies}
    return Ending(
        result=result,
        replies=_replies(work, result, dry_run),
        write=partial(_carry_out, work, plan, since) if applies and plan.steps else None,
    )


def _plan(work: Work) -> tuple[int, Plan]:
    """What is to be done, and the mark of the tree it was decided for."""
    try:
        data = work.read(lambda connection: files.read(connection, work.arguments["file"]))
        rows = read_units(data, work.knowledge.unit_columns, at_row=lambda _number: work.check())
    except FileGone:
        raise Refused("the file is not there", work.say("unit_import.file_gone")) from None
    except DocumentError as error:
        told = work.say(f"unit_import.unusable.{error.reason}", about=error.about)
        raise Refused(f"the workbook cannot be used: {error}", told) from None
    words = Words(list(work.knowledge.unit_kinds.values()), work.knowledge.lexicon.sectors)
    # The mark first: what changes between the two is then found when the plan is carried out.
    since, standing = work.read(lambda c: (unit_import.mark(c), unit_import.standing(c)))
    return since, decide(rows, standing, words)


def _carry_out(work: Work, plan: Plan, since: int, connection: Connection) -> None:
    by = By(actor=work.arguments.get("actor"), on=work.today, now=work.now)
    unit_import.carry_out(connection, plan.steps, by, since)


def _stage(work: Work, plan: Plan) -> None:
    """A verdict for each row, to be read by whoever asked."""
    work.write(lambda connection: staging.clear(connection, work.id))
    total, done = len(plan.verdicts), 0
    for chunk in _chunks(plan.verdicts):
        rows = {verdict.number: told(verdict, work.knowledge.texts) for verdict in chunk}
        work.write(lambda connection, rows=rows: staging.put(connection, work.id, rows))  # type: ignore[misc]
        done += len(rows)
        work.progress(done, total)
    if total >= LONG:
        reply = Reply(text=work.say("unit_import.under_way", rows=_number(total)))
        work.deliver(reply, "under way", keep=timedelta(minutes=5))


def _chunks(verdicts: Iterable[Verdict]) -> Iterator[list[Verdict]]:
    left = iter(verdicts)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def told(verdict: Verdict, texts: Texts) -> Told:
    """A verdict as it is staged: codes for programs, reasons in words."""
    return {
        "outcome": str(verdict.outcome),
        "code": verdict.code,
        "name": verdict.name,
        "changes": [texts.say(f"unit_import.change.{change}") for change in verdict.changes],
        "reasons": [_reason(refusal, texts) for refusal in verdict.refusals],
    }


def _reason(refusal: Refusal, texts: Texts) -> str:
    return texts.say(f"unit_import.refused.{refusal.reason}", about=refusal.about)


def verdict_workbook(rows: Iterable[tuple[int, Told]], texts: Texts) -> bytes:
    """The rows by their numbers in the sheet, each with what becomes of it and why."""
    headings = [texts.say(f"unit_import.column.{each}") for each in _COLUMNS]
    lines = (
        [
            number,
            row["code"],
            row["name"],
            texts.say(f"unit_import.outcome.{row['outcome']}"),
            "; ".join([*row["changes"], *row["reasons"]]),
        ]
        for number, row in rows
    )
    return write_workbook(texts.say("unit_import.sheet"), headings, lines)


_COLUMNS = ("row", "code", "name", "outcome", "why")


def _replies(work: Work, result: Mapping[str, Any], dry_run: bool) -> tuple[Reply, ...]:
    if work.claimed.owner is None:
        return ()
    text = summary(result, work.knowledge.texts, dry_run=dry_run)
    if not result["refused"] and not result["changed"]:
        return (Reply(text=text),)
    rows = work.read(lambda connection: list(staging.read(connection, work.id)))
    content = verdict_workbook(rows, work.knowledge.texts)
    name = work.say("unit_import.file_name")
    document = work.write(
        lambda c: files.put(c, name=name, media_type=XLSX, content=content, now=work.now, keep=KEEP)
    )
    return (Reply(text=text, document=document),)


def summary(result: Mapping[str, Any], texts: Texts, *, dry_run: bool) -> str:
    """The counts in one sentence, and whether anything was changed."""
    counts = {str(outcome): _number(result[str(outcome)]) for outcome in Outcome}
    text = texts.say("unit_import.counts", **counts)
    if dry_run:
        return f"{text} {texts.say('unit_import.dry_run')}"
    return text if result["applied"] else f"{text} {texts.say('unit_import.nothing_applied')}"


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
