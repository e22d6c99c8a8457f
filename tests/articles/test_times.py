"""Times at the desk, by HTTP: the newsroom's zone, and in brackets that of whoever reads."""

import pytest
from django.urls import reverse

from articles.models import Word
from tests.articles.test_previews import client_of

def living_in(user, zone):
    user.zone = zone
    user.save()
    return client_of(user)


def change(article):
    return reverse("admin:articles_article_change", args=[article.pk])


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
