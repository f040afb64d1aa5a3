"""What can be wrong with a file."""

from enum import StrEnum


class Unusable(StrEnum):
    """Why a workbook is not read at all."""

    TOO_BIG = "too_big"
    OLD_FORMAT = "old_format"  # .xls
    ENCRYPTED = "encrypted"
    NOT_A_WORKBOOK = "not_a_workbook"
    BOMB = "bomb"  # unpacked it would be out of all proportion
    NO_HEADINGS = "no_headings"
    TOO_MANY_ROWS = "too_many_rows"


class DocumentError(Exception):
    """The file cannot be used: ``reason`` for the program, ``about`` the number, name or columns meant."""

    def __init__(self, reason: Unusable, about: str = "") -> None:
        super().__init__(f"{reason}: {about}" if about else str(reason))
        self.reason = reason
        self.about = about
