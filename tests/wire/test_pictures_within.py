"""`manage.py import_archive --media DIR` leaves the pictures within old stories where they stood in the text."""

import time

import pytest

from articles import publishing
from articles.models import Article, Note, Revision
from articles.publishing import picturing
from articles.publishing.correcting import Correction
from editions.models import Edition, Picture
from photos.models import Photo
from tests.photos.pictures import encoded, halves
from tests.wire import test_ghost as ghost
from tests.wire.test_ghost_pictures import HERE
from tests.wire.test_pictures import KAPAL, UPLOADS, attachment, bring, led, media, put
from tests.wire.test_wordpress import post

__all__ = ["bring", "bring_ghost", "media"]
bring_ghost = pytest.fixture(name="bring_ghost")(ghost.bring.__wrapped__)
IMG = f'<img src="{UPLOADS}/{KAPAL}" alt="Kapal &amp; laut">'


def colour(media, name, left):
    """Another photo of the folder's."""
    put(media, name, encoded(halves((640, 400), left=left)))
    return f"{UPLOADS}/{name}"


def slot(caption="", photo=None):
    number = (photo or Photo.objects.get()).pk
    return f'<figure data-photo="{number}" data-caption="{caption}" data-credit=""></figure>'


@pytest.mark.parametrize(
    "markup",
    [
        f"Satu.\n\n{IMG}\n\nDua.",
        f"Satu.\n\n<a href='{UPLOADS}/{KAPAL}'>{IMG}</a>\n\nDua.",
        f"<p>Satu. {IMG} Dua.</p>",
        f"<p>Satu.</p><div><h3>{IMG}</h3></div><p>Dua.</p>",
        f'<!-- wp:paragraph --><p>Satu.</p><!-- /wp:paragraph --><!-- wp:image {{"id":7}} -->'
        f"<figure class='wp-block-image'>{IMG}</figure><!-- /wp:image -->\n<!-- wp:paragraph --><p>Dua.</p>",
        f"<p>Satu.</p><noscript>{IMG}</noscript>{IMG}<p>Dua.</p>",
        f"<p>Satu.</p><figure><img src='data:image/gif;base64,R0' data-src='{UPLOADS}/{KAPAL}' alt='Kapal &amp; laut'>"
        f"<noscript>{IMG}</noscript></figure><p>Dua.</p>",
        f"<p>Satu.</p><picture><source srcset='x.webp'>{IMG}</picture><p>Dua.</p>",
    ],
)
def test_a_picture_stands_where_it_stood_in_the_text(bring, client, markup):
    said, complaints = bring(post(text=markup))
    assert (said.startswith("1 came in"), complaints) == (True, "")
    article, photo = Article.objects.get(), Photo.objects.get()
    assert article.body == f"<p>Satu.</p>{slot()}<p>Dua.</p>"
    assert (photo.alt, photo.caption, article.photo) == ("Kapal & laut", "", None)
    assert Revision.objects.get().snapshot == article.snapshot()
    page = client.get(Edition.objects.get().get_absolute_url()).content.decode()
    assert 'alt="Kapal &amp; laut"' in page and Picture.objects.get(photo=photo.pk).key in page


def test_what_stood_under_a_picture_stands_under_it_still(bring, client, media):
    other = colour(media, "2019/lain.jpg", "green")
    bring(
        post(
            text=f'[caption id="a" width="300"]<a href="b.jpg">{IMG}</a> Kapal "di" <i>dermaga</i>[/caption]\n\n'
            f"Isi.\n\n<figure><img src='{other}'><figcaption>Kapal &amp; <b>laut</b></figcaption></figure>"
        ),
        post(2, text=f"Isi.\n\n<figure>{IMG}<figcaption>Kapal pagi ini</figcaption></figure>"),
    )
    first, second = Photo.objects.order_by("pk")
    assert (first.caption, second.caption) == ('Kapal "di" dermaga', "Kapal & laut")
    bodies = list(Article.objects.order_by("pk").values_list("body", flat=True))
    assert bodies == [
        f"{slot(photo=first)}<p>Isi.</p>{slot(photo=second)}",
        f"<p>Isi.</p>{slot('Kapal pagi ini', first)}",
    ]
    page = client.get(Edition.objects.order_by("pk").last().get_absolute_url()).content.decode()
    assert "Kapal pagi ini" in page and "dermaga" not in page


def test_each_picture_of_a_gallery_stands_by_itself(bring, media):
    other = colour(media, "2019/lain.jpg", "green")
    gallery = f"<figure class='wp-block-gallery'><figure>{IMG}</figure><figure><img src='{other}'></figure></figure>"
    bring(post(1, text=f"Isi.{gallery}"), post(2, text='Isi.\n\n[gallery columns="2" ids="7,8"]'), attachment(7),
          attachment(8, "2019/lain.jpg"))  # fmt: skip
    slots = "".join(slot(photo=photo) for photo in Photo.objects.order_by("pk"))
    assert [one.body for one in Article.objects.all()] == [f"<p>Isi.</p>{slots}"] * 2


def test_a_smaller_size_leads_to_the_picture_it_was_made_of(bring, media):
    scaled = put(media, "2020/feri-scaled.jpg", encoded(halves((800, 500), left="green")))
    put(media, "2020/feri.jpg", encoded(halves((1600, 1000), left="green")))
    put(media, "2020/feri-300x200.jpg", encoded(halves((300, 200), left="green")))
    put(media, "2020/poster-300x200.jpg", encoded(halves((300, 200), left="black")))
    put(media, "2020/poster.jpg", encoded(halves((300, 200), left="white")))
    text = (
        f"Isi.<img src='{UPLOADS}/2020/feri-300x200.jpg'><img src='{UPLOADS}/2019/09/kapal-150x150.jpg'>"
        f"<img class='wp-image-9' src='{UPLOADS}/2020/poster-300x200.jpg'>"
        f"<img class='wp-image-9' src='{UPLOADS}/{KAPAL}'>"
    )
    _said, complaints = bring(post(text=text), led(2, by=8), attachment(8, "2020/feri-scaled.jpg"),
                              attachment(9, "2020/poster-300x200.jpg", caption="Poster"))  # fmt: skip
    assert complaints == ""
    feri, kapal, poster = Photo.objects.order_by("pk")
    assert (feri.width, kapal.width, poster.caption, kapal.caption) == (800, 640, "Poster", "")
    assert feri.file.size == scaled.stat().st_size
    assert Article.objects.order_by("pk").last().photo == feri


def test_a_smaller_size_stands_in_where_the_whole_picture_is_not_there(bring, media):
    put(media, "2020/feri-300x200.jpg", encoded(halves((300, 200))))
    text = f"Isi.<img class='wp-image-8' src='{UPLOADS}/2020/feri-300x200.jpg'>"
    assert bring(post(text=text), attachment(8, "2020/feri.jpg", caption="Feri"))[1] == ""
    assert (Photo.objects.get().width, Photo.objects.get().caption) == (300, "Feri")


def test_a_picture_shown_from_another_host_is_found_by_the_address_that_the_old_site_has_for_it(bring, media):
    put(media, "2020/feri.jpg", encoded(halves((800, 500), left="green")))
    text = "Isi.<img class='wp-image-8' src='https://cdn.example/feri.jpg'>"
    assert bring(post(text=text), attachment(8, "2020/feri.jpg", caption="Feri"))[1] == ""
    assert (Photo.objects.get().width, Photo.objects.get().caption) == (800, "Feri")


def test_no_word_stands_over_a_credit_or_a_description_that_is_missing(bring, client, settings):
    settings.FEED_TEXT = True
    bring(led(1, by=7, text=f"Isi.{IMG.replace('Kapal &amp; laut', '')}"), attachment(7, caption="", alt=""))
    address = Edition.objects.get().get_absolute_url()
    answers = [client.get(one) for one in (address, f"{address}?lite=1", "/rss/", "/atom/", "/json/")]
    assert [one.status_code for one in answers] == [200] * 5
    page, lite, *feeds = [one.content.decode() for one in answers]
    assert all("Foto:" not in one and "figcaption" not in one for one in (page, lite, *feeds))
    assert "og:image:alt" not in page and "og:image" in page and "<p>[]</p>" not in lite
    assert all("figure" in one for one in feeds)


def test_a_photo_whose_rights_end_leaves_the_stories_that_an_import_brought(bring, client, newsroom):
    bring(led(1, by=7), attachment(7), post(2, text=f"Isi.{IMG}"))
    photo, pages = Photo.objects.get(), [one.get_absolute_url() for one in Edition.objects.live()]
    key = Picture.objects.get().key
    assert all(key in client.get(page).content.decode() for page in pages)
    newsroom.step(minutes=5)
    photo.describe(by=newsroom.citra, rights_denied=True, rights_until=newsroom.now)
    assert len(picturing.stories_with(photo, at=newsroom.now)) == 2
    picturing.keep_rights(photo)
    assert not any(key in client.get(page).content.decode() for page in pages)


def test_a_picture_in_a_table_or_a_quote_stands_behind_it(bring):
    bring(post(text=f"<table><tr><td>{IMG} Feri</td><td>12</td></tr></table><blockquote><p>{IMG}Kata</p></blockquote>"))
    assert Article.objects.get().body == (
        f"<table><tbody><tr><td><p>Feri</p></td><td><p>12</p></td></tr></tbody></table>{slot()}"
        f"<blockquote><p>Kata</p></blockquote>{slot()}"
    )


def test_pictures_that_cannot_come_in_are_told_and_noted_while_the_text_stands(bring):
    text = (
        "Satu.\n\n<figure><img src='https://lain.example/a.jpg'><figcaption>Di laut</figcaption></figure>\n\n"
        f"<img src='{UPLOADS}/hilang.jpg'> <img src='../../etc/passwd'> <img src='{UPLOADS}/%2e%2e/x.jpg'>\n\nDua."
        "<img src='/x.gif' width='1' height='1'><img class='wp-smiley' src='s.png'><img><iframe src='x'></iframe>"
    )
    said, complaints = bring(post(text=text))
    assert said.startswith("1 came in")
    assert complaints.splitlines() == [
        "item 1 (post 1): body: https://lain.example/a.jpg: stands on another host (lain.example)",
        f"item 1 (post 1): body: {UPLOADS}/hilang.jpg: is not in the folder",
        "item 1 (post 1): body: ../../etc/passwd: is none of the old site's uploads",
        f"item 1 (post 1): body: {UPLOADS}/%2e%2e/x.jpg: leads out of the folder",
    ]
    assert "Left out: 3 <img>, 1 <iframe>\n" in said
    assert Article.objects.get().body == "<p>Satu.</p><p>Dua.</p>"
    assert "https://lain.example/a.jpg – Di laut" in Note.objects.get().text
    assert Photo.objects.count() == 0


def test_a_picture_for_members_alone_stays_out_with_their_text(bring):
    said, _complaints = bring(post(text=f"Isi.\n\n[restrict]Rahasia. {IMG}[/restrict]"))
    assert said.startswith("1 came in")
    assert (Article.objects.get().body, Photo.objects.count()) == ("<p>Isi.</p>", 0)


def test_markup_of_the_archive_names_no_photo_but_those_that_came_with_it(bring, newsroom, media):
    photo, other = newsroom.photo().pk, newsroom.live().story_id
    slots = (
        f'<figure data-photo="{photo}"></figure><div data-gallery="{photo}"></div><div data-baca-juga="{other}"></div>'
        f'<div data-embed="https://x.example/1" data-author="A" data-text="B" data-photo="{photo}"></div>\x02 0 \x03'
    )
    bring(post(text=f"<p>Satu.</p>{slots.replace(chr(2), '').replace(chr(3), '')}{IMG}"))
    article = Article.objects.exclude(story_id=other).get()
    assert article.body == f"<p>Satu.</p><p>0</p>{slot(photo=Photo.objects.exclude(pk=photo).get())}"
    newsroom.step(minutes=5)
    publishing.correct(article, Correction("ralat", {"deck": "Lain"}, text="Subjudulnya keliru."), by=newsroom.citra)
    assert not Picture.objects.filter(photo=photo).exists(), "no photo that nobody chose becomes public"


def test_pictures_of_a_post_of_ghosts_stand_where_they_stood(bring_ghost, media):
    html = (
        f"<p>Satu.</p><figure class='kg-card kg-image-card'><img src='{HERE}' alt='Kapal' srcset='x 600w'>"
        "<figcaption><span>Di dermaga</span></figcaption></figure><p>Dua.</p>"
        "<figure class='kg-card kg-bookmark-card'><a href='https://a.example/'><div>Tautan</div>"
        f"<img src='{HERE}'></a></figure>"
        f"<!--kg-gated-block:begin nonMember:false --><img src='{HERE}'>Rahasia<!--kg-gated-block:end-->"
    )
    said, _complaints = bring_ghost(ghost.post(html=html), media=media)
    assert said.startswith("1 came in") and "1 <img>" in said
    link = '<p><a href="https://a.example/">Tautan</a></p>'
    assert Article.objects.get().body == f"<p>Satu.</p>{slot()}<p>Dua.</p>{link}"
    assert (Photo.objects.get().caption, Photo.objects.get().alt) == ("Di dermaga", "Kapal")


def test_text_of_ghosts_that_looks_like_a_mark_is_text(bring_ghost, media):
    html = f"<p>Satu \x020\x03 \x027\x03 &#2;0&#3;.</p><img src='{HERE}'>"
    said, _complaints = bring_ghost(ghost.post(html=html), media=media)
    assert said.startswith("1 came in")
    assert Article.objects.get().body == f"<p>Satu 0 7 0.</p>{slot()}"


@pytest.mark.parametrize("aside", ["<script>var a = '{}'</script>", "<style>{}</style>", "<template>{}</template>"])
def test_a_picture_that_readers_never_see_is_not_copied_for_them(bring, aside):
    bring(post(text=f"<p>Isi.</p>{aside.format(IMG)}<p>Dua.</p>"))
    assert "figure" not in Article.objects.get().body
    assert Picture.objects.count() == 0


def test_a_second_run_brings_no_picture_of_a_text_twice(bring):
    items = [post(text=f"Isi.{IMG}"), post(2, text=f"Isi.{IMG}{IMG}")]
    bring(*items)
    assert bring(*items)[0].startswith("0 came in, 2 were in already, 0 of them with another text")
    assert (Photo.objects.count(), Picture.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "piece", ["<img ", "<img '", '<img src="', "<figure><img>", "[caption]<img>", "[gallery ids=1", "<figcaption>",
              "<img src=a class=wp-image-1>", "<img src=" + "a" * 1000],
)  # fmt: skip
def test_no_text_keeps_the_import_busy(bring, piece):
    begun = time.monotonic()
    bring(post(text="Isi. " + piece * (300_000 // len(piece))))
    assert time.monotonic() - begun < 15


def test_a_gallery_that_nothing_ends_keeps_the_import_no_longer_busy(bring):
    begun = time.monotonic()
    bring(post(text="Isi. [gallery " + "ids=1 " * 50_000))
    assert time.monotonic() - begun < 15
