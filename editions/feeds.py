"""Feeds of everything, of each named list and of what was put right: the newest of a list, in three forms.

Items stand under ids that outlive every correction.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page

from almanac.text import one_line
from editions import clock, pages
from editions.models import Entry, Picture
from editions.pages import elsewhere, ranges
from editions.pages.facts import Facts, Person
from editions.pages.heads import head_at
from editions.pages.lists import ROWS
from editions.pages.righted import NoticeRow
from editions.public import public
from editions.syndication import FORMS, Channel, Item

HEADERS = {"Access-Control-Allow-Origin": "*"}
"""Open to scripts of other sites: what stands here is public, and the same for everybody."""

EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
"""When a feed without items was last changed."""


@public()
@conditional_page
def of_all(request: HttpRequest, form: str) -> HttpResponse:
    """The newest stories of all sections."""
    at = clock.read()
    return _answer(request, form, settings.OUTLET_NAME, reverse("editions:home"), _stories(pages.ALL, at=at))


@public()
@conditional_page
def of_list(request: HttpRequest, form: str, kind: str, slug: str) -> HttpResponse:
    """The newest of a section, tag, author, source, fokus or series; 404 while no live story stands in it."""
    heading = head_at(kind, slug)
    items = _stories(heading.list, at=clock.read()) if heading and not heading.into else []
    if heading is None or not items:
        raise Http404
    return _answer(request, form, f"{heading.name} | {settings.OUTLET_NAME}", heading.get_absolute_url(), items)


@public()
@conditional_page
def of_notices(request: HttpRequest, form: str) -> HttpResponse:
    """What was put right, as the public list of it tells."""
    rows, _older = pages.notice_rows(at=clock.read(), before=None)
    items = [_notice(row) for row in rows]
    title = f"{_('Errata & corrections')} | {settings.OUTLET_NAME}"
    return _answer(request, form, title, reverse("editions:notices"), items)


def _answer(request: HttpRequest, form: str, title: str, page: str, items: list[Item]) -> HttpResponse:
    channel = Channel(
        title=title,
        about=settings.OUTLET_TAGLINE or settings.OUTLET_NAME,
        page=pages.absolute(page),
        address=pages.absolute(request.path),
        house=Person(settings.OUTLET_NAME, settings.SITE_ADDRESS + "/", ""),
        language=settings.LANGUAGE_CODE,
        updated=max((item.updated for item in items), default=EPOCH),
        items=items,
    )
    written = FORMS[form].write(channel)
    return HttpResponse(written, content_type=f"{FORMS[form].type}; charset=utf-8", headers=HEADERS)


# --- Stories -----------------------------------------------------------------------------------------------


def _stories(key: str, *, at: datetime) -> list[Item]:
    """Three queries; for whole texts one more for pictures, and one where stories verify others."""
    ids = Entry.objects.live(at).newest(key).values_list("story_id", flat=True)[:ROWS]
    rows = ranges.in_full(list(ids), at=at, text=settings.FEED_TEXT)
    pictures = elsewhere.pictures_of(rows) if settings.FEED_TEXT else {}
    addresses = elsewhere.verifying(rows) if settings.FEED_TEXT else {}
    return [_item(facts, pictures, addresses) for facts in rows]


def _item(facts: Facts, pictures: Mapping[str, Picture], addresses: Mapping[str, str]) -> Item:
    return Item(
        guid=facts.guid,
        url=facts.url,
        title=facts.title,
        summary=facts.summary,
        published=facts.edition.first_published_at,
        updated=facts.changed_at,
        html=elsewhere.text(facts, pictures, addresses) if settings.FEED_TEXT else "",
        authors=facts.authors,
        tags=[name for name in dict.fromkeys([facts.section, *facts.keywords]) if name],
        shot=facts.shot,
    )


# --- What was put right ------------------------------------------------------------------------------------


def _notice(row: NoticeRow) -> Item:
    notice = row.notice
    return Item(
        guid=uuid.uuid5(uuid.NAMESPACE_OID, f"notice {notice.story_id} {notice.at.timestamp():.6f}").urn,
        url=pages.absolute(row.edition.get_absolute_url()),
        title=f"{row.name}: {pages.labelled(row.edition, one_line(row.edition.headline))}",
        summary=one_line(f"{notice.text} {row.apology}"),
        published=notice.at,
        updated=notice.at,
    )
