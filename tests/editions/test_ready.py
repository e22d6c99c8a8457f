"""A question that is kept ready brings what the same question brings when Django builds it each time."""

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat

from editions.models import Edition, Entry, Heading
from editions.ready import ready

pytestmark = pytest.mark.django_db


def whole(*, story_id):
    rows = Edition.objects.select_related("rendered", "lead", "related")
    return rows.filter(story_id=story_id).annotate(called=Concat(F("kicker"), Value(" "), F("headline")))


def parts(*, story_id):
    return (
        Edition.objects.filter(story_id=story_id)
        .defer("body", "lists")
        .select_related("rendered")
        .defer("rendered__whole")
    )


def columns(*, story_id):
    return Edition.objects.filter(story_id=story_id).values_list(
        "lists", "published_at", "lead__facts", "superseded_at"
    )


def flat(*, story_id):
    return Entry.objects.filter(story_id=story_id).order_by("list").values_list("list", flat=True)


def ordered_by_what_is_not_asked_for(*, story_id):
    return Entry.objects.filter(story_id=story_id).order_by("list", "pk").values_list("story_id").distinct()


def together(*, story_id):
    rows = Entry.objects.filter(story_id=story_id).order_by()
    return rows.values_list("list", "begins").union(rows.values_list("list", "begins"), all=True)


def several(*, stories):
    return Edition.objects.filter(story_id__in=stories).order_by("pk")


def told(row):
    """All that a row holds, and what stands beside it."""
    if isinstance(row, (tuple, str)):
        return row
    beside = {name: one and told(one) for name, one in row._state.fields_cache.items() if name != "edition"}
    return {name: value for name, value in vars(row).items() if name != "_state"} | beside


@pytest.mark.parametrize("build", [whole, parts, columns, flat, ordered_by_what_is_not_asked_for, together])
def test_rows_are_those_that_django_makes(newsroom, build):
    article = newsroom.live(kicker="Laut", tags=["Kapal"], lead=newsroom.photo().pk)
    ask = ready(build)
    wanted = [told(row) for row in build(story_id=article.story_id)]
    assert wanted
    for _time in range(2):
        assert [told(row) for row in ask(story_id=article.story_id)] == wanted
    assert ask(story_id="nowhere") == []


def test_several_stories_are_asked_for_at_once(newsroom):
    ids = [newsroom.live().story_id for _story in range(3)]
    ask = ready(several)
    assert [row.story_id for row in ask(stories=ids)] == ids
    assert [row.story_id for row in ask(stories=ids[1:])] == ids[1:]


def test_what_can_not_be_kept_ready_says_so():
    ask = ready(lambda *, kind: Heading.objects.filter(kind=kind).values("slug"))
    with pytest.raises(TypeError, match="values_list"):
        ask(kind="tag")
