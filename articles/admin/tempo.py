"""The newsroom's clock on a page, with bars drawn here, and as a file for a spreadsheet."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import roles
from almanac.text import cell
from articles import desk, published, tempo
from articles.admin.pages import page
from articles.admin.rights import person
from articles.tempo import Pace, Phase
from articles.workflow import not_in_role

DAYS = (7, 28, 91)
"""Periods that the page offers, ending now."""

WIDE = 1000
"""Of a drawn bar, in its own units."""


@dataclass(frozen=True)
class Part:
    """One phase in a section's bar."""

    phase: Phase
    told: str
    at: int
    wide: int


def show(request: HttpRequest) -> HttpResponse:
    """`?hari=7` the period, `?bentuk=csv` the file."""
    if not person(request).may(roles.REVIEW):
        raise not_in_role(_("The newsroom's clock"))
    days = next((days for days in DAYS if str(days) == request.GET.get("hari")), DAYS[0])
    now = published.now()
    paces = tempo.paces(now - timedelta(days=days), now)
    if request.GET.get("bentuk") == "csv":
        return _file(paces, days)
    scale = max((_whole(pace) for pace in paces), default=timedelta())
    return page(
        request, "tempo.html", title=_("The newsroom's clock"), subtitle=None, days=days, whole=paces[-1],
        phases=list(Phase), rows=[(pace, list(_parts(pace, scale))) for pace in paces],
        periods=[(one, ngettext("%d day", "%d days", one) % one) for one in DAYS],
    )  # fmt: skip


def _whole(pace: Pace) -> timedelta:
    return sum((span for span in pace.medians.values() if span), timedelta())


def _parts(pace: Pace, scale: timedelta) -> Iterator[Part]:
    at = 0
    for phase, span in pace.medians.items():
        wide = round(WIDE * (span / scale)) if span and scale else 0
        yield Part(phase, desk.span(int(span.total_seconds() // 60)) if span is not None else "–", at, wide)
        at += wide


def _file(paces: list[Pace], days: int) -> HttpResponse:
    """Hours and shares as plain numbers; handed over as a file, never shown."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="jam-redaksi-{days}-hari.csv"'
    rows = csv.writer(answer)
    hours = [_("%(phase)s, hours (median)") % {"phase": phase.label} for phase in Phase]
    shares = [_("Returns per 100 submissions"), _("Corrections per 100 stories"), _("Read by four eyes, %")]
    rows.writerow([_("Section"), _("Stories out"), *hours, *shares])
    for pace in paces:
        name = _("The whole newsroom") if pace is paces[-1] else pace.section
        rows.writerow([cell(value) for value in (name, pace.out, *_hours(pace), *_shares(pace))])
    return answer


def _hours(pace: Pace) -> list[Any]:
    return ["" if span is None else round(span / timedelta(hours=1), 2) for span in pace.medians.values()]


def _shares(pace: Pace) -> list[Any]:
    return ["" if share is None else round(share, 1) for share in (pace.returns, pace.corrected, pace.four_eyes)]
