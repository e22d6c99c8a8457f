"""The list of all stories: found by their words, filtered, paged by key, never counted."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from articles import conditions, moves, publishing, searching
from articles.models import Article
from guards import triggers
from tests.cast import Newsroom
from tests.desk import address, queries


@pytest.fixture
def citra(newsroom):
    client = Client()
    client.force_login(newsroom.citra)
    return client


def found(client, query=""):
    return [row.article.headline for row in client.get(address("changelist") + query).context["rows"]]


@pytest.fixture
def three(newsroom):
    newsroom.draft(headline="Ombak di Larantuka", place="Waiwerang", body="<p>Pelabuhannya ramai.</p>")
    newsroom.step(minutes=1)
    newsroom.submitted(by=newsroom.budi, headline="Harga beras", section_id=newsroom.east.pk, tags=["Pangan"])
    newsroom.step(days=1)
    newsroom.live(headline="Jembatan dibuka", citations=[[newsroom.reuters.pk, "", None]])
    return newsroom


def test_the_newest_save_comes_first(three, citra):
    assert found(citra) == ["Jembatan dibuka", "Harga beras", "Ombak di Larantuka"]


@pytest.mark.parametrize(("typed", "hits"), [
    ("ombak", ["Ombak di Larantuka"]), ("PELABUHAN", ["Ombak di Larantuka"]), ("waiwerang", ["Ombak di Larantuka"]),
    ("budi", ["Harga beras"]), ("harga beras", ["Harga beras"]), ("harga jembatan", []), ("tidakada", []),
    ('ombak" OR "', []), ("'); DROP TABLE articles_words; --", []), ("beras*", ["Harga beras"]), ("-:&|!", []),
])  # fmt: skip
def test_every_word_typed_is_looked_for_in_headline_text_byline_and_place(three, citra, typed, hits):
    assert found(citra, f"?{urlencode({'q': typed})}") == hits


def test_a_storys_number_finds_it_and_a_save_is_found_at_once(three, citra):
    article = Article.objects.get(headline="Ombak di Larantuka")
    assert found(citra, f"?q={article.story_id}") == ["Ombak di Larantuka"]
    three.save(article, three.ani, body="<p>Kapal <b>nelayan</b> sandar.</p>")
    assert found(citra, "?q=pelabuhan") == []
    assert found(citra, "?q=nelayan") == ["Ombak di Larantuka"]


def test_the_number_in_a_storys_address_finds_it_before_those_that_hold_it_as_a_word(three, citra):
    article = Article.objects.get(headline="Harga beras")
    three.step(minutes=1)
    three.draft(headline=f"Sebanyak {article.pk} kapal sandar")
    for typed in (f"?q={article.pk}", f"?q=%23{article.pk}"):
        assert found(citra, typed) == ["Harga beras", f"Sebanyak {article.pk} kapal sandar"]
    assert found(citra, f"?q={'9' * 40}") == []


def test_a_search_of_the_desk_that_finds_nothing_does_not_speak_as_the_readers_site_does(three, citra, client):
    desk, readers = _("No story on the desk fits."), _("No story fits.")
    at_the_desk, on_the_site = citra.get(address("changelist") + "?q=zzz").text, client.get("/cari/?q=zzz").text
    assert (desk in at_the_desk, readers in at_the_desk) == (True, False)
    assert (desk in on_the_site, readers in on_the_site) == (False, True)


def test_a_storys_own_page_shows_the_number_that_finds_it(three, citra):
    article = Article.objects.get(headline="Harga beras")
    beside = LexborHTMLParser(citra.get(address("change", article.pk)).text).css_first(".standing").text()
    assert article.story_id in beside


@pytest.mark.parametrize(("query", "hits"), [
    ("tahap=review", ["Harga beras"]), ("kanal=daerah", ["Harga beras"]), ("kanal=timur", ["Harga beras"]),
    ("sumber=reuters", ["Jembatan dibuka"]), ("tag=pangan", ["Harga beras"]), ("dari=2035-09-04", ["Jembatan dibuka"]),
    ("sampai=2035-09-03", ["Harga beras", "Ombak di Larantuka"]), ("tahap=palsu", []), ("orang=x", []),
    ("dari=kemarin&tahap=draft", ["Ombak di Larantuka"]), ("q=beras&kanal=nasional", []),
])  # fmt: skip
def test_filters_narrow_the_list(three, citra, query, hits):
    assert found(citra, f"?{query}") == hits


@pytest.mark.parametrize("query", ["dari=0001-01-01", "sampai=9999-12-31", "dari=9999-12-31", "sampai=kemarin"])
def test_a_day_that_nobody_can_mean_narrows_nothing(three, citra, query):
    assert len(citra.get(address("changelist") + "?" + query).context["rows"]) == 3


def test_a_persons_stories_are_those_credited_held_or_begun(three, citra):
    assert found(citra, f"?orang={three.budi.pk}") == ["Harga beras"]
    moves.move(Article.objects.get(headline="Harga beras"), "claim", by=three.dedi)
    assert found(citra, f"?orang={three.dedi.pk}") == ["Harga beras"]


def test_a_restricted_story_is_not_found_by_its_words(three, citra):
    article = Article.objects.get(headline="Ombak di Larantuka")
    conditions.restrict(article, [three.budi], by=three.ani)
    assert found(citra, "?q=ombak") == []
    assert found(citra, f"?q={article.story_id}") == []


def test_pages_go_on_from_their_last_row_whatever_comes_in_between(newsroom, citra, monkeypatch):
    monkeypatch.setattr("articles.admin.listing.ROWS", 3)
    for number in range(7):
        newsroom.draft(headline=f"Naskah {number}")
    first = citra.get(address("changelist"))
    newsroom.step(minutes=1)
    newsroom.draft(headline="Baru masuk")
    second = citra.get(address("changelist") + first.context["older"])
    third = citra.get(address("changelist") + second.context["older"])
    numbers = [row.article.headline[-1] for page in (first, second, third) for row in page.context["rows"]]
    assert numbers == list("6543210")
    assert third.context["older"] == ""
    assert found(citra, "?sebelum=x")[0] == "Baru masuk"


def test_the_list_counts_nothing_and_asks_the_same_of_more(newsroom, citra):
    for _number in range(3):
        newsroom.live()
    before = queries(citra, address("changelist"))
    for number in range(60):
        newsroom.live() if number % 3 else newsroom.submitted()
    with CaptureQueriesContext(connection) as asked:
        page = citra.get(address("changelist"))
    assert len(asked) == before
    assert len(page.context["rows"]) == 50
    assert not any("COUNT(" in query["sql"].upper() or "OFFSET" in query["sql"].upper() for query in asked)


@pytest.fixture
def of_many_years(newsroom, monkeypatch):
    """Three stories a page, of which no look at the newest finds enough; seven of them, over twelve years."""
    monkeypatch.setattr("articles.admin.listing.ROWS", 3)
    monkeypatch.setattr(searching, "NEAR", dict.fromkeys(searching.NEAR, 1))
    monkeypatch.setattr(searching, "FOUND", (1, 2))
    told = [newsroom.now - timedelta(days=days) for days in (1, 2, 200, 500, 1300, 4000, 4380)]
    Article.objects.bulk_create(
        Article(
            headline=f"Banjir {n}", body="<p>Air naik.</p>", created_by=newsroom.ani, section=newsroom.national,
            stage_since=at, saved_at=at,
        )
        for n, at in reversed(list(enumerate(told)))
    )  # fmt: skip
    searching.catch_up()
    return newsroom


def test_a_word_is_found_through_all_the_years_the_newest_first_and_page_by_page(of_many_years, citra):
    pages, older = [], "?q=banjir"
    while older:
        shown = citra.get(address("changelist") + older)
        pages.append([row.article.headline[-1] for row in shown.context["rows"]])
        older = shown.context["older"]
    assert pages == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


def test_a_search_takes_as_many_looks_however_old_what_it_finds_is(of_many_years, citra):
    within_days, within_years = (queries(citra, address("changelist") + f"?q={word}") for word in ("0", "banjir"))
    assert within_years - within_days <= 2 * 3
    Article.objects.filter(headline="Banjir 6").update(saved_at=of_many_years.now - timedelta(days=40_000))
    searching.index(Article.objects.filter(headline="Banjir 6"))
    assert queries(citra, address("changelist") + "?q=banjir") == within_years
    assert found(citra, "?q=banjir+6") == ["Banjir 6"]


def test_a_story_that_is_saved_again_is_found_among_the_newest(of_many_years, citra):
    oldest = Article.objects.get(headline="Banjir 6")
    of_many_years.save(oldest, of_many_years.ani, headline="Banjir 6 surut")
    assert found(citra, "?q=surut+banjir") == ["Banjir 6 surut"]
    assert found(citra, "?q=banjir") == ["Banjir 6 surut", "Banjir 0", "Banjir 1"]


def test_so_is_one_that_an_act_left_as_it_was(of_many_years, citra):
    newsroom = of_many_years
    ready = Article.objects.get(headline="Banjir 6")
    ready = newsroom.save(ready, newsroom.ani, **newsroom.snapshot(newsroom.ani, headline="Banjir 6"))
    ready = moves.move(ready, "submit", by=newsroom.ani)
    newsroom.step(days=500)
    moves.move(Article.objects.get(headline="Banjir 5"), "submit", by=newsroom.ani)
    newsroom.step(minutes=1)
    publishing.publish(ready, by=newsroom.citra, seen=ready.version)
    first = citra.get(address("changelist") + "?q=banjir")
    assert [row.article.headline for row in first.context["rows"]] == ["Banjir 6", "Banjir 5", "Banjir 0"]
    assert found(citra, first.context["older"]) == ["Banjir 1", "Banjir 2", "Banjir 3"]


def test_the_words_of_a_save_stand_in_the_index_at_once_and_no_search_reads_a_list_of_those_to_come(newsroom, citra):
    for number in range(20):
        newsroom.draft(headline=f"Banjir {number}")
    assert len(found(citra, "?q=banjir")) == 20
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('articles_words_gin')")
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("stood", ["0030", "0031"])
def test_words_that_stood_alone_or_by_season_are_found_as_before(flushed, stood):
    with Newsroom() as newsroom:
        newsroom.draft(headline="Banjir 1")
        newsroom.step(days=400)
        newsroom.draft(headline="Banjir 2", body="<p>Rp5.000 per liter, 90% habis.</p>")
        client = Client()
        client.force_login(newsroom.citra)
        for backwards_and_on in (["articles", stood], []):
            triggers.lift(triggers.ALL)  # they name what is not there on the way; each end puts them back
            call_command("migrate", *backwards_and_on, verbosity=0)
            if stood == "0030" and backwards_and_on and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(
                        "UPDATE articles_words SET words = words || to_tsvector('simple', repeat('a', 2044))"
                    )
        assert found(client, "?q=banjir") == ["Banjir 2", "Banjir 1"]
        assert found(client, "?q=habis+liter") == ["Banjir 2"]


@pytest.mark.parametrize("typed", ["berita_laut", "km²", "5½", "a" * 2044, "a" * 3000])
def test_signs_within_words_and_words_of_any_length_are_stored_and_found(newsroom, citra, typed):
    newsroom.draft(headline="Panjang sekali", body=f"<p>Luas {typed[:2044]} saja</p>")
    assert found(citra, f"?{urlencode({'q': typed})}") == ["Panjang sekali"]
    assert found(citra, "?q=saja") == ["Panjang sekali"]


def test_a_word_that_tells_nothing_is_meant_as_it_stands_beside_others(newsroom, citra):
    for headline in ("Kapal di dermaga", "Kapal dilarang sandar di dermaga", "Kapal dilarang lewat dermaga"):
        newsroom.draft(headline=headline, deck="", body="<p>Tadi pagi.</p>")
        newsroom.step(minutes=1)
    assert found(citra, "?q=kapal+di+dermaga") == ["Kapal dilarang sandar di dermaga", "Kapal di dermaga"]
    assert len(found(citra, "?q=di")) == 3


def test_what_was_stored_in_bulk_is_brought_in_by_the_worker(newsroom, citra):
    at = newsroom.now - timedelta(days=1)
    Article.objects.bulk_create(
        Article(headline=f"Arsip {n}", section=newsroom.national, stage_since=at, saved_at=at) for n in range(3)
    )
    assert found(citra, "?q=arsip") == []
    assert searching.catch_up() >= 3
    assert searching.catch_up() == 0
    assert len(found(citra, "?q=arsip")) == 3
