"""Filters that print times; `docs/where-code-lives.md` says which one stands where."""

from datetime import date, datetime

from django import template

from almanac import dates

register = template.Library()


@register.filter
def masthead(moment: datetime | None) -> str:
    return dates.masthead(moment) if moment else ""


@register.filter
def clock(moment: datetime | None) -> str:
    return dates.clock(moment) if moment else ""


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
