"""From when on a kept page is no longer served, and what is no reason to make it anew."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from articles import publishing
from articles.publishing import Correction, recording
from editions import views
from editions.models import Picture
from editions.showing import unfolded
from tests.cast import MONDAY
from tests.editions.test_cache import asked, database_away, kept, url
from tests.editions.test_kinds import OVER, paid
from tests.editions.test_pages import photographed, public_files, read

pytestmark = pytest.mark.django_db

__all__ = ["database_away", "kept", "public_files"]


# --- What has ended before ---------------------------------------------------------------------------------------


def test_a_picture_whose_rights_have_ended_lets_the_pages_without_it_be_kept(kept, newsroom):
    kept.PROXIES = ["varnish:http://127.0.0.1:1"]
    client, ends = Client(), newsroom.now + timedelta(hours=1)
    story = newsroom.live(photo_id=photographed(newsroom, rights_until=ends).pk)
    paths = [url(story), "/", "/kanal/nasional/", "/rss/", "/sitemap-news.xml"]
    for path in paths:
        assert "/media/" in client.get(path).text
    newsroom.at(ends)
    for path in paths:
        response = client.get(path)
        assert "/media/" not in response.text
        assert "s-maxage=0" not in response["Cache-Control"]
        assert asked(client, path)[1] == 0, path


def test_what_changed_in_a_story_is_compared_once_and_kept(kept, newsroom):
    client, story = Client(), newsroom.live()
    newsroom.step(minutes=1)
    publishing.correct(story, Correction("ralat", {"deck": "Muatan kedua"}, "Bukan pertama."), by=newsroom.dedi)
    path = f"{url(story)}perubahan/"
    assert "kedua" in client.get(path).text
    assert asked(client, path)[1] == 0
    newsroom.step(minutes=1)
    publishing.correct(story, Correction("ralat", {"deck": "Muatan ketiga"}, "Bukan kedua."), by=newsroom.dedi)
    assert "ketiga" in client.get(path).text


def test_that_the_time_of_an_advertisement_is_over_is_kept(kept, newsroom):
    client, path = Client(), url(paid(newsroom))
    assert client.get(path).status_code == 200
    newsroom.at(OVER)
    assert client.get(path).status_code == 410
    assert asked(client, path)[1] == 0


def test_a_text_held_in_the_second_in_which_a_reader_got_it_is_not_told_to_be_the_same(kept, newsroom):
    client, story = Client(), newsroom.live()
    newsroom.step(seconds=0.2)
    path = url(story)
    told = {"if-modified-since": client.get(path)["Last-Modified"]}
    assert client.get(path, headers=told).status_code == 304
    newsroom.step(seconds=0.2)
    publishing.hold(story, by=newsroom.citra, reason="Diperiksa")
    response = client.get(path, headers=told)
    assert (response.status_code, "Larantuka" in response.text) == (200, False)
    assert client.get(path, headers={"if-modified-since": response["Last-Modified"]}).status_code == 304


# --- The end of a picture's rights -------------------------------------------------------------------------------


def test_nobody_may_keep_a_picture_past_the_end_of_its_rights(newsroom, client):
    ends = newsroom.now + timedelta(seconds=90)
    newsroom.live(photo_id=photographed(newsroom, rights_until=ends).pk)
    address = f"/media/{unfolded(Picture.objects.get().facts)['renditions'][0]['name']}"
    for seconds, most in ((0, 60), (50, 40), (39.5, 0)):
        newsroom.step(seconds=seconds)
        response = client.get(address)
        assert read(response)
        assert response["Cache-Control"] == f"public, max-age={most}, immutable"
    newsroom.at(ends)
    assert client.get(address).status_code == 404


# --- On its way to a proxy ----------------------------------------------------------------------------------------


def test_no_proxy_keeps_for_long_a_page_that_took_long_to_make(kept, newsroom, monkeypatch):
    """It was told at once of what changed meanwhile, and once more three seconds later."""
    kept.PROXIES = ["varnish:http://127.0.0.1:1"]
    client, story = Client(), newsroom.live()
    path, framed = url(story), views.framed

    def slowly(*told, **shown):
        page = framed(*told, **shown)
        publishing.hold(story, by=newsroom.citra, reason="Diperiksa")
        newsroom.step(seconds=3)
        return page

    with monkeypatch.context() as slow:
        slow.setattr(views, "framed", slowly)
        response = client.get(path)
    assert ("Larantuka" in response.text, response["Cache-Control"]) == (True, "public, max-age=60")
    assert "Larantuka" not in client.get(path).text


# --- Without the database ----------------------------------------------------------------------------------------


def test_no_proxy_keeps_for_long_what_is_answered_without_the_database(kept, newsroom, database_away):
    """Once it is back and tells proxies what is withdrawn, a process that still waits for it would bring that back."""
    kept.PROXIES = ["varnish:http://127.0.0.1:1"]
    client, path = Client(), url(newsroom.live())
    assert "s-maxage" in client.get(path)["Cache-Control"]
    database_away()
    newsroom.step(seconds=1)
    assert client.get(path)["Cache-Control"] == "public, max-age=60"


# --- What nobody knew when it was asked --------------------------------------------------------------------------


def test_an_old_address_asked_for_while_the_database_is_away_leads_on_once_it_is_back(kept, newsroom, monkeypatch):
    kept.PROXIES = ["varnish:http://127.0.0.1:1"]
    client, story = Client(raise_request_exception=False), newsroom.live()
    recording.remember(stories={"/2019/05/kapal.html": story.story_id})
    client.get("/redaksi/")
    with monkeypatch.context() as away:

        def refuse(*_query, **_rest):
            raise OperationalError("the server closed the connection")

        away.setattr("django.db.backends.utils.CursorWrapper.execute", refuse)
        assert client.get("/2019/05/kapal.html")["Cache-Control"] == "no-store"
    assert client.get("/2019/05/kapal.html")["Location"] == url(story)


def test_the_index_of_a_day_is_there_from_its_first_second_on(kept, newsroom):
    client, midnight, path = Client(), MONDAY.replace(day=5, hour=0), "/indeks/2035/09/05/"
    newsroom.live()
    newsroom.at(midnight - timedelta(seconds=20))
    assert client.get(path).status_code == 404
    newsroom.at(midnight)
    assert client.get(path).status_code == 200
