"""The readers' site. Views find what was live at one moment and render it, the same for everybody."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from almanac import dates
from editions import clock, pages, shown
from editions.models import Edition, Heading, Notice
from editions.pages import machines, moved, topics
from editions.pages.facts import crumbs
from editions.pages.heads import head_at, headings
from editions.popularity import counting, ranking
from editions.public import SECONDS, TEXT_ONLY, onwards, public
from editions.search.results import Narrowed, results

WINDOWS = {window.name: window for window in ranking.WINDOWS}
SPANS = {"day": gettext_noop("Today"), "week": gettext_noop("This week"), "month": gettext_noop("This month")}

FIXED = ("redaksi", "pedoman-media-siber", "hak-jawab")
"""Pages that the foot names anyway."""


def wants_text(request: HttpRequest) -> bool:
    """Whether the reader asked for the text edition: by the address, or by the browser's setting to save data."""
    said = request.GET.get(TEXT_ONLY)
    return said == "1" or (said != "0" and request.headers.get("Save-Data", "").lower() == "on")


def framed(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    names: dict[str, Heading] = context.pop("names", {})
    heading: Heading | None = context.get("heading")
    feeds = pages.feed_links(heading.kind, heading.slug, heading.name) if heading else pages.feed_links()
    own = [one for one in names.values() if one.kind == "page" and one.slug not in FIXED]
    shared = {"menu": pages.menu(names), "current": (), "feeds": feeds, "own_pages": own}
    context = _frame(request) | shared | context
    return render(request, f"editions/{template}.html", context, status=status)


def _frame(request: HttpRequest) -> dict[str, Any]:
    """What every page stands in: the whole frame, or that of the text edition."""
    text_only = wants_text(request)
    frame = "editions/text.html" if text_only else "editions/base.html"
    asked = request.GET.get(TEXT_ONLY) == "1"
    return {"frame": frame, "text_only": text_only, "text_asked": asked, "own_pages": ()}


# --- The front and lists -----------------------------------------------------------------------------------


@public("p")
def home(request: HttpRequest) -> HttpResponse:
    if "p" in request.GET:
        raise Http404  # WordPress's short address of a story, which leads on from there
    return home_at(request, clock.read())


def home_at(request: HttpRequest, at: datetime) -> HttpResponse:
    """The front page as it stands at a moment: the desk looks ahead with it."""
    front = pages.front(at=at)
    canonical = settings.SITE_ADDRESS + "/"
    return framed(
        request, "home", front=front, names=front.names, canonical=canonical, is_home=True,
        linked_data=machines.of_site(),
    )  # fmt: skip


def _list(
    request: HttpRequest, key: str, *, title: str, template: str = "list", may_be_empty: bool = False, **context: Any
) -> HttpResponse:
    rows = pages.listing(key, at=clock.read(), before=request.GET.get("before"), beside=True)
    if not rows.cards and not may_be_empty:
        raise Http404
    canonical = pages.absolute(request.path)
    return framed(request, template, title=title, rows=rows, names=rows.names, **{"canonical": canonical} | context)


@public("before")
def named_list(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The list of a section, author, source, fokus or series; 404 while no live story stands in it."""
    return list_at(request, kind, slug, clock.read())


ORDERED = ("section", "fokus")
"""Lists whose head editors may order."""


def list_at(request: HttpRequest, kind: str, slug: str, at: datetime) -> HttpResponse:
    """A list as it stands at a moment: the desk looks ahead at the front of a section or a fokus with it."""
    return _named(request, _heading(kind, slug, at=at), at=at, title="")


@public("before")
def topic(request: HttpRequest, slug: str, year: str = "", month: str = "") -> HttpResponse:
    """A tag's list, what stands beside it and its years; with year and month, the stories of that month."""
    at = clock.read()
    heading = _heading("tag", slug, at=at)
    first = pages.day_of(year, month, "1") if year else None
    near = topics.neighbour_lists(heading.list, at=at)
    return _named(
        request, heading, at=at, also=near, near=near,
        title=f"{heading.name}: {dates.month_name(first)}" if first else "",
        span=dates.month_bounds(first) if first else None,
        timeline=topics.timeline(heading, first, at=at),
    )  # fmt: skip


def _named(
    request: HttpRequest, heading: Heading, *, at: datetime, title: str, also: Iterable[str] = (),
    span: tuple[datetime, datetime] | None = None, near: Iterable[str] = (), **context: Any,
) -> HttpResponse:  # fmt: skip
    if heading.into:
        raise Http404  # its old address leads to where its stories stand now
    before = request.GET.get("before")
    rows = pages.listing(
        heading.list, at=at, before=before, also=[heading.parent, *also], span=span, beside=True, head=heading
    )
    if not rows.cards:
        raise Http404
    if heading.kind in ORDERED and not rows.later:
        rows = pages.with_picks(rows, heading.list, at=at)
    if heading.kind == "series":
        rows = rows.from_the_first_part()
    parent = rows.names.get(heading.parent)
    return framed(
        request,
        "list",
        title=title or heading.name,
        heading=heading,
        face=pages.image(rows.names[heading.list].picture, "card", at=at) if heading.kind == "author" else None,
        rows=rows,
        names=rows.names,
        parent=parent,
        linked_data=machines.of_list(crumbs(parent, heading), heading),
        children=[one for one in rows.names.values() if one.kind == "section" and one.parent == heading.list],
        neighbours=topics.heads(near, rows.names),
        current={heading.list, heading.parent},
        canonical=pages.absolute(request.path),
        has_lead=heading.kind in (*ORDERED, "tag") and not rows.later and not span,
        **context,
    )


def _heading(kind: str, slug: str, *, at: datetime) -> Heading:
    # PostgreSQL refuses to look for some of what a query string may hold.
    heading = head_at(kind, slug, at=at) if pages.WORD.fullmatch(slug) else None
    if heading is None:
        raise Http404
    return heading


@public("before")
def kind(request: HttpRequest, genre: str, title: str) -> HttpResponse:
    """All stories of one kind: picture stories, video, opinion."""
    return _list(request, f"genre-{genre}", title=title, may_be_empty=True, has_lead=True)


@public()
def popular(request: HttpRequest, window: str = "day") -> HttpResponse:
    """The most read stories of a day, a week or a month; while nothing is counted, the latest under that name."""
    rows, names = pages.most_read(WINDOWS[window], at=clock.read())
    note = "" if rows.counted else _("Few stories have been read in this time, so this page shows the latest.")
    spans = [(_(name), reverse("editions:popular" if key == "day" else f"editions:popular_{key}"), key == window)
             for key, name in SPANS.items()]  # fmt: skip
    title = _("Most read") if rows.counted else _("Latest")
    where = pages.absolute(request.path)
    return framed(request, "popular", title=title, rows=rows, names=names, note=note, spans=spans, canonical=where)


@csrf_exempt
def read(request: HttpRequest, story_id: str) -> HttpResponse:
    """The counter's address under a server that does not go through `newsroom.wsgi`, which answers it sooner."""
    status, headers, body = counting.answer(request.path, request.META)
    return HttpResponse(body, status=int(status[:3]), headers=dict(headers))


@public("kanal", "before")
def indeks(request: HttpRequest, year: str = "", month: str = "", day: str = "") -> HttpResponse:
    """One day of the newsroom's, newest first; `?kanal=` for one section."""
    at = clock.read()
    asked = pages.day_begun(year, month, day, at=at) if year else dates.local(at).date()
    slug = request.GET.get("kanal", "")
    section = _heading("section", slug, at=at) if slug else None
    key = section.list if section else pages.ALL
    rows = pages.listing(key, at=at, before=request.GET.get("before"), span=dates.day_bounds(asked))
    if section and section.list not in rows.names:
        raise Http404  # no live story stands in it: its name is nobody's business yet
    query = f"?kanal={slug}" if slug else ""
    return framed(
        request,
        "indeks",
        title=_("Index of %(day)s") % {"day": dates.long_date(asked)},
        rows=rows,
        names=rows.names,
        day=asked,
        month=pages.month(asked, key, at=at),
        section=section,
        sections=pages.sections(rows.names),
        query=query,
        canonical=pages.absolute(pages.day_url(asked)) + query,
        noindex=not rows.cards,
    )


@public("q", "kanal", "waktu", "page", "before", made_up=True)
def search(request: HttpRequest) -> HttpResponse:
    """What is live and fits `?q=`, of a section and a time; an empty field, and how to ask, without it."""
    asked = request.GET
    narrowed = Narrowed(asked.get("kanal", ""), asked.get("waktu", ""))
    places = {name: asked.get(name, "") for name in ("page", "before")}
    found = results(asked.get("q", ""), narrowed, at=clock.read(), **places)
    return framed(request, "search", title=_("Search"), results=found, names=found.names, noindex=True)


@public("before")
def notices(request: HttpRequest) -> HttpResponse:
    at = clock.read()
    rows, older = pages.notice_rows(at=at, before=request.GET.get("before"))
    title = _("Errata & corrections")
    canonical = pages.absolute(request.path)
    feeds = pages.feed_links("notices", title=title)
    names = headings([], at=at)
    return framed(
        request, "notices", title=title, rows=rows, older=older, names=names, canonical=canonical, feeds=feeds
    )


# --- A story -----------------------------------------------------------------------------------------------


@public("page", "before")
def story(request: HttpRequest, story_id: str, slug: str = "") -> HttpResponse:
    """At whatever slug, with a slash at the end or without: the address of today is one redirect away."""
    edition = pages.read(story_id) if pages.WORD.fullmatch(story_id) else None
    if edition is None:
        return _ended(request, story_id)
    at = edition.read_at  # type: ignore[attr-defined]
    shown.of_moment(at)
    if edition.kind == Edition.Kind.HELD:
        return _without_text(request, edition, "held", status=200)
    if edition.kind == Edition.Kind.NOTICE:
        return _without_text(request, edition, "withdrawn", status=410)
    if edition.kind in (Edition.Kind.REDIRECT, Edition.Kind.UPDATE):
        return _to_the_story_it_repeats(request, edition)
    wanted, before = request.GET.get("page"), request.GET.get("before")
    page = _page_number(wanted, len(edition.rendered.pages))
    needless = wanted == "1" or (wanted == "all" and page == 1)
    # Only a live coverage has updates to go on from: elsewhere, each made-up key would be a page of its own to make.
    needless |= before is not None and edition.genre != Edition.Genre.LIVE
    if needless or request.path != edition.get_absolute_url():
        return _to_its_address(request, edition, page)
    found = pages.story(edition, page, at=at, before=before)
    return framed(request, "story", **story_context(edition, found), counted=True)


def story_context(edition: Edition, shown: pages.Story) -> dict[str, Any]:
    """What the template of a story is given, by the page and by the desk's preview of one."""
    return {
        "story": shown,
        "edition": edition,
        "names": shown.names,
        "current": {edition.section, shown.section.parent if shown.section else ""},
        "canonical": pages.canonical(edition),
        "advertising": shown.advertising,
        "linked_data": shown.linked_data,
    }


def preview(
    request: HttpRequest, edition: Edition, template: str, *, at: datetime, unsaved: pages.Unsaved, **around: Any
) -> HttpResponse:
    """A story's page of an edition that was never saved, in a frame of the desk's; nobody counts it as read."""
    page = _page_number(request.GET.get("page"), len(edition.rendered.pages))
    context = story_context(edition, pages.story(edition, page, at=at, unsaved=unsaved))
    names = context.pop("names")
    context |= {"menu": pages.menu(names), "own_pages": (), "feeds": pages.feed_links(), "noindex": True}
    return render(request, template, context | around)


@public()
def changes(request: HttpRequest, story_id: str, slug: str) -> HttpResponse:
    """What changed between the texts that readers got; 404 unless the story is live."""
    at = clock.read()
    edition = next(iter(Edition.objects.live(at).stories().of_stories([story_id])[:1]), None)
    if edition is None:
        raise Http404
    if edition.slug != slug:
        return onwards(request, reverse("editions:changes", args=[story_id, edition.slug]))
    rows, first = pages.changes(story_id, at=at)
    title = _("What changed: %(headline)s") % {"headline": pages.labelled(edition, edition.headline)}
    names = headings([], at=at)
    return framed(request, "changes", title=title, edition=edition, rows=rows, first=first, names=names, noindex=True)


def _page_number(wanted: str | None, count: int) -> int | None:
    """The page asked for, None for the whole text. A story that is no longer cut is whole on its first page."""
    if wanted is None:
        return 1
    if wanted == "all":
        return None if count > 1 else 1
    if not re.fullmatch(r"[1-9][0-9]{0,3}", wanted) or int(wanted) > count:
        raise Http404
    return int(wanted)


def _to_the_story_it_repeats(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Wherever that one has come to by now, in one hop; its own page tells if it is gone.

    An update of a live coverage stands on the coverage's page, at its own place.
    """
    address = moved.joined_to(edition.leads_to, at=edition.read_at)  # type: ignore[attr-defined]
    if not address:
        raise Http404
    place = f"#{edition.story_id}" if edition.kind == Edition.Kind.UPDATE else ""
    return onwards(request, address, place)


def _to_its_address(request: HttpRequest, edition: Edition, page: int | None) -> HttpResponse:
    query = {None: "?page=all", 1: ""}.get(page, f"?page={page}")
    return onwards(request, edition.get_absolute_url() + query)


def _moved(request: HttpRequest, address: str) -> HttpResponse:
    response = onwards(request, address)
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


def _ended(request: HttpRequest, story_id: str) -> HttpResponse:
    """An advertorial whose paid time is over says so for good; whatever else isn't live is unknown."""
    at = clock.read()
    shown.at_any_address()
    born = Edition.objects.filter(story_id=story_id, published_at__lte=at).exclude(superseded_at=F("published_at"))
    last = born.order_by("-number").first()
    if last is None or last.until is None or last.superseded_at != last.until:
        raise Http404
    return framed(request, "ended", status=410, edition=last, names=headings([], at=at), noindex=True)


def _without_text(request: HttpRequest, edition: Edition, template: str, *, status: int) -> HttpResponse:
    """A held or withdrawn story: at any slug, since a redirect would tell its headline; it leads on to the latest."""
    shown.at_any_address()
    with shown.beside():
        latest = pages.listing(pages.ALL, at=edition.read_at)  # type: ignore[attr-defined]
    return framed(
        request,
        template,
        status=status,
        edition=edition,
        ground=pages.GROUNDS.get(edition.ground, edition.ground),
        apology=pages.apology(Notice.Kind.PENCABUTAN, edition.ground),
        names=latest.names,
        cards=latest.cards[:8],
        noindex=True,
    )


@require_safe
def find_day(request: HttpRequest) -> HttpResponse:
    """From the date field of the index to that day's address."""
    try:
        day = date.fromisoformat(request.GET.get("hari", ""))
    except ValueError:
        day = date.min
    return redirect(pages.day_url(day) if day >= pages.EARLIEST else reverse("editions:indeks"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Leads from an old address to where that is now; else says so, and offers the latest. Needs no database."""
    context: dict[str, Any] = {"noindex": True, "current": (), "feeds": pages.feed_links()} | _frame(request)
    kept: dict[str, Any] = {"public": True, "max_age": SECONDS}
    try:
        at = clock.read()
        shown.until(at + timedelta(seconds=SECONDS))  # an archive may bring in what stood here
        if address := pages.destination(request.path, request.META["QUERY_STRING"], at=at):
            return _moved(request, address)
        with shown.beside():
            rows = pages.listing(pages.ALL, at=at)
        context |= {"cards": rows.cards[:8], "menu": pages.menu(rows.names)}
    except Error:
        context |= {"cards": [], "menu": []}
        kept = {"no_store": True}  # nobody knows whether it leads somewhere
    response = render(request, "editions/missing.html", context, status=404)
    patch_cache_control(response, **kept)
    patch_vary_headers(response, ["Save-Data"])
    return response
