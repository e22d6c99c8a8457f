"""RSS of everything and of each section: the newest of a list, under ids that outlive every correction."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from almanac import dates
from editions import clock, pages
from editions.models import Edition, Heading, Rendered


@require_safe
def rss(request: HttpRequest, slug: str = "") -> HttpResponse:
    heading = Heading.objects.filter(kind="section", slug=slug).first() if slug else None
    if slug and heading is None:
        raise Http404
    at = clock.read()
    rows = pages.listing(heading.list if heading else pages.ALL, at=at)
    if slug and not rows.cards:
        raise Http404
    feed = _feed(heading, pages.absolute(request.path))
    editions = [card.edition for card in rows.cards]
    summaries = dict(Rendered.objects.filter(edition__in=editions).values_list("edition_id", "summary"))
    for card in rows.cards:
        _add(feed, card, summaries.get(card.edition.pk, ""))
    headers = {"Cache-Control": "public, max-age=60"}
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8", headers=headers)


def _feed(heading: Heading | None, address: str) -> Rss201rev2Feed:
    page = heading.get_absolute_url() if heading else reverse("editions:home")
    return Rss201rev2Feed(
        title=f"{heading.name} | {settings.OUTLET_NAME}" if heading else settings.OUTLET_NAME,
        link=pages.absolute(page),
        description=settings.OUTLET_TAGLINE or settings.OUTLET_NAME,
        language=settings.LANGUAGE_CODE,
        feed_url=address,
    )


def _add(feed: Rss201rev2Feed, card: pages.Card, summary: str) -> None:
    edition = card.edition
    feed.add_item(
        title=pages.labelled(edition, edition.headline),
        link=pages.absolute(edition.get_absolute_url()),
        description=summary,
        unique_id=guid(edition),
        unique_id_is_permalink=False,
        pubdate=dates.local(edition.first_published_at),
        author_name=edition.byline or None,
        categories=[card.kicker] if card.kicker else [],
    )


def guid(edition: Edition) -> str:
    """A tag: URI of the story, not of its text: neither correction nor new slug makes it another item."""
    host = urlsplit(settings.SITE_ADDRESS).hostname
    return f"tag:{host},{edition.first_published_at:%Y-%m-%d}:berita/{edition.story_id}"
