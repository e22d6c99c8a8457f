"""One formatter for every time that people read: Django's own `id` formats print `14.26` and know no Ahad."""

from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu")
MONTHS_SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
MONTHS_LONG = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
YEARS = range(1900, 2200)
"""Those that a newsroom can mean: a day outside is a slip of the keyboard, and at the calendar's ends no zone can be
reckoned any more."""


def of_our_time(day: date) -> None:
    """Refuses a day or moment of a year that no newsroom can mean."""
    years = {"first": YEARS[0], "last": YEARS[-1]}
    if day.year not in YEARS:
        raise ValidationError(_("The year must lie between %(first)d and %(last)d."), code="year", params=years)


MOST = 4096
"""Times as they are printed that a process remembers: pages say the same ones over and over."""

ZONE_NAMES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


@cache
def house_zone() -> ZoneInfo:
    """The newsroom's zone, in which readers' pages and the desk print their times."""
    return ZoneInfo(settings.TIME_ZONE)


def local(moment: datetime, zone: tzinfo | None = None) -> datetime:
    return timezone.localtime(moment, zone or house_zone())


def zone_name(moment: datetime) -> str:
    """WIB, WITA or WIT; elsewhere the offset, since a time never stands without its zone."""
    offset = moment.utcoffset()
    return ZONE_NAMES.get(offset, f"UTC{moment:%z}") if offset is not None else ""


def day_name(day: date, *, sunday: str | None = None) -> str:
    names = (*DAYS, sunday or settings.SUNDAY)
    return names[day.weekday()]


def in_short(day_name: str) -> str:
    """`Sen`, `Ahd`: the head of a column."""
    return "Ahd" if day_name == "Ahad" else day_name[:3]


def clock(moment: datetime, zone: tzinfo | None = None) -> str:
    """`14:26 WIB`."""
    here = local(moment, zone)
    return f"{here:%H:%M} {zone_name(here)}"


def short_date(day: date) -> str:
    """`18 Sep 2023`: two-digit day, short month."""
    return f"{day.day:02d} {MONTHS_SHORT[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """`Senin, 18 September 2023`: the head of a day's list."""
    return f"{day_name(day)}, {day.day} {MONTHS_LONG[day.month - 1]} {day.year}"


def masthead(moment: datetime, zone: tzinfo | None = None) -> str:
    """`Senin 18 Sep 2023 14:26 WIB`: an article's time, without a comma."""
    here = local(moment, zone)
    return f"{day_name(here)} {short_date(here)} {clock(moment, zone)}"


@lru_cache(MOST)
def in_list(moment: datetime, today: date) -> str:
    """A list row's time: `14:26 WIB` today, `17 Sep 2023` before. Absolute, since pages are cached."""
    here = local(moment)
    return clock(moment) if here.date() == today else short_date(here)


def in_copy(day: date, *, year: bool = True) -> str:
    """A date inside running text: `Senin (18/9/2023)` or `Ahad (17/9)`, without leading zeros."""
    digits = f"{day.day}/{day.month}/{day.year}" if year else f"{day.day}/{day.month}"
    return f"{day_name(day, sunday=settings.SUNDAY_IN_TEXT)} ({digits})"


@lru_cache(MOST)
def machine(moment: datetime) -> str:
    """`2023-09-18T14:26:00+07:00`: ISO 8601 with offset, for everything that machines read."""
    return local(moment).isoformat(timespec="seconds")


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The newsroom's day as a half-open range of moments."""
    start = datetime(day.year, day.month, day.day, tzinfo=house_zone())
    return start, start + timedelta(days=1)


def month_name(first: date) -> str:
    """`Mei 2024`."""
    return f"{MONTHS_LONG[first.month - 1]} {first.year}"


def month_bounds(first: date) -> tuple[datetime, datetime]:
    """The newsroom's month that begins on that day, as a half-open range of moments."""
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day_bounds(first)[0], day_bounds(after)[0]
