"""Photos and their rights, by HTTP: what may not go out, what leaves the site by the clock, and who hears of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from articles import publishing, reminding
from articles.models import Word
from editions.models import Change, Picture
from editions.showing import unfolded
from newsroom.work import work_once
from tests.desk import client_of


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "media", tmp_path / "public"


@pytest.fixture
def photo(newsroom):
    return newsroom.photo()


def saved(by, photo, **typed):
    """The photo's page, sent as it stands but for what is typed."""
    page = client_of(by)
    address = reverse("admin:photos_photo_change", args=[photo.pk])
    form = page.get(address).context["adminform"].form
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if name == "rights_until":
            continue
        if value not in (None, False):
            sent[name] = value
    moment = typed.pop("rights_until", None)
    if moment:
        typed["rights_until"] = f"{moment:%Y-%m-%dT%H:%M}"
    answer = page.post(address, sent | typed)
    assert answer.status_code == 302, answer.context["errors"]
    photo.refresh_from_db()


def on_page(client, article):
    return "<picture>" in client.get(f"/berita/{article.story_id}/x/", follow=True).content.decode()


def shown(client, photo):
    name = unfolded(Picture.objects.get(photo=photo.pk).facts)["renditions"][0]["name"]
    answer = client.get(f"/media/{name}")
    b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code


def told(user):
    return list(Word.objects.filter(to=user, kind="rights").values_list("text", flat=True))


def test_a_photo_leaves_live_stories_at_the_moment_its_rights_end_and_their_editors_are_told_once(
    newsroom, photo, client
):
    article, ends = newsroom.live(photo_id=photo.pk), newsroom.now + timedelta(hours=2)
    saved(newsroom.citra, photo, owner="Kantor berita", rights_until=ends)
    picture = Picture.objects.get(photo=photo.pk)
    assert Change.objects.filter(at=ends, keys=[f"picture-{picture.key}"], bars=True).exists()
    assert on_page(client, article)
    assert shown(client, photo) == 200
    work_once()
    assert told(newsroom.citra) == []
    newsroom.step(hours=2)
    assert not on_page(client, article)
    assert shown(client, photo) == 404
    work_once()
    work_once()
    assert told(newsroom.citra) == told(newsroom.dedi) == ["Kapal di dermaga"]


def test_telling_of_many_stories_that_lost_a_photo_asks_no_more_than_of_one(newsroom, django_assert_max_num_queries):
    def lose(stories):
        photo = newsroom.photo()
        for _number in range(stories):
            newsroom.live(photo_id=photo.pk)
        saved(newsroom.citra, photo, rights_denied="on")

    lose(1)
    with CaptureQueriesContext(connection) as one:
        assert reminding.tell_of_ended_rights() == 3
    asked = len(one)
    lose(4)
    with django_assert_max_num_queries(asked):
        assert reminding.tell_of_ended_rights() == 12


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_rights_until_a_year_that_no_newsroom_can_mean_are_refused_beside_the_field(newsroom, photo, year):
    page, address = client_of(newsroom.citra), reverse("admin:photos_photo_change", args=[photo.pk])
    form = page.get(address).context["adminform"].form
    words = {name: form[name].value() for name in ("caption", "credit", "alt", "kind", "focal_x", "focal_y")}
    answer = page.post(address, words | {"rights_until": f"{year}-01-01T00:00"})
    assert answer.context["adminform"].form.errors.keys() == {"rights_until"}
    photo.refresh_from_db()
    assert photo.rights_until is None


def test_denied_rights_take_it_off_at_once_and_rights_given_back_show_it_again(newsroom, photo, client):
    article = newsroom.live(photo_id=photo.pk)
    saved(newsroom.citra, photo, rights_denied="on")
    assert not on_page(client, article)
    newsroom.step(minutes=1)
    saved(newsroom.citra, photo, rights_denied="")
    assert on_page(client, article)


def test_a_photo_published_with_an_end_ahead_tells_the_page_cache_of_it(newsroom, client):
    ends = newsroom.now + timedelta(hours=1)
    photo = newsroom.photo(rights_until=ends)
    article = newsroom.live(photo_id=photo.pk)
    assert on_page(client, article)
    assert Change.objects.filter(at=ends, bars=True).exists()
    newsroom.step(hours=1)
    assert not on_page(client, article)


def test_a_photo_from_the_archive_goes_out_with_its_date_and_not_before(newsroom, photo, client):
    article = newsroom.submitted(photo_id=photo.pk)
    saved(newsroom.citra, photo, kind="archive")
    with pytest.raises(publishing.Blocked) as refused:
        publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert [finding.code for finding in refused.value.findings] == ["photo_incomplete"]
    saved(newsroom.citra, photo, taken_on="2019-05-12")
    publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert "Arsip · 12 Mei 2019" in client.get(f"/berita/{article.story_id}/x/", follow=True).text


def test_what_has_ended_or_ends_before_the_moment_chosen_is_not_published(newsroom):
    photo = newsroom.photo(rights_until=newsroom.now + timedelta(hours=1))
    article = newsroom.submitted(photo_id=photo.pk)
    with pytest.raises(publishing.Blocked) as refused:
        publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now + timedelta(hours=3))
    assert [finding.code for finding in refused.value.findings] == ["photo_rights"]
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now + timedelta(minutes=30))
    article.refresh_from_db()
    with pytest.raises(publishing.NotAllowed) as refused:
        publishing.reschedule(article, by=newsroom.citra, at=newsroom.now + timedelta(hours=3))
    assert refused.value.rule == "photo_rights"


def test_a_typo_is_mended_though_the_photo_is_gone(newsroom, photo, client):
    article = newsroom.live(photo_id=photo.pk)
    saved(newsroom.citra, photo, rights_denied="on")
    small = publishing.Correction("perbaikan_kecil", {"deck": "Muatan yang pertama"})
    publishing.correct(article, small, by=newsroom.citra)
    assert not on_page(client, article)


def test_the_picker_offers_no_photo_whose_rights_are_over(newsroom):
    newsroom.photo(rights_denied=True)
    assert client_of(newsroom.ani).get(reverse("photos:search")).json()["photos"] == []


def test_the_photos_page_says_where_it_is_used_and_keeps_restricted_stories_to_those_named(newsroom, photo):
    live, copy = newsroom.live(photo_id=photo.pk, headline="Kapal tiba"), newsroom.draft(photo_id=photo.pk)
    address = reverse("admin:photos_photo_change", args=[photo.pk])
    page = client_of(newsroom.citra).get(address).content.decode()
    assert page.count(reverse("admin:articles_article_change", args=[live.pk])) == 1
    assert page.count(reverse("admin:articles_article_change", args=[copy.pk])) == 1
    type(live).objects.filter(pk=live.pk).update(restricted=True)
    assert "Kapal tiba" not in client_of(newsroom.citra).get(address).content.decode()


def test_the_photos_page_names_drafts_whose_text_shows_it_and_not_those_with_another_number(newsroom, photo):
    shown = {
        "picture": f'<figure data-photo="{photo.pk}" data-caption="" data-credit=""></figure>',
        "gallery": f'<div data-gallery="{photo.pk}9 {photo.pk}"></div>',
    }
    other = {"longer": f'<div data-gallery="{photo.pk}9 9{photo.pk}"></div>', "word": f"<p>{photo.pk}</p>"}
    drafts = {name: newsroom.draft(body=body, headline=name) for name, body in (shown | other).items()}
    page = client_of(newsroom.citra).get(reverse("admin:photos_photo_change", args=[photo.pk])).content.decode()
    pages = {name: reverse("admin:articles_article_change", args=[draft.pk]) for name, draft in drafts.items()}
    named = {name for name, address in pages.items() if address in page}
    assert named == set(shown)


def opened(by, photo):
    """The photo's page as it stands, with what it remembers of that."""
    form = client_of(by).get(reverse("admin:photos_photo_change", args=[photo.pk])).context["adminform"].form
    return drawn_fields(form)


def drawn_fields(form):
    drawn = LexborHTMLParser("".join(str(form[name]) for name in form.fields))
    fields = {}
    for one in drawn.css("input, textarea, select"):
        value = one.text() if one.tag == "textarea" else one.attributes.get("value") or ""
        if one.attributes.get("type") == "checkbox":
            value = "on"
        if one.tag == "select":
            value = one.css_first("option[selected]").attributes["value"]
        if one.attributes.get("type") != "checkbox" or "checked" in one.attributes:
            fields[one.attributes["name"]] = value
    return fields


def sent(by, photo, fields):
    return client_of(by).post(reverse("admin:photos_photo_change", args=[photo.pk]), fields)


def test_a_page_opened_before_rights_were_denied_does_not_give_them_back(newsroom, photo, client):
    live = newsroom.live(photo_id=photo.pk)
    stale = opened(newsroom.citra, photo)
    assert sent(newsroom.dedi, photo, opened(newsroom.dedi, photo) | {"rights_denied": "on"}).status_code == 302
    assert not on_page(client, live)
    assert sent(newsroom.citra, photo, stale | {"caption": "Kapal perintis"}).status_code == 302
    photo.refresh_from_db()
    assert (photo.caption, photo.rights_denied) == ("Kapal perintis", True)
    assert not on_page(client, live)


def test_two_people_who_change_the_same_words_of_a_photo_do_not_overwrite_each_other(newsroom, photo):
    stale = opened(newsroom.citra, photo)
    sent(newsroom.dedi, photo, opened(newsroom.dedi, photo) | {"caption": "Kapal Dedi"})
    answer = sent(newsroom.citra, photo, stale | {"caption": "Kapal Citra"})
    assert "“Kapal Dedi”" in answer.text
    assert "Kapal Citra" in answer.text
    photo.refresh_from_db()
    assert photo.caption == "Kapal Dedi"
    again = drawn_fields(answer.context["adminform"].form)
    assert sent(newsroom.citra, photo, again).status_code == 302
    photo.refresh_from_db()
    assert photo.caption == "Kapal Citra"
