"""What a story's page says in schema.org's words."""

import json
import re
from datetime import datetime, timedelta

import pytest

from articles import publishing
from articles.models import Tag
from articles.publishing import Correction
from editions.models import Edition, Picture
from editions.pages import machines
from tests.editions.test_feeds import photographed

pytestmark = pytest.mark.django_db
HOST = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def public_files(settings, tmp_path):
    options = settings.STORAGES["public"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"public": settings.STORAGES["public"] | {"OPTIONS": options}}


def graph(client, address):
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).content.decode())
    return json.loads(found)["@graph"]


def article_of(client, article):
    address = Edition.objects.live().get(story_id=article.story_id).get_absolute_url()
    return graph(client, address)[0]


def test_a_story_carries_all_that_search_engines_document(newsroom, client):
    Tag.objects.create(name="Kapal", slug="kapal")
    credits = [["rep", newsroom.ani.author.pk], ["red", newsroom.citra.author.pk]]
    story = newsroom.live(
        headline="Kapal </script> tiba", section_id=newsroom.east.pk, photo_id=photographed(newsroom).pk,
        tags=["Kapal"], credits=credits, place="Larantuka", citations=[[newsroom.reuters.pk, "", None]],
    )  # fmt: skip
    newsroom.step(hours=2)
    publishing.correct(story, Correction("ralat", {"deck": "Lain"}, "Bukan Ende."), by=newsroom.dedi)
    said = article_of(client, story)
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == "Kapal </script> tiba"
    assert [(one["width"], one["height"]) for one in said["image"]] == [(1200, 675), (1200, 900), (1200, 1200)]
    assert all(one["url"].startswith(f"{HOST}/media/") for one in said["image"])
    assert said["author"] == [{"@type": "Person", "name": "Ani", "url": f"{HOST}/penulis/ani/"}]
    assert said["editor"] == [{"@type": "Person", "name": "Citra", "url": f"{HOST}/penulis/citra/"}]
    assert said["datePublished"] == "2035-09-03T10:00:00+07:00"
    assert said["dateModified"] == "2035-09-03T12:00:00+07:00"
    assert (said["articleSection"], said["keywords"], said["inLanguage"]) == ("Timur", ["Kapal"], "id")
    assert said["correction"] == [
        {"@type": "CorrectionComment", "text": "Bukan Ende.", "datePublished": "2035-09-03T12:00:00+07:00"}
    ]
    assert said["citation"][0]["name"] == "Reuters"
    publisher = said["publisher"]
    assert publisher["logo"]["width"] == publisher["logo"]["height"] == 512
    for policy in ("publishingPrinciples", "correctionsPolicy", "ethicsPolicy", "masthead", "actionableFeedbackPolicy"):
        assert client.get(publisher[policy].removeprefix(HOST)).status_code == 200


def test_every_picture_that_is_named_is_served(newsroom, client):
    story = newsroom.live(photo_id=photographed(newsroom).pk)
    for one in article_of(client, story)["image"]:
        response = client.get(one["url"].removeprefix(HOST))
        assert response.status_code == 200
        assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"


def test_breadcrumbs_lead_down_to_the_story_and_to_a_section(newsroom, client):
    story = newsroom.live(section_id=newsroom.east.pk)
    address = Edition.objects.live().get(story_id=story.story_id).get_absolute_url()
    crumbs = graph(client, address)[1]
    assert crumbs["@type"] == "BreadcrumbList"
    assert [one["position"] for one in crumbs["itemListElement"]] == [1, 2, 3, 4]
    ways = [one["item"].removeprefix(HOST) for one in crumbs["itemListElement"]]
    assert ways == ["/", "/kanal/daerah/", "/kanal/timur/", address]
    assert [one["name"] for one in graph(client, "/kanal/timur/")[0]["itemListElement"]][1:] == ["Daerah", "Timur"]


@pytest.mark.parametrize(
    ("genre", "type_"),
    [
        ("news", "NewsArticle"), ("opinion", "OpinionNewsArticle"), ("analysis", "AnalysisNewsArticle"),
        ("advertorial", "AdvertiserContentArticle"), ("photo_story", "NewsArticle"),
    ],
)  # fmt: skip
def test_each_kind_of_story_has_its_own_name(newsroom, client, genre, type_):
    assert article_of(client, newsroom.live(genre=genre))["@type"] == type_


def test_a_photo_story_names_its_pictures(newsroom, client):
    one, two = photographed(newsroom), photographed(newsroom)
    body = f'<p>Satu.</p><div data-gallery="{one.pk} {two.pk}"></div><p>Dua.</p>'
    story = newsroom.live(genre="photo_story", body=body, photo_id=one.pk)
    address = Edition.objects.live().get(story_id=story.story_id).get_absolute_url()
    gallery = graph(client, address)[2]
    assert (gallery["@type"], len(gallery["image"])) == ("ImageGallery", 2)
    assert gallery["image"][0]["creditText"] == "Antara"


def test_a_story_that_names_nobody_is_the_newsrooms(newsroom, client):
    story = newsroom.live(credits=[["red", newsroom.citra.author.pk]])
    assert article_of(client, story)["author"] == [{"@type": "Organization", "name": "Nusa Harian", "url": f"{HOST}/"}]


def test_a_photographer_is_the_author_of_a_photo_story_alone(newsroom, client):
    credits = [["foto", newsroom.ani.author.pk]]
    named = [article_of(client, newsroom.live(genre=genre, credits=credits))["author"][0]["name"]
             for genre in ("photo_story", "news")]  # fmt: skip
    assert named == ["Ani", "Nusa Harian"]


def test_a_picture_whose_rights_ended_is_named_nowhere(newsroom, client):
    story = newsroom.live(photo_id=photographed(newsroom).pk)
    Picture.objects.update(until=newsroom.now + timedelta(minutes=1))
    newsroom.step(minutes=1)
    said = article_of(client, story)
    assert "image" not in said
    for address in ("/rss/", "/atom/", "/json/", "/sitemap-news.xml", "/sitemap-2035-09-03.xml"):
        assert "/media/" not in client.get(address).content.decode()


def test_the_front_page_names_the_site_and_its_publisher(newsroom, client):
    site, publisher = graph(client, "/")
    assert (site["@type"], site["url"]) == ("WebSite", f"{HOST}/")
    assert site["publisher"]["@id"] == publisher["@id"]


def test_pages_say_how_large_a_picture_may_be_shown_and_those_not_to_be_found_say_so(newsroom, client):
    held = newsroom.live()
    assert '<meta name="robots" content="max-image-preview:large">' in client.get("/").content.decode()
    publishing.hold(held, by=newsroom.citra, reason="Cek")
    page = client.get(f"/berita/{held.story_id}/x/").content.decode()
    assert page.count('name="robots"') == 1
    assert '<meta name="robots" content="noindex">' in page


def test_times_carry_the_newsrooms_zone(newsroom, client, settings):
    assert datetime.fromisoformat(article_of(client, newsroom.live())["datePublished"]).utcoffset() == timedelta(
        hours=7
    )


@pytest.mark.parametrize(
    ("typed", "player"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871"),
        ("https://video.kabar.id/kapal", "https://video.kabar.id/kapal"),
        ("https://youtube.com.jahat.id/watch?v=dQw4w9WgXcQ", "https://youtube.com.jahat.id/watch?v=dQw4w9WgXcQ"),
    ],
)
def test_machines_are_told_of_a_films_player(typed, player):
    assert machines._player(typed) == player


def test_an_authors_page_says_who_that_is(newsroom, client):
    newsroom.ani.author.bio = "Meliput laut sejak 2012."
    newsroom.ani.author.save()
    newsroom.live()
    publishing.rename([newsroom.ani.author])
    profile = graph(client, "/penulis/ani/")[0]
    assert profile["@type"] == "ProfilePage"
    assert profile["mainEntity"]["name"] == "Ani"
    assert profile["mainEntity"]["description"] == "Meliput laut sejak 2012."
    assert '<meta name="description" content="Meliput laut sejak 2012.">' in client.get("/penulis/ani/").text
