"""Kinds beside news: advertorials that end by the clock, and the newsroom's own pages."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from articles import moves, publishing
from articles.publishing import Correction
from articles.workflow import NotAllowed
from editions.models import Edition, Entry, Notice
from newsroom import work
from tests.cast import MONDAY
from tests.editions.test_pages import in_order, live, photographed, public_files, shown_ids, text_of, url

pytestmark = pytest.mark.django_db
__all__ = ["public_files"]

FIRST, LAST = date(2035, 9, 3), date(2035, 9, 5)
OVER = MONDAY.replace(day=6, hour=0, minute=0)
"""The first moment after the last day, in the newsroom's zone."""


def paid(newsroom, **fields):
    told = {"client": "Kebun Teh Malabar", "order_number": "PO-77", "airs_from": str(FIRST), "airs_until": str(LAST)}
    return newsroom.live(genre="advertorial", headline="Menginap di kebun", **told | fields)


# --- Films --------------------------------------------------------------------------------------------------------


def test_a_film_is_told_by_a_mark_on_the_picture_of_its_card(newsroom, client):
    picture = photographed(newsroom, made_by_ai=True).pk
    for words in ({"genre": "video"}, {"genre": "news"}):
        newsroom.live(headline="Semalam di bagan", photo_id=picture, **words)
    newsroom.live(headline="Tanpa gambar", genre="video")
    while work.work_once():
        pass
    for address, shots in (("/", 2), ("/kanal/nasional/", 2), ("/video/", 1), ("/cari/?q=bagan", 2)):
        page = LexborHTMLParser(text_of(client.get(address)))
        assert len(page.css(".shot")) == shots, address
        marked = [one.text() for one in page.css(".shot .mark")]
        assert marked == ["Video"], address
    assert 'class="mark"' not in text_of(client.get("/video/?lite=1"))


# --- Advertorials -------------------------------------------------------------------------------------------------


def test_an_advertorial_ends_by_the_clock_and_its_address_says_so(newsroom, client):
    article = paid(newsroom)
    address = url(article)
    newsroom.at(OVER - timedelta(seconds=1))
    page = text_of(client.get(address))
    in_order(page, "Advertorial · Kebun Teh Malabar", "Kapal perintis")
    assert "PO-77" not in page
    assert article.story_id in shown_ids(client.get("/kanal/nasional/"))
    newsroom.at(OVER)
    ended = client.get(address)
    assert ended.status_code == 410
    in_order(text_of(ended), '<meta name="robots" content="noindex">', _("The time of this advertisement is over"))
    assert "Kapal perintis" not in text_of(ended)
    assert client.get("/kanal/nasional/").status_code == 404
    assert not Notice.objects.exists()


def test_links_that_were_paid_for_say_so_to_search_engines(newsroom, client):
    linked = '<p>Pesan di <a href="https://kebun.example/kamar">laman kebun</a>.</p>'
    bought = Edition.objects.get(story_id=paid(newsroom, body=linked).story_id)
    free = Edition.objects.get(story_id=newsroom.live(body=linked).story_id)
    for story, rel in ((bought, "sponsored noopener"), (free, "noopener")):
        page = client.get(story.get_absolute_url()).content.decode()
        assert f'href="https://kebun.example/kamar" rel="{rel}"' in page


def test_a_correction_ends_with_the_days_that_were_ordered(newsroom, client):
    article = paid(newsroom)
    newsroom.step(hours=1)
    publishing.correct(article, Correction("perbaikan_kecil", {"deck": "Betul"}, "", second_tick=True), by=newsroom.eko)
    assert live(article).superseded_at == OVER
    assert set(Entry.objects.live().filter(story_id=article.story_id).values_list("ends", flat=True)) == {OVER}
    newsroom.at(OVER)
    assert client.get(f"/berita/{article.story_id}/x/").status_code == 410


def test_more_days_are_ordered_and_a_call_for_them_called_off(newsroom, client):
    article = paid(newsroom)
    open_copy = moves.move(article, "revise", by=newsroom.ani)
    newsroom.save(open_copy, newsroom.ani, airs_until="2035-09-10")
    open_copy.refresh_from_db()
    sent = moves.move(open_copy, "submit", by=newsroom.ani)
    publishing.publish(sent, by=newsroom.citra, seen=sent.version, at=newsroom.now + timedelta(hours=2))
    sent.refresh_from_db()
    publishing.cancel(sent, by=newsroom.citra)
    assert live(article).superseded_at == OVER
    assert set(Entry.objects.live().filter(story_id=article.story_id).values_list("ends", flat=True)) == {OVER}
    sent.refresh_from_db()
    publishing.publish(sent, by=newsroom.citra, seen=sent.version)
    newsroom.at(OVER)
    assert client.get(url(article)).status_code == 200


def test_no_advertorial_goes_out_outside_its_days(newsroom):
    sent = newsroom.submitted(genre="advertorial", client="Kebun", airs_from="2035-09-04", airs_until="2035-09-05")
    with pytest.raises(NotAllowed, match="04 Sep 2035"):
        publishing.publish(sent, by=newsroom.citra, seen=sent.version)
    publishing.publish(sent, by=newsroom.citra, seen=sent.version, at=MONDAY + timedelta(days=1))


def test_a_held_advertorial_stays_held_when_its_days_are_over(newsroom, client):
    article = paid(newsroom)
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    newsroom.at(OVER + timedelta(hours=1))
    assert client.get(f"/berita/{article.story_id}/x/").status_code == 200
    article.refresh_from_db()
    with pytest.raises(NotAllowed, match="05 Sep 2035"):
        publishing.lift(article, by=newsroom.citra, reason="Selesai")


# --- The newsroom's own pages -----------------------------------------------------------------------------------


def own(newsroom, **fields):
    told = {"genre": "page", "headline": "Tentang kami", "slug": "tentang", "body": "<p>Kami menulis sejak 2019.</p>"}
    return newsroom.live(**told | fields)


def test_a_page_of_the_newsrooms_own_is_written_and_kept_like_a_story(newsroom, client):
    article = own(newsroom)
    page = text_of(client.get("/tentang/"))
    in_order(page, "<h1>Tentang kami</h1>", "Kami menulis sejak 2019.", "Senin 03 Sep 2035")
    assert 'class="ad' not in page
    newsroom.step(hours=1)
    change = Correction("pembaruan", {"body": "<p>Kami menulis sejak 2018.</p>"}, "", second_tick=True)
    publishing.correct(article, change, by=newsroom.dedi)
    assert "2018" in text_of(client.get("/tentang/"))
    assert [one.kind for one in Edition.objects.filter(story_id=article.story_id)] == ["page", "page"]


def test_what_was_put_right_on_such_a_page_leads_to_the_list_of_it(newsroom, client):
    article = own(newsroom)
    newsroom.step(hours=1)
    publishing.correct(article, Correction("ralat", {}, "Bukan 2019."), by=newsroom.dedi)
    (notice,) = LexborHTMLParser(text_of(client.get("/tentang/"))).css(".notice")
    assert "Bukan 2019." in text_of(client.get(notice.css_first("a").attributes["href"]))


def test_it_stands_in_no_list_and_at_the_foot_of_every_page(newsroom, client):
    article, story = own(newsroom), newsroom.live()
    front = client.get("/")
    assert shown_ids(front) == [story.story_id]
    assert '<li><a href="/tentang/">Tentang kami</a></li>' in text_of(front)
    answer = client.get(f"/berita/{article.story_id}/tentang/")
    assert (answer.status_code, answer["Location"]) == (301, "/tentang/")


@pytest.mark.parametrize("keeps", [False, True])
def test_a_name_approved_for_later_stands_at_the_foot_from_then_on(newsroom, settings, tmp_path, keeps):
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = keeps, keeps, tmp_path
    client, article, by = Client(), own(newsroom), newsroom.citra
    newsroom.step(hours=1)
    article = moves.move(article, "revise", by=newsroom.ani)
    article = newsroom.save(article, newsroom.ani, headline="Tentang redaksi")
    article = moves.move(article, "submit", by=newsroom.ani)
    publishing.publish(article, by=by, seen=article.version, at=newsroom.now + timedelta(hours=1))
    assert "Tentang kami</a></li>" in text_of(client.get("/"))
    publishing.reschedule(article, by=by, at=newsroom.now + timedelta(hours=2))
    newsroom.step(hours=1, minutes=1)
    assert "Tentang kami</a></li>" in text_of(client.get("/"))
    newsroom.step(hours=1)
    assert "Tentang redaksi</a></li>" in text_of(client.get("/"))


def test_what_settings_fill_gives_way_to_what_is_written(newsroom, client):
    assert _("Responsible person") in text_of(client.get("/redaksi/"))
    own(newsroom, headline="Susunan redaksi", slug="redaksi", body="<p>Pemimpin redaksi: Eko.</p>")
    assert "Pemimpin redaksi: Eko." in text_of(client.get("/redaksi/"))


def test_a_page_that_is_held_or_only_drafted_is_unknown(newsroom, client):
    article = own(newsroom)
    newsroom.draft(genre="page", headline="Kontak", slug="kontak")
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    assert client.get("/kontak/").status_code == client.get("/tentang/").status_code == 404


LONG = "pedoman-perilaku-dan-etika-redaksi-nusa-harian"


def test_pages_whose_long_addresses_begin_alike_stand_each_at_its_own(newsroom, client):
    for word in ("satu", "dua"):
        own(newsroom, headline=f"Bagian {word}", slug=f"{LONG}-{word}", body=f"<p>Isi {word}.</p>")
        newsroom.step(minutes=1)
    for word in ("satu", "dua"):
        in_order(
            text_of(client.get(f"/{LONG}-{word}/")), f"Isi {word}.", f'<a href="/{LONG}-{word}/">Bagian {word}</a>'
        )


def test_a_page_from_before_addresses_were_told_apart_so_stays_where_it_is(newsroom, client, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr("editions.pages.own.list_of", lambda slug: f"page-{slug}"[:40])
        article = own(newsroom, slug=f"{LONG}-satu")
    newsroom.step(minutes=1)
    assert "sejak 2019" in text_of(client.get(f"/{LONG}-satu/"))
    change = Correction("pembaruan", {"body": "<p>Kami menulis sejak 2018.</p>"}, "", second_tick=True)
    publishing.correct(article, change, by=newsroom.dedi)
    newsroom.step(minutes=1)
    in_order(text_of(client.get(f"/{LONG}-satu/")), "sejak 2018", f'<a href="/{LONG}-satu/">Tentang kami</a>')


@pytest.mark.parametrize("slug", ["tentang", "cari", "rss", "desk", "kanal", "media", "api", "static"])
def test_a_page_takes_no_address_of_another_or_of_the_site(newsroom, client, slug):
    first = own(newsroom)
    newsroom.step(minutes=1)
    second = newsroom.submitted(genre="page", headline="Kami", slug=slug, body="<p>Kami.</p>")
    with pytest.raises(publishing.Blocked) as refused:
        publishing.publish(second, by=newsroom.citra, seen=second.version)
    assert [(one.code, one.field) for one in refused.value.findings] == [("address_taken", "slug")]
    client.force_login(newsroom.citra)
    asked = client.get(reverse("admin:articles_article_move", args=[second.pk, "publish"]))
    assert "address_taken" in [one.code for one in asked.context["findings"]]
    # A story may have any slug: its address has its number too. And a page is corrected where it stands.
    assert newsroom.live(slug=slug)
    change = Correction("perbaikan_kecil", {"deck": "Siapa kami"}, second_tick=True)
    assert publishing.correct(first, change, by=newsroom.citra)


def test_a_withdrawn_page_comes_back_only_while_no_other_has_its_address(newsroom, client):
    first = own(newsroom)
    publishing.withdraw(first, by=newsroom.eko, ground="keliru", reason="Keliru.")
    newsroom.step(minutes=1)
    second = own(newsroom, body="<p>Kami yang baru.</p>")
    with pytest.raises(publishing.NotAllowed, match="cabut dahulu"):
        publishing.reinstate(first, by=newsroom.eko, reason="Ternyata benar.")
    assert "Kami yang baru." in text_of(client.get("/tentang/"))
    publishing.withdraw(second, by=newsroom.eko, ground="keliru", reason="Keliru.")
    newsroom.step(minutes=1)
    publishing.reinstate(first, by=newsroom.eko, reason="Ternyata benar.")
    newsroom.step(minutes=1)
    assert "sejak 2019" in text_of(client.get("/tentang/"))


def test_a_held_page_keeps_its_address(newsroom):
    first = own(newsroom)
    publishing.hold(first, by=newsroom.citra, reason="Diperiksa")
    newsroom.step(minutes=1)
    second = newsroom.submitted(genre="page", headline="Kami", slug="tentang", body="<p>Kami.</p>")
    with pytest.raises(publishing.Blocked):
        publishing.publish(second, by=newsroom.citra, seen=second.version)


def test_the_old_address_of_a_page_leads_to_its_new_one_in_one_step(newsroom, client):
    article = own(newsroom)
    for slug in ("tentang-kami", "kami"):
        newsroom.step(minutes=1)
        article = moves.move(article, "revise", by=newsroom.ani)
        article = moves.move(newsroom.save(article, newsroom.ani, slug=slug), "submit", by=newsroom.ani)
        publishing.publish(article, by=newsroom.citra, seen=article.version)
        article.refresh_from_db()
    newsroom.step(minutes=1)
    for old in ("/tentang/", "/tentang-kami/", f"/berita/{article.story_id}/tentang/"):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, "/kami/"), old
    assert client.get("/kami/").status_code == 200
