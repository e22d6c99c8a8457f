"""The desk's screen of a live coverage: who sees its updates, and which of them stand there."""

import pytest

from articles import conditions, filing, publishing
from articles.admin import live as live_screen
from articles.models import Article, Delivery, Word
from tests.desk import address, client_of


@pytest.fixture
def coverage(newsroom):
    return newsroom.live(genre="live", headline="Penyergapan di pelabuhan")


@pytest.fixture
def channel(settings):
    settings.NEWSROOM_CHANNEL = ("webhook", "https://chat.example/in")
    return Delivery.objects.filter(channel="newsroom")


def send(client, coverage, headline):
    told = {"headline": headline, "text": "Belum boleh keluar.", "_add": "1"}
    assert client.post(address("live", coverage.pk), told, follow=True).status_code == 200
    return Article.objects.get(headline=headline)


def seen_by(person, article):
    return client_of(person).get(address("change", article.pk)).status_code == 200


def test_an_update_of_a_restricted_coverage_is_seen_and_heard_of_by_those_named_alone(newsroom, coverage, channel):
    conditions.restrict(coverage, [newsroom.citra], by=newsroom.ani)
    Word.objects.all().delete()
    before = channel.count()
    update = send(client_of(newsroom.ani), coverage, "Tersangka dikepung")
    assert [seen_by(one, update) for one in (newsroom.ani, newsroom.citra)] == [True, True]
    assert [seen_by(one, update) for one in (newsroom.dedi, newsroom.eko, newsroom.budi)] == [False] * 3
    assert {word.to for word in Word.objects.filter(article=update)} == {newsroom.citra}
    assert channel.count() == before


def test_a_coverage_that_is_restricted_takes_its_updates_along_and_opens_them_again(newsroom, coverage, channel):
    update = filing.add_update(coverage, by=newsroom.ani, headline="Tersangka dikepung", text="Belum boleh keluar.")
    other = newsroom.submitted(headline="Panen raya")
    assert seen_by(newsroom.dedi, update)
    restrict = {"_act": "restrict", "people": [newsroom.citra.pk]}
    client_of(newsroom.ani).post(address("conditions", coverage.pk), restrict)
    assert [seen_by(one, update) for one in (newsroom.citra, newsroom.dedi)] == [True, False]
    assert seen_by(newsroom.dedi, other)
    before = channel.count()
    publishing.publish(Article.objects.get(pk=update.pk), by=newsroom.citra, seen=update.version)
    assert channel.count() == before
    client_of(newsroom.ani).post(address("conditions", coverage.pk), {"_act": "restrict"})
    assert seen_by(newsroom.dedi, update)
    assert not Article.named.through.objects.exists()


def restrict(person, article, *people):
    named = {"_act": "restrict", "people": [one.pk for one in people]}
    assert client_of(person).post(address("conditions", article.pk), named).status_code == 302


@pytest.mark.parametrize("theirs", ["citra", "dedi"])
def test_an_update_restricted_by_itself_stays_so_whatever_becomes_of_its_coverage(newsroom, coverage, theirs):
    update = filing.add_update(coverage, by=newsroom.ani, headline="Tersangka dikepung", text="Belum boleh keluar.")
    other = filing.add_update(coverage, by=newsroom.ani, headline="Jalan ditutup", text="Warga memutar.")
    people = (newsroom.ani, newsroom.citra, newsroom.dedi, newsroom.eko)
    restrict(newsroom.ani, update, getattr(newsroom, theirs))
    own = [True, theirs == "citra", theirs == "dedi", False]
    assert [seen_by(one, update) for one in people] == own
    restrict(newsroom.ani, coverage, newsroom.citra)
    assert [seen_by(one, update) for one in people] == own
    assert [seen_by(one, other) for one in people] == [True, True, False, False]
    restrict(newsroom.ani, coverage)
    assert [seen_by(one, update) for one in people] == own
    assert all(seen_by(one, other) for one in people)


def test_an_update_opened_again_is_seen_by_whoever_sees_its_coverage(newsroom, coverage):
    update = filing.add_update(coverage, by=newsroom.ani, headline="Tersangka dikepung", text="Belum boleh keluar.")
    restrict(newsroom.ani, coverage, newsroom.citra)
    restrict(newsroom.ani, update, newsroom.dedi)
    assert [seen_by(one, update) for one in (newsroom.citra, newsroom.dedi)] == [False, True]
    restrict(newsroom.ani, update)
    assert [seen_by(one, update) for one in (newsroom.citra, newsroom.dedi)] == [True, False]
    restrict(newsroom.ani, coverage)
    assert [seen_by(one, update) for one in (newsroom.citra, newsroom.dedi)] == [True, True]


def test_an_update_that_waits_stands_on_the_screen_however_many_were_sent_out_since(newsroom, coverage, monkeypatch):
    monkeypatch.setattr(live_screen, "SHOWN", 2)
    waiting = filing.add_update(coverage, by=newsroom.budi, headline="Menunggu redaktur", text="Kapal merapat.")
    for number in range(3):
        newsroom.step(minutes=1)
        update = filing.add_update(coverage, by=newsroom.ani, headline=f"Terbit {number}", text="Kapal berangkat.")
        publishing.publish(update, by=newsroom.citra, seen=update.version)
    for number in range(3):
        filing.add_update(coverage, by=newsroom.ani, headline=f"Antre {number}", text="Kapal ditunggu.")
    page = client_of(newsroom.citra).get(address("live", coverage.pk))
    assert [row.headline for row, _text in page.context["waiting"]] == [
        "Antre 2",
        "Antre 1",
        "Antre 0",
        "Menunggu redaktur",
    ]
    assert [row.headline for row, _status in page.context["told"]] == ["Terbit 2", "Terbit 1"]
    assert f'name="_publish" value="{waiting.pk}"' in page.text
