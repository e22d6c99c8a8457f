"""A channel and its items, written as RSS 2.0, Atom 1.0 or JSON Feed 1.1. Pure: the same items, three ways."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any, NamedTuple

from django.utils.html import escape

from almanac import dates
from almanac.text import printable
from editions.markup import Document
from editions.pages.addresses import FEED_TYPES
from editions.pages.facts import Person, Shot


@dataclass(frozen=True)
class Item:
    """Titles and summaries are plain text; `html` is the whole text, empty where only a summary is given."""

    guid: str
    url: str
    title: str
    summary: str
    published: datetime
    updated: datetime
    html: str = ""
    authors: list[Person] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    shot: Shot | None = None


@dataclass(frozen=True)
class Channel:
    title: str
    about: str
    page: str
    """The page it goes with."""
    address: str
    """Its own."""
    house: Person
    """The newsroom: whose words those are that nobody signs."""
    language: str
    updated: datetime
    items: list[Item]


# --- RSS ---------------------------------------------------------------------------------------------------

RSS_NAMES = {
    "version": "2.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def rss(channel: Channel) -> bytes:
    xml = Document()
    with xml.element("rss", RSS_NAMES), xml.element("channel"):
        xml.leaf("title", channel.title)
        xml.leaf("link", channel.page)
        xml.leaf("description", channel.about)
        xml.leaf("language", channel.language)
        xml.leaf("lastBuildDate", _in_mail(channel.updated))
        xml.leaf("atom:link", attributes={"rel": "self", "type": "application/rss+xml", "href": channel.address})
        for item in channel.items:
            with xml.element("item"):
                _rss_item(xml, item)
    return xml.encoded()


def _rss_item(xml: Document, item: Item) -> None:
    xml.leaf("title", item.title)
    xml.leaf("link", item.url)
    xml.leaf("guid", item.guid, {"isPermaLink": "false"})
    xml.leaf("pubDate", _in_mail(item.published))
    for author in item.authors:
        xml.leaf("dc:creator", author.name)
    for tag in item.tags:
        xml.leaf("category", tag)
    xml.leaf("description", escape(item.summary))
    if item.html:
        xml.leaf("content:encoded", item.html)
    if item.shot:
        about = {
            "medium": "image",
            "type": "image/jpeg",
            "width": str(item.shot.width),
            "height": str(item.shot.height),
        }
        with xml.element("media:content", {"url": item.shot.url} | about):
            words = {"media:description": item.shot.labelled(item.shot.caption), "media:credit": item.shot.credit}
            for name, text in words.items():
                if text:
                    xml.leaf(name, text)


def _in_mail(moment: datetime) -> str:
    return format_datetime(dates.local(moment))


# --- Atom --------------------------------------------------------------------------------------------------


def atom(channel: Channel) -> bytes:
    xml = Document()
    with xml.element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": channel.language}):
        xml.leaf("title", channel.title)
        xml.leaf("subtitle", channel.about)
        xml.leaf("id", channel.page)
        xml.leaf("updated", dates.machine(channel.updated))
        xml.leaf("link", attributes={"rel": "alternate", "type": "text/html", "href": channel.page})
        xml.leaf("link", attributes={"rel": "self", "type": "application/atom+xml", "href": channel.address})
        _atom_person(xml, channel.house)
        for item in channel.items:
            with xml.element("entry"):
                _atom_entry(xml, item)
    return xml.encoded()


def _atom_entry(xml: Document, item: Item) -> None:
    xml.leaf("title", item.title)
    xml.leaf("link", attributes={"rel": "alternate", "type": "text/html", "href": item.url})
    if item.shot:
        about = {"rel": "enclosure", "type": "image/jpeg", "title": item.shot.labelled(item.shot.caption)}
        xml.leaf("link", attributes=about | {"href": item.shot.url})
    xml.leaf("id", item.guid)
    xml.leaf("published", dates.machine(item.published))
    xml.leaf("updated", dates.machine(item.updated))
    for author in item.authors:
        _atom_person(xml, author)
    for tag in item.tags:
        xml.leaf("category", attributes={"term": tag})
    xml.leaf("summary", item.summary, {"type": "text"})
    if item.html:
        xml.leaf("content", item.html, {"type": "html"})


def _atom_person(xml: Document, person: Person) -> None:
    with xml.element("author"):
        xml.leaf("name", person.name)
        if person.url:
            xml.leaf("uri", person.url)


# --- JSON Feed ---------------------------------------------------------------------------------------------


def json_feed(channel: Channel) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.address,
        "description": channel.about,
        "language": channel.language,
        "authors": [_json_person(channel.house)],
        "items": [_json_item(item) for item in channel.items],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _json_item(item: Item) -> dict[str, Any]:
    text = {"content_html": printable(item.html)} if item.html else {"content_text": item.summary}
    optional = {
        "authors": [_json_person(one) for one in item.authors],
        "tags": item.tags,
        "image": item.shot.url if item.shot else "",
        "_picture": _json_picture(item.shot) if item.shot else None,
    }
    return {
        "id": item.guid,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "date_published": dates.machine(item.published),
        "date_modified": dates.machine(item.updated),
        **text,
        **{name: value for name, value in optional.items() if value},
    }


def _json_picture(shot: Shot) -> dict[str, str]:
    """What has to be told of `image`, for which the format has no words: an extension, as its underscore says."""
    return {"caption": shot.labelled(shot.caption), "credit": shot.credit}


def _json_person(person: Person) -> dict[str, str]:
    return {"name": person.name} | ({"url": person.url} if person.url else {})


class Form(NamedTuple):
    """A way to write a channel."""

    write: Callable[[Channel], bytes]
    type: str


FORMS = {name: Form(write, FEED_TYPES[name]) for name, write in (("rss", rss), ("atom", atom), ("json", json_feed))}
