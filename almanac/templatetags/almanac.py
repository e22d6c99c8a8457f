"""Filters of the desk that print times and counts; `docs/where-code-lives.md` says which one stands where."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from almanac import dates, desk_dates, numbers

register = template.Library()


@register.filter
def masthead(moment: datetime | None) -> str:
    return desk_dates.masthead(moment) if moment else ""


@register.filter
def clock(moment: datetime | None) -> str:
    return desk_dates.clock(moment) if moment else ""


@register.filter
def machine(moment: datetime | None) -> str:
    return dates.machine(moment) if moment else ""


@register.filter
def in_list(moment: datetime, today: date) -> str:
    return dates.in_list(moment, today)


@register.filter
def short_date(day: date) -> str:
    return dates.short_date(day)


@register.filter
def long_date(day: date) -> str:
    return dates.long_date(day)


@register.filter
def grouped(count: int) -> str:
    return numbers.grouped(count)


@register.simple_tag
def zones() -> str:
    """`Asia/Jakarta WIB, Asia/Makassar WITA`, for scripts that print a moment of their own."""
    return ", ".join(f"{zone} {name}" for zone, name in desk_dates.zones(timezone.now()).items())
