"""The readers' pages, through their addresses."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from selectolax.lexbor import LexborHTMLParser

from almanac import dates
from articles import checks, publishing
from articles.models import Section, Tag
from articles.publishing import Correction
from editions.models import Edition, Entry, Notice, Picture
from editions.showing import unfolded
from newsroom.errors import server_error
from photos.models import Photo
from tests.cast import MONDAY
from tests.photos.pictures import photo_file

pytestmark = pytest.mark.django_db

PAGED = "<p>Satu.</p><p>Dua.</p><hr data-page-break><p>Tiga.</p><hr data-page-break><p>Empat.</p>"


@pytest.fixture(autouse=True)
def public_files(settings, tmp_path):
    options = settings.STORAGES["public"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"public": settings.STORAGES["public"] | {"OPTIONS": options}}


@pytest.fixture
def many(newsroom):
    """Makes live stories a minute apart, oldest first."""

    def make(count, **fields):
        made = []
        for number in range(count):
            newsroom.step(minutes=1)
            made.append(newsroom.live(headline=f"Berita nomor {number}", **fields))
        return made

    return make


def live(article):
    return Edition.objects.live().get(story_id=article.story_id)


def url(article):
    return live(article).get_absolute_url()


def text_of(response):
    return response.content.decode()


def in_order(html, *parts):
    """Each part stands in the page after the one before."""
    at = 0
    for part in parts:
        found = html.find(part, at)
        assert found >= 0, f"{part!r} is not on the page after what precedes it"
        at = found + len(part)


def shown_ids(response):
    """The stories of a page, but for the most read beside it."""
    matter = re.sub(r'<section class="ranked.*?</section>', "", text_of(response), flags=re.DOTALL)
    return list(dict.fromkeys(re.findall(r'href="/berita/([a-z0-9]+)/', matter)))


def read(response):
    """The whole answer; reading to the end is how the test client closes a file that was sent."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        read(client.get(address))
    return [query["sql"] for query in caught]


def fetched(client, name):
    response = client.get(f"/media/{name}")
    read(response)
    return response.status_code


def photographed(newsroom, **fields):
    words = {"caption": "Kapal di dermaga", "credit": "Antara/Raisan Farisi", "alt": "Kapal bersandar"}
    return Photo.objects.add(photo_file(), by=newsroom.citra, **(words | fields))


# --- A story -----------------------------------------------------------------------------------------------


def test_a_story_carries_every_element_of_the_model_page_in_its_order(newsroom, client):
    older = newsroom.live(headline="Berita yang ditautkan")
    photo = photographed(newsroom)
    red = newsroom.citra.author
    body = (
        f'<p>Kapal tiba.</p><p>Warga menyambut.</p><div data-baca-juga="{older.story_id}"></div>'
        "<p>Muatan turun.</p><hr data-page-break><p>Selesai.</p>"
    )
    article = newsroom.live(
        headline="Kapal <perintis> tiba", deck="Muatan pertama", place="Larantuka", body=body, photo_id=photo.pk,
        credits=[["rep", newsroom.ani.author.pk], ["red", red.pk]], citations=[[newsroom.reuters.pk, "", None]],
    )  # fmt: skip
    first, whole = text_of(client.get(url(article))), text_of(client.get(url(article) + "?page=all"))
    in_order(
        first,
        "Senin 03 Sep 2035 10:00 WIB",
        "<h1>Kapal &lt;perintis&gt; tiba</h1>",
        "Muatan pertama</p>",
        'Rep: <a rel="author" href="/penulis/ani/">Ani</a>/ Red: <a href="/penulis/citra/">Citra</a>',
        "<picture>",
        'alt="Kapal bersandar"',
        "Kapal di dermaga",
        "Foto: Antara/Raisan Farisi",
        "NUSAHARIAN.ID, LARANTUKA --",
        "Warga menyambut.",
        f'aria-label="{_("Read also")}"',
        "Berita yang ditautkan",
        "Muatan turun....",
        _("Next page"),
        _("Show all"),
        ">Iklan<",
        _("Other stories"),
        ">Iklan<",
        _("Latest"),
        "<ol>",
        ">Iklan<",
        ">Iklan<",
        'class="foot"',
    )
    assert "sumber :" not in first
    in_order(whole, "Muatan turun.</p>", "Selesai.</p>", "sumber : <a", "Reuters")
    assert first.count("<h1") == 1
    assert first.count('class="ad ') == first.count(">Iklan</span>") == 4


def test_the_head_names_the_story_for_machines(newsroom, client):
    article = newsroom.live(headline="Kapal </script><b>tiba", deck="Muatan & penumpang")
    html = text_of(client.get(url(article)))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    facts = json.loads(found[1])["@graph"][0]
    assert facts["@type"] == "NewsArticle"
    assert facts["headline"] == "Kapal </script><b>tiba"
    assert facts["datePublished"] == "2035-09-03T10:00:00+07:00"
    assert facts["author"] == [{"@type": "Person", "name": "Ani", "url": "http://127.0.0.1:8000/penulis/ani/"}]
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{url(article)}">' in html
    assert '<meta property="article:published_time" content="2035-09-03T10:00:00+07:00">' in html
    assert '<meta name="description" content="Muatan &amp; penumpang">' in html
    assert html.count('<script type="application/ld+json"') == 1
    scripts = re.findall(r"<script [^>]*>", html)
    assert all('type="application/ld+json"' in one or " src=" in one for one in scripts)
    assert "style=" not in html


def test_a_page_is_the_same_for_everybody_and_kept_for_a_minute(newsroom, client):
    address = url(newsroom.live())
    anonymous = client.get(address)
    client.force_login(newsroom.eko, backend="accounts.backends.BundleBackend")
    assert client.get(address).content == anonymous.content
    assert anonymous["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in anonymous.get("Vary", "")
    assert not anonymous.cookies


def test_a_wrong_slug_moves_to_the_right_one_and_keeps_the_page(newsroom, client):
    article = newsroom.live(body=PAGED)
    response = client.get(f"/berita/{article.story_id}/keliru/?page=2")
    assert (response.status_code, response["Location"]) == (301, url(article) + "?page=2")
    assert "max-age=60" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("page", "status"),
    [("2", 200), ("3", 200), ("all", 200), ("4", 404), ("0", 404), ("02", 404), ("x", 404), ("", 404), ("1", 301)],
)
def test_pages_of_a_story_exist_or_do_not(newsroom, client, page, status):
    article = newsroom.live(body=PAGED)
    response = client.get(f"{url(article)}?page={page}")
    assert response.status_code == status
    if status == 301:
        assert response["Location"] == url(article)


def test_every_page_names_the_whole_text_as_canonical(newsroom, client):
    article = newsroom.live(body=PAGED)
    for query in ("", "?page=2", "?page=all"):
        html = text_of(client.get(url(article) + query))
        assert f'<link rel="canonical" href="http://127.0.0.1:8000{url(article)}?page=all">' in html


def test_the_whole_of_a_story_that_is_not_cut_is_its_clean_address(newsroom, client):
    article = newsroom.live()
    response = client.get(url(article) + "?page=all")
    assert (response.status_code, response["Location"]) == (301, url(article))


def test_an_unknown_story_a_draft_and_a_scheduled_one_look_alike(newsroom, client):
    draft = newsroom.draft(headline="Rahasia")
    later = newsroom.scheduled(newsroom.now + timedelta(hours=1), headline="Rahasia")
    answers = [client.get(f"/berita/{one}/rahasia/") for one in (draft.story_id, later.story_id, "zzzz9999")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1


def test_a_scheduled_story_appears_on_the_minute(newsroom, client):
    article = newsroom.scheduled(newsroom.now + timedelta(hours=1))
    newsroom.step(hours=1)
    assert client.get(url(article)).status_code == 200


def test_a_held_story_says_so_and_shows_nothing_of_itself(newsroom, client):
    article = newsroom.live(headline="Nama tersangka", photo_id=photographed(newsroom).pk)
    address = url(article)
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    for one in (address, f"/berita/{article.story_id}/lain/"):
        response = client.get(one)
        assert response.status_code == 200
        assert _("This story is being checked by the newsroom") in text_of(response)
        assert '<meta name="robots" content="noindex">' in text_of(response)
        assert "max-age=60" in response["Cache-Control"]
        for secret in ("Nama tersangka", "Diperiksa", "Larantuka", "/media/", 'class="ad '):
            assert secret not in text_of(response)
    assert article.story_id not in text_of(client.get("/"))


def test_a_withdrawn_story_answers_gone_with_headline_ground_reason_and_time(newsroom, client):
    article = newsroom.live(headline="Kapal karam", photo_id=photographed(newsroom).pk)
    address = url(article)
    newsroom.step(hours=2)
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Kapal itu tidak pernah berlayar.")
    response = client.get(address)
    html = text_of(response)
    assert response.status_code == 410
    expected = ("Kapal karam", pgettext("ground", "The newsroom's own error").replace("'", "&#x27;"))
    for part in (*expected, "Kapal itu tidak pernah berlayar.", "Senin 03 Sep 2035 12:00 WIB"):
        assert part in html
    for part in ("Larantuka", "/media/", "og:image", 'class="ad '):
        assert part not in html
    for elsewhere in ("/", "/rss/", "/indeks/"):
        assert "Kapal karam" not in text_of(client.get(elsewhere))
    assert "Kapal karam" in text_of(client.get("/ralat/"))


def test_a_story_withdrawn_for_the_newsrooms_own_error_says_sorry_and_no_other(newsroom, client):
    own, other = newsroom.live(headline="Kapal karam"), newsroom.live(headline="Nama anak")
    places, sorry = (url(own), url(other)), _("The newsroom apologises for this error.")
    publishing.withdraw(own, by=newsroom.eko, ground="keliru", reason="Kapal itu tidak pernah berlayar.")
    publishing.withdraw(other, by=newsroom.eko, ground="anak", reason="Identitas anak.")
    wrong, protected = (text_of(client.get(place)) for place in places)
    in_order(wrong, "Kapal itu tidak pernah berlayar.", sorry)
    assert sorry not in protected


def test_a_withdrawn_or_held_storys_page_leads_on_to_what_can_be_read(newsroom, client):
    gone, held = newsroom.live(headline="Kapal karam"), newsroom.live(headline="Kapal hilang")
    newsroom.live(headline="Dermaga dibuka")
    places = url(gone), url(held)
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Keliru.")
    publishing.hold(held, by=newsroom.citra, reason="Diperiksa")
    for place in places:
        latest = text_of(client.get(place)).partition('id="latest"')[2]
        assert "Dermaga dibuka" in latest
        assert "Kapal" not in latest.partition("</section>")[0]


def test_a_correction_stands_above_the_body_with_its_time(newsroom, client):
    article = newsroom.live()
    newsroom.step(hours=1)
    publishing.correct(article, Correction(kind="ralat", text="Bukan Ende.", changes={}), by=newsroom.citra)
    html = text_of(client.get(url(article)))
    in_order(
        html, _("Updated:"), "Senin 03 Sep 2035 11:00 WIB", "<h1>",
        f"<strong>{pgettext('notice', 'Erratum')}</strong>", "Senin 03 Sep 2035 11:00 WIB", "Bukan Ende.",
        "Kapal perintis tiba di Larantuka.",
    )  # fmt: skip


def test_read_also_drops_what_is_withdrawn_and_what_is_paid_and_then_itself(newsroom, client):
    gone = newsroom.live(headline="Yang dicabut")
    paid = newsroom.live(headline="Yang berbayar", genre="advertorial")
    links = f'<div data-baca-juga="{gone.story_id} {paid.story_id}"></div>'
    article = newsroom.live(body=f"<p>Satu.</p><p>Dua.</p>{links}<p>Tiga.</p>")
    assert "Yang dicabut" in text_of(client.get(url(article)))
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Keliru.")
    html = text_of(client.get(url(article)))
    assert "baca-juga" not in html
    assert "Yang berbayar" not in html


def test_read_also_names_a_story_once_however_many_blocks_name_it(newsroom, client):
    one, other = newsroom.live(headline="Dermaga dibuka"), newsroom.live(headline="Muatan naik")
    links = [f'<div data-baca-juga="{named}"></div>' for named in (one.story_id, f"{one.story_id} {other.story_id}")]
    links.append(links[0])
    article = newsroom.live(body=f"<p>Satu.</p>{links[0]}<p>Dua.</p>{links[1]}<p>Tiga.</p>{links[2]}<p>Empat.</p>")
    body = text_of(client.get(url(article))).partition('<div class="body"')[2].partition("<nav")[0]
    in_order(body, "Satu.", "Dermaga dibuka", "Dua.", "Muatan naik", "Tiga.", "Empat.")
    assert body.count("Dermaga dibuka") == 1
    assert body.count("baca-juga") == 2


def test_a_paid_story_is_labelled_wherever_it_stands(newsroom, client):
    paid = newsroom.live(headline="Menginap di kebun teh", genre="advertorial")
    newsroom.live(headline="Berita biasa")
    html = text_of(client.get(url(paid)))
    in_order(html, "<h1>Menginap di kebun teh</h1>", '<p class="label">Advertorial</p>')
    assert 'content="[Advertorial] Menginap di kebun teh"' in html
    assert '"@type": "AdvertiserContentArticle"' in html
    in_order(text_of(client.get("/kanal/nasional/")), '<p class="label">Advertorial</p>', "Menginap di kebun teh")
    assert "[Advertorial] Menginap di kebun teh" in text_of(client.get("/rss/kanal/nasional/"))


def test_a_paid_story_is_never_among_the_other_stories(newsroom, client):
    newsroom.live(headline="Menginap di kebun teh", genre="advertorial")
    assert "Menginap di kebun teh" not in text_of(client.get(url(newsroom.live())))


def test_a_story_does_not_offer_itself(newsroom, client):
    other, article = newsroom.live(), newsroom.live()
    assert shown_ids(client.get(url(article))) == [other.story_id]


def test_a_sensitive_story_stands_without_advertising(newsroom, client):
    assert 'class="ad ' in text_of(client.get(url(newsroom.live())))
    article = newsroom.live(about_child=True, ticked=list(checks.CHILD_TICKS))
    assert 'class="ad ' not in text_of(client.get(url(article)))


def test_a_picture_and_a_gallery_in_the_body_show_caption_and_credit(newsroom, client):
    one, two = photographed(newsroom, caption="Foto satu"), photographed(newsroom, caption="Foto dua")
    body = (
        f'<p>Satu.</p><figure data-photo="{one.pk}" data-caption="Lain" data-credit="AP"></figure>'
        f'<div data-gallery="{one.pk} {two.pk}"></div><p>Dua.</p>'
    )
    html = text_of(client.get(url(newsroom.live(body=body))))
    in_order(html, "Satu.", "Lain", "Foto: AP", 'class="gallery"', "Foto satu", "Foto dua", "Dua.")


def test_a_picture_stored_again_is_what_it_was(newsroom):
    Picture.objects.create(key="k", facts={"alt": "Kapal", "renditions": []})
    Picture.objects.get().save()
    assert unfolded(Picture.objects.get().facts) == {"alt": "Kapal", "renditions": []}


def test_a_picture_whose_rights_have_ended_is_gone(newsroom, client):
    article = newsroom.live(photo_id=photographed(newsroom).pk)
    Picture.objects.update(until=newsroom.now + timedelta(minutes=5))
    name = unfolded(Picture.objects.get().facts)["renditions"][0]["name"]
    assert fetched(client, name) == 200
    assert "/media/" in text_of(client.get(url(article)))
    newsroom.step(minutes=5)
    assert fetched(client, name) == 404
    assert "/media/" not in text_of(client.get(url(article)))


def test_the_index_has_a_calendar_of_days_that_have_come(newsroom, client):
    newsroom.live()
    page = text_of(client.get("/indeks/"))
    today = newsroom.now.date()
    assert page.count('aria-current="date"') == 1
    in_order(page, 'class="month"', dates.month_name(today), f'href="/indeks/{today:%Y/%m/%d}/" aria-current="date"')
    tomorrow = today + timedelta(days=1)
    assert f"/indeks/{tomorrow:%Y/%m/%d}/" not in page
    last = today.replace(day=1) - timedelta(days=1)
    before = text_of(client.get(f"/indeks/{last:%Y/%m/%d}/?kanal=nasional"))
    assert f'href="/indeks/{today.replace(day=1):%Y/%m/%d}/?kanal=nasional"' in before
    assert client.get("/indeks/1900/01/01/").status_code == 200


def test_days_without_a_story_are_no_links_in_the_calendar_and_are_passed_over(newsroom, client):
    told = {}
    for day in (MONDAY - timedelta(days=40), MONDAY + timedelta(days=2), MONDAY + timedelta(days=10)):
        newsroom.at(day)
        told[f"{day:%Y/%m/%d}"] = newsroom.live()
    regional = newsroom.live(section_id=newsroom.region.pk)
    newsroom.at(MONDAY + timedelta(days=12))  # today: a story may come yet

    def links(address):
        page = LexborHTMLParser(text_of(client.get(address)))
        month = [one.attributes["href"].removeprefix("/indeks/") for one in page.css(".month a")]
        around = [page.css_first(f"[rel={rel}]") for rel in ("prev", "next")]
        return month, [one.attributes["href"].removeprefix("/indeks/") if one else "" for one in around]

    assert links("/indeks/") == (["2035/09/05/", "2035/09/13/", "2035/09/15/"], ["2035/09/13/", ""])
    assert links("/indeks/2035/09/07/") == (
        ["2035/09/05/", "2035/09/07/", "2035/09/13/", "2035/09/15/"], ["2035/09/05/", "2035/09/13/"],
    )  # fmt: skip
    assert links("/indeks/2035/09/05/")[1] == ["2035/07/25/", "2035/09/13/"]
    assert links("/indeks/2035/08/20/") == (["2035/08/20/"], ["2035/07/25/", "2035/09/01/"])
    assert links("/indeks/2035/07/25/") == (["2035/07/25/"], ["", "2035/08/01/"])
    assert links("/indeks/?kanal=daerah")[0] == ["2035/09/13/?kanal=daerah", "2035/09/15/?kanal=daerah"]
    month_before = LexborHTMLParser(text_of(client.get("/indeks/"))).css(".side .days a")
    assert [one.attributes["href"] for one in month_before] == ["/indeks/2035/07/25/"]
    publishing.withdraw(regional, by=newsroom.eko, ground="keliru", reason="Keliru.")
    newsroom.step(seconds=1)
    assert client.get("/indeks/?kanal=daerah").status_code == 404
    assert all(client.get(f"/indeks/{day}/").status_code == 200 for day in told)


# --- Queries -------------------------------------------------------------------------------------------------


def test_a_story_costs_five_queries_at_any_size(newsroom, many, client):
    photo = photographed(newsroom)
    older = newsroom.live(headline="Lama")
    for name in ("Kapal", "Laut"):
        Tag.objects.create(name=name, slug=name.lower())
    body = (
        f'<p>a</p><p>b</p><div data-baca-juga="{older.story_id}"></div><p>c</p>'
        f'<figure data-photo="{photo.pk}"></figure><p>d</p>'
    )
    story = newsroom.live(body=body, photo_id=photo.pk, tags=["Kapal", "Laut"])
    many(2)
    few = queries(client, url(story))
    many(58, tags=["Kapal", "Laut"], photo_id=photo.pk)
    lots = queries(client, url(story))
    assert len(few) == len(lots) == 5


def test_a_list_costs_the_same_at_any_size(many, client):
    addresses = ["/", "/kanal/nasional/", "/indeks/", "/terpopuler/", "/ralat/", "/rss/", "/penulis/ani/"]
    many(20)  # enough that the front has something below
    few = {address: len(queries(client, address)) for address in addresses}
    many(30)
    assert {address: len(queries(client, address)) for address in addresses} == few
    assert max(few.values()) <= 6


@pytest.mark.parametrize(
    "address",
    [
        "/", "STORY", "GONE", "HELD", "/kanal/nasional/", "/tag/kapal/", "/penulis/ani/", "/sumber/reuters/",
        "/indeks/", "/indeks/2035/09/03/?kanal=nasional", "/foto/", "/terpopuler/", "/ralat/", "/rss/",
        "/rss/kanal/nasional/", "/atom/tag/kapal/", "/json/penulis/ani/", "/rss/ralat/", "/sitemap.xml",
        "/sitemap-news.xml", "/sitemap-2035-09-03.xml", "/sitemap-pages.xml",
        "/hak-jawab/", "/pedoman-media-siber/", "/redaksi/", "/robots.txt", "/tidak-ada/", "MEDIA",
    ],
)  # fmt: skip
def test_readers_pages_read_the_record_alone(newsroom, client, address):
    Tag.objects.create(name="Kapal", slug="kapal")
    photo = photographed(newsroom)
    cited = {"citations": [[newsroom.reuters.pk, "", None]], "tags": ["Kapal"], "photo_id": photo.pk}
    gone, held = newsroom.live(), newsroom.live()
    story = newsroom.live(**cited)
    places = {"STORY": url(story), "GONE": url(gone), "HELD": url(held)}
    places["MEDIA"] = f"/media/{unfolded(Picture.objects.get().facts)['renditions'][0]['name']}"
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Keliru.")
    publishing.hold(held, by=newsroom.citra, reason="Cek")
    # Signed in, since a page that looked would have a session and a person to read.
    client.force_login(newsroom.eko, backend="accounts.backends.BundleBackend")
    asked = " ".join(queries(client, places.get(address, address)))
    tables = set(re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', asked))
    assert {name for name in tables if not name.startswith("editions_")} == set()


def test_health_asks_nothing_of_the_database_and_readiness_does(client, monkeypatch):
    assert queries(client, "/healthz") == []
    assert client.get("/readyz").status_code == 200

    def broken(*_args):
        raise DatabaseError

    monkeypatch.setattr("editions.health.connection.cursor", broken)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


# --- Lists ---------------------------------------------------------------------------------------------------


def test_a_list_pages_by_key_without_loss_or_repetition(many, client):
    made = [article.story_id for article in many(45)]
    address, seen = "/kanal/nasional/", []
    while address:
        response = client.get(address)
        rows = shown_ids(response)
        assert len(rows) <= 20
        seen += rows
        older = re.search(r'rel="next" href="\?before=(\w+)"', text_of(response))
        address = f"/kanal/nasional/?before={older[1]}" if older else ""
    assert seen == made[::-1]


def test_exactly_twenty_rows_have_nothing_older(many, client):
    many(20)
    assert 'rel="next"' not in text_of(client.get("/kanal/nasional/"))


def test_a_key_that_is_not_a_live_row_of_the_list_is_404(newsroom, client):
    here, elsewhere = newsroom.live(), newsroom.live(section_id=newsroom.region.pk)
    assert client.get(f"/kanal/nasional/?before={elsewhere.story_id}").status_code == 404
    publishing.withdraw(here, by=newsroom.eko, ground="keliru", reason="Keliru.")
    assert client.get(f"/indeks/?before={here.story_id}").status_code == 404


@pytest.mark.parametrize("kind", ["kanal", "tag", "penulis", "sumber", "fokus", "seri"])
def test_an_unknown_name_is_404(newsroom, client, kind):
    assert client.get(f"/{kind}/tidak-ada/").status_code == 404


def test_a_section_without_a_live_story_is_404_and_in_no_menu(newsroom, client):
    article = newsroom.live(section_id=newsroom.region.pk)
    assert 'href="/kanal/daerah/"' in text_of(client.get("/"))
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru.")
    assert client.get("/kanal/daerah/").status_code == 404
    assert 'href="/kanal/daerah/"' not in text_of(client.get("/"))


def test_a_section_holds_the_stories_of_those_below_it(newsroom, client):
    article = newsroom.live(section_id=newsroom.east.pk)
    html = text_of(client.get("/kanal/daerah/"))
    assert article.story_id in html
    assert 'href="/kanal/timur/"' in html
    assert 'href="/kanal/daerah/" aria-current="true"' in text_of(client.get("/kanal/timur/"))


def test_photo_stories_have_a_list_of_their_own(newsroom, client):
    assert client.get("/foto/").status_code == 200
    article, other = newsroom.live(genre="photo_story"), newsroom.live()
    assert shown_ids(client.get("/foto/")) == [article.story_id]
    assert other.story_id in shown_ids(client.get("/"))


def test_the_front_shows_each_story_of_its_upper_half_once(many, client):
    many(30)
    html = text_of(client.get("/"))
    upper = re.findall(r'<h[23]><a href="/berita/(\w+)/', html)
    assert len(upper) == len(set(upper)) >= 17
    in_order(html, _("Latest"), '<div class="blocks">', "Nasional")


def test_the_front_of_an_empty_site_says_so(newsroom, client):
    assert _("No story has been published yet.") in text_of(client.get("/"))


# --- The index -------------------------------------------------------------------------------------------------


def test_the_days_of_the_index_are_the_newsrooms(newsroom, client):
    newsroom.at(MONDAY.replace(hour=0, minute=0))
    first = newsroom.live()
    newsroom.at(MONDAY.replace(hour=23, minute=59))
    last = newsroom.live()
    newsroom.at(MONDAY.replace(hour=0, minute=0) + timedelta(days=1))
    next_day = newsroom.live()
    assert shown_ids(client.get("/indeks/2035/09/03/")) == [last.story_id, first.story_id]
    assert shown_ids(client.get("/indeks/")) == [next_day.story_id]


def test_the_index_links_to_the_days_around_and_never_to_the_future(newsroom, client):
    newsroom.live()
    newsroom.step(days=1)
    newsroom.live()
    today, before = text_of(client.get("/indeks/")), text_of(client.get("/indeks/2035/09/03/"))
    assert 'href="/indeks/2035/09/03/"' in today
    assert "/indeks/2035/09/05/" not in today
    assert 'href="/indeks/2035/09/04/"' in before
    assert 'rel="prev"' not in before
    for impossible in ("2035/09/05", "2035/02/30", "0000/01/01", "0001/01/01"):
        assert client.get(f"/indeks/{impossible}/").status_code == 404


def test_the_index_narrows_to_a_section(newsroom, client):
    newsroom.live()
    article = newsroom.live(section_id=newsroom.region.pk)
    assert shown_ids(client.get("/indeks/?kanal=daerah")) == [article.story_id]
    newsroom.scheduled(newsroom.now + timedelta(hours=1), section_id=newsroom.east.pk)
    assert client.get("/indeks/?kanal=timur").status_code == 404  # nothing of it is live: its name is not told
    for nonsense in ("tidak-ada", "\0", "%"):
        assert client.get("/indeks/", {"kanal": nonsense}).status_code == 404
        assert client.get("/indeks/", {"before": nonsense}).status_code == 404


def test_the_index_offers_each_section_with_its_own_below_it(newsroom, client):
    Section.objects.filter(pk=newsroom.east.pk).update(position=0)
    for section in (newsroom.east, newsroom.region, newsroom.national):
        newsroom.live(section_id=section.pk)
    offered = re.findall(r'href="\?kanal=([a-z]+)"', text_of(client.get("/indeks/")))
    assert offered.index("timur") == offered.index("daerah") + 1


def test_a_day_can_be_chosen(newsroom, client):
    assert client.get("/indeks/hari/?hari=2035-09-01")["Location"] == "/indeks/2035/09/01/"
    for nonsense in ("kemarin", "0001-01-01", ""):
        assert client.get("/indeks/hari/", {"hari": nonsense})["Location"] == "/indeks/"


# --- What was put right ------------------------------------------------------------------------------------------


def test_the_list_of_corrections_pages_and_names_what_stands_now(newsroom, client):
    article = newsroom.live(headline="Nama anak")
    newsroom.step(minutes=1)
    publishing.correct(article, Correction(kind="ralat", text="Pertama.", changes={}), by=newsroom.citra)
    newsroom.step(minutes=1)
    change = Correction(kind="koreksi", text="Kedua.", changes={"headline": "Seorang anak"}, protects=True)
    publishing.correct(article, change, by=newsroom.citra)
    html = text_of(client.get("/ralat/"))
    in_order(html, "Kedua.", "Pertama.")
    assert "Nama anak" not in html
    newest = Notice.objects.order_by("-pk")[0].pk
    older = text_of(client.get(f"/ralat/?before={newest}"))
    assert "Pertama." in older
    assert "Kedua." not in older
    for nonsense in ("x", "999999", "9" * 40):
        assert client.get(f"/ralat/?before={nonsense}").status_code == 404


def test_the_list_of_corrections_is_silent_on_a_held_story(newsroom, client):
    article = newsroom.live(headline="Nama tersangka")
    publishing.correct(article, Correction(kind="ralat", text="Pertama.", changes={}), by=newsroom.citra)
    assert "Nama tersangka" in text_of(client.get("/ralat/"))
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    html = text_of(client.get("/ralat/"))
    assert "Nama tersangka" not in html
    assert "Pertama." not in html


# --- Feeds and pages that stand ----------------------------------------------------------------------------------


def test_pages_that_stand_say_what_is_not_filled_in(newsroom, client, settings):
    settings.REDAKSI_RESPONSIBLE, settings.REDAKSI_COMPANY = "", "PT Nusa"
    html = text_of(client.get("/redaksi/"))
    assert "PT Nusa" in html
    assert _("not filled in yet") in html
    for name in ("how_to_reply", "guidelines"):
        assert client.get(reverse(f"editions:{name}")).status_code == 200


def test_a_missing_page_offers_the_latest_and_stands_without_the_database(newsroom, client, monkeypatch):
    article = newsroom.live()
    missing = client.get("/tidak-ada/")
    assert article.story_id in shown_ids(missing)
    assert '<form class="search"' in text_of(missing)

    def broken(*_args, **_kwargs):
        raise DatabaseError

    monkeypatch.setattr("editions.pages.listing", broken)
    response = client.get("/tidak-ada/")
    assert response.status_code == 404
    assert 'href="/indeks/"' in text_of(response)


def test_readers_pages_take_no_writing(newsroom, client):
    assert client.post(url(newsroom.live())).status_code == 405


# --- Pictures ------------------------------------------------------------------------------------------------------


def test_a_picture_is_served_only_while_a_live_story_shows_it(newsroom, client):
    article = newsroom.live(photo_id=photographed(newsroom).pk)
    name = unfolded(Picture.objects.get().facts)["renditions"][0]["name"]
    response = client.get(f"/media/{name}")
    assert response.status_code == 200
    with storages["public"].open(name) as file:
        assert read(response) == file.read()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Cross-Origin-Resource-Policy" in response
    assert int(re.search(r"max-age=(\d+)", response["Cache-Control"])[1]) <= 60
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru.")
    assert fetched(client, name) == 404


@pytest.mark.parametrize("name", ["abc/card-240.jpg", "abc/../../secret.key", "abc/x.html", "abc/card-240.svg"])
def test_nothing_else_is_served_as_a_picture(newsroom, client, name):
    Picture.objects.create(key="abc", facts={})
    Entry.objects.create(
        list="picture-abc", story_id="aaaa", first_published_at=MONDAY, begins=datetime(2020, 1, 1, tzinfo=UTC)
    )
    assert client.get(f"/media/{name}").status_code == 404


def test_the_page_of_last_resort_names_the_request():
    page = server_error(None)
    assert page.status_code == 500
    assert b"REQUEST-ID" not in page.content
