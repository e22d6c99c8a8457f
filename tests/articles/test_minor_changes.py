"""A revised story goes out as a minor change or as an update: readers are told of the update alone."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from articles import moves, publishing
from articles.models import Credit
from articles.publishing.correcting import CARRY, SMALL, UPDATE, Correction
from editions.models import Edition
from tests.desk import address, do

TICKED = {"when": "now", "minor": "on"}


@pytest.fixture
def article(newsroom):
    return newsroom.live(headline="Kapal perintis tiba", deck="Muatan petama")


@pytest.fixture
def citra(newsroom, client):
    client.force_login(newsroom.citra)
    return client


def revised(newsroom, article, **fields):
    """An hour later its author has mended something, and submitted it."""
    newsroom.step(hours=1)
    moves.move(article, "revise", by=newsroom.ani)
    article.refresh_from_db()
    return moves.move(newsroom.save(article, newsroom.ani, **fields), "submit", by=newsroom.ani)


def told(client, article):
    """When the story was updated, as its page tells readers; empty: never."""
    page = LexborHTMLParser(client.get(f"/berita/{article.story_id}/x/", follow=True).text)
    return [time.attributes["datetime"] for time in page.css(".updated time")]


def live(newsroom, article):
    return Edition.objects.live(newsroom.now).get(story_id=article.story_id)


def test_a_typo_mended_by_a_revision_moves_no_time(newsroom, article, citra):
    revised(newsroom, article, deck="Muatan pertama")
    assert do(citra, article, "publish", **TICKED).status_code == 302
    assert (live(newsroom, article).deck, told(citra, article)) == ("Muatan pertama", [])


def test_a_revision_without_the_tick_is_an_update_and_a_later_typo_leaves_its_time(newsroom, article, citra):
    revised(newsroom, article, deck="Muatan prtama dari Kupang")
    do(citra, article, "publish", when="now")
    told_first = told(citra, article)
    assert told_first
    revised(newsroom, article, deck="Muatan pertama dari Kupang")
    do(citra, article, "publish", **TICKED)
    assert (live(newsroom, article).number, told(citra, article)) == (3, told_first)


def test_the_tick_is_offered_where_readers_have_the_story(newsroom, article, citra):
    first = newsroom.submitted()
    assert "minor" not in citra.get(address("move", first.pk, "publish")).context["form"].fields
    revised(newsroom, article, deck="Muatan pertama")
    for name, by in (("publish", newsroom.citra), ("publish_own", newsroom.eko)):
        citra.force_login(by)
        assert "minor" in citra.get(address("move", article.pk, name)).context["form"].fields


@pytest.mark.parametrize("field", ["headline", "deck", "credits"])
def test_what_looks_large_is_no_minor_revision_without_a_second_tick(newsroom, article, citra, field):
    typed = {
        "headline": "Kapal besar tiba", "deck": "Muatan dari Kupang",
        "credits": [[Credit.Role.REP, newsroom.ani.author.pk], [Credit.Role.REP, newsroom.budi.author.pk]],
    }  # fmt: skip
    revised(newsroom, article, **{field: typed[field]})
    assert set(do(citra, article, "publish", **TICKED).context["form"].errors) == {"second_tick"}
    assert do(citra, article, "publish", **TICKED, second_tick="on").status_code == 302
    assert (live(newsroom, article).number, told(citra, article)) == (2, [])


@pytest.fixture
def to_come(newsroom, article, citra):
    """A minor change that goes out in two hours."""
    revised(newsroom, article, deck="Muatan pertama")
    moment = newsroom.now + timedelta(hours=2)
    do(citra, article, "publish", when="later", at=moment.strftime("%Y-%m-%dT%H:%M"), minor="on")
    article.refresh_from_db()
    return moment


def test_it_stays_minor_at_another_moment_and_with_another_slip_mended(newsroom, article, citra, to_come):
    do(citra, article, "reschedule", at=(to_come + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    article.refresh_from_db()
    newsroom.save(article, newsroom.dedi, deck="Muatan yang pertama")
    do(citra, article, "amend")
    newsroom.step(hours=4)
    assert (live(newsroom, article).deck, told(citra, article)) == ("Muatan yang pertama", [])


def test_it_is_an_update_once_it_has_grown_before_it_goes_out(newsroom, article, citra, to_come):
    newsroom.save(article, newsroom.dedi, headline="Kapal besar tiba")
    do(citra, article, "amend")
    newsroom.step(hours=4)
    assert live(newsroom, article).updated_at == to_come
    assert told(citra, article)


@pytest.mark.parametrize("kind", [SMALL, UPDATE])
def test_it_tells_what_a_correction_told_that_it_took_in(newsroom, article, citra, to_come, kind):
    newsroom.step(minutes=5)
    publishing.correct(article, Correction(kind, {"kicker": "laut"}, scheduled=CARRY), by=newsroom.dedi)
    told_before = told(citra, article)
    newsroom.step(hours=4)
    assert (live(newsroom, article).deck, live(newsroom, article).kicker) == ("Muatan pertama", "laut")
    assert told(citra, article) == told_before
    assert bool(told_before) == (kind == UPDATE)
