"""Times at the desk, by HTTP: the newsroom's zone, and in brackets that of whoever reads."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.db.models import DateTimeField
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from articles.models import Fokus, Section, Word
from photos.models import Photo
from tests.desk import client_of

DJANGOS = re.compile(r"\d\d?\.\d\d(\.\d\d)?\b|\d\d? [a-z]+ 2035 pukul", re.IGNORECASE)
"""Django's own Indonesian time, which parts hours and minutes by a full stop and names no zone."""


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "media", tmp_path / "public"


@pytest.fixture
def photo(newsroom):
    return newsroom.photo()


def living_in(user, zone):
    user.zone = zone
    user.save()
    return client_of(user)


def change(article):
    return reverse("admin:articles_article_change", args=[article.pk])


# --- Days without a clock ----------------------------------------------------------------------------------------


def test_a_day_is_printed_and_typed_in_the_same_way_on_every_screen(newsroom, photo):
    Photo.objects.filter(pk=photo.pk).update(taken_on=date(2019, 8, 5), kind="archive")
    fokus = Fokus.objects.create(title="Pilkada", slug="pilkada", begins=date(2035, 8, 5), ends=date(2035, 8, 17))
    of_photo = reverse("admin:photos_photo_change", args=[photo.pk])
    of_fokus = reverse("admin:articles_fokus_change", args=[fokus.pk])
    budi, eko = client_of(newsroom.budi), client_of(newsroom.eko)
    assert "05 Agu 2019" in read_only(budi, of_photo)
    assert {"05 Agu 2035", "17 Agu 2035"} <= read_only(budi, of_fokus)
    assert '<input type="date" name="taken_on" value="2019-08-05"' in eko.get(of_photo).text
    for name, day in (("begins", "2035-08-05"), ("ends", "2035-08-17")):
        assert f'<input type="date" name="{name}" value="{day}"' in eko.get(of_fokus).text


def test_a_photo_is_of_no_year_that_nobody_can_mean(newsroom, photo):
    citra, where = client_of(newsroom.citra), reverse("admin:photos_photo_change", args=[photo.pk])
    form = citra.get(where).context["adminform"].form
    sent = {name: str(form[name].value()) for name in form.fields if form[name].value() not in (None, False)}
    page = citra.post(where, sent | {"kind": "archive", "taken_on": "0219-08-05"})
    assert page.context["adminform"].form.errors["taken_on"] == ["Tahunnya harus di antara 1900 dan 2199."]
    assert Photo.objects.get(pk=photo.pk).taken_on is None


def read_only(client, where):
    return {one.text().strip() for one in LexborHTMLParser(client.get(where).text).css(".readonly")}


# --- Whose zone ------------------------------------------------------------------------------------------------


def test_whoever_works_in_another_zone_reads_their_own_time_in_brackets(newsroom):
    article = newsroom.live()
    for where in (change(article), reverse("admin:articles_article_changelist"), reverse("admin:index")):
        assert "10:00 WIB (11:00 WITA)" in living_in(newsroom.citra, "Asia/Makassar").get(where).text, where
    page = living_in(newsroom.dedi, "Asia/Jakarta").get(change(article)).text
    assert "10:00 WIB" in page
    assert "10:00 WIB (" not in page
    assert "10:00 WIB (" not in client_of(newsroom.ani).get(change(article)).text


def test_what_an_act_says_back_has_the_zone_of_whoever_did_it(newsroom):
    article, citra = newsroom.submitted(), living_in(newsroom.citra, "Asia/Jayapura")
    where = reverse("admin:articles_article_move", args=[article.pk, "publish"])
    answers = {"seen": article.version, "when": "later", "at": "2035-09-03T23:30"}
    page = citra.post(where, answers, follow=True)
    assert "Senin 03 Sep 2035 23:30 WIB (Selasa 01:30 WIT)" in page.text


def test_readers_and_whoever_else_is_told_get_the_newsrooms_time_alone(newsroom, client):
    live, citra = newsroom.live(genre="live"), living_in(newsroom.citra, "Asia/Makassar")
    answers = {"_approve": "1", "to": newsroom.ani.pk, "until": "2035-09-03T14:00"}
    citra.post(reverse("admin:articles_article_live", args=[live.pk]), answers)
    word = Word.objects.get(to=newsroom.ani, text__contains="14:00 WIB")
    assert "WITA" not in word.text
    preview = citra.get(reverse("admin:articles_article_preview", args=[live.pk]))
    for page in (client.get(f"/berita/{live.story_id}/kapal-perintis-tiba/"), client.get("/"), preview):
        assert page.status_code == 200
        assert "WITA" not in page.text


# --- One formatter ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["list_display", "readonly_fields", "fields"])
def test_no_screen_of_the_desk_leaves_a_moment_to_django(shown):
    raw = {
        f"{model.__name__}.{field.name}"
        for model, desk in admin.site._registry.items()
        if model._meta.app_label in ("articles", "photos", "accounts", "wire")
        for field in model._meta.fields
        if isinstance(field, DateTimeField) and field.name in (getattr(desk, shown) or ())
    }
    assert raw == set()


def test_when_a_name_was_retired_stands_with_its_zone(newsroom):
    citra, lists = client_of(newsroom.citra), reverse("admin:articles_section_changelist")
    citra.post(lists, {"action": "retire", "_selected_action": newsroom.region.pk})
    assert Section.objects.get(pk=newsroom.region.pk).retired_at == newsroom.now
    one = reverse("admin:articles_section_change", args=[newsroom.region.pk])
    for page in (citra.get(one), citra.get(lists), client_of(newsroom.ani).get(one)):
        assert "Senin 03 Sep 2035 10:00 WIB" in page.text


@pytest.mark.parametrize("who", ["citra", "budi"])
def test_a_photos_page_says_its_moments_with_their_zone(newsroom, photo, who):
    Photo.objects.filter(pk=photo.pk).update(
        uploaded_at=newsroom.now, retired_at=newsroom.now, rights_until=newsroom.now
    )
    page = client_of(getattr(newsroom, who)).get(reverse("admin:photos_photo_change", args=[photo.pk])).text
    assert page.count("Senin 03 Sep 2035 10:00 WIB") == {"citra": 2, "budi": 3}[who]
    assert not DJANGOS.search(re.sub(r"<[^>]*>", " ", page))


def test_the_end_of_a_photos_rights_is_typed_in_a_zone_that_is_named_and_keeps_its_seconds(newsroom, photo):
    ends = newsroom.now.replace(second=7)
    Photo.objects.filter(pk=photo.pk).update(rights_until=ends)
    citra, where = client_of(newsroom.citra), reverse("admin:photos_photo_change", args=[photo.pk])
    form = citra.get(where).context["adminform"].form
    assert "(WIB)" in str(form["rights_until"].label)
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    hidden = {form[name].html_initial_name: form[name].value() for name in sent}
    sent["rights_until"] = "2035-09-03T10:00"
    citra.post(where, hidden | {name: str(value) for name, value in sent.items()} | {"owner": "Kantor berita"})
    photo.refresh_from_db()
    assert (photo.owner, photo.rights_until) == ("Kantor berita", ends)


def test_the_second_to_set_the_end_of_rights_reads_what_the_first_set_with_its_zone(newsroom, photo):
    citra, where = client_of(newsroom.citra), reverse("admin:photos_photo_change", args=[photo.pk])
    form = citra.get(where).context["adminform"].form
    sent = {name: str(form[name].value()) for name in form.fields if form[name].value() not in (None, False)}
    Photo.objects.filter(pk=photo.pk).update(rights_until=newsroom.now)
    answer = citra.post(where, sent | {"initial-rights_until": "", "rights_until": "2035-09-05T10:00"})
    assert "Senin 03 Sep 2035 10:00 WIB" in str(answer.context["adminform"].form.errors["rights_until"])
