"""Addresses as pages and machines print them: absolute, canonical, labelled where paid, for sharing and paging."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse

from editions.models import Edition
from editions.pages.teasers import Teaser


def absolute(url: str) -> str:
    """An address with scheme and host, from settings alone: never from a request."""
    return url if url.startswith(("http://", "https://")) else settings.SITE_ADDRESS + url


class FeedLink(NamedTuple):
    type: str
    title: str
    url: str


def feed_links(of: str = "", slug: str = "", title: str = "") -> list[FeedLink]:
    """The feeds that go with a page, RSS first: of a list by its kind and slug, of the notices, or of everything."""
    heading = f"{title} | {settings.OUTLET_NAME}" if title else settings.OUTLET_NAME
    return [FeedLink(type_, heading, url) for type_, url in zip(FEED_TYPES.values(), _feeds(of, slug), strict=True)]


@lru_cache(maxsize=1024)
def _feeds(of: str, slug: str) -> list[str]:
    name = f"_{of}" if of else ""
    return [reverse(f"editions:{form}{name}", args=[slug] if slug else []) for form in FEED_TYPES]


FEED_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


class PageLink(NamedTuple):
    label: str
    url: str
    current: bool


def page_links(url: str, page: int | None, count: int) -> list[PageLink]:
    if count < 2:  # noqa: PLR2004
        return []
    return [
        PageLink(str(number), url if number == 1 else f"{url}?page={number}", number == page)
        for number in range(1, count + 1)
    ]


def canonical(edition: Edition) -> str:
    """The address that holds the full text."""
    paged = len(edition.rendered.pages) > 1
    return absolute(edition.get_absolute_url()) + ("?page=all" if paged else "")


def labelled(story: Edition | Teaser, text: str) -> str:
    """Paid stories carry their label wherever their title goes (INDONESIA.md, 28)."""
    paid = story.genre == Edition.Genre.ADVERTORIAL
    return f"[{story.labels[0] if story.labels else 'Advertorial'}] {text}" if paid else text


def share_links(edition: Edition) -> list[tuple[str, str]]:
    url = absolute(edition.get_absolute_url())
    text = labelled(edition, edition.share_text or edition.headline)
    quoted, said = quote(url, safe=""), quote(text, safe="")
    return [
        ("WhatsApp", f"https://wa.me/?text={said}%20{quoted}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={quoted}"),
        ("X", f"https://x.com/intent/post?text={said}&url={quoted}"),
        ("Telegram", f"https://t.me/share/url?url={quoted}&text={said}"),
    ]
