"""The library as the writing screen asks it: who may, and what is refused."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Bundle
from photos.models import Photo
from tests.desk import client_of
from tests.photos.pictures import encoded, halves


@pytest.fixture
def photo(newsroom):
    return newsroom.photo()


def test_the_library_is_searched_by_every_word(newsroom, photo):
    client = client_of(newsroom.budi)
    for query, found in (("kapal ani", 1), ("kapal budi", 0), ("", 1)):
        assert len(client.get(reverse("photos:search"), {"q": query}).json()["photos"]) == found
    assert client.get(reverse("photos:search"), {"before": photo.pk}).json()["photos"] == []


def test_strangers_learn_nothing_and_who_may_not_write_sends_nothing(newsroom, photo):
    for name, args in (("search", []), ("upload", []), ("describe", [photo.pk])):
        ask = Client().get if name == "search" else Client().post
        assert ask(reverse(f"photos:{name}", args=args)).status_code == 404
    assert client_of(newsroom.fitri).post(reverse("photos:upload")).status_code == 403


def test_ones_own_photo_is_described_and_anothers_by_editors_alone(newsroom, photo):
    describe = reverse("photos:describe", args=[photo.pk])
    assert client_of(newsroom.budi).post(describe, {"caption": "Budi"}).status_code == 403
    assert client_of(newsroom.citra).post(describe, {"caption": "Citra"}).json()["photo"]["caption"] == "Citra"
    for refused in ({"focal_x": "7"}, {"focal_x": "x"}, {"credit": "x" * 500}):
        assert client_of(newsroom.ani).post(describe, refused).json()["error"]
    photo.refresh_from_db()
    assert (photo.caption, photo.focal_x) == ("Citra", 0.5)


def test_words_that_no_photo_goes_out_without_are_not_taken_empty(newsroom, photo):
    describe, ani = reverse("photos:describe", args=[photo.pk]), client_of(newsroom.ani)
    answer = ani.post(describe, {"caption": "Kapal putih", "credit": " ", "alt": ""}).json()
    assert set(answer["errors"]) == {"credit", "alt"}
    assert set(answer["error"].split()) > {"Wajib:"}
    photo.refresh_from_db()
    assert (photo.caption, photo.missing()) == ("Kapal di dermaga", [])
    assert ani.get(reverse("photos:search")).json()["photos"][0]["needed"] == ["caption", "credit", "alt"]


def test_a_new_credit_leaves_the_alternative_text_to_be_checked_and_a_new_text_is_checked(newsroom):
    file = ContentFile(encoded(halves()), name="kapal.jpg")
    photo = Photo.objects.add(file, by=newsroom.ani, caption="Kapal di dermaga", credit="Ani")
    describe, ani = reverse("photos:describe", args=[photo.pk]), client_of(newsroom.ani)
    for alt, checked in ((photo.alt, False), ("Kapal putih", True), (photo.alt, True)):
        ani.post(describe, {"caption": photo.caption, "credit": "AP", "alt": alt})
        photo.refresh_from_db()
        assert (photo.credit, photo.alt_checked) == ("AP", checked)


def test_whoever_sent_a_photo_frames_it_while_it_is_brought_in_and_the_photo_desk_later(newsroom, photo):
    describe = reverse("photos:describe", args=[photo.pk])
    ani, citra = client_of(newsroom.ani), client_of(newsroom.citra)
    assert ani.post(describe, {"focal_x": "0.4", "focal_y": "0.5"}).json()["photo"]["focal_x"] == 0.4
    Photo.objects.filter(pk=photo.pk).update(uploaded_at=timezone.now() - timedelta(hours=2))
    assert ani.post(describe, {"focal_x": "0.1", "focal_y": "0.5"}).json()["error"]
    assert ani.post(describe, {"credit": "AP"}).json()["photo"]["credit"] == "AP"
    assert citra.post(describe, {"focal_x": "0.2", "focal_y": "0.5"}).json()["photo"]["focal_x"] == 0.2


def test_advertising_sees_the_library_that_it_brings_photos_into(newsroom, photo):
    indra = client_of(newsroom.person("indra", Bundle.ADS))
    assert indra.get(reverse("admin:photos_photo_changelist")).status_code == 200
    assert client_of(newsroom.fitri).get(reverse("admin:photos_photo_changelist")).status_code == 403


def test_the_picker_says_what_a_photo_lacks_as_the_library_does(newsroom, photo):
    Photo.objects.update(credit="")
    client = client_of(newsroom.ani)
    [shot] = client.get(reverse("photos:search")).json()["photos"]
    assert shot["lacks"] == "Belum ada: kredit foto"
    assert f"<p>{shot['lacks']}</p>" in client.get(reverse("admin:photos_photo_changelist")).text


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("hak=berakhir", {"Berakhir", "Ditolak"}),
        ("hak=ditolak", {"Ditolak"}),
        ("hak=berlaku", {"Lama", "Kosong", "Arsip", "Tanpa tanggal"}),
        ("keterangan=kurang", {"Kosong", "Tanpa tanggal"}),
        ("keterangan=lengkap", {"Lama", "Berakhir", "Ditolak", "Arsip"}),
    ],
)
def test_the_library_is_narrowed_to_ended_rights_and_to_lacking_words(newsroom, wanted, found):
    def add(caption, **fields):
        Photo.objects.create(**{"caption": caption, "credit": "Ani", "alt": "Kapal", "width": 1, "height": 1} | fields)

    past = timezone.now() - timedelta(days=1)
    add("Lama")
    add("Berakhir", rights_until=past)
    add("Ditolak", rights_until=past, rights_denied=True)
    add("Kosong", credit=" ")
    add("Arsip", kind="archive", taken_on="2019-05-12")
    add("Tanpa tanggal", kind="archive")
    page = client_of(newsroom.citra).get(f"{reverse('admin:photos_photo_changelist')}?{wanted}")
    assert {photo.caption for photo in page.context["cl"].result_list} == found
    assert ("Hak sampai" in page.text) is False
