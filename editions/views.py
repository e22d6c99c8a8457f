"""The readers' site. Views find what was live at one moment and render it, the same for everybody."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from almanac import dates
from editions import clock, pages
from editions.models import Edition, Entry, Heading, headings

SECONDS = 60
"""How long a page may be kept: never longer, so that a withdrawal is everywhere within a minute."""

EARLIEST = date(1900, 1, 1)
"""No index before: the first days of the calendar have no moment in UTC."""

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A page for everybody: read only, kept by shared caches for a minute."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=SECONDS)
        return response

    return require_safe(shown)


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    names: dict[str, Heading] = context.pop("names", {})
    context = {"menu": pages.menu(names), "feed": reverse("editions:rss")} | context
    return render(request, f"editions/{template}.html", context, status=status)


# --- The front and lists -----------------------------------------------------------------------------------


@public
def home(request: HttpRequest) -> HttpResponse:
    front = pages.front(at=clock.read())
    canonical = settings.SITE_ADDRESS + "/"
    return _page(request, "home", front=front, names=front.names, canonical=canonical, is_home=True)


def _list(
    request: HttpRequest, key: str, *, title: str, template: str = "list", may_be_empty: bool = False, **context: Any
) -> HttpResponse:
    rows = pages.listing(key, at=clock.read(), before=request.GET.get("before"))
    if not rows.cards and not may_be_empty:
        raise Http404
    canonical = pages.absolute(request.path)
    return _page(request, template, title=title, rows=rows, names=rows.names, **{"canonical": canonical} | context)


@public
def named_list(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The list of a section, tag, author, source, fokus or series; 404 while no live story stands in it."""
    heading = _heading(kind, slug)
    rows = pages.listing(heading.list, at=clock.read(), before=request.GET.get("before"), also=[heading.parent])
    if not rows.cards:
        raise Http404
    feed = reverse("editions:rss_of", args=[slug]) if kind == "section" else reverse("editions:rss")
    return _page(
        request,
        "list",
        title=heading.name,
        heading=heading,
        rows=rows,
        names=rows.names,
        parent=rows.names.get(heading.parent),
        children=[one for one in rows.names.values() if one.kind == "section" and one.parent == heading.list],
        current={heading.list, heading.parent},
        canonical=pages.absolute(request.path),
        feed=feed,
        has_lead=kind == "section" and not rows.later,
    )


def _heading(kind: str, slug: str) -> Heading:
    # PostgreSQL refuses to look for some of what a query string may hold.
    heading = Heading.objects.filter(kind=kind, slug=slug).first() if pages.WORD.fullmatch(slug) else None
    if heading is None:
        raise Http404
    return heading


@public
def photo(request: HttpRequest) -> HttpResponse:
    return _list(request, "genre-photo_story", title=_("Photo stories"), may_be_empty=True, has_lead=True)


@public
def popular(request: HttpRequest) -> HttpResponse:
    """The latest, under that name, for as long as readings are not counted."""
    note = _("Readings are not counted yet, so this page shows the latest stories.")
    return _list(request, pages.ALL, title=_("Latest"), may_be_empty=True, note=note)


@public
def indeks(request: HttpRequest, year: str = "", month: str = "", day: str = "") -> HttpResponse:
    """One day of the newsroom's, newest first; `?kanal=` for one section."""
    at = clock.read()
    today = dates.local(at).date()
    shown = _day(year, month, day) if year else today
    if shown > today:
        raise Http404
    slug = request.GET.get("kanal", "")
    section = _heading("section", slug) if slug else None
    key = section.list if section else pages.ALL
    rows = pages.listing(key, at=at, before=request.GET.get("before"), day=shown)
    start, _end = dates.day_bounds(shown)
    earlier = Entry.objects.live(at).filter(list=key, first_published_at__lt=start).exists()
    query = f"?kanal={slug}" if slug else ""
    sections = [one for one in rows.names.values() if one.kind == "section"]
    return _page(
        request,
        "indeks",
        title=_("Index of %(day)s") % {"day": dates.long_date(shown)},
        rows=rows,
        names=rows.names,
        day=shown,
        section=section,
        sections=sections,
        query=query,
        previous_day=_day_url(shown - timedelta(days=1)) + query if earlier else "",
        next_day=_day_url(shown + timedelta(days=1)) + query if shown < today else "",
        canonical=pages.absolute(_day_url(shown)) + query,
    )


def _day(year: str, month: str, day: str) -> date:
    try:
        shown = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Http404 from error
    if shown < EARLIEST:
        raise Http404
    return shown


def _day_url(day: date) -> str:
    return reverse("editions:day", args=[f"{day:%Y}", f"{day:%m}", f"{day:%d}"])


@public
def notices(request: HttpRequest) -> HttpResponse:
    at = clock.read()
    rows, older = pages.notice_rows(at=at, before=request.GET.get("before"))
    title = _("Errata & corrections")
    canonical = pages.absolute(request.path)
    return _page(
        request, "notices", title=title, rows=rows, older=older, names=headings([], at=at), canonical=canonical
    )


# --- A story -----------------------------------------------------------------------------------------------


@public
def story(request: HttpRequest, story_id: str, slug: str) -> HttpResponse:
    rows = Edition.objects.live().select_related("rendered", "lead").annotate(read_at=clock.now())
    edition = rows.filter(story_id=story_id).first()
    if edition is None:
        raise Http404
    if edition.kind == Edition.Kind.HELD:
        return _without_text(request, edition, "held", status=200)
    if edition.kind == Edition.Kind.NOTICE:
        return _without_text(request, edition, "withdrawn", status=410)
    wanted = request.GET.get("page")
    page = _page_number(wanted, len(edition.rendered.pages))
    if edition.slug != slug or wanted == "1" or (wanted == "all" and page == 1):
        return _to_its_address(edition, page)
    shown = pages.story(edition, page, at=edition.read_at)
    return _page(
        request,
        "story",
        story=shown,
        edition=edition,
        names=shown.names,
        current={edition.section, shown.section.parent if shown.section else ""},
        canonical=pages.canonical(edition),
        advertising=not edition.sensitive,
        share_title=pages.labelled(edition, edition.share_text or edition.headline),
    )


def _page_number(wanted: str | None, count: int) -> int | None:
    """The page asked for, None for the whole text. A story that is no longer cut is whole on its first page."""
    if wanted is None:
        return 1
    if wanted == "all":
        return None if count > 1 else 1
    if not re.fullmatch(r"[1-9][0-9]{0,3}", wanted) or int(wanted) > count:
        raise Http404
    return int(wanted)


def _to_its_address(edition: Edition, page: int | None) -> HttpResponse:
    query = {None: "?page=all", 1: ""}.get(page, f"?page={page}")
    return HttpResponsePermanentRedirect(edition.get_absolute_url() + query)


def _without_text(request: HttpRequest, edition: Edition, template: str, *, status: int) -> HttpResponse:
    """A held or withdrawn story: at any slug, since a redirect would tell its headline."""
    return _page(
        request,
        template,
        status=status,
        edition=edition,
        ground=pages.GROUND_NAMES.get(edition.ground, edition.ground),
        names=headings([], at=edition.read_at),  # type: ignore[attr-defined]
        noindex=True,
    )


# --- Pages that stand ----------------------------------------------------------------------------------------


@public
def standing(request: HttpRequest, name: str) -> HttpResponse:
    """The newsroom's own pages, filled from settings."""
    names = headings([], at=clock.read())
    return _page(request, name, names=names, canonical=pages.absolute(request.path))


@public
def robots(request: HttpRequest) -> HttpResponse:
    """A demonstration's stories are made up: no search engine should offer them."""
    closed = "/" if settings.DEMO else ""
    return HttpResponse(f"User-agent: *\nDisallow: {closed}\n", content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing of the database."""
    return _plain("ok", 200)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return _plain("no database", 503)
    return _plain("ready", 200)


def _plain(words: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status, headers=headers)


@require_safe
def find_day(request: HttpRequest) -> HttpResponse:
    """From the date field of the index to that day's address."""
    try:
        day = date.fromisoformat(request.GET.get("hari", ""))
    except ValueError:
        day = date.min
    return redirect(_day_url(day) if day >= EARLIEST else reverse("editions:indeks"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Says so, and offers the latest stories; stands without the database too."""
    context: dict[str, Any] = {"noindex": True, "feed": reverse("editions:rss")}
    try:
        rows = pages.listing(pages.ALL, at=clock.read())
        context |= {"cards": rows.cards[:8], "menu": pages.menu(rows.names)}
    except Error:
        context |= {"cards": [], "menu": []}
    response = render(request, "404.html", context, status=404)
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response
