"""Which page an address is: no address gives another's page, nor hides it."""

import os
import time

import pytest
from django.test import Client

from articles import filing, publishing
from articles.publishing import Correction
from editions.cache.stores import Memory
from tests.editions.test_cache import asked, kept, page, url

pytestmark = pytest.mark.django_db

__all__ = ["kept"]


def test_what_is_asked_of_the_api_is_answered_whoever_asked_before(kept, newsroom):
    for number in range(3):
        newsroom.live(headline=f"Berita {number}")
    client = Client()
    assert len(client.get("/api/v1/stories").json()["items"]) == 3
    assert len(client.get("/api/v1/stories?limit=1").json()["items"]) == 1
    assert len(client.get("/api/v1/stories").json()["items"]) == 3


def test_made_up_parameters_do_not_pass_the_cache_of_the_api_by(kept, newsroom):
    newsroom.live()
    client = Client()
    for path, asked_for in (("/api/v1/stories", "?"), ("/api/v1/stories?limit=1", "&"), ("/api/v1/sections", "?")):
        first = client.get(path).json()
        for made_up in ("x=1", "_=2", "utm_source=a&x=3"):
            response, cost = asked(client, f"{path}{asked_for}{made_up}")
            assert (response.json(), cost) == (first, 0)


@pytest.mark.parametrize("made_up", ["{path}.", "{path}%3Flite=1", "/%20save-data=True"])
def test_an_address_that_is_none_hides_no_page(kept, newsroom, made_up):
    client, path = Client(), url(newsroom.live())
    assert client.get(made_up.format(path=path.rstrip("/"))).status_code == 404
    assert client.get(path).status_code == 200
    assert client.get(path, {"lite": "1"}).status_code == 200
    assert client.get("/", headers={"Save-Data": "on"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/redaksi/", "/sitemap.xml"])
def test_what_the_text_edition_is_not_asked_by_makes_no_other_page(kept, newsroom, path):
    newsroom.live()
    client = Client()
    first = client.get(path).content
    for made_up in ("2", "true", "", "x" * 40):
        response, cost = asked(client, f"{path}?lite={made_up}")
        assert (response.content, cost) == (first, 0)


def test_an_address_with_a_slash_too_many_hides_no_story(kept, newsroom):
    first, story = newsroom.live(), newsroom.live()
    client = Client()
    for path in (url(first), url(story)):
        client.get(path)
    newsroom.step(seconds=1)
    publishing.correct(story, Correction("pembaruan", {"deck": "Muatan kedua"}), by=newsroom.dedi)
    other = Client()  # a process that has begun since
    for tail in ("", "?page=all"):
        assert client.get(f"/berita/{story.story_id}//{tail}").status_code == 404
        assert other.get(f"/berita/{first.story_id}//{tail}").status_code == 404
    assert client.get(url(story)).status_code == 200
    assert other.get(url(first)).status_code == 200


def test_memory_of_pages_is_bounded_with_what_is_packed_of_them():
    memory = Memory(limit=1_000_000)
    for number in range(500):
        one = page(f"/{number}/")
        one.body = os.urandom(10_000).hex().encode()
        memory.put(f"/{number}/", one)
        one.body_as("gzip")
    assert sum(one.size for one in memory._pages.values()) < 2_000_000


def test_who_wrote_an_update_leads_to_a_page_as_long_as_there_is_one(kept, newsroom):
    client = Client()
    coverage = newsroom.live(genre="live", headline="Erupsi Lewotobi")
    update = filing.add_update(coverage, by=newsroom.budi, headline="Siaga turun", text="Warga pulang.")
    publishing.publish(update, by=newsroom.citra, seen=update.version)
    assert "/penulis/budi/" not in client.get(url(coverage)).text
    newsroom.step(minutes=1)
    story = newsroom.live(newsroom.budi, headline="Pasar pagi")
    assert "/penulis/budi/" in client.get(url(coverage)).text
    newsroom.step(minutes=1)
    publishing.withdraw(story, by=newsroom.eko, ground="keliru", reason="Keliru.")
    assert "/penulis/budi/" not in client.get(url(coverage)).text


def test_nobody_is_sent_what_they_say_they_do_not_take(kept, newsroom):
    client, path = Client(), url(newsroom.live())
    client.get(path)
    for told, packing in (
        ("br;q=0, gzip", "gzip"), ("br ; q=0.0,gzip;q=0", ""), ("gzip;q=0.5, br;q=0", "gzip"), ("gzip;q=0", ""),
    ):  # fmt: skip
        response = client.get(path, headers={"accept-encoding": told})
        assert response.get("Content-Encoding", "") == packing, told


def test_no_header_of_a_readers_takes_long_to_read(kept, newsroom):
    """Lines of a header come joined, each as long as the application server takes them."""
    client, path = Client(), url(newsroom.live())
    client.get(path)
    began = time.process_time()
    for words in ("a" * 8100, "a;" * 4000, f"a{' ' * 8000};q=0.{'0' * 90}1", "; q=0." * 1300):
        told = ",".join([words] * 3)
        assert client.get(path, headers={"accept-encoding": f"{told};q=0, gzip"})["Content-Encoding"] == "gzip"
    assert time.process_time() - began < 1
