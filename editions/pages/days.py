"""The calendar of the index: a month of days, each leading to its stories."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse

from almanac import dates
from editions.pages.lists import EARLIEST


class Day(NamedTuple):
    number: int
    """0 for a place of the neighbouring month."""
    url: str
    """Empty for days to come, of which nothing can be told."""
    is_shown: bool


@dataclass
class Month:
    name: str
    heads: list[tuple[str, str]]
    """Each day's name, whole and short."""
    weeks: list[list[Day]]
    before: str
    after: str
    """Where the month before and after begin to be read: at their last and first day."""


def day_url(day: date) -> str:
    return reverse("editions:day", args=[f"{day:%Y}", f"{day:%m}", f"{day:%d}"])


def month(shown: date, *, today: date) -> Month:
    """The month of a day, from Monday to Sunday; no query, since any day may be asked for."""
    first = shown.replace(day=1)
    before, after = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
    weeks = Calendar().monthdays2calendar(shown.year, shown.month)
    monday = date(2024, 1, 1)
    return Month(
        dates.month_name(first),
        [(name, dates.in_short(name)) for name in (dates.day_name(monday + timedelta(days=one)) for one in range(7))],
        [[_day(first, number, shown, today) for number, _weekday in week] for week in weeks],
        day_url(before) if before >= EARLIEST else "",
        day_url(after) if after <= today else "",
    )


def _day(first: date, number: int, shown: date, today: date) -> Day:
    if not number:
        return Day(0, "", is_shown=False)
    day = first.replace(day=number)
    return Day(number, day_url(day) if day <= today else "", is_shown=day == shown)
