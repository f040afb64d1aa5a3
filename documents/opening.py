"""Opening a workbook that somebody has sent, which may be anything at all.

Everything the library would build in memory is bounded before the library sees the file: its own reader keeps
an object for each element, and for each row that is left out.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.workbook import Workbook

from documents.errors import DocumentError, Unusable

LARGEST = 20 * 1024 * 1024  # bytes of a file
UNPACKED = 300 * 1024 * 1024  # bytes of all its parts together
RATIO = 200  # times a part may be larger unpacked; real sheets come to 10 or 30
SMALL = 1024 * 1024  # bytes unpacked below which the ratio does not matter
PARTS = 2000
TAGS = 12_000_000  # in one part; 120,000 rows of 20 cells have some 10 million
LONGEST_ROW = 4 * 1024 * 1024  # bytes between the ends of two rows
MERGED = 10_000  # merged ranges that are looked at
_PORTION = 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and what an encrypted .xlsx is wrapped in
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MERGED = re.compile(rb'mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_OVERLAP = 64  # bytes of one portion that are looked at again with the next

Range = tuple[int, int, int, int]  # first column, first row, last column, last row; from 1 on


@dataclass(slots=True)
class Part:
    """What was seen in the raw text of a sheet."""

    merged: set[Range] = field(default_factory=set)
    formulas: bool = False


@contextmanager
def opened(data: bytes) -> Iterator["Opened"]:
    """The workbook in ``data``; nothing of it is read yet. Raises DocumentError."""
    _refuse_strangers(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _looked_through(archive)
        yield Opened(data, parts)
    except DocumentError:
        raise
    except _BROKEN as error:
        raise DocumentError(Unusable.NOT_A_WORKBOOK, type(error).__name__) from error


# What zipfile, the XML parser and the library raise for files that are damaged or made up.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # also for a compression or a version of zip that is not known
    EOFError,
    OSError,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is a workbook as far as can be seen from outside."""

    data: bytes
    parts: dict[str, Part]

    @contextmanager
    def workbook(self, *, values: bool = True) -> Iterator[Workbook]:
        """With the values of formulas, or with the formulas themselves; read row by row."""
        assert DEFUSEDXML  # without it the library expands entities
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are left out
            book = load_workbook(io.BytesIO(self.data), read_only=True, data_only=values, keep_links=False)
            try:
                yield book
            finally:
                book.close()


def _refuse_strangers(data: bytes) -> None:
    if len(data) > LARGEST:
        raise DocumentError(Unusable.TOO_BIG, str(LARGEST // 1024 // 1024))
    if data.startswith(_OLE):
        encrypted = _ENCRYPTED in data
        raise DocumentError(Unusable.ENCRYPTED if encrypted else Unusable.OLD_FORMAT)
    if not data.startswith(b"PK"):
        raise DocumentError(Unusable.NOT_A_WORKBOOK)


def _looked_through(archive: zipfile.ZipFile) -> dict[str, Part]:
    """Every part unpacked once, in portions, and thrown away; what was seen in the sheets by name."""
    entries = archive.infolist()
    if "[Content_Types].xml" not in archive.namelist():
        raise DocumentError(Unusable.NOT_A_WORKBOOK)
    if len(entries) > PARTS or sum(entry.file_size for entry in entries) > UNPACKED:
        raise DocumentError(Unusable.BOMB)
    for entry in entries:
        if entry.flag_bits & 1:
            raise DocumentError(Unusable.ENCRYPTED)
        if entry.file_size > max(SMALL, RATIO * entry.compress_size):
            raise DocumentError(Unusable.BOMB)
    return {entry.filename: _look(archive, entry) for entry in entries}


def _look(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Part:
    seen, tags, row, tail = Part(), 0, 0, b""
    with archive.open(entry) as stream:
        while portion := stream.read(_PORTION):
            tags += portion.count(b"<")
            if "worksheets/" in entry.filename:
                first, *more = portion.split(b"row>")
                row = len(more[-1]) if more else row + len(first)
                _note(seen, tail + portion)
                tail = portion[-_OVERLAP:]
            if tags > TAGS or row > LONGEST_ROW:
                raise DocumentError(Unusable.BOMB)
    return seen


def _note(seen: Part, text: bytes) -> None:
    seen.formulas = seen.formulas or _FORMULA.search(text) is not None
    for found in _MERGED.finditer(text):
        columns_and_rows = range_boundaries(found[1].decode())
        if len(seen.merged) < MERGED and None not in columns_and_rows:
            seen.merged.add(columns_and_rows)  # type: ignore[arg-type]
