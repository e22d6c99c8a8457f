"""Two who put a scheduled story out at one time, or one while another changes what is scheduled."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.models import Act
from articles import published, publishing
from articles.models import Article
from articles.workflow import Shown
from editions.models import Edition
from tests.journeys.test_acts_at_once import both, reached, slowed

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="the other database has one writer at a time")
__all__ = ["reached"]


@pytest.fixture
def scheduled(flushed, newsroom):
    return newsroom.scheduled(newsroom.now + timedelta(hours=3))


def test_of_two_who_publish_now_at_one_time_one_does(newsroom, scheduled, reached, monkeypatch):
    monkeypatch.setattr(publishing, "allowed", slowed(publishing.allowed, reached))
    said = both(
        lambda: publishing.publish_now(scheduled, by=newsroom.citra, seen=scheduled.version),
        lambda: publishing.publish_now(scheduled, by=newsroom.dedi, seen=scheduled.version),
        reached,
    )
    assert said == (None, "scheduled")
    assert Act.objects.filter(verb="publish_now").count() == 1
    assert Edition.objects.live(newsroom.now).filter(story_id=scheduled.story_id).count() == 1


def test_a_text_that_is_being_scheduled_meanwhile_is_not_put_out_unread(newsroom, scheduled, reached, monkeypatch):
    seen = scheduled.version
    newsroom.save(scheduled, newsroom.dedi, headline="Kapal perintis batal tiba")
    changed = Article.objects.get(pk=scheduled.pk)
    monkeypatch.setattr(publishing, "allowed", slowed(publishing.allowed, reached))
    said = both(
        lambda: publishing.amend(changed, by=newsroom.dedi, seen=changed.version),
        lambda: publishing.publish_now(scheduled, by=newsroom.citra, seen=seen),
        reached,
    )
    assert said == (None, "version")
    status = published.status(scheduled.story_id, at=newsroom.now)
    assert (status.shown, status.to_come.headline) == (Shown.NOTHING, "Kapal perintis batal tiba")
