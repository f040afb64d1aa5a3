"""``thidua units import`` and ``thidua units export``: the tree out of a workbook and into one."""

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli_parts import fail, read_settings, store_errors

if TYPE_CHECKING:
    from bot.settings import Settings
    from store.engine import Store
    from store.jobs import Job

ASK_AGAIN = 0.3  # seconds, while another process does the job


def import_units(
    file: Annotated[Path, typer.Argument(help="The workbook, .xlsx.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be done; change nothing.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Change nothing when a row is refused.")] = False,
    verdicts: Annotated[
        Path | None, typer.Option(help="Write a workbook with the verdict on every row.", metavar="OUT.xlsx")
    ] = None,
) -> None:
    """Bring the tree to what a workbook says; exit 1 if rows are refused. Rows that are not take effect all
    at once."""
    settings = read_settings()
    try:
        content = file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    with store_errors(settings):
        store = _open(settings)
        try:
            job_id = _ask_for(store, content, dry_run=dry_run, strict=strict)
            job = asyncio.run(_done(settings, store, job_id))
            if job.state != "done":
                fail(f"{file}: {job.error or job.state}")
            _tell(store, job, verdicts, dry_run=dry_run)
        finally:
            store.close()
    if job.result["refused"]:
        raise typer.Exit(1)


def export_units(file: Annotated[Path, typer.Argument(help="The workbook to write, .xlsx.")]) -> None:
    """Write the whole tree, closed units too; importing it again changes nothing."""
    settings = read_settings()
    with store_errors(settings):
        from content.loader import load_knowledge
        from documents.unit_sheet import write_units
        from store import unit_import

        store = _open(settings)
        try:
            tree = store.read_now(unit_import.standing)
        finally:
            store.close()
        known = load_knowledge()
        kinds = list(known.unit_kinds.values())
        file.write_bytes(write_units(tree, known.unit_columns, kinds, known.lexicon.sectors))
    print(f"written: {file}, {len(tree)} units")


def _open(settings: "Settings") -> "Store":
    from store.engine import Store
    from store.migrate import upgrade

    upgrade(settings.database)
    return Store.open(settings.database)


def _ask_for(store: "Store", content: bytes, *, dry_run: bool, strict: bool) -> int:
    from domain.clock import machine_now
    from handlers.unit_import import ask_for

    return store.write_now(lambda c: ask_for(c, content, machine_now(), dry_run=dry_run, strict=strict))


def _tell(store: "Store", job: "Job", verdicts: Path | None, *, dry_run: bool) -> None:
    """Every refused row with its reasons, then the counts."""
    from content.loader import load_knowledge
    from handlers.unit_import import summary, verdict_workbook
    from store import staging

    texts = load_knowledge().texts
    rows = store.read_now(lambda connection: list(staging.read(connection, job.id)))
    for number, row in rows:
        if row["outcome"] == "refused":
            print(*filter(None, (f"{number}:", row["code"], row["name"], f"– {'; '.join(row['reasons'])}")))
    if verdicts:
        verdicts.write_bytes(verdict_workbook(rows, texts))
    print(summary(job.result, texts, dry_run=dry_run))


async def _done(settings: "Settings", store: "Store", job_id: int) -> "Job":
    """The job when it has ended, done here unless another process was faster. Interrupted, it is
    cancelled."""
    from bot.worker import Worker
    from content.loader import load_catalogue, load_knowledge
    from domain.clock import machine_now
    from handlers.jobs import JOBS
    from handlers.work import Work
    from store import jobs

    def begin(claimed: Any, store: "Store") -> Work:
        return Work(
            claimed=claimed,
            knowledge=load_knowledge(),
            catalogue=load_catalogue(),
            now=machine_now(),
            zone=settings.timezone,
            store=store,
        )

    worker = Worker(store=store, functions=JOBS, begin=begin, owner=f"cli:{os.getpid()}", apology="")
    try:
        while True:
            await worker.do_one(only=job_id)
            job = await store.read(lambda connection: jobs.find(connection, job_id))
            if job is None or job.ended:
                assert job is not None
                return job
            await asyncio.sleep(ASK_AGAIN)
    except asyncio.CancelledError:
        worker.stop()
        store.write_now(lambda connection: jobs.cancel(connection, job_id, machine_now()))
        raise
