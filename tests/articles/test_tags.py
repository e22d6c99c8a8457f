"""Tags of a story: retired ones are chosen by no other, and a save writes them in a few queries, however many."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Author, Fokus, Series, Tag
from tests.desk import address, posted, saved
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


def test_a_follow_up_does_not_take_along_a_tag_that_was_retired(newsroom, ani):
    earlier = newsroom.live(tags=["Pilkada 2020", "Laut", "Pilkada"])
    into = Tag.objects.get(name="Pilkada 2020")
    Tag.objects.filter(name="Pilkada").update(merged_into=into, retired_at=timezone.now())
    retire("Pilkada 2020")
    ani.post(address("follow", earlier.pk))
    assert tags_of(Article.objects.get(follows=earlier)) == ["Laut"]
    assert tags_of(earlier) == ["Pilkada 2020", "Laut", "Pilkada"]


def followed(ani, earlier):
    ani.post(address("follow", earlier.pk))
    later = Article.objects.filter(follows=earlier).latest("pk")
    later.body = ""
    return later, later.snapshot()


def test_a_follow_up_leaves_behind_people_sections_fokus_and_series_that_were_retired(newsroom, ani):
    fokus = Fokus.objects.create(title="Kapal perintis", slug="kapal-perintis")
    series = Series.objects.create(title="Jalur laut", slug="jalur-laut")
    tika, merged = (Author.objects.create(name=name, slug=name.lower()) for name in ("Tika", "Tikah"))
    credits = [["rep", newsroom.ani.author.pk], ["rep", newsroom.budi.author.pk], ["foto", merged.pk]]
    earlier = newsroom.live(
        section_id=newsroom.east.pk, also_in=[newsroom.national.pk, newsroom.region.pk], fokus_id=fokus.pk,
        series_id=series.pk, part=1, credits=credits,
    )  # fmt: skip
    _later, text = followed(ani, earlier)
    assert (text["fokus_id"], text["series_id"]) == (fokus.pk, series.pk)
    now = timezone.now()
    for row in (fokus, series, newsroom.national, newsroom.east, newsroom.budi.author):
        type(row).objects.filter(pk=row.pk).update(retired_at=now)
    Author.objects.filter(pk=merged.pk).update(merged_into=tika, retired_at=now)
    later, text = followed(ani, earlier)
    assert text["credits"] == [["rep", newsroom.ani.author.pk], ["foto", tika.pk]]
    assert (text["section_id"], text["also_in"]) == (newsroom.region.pk, []), "the section above, and not that twice"
    assert text["series_id"] is None
    assert later.fokus not in (None, fokus)
    Fokus.objects.filter(pk=later.fokus.pk).update(retired_at=now)
    assert followed(ani, earlier)[1]["fokus_id"] is None
    assert not ani.get(address("change", later.pk)).context["form"].errors


def test_a_retired_tag_is_not_offered_for_a_text_that_names_it(newsroom, ani):
    newsroom.live(tags=["Larantuka", "Kapal perintis"])
    catch_up()
    article = newsroom.draft()
    assert {"Larantuka", "Kapal perintis"} <= set(ani.get(address("change", article.pk)).context["fitting_tags"])
    retire("Larantuka")
    offered = ani.get(address("change", article.pk)).context["fitting_tags"]
    assert "Kapal perintis" in offered
    assert "Larantuka" not in offered


def queries_of(newsroom, article, names):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        newsroom.save(article, newsroom.ani, tags=names)
    article.refresh_from_db()
    return len([one for one in queries if "articles_tag" in one["sql"]])


def test_a_save_costs_the_same_however_many_tags_stand_move_come_or_go(newsroom):
    names = [f"Tag nomor {number}" for number in range(20)]
    few, many, _known = newsroom.draft(tags=names[:2]), newsroom.draft(tags=names[:18]), newsroom.draft(tags=names)
    assert queries_of(newsroom, few, names[:2]) == queries_of(newsroom, many, names[:18]) <= 2
    turned = queries_of(newsroom, few, names[1::-1]), queries_of(newsroom, many, names[17::-1])
    assert turned[0] == turned[1] <= 5
    changed = queries_of(newsroom, few, [names[1], names[2]]), queries_of(newsroom, many, names[10:])
    assert changed[0] == changed[1] <= 5
    assert tags_of(few) == names[1:3]
    assert tags_of(many) == names[10:]


def test_a_name_in_another_spelling_or_of_a_merged_tag_is_the_tag_that_stands(newsroom):
    article = newsroom.draft(tags=["Laut", "Évian"])
    old = Tag.objects.create(name="Samudra", slug="samudra")
    Tag.objects.filter(pk=old.pk).update(merged_into=Tag.objects.get(name="Laut"), retired_at=timezone.now())
    newsroom.save(article, newsroom.ani, tags=["Évian", "SAMUDRA", "laut", "Baru"])
    assert tags_of(article) == ["Évian", "Laut", "Baru"]
    assert Tag.objects.count() == 4
