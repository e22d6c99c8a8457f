"""`test_shared_stores.py` runs it in a process of its own: a story with a photo is published, read and restored."""

import json
import os
import re
import sys
from pathlib import Path

import django

django.setup()

from django.core.files.storage import storages  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from editions.cache.middleware import PageCache  # noqa: E402
from editions.models import Edition  # noqa: E402
from newsroom import backup  # noqa: E402
from photos.models import Photo  # noqa: E402
from tests.cast import Newsroom  # noqa: E402


def looked_at(client: Client, url: str) -> list[object]:
    answer = client.get(url)
    return [answer.status_code, answer["Content-Type"], b"".join(answer)[:2] == b"\xff\xd8"]


def walk(place: Path) -> dict[str, object]:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with Newsroom() as newsroom:
        upload = SimpleUploadedFile("photo.jpg", (place / "photo.jpg").read_bytes(), content_type="image/jpeg")
        photo = Photo.objects.add(upload, by=newsroom.ani, caption="Kapal tiba", credit="Ani", alt="Kapal di dermaga")
        story = newsroom.live(photo_id=photo.pk)
        client = Client()
        path = Edition.objects.live(newsroom.now).get(story_id=story.story_id).get_absolute_url()
        page = client.get(path)
        pages = PageCache.standing
        again = Client().get(path)
        found = re.search(r"/media/[-0-9a-zA-Z]+/[-0-9a-z]+\.jpe?g", page.text)
        seen = {
            "story": page.status_code, "again": [again.status_code, again.content == page.content],
            "pages": type(pages.pages.shared).__name__ if pages else "",
            "picture": looked_at(client, found[0]) if found else page.text[:300],
            "store": type(storages["public"]).__name__,
        }  # fmt: skip
        call_command("backup", place / "b.tar.gz", verbosity=0)
        store = storages["public"]
        for name in list(backup.names_in(store)):
            store.delete(name)
        connection.close()
        backup.restore(place / "b.tar.gz")
        return seen | {"restored": looked_at(client, found[0]) if found else None}


sys.stdout.write(json.dumps(walk(Path(os.environ["WALK_IN"]))))
