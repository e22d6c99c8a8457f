"""The store of photos is a machine elsewhere, and away at times: whoever publishes is told, and loses nothing."""

import pytest
from django.core.files.storage import storages

from articles import published
from articles.workflow import Shown, Stage
from editions.models import Edition
from tests.desk import address, do

AWAY = "Penyimpanan foto sedang tidak menjawab"


@pytest.fixture
def away(monkeypatch):
    """The store that readers' copies go to."""

    def refuse(*_args):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(storages["public"], "_save", refuse)
        yield broken


def shown(newsroom, article):
    return published.status(article.story_id, at=newsroom.now).shown


def test_a_story_that_goes_out_while_the_store_of_photos_is_away_stays_as_it_was(newsroom, at_desk, away):
    article = newsroom.submitted(photo_id=newsroom.photo().pk)
    asked = do(at_desk("citra"), article, "publish", when="now")
    assert (asked.status_code, AWAY in asked.text) == (200, True)
    article.refresh_from_db()
    assert (article.stage, shown(newsroom, article), Edition.objects.count()) == (Stage.REVIEW, Shown.NOTHING, 0)
    away.undo()
    assert do(at_desk("citra"), article, "publish", when="now").status_code == 302
    assert shown(newsroom, article) == Shown.LIVE


def test_a_photo_is_not_swapped_while_the_store_is_away(newsroom, at_desk, away):
    live, photo = newsroom.live(), newsroom.photo()
    form = at_desk("citra").get(address("photo", live.pk)).context["form"]
    asked = at_desk("citra").post(address("photo", live.pk), form.initial | {"photo": photo.pk})
    assert (asked.status_code, AWAY in asked.text) == (200, True)
    assert Edition.objects.count() == 1
