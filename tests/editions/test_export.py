"""Pages as files."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles import publishing
from editions import pages
from editions.models import Edition
from photos.models import Photo
from tests.photos.pictures import photo_file

pytestmark = pytest.mark.django_db


def test_pages_are_written_as_readers_get_them_and_go_when_they_are_no_longer_public(newsroom, client, tmp_path):
    story, gone = newsroom.live(), newsroom.live(headline="Yang dicabut")
    urls = [Edition.objects.live().get(story_id=one.story_id).get_absolute_url() for one in (story, gone)]
    files = [tmp_path / url.strip("/") / "index.html" for url in urls]
    told = StringIO()
    call_command("export_pages", tmp_path, stdout=told)
    assert "pages in" in told.getvalue()
    for url, file in zip(
        ["/", "/kanal/nasional/", *urls],
        [tmp_path / "index.html", tmp_path / "kanal/nasional/index.html", *files],
        strict=True,
    ):
        assert file.read_bytes() == client.get(url).content
    newsroom.step(minutes=1)
    publishing.withdraw(gone, by=newsroom.eko, ground="keliru", reason="Salah")
    call_command("export_pages", tmp_path, stdout=told)
    assert [file.exists() for file in files] == [True, False]
    assert "Yang dicabut" not in (tmp_path / "index.html").read_text()


def test_a_page_that_fails_to_be_made_keeps_the_one_that_was_written(newsroom, tmp_path, monkeypatch):
    url = Edition.objects.live().get(story_id=newsroom.live().story_id).get_absolute_url()
    file = tmp_path / url.strip("/") / "index.html"
    call_command("export_pages", tmp_path, stdout=StringIO())
    written = file.read_bytes()

    def broken(*_told, **_asked):
        raise RuntimeError("nobody thought of it")

    monkeypatch.setattr(pages, "story", broken)
    call_command("export_pages", tmp_path, stdout=StringIO())
    assert file.read_bytes() == written


def test_pictures_and_the_houses_look_are_there_with_the_pages_and_go_with_them(newsroom, tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "public": settings.STORAGES["public"] | {"OPTIONS": {"location": tmp_path / "p"}}
    }
    photo = Photo.objects.add(photo_file(), by=newsroom.ani, caption="Dermaga", credit="Ani", alt="Dermaga")
    story = newsroom.live(photo_id=photo.pk)
    folder = tmp_path / "export"
    call_command("export_pages", folder, stdout=StringIO())
    page = (folder / Edition.objects.get().get_absolute_url().strip("/") / "index.html").read_text()
    shown = set(re.findall(r"/(media/[\w/.-]+|gaya/[\w.]+)", page))
    assert {name.partition("/")[0] for name in shown} == {"media", "gaya"}
    assert [name for name in shown if not (folder / name).stat().st_size] == []
    newsroom.step(minutes=1)
    publishing.withdraw(story, by=newsroom.eko, ground="anak", reason="Melindungi anak")
    newsroom.step(minutes=1)
    call_command("export_pages", folder, stdout=StringIO())
    assert [name for name in shown if name.startswith("media") and (folder / name).exists()] == []


def test_a_directory_of_somebody_elses_is_refused_and_whole_afterwards(newsroom, tmp_path):
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "index.html").write_text("punya orang")
    with pytest.raises(CommandError, match="name an empty directory"):
        call_command("export_pages", tmp_path, stdout=StringIO())
    assert [str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*")] == ["blog", "blog/index.html"]


def test_what_somebody_put_beside_an_export_stays(newsroom, tmp_path):
    newsroom.live()
    call_command("export_pages", tmp_path, stdout=StringIO())
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "index.html").write_text("punya orang")
    call_command("export_pages", tmp_path, stdout=StringIO())
    assert (tmp_path / "blog" / "index.html").read_text() == "punya orang"


def test_an_export_that_is_refused_every_page_fails_and_says_why(newsroom, tmp_path, settings):
    settings.SITE_ADDRESS, settings.ALLOWED_HOSTS = "https://kabar.id", ["127.0.0.1"]
    with pytest.raises(CommandError, match="ALLOWED_HOSTS does not name kabar.id"):
        call_command("export_pages", tmp_path, stdout=StringIO())
