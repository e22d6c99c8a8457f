"""Pages as files."""

from io import StringIO

import pytest
from django.core.management import call_command

from articles import publishing
from editions import pages
from editions.models import Edition

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
