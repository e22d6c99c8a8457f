"""Proxies hear of every change until they say that they have."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client

from editions import purging, shown
from editions.models import Change, Purge

pytestmark = pytest.mark.django_db


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
