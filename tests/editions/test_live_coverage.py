"""A live coverage: updates are stories of their own, written on one screen and read on one page."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from articles import filing, publishing
from articles.models import Article
from articles.publishing import Correction
from articles.workflow import NotAllowed
from editions.models import Edition, Entry, Notice
from editions.pages import coverage
from tests.editions.test_pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(newsroom):
    return newsroom.live(genre="live", headline="Erupsi Lewotobi", body="<p>Poin penting: 2.000 warga mengungsi.</p>")


def update(newsroom, live, headline="Abu sampai Maumere", **fields):
    """Ani writes it, Citra sends it out."""
    newsroom.step(minutes=1)
    article = filing.add_update(live, by=newsroom.ani, headline=headline, text="Bandara ditutup.\n\nWarga mengungsi.")
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    return article


def shown(client, live):
    tree = LexborHTMLParser(text_of(client.get(url(live))))
    return [one.attributes["id"] for one in tree.css(".update")]


def screen(live):
    return f"/desk/articles/article/{live.pk}/langsung/"


def test_updates_stand_newest_first_under_the_key_points(newsroom, client, live):
    first, second = update(newsroom, live), update(newsroom, live, "Siaga turun")
    assert shown(client, live) == [second.story_id, first.story_id]
    page = text_of(client.get(url(live))).partition('id="text"')[2]
    assert page.index("Poin penting") < page.index("Siaga turun") < page.index("Abu sampai Maumere")


def test_an_update_stands_in_no_list_and_its_address_leads_to_its_place(newsroom, client, live):
    one = update(newsroom, live)
    assert Edition.objects.get(story_id=one.story_id).kind == Edition.Kind.UPDATE
    assert set(Entry.objects.filter(story_id=one.story_id).values_list("list", flat=True)) == {
        coverage.list_of(live.story_id)
    }
    for address in (f"/berita/{one.story_id}/apa-saja/", f"/berita/{one.story_id}/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, f"{url(live)}#{one.story_id}")
    for address in ("/", "/indeks/", "/kanal/nasional/", "/rss/", "/sitemap-news.xml"):
        assert one.story_id not in text_of(client.get(address)), address


def test_a_reporter_writes_and_an_editor_sends_out_on_one_screen(newsroom, client, live):
    client.force_login(newsroom.ani)
    told = {"headline": "Jalur dibuka", "text": "Bus melintas lagi.", "_add": "1"}
    assert client.post(screen(live), told, follow=True).status_code == 200
    (waiting,) = Article.objects.filter(coverage=live)
    assert waiting.stage == "review"
    assert shown(client, live) == []
    client.post(screen(live), {"_publish": waiting.pk, "seen": waiting.version})
    assert shown(client, live) == []  # nobody approves their own, nor without the right
    client.force_login(newsroom.citra)
    assert "Bus melintas lagi." in text_of(client.get(screen(live)))
    client.post(screen(live), {"_publish": waiting.pk, "seen": waiting.version})
    assert shown(client, live) == [waiting.story_id]


def test_what_is_not_out_or_stands_elsewhere_is_not_shown(newsroom, client, live):
    filing.add_update(live, by=newsroom.ani, headline="Rahasia penyelidik", text="Belum boleh.")
    other = newsroom.live(genre="live", headline="Banjir Demak")
    elsewhere = update(newsroom, other, "Tanggul jebol")
    assert shown(client, live) == []
    assert "Rahasia penyelidik" not in text_of(client.get(url(live)))
    client.force_login(newsroom.citra)
    assert client.post(screen(live), {"_publish": elsewhere.pk, "seen": "1"}).status_code == 404
    assert client.get(screen(newsroom.live())).status_code == 404


def test_a_corrected_update_says_so_and_a_withdrawn_one_is_gone(newsroom, client, live):
    kept, gone = update(newsroom, live), update(newsroom, live, "Kabar keliru")
    publishing.correct(kept, Correction("ralat", {"headline": "Abu sampai Ende"}, "Bukan Maumere."), by=newsroom.dedi)
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Tidak benar.")
    page = text_of(client.get(url(live)))
    assert shown(client, live) == [kept.story_id]
    assert "Abu sampai Ende" in page
    assert "Bukan Maumere." in page
    assert client.get(f"/berita/{gone.story_id}/x/").status_code == 410
    assert Notice.objects.filter(story_id=gone.story_id).exists()
    publishing.withdraw(live, by=newsroom.eko, ground="keliru", reason="Tidak benar.")
    assert "Abu sampai Ende" not in text_of(client.get(url(live)))


def test_machines_read_a_live_blog_that_agrees_with_the_page(newsroom, client, live):
    first, second = update(newsroom, live), update(newsroom, live, "Siaga turun")
    tree = LexborHTMLParser(text_of(client.get(url(live))))
    node = json.loads(tree.css_first('script[type="application/ld+json"]').text())["@graph"][0]
    assert node["@type"] == "LiveBlogPosting"
    assert node["coverageStartTime"] == node["datePublished"]
    said = [(one["headline"], one["datePublished"], one["url"].rpartition("#")[2]) for one in node["liveBlogUpdate"]]
    times = [one.attributes["datetime"] for one in tree.css(".update time")]
    heads = [one.text() for one in tree.css(".update h3")]
    assert said == list(zip(heads, times, [second.story_id, first.story_id], strict=True))


def test_a_hundred_updates_cost_one_query_more_and_page_by_key(newsroom, client, live):
    update(newsroom, live)
    with CaptureQueriesContext(connection) as few:
        client.get(url(live))
    for number in range(coverage.SHOWN + 2):
        update(newsroom, live, f"Kabar {number}")
    with CaptureQueriesContext(connection) as many:
        page = client.get(url(live))
    assert len(many) == len(few)
    assert len(shown(client, live)) == coverage.SHOWN
    older = LexborHTMLParser(text_of(page)).css_first(".updates .more a").attributes["href"].partition("#")[0]
    assert text_of(client.get(older)).count('class="update"') == 3
    elsewhere = newsroom.live()
    assert client.get(f"{url(live)}?before={elsewhere.story_id}").status_code == 404
    made_up = client.get(f"{url(elsewhere)}?before=1")  # a story without updates is one page, whatever is asked
    assert (made_up.status_code, made_up["Location"]) == (301, url(elsewhere))


def test_only_a_live_coverage_takes_updates_and_an_update_names_one(newsroom):
    with pytest.raises(NotAllowed):
        filing.add_update(newsroom.live(), by=newsroom.ani, headline="x", text="y")
    lost = newsroom.submitted(genre="update")
    with pytest.raises(publishing.Blocked):
        publishing.publish(lost, by=newsroom.citra, seen=lost.version)
