"""Tags of a story: retired ones are chosen by no other."""

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Tag
from tests.articles.test_desk import address, posted, saved
from tests.editions.test_related import catch_up


@pytest.fixture
def ani(newsroom):
    client = Client()
    client.force_login(newsroom.ani)
    return client


def retire(name):
    Tag.objects.filter(name=name).update(retired_at=timezone.now())


def typed(ani, article, tags):
    change = address("change", article.pk)
    return ani.post(change, posted(ani.get(change), tags=tags))


def tags_of(article):
    return article.snapshot()["tags"]


def test_a_retired_tag_stays_where_it_stands_and_is_refused_for_any_other_story(newsroom, ani):
    has, other = newsroom.draft(tags=["Pilkada 2020", "Laut"]), newsroom.draft(tags=["Laut"])
    merged = Tag.objects.create(name="Pilkada", slug="pilkada")
    Tag.objects.filter(pk=merged.pk).update(merged_into=Tag.objects.get(name="Pilkada 2020"), retired_at=timezone.now())
    retire("Pilkada 2020")
    saved(ani, has, tags="Laut, pilkada 2020")
    assert tags_of(has) == ["Laut", "Pilkada 2020"]
    for name in ("pilkada 2020", "Pilkada"):
        form = typed(ani, other, f"Laut, {name}").context["form"]
        (message,) = form.errors["tags"]
        assert name.lower() in message.lower()
        assert form["tags"].value() == f"Laut, {name}"
    assert tags_of(other) == ["Laut"]


def test_a_retired_tag_is_not_offered_for_a_text_that_names_it(newsroom, ani):
    newsroom.live(tags=["Larantuka", "Kapal perintis"])
    catch_up()
    article = newsroom.draft()
    assert {"Larantuka", "Kapal perintis"} <= set(ani.get(address("change", article.pk)).context["fitting_tags"])
    retire("Larantuka")
    offered = ani.get(address("change", article.pk)).context["fitting_tags"]
    assert "Kapal perintis" in offered
    assert "Larantuka" not in offered
