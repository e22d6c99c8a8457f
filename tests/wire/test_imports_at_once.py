"""Two imports of one archive at one time: each story comes in once, and neither ends in an error."""

import io
import json
import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection

from accounts import audit
from articles.models import Article, Section, Tag
from editions.models import Edition
from photos import once
from photos.models import Photo
from tests.wire.test_import_archive import story
from tests.wire.test_pictures import attachment, led, media
from tests.wire.test_wordpress import HEAD, TAIL
from wire import arriving

__all__ = ["media"]
TOGETHER = 0.3


@pytest.fixture
def both(flushed, newsroom, tmp_path, monkeypatch):
    """Import these stories twice at once, with two connections; what each said, or the error that it ended in."""
    looked = arriving._not_yet_in

    def slow(items, archive):
        answer = looked(items, archive)
        time.sleep(TOGETHER)
        return answer

    monkeypatch.setattr(arriving, "_not_yet_in", slow)

    def both(*rows, names=("arsip", "arsip"), whole="", media=None):
        path = tmp_path / "arsip.jsonl"
        path.write_text(whole or "\n".join(json.dumps(row) for row in rows))
        said, begin = [], threading.Barrier(2)

        def bring(name):
            out = io.StringIO()
            begin.wait(10)
            try:
                call_command("import_archive", str(path), archive=name, batch=2, media=media, stdout=out, stderr=out)
            except Exception as error:
                out.write(repr(error))
            finally:
                connection.close()
            said.append(out.getvalue().strip())

        threads = [threading.Thread(target=bring, args=[name]) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return said

    return both


def test_each_story_comes_in_once_and_the_other_import_finds_it_in(both):
    said = both(*(story(number, tags=["Laut", "Angin"]) for number in range(1, 6)))
    assert all(one.endswith("0 of them with another text, 0 bad.") for one in said), said
    assert sum(int(one.split()[0]) for one in said) == 5
    assert Edition.objects.live().count() == Article.objects.count() == 5
    assert list(audit.broken()) == []


def test_a_photo_that_both_bring_at_once_comes_into_the_library_once(both, media, monkeypatch):
    looked = once._known

    def slow(checksum):
        answer = looked(checksum)
        time.sleep(TOGETHER)
        return answer

    monkeypatch.setattr(once, "_known", slow)
    items = [led(1, by=7), led(2, by=7), attachment(7)]
    said = both(whole=HEAD + "".join(items) + TAIL, media=media)
    assert all("0 of them with another text, 0 bad." in one for one in said), said
    photo = Photo.objects.get()
    assert Edition.objects.live().filter(lead__photo=photo.pk).count() == Article.objects.count() == 2
    assert list(audit.broken()) == []


def test_two_archives_that_name_the_same_new_tags_and_sections_make_them_once(both):
    said = both(story(1, tags=["Laut"], section="Maritim", author="Ina"), names=("arsip", "majalah"))
    assert all(one.startswith("1 came in, 0 were in already") for one in said), said
    assert (Tag.objects.filter(name="Laut").count(), Section.objects.filter(name="Maritim").count()) == (1, 1)
