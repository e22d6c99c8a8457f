"""Every kind of page, and real stories, before the Nu HTML checker: no error and no warning.

The checker is a Java program: `make html` fetches it. Without it these tests are left out, and say so.
"""

import json
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command

from articles import publishing
from articles.models import Fokus, Series
from articles.publishing import Correction
from editions.models import Edition, Heading
from tests.editions.test_extractors import KINDS, around, published  # noqa: F401 - a fixture

JAR = Path(os.environ.get("VNU_JAR") or configured.BASE_DIR / ".venv/vnu/node_modules/vnu-jar/build/dist/vnu.jar")
REAL = Path(configured.BASE_DIR).parent / "shared" / "data" / "demo" / "articles.jsonl"
STORIES = 200
# The checker guesses a page's language from its letters, and takes some Indonesian for Malay, its nearest kin.
KIN = 'written in Malay but the “html” start tag has “lang="id"”'

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not JAR.exists() or not shutil.which("java"), reason="no Nu HTML checker: make html"),
]


def findings(folder):
    """What the checker says of the pages in a folder: (page, kind, words)."""
    command = ["java", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [
        (Path(one["url"]).name, one.get("subType", one["type"]), one["message"], one.get("extract", ""))
        for one in json.loads(done.stdout)["messages"]
        if KIN not in one["message"]
    ]


def keep(folder, client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    name = address.strip("/").translate(str.maketrans("/?=&", "----")) or "front"
    (folder / f"{name}.html").write_bytes(response.content)


def test_every_kind_of_page_is_sound(around, client, tmp_path):  # noqa: F811
    folder = tmp_path / "pages"
    folder.mkdir()
    fokus, series = (model.objects.create(title="Musim barat", slug="musim-barat") for model in (Fokus, Series))
    around.step(minutes=1)
    for kind in KINDS:
        article, _people = published(around, kind)
        address = Edition.objects.live(around.now).get(story_id=article.story_id).get_absolute_url()
        keep(folder, client, address)
        for query in ("?page=2", "?page=all") if kind == "in pages" else ():
            keep(folder, client, address + query)
    gone, held = around.live(fokus_id=fokus.pk, series_id=series.pk), around.live()
    around.live(fokus_id=fokus.pk, series_id=series.pk)
    publishing.withdraw(gone, by=around.eko, ground="keliru", reason="Keliru <b>.")
    publishing.hold(held, by=around.citra, reason="Cek")
    publishing.correct(article, Correction("koreksi", {"kicker": "Lagi"}, "Bukan <Ende>."), by=around.dedi)
    keep(folder, client, f"/berita/{gone.story_id}/x/", 410)
    keep(folder, client, f"/berita/{held.story_id}/x/")
    keep(folder, client, "/tidak-ada/", 404)
    for heading in Heading.objects.filter(kind__in=("section", "tag", "author", "source", "fokus", "series")):
        response = client.get(heading.get_absolute_url())
        if response.status_code == 200:
            keep(folder, client, heading.get_absolute_url())
    oldest = around.others[4].story_id
    for address in (
        *("/", "/indeks/", f"/indeks/{around.now - timedelta(days=1):%Y/%m/%d}/", "/indeks/?kanal=nasional", "/ralat/"),
        *("/foto/", "/terpopuler/", "/redaksi/", "/pedoman-media-siber/", "/hak-jawab/"),
        f"/kanal/nasional/?before={oldest}",
    ):
        keep(folder, client, address)
    assert len(list(folder.iterdir())) > 30
    assert findings(folder) == []


@pytest.mark.skipif(not REAL.exists(), reason="no real stories here")
def test_two_hundred_real_stories_are_sound(newsroom, client, tmp_path):
    folder, some = tmp_path / "pages", tmp_path / "some.jsonl"
    folder.mkdir()
    lines = REAL.read_text().splitlines()
    some.write_text("\n".join(lines[:: len(lines) // STORIES][:STORIES]) + "\n")
    call_command("import_archive", str(some), verbosity=0)
    for edition in Edition.objects.live(newsroom.now).stories():
        keep(folder, client, edition.get_absolute_url())
    assert len(list(folder.iterdir())) == STORIES
    assert findings(folder) == []


def test_the_checker_does_find_faults(tmp_path):
    (tmp_path / "bad.html").write_text("<!doctype html><html lang=id><title>x</title><img src=x><p><div></p>")
    assert {kind for _page, kind, *_words in findings(tmp_path)} == {"error"}
