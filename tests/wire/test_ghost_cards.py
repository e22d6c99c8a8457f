"""Cards of Ghost's, as 5.130 writes them in an export: what readers had of them as text is text of the story."""

import time

import pytest

from articles.models import Article
from photos.models import Photo
from tests.photos.pictures import encoded, halves, with_iptc
from tests.wire.test_ghost import bring, post
from tests.wire.test_ghost_pictures import HERE
from tests.wire.test_pictures import media, put

__all__ = ["bring", "media"]
AUDIO = """<div class="kg-card kg-audio-card"><img src="" alt="audio-thumbnail" class="kg-audio-thumbnail">
<div class="kg-audio-thumbnail placeholder"><svg width="24"></svg></div><div class="kg-audio-player-container">
<audio src="__GHOST_URL__/content/media/a.mp3" preload="metadata"></audio><div class="kg-audio-title">Suara saksi</div>
<div class="kg-audio-player"><button class="kg-audio-play-icon"></button><span class="kg-audio-current-time">0:00</span>
<div class="kg-audio-time">/<span class="kg-audio-duration">61</span></div>
<button class="kg-audio-playback-rate">1&#215;</button></div></div></div>"""
FILE = """<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="https://a.example/l.pdf">
<div class="kg-file-card-contents"><div class="kg-file-card-title">Laporan</div><div class="kg-file-card-metadata">
<div class="kg-file-card-filename">l.pdf</div><div class="kg-file-card-filesize">12 KB</div></div></div></a></div>"""
SIGNUP = """<div class="kg-card kg-signup-card" data-lexical-signup-form=""><div class="kg-signup-card-content">
<h2 class="kg-signup-card-heading">Daftar surat</h2><form data-members-form="signup"><button>Berlangganan</button>
<div class="kg-signup-card-success">Cek surel</div></form></div></div>"""
BOOKMARK = """<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://a.example/1">
<div class="kg-bookmark-title">Judul</div>
<div class="kg-bookmark-metadata"><span class="kg-bookmark-author">Contoh</span>
<span class="kg-bookmark-publisher">Ina</span></div></a></figure>""".replace("\n<span", "<span")
CALLOUT = """<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div>
<div class="kg-callout-text">Teks <b>sorotan</b></div></div>"""
NOTES = """<section class="footnotes"><ol><li id="fn1"><p>Catatan.
<a href="#fnref1" class="footnote-backref">↩︎</a></p></li>
</ol></section>"""


@pytest.mark.parametrize(
    ("card", "stands"),
    [
        (AUDIO, "<p>Suara saksi</p>"),
        (FILE, '<p><a href="https://a.example/l.pdf">Laporan</a></p>'),
        (SIGNUP, ""),
        (
            BOOKMARK,
            '<p><a href="https://a.example/1">Judul</a></p><p><a href="https://a.example/1">Contoh, Ina</a></p>',
        ),
        (CALLOUT, "<p>Teks <strong>sorotan</strong></p>"),
        (NOTES, "<ol><li><p>Catatan.</p></li></ol>"),
        ("<pre><code>satu\n  dua\n\ntiga</code></pre>", "<p>satu<br>dua</p><p>tiga</p>"),
        ("<p>10<sup>6</sup> orang, m<sup>2</sup></p>", "<p>10⁶ orang, m²</p>"),
    ],
)
def test_of_a_card_the_words_come_in_and_no_button(bring, card, stands):
    said, complaints = bring(post(html=f"<p>Satu.</p>{card}<p>Dua.</p>"))
    assert complaints == ""
    assert Article.objects.get().body == f"<p>Satu.</p>{stands}<p>Dua.</p>"
    assert ("1 signup form" in said) == (card == SIGNUP)


def test_the_file_that_ghost_kept_beside_its_copy_comes_in_with_the_credit_in_it(bring, media):
    put(media, "2019/09/kapal_o.jpg", with_iptc(encoded(halves((800, 500))), _80=b"Rina", _110=b"ANTARA"))
    html = '<p>Satu.</p><img src="__GHOST_URL__/content/images/size/w600/2019/09/kapal.jpg">'
    assert bring(post(html=html, feature_image=HERE), media=media)[1] == ""
    assert (Photo.objects.get().width, Photo.objects.get().credit) == (800, "Rina/ANTARA")


@pytest.mark.parametrize(("before", "behind"), [("", ""), ("<svg>", "</svg>")])
def test_a_post_nested_as_no_story_is_keeps_no_import_busy(bring, before, behind):
    begun = time.perf_counter()
    said, complaints = bring(post(1, html=CALLOUT + before + "<div>" * 70_000 + behind), post(2))
    assert time.perf_counter() - begun < 5
    assert said.startswith("1 came in") and "post 1 (kapal-1): body: " in complaints


def test_many_cards_with_drawings_are_no_deep_nesting(bring):
    drawn = AUDIO.replace("</svg>", '<path d="M0 0"><path d="M1 1"></svg>')
    assert bring(post(html="<p>Isi.</p>" + drawn * 60))[1] == ""
    assert "0:00" not in Article.objects.get().body
