"""An address that was given out once leads to its story for ever: in one hop, or says why not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import moves, publishing
from articles.models import Tag
from articles.publishing import on_site, recording
from editions.models import Edition
from editions.pages import moved
from tests.cast import BODY

pytestmark = pytest.mark.django_db


def url(article):
    return Edition.objects.live().get(story_id=article.story_id).get_absolute_url()


def leads(client, address):
    """Where an address leads: its one hop, and what answers there."""
    response = client.get(address)
    assert response.status_code == 301, address
    return response["Location"], client.get(response["Location"]).status_code


def renamed(newsroom, article, slug):
    """A correction does not touch the slug; a new version of the story may."""
    newsroom.step(minutes=1)
    article = moves.move(article, "revise", by=newsroom.ani)
    article = newsroom.save(article, newsroom.ani, slug=slug)
    article = moves.move(article, "submit", by=newsroom.ani)
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    article.refresh_from_db()
    return article


def test_every_slug_a_story_ever_had_is_one_hop_from_the_last(newsroom, client):
    article = newsroom.live(slug="satu")
    for slug in ("dua", "tiga", "empat"):
        article = renamed(newsroom, article, slug)
    here = f"/berita/{article.story_id}/empat/"
    assert url(article) == here
    for slug in ("satu", "dua", "tiga", "tak-pernah"):
        for tail in ("/", ""):
            assert leads(client, f"/berita/{article.story_id}/{slug}{tail}") == (here, 200)
    for bare in ("", "/", "/empat"):
        assert leads(client, f"/berita/{article.story_id}{bare}") == (here, 200)


@pytest.mark.parametrize("tail", ["", "/", "/x", "/x/"])
def test_a_draft_is_told_from_an_unknown_story_by_nothing(newsroom, client, tail):
    draft, later = newsroom.draft(), newsroom.scheduled(newsroom.now + timedelta(hours=1))
    spiked = moves.move(newsroom.draft(), "spike", by=newsroom.ani, note="x")
    answers = [
        client.get(f"/berita/{one}{tail}") for one in (draft.story_id, later.story_id, spiked.story_id, "zzzzzz")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    headers = [{name: value for name, value in answer.items() if name != "X-Request-Id"} for answer in answers]
    assert all(one == headers[0] for one in headers)


def test_a_withdrawn_story_is_gone_at_each_of_its_addresses(newsroom, client):
    article = renamed(newsroom, newsroom.live(slug="satu"), "dua")
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru.")
    for tail in ("", "/", "/satu/", "/dua", "/dua/"):
        assert client.get(f"/berita/{article.story_id}{tail}").status_code == 410


OLD = "https://lama.example/2019/09/10/Kapal-tiba%20lagi.html?id=7&utm_source=wa&a=b"


@pytest.mark.parametrize(
    "asked",
    [
        "/2019/09/10/Kapal-tiba%20lagi.html?id=7&a=b",
        "/2019/09/10/Kapal-tiba%20lagi.html?a=b&id=7&utm_medium=x&fbclid=1",
        "/2019/09//10/Kapal-tiba lagi.html/?a=b&id=7",
    ],
)
def test_another_systems_address_leads_to_the_story_however_it_is_written(newsroom, client, asked):
    article = newsroom.live()
    recording.remember(stories={OLD: article.story_id})
    assert leads(client, asked) == (url(article), 200)
    assert client.get("/2019/09/10/Kapal-tiba%20lagi.html?id=8&a=b").status_code == 404


def test_an_old_path_is_found_whatever_is_asked_of_it(newsroom, client):
    article, other = newsroom.live(), newsroom.live()
    recording.remember(stories={"https://lama.example/read": article.story_id})
    recording.remember(stories={"https://lama.example/read?id=2": other.story_id})
    assert leads(client, "/read?apa=saja")[0] == url(article)
    assert leads(client, "/read?id=2")[0] == url(other)


def test_an_old_address_leads_past_later_slugs_in_one_hop(newsroom, client):
    article = newsroom.live(slug="satu")
    recording.remember(stories={OLD: article.story_id})
    article = renamed(newsroom, article, "dua")
    assert leads(client, "/2019/09/10/Kapal-tiba%20lagi.html?id=7&a=b") == (f"/berita/{article.story_id}/dua/", 200)


def test_an_old_address_of_a_withdrawn_or_held_story_tells_no_headline(newsroom, client):
    gone, held = newsroom.live(slug="nama-anak"), newsroom.live(slug="nama-anak")
    recording.remember(stories={"https://lama.example/1": gone.story_id, "https://lama.example/2": held.story_id})
    publishing.withdraw(gone, by=newsroom.eko, ground="anak", reason="Anak.")
    publishing.hold(held, by=newsroom.citra, reason="Cek")
    assert leads(client, "/1") == (f"/berita/{gone.story_id}/berita/", 410)
    assert leads(client, "/2") == (f"/berita/{held.story_id}/berita/", 200)


def test_a_story_joined_again_and_again_is_one_hop_from_what_it_repeats(newsroom, client):
    one, two, three = newsroom.live(), newsroom.live(), newsroom.live(slug="akhir")
    before = url(one)
    recording.remember(stories={OLD: one.story_id})
    on_site.join(one, into=two, by=newsroom.citra)
    newsroom.step(minutes=1)
    on_site.join(two, into=three, by=newsroom.citra)
    for address in (before, "/2019/09/10/Kapal-tiba%20lagi.html?id=7&a=b"):
        assert leads(client, address) == (url(three), 200)
    publishing.hold(three, by=newsroom.citra, reason="Cek")
    assert leads(client, before) == (f"/berita/{three.story_id}/berita/", 200)


def test_an_old_address_of_a_draft_is_unknown(newsroom, client):
    draft, later = newsroom.draft(), newsroom.scheduled(newsroom.now + timedelta(hours=1))
    recording.remember(stories={"https://l.example/1": draft.story_id, "https://l.example/2": later.story_id})
    answers = [client.get(one) for one in ("/1", "/2", "/3")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    newsroom.step(hours=1)
    assert leads(client, "/2") == (url(later), 200)


@pytest.mark.parametrize("kind", ["tag", "section"])
def test_a_renamed_list_and_its_feeds_are_one_hop_away_under_every_name_it_had(newsroom, client, kind):
    row = Tag.objects.create(name="Kapal", slug="satu") if kind == "tag" else newsroom.national
    row.slug = "satu"
    row.save()
    newsroom.live(tags=["Kapal"] if kind == "tag" else [])
    for slug in ("dua", "tiga"):
        row.slug = slug
        row.save()
        publishing.rename([row])
    word = {"tag": "tag", "section": "kanal"}[kind]
    for slug in ("satu", "dua"):
        assert leads(client, f"/{word}/{slug}/") == (f"/{word}/tiga/", 200)
        for form in ("rss", "atom", "json"):
            assert leads(client, f"/{form}/{word}/{slug}/") == (f"/{form}/{word}/tiga/", 200)


def test_an_old_address_of_a_list_leads_nowhere_while_no_story_stands_in_it(newsroom, client):
    article = newsroom.live()
    key = newsroom.national.list_key
    recording.remember(lists={"https://lama.example/category/nasional": key})
    assert leads(client, "/category/nasional/") == ("/kanal/nasional/", 200)
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru.")
    assert client.get("/category/nasional/").status_code == 404


def test_an_old_address_is_found_in_one_query(newsroom, client):
    article = newsroom.live()
    recording.remember(stories={OLD: article.story_id})
    here = url(article)
    with CaptureQueriesContext(connection) as asked:
        assert moved.destination("/2019/09/10/Kapal-tiba lagi.html", "id=7&a=b", at=newsroom.now) == here
    assert len(asked) == 1


@pytest.mark.parametrize("odd", ["/\0", "/x?\0", "/" + "x" * 5000, "/x?" + "a=b&" * 900, "/%ff%fe", "/?;=&&", "/é/ü"])
def test_no_address_breaks_the_page_of_what_is_missing(newsroom, client, odd):
    assert client.get(odd).status_code in (200, 404)


@pytest.mark.parametrize("odd", ["/x/?a=%00", "/?p=%00", "/%00/"])
def test_an_address_that_no_database_takes_is_missing_like_any_other(newsroom, client, odd):
    article = newsroom.live()
    answer = client.get(odd)
    assert (answer.status_code, article.headline in answer.text) == (404, True)


def test_a_long_address_keeps_what_tells_it_from_others(newsroom, client):
    one, other = newsroom.live(), newsroom.live()
    long = "https://lama.example/" + "kata-" * 100
    recording.remember(stories={long + "satu": one.story_id, long + "dua": other.story_id})
    assert leads(client, "/" + "kata-" * 100 + "satu")[0] == url(one)
    assert leads(client, "/" + "kata-" * 100 + "dua")[0] == url(other)


def test_whoever_reads_the_text_edition_reads_it_on_at_the_address_of_today(newsroom, client):
    article = renamed(
        newsroom, newsroom.live(slug="satu", tags=["Kapal"], body=f"{BODY}<hr data-page-break>{BODY}"), "dua"
    )
    here = url(article)
    assert leads(client, f"/berita/{article.story_id}/satu/?lite=1") == (f"{here}?lite=1", 200)
    assert leads(client, f"/berita/{article.story_id}/satu/?page=2&lite=1") == (f"{here}?page=2&lite=1", 200)
    assert leads(client, f"/berita/{article.story_id}/satu/?lite=0") == (f"{here}?lite=0", 200)
    assert leads(client, f"/berita/{article.story_id}/satu/?lite=//x") == (here, 200)
    for row, word in ((newsroom.national, "kanal"), (Tag.objects.get(), "tag")):
        old, row.slug = row.slug, "baru"
        row.save()
        publishing.rename([row])
        assert leads(client, f"/{word}/{old}/?lite=1") == (f"/{word}/baru/?lite=1", 200)
