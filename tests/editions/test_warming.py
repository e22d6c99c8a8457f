"""A process knows the cards of the newest stories and the heads of their lists soon after its start."""

import runpy
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import publishing
from editions import warming
from editions.cache.middleware import PageCache
from tests.cast import Newsroom
from tests.editions.test_cache import url

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(settings, tmp_path, monkeypatch):
    """As gunicorn reads its settings, of readers' workers; the cache of pages is on."""
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path
    monkeypatch.setattr(PageCache, "standing", None)
    return lambda role="": _told(monkeypatch, role)


def _told(monkeypatch, role):
    monkeypatch.setenv("ROLE", role)
    return runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))


def cards_and_heads(client, article):
    """What the story's page asks of cards and of heads of lists."""
    address = url(article)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    told = {"cards": '"film_by_ai"', "heads": 'FROM "editions_heading"'}
    return [what for one in caught for what, sign in told.items() if sign in one["sql"]]


def test_the_first_page_of_a_worker_asks_for_no_card_and_for_no_head(server, newsroom):
    one, other = (newsroom.live(tags=["Banjir"]) for _story in range(2))
    newsroom.live(tags=["Banjir"])
    assert cards_and_heads(Client(), one) == ["cards", "heads"]
    started = Client()
    started.get("/healthz")  # Django loads what keeps pages with the first request
    warming.learn()
    assert cards_and_heads(started, other) == []


def test_what_is_withdrawn_after_the_start_stands_on_no_page(server, newsroom):
    one, other = newsroom.live(headline="Banjir surut"), newsroom.live()
    started = Client()
    started.get("/healthz")
    warming.learn()
    publishing.withdraw(one, by=newsroom.eko, ground="keliru", reason="Keliru.")
    newsroom.step(seconds=1)
    assert "Banjir surut" not in started.get(url(other)).content.decode()


def test_a_worker_of_readers_learns_soon_after_its_start_and_one_of_the_desk_does_not(server, monkeypatch):
    begun = []
    monkeypatch.setattr(warming, "soon", lambda: begun.append("readers"))
    server("desk")["post_worker_init"](None)
    assert begun == []
    server()["post_worker_init"](None)
    assert begun == ["readers"]


@pytest.mark.django_db(transaction=True)
def test_it_is_learnt_beside_readers_by_a_connection_that_is_left_again(server, monkeypatch, flushed):
    monkeypatch.setattr(warming, "SOON", 0.01)
    with Newsroom() as newsroom:
        article = newsroom.live()
        started = Client()
        started.get("/healthz")
        warming.soon().join()
        assert cards_and_heads(started, article) == []


def test_a_worker_starts_while_the_database_is_away(server, newsroom, client, monkeypatch, caplog):
    newsroom.live()
    client.get("/")

    def away(*_told):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    warming.learn()
    assert "connection refused" in caplog.text
