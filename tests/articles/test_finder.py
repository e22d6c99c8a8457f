"""The finder of Baca Juga, by HTTP: what it suggests for a text, what a search finds, and what it never offers."""

import pytest

from articles import publishing
from articles.published import finder
from tests.desk import address, client_of
from tests.editions.test_related import catch_up

FERRY = "<p>Feri Tuna Raya karam di Selat Lumen pada malam berombak.</p><p>Basarnas mencari penumpang.</p>"


@pytest.fixture
def ferry(newsroom):
    story = newsroom.live(headline="Pencarian diperluas sampai malam", deck="", body=FERRY)
    catch_up()
    return story


def suggested(newsroom, text, but=""):
    where = f"{address('suggestions')}?naskah={but}"
    answer = client_of(newsroom.budi).post(where, text, content_type="text/plain")
    return [row["id"] for row in answer.json()["stories"]]


def searched(newsroom, query, but=""):
    answer = client_of(newsroom.budi).get(address("stories"), {"q": query, "naskah": but})
    return [row["id"] for row in answer.json()["stories"]]


def test_a_story_is_suggested_for_what_it_says_not_for_its_headline_alone(newsroom, ferry, monkeypatch):
    monkeypatch.setattr(finder, "LOOKED_AT", 0)
    assert suggested(newsroom, "Pemilik feri Tuna Raya dipanggil\n\nSelat Lumen berombak.") == [ferry.story_id]


def test_a_search_finds_words_of_the_body_and_words_half_typed(newsroom, ferry):
    assert searched(newsroom, "tuna raya") == [ferry.story_id]
    assert searched(newsroom, "pencar") == [ferry.story_id]
    assert searched(newsroom, "\x00") == searched(newsroom, "")


def test_what_went_out_this_very_second_is_offered_before_the_index_knows_it(newsroom):
    story = newsroom.live(headline="Harga cabai naik")
    assert searched(newsroom, "cabai") == suggested(newsroom, "Cabai mahal\n\n") == [story.story_id]


def test_the_story_itself_and_what_readers_cannot_open_are_not_offered(newsroom, ferry):
    text = "Feri Tuna Raya\n\nSelat Lumen berombak"
    assert ferry.story_id not in suggested(newsroom, text, but=ferry.story_id) + searched(
        newsroom, "tuna raya", but=ferry.story_id
    )
    publishing.withdraw(ferry, by=newsroom.eko, ground="anak", reason="Identitas anak")
    assert suggested(newsroom, text) == searched(newsroom, "tuna raya") == []
