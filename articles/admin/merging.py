"""The page that merges a name into another: look for the survivor, see how many stories move, say so once more."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almanac.numbers import grouped, whole
from articles.admin.rights import person
from articles.models.lists import Mergeable
from articles.publishing import merging
from articles.workflow import NotAllowed

OFFERED = 20


def merge_page(request: HttpRequest, screen: Any, pk: int) -> HttpResponse:
    """GET looks for the survivor and shows what would move; POST merges."""
    if not screen.has_change_permission(request):
        raise PermissionDenied
    rows = screen.get_queryset(request)
    row = get_object_or_404(rows, pk=pk)
    wanted = request.POST.get("into") or request.GET.get("into", "")
    into = get_object_or_404(rows, pk=whole(wanted)) if wanted else None
    if request.method == "POST" and into is not None and _merged(request, row, into):
        return redirect(_address(into, "change"))
    return TemplateResponse(
        request,
        "admin/articles/merge/merge.html",
        screen.admin_site.each_context(request)
        | {
            "opts": screen.opts,
            "title": _("Merge “%(name)s” into another") % {"name": row},
            "row": row,
            "into": into,
            "stories": merging.stands_in(row),
            "candidates": [] if into else _candidates(rows, row, request.GET.get("q")),
            "searched": "q" in request.GET,
            "q": _asked(row, request.GET.get("q")),
            "change": _address(row, "change"),
        },
    )


def _merged(request: HttpRequest, row: Mergeable, into: Mergeable) -> bool:
    try:
        moved = merging.merge(row, into, by=person(request))
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return False
    words = ngettext(
        "“%(name)s” is merged: %(count)s story moved.", "“%(name)s” is merged: %(count)s stories moved.", moved
    )
    messages.success(request, words % {"name": row, "count": grouped(moved)})
    return True


def _asked(row: Mergeable, q: str | None) -> str:
    """What is looked for; at first, the name's own first word."""
    return str(row).split(" ")[0] if q is None else q.strip()


def _candidates(rows: Any, row: Mergeable, q: str | None) -> list[Any]:
    found = rows.filter(retired_at=None, name__icontains=_asked(row, q)).exclude(pk=row.pk)
    return list(found.order_by("-used", "name")[:OFFERED])


def _address(row: Mergeable, page: str) -> str:
    return reverse(f"admin:articles_{row._meta.model_name}_{page}", args=[row.pk])
