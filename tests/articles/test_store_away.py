"""The store of photos is a machine elsewhere, and away at times: whoever publishes is told, and loses nothing."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from articles import filing, moves, published, publishing
from articles.models import Author
from articles.workflow import NotAllowed, Shown, Stage
from editions.models import Edition, Heading
from newsroom import work
from tests.desk import address, do

AWAY = "Penyimpanan foto sedang tidak menjawab"


@pytest.fixture
def away(monkeypatch):
    """While the store that readers' copies go to does not answer."""

    def refuse(*_args):
        raise ConnectionRefusedError

    @contextmanager
    def away():
        with monkeypatch.context() as broken:
            broken.setattr(storages["public"], "_save", refuse)
            yield

    return away


@pytest.fixture
def earlier(newsroom):
    """Live, with a photo that has other words since: its next edition brings them to readers."""
    photo = newsroom.photo()
    article = newsroom.live(photo_id=photo.pk)
    photo.describe(by=newsroom.ani, caption="Kapal di dermaga baru")
    newsroom.step(minutes=5)
    return article


def shown(newsroom, article):
    return published.status(article.story_id, at=newsroom.now).shown


def editions_of(article):
    return Edition.objects.filter(story_id=article.story_id).count()


def followed(newsroom, earlier):
    """A follow-up before the editors, with its open place filled in."""
    later = filing.follow(earlier, by=newsroom.budi)
    later = newsroom.save(later, newsroom.budi, headline="Kapal berangkat lagi", body="<p>Kapal berangkat lagi.</p>")
    return moves.move(later, "submit", by=newsroom.budi)


def test_a_story_that_goes_out_while_the_store_of_photos_is_away_stays_as_it_was(newsroom, at_desk, away):
    article = newsroom.submitted(photo_id=newsroom.photo().pk)
    with away():
        asked = do(at_desk("citra"), article, "publish", when="now")
    assert (asked.status_code, AWAY in asked.text) == (200, True)
    article.refresh_from_db()
    assert (article.stage, shown(newsroom, article), editions_of(article)) == (Stage.REVIEW, Shown.NOTHING, 0)
    assert do(at_desk("citra"), article, "publish", when="now").status_code == 302
    assert shown(newsroom, article) == Shown.LIVE


def test_a_photo_is_not_swapped_while_the_store_is_away(newsroom, at_desk, away):
    live, photo = newsroom.live(), newsroom.photo()
    form = at_desk("citra").get(address("photo", live.pk)).context["form"]
    with away():
        asked = at_desk("citra").post(address("photo", live.pk), form.initial | {"photo": photo.pk})
    assert (asked.status_code, AWAY in asked.text) == (200, True)
    assert editions_of(live) == 1


def test_a_follow_up_waits_with_the_story_that_it_brings_into_its_fokus(newsroom, earlier, away):
    later = followed(newsroom, earlier)
    with away(), pytest.raises(NotAllowed, match=AWAY):
        publishing.publish(later, by=newsroom.citra, seen=later.version)
    assert (shown(newsroom, later), editions_of(earlier)) == (Shown.NOTHING, 1)
    publishing.publish(later, by=newsroom.citra, seen=later.version)
    assert (shown(newsroom, later), editions_of(earlier)) == (Shown.LIVE, 2)


def test_a_story_joins_the_fokus_of_a_scheduled_follow_up_once_the_store_answers_again(newsroom, earlier, away):
    later = followed(newsroom, earlier)
    publishing.publish(later, by=newsroom.citra, seen=later.version, at=newsroom.now + timedelta(hours=1))
    newsroom.step(hours=1)
    with away():
        work.work_once()
    assert (shown(newsroom, later), editions_of(earlier)) == (Shown.LIVE, 1)
    work.work_once()
    assert editions_of(earlier) == 2


def test_an_author_saved_while_the_store_is_away_keeps_what_was_typed_and_is_saved_once_it_answers(
    newsroom, at_desk, away
):  # fmt: skip
    typed = {"name": "Sari Melati", "slug": "sari-melati", "bio": "Meliput laut.", "portrait": newsroom.photo().pk}
    with away():
        asked = at_desk("citra").post(reverse("admin:articles_author_add"), typed)
    assert (asked.status_code, AWAY in asked.text, "Meliput laut." in asked.text) == (200, True, True)
    assert not Author.objects.filter(slug="sari-melati").exists()
    assert at_desk("citra").post(reverse("admin:articles_author_add"), typed).status_code == 302
    assert Heading.objects.get(slug="sari-melati").picture_id
