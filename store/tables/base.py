"""What every table is made with. Instants are aware and in UTC, days are civil days in Vietnam."""

from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Text, text
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def number(**arguments: object) -> Column[int]:
    # SQLite numbers rows by itself only in a column declared exactly INTEGER.
    return Column(BigInteger().with_variant(Integer, "sqlite"), **arguments)  # type: ignore[arg-type]


def points_to(row: str, **arguments: object) -> Column[int]:
    """A column that holds the number of a row of another table: ``unit.id``."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column(kind, ForeignKey(row), **arguments)  # type: ignore[arg-type]


def bytewise(**arguments: object) -> Column[str]:
    """Text that is compared by its bytes on both databases, so that a beginning is a range of an index."""
    return Column(Text().with_variant(Text(collation="C"), "postgresql"), **arguments)  # type: ignore[arg-type]
