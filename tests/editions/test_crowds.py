"""Sixty at once before a cold page, and readers while the database is gone: at a real server, with its threads."""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from editions import views
from editions.models import Change, Edition
from tests.cast import Newsroom

CROWD = 60


class Server(ThreadedWSGIServer):
    request_queue_size = 2 * CROWD
    daemon_threads = False


class Quiet(WSGIRequestHandler):
    def log_message(self, *_told):
        pass


@contextmanager
def served():
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def stage(flushed, settings, tmp_path):
    """A newsroom whose rows all threads see, and a site that keeps its pages."""
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path
    with Newsroom() as stage, served() as stage.port:
        yield stage


def ask(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path)
    response = line.getresponse()
    found = response.status, response.read()
    line.close()
    return found


def crowd(port, path):
    with ThreadPoolExecutor(CROWD) as people:
        return set(people.map(lambda _one: ask(port, path), range(CROWD)))


@pytest.fixture
def renders(monkeypatch):
    """The pages that were made; each takes so long that the whole crowd stands before it."""
    made, render = [], views.framed

    def slow(request, *template, **context):
        made.append(request.path)
        time.sleep(0.3)
        return render(request, *template, **context)

    monkeypatch.setattr(views, "framed", slow)
    return made


def test_sixty_at_once_before_a_cold_or_stale_page_cost_one_render(stage, renders):
    story = stage.live()
    address = Edition.objects.live().get(story_id=story.story_id).get_absolute_url()
    for path in ("/", address):
        answers = crowd(stage.port, path)
        assert [status for status, _page in answers] == [200], path
        assert renders.count(path) == 1
    Change.objects.tell(["everything"], at=stage.now)
    crowd(stage.port, "/")
    assert renders.count("/") == 2


def test_what_was_seen_lately_is_answered_while_the_database_cannot_be_reached(stage, monkeypatch):
    stories = [stage.live(headline=f"Kisah {number}") for number in range(3)]
    addresses = [Edition.objects.live().get(story_id=one.story_id).get_absolute_url() for one in stories]
    addresses += ["/", "/kanal/nasional/", "/penulis/ani/", "/indeks/", "/rss/", "/sitemap-news.xml", "/cari/?q=kisah"]
    seen = {path: ask(stage.port, path) for path in addresses}
    assert {status for status, _page in seen.values()} == {200}

    def refuse(_connection):
        raise OperationalError("connection refused")

    with monkeypatch.context() as gone:
        gone.setattr(BaseDatabaseWrapper, "connect", refuse)
        connections.close_all()
        assert {path: ask(stage.port, path) for path in addresses} == seen
        stage.step(hours=20)
        assert {path: ask(stage.port, path) for path in addresses} == seen
        assert ask(stage.port, "/terpopuler/")[0] == 503
    assert ask(stage.port, "/terpopuler/")[0] == 200
