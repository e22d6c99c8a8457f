"""A moment that is past: a wrong day is refused, and one that went by while it was chosen means now."""

from datetime import timedelta

import pytest

from articles import publishing
from articles.workflow import NotAllowed
from editions.models import Edition

pytestmark = pytest.mark.django_db


def test_a_story_is_not_sent_out_by_the_moment_of_a_wrong_day(newsroom):
    article = newsroom.submitted()
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(article, by=newsroom.citra, seen=article.version, at=newsroom.now - timedelta(days=1))
    assert refused.value.rule == "past"
    assert not Edition.objects.live(newsroom.now).of_stories([article.story_id]).exists()


def test_a_scheduled_story_is_not_sent_out_by_moving_it_to_a_wrong_day(newsroom):
    article = newsroom.scheduled(newsroom.now + timedelta(hours=3))
    with pytest.raises(NotAllowed):
        publishing.reschedule(article, by=newsroom.citra, at=newsroom.now - timedelta(hours=1))
    assert not Edition.objects.live(newsroom.now).of_stories([article.story_id]).exists()


def test_a_moment_that_went_by_while_it_was_chosen_means_now(newsroom):
    article = newsroom.submitted()
    edition = publishing.publish(
        article, by=newsroom.citra, seen=article.version, at=newsroom.now - timedelta(minutes=2)
    )
    assert edition.published_at == newsroom.now
