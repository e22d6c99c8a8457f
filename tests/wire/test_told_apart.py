"""What a WordPress export tells apart from a post stands in its story: shapes that WordPress 6.1 and 6.6 wrote."""

import json
import time
from collections import Counter
from html import escape

import pytest

from articles.models import Article, Note
from editions.models import Edition
from photos.models import Photo
from tests.photos.pictures import encoded, halves, with_iptc
from tests.wire.test_pictures import KAPAL, UPLOADS, attachment, bring, media, put
from tests.wire.test_wordpress import category, meta, post
from wire.importers import bodies
from wire.importers.apart import Apart

__all__ = ["bring", "media"]
DONATE = "<!-- wp:paragraph -->\n<p>Donasi lewat BRI 0123.</p>\n<!-- /wp:paragraph -->"
OPEN, END = "<!-- wp:paragraph -->\n<p>Kapal tiba.</p>\n<!-- /wp:paragraph -->", "\n\n<!-- wp:spacer /-->"


def reusable(number, text=DONATE, **fields):
    return post(number, text, wp_post_type="wp_block", more=" ", **fields)


@pytest.mark.parametrize("with_pictures", [True, False])
def test_a_reusable_block_stands_in_every_story_that_names_it(bring, media, client, with_pictures):
    outer = '<!-- wp:block {"ref":8} /-->'
    named = '<!-- wp:block {"ref":9,"content":{"nama":{"values":{"content":"x"}}}} /-->'
    _said, complaints = bring(
        reusable(8), post(1, OPEN + outer + END), post(2, OPEN + named), reusable(9, outer + DONATE),
        folder=media if with_pictures else None,
    )  # fmt: skip
    assert complaints == ""
    bodies = list(Article.objects.order_by("pk").values_list("body", flat=True))
    donate = "<p>Donasi lewat BRI 0123.</p>"
    assert bodies == [f"<p>Kapal tiba.</p>{donate}", f"<p>Kapal tiba.</p>{donate}{donate}"]
    assert "BRI 0123" in client.get(Edition.objects.first().get_absolute_url()).content.decode()


@pytest.mark.parametrize("fields", [{"wp_status": "draft"}, {"wp_post_password": "buka"}])
def test_a_reusable_block_that_readers_had_not_stays_out_and_is_told(bring, fields):
    _said, complaints = bring(reusable(8, **fields), post(1, OPEN + '<!-- wp:block {"ref":8} /-->'))
    assert "(post 1): body: reusable block 8 is in none of the files: it was left out" in complaints
    assert Article.objects.get().body == "<p>Kapal tiba.</p>" and "wp_block 8" in Note.objects.get().text


def test_a_reusable_block_for_members_stays_out(bring):
    theirs = f"<!-- wp:jetpack/premium-content/container -->{DONATE}<!-- /wp:jetpack/premium-content/container -->"
    bring(reusable(8, theirs), post(1, OPEN + '<!-- wp:block {"ref":8} /-->'))
    assert Article.objects.get().body == "<p>Kapal tiba.</p>"


def test_reusable_blocks_that_name_themselves_or_each_other_a_thousandfold_end(bring):
    many = '<!-- wp:block {"ref":8} /-->' * 100
    _said, complaints = bring(
        reusable(7, '<!-- wp:block {"ref":7} /-->'), post(1, OPEN + '<!-- wp:block {"ref":7} /-->'),
        reusable(9, many), reusable(8, DONATE * 300), post(2, OPEN + '<!-- wp:block {"ref":9} /-->' * 9),
    )  # fmt: skip
    assert "(post 1): body: reusable block 7 stands in itself: it was left out" in complaints
    assert "(post 2): body: is longer than 2,000 kB with its reusable blocks" in complaints


def footnoted(told):
    mark = '<sup data-fn="a1-b2" class="fn"><a href="#a1-b2" id="a1-b2-link">1</a></sup>'
    text = f"<!-- wp:paragraph -->\n<p>Muatan 3,2{mark} ton.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:footnotes /-->"
    return post(1, text, more=category("Daerah") + meta("footnotes", f"<![CDATA[{told}]]>"))


def test_footnotes_stand_below_and_their_marks_change_no_number(bring):
    told = json.dumps([{"content": "Data <em>BPS</em> &amp; BI.", "id": "a1-b2"}])
    assert bring(footnoted(told), folder=None)[1] == ""
    assert Article.objects.get().body == (
        "<p>Muatan 3,2[1] ton.</p><ol><li><p>Data <em>BPS</em> &amp; BI.</p></li></ol>"
    )


def test_footnotes_that_cannot_be_read_are_told(bring):
    _said, complaints = bring(footnoted('[{"content":"Data "BPS"","id":"a1-b2"}]'), folder=None)
    assert "(post 1): body: its footnotes can't be read: they were left out" in complaints
    assert 'Data "BPS"' in Note.objects.get().text


def child(number, name, order=0, of=1):
    return attachment(number, name, caption=f"Foto {number}", alt="").replace(
        "</item>", f"<wp:post_parent>{of}</wp:post_parent><wp:menu_order>{order}</wp:menu_order></item>"
    )


@pytest.mark.parametrize(
    ("gallery", "shown"),
    [
        ("[gallery]", [6, 5]),
        ('[gallery columns="2" link="file"]', [6, 5]),
        ('[gallery exclude="6"]', [5]),
        ('[gallery include="7,5"]', [7, 5]),
        ('[gallery id="2"]', [7]),
    ],
)
def test_a_gallery_that_names_no_pictures_shows_those_uploaded_to_its_post(bring, media, gallery, shown):
    for name in "abc":
        put(media, f"{name}.jpg", encoded(halves((640, 400), left={"a": "red", "b": "green", "c": "black"}[name])))
    _said, complaints = bring(
        child(5, "a.jpg", order=2), child(6, "b.jpg", order=1), child(7, "c.jpg", of=2),
        attachment(8, "laporan.pdf").replace("</item>", "<wp:post_parent>1</wp:post_parent></item>"),
        post(1, f"Isi.\n\n{gallery}\n\nAkhir."),
    )  # fmt: skip
    assert complaints == ""
    photos = {photo.caption: photo.pk for photo in Photo.objects.all()}
    slots = "".join(
        f'<figure data-photo="{photos[f"Foto {one}"]}" data-caption="" data-credit=""></figure>' for one in shown
    )
    assert Article.objects.get().body == f"<p>Isi.</p>{slots}<p>Akhir.</p>"


@pytest.mark.parametrize("of_the_file", ["", "Rina/ANTARA"])
def test_a_photo_that_says_no_credit_has_the_one_that_wordpress_read_from_it(bring, media, of_the_file):
    if of_the_file:
        put(media, KAPAL, with_iptc(encoded(halves((640, 400))), _80=b"Rina", _110=b"ANTARA"))
    made_of = 'a:6:{s:5:"width";i:640;s:10:"image_meta";a:12:{s:8:"aperture";s:1:"0";s:6:"credit";s:8:"Café é";}}'
    its = meta("_wp_attachment_metadata", f"<![CDATA[{made_of}]]>")
    bring(
        attachment(7).replace("</item>", its + "</item>"),
        post(1, f"Isi.\n\n<img class='wp-image-7' src='{UPLOADS}/{KAPAL}'>"),
    )
    assert Photo.objects.get().credit == (of_the_file or "Café é")


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        (
            '<!-- wp:verse -->\n<pre class="wp-block-verse">Aku ini\nbinatang jalang\n\nDari kumpulannya</pre>\n'
            "<!-- /wp:verse -->",
            "<p>Aku ini<br>binatang jalang</p><p>Dari kumpulannya</p>",
        ),
        (
            '<!-- wp:file -->\n<div class="wp-block-file"><a href="https://a.example/l.pdf">Laporan</a><a href="https://a.example/l.pdf"'
            ' class="wp-block-file__button wp-element-button" download>Unduh</a></div>\n<!-- /wp:file -->',
            '<p><a href="https://a.example/l.pdf">Laporan</a></p>',
        ),
        (
            "<!-- wp:paragraph -->\n<p>Luas 10<sup>6</sup> m<sup>2</sup>.</p>\n<!-- /wp:paragraph -->",
            "<p>Luas 10⁶ m².</p>",
        ),
    ],
)
def test_lines_of_a_poem_raised_digits_and_the_name_of_a_file_stand_as_readers_had_them(bring, text, stands):
    assert bring(post(1, text), folder=None)[1] == ""
    assert Article.objects.get().body == stands


def test_the_address_of_a_later_page_of_a_post_leads_to_its_story(bring, client, settings):
    settings.ALLOWED_HOSTS = ["www.lama.example"]
    text = "Satu.\n\n<!--nextpage-->\n\nDua.\n\n<!--nextpage-->\n\nTiga."
    bring(post(1, text), post(2), folder=None, old_host=["www.lama.example"])
    story = Edition.objects.get(headline="Kapal ke-1 tiba").get_absolute_url()
    for path, leads in [("kapal-1/2/", story), ("kapal-1/3", story), ("kapal-1/4/", None), ("kapal-2/2/", None)]:
        answer = client.get(f"/2019/09/{path}", headers={"host": "www.lama.example"})
        assert (answer.status_code, answer.get("Location", "").endswith(leads or "")) == (301 if leads else 404, True)


@pytest.mark.parametrize(
    "piece",
    [
        ("<!-- wp:block {", '"ref":1} /- '),
        ("<sup ", "data-fn=1 "),
        ("<sup data-fn=1>", " "),
        ("<sup data-fn=1>1", " "),
        ("<a ", "wp-block-file__button "),
        ("<iframe ", 'src="//youtube.com/embed/a" '),
        ("[gallery ", "id=1 "),
        ("<pre>", "\n \n"),
    ],
)
def test_a_hostile_text_takes_no_longer_than_its_length(piece):
    begins, again = piece
    content, notices = begins + again * (600_000 // len(again)), []
    begun = time.perf_counter()
    whole = Apart(pictures={}).put_into(content, notices, post="1", footnotes="")
    bodies.of_wordpress(whole, Counter(), notices, {})
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize("number", ["9" * 5000, "²"])
def test_a_number_that_is_none_keeps_nothing_else_out(bring, number):
    strange = child(number, KAPAL, order=number)
    said, _complaints = bring(strange, post(1, "Isi.\n\n[gallery]"))
    assert said.startswith("1 came in")


@pytest.mark.parametrize("control", ["\2" + "0\3", "\2" + "9\3"])
def test_controls_in_a_footnote_pass_for_no_picture(bring, media, control):
    picture = f"<p><img src='{UPLOADS}/{KAPAL}'></p>"
    told = json.dumps([{"content": f"Data {control} BPS.", "id": "a1-b2"}])
    said, _complaints = bring(footnoted(told).replace("&lt;p&gt;Muatan", f"{escape(picture)}&lt;p&gt;Muatan"))
    assert said.startswith("1 came in")
    body = Article.objects.get().body
    assert body.count("data-photo=") == 1 and body.endswith(f"<li><p>Data {control[1]} BPS.</p></li></ol>")
