"""Long work, and files. All instants here are the machine's."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text, false
from sqlmodel import Field

from store.tables.base import Row, number, one_of, partial, points_to

JOB_STATES = ("ready", "running", "done", "failed", "cancelled")


class JobRow(Row, table=True):
    """Long work outside a turn. ``arguments`` and ``result`` are JSON; a ``key`` makes asking twice
    harmless; ``owner`` is the address that hears of it."""

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", JOB_STATES),
        partial("ix_job_ready", "id", where="state = 'ready'"),
        partial("ix_job_lease", "lease_until", where="state = 'running'"),
        partial("uq_job_key", "key", where="key IS NOT NULL", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=number(primary_key=True))
    kind: str
    key: str | None = None
    arguments: str = Field(sa_type=Text)
    owner: str | None = None
    state: str
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    done_steps: int = 0
    all_steps: int | None = None
    result: str = Field(default="", sa_type=Text)
    error: str | None = None
    created_at: datetime
    finished_at: datetime | None = None


class StagedRow(Row, table=True):
    """A row a job has prepared and nobody sees yet."""

    __tablename__ = "staged_row"

    job_id: int = Field(sa_column=points_to("job.id", primary_key=True))
    number: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)


class FileRow(Row, table=True):
    """A file of at most 20 MB; its bytes are in ``file_chunk``. ``id`` is random. One that ``names_people``
    goes when anybody is erased."""

    __tablename__ = "file"
    __table_args__ = (Index("ix_file_expires_at", "expires_at"),)

    id: str = Field(primary_key=True)
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
    expires_at: datetime | None = None
    names_people: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class FileChunkRow(Row, table=True):
    __tablename__ = "file_chunk"

    file_id: str = Field(foreign_key="file.id", primary_key=True)
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class DownloadRow(Row, table=True):
    """A one-time link to a file, of whose token only a hash is kept."""

    __tablename__ = "download"

    hash: str = Field(primary_key=True)
    file_id: str = Field(foreign_key="file.id")
    address: str  # whose link it is
    expires_at: datetime
    used_at: datetime | None = None
