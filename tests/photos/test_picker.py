"""The library as the writing screen asks it: who may, and what is refused."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from photos.models import Photo
from tests.photos.pictures import encoded, halves


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def photo(newsroom):
    file = ContentFile(encoded(halves()), name="kapal.jpg")
    return Photo.objects.add(file, by=newsroom.ani, caption="Kapal di dermaga", credit="Ani", alt="Kapal")


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
