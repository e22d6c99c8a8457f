"""A picture made by AI, from the archive or for illustration says so wherever it is shown or told of."""

import json
from datetime import date

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from articles import publishing
from tests.editions.test_feeds import ATOM, CONTENT, FORMS, MEDIA
from tests.editions.test_pages import photographed, public_files, text_of, url

pytestmark = pytest.mark.django_db
__all__ = ["public_files"]

KINDS = (({"made_by_ai": True}, "Dibuat dengan AI"), ({"kind": "illustration"}, "Ilustrasi"),
         ({"kind": "archive", "taken_on": date(2019, 5, 12)}, "Arsip · 12 Mei 2019"))  # fmt: skip
DESCRIPTION = "{http://search.yahoo.com/mrss/}description"


def linked(page):
    (told,) = page.css('script[type="application/ld+json"]')
    return json.loads(told.text())["@graph"]


@pytest.mark.parametrize(("fields", "label"), KINDS, ids=["ai", "illustration", "archive"])
def test_machines_are_told_what_a_picture_is(newsroom, client, settings, fields, label):
    settings.FEED_TEXT = True
    photo = photographed(newsroom, **fields)
    gallery = f'<p>Satu.</p><div data-gallery="{photo.pk}"></div><p>Dua.</p>'
    story = newsroom.live(photo_id=photo.pk, genre="photo_story", body=gallery)
    caption = f"[{label}] Kapal di dermaga"
    page = LexborHTMLParser(text_of(client.get(url(story))))
    assert page.css_first('meta[property="og:image:alt"]').attributes["content"] == f"[{label}] Kapal bersandar"
    article, _way, shown = linked(page)
    assert [one["caption"] for one in (*article["image"], *shown["image"])] == [caption] * 4
    for form in FORMS:
        html = told_by_feed(client, form, caption)
        assert [one.text().startswith(caption) for one in LexborHTMLParser(html).css("figcaption")] == [True, True]
    answer = client.get(f"/api/v1/stories/{story.story_id}").json()
    assert [one["label"] for one in (answer["picture"], *answer["pictures"])] == [label] * 4
    assert answer["html"].count(caption) == 2
    assert client.get("/api/v1/stories").json()["items"][0]["picture"]["label"] == label


def told_by_feed(client, form, caption):
    """The whole text in a feed, once its picture was seen to be told of."""
    raw = client.get(f"/{form}/").content
    if form == "json":
        (item,) = json.loads(raw)["items"]
        assert item["_picture"]["caption"] == caption
        return item.get("content_html", "")
    root = etree.fromstring(raw)
    if form == "rss":
        assert root.findtext(f".//{MEDIA}/{DESCRIPTION}") == caption
        return root.findtext(f".//{CONTENT}")
    assert root.find(f".//{ATOM}link[@rel='enclosure']").get("title") == caption
    return root.findtext(f".//{ATOM}content")


def test_a_picture_of_the_event_is_told_of_as_it_was_captioned(newsroom, client):
    story = newsroom.live(photo_id=photographed(newsroom).pk)
    page = LexborHTMLParser(text_of(client.get(url(story))))
    assert page.css_first('meta[property="og:image:alt"]').attributes["content"] == "Kapal bersandar"
    assert linked(page)[0]["image"][0]["caption"] == "Kapal di dermaga"
    assert told_by_feed(client, "json", "Kapal di dermaga") == ""


@pytest.mark.parametrize(("flag", "said"), [(' data-ai="1"', True), ("", False)])
def test_an_embedded_video_made_by_ai_says_so_wherever_it_is_shown(newsroom, client, settings, flag, said):
    settings.FEED_TEXT = True
    film = f'data-author="Nusa" data-text="Semalam di bagan" data-photo="{photographed(newsroom).pk}"{flag}'
    body = f'<p>Satu.</p><div data-embed="https://youtu.be/dQw4w9WgXcQ" {film}></div>'
    story = newsroom.live(genre="video", body=body)
    for address in (url(story), f"{url(story)}?lite=1"):
        page = LexborHTMLParser(text_of(client.get(address)))
        assert ("Dibuat dengan AI" in page.css_first("figure.embed figcaption").text()) is said, address
    (video,) = linked(LexborHTMLParser(text_of(client.get(url(story)))))[0]["video"]
    assert video["name"] == ("[Dibuat dengan AI] Semalam di bagan" if said else "Semalam di bagan")
    for html in (client.get(f"/api/v1/stories/{story.story_id}").json()["html"], told_text(client)):
        assert ("Dibuat dengan AI · Nusa" in html) is said


@pytest.mark.parametrize("genre", ["video", "news"])
@pytest.mark.parametrize(("flag", "said"), [(' data-ai="1"', True), ("", False)])
def test_the_card_of_a_video_made_by_ai_says_so_beside_its_mark(newsroom, client, genre, flag, said):
    photo = photographed(newsroom)
    film = f'data-author="Nusa" data-text="Kata &quot;ai&quot;: true" data-photo="{photo.pk}"{flag}'
    body = f'<p>Kode "ai": true.</p><div data-embed="https://youtu.be/dQw4w9WgXcQ" {film}></div>'
    newsroom.live(genre=genre, body=body, photo_id=photo.pk)
    for address in ("/", "/nasional/", "/video/" if genre == "video" else "/indeks/"):
        page = LexborHTMLParser(text_of(client.get(address)))
        cards = page.css(".card .shot")
        labels = [one.text() for one in page.css(".card .shot .label")]
        assert labels == (["AI"] * len(cards) if said and genre == "video" else []), address
    assert page.css(".card")


def told_text(client):
    (item,) = json.loads(client.get("/json/").content)["items"]
    return item["content_html"]


@pytest.mark.parametrize("made_by_ai", [True, False])
def test_a_face_made_by_ai_says_so_on_story_card_and_profile(newsroom, client, made_by_ai):
    author = newsroom.ani.author
    author.bio, author.portrait = "Menulis soal laut.", photographed(newsroom, made_by_ai=made_by_ai)
    author.save()
    story = newsroom.live(genre="opinion")
    publishing.rename([author])
    for address, faces in ((url(story), 2), ("/opini/", 1), ("/penulis/ani/", 2)):
        page = LexborHTMLParser(text_of(client.get(address)))
        shown = page.css("img.face, .face img")
        assert len(shown) == faces, address
        labels = [one.text() for one in page.css(".face .label")]
        assert labels == (["AI"] * faces if made_by_ai else []), address
        assert "AI" not in text_of(client.get(f"{address}?lite=1"))
