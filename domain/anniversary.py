"""Anniversaries: a day of the year, solar or lunar, with the year it counts from."""

from calendar import monthrange
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.campaign import Asks, Id, Text
from domain.lunar import lunar_to_solar


class Event(BaseModel):
    """One anniversary. ``origin_year`` None: a day that is greeted but not counted.

    ``scope`` is None for the whole country, else the place it belongs to. 29 February is kept on
    28 February in years without one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: Id
    name: Text  # Ngày sinh Chủ tịch Hồ Chí Minh
    calendar: Literal["solar", "lunar"] = "solar"
    day: Annotated[int, Field(ge=1, le=31)]
    month: Annotated[int, Field(ge=1, le=12)]
    origin_year: int | None
    scope: str | None = None
    note: str | None = None
    day_off: bool = False  # a public holiday
    asks: Asks

    @model_validator(mode="after")
    def _a_real_day(self) -> Self:
        if self.calendar == "lunar":
            if self.day > 30:
                raise ValueError("tháng âm lịch có nhiều nhất 30 ngày")
        elif self.day > monthrange(2000, self.month)[1]:
            raise ValueError("tháng này không có ngày ấy")
        return self

    def occurs_on(self, year: int) -> date:
        """The solar day of the occurrence in ``year`` (a lunar one: in the lunar year that begins then)."""
        if self.calendar == "lunar":
            return lunar_to_solar(self.day, self.month, year)
        if (self.month, self.day) == (2, 29) and not _is_leap(year):
            return date(year, 2, 28)
        return date(year, self.month, self.day)

    def count_in(self, year: int) -> int | None:
        """How many years the occurrence in ``year`` makes."""
        return None if self.origin_year is None else year - self.origin_year

    def next_on_or_after(self, day: date) -> date:
        """The first occurrence on or after ``day``."""
        for year in (day.year - 1, day.year, day.year + 1):
            occurrence = self.occurs_on(year)
            if occurrence >= day:
                return occurrence
        raise AssertionError("an anniversary occurs every year")


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
