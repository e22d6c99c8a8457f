"""A page at hand is answered before Django looks at the request, and never when Django would answer otherwise."""

import io
import time
import zlib
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.utils import timezone

from articles import publishing
from editions.cache import changes
from editions.cache.at_hand import AtHand
from editions.cache.middleware import PageCache
from editions.models import Change, Edition
from tests.cast import Newsroom

pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """The application as a server calls it; `django` counts the requests that came through to it."""

    def __init__(self):
        self.django, handler = 0, WSGIHandler()

        def counted(environ, start_response):
            self.django += 1
            return handler(environ, start_response)

        self.application = AtHand(counted)

    def get(self, path, method="GET", **environ):
        told = {}
        path, _mark, asked = path.partition("?")
        environ |= {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": asked, "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        }  # fmt: skip
        answer = self.application(environ, lambda status, headers, *_: told.update(status=status, headers=headers))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return told["status"], {name.lower(): value for name, value in told["headers"]}, body


@pytest.fixture
def site(settings, tmp_path, monkeypatch):
    """With looks at what changed a minute apart, so that only an act on this machine makes one due."""
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path
    settings.ALLOWED_HOSTS = ["localhost"]
    monkeypatch.setattr(changes, "PAUSE", 60.0)
    return Site()


@pytest.fixture
def live(flushed):
    """A live story by the machine's own clock, which alone lets a page be at hand."""
    with Newsroom() as newsroom:
        newsroom.at(timezone.now())
        article = newsroom.live()
    newsroom.address = Edition.objects.live().get(story_id=article.story_id).get_absolute_url()
    newsroom.article = article
    return newsroom


def test_a_kept_page_is_answered_alike_without_django(site, live):
    first = site.get(live.address)
    assert site.django == 1
    assert site.get(live.address) == first
    assert site.django == 1
    assert first[0] == "200 OK"
    assert int(first[1]["content-length"]) == len(first[2])


def test_it_is_zipped_left_out_or_compared_as_asked(site, live):
    _status, headers, body = site.get(live.address)
    status, zipped, packed = site.get(live.address, HTTP_ACCEPT_ENCODING="gzip")
    assert (status, zipped["content-encoding"]) == ("200 OK", "gzip")
    assert zlib.decompress(packed, 31) == body
    assert site.get(live.address, "HEAD") == ("200 OK", headers, b"")
    same = site.get(live.address, HTTP_IF_NONE_MATCH=headers["etag"])
    assert (same[0], same[1]["etag"], same[2]) == ("304 Not Modified", headers["etag"], b"")
    assert site.django == 1


def test_a_withdrawn_story_is_gone_at_the_next_request(site, live):
    site.get(live.address)
    publishing.withdraw(live.article, by=live.eko, ground="keliru", reason="Keliru.")
    assert site.get(live.address)[0] == "410 Gone"
    assert site.get(live.address)[0] == "410 Gone"
    assert site.django == 2


def test_a_page_past_its_end_is_made_again(site, live):
    soon = timezone.now() + timedelta(seconds=4)
    Change.objects.tell(["all"], at=soon)
    site.get("/kanal/nasional/")
    site.get("/")
    site.get("/")
    assert site.django == 2
    time.sleep(max((soon - timezone.now()).total_seconds(), 0) + 0.1)
    site.get("/")
    assert site.django == 3


def test_whatever_a_path_alone_does_not_tell_is_left_to_django(site, live):
    plain = site.get(live.address)
    assert site.get(f"{live.address}?lite=1")[2] != plain[2]
    assert site.get(live.address, HTTP_SAVE_DATA="on")[2] != plain[2]
    assert site.get(live.address, "POST")[0].startswith("405")
    bare = live.address.rsplit("/", 2)[0] + "/slug-lain/"
    assert (site.get(bare)[0], site.get(bare)[1]["location"]) == ("301 Moved Permanently", live.address)
    assert site.get(live.address) == plain


def test_no_header_moves_the_site_for_the_readers_who_come_after(site, live):
    """gunicorn takes `SCRIPT_NAME` from a proxy on its own machine, and Varnish hands on what a reader sends."""
    for path in ("/", live.address):
        assert b"jahat" not in site.get(path, SCRIPT_NAME="//jahat.example")[2]
        status, headers, body = site.get(path)
        assert (status, "location" in headers, b"jahat" in body) == ("200 OK", False, False)


def test_a_path_beyond_ascii_is_never_taken_for_another(site, live):
    told = {site.get(path.encode().decode("latin-1"))[0] for path in ("/é/", "/Ã©/", "/é/", "/Ã©/")}
    assert told == {"404 Not Found"}
    assert site.django == 4


def test_with_the_database_gone_what_may_be_shown_is_still_at_hand(site, live):
    site.get("/redaksi/")
    site.get(live.address)
    known = PageCache.standing.changes
    known.lost = True
    assert site.get(live.address)[0] == "200 OK"
    assert site.django == 2
    known.barred[f"story-{live.article.story_id}"] = known.position + 1  # on this machine's disk since it was held
    site.get(live.address)
    assert site.django == 3
    assert site.get("/redaksi/")[0] == "200 OK"
    assert site.django == 3


def test_a_database_that_lets_one_wait_is_asked_seldom(site, live, monkeypatch):
    monkeypatch.setattr(changes, "PAUSE", 0.0)
    asked = []

    def hang(*_told):
        asked.append(time.sleep(0.3))
        raise OperationalError("timeout expired")

    site.get(live.address)
    monkeypatch.setattr(changes.Changes, "_read", hang)
    begun = time.monotonic()
    while time.monotonic() - begun < 1.5:
        assert site.get(live.address)[0] == "200 OK"
    assert len(asked) == 1
