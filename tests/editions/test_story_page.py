"""What stands around a story's text: who, how long, how old, what changed, parts, and where advertising may be."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from articles import checks, moves, publishing
from articles.models import Author, Series
from articles.publishing import Correction, picturing
from editions.pages import stories, telling
from tests.cast import MONDAY
from tests.editions.test_pages import fetched, in_order, live, photographed, public_files, text_of, url
from tests.editions.test_related import catch_up

pytestmark = pytest.mark.django_db
__all__ = ["public_files"]


def paragraphs(count):
    return "".join(f"<p>Paragraf {number}.</p>" for number in range(1, count + 1))


def told(page):
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


# --- Who, how long, how old -------------------------------------------------------------------------------------


def test_names_in_the_byline_lead_to_their_pages_and_the_print_stays_as_it_was(newsroom, client):
    credits = [["rep", newsroom.ani.author.pk], ["rep", newsroom.budi.author.pk], ["red", newsroom.citra.author.pk]]
    page = text_of(client.get(url(newsroom.live(credits=credits))))
    ani, budi = (f'<a rel="author" href="/penulis/{one.lower()}/">{one}</a>' for one in ("Ani", "Budi"))
    assert f'{ani}, {budi}/ Red: <a href="/penulis/citra/">' in page
    assert "Rep: Ani, Budi/ Red: Citra" in told(page)


def test_a_name_that_holds_another_links_each_to_its_own(newsroom, client):
    Author.objects.filter(pk=newsroom.budi.author.pk).update(name="Ani Budiarti")
    credits = [["rep", newsroom.budi.author.pk], ["red", newsroom.ani.author.pk]]
    page = text_of(client.get(url(newsroom.live(credits=credits))))
    assert 'Rep: <a rel="author" href="/penulis/budi/">Ani Budiarti</a>/ Red: <a href="/penulis/ani/">Ani</a>' in page


def test_reading_time_follows_the_words(newsroom, client):
    article = newsroom.live(body="<p>" + "kata " * 610 + "</p>")
    assert "3 menit baca" in text_of(client.get(url(article)))
    assert "1 menit baca" in text_of(client.get(url(newsroom.live(headline="Pendek"))))


@pytest.mark.parametrize("genre", ["news", "opinion"])
def test_a_story_that_credits_nobody_has_no_row_for_names(newsroom, client, genre):
    page = told_by(client, newsroom.live(genre=genre, credits=[], no_byline_reason="Rilis"))
    assert page.css_first(".byline, .minutes") is None
    assert told_by(client, newsroom.live(genre=genre)).css_first(".byline .minutes")


def test_the_whole_of_a_story_in_pages_is_a_link_away_before_its_text(newsroom, client):
    paged = newsroom.live(body="<p>Satu.</p><hr data-page-break><p>Dua.</p>")
    whole = f"{url(paged)}?page=all"
    header = "article.story > header a[href*='page=all']"
    for query in ("", "?page=2"):
        (link,) = told_by(client, paged, query).css(header)
        assert link.attributes["href"] == whole
    assert not told_by(client, paged, "?page=all").css(header)
    assert not told_by(client, newsroom.live()).css(header)


def told_by(client, article, query=""):
    return LexborHTMLParser(text_of(client.get(url(article) + query)))


def test_a_story_says_its_age_from_a_year_on(newsroom, client):
    article = newsroom.live()
    for days, says in (
        (364, ""),
        (366, "Berita ini terbit 1 tahun lalu."),
        (1100, "Berita ini terbit 3 tahun lalu."),
    ):
        newsroom.at(MONDAY + timedelta(days=days))
        page = text_of(client.get(url(article)))
        assert says in page
        assert ('class="old"' in page) is bool(says)


def test_a_page_knows_when_it_will_say_another_age(newsroom):
    edition = live(newsroom.live())
    for days, turns in ((0, 2036), (365, 2036), (366, 2037), (800, 2038)):
        at = MONDAY + timedelta(days=days)
        turn = telling.turns_older(edition, at=at)
        assert turn == MONDAY.replace(year=turns, hour=0)
        told, before = (telling.years_old(edition, at=moment) for moment in (turn, turn - timedelta(seconds=1)))
        assert told == before + 1


def test_a_story_of_the_29th_of_february_turns_a_year_older_on_the_first_of_march(newsroom):
    newsroom.at(MONDAY.replace(year=2036, month=2, day=29))
    edition = live(newsroom.live())
    assert telling.turns_older(edition, at=newsroom.now) == MONDAY.replace(year=2037, month=3, day=1, hour=0)


def test_the_writer_is_introduced_with_face_and_profile(newsroom, client):
    photo = photographed(newsroom)
    author = newsroom.ani.author
    author.bio, author.portrait = "Menulis soal laut.", photo
    author.save()
    page = text_of(client.get(url(newsroom.live(genre="opinion"))))
    assert page.count('<img class="face"') == 2
    in_order(
        page,
        'class="byline by"',
        'class="face"',
        "Rep: ",
        'class="panel person"',
        "Menulis soal laut.",
        "/penulis/ani/",
    )
    assert fetched(client, re.search(r'<img class="face" src="/media/([^"]+)"', page)[1]) == 200


def test_an_opinion_shows_whose_it_is_on_every_card_and_a_profile_its_face(newsroom, client):
    author = newsroom.ani.author
    author.portrait = photographed(newsroom)
    author.save()
    for headline in ("Laut dan kita", "Darat dan kita"):
        newsroom.step(minutes=1)
        newsroom.live(headline=headline, genre="opinion")
    for number in range(14):
        newsroom.step(minutes=1)
        newsroom.live(headline=f"Kabar {number}")
    for address, faces in (("/", 2), ("/opini/", 2), ("/penulis/ani/", 3)):
        page = text_of(client.get(address))
        assert page.count('<img class="face"') == faces, address
        in_order(page, 'class="face"', "Laut dan kita", f"{author.name} · ")
    assert 'class="face"' not in text_of(client.get("/opini/?lite=1"))


# --- What changed -------------------------------------------------------------------------------------------------


def corrected(newsroom, article, kind, text="", **changes):
    newsroom.step(minutes=5)
    return publishing.correct(article, Correction(kind, changes, text, second_tick=True), by=newsroom.dedi)


def test_readers_see_what_changed_between_the_texts_they_had(newsroom, client):
    article = newsroom.live(deck="Muatan petama")
    corrected(newsroom, article, "perbaikan_kecil", deck="Muatan pertama")
    corrected(newsroom, article, "ralat", "Redaksi keliru menyebut hari.", headline="Kapal besar tiba")
    story = text_of(client.get(url(article)))
    address = re.search(r'href="([^"]+/perubahan/)"', story)[1]
    page = text_of(client.get(address))
    in_order(
        page,
        "Ralat</h2>",
        "Kapal <del>perintis </del><ins>besar </ins>tiba",
        "Perbaikan kecil</h2>",
        "Muatan <del>petama</del><ins>pertama</ins>",
        "Senin 03 Sep 2035",
    )
    assert '<meta name="robots" content="noindex">' in page


def test_a_page_says_sorry_once_however_often_its_story_was_put_right(newsroom, client):
    article = newsroom.live()
    sorry = _("The newsroom apologises for this error.")
    corrected(newsroom, article, "hak_jawab", "Nakhoda membantah.")
    assert sorry not in text_of(client.get(url(article)))
    corrected(newsroom, article, "ralat", "Bukan Ende.")
    corrected(newsroom, article, "ralat", "Bukan Senin.")
    corrected(newsroom, article, "koreksi", "Bukan nakhoda.")
    for address in (url(article), f"{url(article)}?lite=1"):
        page = text_of(client.get(address))
        in_order(page, "Nakhoda membantah.", "Bukan Ende.", "Bukan Senin.", sorry, "Bukan nakhoda.")
        assert page.count(sorry) == 1


def test_a_text_that_protects_somebody_is_in_no_comparison(newsroom, client):
    article = newsroom.live(body="<p>Nama anak itu Rahasia.</p>")
    newsroom.step(minutes=5)
    change = Correction("ralat", {"body": "<p>Nama anak itu tidak kami sebut.</p>"}, "Demi anak.", protects=True)
    publishing.correct(article, change, by=newsroom.eko)
    page = text_of(client.get(url(article) + "perubahan/"))
    assert "Rahasia" not in page
    assert _("Earlier texts of this story are not shown.") in page


def test_a_text_to_come_and_one_that_never_came_are_in_no_comparison(newsroom, client):
    article = newsroom.live()
    open_copy = moves.move(article, "revise", by=newsroom.ani)
    newsroom.save(open_copy, newsroom.ani, deck="Belum terbit")
    open_copy.refresh_from_db()
    sent = moves.move(open_copy, "submit", by=newsroom.ani)
    publishing.publish(sent, by=newsroom.citra, seen=sent.version, at=newsroom.now + timedelta(hours=1))
    assert "Belum terbit" not in text_of(client.get(url(article) + "perubahan/"))
    sent.refresh_from_db()
    publishing.cancel(sent, by=newsroom.citra)
    newsroom.step(hours=2)
    assert "Belum terbit" not in text_of(client.get(url(article) + "perubahan/"))


def test_a_story_that_was_held_and_came_back_says_so_and_tells_of_no_correction(newsroom, client):
    article = newsroom.live()
    newsroom.step(minutes=5)
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    newsroom.step(minutes=5)
    publishing.lift(article, by=newsroom.eko, reason="Benar")
    page = text_of(client.get(url(article) + "perubahan/"))
    in_order(page, "Ditarik untuk sementara</h2>", "Berita ini tidak terbit sejak")
    assert "Perbaikan kecil" not in page
    assert "foto, tautan" not in page


def test_nothing_is_compared_of_a_story_that_is_not_live(newsroom, client):
    article = newsroom.live()
    address = url(article) + "perubahan/"
    publishing.hold(article, by=newsroom.citra, reason="Diperiksa")
    assert client.get(address).status_code == 404


# --- Parts, share, advertising -------------------------------------------------------------------------------------


def test_parts_of_a_series_name_their_place_and_link_both_ways(newsroom, client):
    series = Series.objects.create(title="Jalur rel lama", slug="jalur-rel-lama")
    first, second = (newsroom.live(headline=f"Rel {part}", series_id=series.pk, part=part) for part in (1, 2))
    for this, other, says in ((first, second, "Bagian 1 dari 2"), (second, first, "Bagian 2 dari 2")):
        page = text_of(client.get(url(this)))
        in_order(page, "/seri/jalur-rel-lama/", says, '<ol class="parts">')
        assert f'href="{url(other)}"' in page
        assert f'href="{url(this)}" aria-current="page"' in page


def test_a_part_of_a_series_longer_than_what_is_listed_names_no_count_that_is_wrong(newsroom, client, monkeypatch):
    monkeypatch.setattr(stories, "PARTS", 3)
    series = Series.objects.create(title="Jalur rel lama", slug="jalur-rel-lama")

    def says(article):
        return re.findall(r"<p>(Bagian [^<]*|Part [^<]*)</p>", text_of(client.get(url(article))))

    def filed(part):
        newsroom.step(minutes=1)
        return newsroom.live(headline=f"Rel {part}", series_id=series.pk, part=part)

    second, fifth = filed(2), filed(5)
    assert [one.split()[1:] for one in says(second)] == [["2", "dari", "2"]]
    assert [one.split()[1:] for one in says(fifth)] == [["5"]]
    for part in (1, 3):
        filed(part)
    assert [one.split()[1:] for one in (*says(second), *says(fifth))] == [["2"], ["5"]]


def test_the_page_of_a_series_begins_with_its_first_part_and_a_long_one_with_its_newest(newsroom, client):
    series = Series.objects.create(title="Jalur rel lama", slug="jalur-rel-lama")

    def filed(part):
        newsroom.step(minutes=1)
        return url(newsroom.live(headline=f"Rel {part}", series_id=series.pk, part=part))

    parts = {part: filed(part) for part in (2, None, 1, 3)}
    page = text_of(client.get("/seri/jalur-rel-lama/"))
    in_order(page, parts[None], parts[1], "Bagian 1 dari 4", parts[2], "Bagian 2 dari 4", parts[3])
    more = [filed(part) for part in range(4, 22)]
    in_order(text_of(client.get("/seri/jalur-rel-lama/")), *reversed(more))


def test_sharing_is_plain_links_whatsapp_first_and_a_button_for_those_with_scripts(newsroom, client):
    article = newsroom.live()
    page = text_of(client.get(url(article)))
    share = re.search(r'<nav class="share".*?</nav>', page)[0]
    assert re.findall(r">(WhatsApp|Salin tautan|Facebook|X|Telegram)<", share) == [
        "WhatsApp", "Salin tautan", "Facebook", "X", "Telegram",
    ]  # fmt: skip
    assert "<li hidden><button" in share


@pytest.mark.parametrize(("count", "after"), [(4, []), (5, [3]), (8, [3]), (10, [3, 8]), (14, [3, 8])])
def test_advertising_stands_after_the_third_paragraph_then_every_fifth_and_never_near_the_end(
    newsroom, client, count, after
):
    page = text_of(client.get(url(newsroom.live(body=paragraphs(count)))))
    body = re.search(r'<div class="body" id="text">(.*?)</div>\s*<', page, re.DOTALL)[1]
    found = [len(re.findall("<p>", body[: slot.start()])) for slot in re.finditer('class="ad box"', body)]
    assert found == after


def test_a_sensitive_story_has_no_advertising_in_its_text_either(newsroom, client):
    page = text_of(
        client.get(url(newsroom.live(body=paragraphs(10), about_child=True, ticked=list(checks.CHILD_TICKS))))
    )
    assert 'class="ad' not in page


def test_a_video_is_a_kept_picture_that_leads_to_where_it_is_shown(newsroom, client, public_files):
    photo = photographed(newsroom)
    film = f'data-author="Nusa" data-text="Semalam di bagan" data-photo="{photo.pk}"'
    body = f'<p>Satu.</p><div data-embed="https://www.youtube.com/watch?v=1" {film}></div>'
    video, news = newsroom.live(genre="video", body=body), newsroom.live(body=body)
    page = text_of(client.get(url(video)))
    link = page.partition('<a class="film"')[2].partition("</a>")[0]
    in_order(link, 'href="https://www.youtube.com/watch?v=1"', '<img src="/media/', "Tonton video")
    told = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])["@graph"][0][
        "video"
    ]
    assert [(one["@type"], one["name"], one["url"]) for one in told] == [
        ("VideoObject", "Semalam di bagan", "https://www.youtube.com/watch?v=1")
    ]
    assert "/media/" in told[0]["thumbnailUrl"]
    assert 'class="film"' not in text_of(client.get(url(news)))


def test_a_post_elsewhere_is_a_card_of_our_own_with_its_time_and_kept_picture(newsroom, client, public_files):
    photo = photographed(newsroom, made_by_ai=True)
    post = (
        f'data-author="@bmkg" data-text="Gelombang 4 meter" data-when="12 Sep 2035 14.20 WIB" data-photo="{photo.pk}"'
    )
    story = newsroom.live(body=f'<p>Satu.</p><div data-embed="https://x.com/bmkg/1" {post}></div><p>Dua.</p>')
    page = text_of(client.get(url(story)))
    card = page.partition('<figure class="embed">')[2].partition("</figure>")[0]
    in_order(
        card,
        '<img src="/media/',
        "Gelombang 4 meter",
        "Dibuat dengan AI",
        "Antara/Raisan",
        "@bmkg · 12 Sep 2035 14.20 WIB",
        "https://x.com/bmkg/1",
    )
    assert set(re.findall(r'(?:src|srcset)="(https?://[^"/]*)', card)) <= {""}, "nothing of another host is loaded"
    assert "<img" not in text_of(client.get(url(story) + "?lite=1")).partition('<figure class="embed">')[2][:200]
    photo.rights_denied, photo.rights_until = True, newsroom.now
    photo.save()
    picturing.keep_rights(photo)
    card = text_of(client.get(url(story))).partition('<figure class="embed">')[2].partition("</figure>")[0]
    assert "<img" not in card
    assert "Gelombang 4 meter" in card


def test_links_of_the_text_edition_lead_on_in_it(newsroom, client):
    first = newsroom.live(headline="Gempa mengguncang Cianjur")
    second = newsroom.live(
        body=f'<p>Lihat <a href="{url(first)}">kisah itu</a> dan <a href="https://a.id/">ini</a>.</p>'
    )
    catch_up()
    for asked in (url(second), "/", "/kanal/nasional/", "/cari/?q=cianjur"):
        page = client.get(asked + ("&" if "?" in asked else "?") + "lite=1").text
        main = page[page.index("<main>") : page.index("</main>")]
        own = re.findall(r'<a [^>]*href="([/?][^"]*)"', main)
        assert own
        assert [one for one in own if not re.search(r"[?;]lite=1$", one)] == []
    assert 'href="https://a.id/"' in client.get(url(second) + "?lite=1").text
    saving = client.get(url(second), headers={"Save-Data": "on"}).text
    assert "lite=1" not in saving[saving.index("<main>") : saving.index("</main>")]


# --- Verified since ---------------------------------------------------------------------------------------------

OPEN = '<p class="unverified"><em>[Berita ini masih memerlukan verifikasi lebih lanjut'


def test_the_end_of_an_unverified_story_leads_to_the_one_that_verifies_it_while_that_stands(newsroom, client, settings):
    settings.FEED_TEXT = True
    fields = {"unverified": True, "ticked": list(checks.UNVERIFIED_TICKS), "headline": "Getaran dirasakan"}
    first = newsroom.live(body="<p>Awal.</p><hr data-page-break><p>Akhir.</p>", **fields)
    newsroom.step(minutes=1)
    assert OPEN in text_of(client.get(f"{url(first)}?page=2"))
    second = newsroom.submitted(by=newsroom.budi, headline="Gempa dipastikan", verifies_id=first.pk)
    publishing.publish(second, by=newsroom.citra, seen=second.version, at=newsroom.now + timedelta(hours=1))
    newsroom.step(minutes=59)
    assert OPEN in text_of(client.get(f"{url(first)}?page=2"))
    newsroom.step(minutes=1)
    says = _("This report was unverified at first; see {link}.").format(
        link=f'<a href="{url(second)}">{_("the verified story")}</a>'
    )
    for address in (f"{url(first)}?page=2", f"{url(first)}?page=all"):
        page = text_of(client.get(address))
        assert f'<p class="unverified"><em>[{says}]</em></p>' in page, address
        assert OPEN not in page
    assert _("the verified story") in text_of(client.get(f"{url(first)}?page=all&lite=1"))
    assert _("the verified story") not in text_of(client.get(f"{url(first)}?page=1"))
    absolute = says.replace('href="', f'href="{settings.SITE_ADDRESS}')
    assert absolute in client.get(f"/api/v1/stories/{first.story_id}").json()["html"]
    assert absolute in html.unescape(text_of(client.get("/rss/")))
    back = f'href="{settings.SITE_ADDRESS}{url(first)}"'
    assert back in client.get(f"/api/v1/stories/{second.story_id}").json()["html"]
    assert back in html.unescape(text_of(client.get("/rss/")))
    second.refresh_from_db()
    publishing.withdraw(second, by=newsroom.eko, ground="keliru", reason="Tidak terjadi.")
    assert OPEN in text_of(client.get(f"{url(first)}?page=2"))
