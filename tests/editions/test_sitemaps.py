"""Sitemaps: an index, a map of each day, one of the news; each valid by its schema and one range of a list."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles import publishing
from articles.publishing import Correction
from editions import sitemaps
from tests.cast import MONDAY, WIB

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).parent / "schemas"
PLACES = {
    "": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def valid(client, address):
    """The map at an address, held against the schemas of the protocol."""
    response = client.get(address)
    assert response.status_code == 200, address
    root = etree.fromstring(response.content)
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{etree.QName(root).localname}.xsd"))
    schema.assertValid(root)
    return root


def told(root, name, place=""):
    return [one.text for one in root.iter(f"{{{PLACES[place]}}}{name}")]


@pytest.fixture
def three_days(newsroom):
    made = []
    for _day in range(3):
        made.append(newsroom.live())
        newsroom.step(days=2)
    return made


def test_the_index_names_every_day_that_has_a_story_and_each_map_is_valid(newsroom, client, three_days):
    maps = told(valid(client, "/sitemap.xml"), "loc")
    host = "http://127.0.0.1:8000"
    assert maps == [
        f"{host}/sitemap-pages.xml", *(f"{host}/sitemap-2035-09-{day}.xml" for day in ("07", "05", "03")),
    ]  # fmt: skip
    for address in maps:
        valid(client, address.removeprefix(host))


def test_a_day_is_the_newsrooms(newsroom, client):
    for hour, minute, after in ((0, 0, 0), (23, 59, 0), (0, 0, 1)):
        newsroom.at(MONDAY.replace(hour=hour, minute=minute) + timedelta(days=after))
        newsroom.live()
    assert sitemaps.days(newsroom.now) == [date(2035, 9, 4), date(2035, 9, 3)]
    assert len(told(valid(client, "/sitemap-2035-09-03.xml"), "loc")) == 2


def test_days_are_one_query_however_many_they_are(newsroom, three_days):
    with CaptureQueriesContext(connection) as asked:
        assert len(sitemaps.days(newsroom.now)) == 3
    assert len(asked) == 1
    assert not re.search(r"COUNT\(|OFFSET", asked[0]["sql"])


def test_a_day_without_a_story_a_day_to_come_and_no_day_are_404(newsroom, client, three_days):
    newsroom.scheduled(newsroom.now + timedelta(days=1))
    for nothing in ("2035-09-04", "2035-09-10", "2035-02-30", "0001-01-01", "9999-12-31"):
        assert client.get(f"/sitemap-{nothing}.xml").status_code == 404


def test_withdrawn_held_scheduled_and_paid_stories_are_in_no_map(newsroom, client):
    gone, held, shown = newsroom.live(), newsroom.live(), newsroom.live()
    newsroom.live(genre="advertorial")
    newsroom.scheduled(newsroom.now + timedelta(minutes=5))
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Keliru.")
    publishing.hold(held, by=newsroom.citra, reason="Cek")
    for address in ("/sitemap-2035-09-03.xml", "/sitemap-news.xml"):
        assert [re.search(r"/berita/(\w+)/", url)[1] for url in told(valid(client, address), "loc")] == [shown.story_id]


def test_news_are_those_of_two_days(newsroom, client):
    newsroom.live(headline="Lama")
    newsroom.step(hours=47, minutes=59)
    newsroom.live(headline="Baru & segar")
    assert told(valid(client, "/sitemap-news.xml"), "title", "news") == ["Baru & segar", "Lama"]
    newsroom.step(minutes=1)
    assert told(valid(client, "/sitemap-news.xml"), "title", "news") == ["Baru & segar"]


def test_news_past_a_thousand_go_on_in_another_map(newsroom, client, monkeypatch):
    monkeypatch.setattr(sitemaps, "NEWS_ROWS", 2)
    for _number in range(4):
        newsroom.step(minutes=1)
        newsroom.live()
    maps = [one for one in told(valid(client, "/sitemap.xml"), "loc") if "news" in one]
    assert len(maps) == 2
    found = [told(valid(client, one.removeprefix("http://127.0.0.1:8000")), "loc") for one in maps]
    assert [len(one) for one in found] == [2, 2]
    assert len({url for one in found for url in one}) == 4
    assert client.get("/sitemap-news.xml?before=tidakada").status_code == 404


def test_a_map_tells_when_the_story_last_changed_and_where_its_whole_text_stands(newsroom, client):
    article = newsroom.live(body="<p>Satu.</p><hr data-page-break><p>Dua.</p>")
    newsroom.step(hours=2)
    publishing.correct(article, Correction("pembaruan", {"deck": "Baru"}), by=newsroom.dedi)
    root = valid(client, "/sitemap-2035-09-03.xml")
    assert [datetime.fromisoformat(one) for one in told(root, "lastmod")] == [newsroom.now]
    assert told(root, "loc")[0].endswith("?page=all")


def test_robots_name_the_maps_but_not_those_of_a_demonstration(client, db, settings):
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml\n" in client.get("/robots.txt").content.decode()
    settings.DEMO = True
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in text
    assert "Sitemap" not in text


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-news.xml", "/sitemap-2035-09-03.xml"])
def test_maps_cost_the_same_at_any_size_and_count_nothing(newsroom, client, address):
    costs = []
    for _round in range(2):
        for _number in range(3):
            newsroom.live()
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        costs.append(len(asked))
        assert not any(re.search(r"COUNT\(|OFFSET", one["sql"]) for one in asked)
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert costs[0] == costs[1] <= 3


def test_days_before_the_zone_was_what_it_is_are_found_too(newsroom):
    """Jakarta's clock was half an hour further until 1964."""
    article = newsroom.live()
    from editions.models import Entry

    moment = datetime(1960, 5, 1, 0, 10, tzinfo=WIB)
    Entry.objects.filter(story_id=article.story_id).update(first_published_at=moment)
    assert sitemaps.days(newsroom.now) == [date(1960, 5, 1)]
