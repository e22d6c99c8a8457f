"""A headline that was paid for never stands without its label: every page, feed, map and answer is walked for it."""

import json
import re
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from articles import publishing
from articles.models import Fokus, Series, Tag
from articles.publishing import Correction
from editions.models import Edition
from newsroom import work

pytestmark = pytest.mark.django_db

HEADLINE, LABEL = "Menginap di kebun teh", "Advertorial"
LINKS = re.compile(r'(?:href="|<loc>|<link>|"(?:url|older)": ")([^"<#]+)')
API = ("stories", "notices", "lists/section/nasional", "lists/series/kebun", "lists/tag/teh")
BEGINNINGS = ("/", "/terpopuler/", "/cari/?q=larantuka", "/sitemap.xml", *(f"/api/v1/{one}" for one in API))


@pytest.fixture
def paid(newsroom):
    """An advertorial in a series with news, a fokus and a topic, with a notice of its own."""
    Tag.objects.create(name="Teh", slug="teh")
    series = Series.objects.create(title="Kebun", slug="kebun")
    fokus = Fokus.objects.create(title="Panen", slug="panen")
    fields = {"series_id": series.pk, "fokus_id": fokus.pk, "tags": ["Teh"]}
    newsroom.live(headline="Harga teh naik", part=1, **fields)
    newsroom.step(minutes=1)
    article = newsroom.live(headline=HEADLINE, genre="advertorial", client="Kebun Malabar", part=2, **fields)
    newsroom.step(minutes=1)
    change = Correction("ralat", {"deck": "Dua malam"}, "Bukan tiga malam.", second_tick=True)
    publishing.correct(article, change, by=newsroom.eko)
    while work.work_once():
        pass
    newsroom.step(minutes=1)
    return article


def walked(client, *beginnings):
    """Everything that can be reached from there, by address."""
    found, ahead = {}, [*BEGINNINGS, *beginnings]
    while ahead:
        address = ahead.pop()
        if address in found or address.startswith(("/media/", "/static/", "/gaya/")):
            continue
        found[address] = answer = client.get(address)
        if not answer.streaming:
            links = (urlsplit(unescape(one)) for one in LINKS.findall(answer.text))
            ours = (one for one in links if one.netloc in ("", "127.0.0.1:8000") and one.path.startswith("/"))
            ahead += [one._replace(scheme="", netloc="").geturl() for one in ours]
    return found


def places(answer):
    """Each place at which a page tells the headline, with all that stands there with it."""
    kind = answer["Content-Type"].partition(";")[0]
    if kind.endswith("json"):
        return [json.dumps(one) for one in objects(answer.json()) if HEADLINE in own_words(one)]
    if kind.endswith("xml"):
        told = etree.fromstring(answer.content).iter()
        return [one.text for one in told if HEADLINE in (one.text or "")]
    return list(on_page(LexborHTMLParser(answer.text)))


def on_page(tree):
    for script in tree.css('script[type="application/ld+json"]'):
        yield from (json.dumps(one) for one in objects(json.loads(script.text())) if HEADLINE in own_words(one))
    for one in tree.root.traverse(include_text=True):
        if one.tag == "-text" and HEADLINE in one.text_content and one.parent.tag != "script":
            yield one.text_content if LABEL in one.text_content else around(one)
        yield from (unquote(value) for value in one.attributes.values() if value and HEADLINE in unquote(value))


def around(node):
    """The labels of the card or story that it is the headline of."""
    while node.parent and node.tag not in ("article", "main"):
        node = node.parent
    return " ".join(one.text() for one in node.css(".label")) if node.tag == "article" else node.text()[:80]


def objects(value):
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(one)


def own_words(value):
    return " ".join(one for one in value.values() if isinstance(one, str))


def said_without(found):
    told = {address: places(answer) for address, answer in found.items() if not answer.streaming}
    labels = re.compile(rf"{LABEL}|AdvertiserContentArticle")
    return {address for address, ones in told.items() if ones}, {
        address: bare for address, ones in told.items() if (bare := [one for one in ones if not labels.search(one)])
    }


def test_a_paid_headline_stands_nowhere_without_its_label(newsroom, client, paid):
    edition = Edition.objects.live().get(story_id=paid.story_id)
    told, bare = said_without(walked(client, f"/api/v1/stories/{paid.story_id}"))
    assert bare == {}
    address = edition.get_absolute_url()
    lists = {"/kanal/nasional/", "/seri/kebun/", "/fokus/panen/", "/tag/teh/", "/cari/?q=larantuka", "/ralat/"}
    feeds = {f"/{form}/{of}/" for form in ("rss", "atom", "json") for of in ("kanal/nasional", "seri/kebun", "ralat")}
    answers = {f"/api/v1/{one}" for one in (*API[1:], f"stories/{paid.story_id}")}
    assert told >= {address, f"{address}perubahan/", f"{address}?lite=1", *lists, *feeds, *answers}
    assert [one for one in told if "harga-teh-naik" in one], "in the list of its series"


def test_a_paid_headline_that_was_withdrawn_keeps_its_label(newsroom, client, paid):
    edition = Edition.objects.live().get(story_id=paid.story_id)
    publishing.withdraw(paid, by=newsroom.eko, ground="keliru", reason="Keliru.")
    newsroom.step(minutes=1)
    told, bare = said_without(walked(client, f"/api/v1/stories/{paid.story_id}", edition.get_absolute_url()))
    assert bare == {}
    assert told >= {edition.get_absolute_url(), "/ralat/", "/rss/ralat/", f"/api/v1/stories/{paid.story_id}"}
    assert client.get(f"/api/v1/stories/{paid.story_id}").json()["labels"] == [LABEL]
