"""A hold ends by whoever may end it, and by no other way round; what was withdrawn is not gone on with."""

from datetime import timedelta

import pytest

from accounts.roles import Bundle
from articles import filing, published, publishing
from articles.models import Tag
from articles.publishing import locking
from articles.publishing.correcting import SMALL, Correction
from articles.workflow import NotAllowed, Shown

pytestmark = pytest.mark.django_db

RETITLED = Correction(SMALL, {"search_title": "Judul lain"}, second_tick=True)


@pytest.fixture
def held(newsroom):
    story = newsroom.live(tags=["Pilkada"])
    newsroom.step(minutes=1)
    publishing.hold(story, by=newsroom.citra, reason="Diperiksa")
    newsroom.step(minutes=1)
    return story


def test_whoever_may_only_retitle_does_not_end_a_hold(newsroom, held):
    with pytest.raises(NotAllowed):
        publishing.correct(held, RETITLED, by=newsroom.person("seo", Bundle.DISTRIBUTION))
    assert published.status(held.story_id, at=newsroom.now).shown == Shown.HELD


def test_a_correction_does_not_go_round_a_lock_that_the_end_of_a_hold_respects(newsroom, held):
    tag, until = Tag.objects.get(name="Pilkada"), newsroom.now + timedelta(hours=5)
    locking.lock(by=newsroom.eko, until=until, why="masa tenang", tag=tag)
    with pytest.raises(NotAllowed):
        publishing.correct(held, RETITLED, by=newsroom.dedi)
    assert published.status(held.story_id, at=newsroom.now).shown == Shown.HELD


def test_a_withdrawn_story_is_not_followed(newsroom):
    story = newsroom.live(headline="Judul yang dicabut")
    newsroom.step(minutes=1)
    publishing.withdraw(story, by=newsroom.eko, ground="anak", reason="Identitas anak")
    newsroom.step(minutes=1)
    with pytest.raises(NotAllowed):
        filing.follow(story, by=newsroom.budi)
