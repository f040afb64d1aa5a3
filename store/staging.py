"""What a job has prepared and nobody sees yet: rows of JSON, numbered by the job."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_

from store.tables import job, staged_row

PORTION = 1000

_PUT = insert(staged_row)
_CLEAR = delete(staged_row).where(staged_row.c.job_id == bindparam("job"))
_READ = (
    select(staged_row.c.number, staged_row.c.body)
    .where(staged_row.c.job_id == bindparam("job"), staged_row.c.number > bindparam("after"))
    .order_by(staged_row.c.number)
    .limit(PORTION)
)

_old = job.alias("old")
_staged = staged_row.alias("staged")
_OLD_STAGED = delete(staged_row).where(
    tuple_(staged_row.c.job_id, staged_row.c.number).in_(
        select(_staged.c.job_id, _staged.c.number)
        .join(_old, _old.c.id == _staged.c.job_id)
        .where(_old.c.finished_at < bindparam("until"))
        .limit(bindparam("chunk"))
    )
)
_OLD_JOBS = delete(job).where(
    job.c.id.in_(
        select(_old.c.id)
        .where(
            _old.c.finished_at < bindparam("until"),
            ~select(_staged.c.job_id).where(_staged.c.job_id == _old.c.id).exists(),
        )
        .limit(bindparam("chunk"))
    )
)


def clear(connection: Connection, job_id: int) -> None:
    """Begin anew: what an earlier attempt has staged is gone."""
    connection.execute(_CLEAR, {"job": job_id})


def put(connection: Connection, job_id: int, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Stage ``rows`` by their numbers, which are from 1 on."""
    if rows:
        staged = [
            {"job_id": job_id, "number": number, "body": json.dumps(body, ensure_ascii=False)}
            for number, body in rows.items()
        ]
        connection.execute(_PUT, staged)


def read(connection: Connection, job_id: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """All that a job has staged, in the order of the numbers, a portion at a time."""
    after = 0
    while rows := connection.execute(_READ, {"job": job_id, "after": after}).all():
        yield from ((row.number, json.loads(row.body)) for row in rows)
        after = rows[-1].number


def forget(connection: Connection, *, staged_until: datetime, jobs_until: datetime, chunk: int) -> int:
    """Delete a portion of what jobs that had ended by ``staged_until`` have staged, and jobs that had ended
    by ``jobs_until``; returns how many rows."""
    rows = connection.execute(_OLD_STAGED, {"until": staged_until, "chunk": chunk}).rowcount
    return rows or connection.execute(_OLD_JOBS, {"until": jobs_until, "chunk": chunk}).rowcount
