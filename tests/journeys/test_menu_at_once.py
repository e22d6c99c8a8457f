"""A section's first and last stories come and go at one time: the kept menu says what is there."""

import threading

import pytest
from django.db import connection
from django.test import Client

from articles import publishing
from articles.publishing import telling
from guards import turns
from tests.editions.test_cache import kept
from tests.journeys.test_acts_at_once import both, reached
from wire.importers.items import Item

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="the other database has one writer at a time")
__all__ = ["kept", "reached"]


@pytest.fixture
def menu(flushed, kept, newsroom):
    """Whether the section "Daerah" is named in it; a story elsewhere keeps the front filled."""
    newsroom.live()
    readers = Client()
    return lambda: b'href="/kanal/daerah/"' in readers.get("/").content


def market(newsroom, make, name):
    return make(section_id=newsroom.region.pk, headline=f"Pasar {name}")


@pytest.fixture
def stopped_at(reached, monkeypatch):
    """The first act stops at a place until the second is done: whether readers then have the section in the menu."""

    def act(where, name, first, second, menu):
        done, between = threading.Event(), []
        goes_on = getattr(where, name)

        def stop(*told, **asked):
            answer = goes_on(*told, **asked)
            if not reached.is_set():
                reached.set()
                done.wait(20)
            return answer

        monkeypatch.setattr(where, name, stop)
        assert both(first, lambda: (second(), between.append(menu()), done.set()), reached) == (None, None)
        return between[0]

    return act


def withdraw(newsroom, article):
    publishing.withdraw(article, by=newsroom.eko, ground="keliru", reason="Keliru.")


def test_a_section_whose_last_two_stories_are_withdrawn_at_once_is_in_no_menu(newsroom, menu, stopped_at):
    first, second = (market(newsroom, newsroom.live, name) for name in ("pagi", "malam"))
    newsroom.step(minutes=1)
    acts = [lambda: withdraw(newsroom, first), lambda: withdraw(newsroom, second)]
    assert stopped_at(telling, "of_edition", *acts, menu)
    assert not menu()


def publishes(newsroom):
    story = market(newsroom, newsroom.submitted, "malam")
    return lambda: publishing.publish(story, by=newsroom.citra, seen=story.version)


def imports(newsroom):
    item = Item("1", "Pasar lama", "<p>Pasar dibuka.</p>", newsroom.now, newsroom.region.name)
    return lambda: publishing.publish_archive([item], by=newsroom.fitri)


@pytest.mark.parametrize(("comes", "where", "name"), [
    (publishes, telling, "of_edition"), (imports, turns, "check_foreign_keys"),
])  # fmt: skip
def test_a_section_whose_last_story_goes_while_another_comes_is_in_the_menu(
    newsroom, menu, stopped_at, comes, where, name
):
    last, come = market(newsroom, newsroom.live, "pagi"), comes(newsroom)
    newsroom.step(minutes=1)
    assert menu()
    assert not stopped_at(where, name, come, lambda: withdraw(newsroom, last), menu)
    assert menu()
