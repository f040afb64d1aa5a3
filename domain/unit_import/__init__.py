"""Importing units from a sheet: what the rows say, which units they are about, what becomes of each."""

from domain.unit_import.cells import Words
from domain.unit_import.deciding import decide
from domain.unit_import.values import (
    Cell,
    Changed,
    Column,
    ColumnHeading,
    Entry,
    Outcome,
    Plan,
    Reason,
    Refusal,
    SheetRow,
    Standing,
    Step,
    Verdict,
)

__all__ = [
    "Cell",
    "Changed",
    "Column",
    "ColumnHeading",
    "Entry",
    "Outcome",
    "Plan",
    "Reason",
    "Refusal",
    "SheetRow",
    "Standing",
    "Step",
    "Verdict",
    "Words",
    "decide",
]
