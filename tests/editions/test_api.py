"""The public API: what the pages say, for programs, and never more than they."""

import json
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings

from articles import publishing
from articles.models import Tag
from articles.publishing import Correction
from newsroom.wsgi import application
from tests.editions.test_feeds import photographed, public_files  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
API = "http://127.0.0.1:8000/api/v1"


def said(client, path, status=200):
    response = client.get(f"/api/v1{path}")
    assert response.status_code == status, path
    return response.json()


def test_a_story_comes_whole_with_its_people_pictures_and_corrections(newsroom, client):
    Tag.objects.create(name="Kapal", slug="kapal")
    article = newsroom.live(tags=["Kapal"], photo_id=photographed(newsroom).pk)
    newsroom.step(hours=1)
    publishing.correct(article, Correction("ralat", {"deck": "Lain"}, "Bukan Ende."), by=newsroom.dedi)
    story = said(client, f"/stories/{article.story_id}")
    assert (story["headline"], story["deck"], story["keywords"]) == ("Kapal perintis tiba", "Lain", ["Kapal"])
    assert story["authors"][0]["name"] == "Ani"
    assert [one["height"] for one in story["pictures"]] == [675, 900, 1200]
    assert [(one["kind"], one["text"]) for one in story["corrections"]] == [("ralat", "Bukan Ende.")]
    assert datetime.fromisoformat(story["published"]) == newsroom.now - timedelta(hours=1)
    assert datetime.fromisoformat(story["updated"]) == newsroom.now
    assert "Warga menyambut di dermaga." in story["html"]


def test_a_withdrawn_story_is_gone_with_its_reason_and_an_unpublished_or_held_one_is_unknown(newsroom, client):
    gone, held = newsroom.live(headline="Kapal karam"), newsroom.live()
    later = newsroom.scheduled(newsroom.now + timedelta(hours=1))
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Tidak pernah berlayar.")
    publishing.hold(held, by=newsroom.citra, reason="Cek")
    told = said(client, f"/stories/{gone.story_id}", 410)
    assert (told["headline"], told["reason"]) == ("Kapal karam", "Tidak pernah berlayar.")
    assert "html" not in told
    unknown = [said(client, f"/stories/{one}", 404) for one in (held.story_id, later.story_id, "zzzz99")]
    assert unknown[0] == unknown[1] == unknown[2]
    assert said(client, "/stories")["items"] == []


def test_lists_page_by_key_without_loss(newsroom, client):
    made = []
    for _number in range(5):
        newsroom.step(minutes=1)
        made.append(newsroom.live().story_id)
    for path in ("/stories", "/lists/section/nasional", "/lists/author/ani"):
        address, seen = f"{path}?limit=2", []
        while address:
            page = said(client, address)
            seen += [one["id"] for one in page["items"]]
            address = (page["older"] or "").removeprefix(API)
        assert seen == made[::-1]
    assert [one["slug"] for one in said(client, "/sections")["items"]] == ["nasional"]
    assert said(client, "/lists/section/daerah", 404)
    assert said(client, "/stories?before=tidakada", 404)


def test_a_page_of_the_newsrooms_own_is_no_section(newsroom, client):
    newsroom.live()
    newsroom.live(genre="page", headline="Tentang kami", slug="tentang-kami")
    assert client.get("/tentang-kami/").status_code == 200
    assert [one["slug"] for one in said(client, "/sections")["items"]] == ["nasional"]


def test_what_was_put_right_is_told(newsroom, client):
    article = newsroom.live()
    publishing.correct(article, Correction("ralat", {}, "Bukan Ende."), by=newsroom.citra)
    (told,) = said(client, "/notices")["items"]
    assert (told["kind"], told["text"]) == ("ralat", "Bukan Ende.")


@pytest.mark.parametrize("path", ["/stories?limit=0", "/stories?limit=51", "/stories?limit=x", "/stories/a%00b"])
def test_nonsense_is_answered_with_what_is_wrong(newsroom, client, path):
    assert said(client, path, 422)["detail"][0]["loc"][0] in ("query", "path")


def test_an_answer_costs_the_same_at_any_size_counts_nothing_and_is_not_sent_twice(newsroom, client):
    costs = []
    for _round in range(2):
        for _number in range(3):
            newsroom.step(minutes=1)
            article = newsroom.live()
        for path in ("/stories?limit=2", f"/stories/{article.story_id}", "/lists/section/nasional", "/sections"):
            with CaptureQueriesContext(connection) as asked:
                response = client.get(f"/api/v1{path}")
            costs.append(len(asked))
            assert not any("COUNT(" in one["sql"] or "OFFSET" in one["sql"] for one in asked)
            assert sorted(response["Cache-Control"].split(", ")) == ["max-age=60", "public"]
            again = client.get(f"/api/v1{path}", headers={"If-None-Match": response["ETag"]})
            assert again.status_code == 304
    assert costs[:4] == costs[4:]
    assert max(costs) <= 5


def test_it_takes_no_writing(newsroom, client):
    assert client.post("/api/v1/stories").status_code == 405
    assert client.delete("/api/v1/stories").status_code == 405


@contextmanager
def connection_kept():
    """Requests past the test client would close the connection that the test's own transaction lives in."""
    moments = (signals.request_started, signals.request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    try:
        yield
    finally:
        for moment in moments:
            moment.connect(close_old_connections)


def test_every_answer_is_one_that_the_description_names(newsroom, client):
    """Schemathesis makes up requests, sound and unsound, and holds each answer against the description."""
    article = newsroom.live()
    publishing.withdraw(newsroom.live(), by=newsroom.eko, ground="keliru", reason="Keliru.")
    description = json.loads(client.get("/api/v1/openapi.json").content)
    assert description["openapi"].startswith("3.1")
    with connection_kept():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=15, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(operation.as_strategy())
        def held(case):
            case.call_and_validate()

        with connection_kept():
            held()
        count += 1
    assert count == 5
    assert article.story_id
