"""What stays open until it is done: an unverified story until its verification is live."""

from datetime import timedelta

import pytest

from articles import publishing
from articles.checks import UNVERIFIED_TICKS
from tests.cast import Newsroom


@pytest.fixture
def open_story(newsroom: Newsroom):
    draft = newsroom.submitted(headline="Getaran dirasakan", unverified=True, ticked=list(UNVERIFIED_TICKS))
    publishing.publish(draft, by=newsroom.citra, seen=draft.version)
    newsroom.step(minutes=5)
    return draft


def home(client, person) -> str:
    client.force_login(person)
    return client.get("/desk/").content.decode()


def task(page: str) -> bool:
    return (
        "Belum terverifikasi" in page
        and "Getaran dirasakan" in page.split("Belum terverifikasi")[1].split("</section>", maxsplit=1)[0]
    )


def test_an_unverified_story_is_an_open_task_on_the_first_screen(newsroom: Newsroom, open_story, client):
    assert task(home(client, newsroom.citra))
    assert task(home(client, newsroom.ani))


def test_it_closes_when_the_story_that_verifies_it_is_live_and_not_before(newsroom: Newsroom, open_story, client):
    later = newsroom.submitted(by=newsroom.budi, headline="Gempa dipastikan", verifies_id=open_story.pk)
    assert task(home(client, newsroom.citra))
    publishing.publish(later, by=newsroom.citra, seen=later.version, at=newsroom.now + timedelta(hours=1))
    newsroom.step(minutes=59)
    assert task(home(client, newsroom.citra))
    newsroom.step(minutes=1)
    assert not task(home(client, newsroom.citra))


def test_a_draft_that_nobody_has_read_is_no_task(newsroom: Newsroom, client):
    newsroom.draft(headline="Getaran dirasakan", unverified=True)
    assert not task(home(client, newsroom.citra))


def test_one_that_was_withdrawn_is_no_task(newsroom: Newsroom, open_story, client):
    publishing.withdraw(open_story, by=newsroom.eko, ground="keliru", reason="Tidak terjadi")
    assert not task(home(client, newsroom.citra))
