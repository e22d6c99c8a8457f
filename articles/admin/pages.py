"""What the desk's own pages share: finding the story, the frame around it, the way back."""

from datetime import date
from typing import Any, TypeVar, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from js_asset import ImportMap
from js_asset.media import Media

from almanac import dates
from articles.admin.rights import person
from articles.models import Article

Row = TypeVar("Row", bound=Model)

SHARED = ImportMap(
    {
        f"redaksi/{name}": f"js/writing/{name}.js"
        for name in ("body", "completion", "focal", "gallery", "make", "offering", "token", "typed")
    }
)
"""Modules that others import, by the name they import."""

LIBRARY = Media(
    js=["admin/js/vendor/jquery/jquery.js", "admin/js/jquery.init.js", "admin/js/admin/RelatedObjectLookups.js"]
)
"""The admin's own script that opens the picture library in a window, for browsers without modules."""


def find(request: HttpRequest, pk: int | str, **asked: Any) -> Article:
    """A story that the person may see; any other is not there at all. `asked`: what the same query is to tell of it."""
    seen = Article.objects.visible_to(person(request))
    rows = seen.select_related("section__parent", "held_by", "photo", "created_by")
    return get_object_or_404(rows.annotate(**asked), pk=pk)


def day_of(typed: object) -> date | None:
    """The day that an address or a form names as `2026-11-23`; None: no day that a newsroom can mean."""
    try:
        day = date.fromisoformat(str(typed))
    except ValueError:
        return None
    return day if day.year in dates.YEARS else None


def of_days(rows: QuerySet[Row], column: str, first: str, last: str) -> QuerySet[Row]:
    """Those from the first to the last day that a filter names; what is no day is no bound."""
    if begins := day_of(first):
        rows = rows.filter(**{f"{column}__gte": dates.day_bounds(begins)[0]})
    if ends := day_of(last):
        rows = rows.filter(**{f"{column}__lt": dates.day_bounds(ends)[1]})
    return rows


def page(
    request: HttpRequest, template: str, *, code: int = 200, media: forms.Media | None = None, **context: Any
) -> HttpResponse:
    """A page of ours in the desk's frame; scripts of its form carry the nonce, as the import map stands inline."""
    frame = admin.site.each_context(request) | {"opts": Article._meta}
    if media is not None:
        frame["media"] = Media.from_media(media, nonce=str(request.csp_nonce))  # type: ignore[attr-defined]
    return TemplateResponse(request, f"admin/articles/article/{template}", frame | context, status=code)


def on_what_stands(form: forms.Form, seen: int, **values: Any) -> None:
    """A form that comes back was written on an earlier edition; sent again, it is on the one shown beside it now."""
    sent = cast(QueryDict, form.data).copy()
    for name, value in ({"seen": seen} | values).items():
        sent[name] = value
    form.data = sent


def linked(told: str, edition: Any) -> str:
    """What was done, and the way to what readers have of it where it has a page of its own."""
    if edition.kind != edition.Kind.STORY:
        return told
    seen = f"{settings.SITE_ADDRESS}{edition.get_absolute_url()}"
    return format_html('{} <a href="{}">{}</a>', told, seen, _("As readers have it"))


def address(name: str, *args: Any) -> str:
    return reverse(f"admin:articles_article_{name}", args=args)
