"""The calendar of the index: a month of days, each with a story leading to its stories."""

from calendar import Calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField
from django.db.models.expressions import RawSQL
from django.urls import reverse

from almanac import dates
from editions import shown
from editions.models import Entry, EntryQuerySet


class Day(NamedTuple):
    number: int
    """0 for a place of the neighbouring month."""
    url: str
    """Empty for days without a story, and for days to come, of which nothing can be told."""
    is_shown: bool


@dataclass
class Month:
    name: str
    heads: list[tuple[str, str]]
    """Each day's name, whole and short."""
    weeks: list[list[Day]]
    before: str
    after: str
    """Where to read on: the last day before this month that has a story, and the first day of the next."""
    day_before: str
    day_after: str
    """The nearest days with a story; where none is known in this month, where to look on."""


def day_url(day: date) -> str:
    return reverse("editions:day", args=[f"{day:%Y}", f"{day:%m}", f"{day:%d}"])


def month(asked: date, key: str, *, at: datetime) -> Month:
    """The month of a day, from Monday to Sunday, for the stories of a list: one query."""
    today, first = dates.local(at).date(), asked.replace(day=1)
    start, end = dates.month_bounds(first)
    after, weeks = dates.local(end).date(), Calendar().monthdays2calendar(asked.year, asked.month)
    begun, midnight = dates.day_bounds(today)
    if begun < end:
        shown.until(midnight)  # the next day begins
    known = days_of(Entry.objects.live(at).before(key, min(end, begun)), since=start)
    if first <= today < after:
        known.insert(0, today)  # new stories come in
    later = [one for one in known if one > asked]
    on = later[-1] if later else min(after, today)
    monday = date(2024, 1, 1)
    return Month(
        dates.month_name(first),
        [(name, dates.in_short(name)) for name in (dates.day_name(monday + timedelta(days=one)) for one in range(7))],
        [[_day(first, number, asked, known) for number, _weekday in week] for week in weeks],
        _url(next((one for one in known if one < first), None)),
        _url(after if after <= today else None),
        _url(next((one for one in known if one < asked), None)),
        _url(on if on > asked else None),
    )


def _url(day: date | None) -> str:
    return day_url(day) if day else ""


def _day(first: date, number: int, asked: date, known: Collection[date]) -> Day:
    if not number:
        return Day(0, "", is_shown=False)
    day = first.replace(day=number)
    return Day(number, day_url(day) if day in known or day == asked else "", is_shown=day == asked)


def days_of(rows: EntryQuerySet, *, since: datetime | None = None) -> list[date]:
    """The newsroom's days of a list's rows, newest first: one step along the index for each, in one query.

    `since`: no further than the first that lies before this moment.
    """
    newest, zone = rows.values("first_published_at"), settings.TIME_ZONE
    start = RawSQL(_START_OF_DAY[connection.vendor], [zone, zone], DateTimeField())  # noqa: S611 - a constant
    earlier = newest.filter(first_published_at__lt=start)
    (first, given), (step, handed) = (one[:1].query.sql_with_params() for one in (newest, earlier))
    bound = " AND moment >= %s" if since else ""
    # Named as a table of the record, which is all it is made from.
    query = (
        f"WITH RECURSIVE editions_days(moment) AS (SELECT ({first}) UNION ALL "  # noqa: S608
        f"SELECT ({step}) FROM editions_days WHERE moment IS NOT NULL{bound}) "
        "SELECT moment FROM editions_days WHERE moment IS NOT NULL"
    )
    limits = [connection.ops.adapt_datetimefield_value(since)] if since else []
    with connection.cursor() as cursor:
        cursor.execute(query, [*given, *handed, *limits])
        return [dates.local(_moment(value)).date() for (value,) in cursor.fetchall()]


def _moment(value: datetime | str) -> datetime:
    """A moment as the driver hands it over: SQLite's knows no zone, and is in UTC."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# The moment at which the newsroom's day began; both take the zone's name twice.
_START_OF_DAY = {
    "postgresql": "date_trunc('day', editions_days.moment AT TIME ZONE %s) AT TIME ZONE %s",
    "sqlite": (
        "django_datetime_trunc('second', django_datetime_trunc('day', editions_days.moment, %s, 'UTC'), 'UTC', %s)"
    ),
}
