"""Whatever is typed, head, linked data, cards, feeds and sitemaps say the same of a story, and none of them breaks."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from almanac.text import one_line
from articles import publishing
from articles.models import Author, Tag
from articles.publishing import Correction
from editions.models import Edition
from photos.models import Photo
from tests.editions.test_feeds import of_atom, of_json, of_rss
from tests.editions.test_sitemaps import PLACES
from tests.photos.pictures import photo_file

HOSTILE = [
    "</script><script>alert(1)</script>", "<!--", "]]>", "<![CDATA[", "&amp;lt;b&gt;", "&#x202e;", "{{ outlet.name }}",
    "\u202eterbalik", "مرحبا بالعالم", "שלום", "\x01\x1b[31m", "\ufffe\uffff", "a\u0301" * 20, "👩👩👧👦",
    "x" * 300, "'\"`", "\u2028baris\u2029", "%s %(nama)s {0}", "\\u003c/script\\u003e", "\ufeffBOM", "İstanbul",
    "\r\n dua \t baris", "<title>", "</title>", "<meta property=og:title content=palsu>", "javascript:alert(1)",
    "\x85\x9f", "\U0001ffff\U00100000", "<script>",
]  # fmt: skip
ANY = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=80)
WORDS = st.one_of(st.sampled_from(HOSTILE), ANY, st.tuples(ANY, st.sampled_from(HOSTILE), ANY).map("".join))
LINES = WORDS.map(lambda text: text[:300])
NAMES = LINES.map(lambda text: text[:120]).filter(one_line)


@dataclass(frozen=True)
class Typed:
    """What somebody types for one story."""

    headline: str
    deck: str
    share_text: str
    kicker: str
    paragraphs: list[str]
    raw: str
    writers: list[str]
    editor: str
    tags: list[str]
    caption: str
    pictured: bool
    paged: bool
    corrected: bool
    genre: str

    @property
    def corrects(self):
        """A paid story needs a second person first."""
        return self.corrected and self.genre != "advertorial"


STORIES = st.builds(
    Typed,
    headline=LINES.filter(one_line),
    deck=st.one_of(st.just(""), LINES),
    share_text=st.one_of(st.just(""), st.just(""), LINES),
    kicker=LINES.map(lambda text: text[:80]),
    paragraphs=st.lists(WORDS.filter(one_line), min_size=1, max_size=3),
    raw=st.one_of(st.just(""), WORDS),
    writers=st.lists(NAMES, max_size=2),
    editor=st.one_of(st.just(""), NAMES),
    tags=st.lists(NAMES.map(lambda text: text[:100]), max_size=2),
    caption=LINES.filter(one_line),
    pictured=st.booleans(),
    paged=st.booleans(),
    corrected=st.booleans(),
    genre=st.sampled_from(["news", "news", "opinion", "analysis", "photo_story", "advertorial"]),
)
AT_ONCE = 10


class Desk:
    """Files typed stories, a few days after those of the example before, so that maps hold these alone."""

    def __init__(self, newsroom):
        self.newsroom = newsroom
        self.photos = [
            Photo.objects.add(photo_file(), by=newsroom.citra, caption=words, credit="Antara/X", alt=words)
            for words in ("Kapal <di> dermaga", "\u202eعربي & \x01 lain")
        ]
        self.made = 0

    def author(self, name):
        self.made += 1
        return Author.objects.create(name=name, slug=f"orang-{self.made}").pk

    def tag(self, name):
        found = Tag.objects.filter(name__iexact=one_line(name)).first()
        self.made += 1
        return found or Tag.objects.create(name=one_line(name), slug=f"topik-{self.made}")

    def file(self, typed):
        self.newsroom.step(minutes=1)
        body = "".join(f"<p>{escape(text)}</p>" for text in typed.paragraphs) + typed.raw
        body += "<hr data-page-break><p>Akhir.</p>" if typed.paged else ""
        credits = [["rep", self.author(name)] for name in typed.writers]
        credits += [["red", self.author(typed.editor)]] if typed.editor else []
        photo = self.photos[self.made % 2].pk if typed.pictured else None
        article = self.newsroom.live(
            headline=typed.headline, deck=typed.deck, share_text=typed.share_text, kicker=typed.kicker, body=body,
            credits=credits, no_byline_reason="" if credits else "x", tags=[self.tag(name).name for name in typed.tags],
            photo_id=photo, photo_caption=typed.caption if typed.pictured else "", genre=typed.genre,
        )  # fmt: skip
        if typed.corrects:
            self.newsroom.step(minutes=1)
            publishing.correct(article, Correction("pembaruan", {"kicker": "Baru"}), by=self.newsroom.dedi)
        return Edition.objects.live(self.newsroom.now).get(story_id=article.story_id)


def page(client, edition):
    """What the page of a story says: in its text, in its head, and in its linked data."""
    address = edition.get_absolute_url()
    tree = LexborHTMLParser(client.get(address).content.decode())

    def meta(name, key="property"):
        return [one.attributes.get("content") for one in tree.css(f'meta[{key}="{name}"]')]

    (linked,) = [json.loads(one.text()) for one in tree.css('script[type="application/ld+json"]')]
    article = linked["@graph"][0]
    byline, photo = tree.css_first(".byline"), tree.css_first("article.story figure img")
    times = [datetime.fromisoformat(one.attributes["datetime"]) for one in tree.css("article header .meta time")]
    assert len(tree.css("script:not([src])")) == 1
    return {
        "headline": [one_line(one.text()) for one in tree.css("h1")] + [article["headline"]],
        "canonical": [tree.css_first('link[rel="canonical"]').attributes["href"], article["url"], *meta("og:url")],
        "shared": meta("og:title"),
        "published": [times[0], moment(article["datePublished"]), *map(moment, meta("article:published_time"))],
        "updated": [times[-1], moment(article["dateModified"]), *map(moment, meta("article:modified_time"))],
        "people": [[one["name"] for one in article["author"] if one["@type"] == "Person"], meta("author", "name")],
        "byline": one_line(byline.text()) if byline else "",
        "pictures": [*(one["url"] for one in article.get("image", [])[:1]), *meta("og:image")],
        "photo": photo.attributes["src"] if photo else "",
        "summary": [*meta("og:description"), *meta("description", "name"), article["description"]],
    }


def moment(text):
    return datetime.fromisoformat(text)


def maps(client, newsroom):
    """What the maps of a day and of the news say, by address."""
    said = {}
    day = newsroom.now.astimezone(newsroom.now.tzinfo).strftime("%Y-%m-%d")
    for address in (f"/sitemap-{day}.xml", "/sitemap-news.xml"):
        for one in etree.fromstring(client.get(address).content):
            loc = one.findtext(f"{{{PLACES['']}}}loc")
            image = one.findtext(f".//{{{PLACES['image']}}}loc")
            said.setdefault(loc, {"images": []})["images"].append(image or "")
            if updated := one.findtext(f"{{{PLACES['']}}}lastmod"):
                said[loc]["updated"] = moment(updated)
            if title := one.findtext(f".//{{{PLACES['news']}}}title"):
                said[loc]["title"] = title
                said[loc]["published"] = moment(one.findtext(f".//{{{PLACES['news']}}}publication_date"))
    return said


def agree(client, desk, batch):
    desk.newsroom.at(desk.newsroom.now.replace(hour=9) + timedelta(days=4))
    editions = [desk.file(typed) for typed in batch]
    fed = {}
    for form, read in (("rss", of_rss), ("atom", of_atom), ("json", of_json)):
        # Advertisements stand in the feed of their section alone.
        for item in read(client.get(f"/{form}/kanal/nasional/").content):
            fed.setdefault(item["url"], []).append({name: value for name, value in item.items() if name != "html"})
    mapped = maps(client, desk.newsroom)
    for typed, edition in zip(batch, editions, strict=True):
        one_story(client, typed, edition, fed, mapped)


def one_story(client, typed, edition, fed, mapped):
    said = page(client, edition)
    headline, paid = one_line(typed.headline), typed.genre == "advertorial"
    label = "[Advertorial] " if paid else ""
    assert said["headline"] == [headline, headline]
    assert said["shared"] == [label + (one_line(typed.share_text) or headline)]
    (url,) = set(said["canonical"])
    (published,) = set(said["published"])
    (updated,) = set(said["updated"])
    assert (published, updated != published) == (edition.first_published_at, typed.corrects)
    writers = list(dict.fromkeys(one_line(name) for name in typed.writers))
    assert said["people"] == [writers, writers]
    assert [name for name in [*typed.writers, typed.editor] if one_line(name) not in said["byline"]] == []
    assert len(set(said["summary"])) == 1
    pictures = set(said["pictures"])
    assert len(pictures) == len(said["pictures"]) - 1 == 1 if typed.pictured else not pictures
    picture = said["pictures"][0] if pictures else ""
    assert bool(said["photo"]) == typed.pictured
    assert picture.rpartition("/")[0].endswith(said["photo"].rpartition("/")[0])
    rss, atom, as_json = fed[url]
    assert rss == atom == as_json
    assert (rss["title"], rss["published"]) == (label + headline, published)
    assert (rss["people"], rss["picture"]) == (writers, picture)
    if paid:
        assert url not in mapped
    else:
        assert mapped[url] == {
            "images": [picture, picture], "updated": updated, "title": headline, "published": published,
        }  # fmt: skip


@pytest.fixture
def desk(newsroom, settings, tmp_path):
    settings.OPEN_PLACES_BLOCK = False  # any text at all, `XXX` too
    options = settings.STORAGES["public"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"public": settings.STORAGES["public"] | {"OPTIONS": options}}
    return Desk(newsroom)


def hold(client, desk, rounds):
    @settings(
        max_examples=rounds, deadline=None, derandomize=rounds < SOAK, database=None,
        # Ten stories are read soon enough: to make them smaller takes longer than anybody waits.
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(STORIES, min_size=AT_ONCE, max_size=AT_ONCE))
    def held(batch):
        agree(client, desk, batch)

    held()


SOAK = 1000


@pytest.mark.no_cover  # two hundred stories in ten forms: counting their lines doubles their time
def test_two_hundred_stories_of_any_text_say_the_same_everywhere(client, desk):
    hold(client, desk, 20)


@pytest.mark.soak
def test_ten_thousand_stories_of_any_text_say_the_same_everywhere(client, desk):
    hold(client, desk, SOAK)
