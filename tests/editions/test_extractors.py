"""What programs of others find of a story on its page: headline, people, time, lead picture and the text, no more."""

import json
import re
import warnings
from datetime import datetime
from html import unescape

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import newspaper
    import readability
    import trafilatura

from articles import publishing
from articles.models import Author, Tag
from articles.publishing import Correction
from photos.models import Photo
from tests.photos.pictures import photo_file

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

SENTENCES = [
    "Kapal perintis Sabuk Nusantara 43 bersandar di dermaga Larantuka pada Senin pagi setelah berlayar dua hari.",
    "Syahbandar mencatat 214 penumpang turun, sebagian besar pelajar yang pulang sebelum libur semester dimulai.",
    "Muatan utama kapal itu adalah beras, semen, dan dua mesin penyuling air untuk desa di pesisir utara.",
    "Kepala desa mengatakan mesin tersebut akan dipasang paling lambat akhir bulan di dua dusun yang sumurnya asin.",
    "Nelayan setempat berharap jadwal kapal ditambah menjadi tiga kali sebulan selama musim angin barat.",
    "Dinas perhubungan provinsi menyatakan permintaan itu sedang dihitung bersama operator dan pemerintah pusat.",
    "Tarif penumpang tidak berubah sejak tahun lalu karena subsidi untuk rute perintis masih berlaku hingga Desember.",
    "Kapal dijadwalkan berangkat lagi ke Kupang pada Rabu malam dengan singgah di tiga pelabuhan kecil.",
]
PARAGRAPHS = [f"{one} {two}" for one, two in zip(SENTENCES, SENTENCES[1:] + SENTENCES[:1], strict=True)]
ELSEWHERE = "Judul berita lain yang hanya ditautkan"
HEADLINE = "Kapal perintis membawa mesin air ke pesisir utara Flores"


@pytest.fixture
def around(newsroom, settings, tmp_path):
    """A site with other stories, so that lists, links and advertisements stand around the text."""
    options = settings.STORAGES["public"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = settings.STORAGES | {"public": settings.STORAGES["public"] | {"OPTIONS": options}}
    Tag.objects.create(name="Pelayaran", slug="pelayaran")
    # Names of a kind that no program takes for an agency's: one of them drops "Ani", the Indian ANI.
    for author, name in (("ani", "Lintar Satria"), ("budi", "Putu Wirawan"), ("citra", "Esthi Maharani")):
        Author.objects.filter(slug=author).update(name=name)
    newsroom.others = []
    for number in range(12):
        newsroom.step(minutes=1)
        newsroom.others.append(newsroom.live(headline=f"{ELSEWHERE} nomor {number}", tags=["Pelayaran"]))
    newsroom.photo = Photo.objects.add(
        photo_file(), by=newsroom.citra, caption="Kapal di dermaga Larantuka", credit="Antara/X", alt="Kapal bersandar"
    )
    newsroom.step(minutes=1)
    return newsroom


def body(newsroom, **inside):
    paragraphs = [f"<p>{one}</p>" for one in PARAGRAPHS]
    paragraphs.insert(2, f'<div data-baca-juga="{newsroom.others[0].story_id} {newsroom.others[1].story_id}"></div>')
    for place, markup in inside.items():
        paragraphs.insert(int(place.strip("_")), markup)
    return "".join(paragraphs)


KINDS = {
    "news": {},
    "opinion": {"genre": "opinion"},
    "analysis": {"genre": "analysis"},
    "photo_story": {"genre": "photo_story", "gallery": True},
    "video": {"genre": "video"},
    "live": {"genre": "live"},
    "advertorial": {"genre": "advertorial"},
    "unverified": {"unverified": True, "ticked": ["urgent", "first_source", "cannot_confirm", "readers_told"]},
    "corrected": {"corrected": True},
    "in pages": {"cut": True},
    "with a table and a list": {"rich": True},
    "without a deck": {"deck": ""},
    "two writers": {"two": True},
}


def published(newsroom, kind):
    wanted = dict(KINDS[kind])
    inside = {}
    if wanted.pop("gallery", False):
        inside["_4"] = f'<div data-gallery="{newsroom.photo.pk}"></div>'
    if wanted.pop("cut", False):
        inside["_5"] = "<hr data-page-break>"
    if wanted.pop("rich", False):
        inside["_5"] = "<ul><li>Beras 40 ton</li><li>Semen 12 ton</li></ul><h2>Jadwal berikut</h2>"
    corrected = wanted.pop("corrected", False)
    people = [newsroom.ani, newsroom.budi] if wanted.pop("two", False) else [newsroom.ani]
    credits = [["rep", one.author.pk] for one in people] + [["red", newsroom.citra.author.pk]]
    article = newsroom.live(
        headline=HEADLINE, body=body(newsroom, **inside), photo_id=newsroom.photo.pk, tags=["Pelayaran"],
        credits=credits, place="Larantuka", citations=[[newsroom.reuters.pk, "", None]], **wanted,
    )  # fmt: skip
    if corrected:
        newsroom.step(hours=1)
        publishing.correct(article, Correction("ralat", {"kicker": "Baru"}, "Redaksi keliru."), by=newsroom.dedi)
    return article, [Author.objects.get(user=one).name for one in people]


def html_of(client, article, kind):
    query = "?page=all" if kind == "in pages" else ""
    response = client.get(f"/berita/{article.story_id}/{HEADLINE.lower().replace(' ', '-')}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def holds_the_text_and_no_more(text):
    text = " ".join(unescape(text).split())
    missing = [one for one in PARAGRAPHS if one not in text]
    assert not missing, missing
    for strange in (ELSEWHERE, "Iklan", "Baca Juga", "Terpopuler", "WhatsApp", "Berita Lainnya"):
        assert strange.lower() not in text.lower(), strange


def titled(kind):
    """What is paid for carries its label into whatever others show of it."""
    return ("[Advertorial] " if kind == "advertorial" else "") + HEADLINE


@pytest.mark.parametrize("kind", KINDS)
def test_trafilatura(around, client, kind):
    article, people = published(around, kind)
    html = html_of(client, article, kind)
    found = json.loads(
        trafilatura.extract(
            html, output_format="json", with_metadata=True, include_comments=False,
            date_extraction_params={"max_date": "2036-01-01"},  # it takes no later day than its own today
        )
    )  # fmt: skip
    # Its title is that of the card, which says that it is paid for.
    assert found["title"] == titled(kind)
    assert sorted(found["author"].split("; ")) == sorted(people)
    assert found["date"] == "2035-09-03"
    assert "/media/" in found["image"]
    holds_the_text_and_no_more(found["text"])


@pytest.mark.parametrize("kind", KINDS)
def test_newspaper4k(around, client, kind):
    article, people = published(around, kind)
    first = around.now if kind != "corrected" else around.now.replace(hour=around.now.hour - 1)
    page = newspaper.Article("http://127.0.0.1:8000/berita/x/y/", fetch_images=False, language="id")
    page.download(input_html=html_of(client, article, kind))
    page.parse()
    assert page.title == titled(kind)
    assert sorted(page.authors) == sorted(people)
    assert page.publish_date == first
    assert "/media/" in page.top_image
    holds_the_text_and_no_more(page.text)


@pytest.mark.parametrize("kind", KINDS)
def test_readability(around, client, kind):
    article, _people = published(around, kind)
    page = readability.Document(html_of(client, article, kind))
    assert page.short_title() == HEADLINE
    holds_the_text_and_no_more(re.sub(r"<[^>]+>", " ", page.summary()))


def test_a_moment_is_read_with_its_zone(around, client):
    article, _people = published(around, "news")
    stated = re.search(r'"datePublished": "([^"]+)"', html_of(client, article, "news"))[1]
    assert datetime.fromisoformat(stated).utcoffset().total_seconds() == 7 * 3600
