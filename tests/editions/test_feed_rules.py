"""Every feed by the rules of the W3C feed validator and of JSON Feed 1.1, stated here one by one."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from lxml import etree

from articles import publishing
from articles.models import Tag
from articles.publishing import Correction
from tests.editions.test_feeds import ATOM, CONTENT, MEDIA, photographed

pytestmark = pytest.mark.django_db

RFC_822 = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}")
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RELATIVE = re.compile(r'(?:src|href|cite)="(?!https?://|mailto:|tel:)')
FORBIDDEN = re.compile(r"<(?:script|style|iframe|object|embed|form|meta)\b|\son[a-z]+=|\sstyle=", re.IGNORECASE)
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
OF = ("", "kanal/nasional/", "tag/kapal/", "penulis/ani/", "sumber/reuters/", "ralat/")

RSS_CHANNEL = {"title", "link", "description", "language", "lastBuildDate", f"{ATOM}link", "item"}
RSS_ITEM = {
    "title", "link", "guid", "pubDate", "category", "description", CONTENT, MEDIA,
    "{http://purl.org/dc/elements/1.1/}creator",
}  # fmt: skip
ONCE = {"title", "link", "guid", "pubDate", "description", CONTENT, MEDIA}


@pytest.fixture(autouse=True, params=[False, True], ids=["summary", "full"])
def filled(newsroom, settings, tmp_path, request):
    options = settings.STORAGES["public"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"public": settings.STORAGES["public"] | {"OPTIONS": options}}
    settings.FEED_TEXT = request.param
    Tag.objects.create(name="Kapal", slug="kapal")
    photo, older = photographed(newsroom), newsroom.live()
    body = (
        f'<p>Satu <a href="/indeks/">tautan</a>, <a href="mailto:a@b.id">surat</a> &amp; &lt;b&gt;.</p><p>Dua.</p>'
        f'<div data-baca-juga="{older.story_id}"></div><p>Tiga.</p><figure data-photo="{photo.pk}"></figure>'
        f'<table><tbody><tr><td>1</td></tr></tbody></table><div data-gallery="{photo.pk} {photo.pk}"></div>'
        "<hr data-page-break><blockquote><p>Kutipan.</p></blockquote><p>Akhir \x01\x0b.</p>"
    )
    fields = {"tags": ["Kapal"], "citations": [[newsroom.reuters.pk, "", None]], "photo_id": photo.pk, "body": body}
    newsroom.step(minutes=1)
    newsroom.live(headline="Kapal <b>tiba</b> & \x02 berlabuh", **fields)
    newsroom.step(minutes=1)
    article = newsroom.live(headline="Dua ‘kutip’ 👩‍👩‍👧", credits=[], no_byline_reason="x", deck="", **fields)
    newsroom.step(minutes=1)
    publishing.correct(article, Correction(kind="ralat", text="Bukan <Ende>.", changes={}), by=newsroom.citra)
    newsroom.live(genre="advertorial", headline="Kebun teh", **fields)
    return newsroom


def absolute(url):
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url


def sound_html(html):
    return not RELATIVE.search(html) and not FORBIDDEN.search(html)


def fetched(client, form, of):
    response = client.get(f"/{form}/{of}")
    assert response.status_code == 200
    text = response.content.decode()
    assert not BROKEN.search(text)
    assert not re.search(r"\\u00(?:0|1|8|9)", text)
    return response, f"http://127.0.0.1:8000/{form}/{of}"


def children(element):
    return [one.tag for one in element]


def test_rss(client, filled):
    for of in OF:
        a_rss(client, filled, of)


def a_rss(client, filled, of):
    response, address = fetched(client, "rss", of)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert (root.tag, root.get("version"), children(root)) == ("rss", "2.0", ["channel"])
    channel = root[0]
    assert set(children(channel)) <= RSS_CHANNEL
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    assert all(children(channel).count(name) == 1 for name in RSS_CHANNEL - {"item"})
    assert absolute(channel.findtext("link"))
    assert LANGUAGE.fullmatch(channel.findtext("language"))
    assert RFC_822.fullmatch(channel.findtext("lastBuildDate"))
    own = channel.find(f"{ATOM}link")
    assert (own.get("rel"), own.get("type"), own.get("href")) == ("self", "application/rss+xml", address)
    items = channel.findall("item")
    assert items
    assert len({one.findtext("guid") for one in items}) == len(items)
    for item in items:
        rss_item(item, filled.now)


def rss_item(item, now):
    names = children(item)
    assert set(names) <= RSS_ITEM
    assert all(names.count(name) <= 1 for name in ONCE)
    assert item.findtext("title").strip()
    assert absolute(item.findtext("link"))
    assert item.find("guid").get("isPermaLink") == "false"
    assert URN.fullmatch(item.findtext("guid"))
    assert RFC_822.fullmatch(item.findtext("pubDate"))
    assert datetime(1970, 1, 1, tzinfo=UTC) < parsedate_to_datetime(item.findtext("pubDate")) <= now
    assert all(one.text.strip() for one in item.findall("category"))
    assert sound_html(item.findtext("description"))
    assert "<" not in item.findtext("description")
    assert sound_html(item.findtext(CONTENT) or "")
    for media in item.findall(MEDIA):
        assert absolute(media.get("url"))
        assert (media.get("medium"), media.get("type")) == ("image", "image/jpeg")
        assert int(media.get("width")) >= 1200
        assert int(media.get("height")) > 0


def test_atom(client, filled):
    for of in OF:
        a_atom(client, filled, of)


def a_atom(client, filled, of):
    response, address = fetched(client, "atom", of)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert LANGUAGE.fullmatch(feed.get("{http://www.w3.org/XML/1998/namespace}lang"))
    for name in ("id", "title", "updated", "subtitle"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
        assert feed.findtext(f"{ATOM}{name}").strip()
    assert absolute(feed.findtext(f"{ATOM}id"))
    assert RFC_3339.fullmatch(feed.findtext(f"{ATOM}updated"))
    assert [one.get("href") for one in feed.findall(f"{ATOM}link[@rel='self']")] == [address]
    assert len(feed.findall(f"{ATOM}link[@rel='alternate']")) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    assert len({one.findtext(f"{ATOM}id") for one in entries}) == len(entries)
    newest = max(datetime.fromisoformat(one.findtext(f"{ATOM}updated")) for one in entries)
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == newest
    for entry in entries:
        atom_entry(entry, filled.now)


def atom_entry(entry, now):
    for name in ("id", "title", "updated", "published", "summary"):
        assert len(entry.findall(f"{ATOM}{name}")) == 1
    assert URN.fullmatch(entry.findtext(f"{ATOM}id"))
    assert entry.findtext(f"{ATOM}title").strip()
    published, updated = (entry.findtext(f"{ATOM}{name}") for name in ("published", "updated"))
    assert RFC_3339.fullmatch(published)
    assert RFC_3339.fullmatch(updated)
    assert datetime.fromisoformat(published) <= datetime.fromisoformat(updated) <= now
    assert len(entry.findall(f"{ATOM}link[@rel='alternate']")) == 1
    assert all(absolute(one.get("href")) for one in entry.findall(f"{ATOM}link"))
    assert all(one.text.strip() for one in entry.findall(f"{ATOM}author/{ATOM}name"))
    assert all(absolute(one.text) for one in entry.findall(f"{ATOM}author/{ATOM}uri"))
    assert all(one.get("term").strip() for one in entry.findall(f"{ATOM}category"))
    for content in entry.findall(f"{ATOM}content"):
        assert content.get("type") == "html"
        assert sound_html(content.text)


def test_json_feed(client, filled):
    for of in OF:
        a_json_feed(client, filled, of)


def a_json_feed(client, filled, of):
    response, address = fetched(client, "json", of)
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == address
    assert feed["title"]
    assert absolute(feed["home_page_url"])
    assert LANGUAGE.fullmatch(feed["language"])
    assert all(one["name"] for one in feed["authors"])
    assert feed["items"]
    assert len({one["id"] for one in feed["items"]}) == len(feed["items"])
    for item in feed["items"]:
        assert URN.fullmatch(item["id"])
        assert absolute(item["url"])
        assert ("content_html" in item) != ("content_text" in item)
        assert sound_html(item.get("content_html", ""))
        assert all(RFC_3339.fullmatch(item[name]) for name in ("date_published", "date_modified"))
        assert absolute(item.get("image", "http://x.id/"))
        assert all(one["name"] and absolute(one.get("url", "http://x.id/")) for one in item.get("authors", []))
