"""`manage.py import_archive --media DIR` brings the pictures of old stories from a copy of the old site's uploads."""

import errno
import hashlib
import os
import socket
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts import audit
from articles import photo_states, publishing
from articles.models import Article, Note, Revision
from articles.publishing.checking import Blocked
from articles.publishing.correcting import Correction
from editions.models import Edition, Picture
from photos import intake
from photos.models import Photo
from photos.store import StoreAway
from tests.photos.pictures import encoded, halves, png_of, with_iptc
from tests.wire.test_wordpress import HEAD, TAIL, category, imported, meta, post
from wire import arriving, picturing

UPLOADS = "https://www.lama.example/wp-content/uploads"
KAPAL = "2019/09/kapal.jpg"


def attachment(number, name=KAPAL, caption="Kapal di dermaga", alt="Kapal putih", address=None):
    address = address or f"{UPLOADS}/{name}"
    more = f"<wp:attachment_url>{address}</wp:attachment_url>" + (meta("_wp_attachment_image_alt", alt) if alt else "")
    return post(
        number, wp_post_type="attachment", wp_status="inherit", excerpt_encoded=caption, more=more, text="Uraian"
    )  # fmt: skip


def led(number, by, **fields):
    return post(number, more=category("Daerah") + meta("_thumbnail_id", by), **fields)


@pytest.fixture
def media(settings, tmp_path):
    """A copy of the old site's uploads with one photo in it."""
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "media", tmp_path / "public"
    put(tmp_path / "uploads", KAPAL)
    return tmp_path / "uploads"


def put(folder, name, raw=None):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw or encoded(halves((640, 400))))
    return path


def of_the_library(photo):
    with photo.file.open("rb") as original:
        return original.read()


@pytest.fixture
def bring(newsroom, tmp_path, media, monkeypatch):
    """Import these items with their pictures, cut off from every network: what was said, and what was complained of."""

    def refuse(*_args):
        raise AssertionError("it asked the network")

    def bring(*items, folder=media, **options):
        path = tmp_path / "wordpress.xml"
        path.write_text(HEAD + "".join(items) + TAIL)
        if folder:
            options["media"] = folder
        with monkeypatch.context() as cut_off:
            cut_off.setattr(socket, "getaddrinfo", refuse)
            return imported(path, **options)

    return bring


def test_the_lead_picture_of_a_post_stands_over_its_story_with_the_words_of_the_old_site(bring, client):
    said, complaints = bring(led(1, by=7), attachment(7))
    assert (said.startswith("1 came in"), complaints) == (True, "")
    assert "Photos: 1 came into the library, 0 were there already." in said
    photo = Photo.objects.get()
    assert (photo.caption, photo.alt, photo.alt_checked, photo.credit) == ("Kapal di dermaga", "Kapal putih", True, "")
    assert photo.uploaded_by.username == "fitri"
    article, edition = Article.objects.get(), Edition.objects.live().get()
    assert (article.photo, article.photo_caption, edition.lead.photo) == (photo, "", photo.pk)
    assert Revision.objects.get().snapshot == article.snapshot()
    page = client.get(edition.get_absolute_url()).content.decode()
    assert 'alt="Kapal putih"' in page and "Kapal di dermaga" in page and f"{edition.lead.key}/story-" in page
    assert 'class="credit"' not in page, "no word for a credit that nobody knows"
    assert list(audit.broken()) == []


def test_what_the_old_site_does_not_say_of_a_picture_stays_empty_and_is_told_on_the_desk(bring, newsroom):
    bring(led(1, by=7), attachment(7, alt=""))
    photo, article = Photo.objects.get(), Article.objects.get()
    assert (photo.caption, photo.credit, photo.alt, photo.alt_checked) == ("Kapal di dermaga", "", "", False)
    photo_states.see([article], at=newsroom.now)
    assert article.photo_standing.state == Article.PhotoState.LACKS
    assert photo.missing() == ["credit", "alt"]


def test_what_an_old_photo_lacks_keeps_no_correction_of_its_story_up(bring, newsroom):
    bring(led(1, by=7), attachment(7))
    article, photo = Article.objects.get(), Photo.objects.get()
    newsroom.step(minutes=5)
    publishing.correct(article, Correction("ralat", {"deck": "Lain"}, text="Subjudulnya keliru."), by=newsroom.citra)
    assert (Edition.objects.live().get().deck, Edition.objects.live().get().lead.photo) == ("Lain", photo.pk)
    fresh = newsroom.submitted(photo=photo)
    with pytest.raises(Blocked, match="kredit foto"):
        publishing.publish(fresh, by=newsroom.citra, seen=fresh.version)


def test_what_a_file_says_of_itself_is_taken_and_its_renditions_say_nothing(bring, media):
    raw = with_iptc(encoded(halves((640, 400))), c80=b"Ina Nai", c110=b"ANTARA", c120=b"Kapal dari berkas")
    put(media, KAPAL, raw)
    bring(led(1, by=7), attachment(7, caption="", alt=""))
    photo = Photo.objects.get()
    assert (photo.caption, photo.credit, photo.alt) == ("Kapal dari berkas", "Ina Nai/ANTARA", "")
    rendition = photo.renditions.filter(shape="story", format="jpeg").first()
    with rendition.file.open("rb") as file, Image.open(file) as image:
        assert (image.info.get("photoshop"), dict(image.getexif())) == (None, {})


def test_a_file_that_many_stories_show_is_one_photo(bring, media):
    put(media, "2020/kopi.jpg")  # the same bytes under another name
    bring(led(1, by=7), attachment(7), led(2, by=7), led(3, by=8), attachment(8, "2020/kopi.jpg", caption="Lain"))
    photo = Photo.objects.get()
    assert {one.photo for one in Article.objects.all()} == {photo}
    assert Edition.objects.live().filter(lead__photo=photo.pk).count() == 3


def test_a_file_that_the_library_has_already_keeps_the_words_that_it_has_there(bring, newsroom, media):
    mine = newsroom.photo()
    put(media, KAPAL, of_the_library(mine))
    said, _complaints = bring(led(1, by=7), attachment(7, caption="Kapal lain"))
    assert "Photos: 0 came into the library, 1 were there already." in said
    assert Photo.objects.get() == mine
    mine.refresh_from_db()
    assert mine.caption == "Kapal di dermaga"


def test_a_second_run_brings_no_picture_twice(bring):
    items = [led(1, by=7), attachment(7)]
    bring(*items)
    said, complaints = bring(*items)
    assert (said.startswith("0 came in, 1 were in already"), complaints) == (True, "")
    assert (Photo.objects.count(), Picture.objects.count(), Edition.objects.count()) == (1, 1, 1)


def test_a_run_that_broke_off_between_photo_and_story_is_made_good_by_the_next(bring, monkeypatch):
    def stop(*_args, **_told):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(arriving, "_take_batch", stop)
        with pytest.raises(KeyboardInterrupt):
            bring(led(1, by=7), attachment(7))
    assert (Photo.objects.count(), Article.objects.count()) == (1, 0)
    said, complaints = bring(led(1, by=7), attachment(7))
    assert (said.startswith("1 came in"), complaints) == (True, "")
    assert Article.objects.get().photo == Photo.objects.get()


def test_without_media_lead_pictures_are_counted_and_left_out(bring):
    said, complaints = bring(led(1, by=7), attachment(7), folder=None)
    assert (said.startswith("1 came in"), complaints) == (True, "")
    assert "Left out: 1 lead picture, 1 attachment" in said
    assert (Photo.objects.count(), Article.objects.get().photo) == (0, None)


BROKEN = encoded(halves((640, 400)))[:3000]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (BROKEN, "rusak atau terpotong"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "bukan salah satunya"),
        (b"GIF89a" + bytes(40), "bukan salah satunya"),
        (b"", "bukan salah satunya"),
        (png_of(20_000, 20_000), "50 megapiksel"),
        (bytes(31 * 1024 * 1024), "batasnya 30 MB"),
    ],
    ids=["cut", "svg", "gif", "empty", "bomb", "heavy"],
)
def test_a_story_comes_in_without_a_file_that_is_no_photo(bring, media, client, newsroom, raw, reason):
    (media / KAPAL).write_bytes(raw)
    said, complaints = bring(led(1, by=7), attachment(7), led(2, by=7))
    assert said.startswith("2 came in") and "told above and noted there: 2." in said
    told = complaints.splitlines()
    assert all(line.startswith(f"item {place} (post {post}): photo: {UPLOADS}/{KAPAL}: ") and reason in line
               for line, (place, post) in zip(told, [(1, 1), (3, 2)], strict=True)), told  # fmt: skip
    assert (Photo.objects.count(), set(Article.objects.values_list("photo", flat=True))) == (0, {None})
    client.force_login(newsroom.citra)
    article = Article.objects.first()
    assert (
        f"{UPLOADS}/{KAPAL}" in client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (f"{UPLOADS}/2019/09/hilang.jpg", "is not in the folder"),
        (f"{UPLOADS}/2019/09", "is not in the folder"),
        (f"{UPLOADS}/{'a' * 5000}.jpg", "is not in the folder"),
        (f"{UPLOADS}/../rahasia.jpg", "leads out of the folder"),
        (f"{UPLOADS}/2019/%2e%2e/%2E%2e/rahasia.jpg", "leads out of the folder"),
        (f"{UPLOADS}/%2e%2e%2frahasia.jpg", "leads out of the folder"),
        (f"{UPLOADS}/..%5crahasia.jpg", "leads out of the folder"),
        (f"{UPLOADS}/%252e%252e/rahasia.jpg", "is not in the folder"),
        (f"{UPLOADS}/rahasia.jpg%00.jpg", "leads out of the folder"),
        (f"{UPLOADS}/tautan.jpg", "leads out of the folder"),
        (f"{UPLOADS}/pintu/rahasia.jpg", "leads out of the folder"),
        (f"{UPLOADS}/lingkar.jpg", "is not in the folder"),
        (f"{UPLOADS}/pipa.jpg", "is not in the folder"),
        ("/etc/passwd", "is none of the old site's uploads"),
        ("file:///wp-content/uploads/2019/09/kapal.jpg", "is no address of a file"),
        ("data:image/png;base64,/wp-content/uploads/2019/09/kapal.jpg", "is no address of a file"),
        ("https://lain.example/wp-content/uploads/2019/09/kapal.jpg", "stands on another host (lain.example)"),
        ("//169.254.169.254/wp-content/uploads/2019/09/kapal.jpg", "stands on another host (169.254.169.254)"),
        ("https://www.lama.example@lain.example/wp-content/uploads/2019/09/kapal.jpg", "another host (lain.example)"),
        ("https://[lama/wp-content/uploads/2019/09/kapal.jpg", "is no address"),
        (" ", "is none of the old site's uploads"),
    ],
)
def test_an_address_that_names_no_file_of_the_folder_is_told_and_reads_none(bring, media, tmp_path, address, reason):
    put(tmp_path, "rahasia.jpg")
    (media / "tautan.jpg").symlink_to(tmp_path / "rahasia.jpg")
    (media / "pintu").symlink_to(tmp_path)
    (media / "lingkar.jpg").symlink_to(media / "lingkar.jpg")
    os.mkfifo(media / "pipa.jpg")
    said, complaints = bring(led(1, by=7), attachment(7, address=address))
    assert said.startswith("1 came in")
    assert reason in complaints and complaints.startswith("item 1 (post 1): photo: ")
    assert (Photo.objects.count(), Article.objects.get().photo) == (0, None)
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        f"{UPLOADS}/{KAPAL}?w=300#x", "http://lama.example/wp-content/uploads//2019/09/./kapal.jpg",
        f"/wp-content/uploads/{KAPAL}", "https://www.lama.example/wp-content/uploads/2019/09/k%61pal.jpg",
        f"https://i0.wp.com/www.lama.example/wp-content/uploads/{KAPAL}?resize=300%2C200",
        f"https://gambar.example/wp-content/uploads/{KAPAL}", f"{UPLOADS}/2019/09/kapal-300x200.jpg",
        f"{UPLOADS}/dalam.jpg",
    ],
)  # fmt: skip
def test_a_picture_is_found_however_its_address_is_written(bring, media, address):
    (media / "dalam.jpg").symlink_to(media / KAPAL)
    _said, complaints = bring(led(1, by=7), attachment(7, address=address), old_host=["gambar.example"])
    assert (complaints, Article.objects.get().photo) == ("", Photo.objects.get())


def test_an_upload_that_is_called_as_if_it_were_a_size_is_not_taken_for_another(bring, media):
    put(media, "2020/pasar-300x200.jpg", encoded(halves((300, 200), left="green")))
    put(media, "2020/pasar.jpg", encoded(halves((900, 600), left="black")))
    within = f"Isi.<img class='wp-image-7' src='{UPLOADS}/2020/pasar-300x200.jpg'>"
    bring(led(1, by=7, text=within), attachment(7, "2020/pasar-300x200.jpg"))
    assert [photo.width for photo in Photo.objects.all()] == [300], "what the old site showed, and nothing else"


def test_a_lead_picture_that_no_file_tells_of_is_told(bring):
    said, complaints = bring(led(1, by=9), led(2, by=0))
    assert said.startswith("2 came in")
    assert complaints == "item 1 (post 1): photo: attachment 9 is in none of the files: it was left out\n"


@pytest.mark.parametrize("ending", ["rights_denied", "rights_until", "retired_at"])
def test_a_photo_that_stories_may_show_no_more_comes_back_by_no_import(bring, newsroom, media, ending):
    mine = newsroom.photo()
    put(media, KAPAL, of_the_library(mine))
    now = timezone.now()
    Photo.objects.filter(pk=mine.pk).update(
        **{"rights_denied": {"rights_denied": True, "rights_until": now}}.get(ending, {ending: now})
    )
    said, complaints = bring(led(1, by=7), attachment(7))
    assert said.startswith("1 came in")
    assert f"(photo #{mine.pk})" in complaints
    assert (Article.objects.get().photo, Picture.objects.count()) == (None, 0)


def test_a_store_that_is_away_ends_the_run_before_a_story_loses_its_picture(bring, monkeypatch):
    def away(*_args, **_told):
        raise StoreAway("The store is away.")

    with monkeypatch.context() as broken:
        broken.setattr(Photo, "take_in", away)
        assert bring(led(1, by=7), attachment(7))[1] == "The store is away."
    assert Article.objects.count() == 0
    bring(led(1, by=7), attachment(7))
    assert Article.objects.get().photo == Photo.objects.get()


def test_a_disk_that_is_full_leaves_no_half_a_picture_to_readers(bring, monkeypatch):
    public = storages["public"]

    def half(name, content):
        path = Path(public.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(public, "_save", half)
        complaint = bring(led(1, by=7), attachment(7))[1]
    assert (Article.objects.count(), complaint.startswith("Penyimpanan foto sedang tidak menjawab")) == (0, True), (
        complaint
    )
    bring(led(1, by=7), attachment(7))
    for one in Photo.objects.get().renditions.all():
        name = f"{Picture.objects.get().key}/{one.shape}-{one.width}.{one.format}"
        with one.file.open("rb") as whole, public.open(name) as shown:
            assert shown.read() == whole.read()


def test_a_file_that_is_written_anew_while_it_comes_in_is_kept_as_it_was_looked_at(bring, media, monkeypatch):
    looked = intake.read

    def overwritten(upload):
        seen = looked(upload)
        (media / KAPAL).write_bytes(b"<html>bukan foto</html>")
        return seen

    monkeypatch.setattr(intake, "read", overwritten)
    bring(led(1, by=7), attachment(7))
    photo = Photo.objects.get()
    assert hashlib.sha256(of_the_library(photo)).hexdigest() == photo.checksum


@pytest.mark.parametrize(("told", "called"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_with_accents_is_found_however_its_letters_are_put_together(bring, media, told, called):
    put(media, normalize(called, "2020/kafé.jpg"))
    _said, complaints = bring(led(1, by=7), attachment(7, quote(normalize(told, "2020/kafé.jpg"))))
    assert (complaints, Article.objects.get().photo) == ("", Photo.objects.get())


def test_a_folder_whose_disk_goes_away_ends_the_run_before_a_story_loses_its_picture(bring, media, monkeypatch):
    put(media, "2020/kopi.jpg", encoded(halves((640, 400), left="green")))
    items = [led(1, by=7), led(2, by=8), attachment(7), attachment(8, "2020/kopi.jpg")]
    aside = media.with_name("lepas")
    looked = picturing.once.photo_of

    def taken_off(*told, **asked):
        answer = looked(*told, **asked)
        media.rename(aside)
        media.mkdir()
        return answer

    with monkeypatch.context() as going:
        going.setattr(picturing.once, "photo_of", taken_off)
        assert "disk is away" in bring(*items, batch=1)[1]
    assert Article.objects.count() == 1
    assert "disk is away" in bring(*items)[1]
    media.rmdir()
    aside.rename(media)
    bring(*items)
    assert [bool(article.photo_id) for article in Article.objects.all()] == [True, True]


def test_what_is_no_folder_is_refused_before_anything_comes_in(bring, media):
    assert "--media is a folder" in bring(post(1), folder=media / KAPAL)[1]
    assert Article.objects.count() == 0
