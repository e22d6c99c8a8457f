"""A section's first and last stories come and go at one time: the kept menu says what is there."""

import pytest
from django.db import connection
from django.test import Client

from articles import publishing
from articles.publishing import telling
from tests.editions.test_cache import kept
from tests.journeys.test_acts_at_once import both, reached, slowed

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="the other database has one writer at a time")
__all__ = ["kept", "reached"]


@pytest.fixture
def menu(flushed, kept, newsroom):
    """Whether the section "Daerah" is named in it; a story elsewhere keeps the front filled."""
    newsroom.live()
    readers = Client()
    return lambda: b'href="/kanal/daerah/"' in readers.get("/").content


def withdraw(newsroom, article):
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru.")


def test_a_section_whose_last_two_stories_are_withdrawn_at_once_is_in_no_menu(newsroom, menu, reached, monkeypatch):
    last = [newsroom.live(section_id=newsroom.region.pk, headline=f"Pasar {number}") for number in range(2)]
    newsroom.step(minutes=1)
    assert menu()
    monkeypatch.setattr(telling, "of_edition", slowed(telling.of_edition, reached))
    assert both(*(lambda one=one: withdraw(newsroom, one) for one in last), reached) == (None, None)
    assert not menu()


def test_a_section_whose_last_story_goes_while_another_comes_is_in_the_menu(newsroom, menu, reached, monkeypatch):
    last = newsroom.live(section_id=newsroom.region.pk, headline="Pasar pagi")
    next_ = newsroom.submitted(section_id=newsroom.region.pk, headline="Pasar malam")
    newsroom.step(minutes=1)
    assert menu()
    monkeypatch.setattr(telling, "of_edition", slowed(telling.of_edition, reached))
    seen_between = []
    said = both(
        lambda: publishing.publish(next_, by=newsroom.citra, seen=next_.version),
        lambda: (withdraw(newsroom, last), seen_between.append(menu())),
        reached,
    )
    assert (said, seen_between) == ((None, None), [False])
    assert menu()
