"""What keeps a story from going out is told beside the field where it is mended."""

import pytest
from django.test import Client

from articles import publishing
from articles.models import Article, Author
from articles.publishing import Correction
from tests.desk import address, do, posted


@pytest.fixture
def long_names(newsroom):
    names = [f"{number} {'Tubagus ' * 11}Wirasaputra" for number in range(22)]
    return Author.objects.bulk_create(Author(name=name, slug=f"penulis-{place}") for place, name in enumerate(names))


def sent_out(newsroom, article):
    """What the editor is told who sends it out; nothing, once it is out."""
    client = Client()
    client.force_login(newsroom.citra)
    answer = do(client, article, "publish", when="now")
    return [(one.code, one.field) for one in answer.context["findings"] if one.blocks] if answer.context else []


def test_a_byline_of_more_names_than_can_be_printed_is_told_and_stops_nothing_once_it_is_shorter(newsroom, long_names):
    credited = [["rep", author.pk] for author in long_names]
    article = newsroom.submitted(credits=[["rep", newsroom.ani.author.pk], *credited])
    assert sent_out(newsroom, article) == [("overlong", "no_byline_reason")]
    article = newsroom.save(article, newsroom.citra, credits=[["rep", newsroom.ani.author.pk], *credited[:4]])
    assert sent_out(newsroom, article) == []


def test_a_dateline_that_outgrows_its_line_is_told_at_the_place(newsroom, settings):
    settings.DATELINE_HOUSE = "HARIAN UMUM NUSA DAN SAMUDRA INDONESIA RAYA TIMUR DAN BARAT"
    article = newsroom.submitted(place="Kecamatan Larantuka, Kabupaten Flores Timur, NTT Indonesia")
    assert sent_out(newsroom, article) == [("overlong", "place")]
    settings.DATELINE_HOUSE = "NUSA"
    assert sent_out(newsroom, article) == []


def test_a_correction_is_stopped_by_names_that_grew_longer_since(newsroom, long_names):
    Author.objects.filter(pk__in=[one.pk for one in long_names]).update(name="Tubagus")
    article = newsroom.live(credits=[["rep", author.pk] for author in long_names])
    Author.objects.filter(pk__in=[one.pk for one in long_names]).update(name="Tubagus Wirasaputra dari Larantuka")
    newsroom.step(minutes=1)
    with pytest.raises(publishing.Blocked):
        publishing.correct(article, Correction("pembaruan", {"deck": "Muatan kedua"}), by=newsroom.dedi)


UNSEEN = ["\u200b\u200d", "\u2060\u3164", "\u00ad \u2800", "\u0301"]


@pytest.mark.parametrize("headline", UNSEEN)
def test_a_headline_that_nobody_would_see_is_none(newsroom, headline):
    client, article = Client(), newsroom.draft()
    client.force_login(newsroom.ani)
    change = address("change", article.pk)
    assert "headline" in client.post(change, posted(client.get(change), headline=headline)).context["form"].errors
    typed = {"headline": headline, "section": newsroom.east.pk, "place": "Larantuka", "text": "Gempa terasa."}
    assert "headline" in client.post(address("kilat"), typed).context["form"].errors
    assert Article.objects.count() == 1


def test_a_headline_that_came_in_unseen_before_does_not_go_out(newsroom):
    article = newsroom.submitted(headline=UNSEEN[0])
    assert sent_out(newsroom, article) == [("empty_headline", "headline")]


@pytest.mark.parametrize("headline", ["⛴", "—", "ゼロ", "क\u094dष", "👩\u200d🚀"])
def test_a_headline_of_few_signs_is_one(newsroom, headline):
    article = newsroom.submitted(headline=headline)
    assert sent_out(newsroom, article) == []
