"""A topic's page: what is new, its neighbours and its years, from rows that acts keep true."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from articles import publishing
from articles.models import Tag
from editions import topics
from editions.counted import Neighbour, TopicMonth

WIB = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def tags(newsroom):
    return [Tag.objects.create(name=name, slug=name.lower()) for name in ("Kapal", "Laut", "Ombak", "Angin")]


def months(tag):
    rows = TopicMonth.objects.filter(list=tag.list_key).order_by("month")
    return {f"{row.month:%Y-%m}": row.count for row in rows}


def neighbours(tag):
    return list(Neighbour.objects.filter(list=tag.list_key).order_by("place").values_list("other", flat=True))


def count():
    while topics.count_due():
        pass


def test_months_are_the_newsrooms_and_follow_every_act(newsroom, tags):
    kapal = tags[0]
    newsroom.at(datetime(2035, 9, 30, 23, 59, tzinfo=WIB))
    newsroom.live(tags=["Kapal"])
    newsroom.step(minutes=2)
    october = newsroom.live(tags=["Kapal"])
    scheduled = newsroom.scheduled(newsroom.now + timedelta(days=40), tags=["Kapal"])
    count()
    assert months(kapal) == {"2035-09": 1, "2035-10": 1}
    newsroom.step(days=41)
    count()
    assert months(kapal) == {"2035-09": 1, "2035-10": 1, "2035-11": 1}
    scheduled.refresh_from_db()
    publishing.withdraw(scheduled, by=newsroom.eko, ground="keliru", reason="Keliru.")
    publishing.hold(october, by=newsroom.citra, reason="Diperiksa")
    newsroom.step(seconds=1)
    count()
    assert months(kapal) == {"2035-09": 1}
    october.refresh_from_db()
    publishing.lift(october, by=newsroom.citra, reason="Benar")
    newsroom.step(seconds=1)
    count()
    assert months(kapal) == {"2035-09": 1, "2035-10": 1}


def test_what_is_called_off_is_not_counted(newsroom, tags):
    story = newsroom.scheduled(newsroom.now + timedelta(days=1), tags=["Kapal"])
    publishing.cancel(story, by=newsroom.citra)
    newsroom.step(days=2)
    count()
    assert months(tags[0]) == {}


def test_neighbours_stand_together_at_least_twice_busiest_first(newsroom, tags):
    kapal, laut, ombak, angin = tags
    for names in (["Kapal", "Laut", "Ombak"], ["Kapal", "Laut", "Angin"], ["Kapal", "Laut", "Ombak"]):
        newsroom.live(tags=names)
    count()
    assert neighbours(kapal) == [laut.list_key, ombak.list_key]
    assert neighbours(angin) == []


def test_the_page_leads_with_what_is_new_and_shows_neighbours_and_years(newsroom, tags, client):
    for number in range(3):
        newsroom.step(days=31)
        newsroom.live(headline=f"Kapal nomor {number} berlayar", tags=["Kapal", "Laut"])
    count()
    html = client.get("/tag/kapal/").content.decode()
    assert 'class="card lead' in html
    assert html.index("nomor 2 ") < html.index("nomor 1 ")
    assert "Topik terkait" in html
    assert '<a href="/tag/laut/">Laut</a>' in html
    assert '<a href="/tag/kapal/2035/11/">Nov</a>' in html
    of_month = client.get("/tag/kapal/2035/11/").content.decode()
    assert "Kapal: November 2035" in of_month
    assert "nomor 1 " in of_month
    assert "nomor 2 " not in of_month
    for address in ("/tag/kapal/2035/08/", "/tag/kapal/2035/13/", "/tag/kapal/0000/01/", "/tag/tidak-ada/2035/11/"):
        assert client.get(address).status_code == 404


def test_the_month_shown_is_marked_on_its_own_page_alone_and_its_year_stands_open(newsroom, tags, client):
    for _year in range(2):
        newsroom.live(tags=["Kapal"])
        newsroom.step(days=400)
    count()

    def marked(path):
        page = client.get(path).content.decode()
        opened = re.findall(r"<details open><summary>(\d+)", page)
        return opened, re.findall(r'<a href="([^"]*)" aria-current="page">(?:Sep|Okt)', page)

    for path in ("/tag/kapal/2035/09/", "/tag/kapal/2036/10/"):  # again and again, by one process
        assert marked("/tag/kapal/") == (["2036"], [])
        assert marked(path) == ([path[11:15]], [path])


def test_the_years_of_a_busy_topic_are_told_with_dots_between_the_thousands(newsroom, tags, client):
    newsroom.live(tags=["Kapal"])
    count()
    TopicMonth.objects.filter(list=tags[0].list_key).update(count=12345)
    html = client.get("/tag/kapal/").content.decode()
    assert "<span>12.345 berita</span>" in html
    assert 'value="12345" aria-hidden="true"></meter> <span>12.345</span>' in html


def test_a_neighbour_without_a_live_story_is_not_shown(newsroom, tags, client):
    pair = [newsroom.live(tags=["Kapal", "Laut"]) for _number in range(2)]
    newsroom.live(tags=["Kapal"])
    count()
    for story in pair:
        publishing.withdraw(story, by=newsroom.eko, ground="keliru", reason="Keliru.")
    newsroom.step(seconds=1)
    assert "/tag/laut/" not in client.get("/tag/kapal/").content.decode()


def test_a_page_counts_nothing_and_costs_the_same_with_more(newsroom, tags, client, django_assert_max_num_queries):
    newsroom.live(tags=["Kapal", "Laut"])
    count()
    with django_assert_max_num_queries(7) as few:
        client.get("/tag/kapal/")
    for _number in range(12):
        newsroom.live(tags=["Kapal", "Laut", "Ombak", "Angin"])
    count()
    with django_assert_max_num_queries(7) as lots:
        client.get("/tag/kapal/")
    assert len(few) == len(lots)
    assert not [one["sql"] for one in lots if "COUNT(" in one["sql"]]
