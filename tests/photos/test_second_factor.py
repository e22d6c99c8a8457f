"""Where second factors are demanded, a password alone opens no part of the photo desk."""

import pytest
from django.test import Client

from photos.models import Photo
from tests.photos.pictures import photo_file

pytestmark = pytest.mark.django_db


def test_a_password_alone_opens_no_picture_and_stores_none(newsroom, settings, tmp_path):
    settings.MEDIA_ROOT, settings.MFA_REQUIRED = tmp_path, True
    photo = Photo.objects.add(photo_file(), by=newsroom.ani, caption="Nelayan", credit="Ani")
    client = Client()
    client.force_login(newsroom.ani)
    shown = photo.renditions.first()
    for path in (f"/desk/photos/rendisi/{shown.pk}/", f"/desk/photos/{photo.pk}/100.webp", "/desk/photos/pustaka/?q="):
        assert client.get(path).status_code == 404
    assert client.post("/desk/photos/unggah/", {"file": photo_file()}).status_code == 404
    assert Photo.objects.count() == 1
