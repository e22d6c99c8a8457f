"""Sitemaps: an index, a map of each day and one of the news of two days. Each is one range of the list of all."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page

from almanac import dates
from editions import clock, pages, shown
from editions.cache import common
from editions.markup import Document
from editions.models import Edition, Entry, EntryQuerySet, Heading
from editions.pages import ranges, updated
from editions.pages.days import days_of
from editions.pages.facts import Facts
from editions.pages.heads import headings
from editions.public import public

SITEMAP = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
IMAGES = {"xmlns:image": "http://www.google.com/schemas/sitemap-image/1.1"}
NEWS = {"xmlns:news": "http://www.google.com/schemas/sitemap-news/0.9"}

NEWS_HOURS = 48
NEWS_ROWS = 1000
"""What search engines take of news: so old, so many in one map."""

NEWS_MAPS = 20
DAY_ROWS = 50_000
"""What a map may hold by the protocol."""

STANDING = ("notices", "newsroom", "guidelines", "how_to_reply", "indeks", "photo", "video", "opinion", "popular")


@public()
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """Every map there is: of the pages that stand, of the news, of each day on which a live story came out."""
    at = clock.read()
    maps = [reverse("editions:sitemap_pages"), *_news_maps(at)]
    maps += [reverse("editions:sitemap_day", args=day.isoformat().split("-")) for day in days(at)]
    xml = Document()
    with xml.element("sitemapindex", SITEMAP):
        for one in maps:
            with xml.element("sitemap"):
                xml.leaf("loc", pages.absolute(one))
    return _answer(xml)


def _news_maps(at: datetime) -> Iterator[str]:
    """The first map of news, and one that goes on from every thousandth story."""
    address = reverse("editions:sitemap_news")
    rows = list(_news(at).values_list("story_id", "first_published_at")[: NEWS_ROWS * NEWS_MAPS])
    if rows:
        _until_it_is_no_news(rows[-1][1])
        yield address
    for last, _moment in rows[NEWS_ROWS - 1 : -1 : NEWS_ROWS]:
        yield f"{address}?before={last}"


def days(at: datetime) -> list[date]:
    """The newsroom's days with a live story, newest first: one query."""
    shown.note_list(shown.older(pages.ALL))
    return days_of(Entry.objects.live(at).newest(pages.ALL))


@public()
@conditional_page
def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    start, end = dates.day_bounds(pages.day_of(year, month, day))
    at = clock.read()
    live = Entry.objects.live(at)
    rows = live.before(pages.ALL, end) if end <= at else live.newest(pages.ALL)
    rows = rows.filter(first_published_at__gte=start, first_published_at__lt=end)
    stories = ranges.in_brief(list(rows.values_list("story_id", flat=True)[:DAY_ROWS]), at=at)
    if not stories:
        raise Http404
    xml = Document()
    with xml.element("urlset", SITEMAP | IMAGES):
        for facts in stories:
            with xml.element("url"):
                xml.leaf("loc", facts.url)
                xml.leaf("lastmod", facts.updated)
                _image(xml, facts)
    return _answer(xml)


@public("before")
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """The stories of two days, a thousand at most; `?before=` goes on from one of them."""
    at = clock.read()
    before = request.GET.get("before")
    after = pages.row_of(pages.ALL, before, at=at) if before is not None else None
    ids = list(_news(at, after).values_list("story_id", flat=True)[:NEWS_ROWS])
    told = common.rows("news", ids, partial(_told, at=at), _note, at=at)
    xml = Document()
    with xml.element("urlset", SITEMAP | NEWS | IMAGES):
        for story_id in (one for one in ids if one in told):
            xml.add(told[story_id].xml)
    return _answer(xml)


class Told(NamedTuple):
    """What the map of news says of a story."""

    edition: Edition
    xml: str


def _told(story_ids: list[str], *, at: datetime) -> dict[str, Told]:
    return {
        facts.edition.story_id: Told(facts.edition, str(_news_of(facts))) for facts in ranges.in_brief(story_ids, at=at)
    }


def _note(story_id: str, told: Told | None) -> None:
    shown.note(shown.story(story_id))
    if told:
        told.edition.note()
        updated.note(story_id, told.edition.genre)
        if told.edition.lead:
            told.edition.lead.note()
        _until_it_is_no_news(told.edition.first_published_at)


def _news(at: datetime, after: Entry | None = None) -> EntryQuerySet:
    since = at - timedelta(hours=NEWS_HOURS)
    return Entry.objects.live(at).newest(pages.ALL, after=after).filter(first_published_at__gt=since)


def _until_it_is_no_news(moment: datetime) -> None:
    shown.until(moment + timedelta(hours=NEWS_HOURS))


def _news_of(facts: Facts) -> Document:
    xml = Document(head="")
    with xml.element("url"):
        xml.leaf("loc", facts.url)
        xml.leaf("lastmod", facts.updated)
        with xml.element("news:news"):
            with xml.element("news:publication"):
                xml.leaf("news:name", settings.OUTLET_NAME)
                xml.leaf("news:language", settings.LANGUAGE_CODE)
            xml.leaf("news:publication_date", facts.published)
            xml.leaf("news:title", facts.headline)
        _image(xml, facts)
    return xml


def _image(xml: Document, facts: Facts) -> None:
    if facts.shot:
        with xml.element("image:image"):
            xml.leaf("image:loc", facts.shot.url)


@public()
@conditional_page
def standing(request: HttpRequest) -> HttpResponse:
    """The front page, sections and pages that stand."""
    heads = headings([], at=clock.read()).values()
    xml = Document()
    with xml.element("urlset", SITEMAP):
        for url in [reverse("editions:home"), *_of(heads), *(reverse(f"editions:{name}") for name in STANDING)]:
            with xml.element("url"):
                xml.leaf("loc", pages.absolute(url))
    return _answer(xml)


def _of(heads: Iterable[Heading]) -> list[str]:
    return [heading.get_absolute_url() for heading in heads]


def _answer(xml: Document) -> HttpResponse:
    return HttpResponse(xml.encoded(), content_type="application/xml; charset=utf-8")
