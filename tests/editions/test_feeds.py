"""Feeds: the same items in three forms, under ids that outlive every correction."""

import json
import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.utils.translation import gettext as _
from lxml import etree

from articles import publishing
from articles.models import Tag
from articles.publishing import Correction
from photos.models import Photo
from tests.photos.pictures import photo_file

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
MEDIA = "{http://search.yahoo.com/mrss/}content"
FORMS = ("rss", "atom", "json")


@pytest.fixture(autouse=True)
def public_files(settings, tmp_path):
    options = settings.STORAGES["public"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"public": settings.STORAGES["public"] | {"OPTIONS": options}}


def photographed(newsroom):
    return Photo.objects.add(
        photo_file(), by=newsroom.citra, caption="Kapal & dermaga", credit="Antara", alt="Kapal bersandar"
    )


def items(client, form, of=""):
    """What a feed's items say, in whatever form: id, address, title, moments, people, picture, whole text."""
    response = client.get(f"/{form}/{of}")
    assert response.status_code == 200
    return {"rss": of_rss, "atom": of_atom, "json": of_json}[form](response.content)


def of_rss(raw):
    return [
        {
            "id": one.findtext("guid"), "url": one.findtext("link"), "title": one.findtext("title"),
            "published": parsedate_to_datetime(one.findtext("pubDate")),
            "people": [person.text for person in one.findall(CREATOR)],
            "picture": next((found.get("url") for found in one.findall(MEDIA)), ""),
            "html": one.findtext(CONTENT) or "", "tags": [found.text for found in one.findall("category")],
        }
        for one in etree.fromstring(raw).iter("item")
    ]  # fmt: skip


def of_atom(raw):
    return [
        {
            "id": one.findtext(f"{ATOM}id"), "url": one.find(f"{ATOM}link[@rel='alternate']").get("href"),
            "title": one.findtext(f"{ATOM}title"),
            "published": datetime.fromisoformat(one.findtext(f"{ATOM}published")),
            "people": [person.text for person in one.findall(f"{ATOM}author/{ATOM}name")],
            "picture": next((found.get("href") for found in one.findall(f"{ATOM}link[@rel='enclosure']")), ""),
            "html": one.findtext(f"{ATOM}content") or "",
            "tags": [found.get("term") for found in one.findall(f"{ATOM}category")],
        }
        for one in etree.fromstring(raw).iter(f"{ATOM}entry")
    ]  # fmt: skip


def of_json(raw):
    return [
        {
            "id": one["id"], "url": one["url"], "title": one["title"],
            "published": datetime.fromisoformat(one["date_published"]),
            "people": [person["name"] for person in one.get("authors", [])], "picture": one.get("image", ""),
            "html": one.get("content_html", ""), "tags": one.get("tags", []),
        }
        for one in json.loads(raw)["items"]
    ]  # fmt: skip


def test_the_three_forms_say_the_same(newsroom, client):
    newsroom.live(headline="Kapal <perintis> & warga", photo_id=photographed(newsroom).pk)
    newsroom.step(minutes=1)
    newsroom.live(genre="advertorial", headline="Kebun teh")
    for of in ("", "kanal/nasional/", "penulis/ani/"):
        rss, atom, as_json = (items(client, form, of) for form in FORMS)
        assert rss == atom == as_json
    assert [one["title"] for one in rss] == ["[Advertorial] Kebun teh", "Kapal <perintis> & warga"]
    assert rss[1]["people"] == ["Ani"]
    assert rss[1]["picture"].startswith("http://127.0.0.1:8000/media/")


@pytest.mark.parametrize("of", ["kanal/nasional/", "tag/kapal/", "penulis/ani/", "sumber/reuters/"])
def test_each_list_has_its_feed_and_its_page_tells_of_it(newsroom, client, of):
    Tag.objects.create(name="Kapal", slug="kapal")
    newsroom.live(tags=["Kapal"], citations=[[newsroom.reuters.pk, "", None]])
    page = client.get(f"/{of}").content.decode()
    for form in FORMS:
        assert len(items(client, form, of)) == 1
        assert re.search(rf'<link rel="alternate" type="application/[a-z+]+" title="[^"]+" href="/{form}/{of}">', page)


@pytest.mark.parametrize("form", FORMS)
def test_a_list_without_a_live_story_has_no_feed(newsroom, client, form):
    article = newsroom.live()
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru.")
    for of in ("kanal/nasional/", "kanal/tidak-ada/", "penulis/ani/"):
        assert client.get(f"/{form}/{of}").status_code == 404
    assert items(client, form) == []


@pytest.mark.parametrize("form", FORMS)
def test_an_item_keeps_its_id_through_corrections_new_slugs_and_a_new_address_of_the_site(
    newsroom, client, settings, form
):
    article = newsroom.live(headline="Kapal tiba", place="Larantuka", deck="")
    before = items(client, form)
    newsroom.step(days=1)
    change = Correction(kind="ralat", text="Perintis.", changes={"headline": "Kapal perintis tiba"})
    publishing.correct(article, change, by=newsroom.citra)
    settings.SITE_ADDRESS = "https://lain.example"
    after = items(client, form)
    assert [one["id"] for one in before] == [one["id"] for one in after]
    assert after[0]["title"] == "Kapal perintis tiba"
    assert "NUSAHARIAN.ID" not in client.get(f"/{form}/").content.decode()
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru.")
    assert items(client, form) == []


@pytest.mark.parametrize("form", FORMS)
def test_whole_texts_are_absolute_and_carry_pictures_and_no_links_to_other_stories(newsroom, client, settings, form):
    settings.FEED_TEXT = True
    photo, older = photographed(newsroom), newsroom.live(headline="Yang ditautkan")
    newsroom.step(minutes=1)
    body = (
        f'<p>Lihat <a href="/indeks/">indeks</a>.</p><p>Dua.</p><div data-baca-juga="{older.story_id}"></div>'
        f'<p>Tiga.</p><figure data-photo="{photo.pk}" data-caption="Lain" data-credit="AP"></figure>'
        "<hr data-page-break><p>Akhir.</p>"
    )
    newsroom.live(body=body, photo_id=photo.pk)
    html = items(client, form)[0]["html"]
    assert '<a href="http://127.0.0.1:8000/indeks/">' in html
    assert html.count('<figure><img src="http://127.0.0.1:8000/media/') == 2
    assert "Foto: AP" in html
    assert "Akhir." in html
    assert "Yang ditautkan" not in html
    assert "Kapal perintis tiba di Larantuka." in items(client, form)[1]["html"]
    assert not re.search(r'(?:src|href)="/', html)


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_that_did_not_change_costs_no_bytes(newsroom, client, form):
    newsroom.live()
    first = client.get(f"/{form}/")
    again = client.get(f"/{form}/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    newsroom.step(minutes=1)
    newsroom.live()
    assert client.get(f"/{form}/", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_what_was_put_right_has_a_feed_of_its_own(newsroom, client, form):
    article = newsroom.live(headline="Kapal tiba")
    newsroom.step(hours=1)
    publishing.correct(article, Correction(kind="ralat", text="Bukan Ende.", changes={}), by=newsroom.citra)
    (told,) = items(client, form, "ralat/")
    assert told["title"].endswith(": Kapal tiba")
    assert told["published"] == newsroom.now
    assert "Bukan Ende." in client.get(f"/{form}/ralat/").content.decode()
    assert f'href="/{form}/ralat/"' in client.get("/ralat/").content.decode()
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    assert items(client, form, "ralat/") == []


def test_the_feed_of_what_was_put_right_says_sorry_where_the_error_was_the_newsrooms_own(newsroom, client):
    wrong, again, other = (newsroom.live(headline=name) for name in ("Kapal karam", "Kapal hilang", "Nama anak"))
    publishing.correct(other, Correction(kind="hak_jawab", text="Bantahan.", changes={}), by=newsroom.citra)
    publishing.correct(other, Correction(kind="ralat", text="Bukan Ende.", changes={}), by=newsroom.citra)
    publishing.withdraw(wrong, by=newsroom.eko, ground="keliru", reason="Tidak pernah berlayar.")
    publishing.withdraw(again, by=newsroom.eko, ground="keliru", reason="Sudah ditemukan.")
    publishing.reinstate(again, by=newsroom.eko, reason="Ternyata benar")
    publishing.withdraw(other, by=newsroom.eko, ground="anak", reason="Identitas anak.")
    said = {one.findtext("description") for one in etree.fromstring(client.get("/rss/ralat/").content).iter("item")}
    sorry = _("The newsroom apologises for this error.")
    assert said == {
        "Bantahan.", f"Bukan Ende. {sorry}", f"Tidak pernah berlayar. {sorry}", "Sudah ditemukan.", "Identitas anak.",
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", [False, True])
def test_a_feed_costs_the_same_at_any_size(newsroom, client, settings, django_assert_max_num_queries, form, text):
    settings.FEED_TEXT = text
    photo = photographed(newsroom)
    for _number in range(3):
        newsroom.step(minutes=1)
        newsroom.live(photo_id=photo.pk, body=f'<p>Satu.</p><figure data-photo="{photo.pk}"></figure><p>Dua.</p>')
    with django_assert_max_num_queries(4):
        client.get(f"/{form}/")
    with django_assert_max_num_queries(5):
        client.get(f"/{form}/kanal/nasional/")


def test_a_feed_changes_when_its_newest_story_does(newsroom, client):
    article = newsroom.live()
    newsroom.step(hours=3)
    publishing.correct(article, Correction("pembaruan", {"deck": "Baru"}), by=newsroom.dedi)
    feed = etree.fromstring(client.get("/atom/").content)
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == newsroom.now
    entry = feed.find(f"{ATOM}entry")
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) == newsroom.now
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}published")) == newsroom.now - timedelta(hours=3)
