"""The Vietnamese lunar calendar, from the astronomy it is defined by.

A lunar month begins on the day (UTC+7) of the new moon; month 11 holds the winter solstice; in a lunar
year of 13 months the first month without a principal solar term is the leap one. New moons and the
sun's longitude after Jean Meeus, *Astronomical Algorithms* (chapters 49 and 25, truncated: good to a few
minutes for 1900–2100).
"""

from datetime import date
from functools import lru_cache
from math import floor, pi, radians, sin

_HANOI = 7 / 24  # UTC+7 in days
_JULIAN_DAY_OF_ORDINAL_0 = 1721424.5


def lunar_to_solar(day: int, month: int, year: int) -> date:
    """The solar day of a day of an ordinary (not leap) lunar month of lunar ``year``.

    Day 30 of a month that has only 29 days is its last day.
    """
    start, following = _month_bounds(month, year)
    return date.fromordinal(min(start + day - 1, following - 1))


@lru_cache(maxsize=512)
def _month_bounds(month: int, year: int) -> tuple[int, int]:
    """Ordinals of the first day of an ordinary month of lunar ``year`` and of the month after it."""
    # Months 11 and 12 lie after the solstice month of the same solar year, months 1 to 10 after last year's.
    first = _month_eleven(year if month >= 11 else year - 1)
    last = _month_eleven(year + 1 if month >= 11 else year)
    months = _new_moons(first, last)
    if len(months) == 14:
        months.pop(_leap_index(months))
    wanted = months[(month - 11) % 12]
    return wanted, _day_of_new_moon(_lunation(wanted) + 1)


def _new_moons(first: int, last: int) -> list[int]:
    """The days on which months begin, from one month 11 to the next, both included."""
    start = _lunation(first)
    return [_day_of_new_moon(start + n) for n in range(round((last - first) / 29.530588) + 1)]


def _leap_index(months: list[int]) -> int:
    """Which of the 13 months between two solstice months has no principal term."""
    for n in range(1, len(months) - 1):
        if _sun_sector(months[n]) == _sun_sector(months[n + 1]):
            return n
    raise AssertionError("thirteen months and twelve terms leave one month without")


@lru_cache(maxsize=512)
def _month_eleven(year: int) -> int:
    """The day on which the month of the winter solstice of ``year`` begins."""
    lunation = _lunation(date(year, 12, 31).toordinal())
    start = _day_of_new_moon(lunation)
    return start if _sun_sector(start) < 9 else _day_of_new_moon(lunation - 1)


def _lunation(ordinal: int) -> int:
    """The number (0 in January 2000) of the month in which the day lies."""
    guess = floor((ordinal - date(2000, 1, 6).toordinal()) / 29.530588861)
    while _day_of_new_moon(guess + 1) <= ordinal:
        guess += 1
    while _day_of_new_moon(guess) > ordinal:
        guess -= 1
    return guess


@lru_cache(maxsize=4096)
def _day_of_new_moon(k: int) -> int:
    """The ordinal of the day in Hà Nội on which new moon ``k`` falls."""
    return floor(_new_moon(k) + _HANOI - _JULIAN_DAY_OF_ORDINAL_0)


def _new_moon(k: int) -> float:
    """Julian day (universal time) of new moon ``k``, 0 being that of 6 January 2000."""
    t = k / 1236.85
    mean = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    sun = radians(2.5534 + 29.10535670 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    e = 1 - 0.002516 * t
    correction = (
        -0.40720 * sin(moon)
        + 0.17241 * e * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * node)
        + 0.00739 * e * sin(moon - sun)
        - 0.00514 * e * sin(moon + sun)
        + 0.00208 * e * e * sin(2 * sun)
        - 0.00111 * sin(moon - 2 * node)
        - 0.00057 * sin(moon + 2 * node)
        + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon)
        + 0.00042 * e * sin(sun + 2 * node)
        + 0.00038 * e * sin(sun - 2 * node)
        - 0.00024 * e * sin(2 * moon - sun)
    )
    return mean + correction - _delta_t(t)


def _delta_t(t: float) -> float:
    """Terrestrial minus universal time, in days; ``t`` in centuries since 2000."""
    years = 100 * t
    return (62.92 + 0.32217 * years + 0.005589 * years * years) / 86400


def _sun_sector(ordinal: int) -> int:
    """In which twelfth of the ecliptic the sun stands at the beginning of the day in Hà Nội."""
    return floor(_sun_longitude(ordinal + _JULIAN_DAY_OF_ORDINAL_0 - _HANOI) / (pi / 6))


def _sun_longitude(julian_day: float) -> float:
    """Apparent longitude of the sun in radians, 0 to 2π."""
    t = (julian_day - 2451545.0) / 36525
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    center = (
        (1.914602 - 0.004817 * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    apparent = mean + center - 0.00569 - 0.00478 * sin(node)
    return radians(apparent % 360)
