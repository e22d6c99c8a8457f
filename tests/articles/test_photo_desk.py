"""The photo desk: a story says whether it needs a photo, what asked for one waits in a queue, and one is given."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Act, User
from articles import conditions, moves, publishing
from articles.checks import CHILD_TICKS, UNVERIFIED_TICKS
from articles.models import Article, Revision, SecondLook, Section, Word
from articles.publishing.correcting import Correction
from editions.models import Edition
from photos.models import Photo
from tests.articles.test_photo_rights import opened, places  # noqa: F401
from tests.desk import address, client_of, posted


def text_of(by, where, *args):
    return client_of(by).get(reverse(f"admin:{where}", args=args)).content.decode()


def waiting(by):
    page = client_of(by).get(reverse("admin:articles_article_photos_wanted"))
    return [row.article.headline for row in page.context["wanted"]]


def test_a_story_says_not_needed_requested_or_there_in_list_form_queue_and_home(newsroom):
    draft = newsroom.draft()
    for typed, said in (
        ({}, "tidak perlu"),
        ({"photo_need": "asked"}, "diminta"),
        ({"photo_id": newsroom.photo().pk}, "ada"),
    ):
        draft.refresh_from_db()
        newsroom.save(draft, newsroom.ani, **typed)
        for page in (
            text_of(newsroom.ani, "index"),
            text_of(newsroom.ani, "articles_article_changelist"),
            text_of(newsroom.ani, "articles_article_change", draft.pk),
        ):
            assert f"foto: {said}" in page
    newsroom.submitted(photo_need="asked")
    assert "foto: diminta" in text_of(newsroom.citra, "articles_article_queue")


@pytest.mark.parametrize("shown", ["lead", "figure", "gallery"])
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rights_until": "past"}, ("photo-ended", "hak foto berakhir")), ({"alt": ""}, ("photo-lacks", "")),
        ({"kind": "archive", "taken_on": None}, ("photo-lacks", "")), ({"made_by_ai": True}, ("", "buatan AI")),
        ({}, ("", "")),
    ],
)  # fmt: skip
def test_what_is_amiss_with_any_photo_of_a_story_is_said_in_list_form_queue_and_home(newsroom, shown, fields, said):
    sound, odd = newsroom.photo(), newsroom.photo(caption="Kapal lain")
    past = {"rights_until": newsroom.now} if "rights_until" in fields else {}
    Photo.objects.filter(pk=odd.pk).update(**fields | past)
    atom = {
        "figure": f'<figure data-photo="{odd.pk}"></figure>',
        "gallery": f'<div data-gallery="{sound.pk} {odd.pk}"></div>',
    }
    body = f"<p>Kapal tiba.</p>{atom.get(shown, '')}<p>Kapal pergi.</p>"
    typed = {"photo_id": odd.pk if shown == "lead" else sound.pk, "body": body}
    newsroom.draft(**typed)
    article = newsroom.submitted(**typed)
    for page in (
        text_of(newsroom.ani, "index"), text_of(newsroom.citra, "index"),
        text_of(newsroom.ani, "articles_article_changelist"), text_of(newsroom.citra, "articles_article_queue"),
        text_of(newsroom.citra, "articles_article_change", article.pk),
    ):  # fmt: skip
        mark = page.split('<span class="photo-state ')[1].split("</span>")[0]
        assert ("photo-ended" in mark, "photo-lacks" in mark) == (said[0] == "photo-ended", said[0] == "photo-lacks")
        assert said[1] in mark
        assert ("buatan AI" in mark) == (said[1] == "buatan AI")


def test_who_reads_a_text_that_is_shut_sees_which_photo_leads_it(newsroom):
    photo = newsroom.photo()
    article = newsroom.live(photo_id=photo.pk)
    link = f'<a href="{reverse("admin:photos_photo_change", args=[photo.pk])}">{photo.caption}</a>'
    page = text_of(newsroom.ani, "articles_article_change", article.pk)
    assert link in page
    assert 'name="photo"' not in page
    newsroom.person("hana", "distribution")
    page = text_of(User.objects.get(username="hana"), "articles_article_change", article.pk)
    assert link not in page
    assert photo.caption in page
    assert 'name="photo"' not in page
    assert 'name="photo"' in text_of(newsroom.ani, "articles_article_change", newsroom.draft().pk)


def test_a_reporter_asks_for_a_photo_on_the_writing_screen(newsroom):
    draft = newsroom.draft()
    client = client_of(newsroom.ani)
    client.post(address("change", draft.pk), posted(client.get(address("change", draft.pk)), photo_need="asked"))
    assert waiting(newsroom.citra) == [draft.headline]
    assert "Foto diminta dan belum ada." in text_of(newsroom.ani, "articles_article_change", draft.pk)


def test_the_queue_goes_by_deadline_and_then_by_how_long_a_story_has_waited(newsroom):
    newsroom.draft(headline="Lama", photo_need="asked")
    newsroom.step(hours=3, minutes=5)
    newsroom.draft(headline="Baru", photo_need="asked")
    for headline, hours in (("Nanti", 5), ("Segera", 1)):
        newsroom.draft(
            headline=headline, photo_need="asked", deadline=(newsroom.now + timedelta(hours=hours)).isoformat()
        )
    newsroom.draft(headline="Tanpa foto")
    assert waiting(newsroom.citra) == ["Segera", "Nanti", "Lama", "Baru"]
    assert "menunggu 3 jam 5 menit" in text_of(newsroom.citra, "articles_article_photos_wanted")
    assert address("photos_wanted") in text_of(newsroom.citra, "index")
    assert address("photos_wanted") in text_of(newsroom.citra, "photos_photo_changelist")


def test_who_is_not_of_the_photo_desk_has_no_queue(newsroom):
    assert client_of(newsroom.ani).get(address("photos_wanted")).status_code == 403
    assert address("photos_wanted") not in text_of(newsroom.ani, "index")


def test_a_wait_counts_from_the_save_that_asked_and_ends_with_photo_or_story(newsroom):
    draft = newsroom.draft(photo_need="asked")
    since = newsroom.now
    newsroom.step(hours=1)
    newsroom.save(draft, newsroom.ani, deck="Lain")
    draft.refresh_from_db()
    assert draft.photo_asked_at == since
    newsroom.save(draft, newsroom.ani, photo_need="none")
    assert waiting(newsroom.citra) == []


def test_the_photo_desk_gives_a_photo_to_another_s_draft_and_the_writer_loses_nothing(newsroom):
    draft, photo = newsroom.draft(photo_need="asked"), newsroom.photo()
    writing = client_of(newsroom.ani)
    typed = posted(writing.get(address("change", draft.pk)), deck="Diketik sementara itu")
    answer = client_of(newsroom.citra).post(address("photo", draft.pk), {"photo": photo.pk, "caption": "Di dermaga"})
    assert answer.url == address("photos_wanted")
    assert waiting(newsroom.citra) == []
    assert Act.objects.filter(verb="give_photo", target=f"article:{draft.story_id}").exists()
    draft.refresh_from_db()
    assert (draft.photo, draft.photo_caption) == (photo, "Di dermaga")
    merged = writing.post(address("change", draft.pk), typed).context["form"]
    assert Word.objects.get(kind="pictured").to == newsroom.ani
    assert (merged["photo"].value(), merged["deck"].value()) == (photo.pk, "Diketik sementara itu")
    assert "Foto dipasang" in text_of(newsroom.citra, "articles_article_history", draft.pk)


@pytest.mark.parametrize(
    ("lack", "said"), [({"credit": ""}, "kredit foto"), ({"rights_denied": True}, "sudah berakhir atau ditolak")]
)
def test_a_photo_without_credit_or_rights_is_not_given(newsroom, lack, said):
    draft, photo = newsroom.draft(photo_need="asked"), newsroom.photo(**lack)
    page = client_of(newsroom.citra).post(address("photo", draft.pk), {"photo": photo.pk})
    assert said in page.content.decode()
    assert Article.objects.get().photo is None


def test_strangers_to_a_story_give_it_nothing(newsroom):
    draft = newsroom.draft(photo_need="asked")
    assert client_of(newsroom.budi).post(address("photo", draft.pk), {"photo": newsroom.photo().pk}).status_code == 302
    assert Article.objects.get().photo is None


# --- What readers have ---------------------------------------------------------------------------------------


def swapped(by, article, photo, **typed):
    client = client_of(by)
    page = client.get(address("photo", article.pk))
    return client.post(
        address("photo", article.pk), {"seen": page.context["form"]["seen"].value(), "photo": photo.pk} | typed
    )


def pictured(client, article):
    return client.get(f"/berita/{article.story_id}/x/", follow=True).content.decode()


def test_the_photo_of_a_live_story_is_swapped_by_one_confirmation_and_no_time_moves(newsroom, client):
    article = newsroom.live(photo_id=newsroom.photo().pk)
    newsroom.step(minutes=20)
    assert "Ganti foto" in text_of(newsroom.citra, "articles_article_change", article.pk)
    before = Edition.objects.live(newsroom.now).get(story_id=article.story_id)
    better = newsroom.photo(caption="Kapal dari udara", credit="Budi")
    assert swapped(newsroom.citra, article, better, caption="Kapal sebelum sandar").url == address("change", article.pk)
    now = Edition.objects.live(newsroom.now).get(story_id=article.story_id)
    assert (now.number, now.updated_at, now.first_published_at) == (2, before.updated_at, before.first_published_at)
    page = pictured(client, article)
    assert "Kapal sebelum sandar" in page
    assert "Kapal di dermaga" not in page
    article.refresh_from_db()
    assert (article.photo, article.stage) == (better, "published")
    assert Act.objects.get(verb="swap_photo").facts["edition"] == 2
    assert "Ganti foto" in text_of(newsroom.citra, "articles_article_history", article.pk)
    assert not SecondLook.objects.exists()


@pytest.mark.parametrize(
    ("lack", "said"), [({"credit": ""}, "kredit foto"), ({"rights_denied": True}, "sudah berakhir atau ditolak")]
)
def test_no_photo_without_credit_or_rights_goes_onto_a_live_story(newsroom, client, lack, said):
    article = newsroom.live()
    assert said in swapped(newsroom.citra, article, newsroom.photo(**lack)).content.decode()
    assert "<picture>" not in pictured(client, article)


def test_a_live_story_that_asked_gets_its_photo_from_the_queue_and_an_open_copy_takes_it(newsroom, client):
    article = newsroom.live()
    moves.move(article, "revise", by=newsroom.ani)
    article.refresh_from_db()
    newsroom.save(article, newsroom.ani, photo_need="asked", deck="Belum terbit")
    assert waiting(newsroom.citra) == [article.headline]
    photo = newsroom.photo()
    swapped(newsroom.citra, article, photo)
    assert waiting(newsroom.citra) == []
    assert "<picture>" in pictured(client, article)
    assert "Belum terbit" not in pictured(client, article)
    article.refresh_from_db()
    assert (article.photo, article.deck, article.stage) == (photo, "Belum terbit", "draft")


def test_a_swap_says_what_becomes_of_the_version_to_come(newsroom):
    article = newsroom.live()
    moves.move(article, "revise", by=newsroom.ani)
    moves.move(article, "submit", by=newsroom.ani)
    article.refresh_from_db()
    publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now + timedelta(hours=2))
    photo = newsroom.photo()
    assert swapped(newsroom.citra, article, photo).status_code == 200
    assert swapped(newsroom.citra, article, photo, scheduled="carry").status_code == 302
    newsroom.step(hours=3)
    now = Edition.objects.live(newsroom.now).get(story_id=article.story_id)
    assert Revision.objects.get(pk=now.revision).snapshot["photo_id"] == photo.pk


def test_who_may_not_correct_swaps_no_photo_and_a_second_swap_at_once_is_told(newsroom):
    article, photo = newsroom.live(), newsroom.photo()
    assert client_of(newsroom.ani).post(address("photo", article.pk), {"photo": photo.pk, "seen": 1}).status_code == 302
    assert Edition.objects.filter(story_id=article.story_id).count() == 1
    swapped(newsroom.citra, article, photo)
    late = client_of(newsroom.dedi).post(address("photo", article.pk), {"photo": newsroom.photo().pk, "seen": 1})
    assert "saat Anda menulis" in late.content.decode()


@pytest.mark.parametrize("flag", ["about_child", "about_victim", "accuses", "unverified"])
def test_one_editor_alone_swaps_no_photo_of_a_sensitive_story(newsroom, flag):
    article = newsroom.live(photo_id=newsroom.photo().pk, ticked=[*CHILD_TICKS, *UNVERIFIED_TICKS], **{flag: True})
    photo = newsroom.photo()
    assert "Ganti foto" not in text_of(newsroom.citra, "articles_article_change", article.pk)
    sent = {"photo": photo.pk, "seen": 1}
    client_of(newsroom.citra).post(address("photo", article.pk), sent)
    # What readers have is flagged still, whatever the open copy says.
    moves.move(article, "revise", by=newsroom.ani)
    article.refresh_from_db()
    newsroom.save(article, newsroom.ani, **{flag: False})
    refused = client_of(newsroom.citra).post(address("photo", article.pk), sent)
    assert refused.context["form"].non_field_errors()
    assert Edition.objects.filter(story_id=article.story_id).count() == 1
    assert swapped(newsroom.eko, article, photo).status_code == 302
    assert SecondLook.objects.get().number == 2


def test_a_swap_waits_for_the_photo_sign_off_that_its_section_asks_for(newsroom):
    article, photo = newsroom.live(photo_id=newsroom.photo().pk), newsroom.photo()
    Section.objects.filter(pk=newsroom.national.pk).update(sign_offs=["foto"])
    assert swapped(newsroom.citra, article, photo, caption="Di dermaga").context["form"].non_field_errors()
    assert Edition.objects.filter(story_id=article.story_id).count() == 1
    moves.move(article, "revise", by=newsroom.ani)
    article.refresh_from_db()
    article = newsroom.save(article, newsroom.ani, photo_id=photo.pk, photo_caption="Di dermaga")
    conditions.sign(article, "foto", by=newsroom.dedi, seen=article.version)
    assert swapped(newsroom.citra, article, photo, caption="Di laut").status_code == 200
    assert swapped(newsroom.citra, article, photo, caption="Di dermaga").status_code == 302


def test_whoever_brought_a_photo_in_mends_its_words_and_nothing_else_of_it(newsroom):
    photo = newsroom.photo()
    where = reverse("admin:photos_photo_change", args=[photo.pk])
    typed = {
        "caption": "Kapal tiba di Larantuka",
        "credit": "Ani",
        "alt": "Kapal",
        "kind": "news",
        "owner": "Orang lain",
    }
    assert client_of(newsroom.budi).post(where, typed).status_code == 403
    assert client_of(newsroom.ani).post(where, typed).status_code == 302
    photo.refresh_from_db()
    assert (photo.caption, photo.owner) == ("Kapal tiba di Larantuka", "")
    assert Act.objects.filter(verb="change_photo", actor="ani").count() == 1


def test_who_sent_a_photo_is_named_and_leads_to_no_page_that_refuses(newsroom, client):
    photo = newsroom.photo()
    client.force_login(newsroom.citra)
    page = client.get(f"/desk/photos/photo/{photo.pk}/change/").text
    assert "Ani" in page
    assert "/desk/accounts/user/" not in page


def test_a_live_story_whose_photo_lost_its_rights_says_so_and_stands_at_the_photo_desk(newsroom):
    photo = newsroom.photo()
    article = newsroom.live(photo_id=photo.pk)
    asked = newsroom.draft(photo_need="asked", headline="Menunggu foto")
    assert waiting(newsroom.citra) == [asked.headline]
    answer = client_of(newsroom.citra).post(
        reverse("admin:photos_photo_change", args=[photo.pk]),
        opened(newsroom.citra, photo) | {"rights_denied": "on"},
        follow=True,
    )
    assert [message.level_tag for message in answer.context["messages"]] == ["warning", "success"]
    assert "1 " in str(next(iter(answer.context["messages"])))
    assert waiting(newsroom.citra) == [asked.headline, article.headline]
    for page in (
        text_of(newsroom.citra, "articles_article_changelist"),
        text_of(newsroom.citra, "articles_article_change", article.pk),
        text_of(newsroom.ani, "articles_article_changelist"),
    ):
        assert "photo-state photo-ended" in page
        assert "photo-state photo-here" not in page
    other = newsroom.photo(caption="Kapal lain")
    publishing.swap_photo(article, other, by=newsroom.citra, caption="", seen=1)
    assert waiting(newsroom.citra) == [asked.headline]


def test_a_live_story_that_lost_a_photo_of_its_text_stands_at_the_photo_desk_until_it_is_corrected(newsroom):
    lead, one, other = (newsroom.photo(caption=f"Kapal {number}") for number in range(3))
    shows = {
        "single": f'<figure data-photo="{one.pk}"></figure>',
        "gallery": f'<div data-gallery="{other.pk} {one.pk}"></div>',
    }
    stories = [
        newsroom.live(photo_id=lead.pk, headline=name, body=f"<p>Kapal tiba.</p>{html}<p>Muatan turun.</p>")
        for name, html in shows.items()
    ]
    newsroom.live(photo_id=other.pk, headline="Tanpa foto itu")
    newsroom.step(minutes=1)
    assert waiting(newsroom.citra) == []
    Photo.objects.filter(pk=one.pk).update(rights_until=newsroom.now)
    assert waiting(newsroom.citra) == ["gallery", "single"]
    page = text_of(newsroom.citra, "articles_article_photos_wanted")
    assert page.count('<b class="urgent">') == len(stories)
    assert all(address("correct", article.pk) in page for article in stories)
    assert "menunggu" not in page
    body = f'<p>Kapal tiba.</p><figure data-photo="{other.pk}"></figure><p>Muatan turun.</p>'
    publishing.correct(stories[0], Correction("pembaruan", {"body": body}), by=newsroom.citra)
    assert waiting(newsroom.citra) == ["gallery"]


def test_the_photo_desk_asks_no_more_of_many_stories_that_lost_their_photo(newsroom, django_assert_num_queries):
    def lose(stories):
        photo = newsroom.photo()
        for _number in range(stories):
            newsroom.draft(photo_id=photo.pk)
            newsroom.live(body=f'<p>Kapal tiba.</p><figure data-photo="{photo.pk}"></figure><p>Muatan turun.</p>')
        Photo.objects.filter(pk=photo.pk).update(rights_until=newsroom.now)

    client = client_of(newsroom.citra)
    where = [reverse("admin:articles_article_photos_wanted"), reverse("admin:articles_article_changelist")]
    lose(1)
    client.get(where[0])
    asked = []
    for page in where:
        with CaptureQueriesContext(connection) as one:
            client.get(page)
        asked.append(len(one))
    lose(5)
    for page, count in zip(where, asked, strict=True):
        with django_assert_num_queries(count):
            client.get(page)


def test_a_photos_page_says_a_dash_of_what_is_not_and_no_word_of_pythons(newsroom):
    photo = newsroom.photo(by=newsroom.budi)
    for by in (newsroom.citra, newsroom.ani):
        page = text_of(by, "photos_photo_change", photo.pk)
        assert ("None" in page, "–" in page) == (False, True), by
