"""Previews by HTTP: who may see them, what they never leave behind, and what a link opens and doesn't."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import Act
from accounts.roles import Bundle
from articles import moves, publishing
from articles.models import Author, PreviewLink
from editions.models import Edition, Heading, Picture
from photos.models import Photo
from tests.desk import address, client_of

LINKS = "admin:articles_article_links"


@pytest.fixture
def link(newsroom):
    article = newsroom.draft(headline="Naskah rahasia")
    link = PreviewLink.objects.create(
        article=article, whom="Penasihat", until=newsroom.now + timedelta(hours=2), made_by=newsroom.ani,
        made_at=newsroom.now,
    )  # fmt: skip
    return link, reverse("admin:articles_article_shared", args=[link.signed])


def test_a_preview_stores_nothing(newsroom):
    article = newsroom.draft(tags=["Baru sekali"], headline="Pratinjau saja")
    with CaptureQueriesContext(connection) as asked:
        page = client_of(newsroom.ani).get(reverse("admin:articles_article_preview", args=[article.pk]))
    assert "<h1>Pratinjau saja</h1>" in page.text
    assert "Nasional" in page.text
    assert not [
        row["sql"] for row in asked if row["sql"].startswith(("INSERT", "UPDATE")) and "editions_" in row["sql"]
    ]
    assert not Edition.objects.exists()
    assert not Heading.objects.exists()


def test_a_preview_shows_photos_that_are_not_public(newsroom):
    photo = newsroom.photo(by=newsroom.ani)
    article = newsroom.draft(photo_id=photo.pk)
    ani = client_of(newsroom.ani)
    page = ani.get(reverse("admin:articles_article_preview", args=[article.pk]))
    rendition = photo.renditions.filter(shape="story").first()
    assert reverse("photos:rendition", args=[rendition.pk]) in page.text
    assert ani.get(reverse("photos:rendition", args=[rendition.pk])).status_code == 200
    assert Client().get(reverse("photos:rendition", args=[rendition.pk])).status_code == 404
    assert not Picture.objects.exists()


def test_a_preview_shows_a_new_portrait_and_makes_it_public_to_nobody(newsroom):
    portrait = newsroom.photo(by=newsroom.ani, caption="Ani")
    Author.objects.filter(user=newsroom.ani).update(portrait=portrait)
    article = newsroom.draft(genre="opinion")
    face = portrait.renditions.filter(shape="card", format="jpeg").order_by("width").first()
    page = client_of(newsroom.ani).get(reverse("admin:articles_article_preview", args=[article.pk]))
    assert f'src="{reverse("photos:rendition", args=[face.pk])}"' in page.text
    assert not Picture.objects.exists()
    link = PreviewLink.objects.create(
        article=article, whom="X", until=newsroom.now + timedelta(hours=2), made_by=newsroom.ani, made_at=newsroom.now
    )
    seen = reverse("admin:articles_article_shared_picture", args=[link.signed, face.pk])
    assert f'src="{seen}"' in Client().get(reverse("admin:articles_article_shared", args=[link.signed])).text
    assert Client().get(seen).status_code == 200


def test_what_was_previewed_is_shown_to_readers_at_its_public_address(newsroom):
    """By the very process that made the preview."""
    photo = newsroom.photo(by=newsroom.ani)
    article = newsroom.submitted(photo_id=photo.pk)
    client_of(newsroom.ani).get(reverse("admin:articles_article_preview", args=[article.pk]))
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    page = Client().get(Edition.objects.get().get_absolute_url()).text
    assert Picture.objects.get().key in page
    assert "/photos/rendisi/" not in page


def test_a_story_one_may_not_see_has_no_preview(newsroom):
    article = newsroom.draft()
    gita = client_of(newsroom.gita)
    assert gita.get(reverse("admin:articles_article_preview", args=[article.pk])).status_code == 404
    assert gita.get(reverse(LINKS, args=[article.pk])).status_code == 404
    assert client_of(newsroom.budi).get(reverse(LINKS, args=[article.pk])).status_code == 403


def test_a_link_opens_one_story_and_its_pictures_and_nothing_else(newsroom, link):
    row, url = link
    photo, other = newsroom.photo(by=newsroom.ani), newsroom.photo(by=newsroom.ani, caption="Lain")
    newsroom.save(row.article, newsroom.ani, photo_id=photo.pk)
    stranger = Client()
    page = stranger.get(url)
    assert "Naskah rahasia" in page.text
    assert page["Referrer-Policy"] == "same-origin"
    picture = "admin:articles_article_shared_picture"
    shown, hidden = photo.renditions.first(), other.renditions.first()
    assert stranger.get(reverse(picture, args=[row.signed, shown.pk])).status_code == 200
    assert stranger.get(reverse(picture, args=[row.signed, hidden.pk])).status_code == 404
    assert stranger.get(address("change", row.article.pk)).status_code == 302


@pytest.mark.parametrize("shows", ["photo", "portrait"])
def test_a_link_hands_out_no_picture_whose_rights_have_ended(newsroom, link, shows):
    row, url = link
    photo, ends = newsroom.photo(), newsroom.now + timedelta(hours=1)
    Photo.objects.filter(pk=photo.pk).update(rights_until=ends)
    if shows == "photo":
        newsroom.save(row.article, newsroom.ani, photo_id=photo.pk)
    else:
        Author.objects.filter(user=newsroom.ani).update(portrait=photo)
    reader = Client()
    addresses = [
        reverse("admin:articles_article_shared_picture", args=[row.signed, one.pk]) for one in photo.renditions.all()
    ]
    told = reader.get(addresses[0])
    assert (told.status_code, told["Cache-Control"]) == (200, "private, no-store")
    newsroom.at(ends)
    assert {reader.get(one).status_code for one in addresses} == {404}
    assert not any(one in reader.get(url).text for one in addresses)


@pytest.mark.parametrize("forged", ["{pk}", "{pk}.x", "{other}.{signature}", "x", "{pk}.{signature}x"])
def test_an_address_cannot_be_made_up(link, forged):
    row, _url = link
    signed = forged.format(pk=row.pk, other=row.pk + 1, signature=row.signed.split(".")[1])
    assert Client().get(reverse("admin:articles_article_shared", args=[signed])).status_code == 404


def test_a_link_taken_back_is_gone_at_once(newsroom, link):
    row, url = link
    client_of(newsroom.citra).post(reverse("admin:articles_article_revoke", args=[row.article.pk, row.pk]))
    assert Client().get(url).status_code == 404
    assert Client().post(url, {"text": "Terlambat"}).status_code == 404
    assert Act.objects.filter(verb="take back preview").exists()


def test_a_link_lasts_until_an_hour_to_come(newsroom):
    article, ani = newsroom.draft(), client_of(newsroom.ani)
    for until in ("2035-09-03T09:00", "2035-10-03T09:00", ""):
        page = ani.post(reverse(LINKS, args=[article.pk]), {"whom": "X", "until": until})
        assert page.context["form"].errors["until"]
    assert ani.post(reverse(LINKS, args=[article.pk]), {"whom": "X", "until": "2035-09-03T12:00"}).status_code == 302
    assert Act.objects.filter(verb="share preview").exists()


def test_who_may_not_write_its_genre_any_more_shares_no_preview_of_it(newsroom):
    """An advertorial that an editor made a news story of is no longer advertising's to show."""
    newsroom.iwan = newsroom.person("iwan", Bundle.ADS)
    article = newsroom.draft(by=newsroom.iwan, genre="advertorial")
    iwan, links = client_of(newsroom.iwan), reverse(LINKS, args=[article.pk])
    assert iwan.post(links, {"whom": "Pemesan", "until": "2035-09-03T12:00"}).status_code == 302
    newsroom.save(article, newsroom.citra, genre="news")
    assert iwan.get(links).status_code == 403
    assert iwan.post(links, {"whom": "Pemesan", "until": "2035-09-03T12:00"}).status_code == 403
    made = PreviewLink.objects.get()
    assert iwan.post(reverse("admin:articles_article_revoke", args=[article.pk, made.pk])).status_code == 403
    assert PreviewLink.objects.open(newsroom.now).get() == made


def test_a_remark_made_by_link_stands_in_the_storys_timeline(newsroom):
    article = newsroom.draft()
    link = PreviewLink.objects.create(
        article=article, whom="Pengacara", until=newsroom.now + timedelta(hours=1), made_by=newsroom.citra,
        made_at=newsroom.now,
    )  # fmt: skip
    Client().post(reverse("admin:articles_article_shared", args=[link.signed]), {"text": "Nama saksi jangan ditulis."})
    page = client_of(newsroom.ani).get(reverse("admin:articles_article_history", args=[article.pk])).content.decode()
    assert "Pengacara" in page
    assert "Nama saksi jangan ditulis." in page


# --- A story that is shut to all but a few ---------------------------------------------------------------------


def restrict(newsroom, article, *people, by="ani"):
    answers = {"_act": "restrict", "people": [person.pk for person in people]}
    return client_of(getattr(newsroom, by)).post(address("conditions", article.pk), answers, follow=True)


def test_whoever_restricts_a_story_ends_its_links_and_is_told_how_many(newsroom, link):
    row, url = link
    PreviewLink.objects.create(
        article=row.article, whom="Sumber", until=newsroom.now + timedelta(days=9), made_by=newsroom.budi,
        made_at=newsroom.now,
    )  # fmt: skip
    assert Client().get(url).status_code == 200
    page = restrict(newsroom, row.article, newsroom.citra)
    [told] = page.context["messages"]
    assert "2" in str(told)
    assert not PreviewLink.objects.open(newsroom.now).exists()
    assert Client().get(url).status_code == 404
    newsroom.save(row.article, newsroom.ani, headline="Lebih rahasia lagi")
    assert Client().post(url, {"text": "Masih di sini"}).status_code == 404
    line = Act.objects.get(verb="restrict")
    assert (line.facts["named"], line.facts["links"]) == (["ani", "citra"], 2)
    trail = client_of(newsroom.eko).get(reverse("admin:accounts_act_change", args=[line.pk]))
    assert ": 2</p>" in trail.text


def test_nothing_is_said_of_links_where_none_was_open_and_opening_a_story_ends_none(newsroom, link):
    row, _url = link
    newsroom.step(hours=3)
    [shut] = restrict(newsroom, row.article, newsroom.citra).context["messages"]
    assert not any(sign.isdigit() for sign in str(shut))
    later = {"whom": "Penasihat", "until": "2035-09-03T15:00"}
    assert client_of(newsroom.citra).post(reverse(LINKS, args=[row.article.pk]), later).status_code == 302
    made = PreviewLink.objects.open(newsroom.now).get()
    assert Client().get(reverse("admin:articles_article_shared", args=[made.signed])).status_code == 200
    restrict(newsroom, row.article)
    assert Client().get(reverse("admin:articles_article_shared", args=[made.signed])).status_code == 200


def test_a_link_says_whether_the_story_is_out_and_whether_it_was_changed_since(newsroom, link):
    _row, url = link
    note = '<aside class="preview-note"'
    assert "Belum terbit." in Client().get(url).text
    article = newsroom.live(headline="Kapal tiba")
    of_live = PreviewLink.objects.create(
        article=article, whom="Penasihat", until=newsroom.now + timedelta(hours=2), made_by=newsroom.ani,
        made_at=newsroom.now,
    )  # fmt: skip
    live = Edition.objects.live().get(story_id=article.story_id)

    def told():
        page = Client().get(reverse("admin:articles_article_shared", args=[of_live.signed])).text
        return page.partition(note)[2].partition("</aside>")[0]

    said = told()
    assert "Belum terbit." not in said
    assert f'{live.get_absolute_url()}">{gettext("This is published.")}</a>' in said
    moves.move(article, "revise", by=newsroom.citra)
    article.refresh_from_db()
    newsroom.save(article, newsroom.citra, headline="Kapal tiba lagi")
    said = told()
    assert gettext("Changes that are not published. Please do not pass them on.") in said
    assert live.get_absolute_url() in said


def test_a_photo_whose_rights_ended_leaves_no_hole_behind_a_link(newsroom, link):
    row, url = link
    photo = newsroom.photo(by=newsroom.ani)
    newsroom.save(
        row.article, newsroom.ani, photo_id=photo.pk,
        body=f'<p>Isi.</p><figure data-photo="{photo.pk}" data-caption="" data-credit=""></figure>',
    )  # fmt: skip
    assert Client().get(url).text.count("<picture>") == 2
    Photo.objects.update(rights_until=newsroom.now)
    assert "<picture>" not in Client().get(url).text
