"""Proxies hear of every change until they say that they have."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client

from articles import publishing
from articles.publishing.correcting import SMALL, Correction
from editions import purging, shown
from editions.models import Change, Picture, Purge
from editions.showing import unfolded
from tests.editions.test_pages import photographed, public_files, read

pytestmark = pytest.mark.django_db
__all__ = ["public_files"]


@pytest.fixture
def proxy(settings):
    """A stand-in for Varnish: what it was told, and the status it answers with."""

    class Told(BaseHTTPRequestHandler):
        def do_PURGE(self):
            server.told.append(set(self.headers["xkey-purge"].split()))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *_words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Told)
    server.told, server.status = [], 200
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    settings.PROXIES = [f"varnish:http://127.0.0.1:{server.server_port}"]
    yield server
    server.shutdown()
    server.server_close()


def test_a_publication_is_told_by_its_keys_at_once_and_once_more_for_pages_that_were_on_their_way(newsroom, proxy):
    story = newsroom.live()
    assert purging.tell_proxies() > 0
    assert {shown.story(story.story_id), "all", newsroom.national.list_key, shown.MENU} <= proxy.told[0]
    assert purging.tell_proxies() == 0
    newsroom.step(seconds=4)
    assert purging.tell_proxies() > 0
    assert proxy.told[0] == proxy.told[1]
    assert not Purge.objects.exists()


def test_a_change_of_thousands_of_pages_is_told_in_as_many_calls_as_a_proxy_takes(newsroom, proxy):
    keys = {f"topic-tag-pemilihan-umum-kepala-daerah-{number}" for number in range(2000)}
    Change.objects.tell(keys, at=newsroom.now)
    while purging.tell_proxies():
        pass
    assert max(len(" ".join(told)) for told in proxy.told) < 8000
    assert set().union(*proxy.told) == keys | {shown.CROWDED}


def test_a_page_that_shows_more_than_a_header_holds_goes_with_every_change(
    newsroom, proxy, settings, tmp_path, monkeypatch
):
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path
    story = newsroom.live()
    while purging.tell_proxies():
        pass
    assert shown.story(story.story_id) in Client().get("/sitemap-news.xml")["xkey"].split()
    monkeypatch.setattr(shown, "MOST_TOLD", 40)
    page = Client().get("/indeks/")
    assert page["xkey"] == page["Surrogate-Key"] == f"{shown.EVERYTHING} {shown.CROWDED}"
    Change.objects.tell(["menu"], at=newsroom.now)
    purging.tell_proxies()
    assert proxy.told[-1] == {"menu", shown.CROWDED}


def test_a_change_that_names_no_page_holds_nobody_up(newsroom, proxy):
    Change.objects.tell([], at=newsroom.now)
    assert purging.tell_proxies() > 0
    assert proxy.told == []


def test_a_change_of_everything_is_told_in_one_word(newsroom, proxy):
    Change.objects.tell([shown.EVERYTHING, *(f"story-{number}" for number in range(2000))], at=newsroom.now)
    purging.tell_proxies()
    assert proxy.told == [{shown.EVERYTHING}]


def test_what_is_scheduled_is_told_now_since_pages_end_with_it(newsroom, proxy):
    newsroom.live()
    newsroom.step(seconds=5)
    while purging.tell_proxies():
        pass
    later = newsroom.scheduled(newsroom.now + timedelta(hours=3))
    purging.tell_proxies()
    assert shown.story(later.story_id) in proxy.told[-1]


def test_a_proxy_that_does_not_take_it_is_told_again_later_and_nothing_is_lost(newsroom, proxy):
    proxy.status = 503
    newsroom.live()
    before = Purge.objects.count()
    assert purging.tell_proxies() == 0
    assert Purge.objects.count() == before
    assert Purge.objects.filter(tries=1).exists()
    proxy.status = 200
    newsroom.step(minutes=6)
    while purging.tell_proxies():
        pass
    assert not Purge.objects.exists()


def test_a_proxy_that_is_gone_holds_nobody_up(newsroom, settings):
    settings.PROXIES = ["varnish:http://127.0.0.1:9"]
    newsroom.live()
    assert purging.tell_proxies() == 0
    assert Purge.objects.filter(tries=1).exists()


def test_a_proxy_taken_out_of_use_is_not_told_any_more(newsroom, proxy, settings):
    newsroom.live()
    settings.PROXIES = []
    assert purging.tell_proxies() == 0
    assert proxy.told == []


def test_services_are_told_in_their_own_words(monkeypatch, settings):
    sent = []

    def send(url, data, *, headers):
        sent.append((url, data, headers))
        return type("Answer", (), {"status": 200})

    monkeypatch.setattr(purging, "post", send)
    settings.FASTLY_TOKEN, settings.CLOUDFLARE_TOKEN = "f-word", "c-word"
    assert purging._told("fastly:s1", ["a", "b"])
    assert purging._told("cloudflare:z1", [f"k{number}" for number in range(31)])
    assert purging._told("cloudflare:z1", [shown.EVERYTHING])
    assert sent[0][0].endswith("/service/s1/purge")
    assert sent[0][2] == {"Fastly-Key": "f-word", "Surrogate-Key": "a b"}
    assert [len(one[1]) > 20 for one in sent[1:3]] == [True, False]
    assert b"purge_everything" in sent[3][1]


def test_old_changes_go_and_the_newest_stays(newsroom):
    newsroom.live()
    count = Change.objects.count()
    newsroom.step(days=3)
    assert purging.forget_old_changes() == count - 1
    assert purging.forget_old_changes() == 0


# --- Pictures --------------------------------------------------------------------------------------------------


def told_of(proxy, newsroom):
    """Every key that the proxy has been told of since it was last asked."""
    newsroom.step(seconds=4)
    while purging.tell_proxies():
        pass
    told, proxy.told = set().union(*proxy.told), []
    return told


def pictured(key=""):
    """The answer at the address of a picture, by default of the only one."""
    picture = Picture.objects.get(**({"pk": key} if key else {}))
    response = Client().get(f"/media/{unfolded(picture.facts)['renditions'][0]['name']}")
    read(response)
    return response


TAKING_AWAY = {
    "withdrawing": lambda newsroom, story: publishing.withdraw(story, by=newsroom.eko, ground="keliru", reason="Salah"),
    "holding": lambda newsroom, story: publishing.hold(story, by=newsroom.citra, reason="Diperiksa"),
    "another_photo": lambda newsroom, story: publishing.correct(
        story, Correction(SMALL, {"photo_id": None}, second_tick=True), by=newsroom.dedi
    ),
}
BRINGING_BACK = {
    "withdrawing": lambda newsroom, story: publishing.reinstate(story, by=newsroom.eko, reason="Benar"),
    "holding": lambda newsroom, story: publishing.lift(story, by=newsroom.citra, reason="Benar"),
}


@pytest.mark.parametrize("act", TAKING_AWAY)
def test_a_proxy_is_told_of_a_picture_that_leaves_the_site_and_when_it_is_back(newsroom, proxy, public_files, act):
    story = newsroom.live(photo_id=photographed(newsroom).pk)
    told_of(proxy, newsroom)
    shows = pictured()
    TAKING_AWAY[act](newsroom, story)
    assert told_of(proxy, newsroom) & set(shows["xkey"].split())
    gone = pictured()
    assert (shows.status_code, gone.status_code) == (200, 404)
    assert shows["Surrogate-Key"] == shows["xkey"] == shows["Cache-Tag"].replace(",", " ")
    if act in BRINGING_BACK:
        BRINGING_BACK[act](newsroom, story)
        assert told_of(proxy, newsroom) & set(gone["xkey"].split())
        assert pictured().status_code == 200


def test_a_proxy_is_told_of_the_pictures_of_updates_when_their_live_coverage_goes(newsroom, proxy, public_files):
    coverage = newsroom.live(genre="live")
    photo = photographed(newsroom).pk
    newsroom.live(genre="update", coverage_id=coverage.pk, headline="Muatan turun", photo_id=photo)
    told_of(proxy, newsroom)
    shows = pictured()
    TAKING_AWAY["withdrawing"](newsroom, coverage)
    assert told_of(proxy, newsroom) & set(shows["xkey"].split())
    assert (shows.status_code, pictured().status_code) == (200, 404)


def test_a_proxy_is_told_of_a_portrait_that_an_author_no_longer_has(newsroom, proxy, public_files):
    author = newsroom.ani.author
    author.portrait = photographed(newsroom)
    author.save()
    newsroom.live()
    told_of(proxy, newsroom)
    shows = pictured()
    author.portrait = None
    author.save()
    publishing.rename([author])
    assert told_of(proxy, newsroom) & set(shows["xkey"].split())
    assert (shows.status_code, pictured().status_code) == (200, 404)


def test_a_picture_goes_without_keys_where_no_proxy_is_told(newsroom, public_files):
    newsroom.live(photo_id=photographed(newsroom).pk)
    assert not {"xkey", "Surrogate-Key", "Cache-Tag"} & set(pictured().headers)
