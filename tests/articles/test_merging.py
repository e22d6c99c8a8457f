"""A name merged into another: stories, links and addresses follow; nothing is lost on the way, nothing deleted."""

import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Act
from articles import conditions, moves, planning, published, publishing
from articles.models import Article, Author, Lock, Plan, Source, Tag
from articles.publishing import locking, merging
from articles.publishing.correcting import Correction
from articles.workflow import NotAllowed
from editions.models import Edition, Entry, Heading, OldAddress
from tests.cast import BODY, Newsroom
from wire.importers.items import Item


@pytest.fixture
def tags(newsroom):
    """Two spellings of one thing, each with live stories; one story has both."""
    newsroom.one = newsroom.live(headline="Gempa pertama", tags=["Gempabumi", "Laut"])
    newsroom.two = newsroom.live(headline="Gempa kedua", tags=["Gempa Bumi"])
    newsroom.both = newsroom.live(headline="Gempa ketiga", tags=["Gempabumi", "Gempa Bumi"])
    newsroom.step(minutes=10)
    return Tag.objects.get(name="Gempabumi"), Tag.objects.get(name="Gempa Bumi")


def stories(row) -> list[str]:
    return sorted(Entry.objects.live().filter(list=row.list_key).values_list("story_id", flat=True))


def test_stories_move_to_the_survivor_each_once(newsroom: Newsroom, tags, client):
    old, into = tags
    merging.merge(old, into, by=newsroom.citra, batch=1)
    assert stories(old) == []
    assert stories(into) == sorted(one.story_id for one in (newsroom.one, newsroom.two, newsroom.both))
    listed = client.get("/tag/gempa-bumi/").text.partition('<div class="side">')[0]
    assert all(listed.count(f">{headline}<") == 1 for headline in ("Gempa pertama", "Gempa kedua", "Gempa ketiga"))


def test_what_stood_where_before_the_merge_is_still_told(newsroom: Newsroom, tags):
    old, into = tags
    before = newsroom.now - timedelta(seconds=1)
    merging.merge(old, into, by=newsroom.citra)
    assert Entry.objects.live(before).filter(list=old.list_key).count() == 2
    assert Entry.objects.live(before).filter(list=into.list_key).count() == 2


def test_the_old_address_leads_to_the_survivor_in_one_step(newsroom: Newsroom, tags, client):
    old, into = tags
    third = Tag.objects.create(name="Lindu", slug="lindu")
    merging.merge(old, into, by=newsroom.citra)
    merging.merge(into, third, by=newsroom.citra)
    for path in ("/tag/gempabumi/", "/tag/gempa-bumi/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, "/tag/lindu/")
        assert OldAddress.objects.get(path=path.rstrip("/")).list == third.list_key
    assert client.get("/tag/lindu/").status_code == 200
    third.slug = "gempa"
    third.save()
    publishing.rename([third])
    assert client.get("/tag/gempabumi/")["Location"] == "/tag/gempa/"


def test_old_editions_show_the_survivor(newsroom: Newsroom, tags, client):
    old, into = tags
    merging.merge(old, into, by=newsroom.citra)
    page = client.get(f"/berita/{newsroom.both.story_id}/gempa-ketiga/").content.decode()
    assert page.count("/tag/gempa-bumi/") == 1
    assert "/tag/gempabumi/" not in page


def test_the_merged_name_is_retired_and_stays(newsroom: Newsroom, tags):
    old, into = tags
    merging.merge(old, into, by=newsroom.citra)
    old.refresh_from_db()
    assert (old.merged_into, old.retired_at) == (into, newsroom.now)
    assert Heading.objects.get(list=old.list_key).into == into.list_key
    act = Act.objects.order_by("-seq").first()
    assert (act.verb, act.target, act.actor) == ("merge_tag", old.list_key, "citra")
    assert act.facts == {"into": into.list_key, "name": "Gempabumi", "stories": 2}


def test_whatever_is_published_later_goes_to_the_survivor(newsroom: Newsroom, tags):
    old, into = tags
    draft = newsroom.submitted(headline="Ditulis sebelumnya", tags=["Gempabumi"])
    earlier = draft.current_revision()
    merging.merge(old, into, by=newsroom.citra)
    newsroom.step(minutes=1)
    assert list(draft.tagged.values_list("tag__name", flat=True)) == ["Gempa Bumi"]
    moves.restore(draft, earlier, by=newsroom.citra)
    draft.refresh_from_db()
    publishing.publish(draft, by=newsroom.citra, seen=draft.version)
    typed = newsroom.live(headline="Ditulis sesudahnya", tags=["gempabumi"])
    for article in (draft, typed):
        edition = Edition.objects.get(story_id=article.story_id)
        assert edition.tags == [into.list_key]
        assert article.story_id in stories(into)
        assert article.story_id not in stories(old)


def test_a_text_that_comes_back_comes_back_under_the_survivor(newsroom: Newsroom, tags):
    old, into = tags
    publishing.hold(newsroom.one, by=newsroom.citra, reason="Diperiksa")
    newsroom.step(minutes=1)
    merging.merge(old, into, by=newsroom.citra)
    newsroom.step(minutes=1)
    edition = publishing.lift(newsroom.one, by=newsroom.citra, reason="Benar")
    assert into.list_key in edition.lists
    assert old.list_key not in edition.lists
    assert newsroom.one.story_id in stories(into)
    assert stories(old) == []


def test_a_scheduled_story_moves_with_its_moment_and_may_still_be_cancelled(newsroom: Newsroom, tags):
    old, into = tags
    moment = newsroom.now + timedelta(hours=2)
    article = newsroom.scheduled(moment, headline="Nanti", tags=["Gempabumi"])
    merging.merge(old, into, by=newsroom.citra)
    assert article.story_id not in stories(into)
    assert Entry.objects.live(moment).filter(list=into.list_key, story_id=article.story_id).exists()
    assert not Entry.objects.live(moment).filter(list=old.list_key, story_id=article.story_id).exists()
    newsroom.step(minutes=1)
    publishing.cancel(article, by=newsroom.citra)
    assert not Entry.objects.live(moment).filter(story_id=article.story_id).exists()


def test_a_merge_broken_off_is_work_that_is_due(newsroom: Newsroom, tags, monkeypatch):
    old, into = tags
    monkeypatch.setattr(merging, "move_some", lambda _batch: 0)
    merging.merge(old, into, by=newsroom.citra)
    monkeypatch.undo()
    assert len(stories(old)) == 2
    while merging.move_some():
        pass
    assert stories(old) == []
    assert len(stories(into)) == 3
    assert not old.tagged.exists()


def test_an_author_takes_the_login_along_and_what_was_theirs_stays_theirs(newsroom: Newsroom):
    article = newsroom.submitted(by=newsroom.budi, credits=[["rep", newsroom.ani.author.pk]])
    into = Author.objects.create(name="Ani Lestari", slug="ani-lestari")
    merging.merge(newsroom.ani.author, into, by=newsroom.citra)
    newsroom.ani.refresh_from_db()
    into.refresh_from_db()
    assert into.user == newsroom.ani
    assert Article.objects.get(pk=article.pk).is_own(newsroom.ani)


def test_a_byline_stays_as_printed_and_links_to_the_survivor(newsroom: Newsroom, client):
    article = newsroom.live()
    into = Author.objects.create(name="Ani Lestari", slug="ani-lestari", bio="Wartawan.")
    newsroom.step(minutes=1)
    merging.merge(newsroom.ani.author, into, by=newsroom.citra)
    page = client.get(f"/berita/{article.story_id}/kapal-perintis-tiba/").content.decode()
    assert 'Rep: <a rel="author" href="/penulis/ani-lestari/">Ani</a>' in page
    newsroom.step(minutes=1)
    edition = publishing.correct(article, Correction("ralat", {}, text="Tempatnya keliru."), by=newsroom.citra)
    assert edition.byline == "Rep: Ani Lestari"


def test_an_import_finds_the_survivor_under_the_old_name(newsroom: Newsroom, tags):
    old, into = tags
    merging.merge(old, into, by=newsroom.citra)
    item = Item("1", "Kapal lama", BODY, newsroom.now, "Nasional", tags=("GEMPABUMI",))
    [filed] = publishing.publish_archive([item], by=newsroom.fitri)
    assert Edition.objects.get(story_id=filed.story_id).tags == [into.list_key]


@pytest.mark.parametrize(
    ("who", "rule"), [("ani", "role"), ("itself", "itself"), ("retired", "retired"), ("merged", "merged")]
)
def test_a_merge_that_makes_no_sense_is_refused_and_changes_nothing(newsroom: Newsroom, tags, who, rule):
    old, into = tags
    by = newsroom.ani if who == "ani" else newsroom.citra
    if who == "retired":
        Tag.objects.filter(pk=into.pk).update(retired_at=newsroom.now)
    if who == "merged":
        Tag.objects.filter(pk=old.pk).update(retired_at=newsroom.now, merged_into=into)
    acts = Act.objects.count()
    with pytest.raises(NotAllowed) as refused:
        merging.merge(old, old if who == "itself" else into, by=by)
    assert refused.value.rule == rule
    assert Act.objects.count() == acts
    assert len(stories(old)) == 2


def test_two_people_who_both_sign_in_are_not_one(newsroom: Newsroom):
    with pytest.raises(NotAllowed, match="login|masuk"):
        merging.merge(newsroom.ani.author, newsroom.budi.author, by=newsroom.citra)


@pytest.mark.parametrize("locked_one", ["old", "survivor"])
def test_a_lock_on_going_live_holds_for_the_stories_of_both_names(newsroom: Newsroom, tags, locked_one):
    old, into = tags
    later, after = newsroom.now + timedelta(hours=2), newsroom.now + timedelta(hours=6)
    names = ["Gempabumi", "Gempa Bumi"]
    soon = [newsroom.scheduled(later, headline=f"Nanti: {name}", tags=[name]) for name in names]
    free = [newsroom.scheduled(after, headline=f"Sesudahnya: {name}", tags=[name]) for name in names]
    waiting = [newsroom.submitted(headline=f"Siap: {name}", tags=[name]) for name in names]
    tag = old if locked_one == "old" else into
    locking.lock(by=newsroom.eko, tag=tag, until=newsroom.now + timedelta(hours=5), why="Hari pemungutan suara")
    newsroom.step(minutes=1)
    merging.merge(old, into, by=newsroom.citra)
    assert Lock.objects.get().tag == into
    for article in waiting:
        article.refresh_from_db()
        with pytest.raises(NotAllowed) as refused:
            publishing.publish(article, by=newsroom.citra, seen=article.version)
        assert refused.value.rule == "locked"
    statuses = published.statuses([one.story_id for one in soon + free], at=newsroom.now)
    assert [statuses[one.story_id].scheduled for one in free] == [True, True]
    assert not any(one.story_id in statuses and statuses[one.story_id].scheduled for one in soon)


def test_a_lock_holds_while_stories_still_move(newsroom: Newsroom, tags, monkeypatch):
    old, into = tags
    article = newsroom.submitted(tags=["Gempabumi"])
    locking.lock(by=newsroom.eko, tag=old, until=newsroom.now + timedelta(hours=5), why="Hari pemungutan suara")
    monkeypatch.setattr(merging, "move_some", lambda _batch: 0)
    merging.merge(old, into, by=newsroom.citra)
    with pytest.raises(NotAllowed) as refused:
        publishing.publish(article, by=newsroom.citra, seen=article.version)
    assert refused.value.rule == "locked"


def test_what_is_planned_for_an_author_stays_theirs(newsroom: Newsroom):
    plan = planning.put(
        Plan(slug="banjir", section=newsroom.national, reporter=newsroom.ani.author, due=newsroom.now),
        by=newsroom.citra,
    )
    into = Author.objects.create(name="Ani Lestari", slug="ani-lestari")
    merging.merge(newsroom.ani.author, into, by=newsroom.citra)
    assert list(Plan.objects.to_write(newsroom.ani)) == [plan]


@pytest.mark.parametrize("kind", merging.KINDS)
def test_a_merge_forgets_nothing_that_holds_a_name(kind):
    """Each foreign key of the models, those of many-to-many tables among them."""
    fields = (relation.field for relation in kind._meta.get_fields(include_hidden=True) if relation.one_to_many)
    holding = {(field.model, field.attname) for field in fields if field.model is not kind}
    link, column, *_ = merging.LINKS[kind]
    following = {(model, model._meta.get_field(name).attname) for model, name in merging.FOLLOWING[kind]}
    assert holding == {(link, column)} | following


MOMENTS = st.integers(0, 12)
STAYS = st.tuples(MOMENTS, st.none() | MOMENTS).filter(lambda stay: stay[1] is None or stay[1] > stay[0])


@given(STAYS, st.lists(STAYS, max_size=4))
def test_what_others_cover_is_taken_out_of_a_stay_and_nothing_else(stay, others):
    def covers(one, moment):
        return one[0] <= moment and (one[1] is None or moment < one[1])

    parts = list(merging.without(stay, sorted(others, key=lambda one: one[0])))
    for moment in range(14):
        wanted = covers(stay, moment) and not any(covers(other, moment) for other in others)
        assert sum(covers(part, moment) for part in parts) == wanted


# --- On the desk ---------------------------------------------------------------------------------------------


def test_the_desk_shows_the_use_of_each_name_looks_for_the_survivor_and_asks_once_more(
    newsroom: Newsroom, tags, client
):
    old, into = tags
    client.force_login(newsroom.citra)
    listed = client.get(reverse("admin:articles_tag_changelist")).content.decode()
    assert '<td class="field-used">2</td>' in listed
    address = reverse("admin:articles_tag_merge", args=[old.pk])
    change = reverse("admin:articles_tag_change", args=[old.pk])
    link = re.search(r'href="([^"]*gabung/)"', client.get(change).text)
    assert urljoin(change, link[1]) == address
    found = client.get(address, {"q": "gempa"}).content.decode()
    assert f"?into={into.pk}" in found
    assert "Laut" not in found
    asked = client.get(address, {"into": into.pk}).content.decode()
    assert "<b>2</b> berita" in asked
    assert stories(old) != []
    done = client.post(address, {"into": into.pk}, follow=True).content.decode()
    assert "2 berita pindah" in done
    assert stories(old) == []


OWN = ("accounts", "articles", "photos")
"""The desk's own lists: those that libraries bring along are for nobody."""


def test_every_action_of_a_list_asks_for_a_right(newsroom):
    unasked = [
        (model.__name__, name)
        for model, desk in admin.site._registry.items()
        for act, name, _label in desk._get_base_actions()
        if model._meta.app_label in OWN and not hasattr(act, "allowed_permissions")
    ]
    assert unasked == []


def test_who_only_reads_the_lists_brings_no_name_back(newsroom: Newsroom, tags, client):
    tag = tags[0]
    tag.retired_at = newsroom.now
    tag.save()
    client.force_login(newsroom.gita)
    where, sent = reverse("admin:articles_tag_changelist"), {"action": "bring_back", "_selected_action": [tag.pk]}
    client.post(where, sent)
    tag.refresh_from_db()
    assert tag.retired_at
    assert "bring_back" not in client.get(where).text
    client.force_login(newsroom.citra)
    assert "Pakai lagi" in client.get(where).text
    client.post(where, sent)
    tag.refresh_from_db()
    assert tag.retired_at is None


@pytest.mark.parametrize("kind", ["author", "source", "tag"])
def test_the_page_says_that_nothing_is_called_so_only_once_somebody_has_looked(newsroom: Newsroom, tags, client, kind):
    row = {"author": newsroom.ani.author, "source": newsroom.reuters, "tag": Tag.objects.get(name="Laut")}[kind]
    address = reverse(f"admin:articles_{kind}_merge", args=[row.pk])
    client.force_login(newsroom.citra)
    nothing = "Tidak ada yang bernama begitu."
    assert nothing not in client.get(address).text
    assert nothing in client.get(address, {"q": "zzz"}).text


def test_a_merged_name_is_not_brought_back(newsroom: Newsroom, tags, client):
    old, into = tags
    merging.merge(old, into, by=newsroom.citra)
    client.force_login(newsroom.citra)
    client.post(reverse("admin:articles_tag_changelist"), {"action": "bring_back", "_selected_action": [old.pk]})
    old.refresh_from_db()
    assert old.retired_at
    assert "gabung/" not in client.get(reverse("admin:articles_tag_change", args=[old.pk])).content.decode()


@pytest.mark.parametrize("kind", ["author", "source", "tag"])
def test_reporters_do_not_merge(newsroom: Newsroom, tags, client, kind):
    row = {"author": newsroom.ani.author, "source": newsroom.reuters, "tag": tags[0]}[kind]
    address = reverse(f"admin:articles_{kind}_merge", args=[row.pk])
    client.force_login(newsroom.ani)
    assert client.get(address).status_code == 403
    client.force_login(newsroom.dedi)
    assert client.get(address).status_code == 200


def test_a_source_merges_as_a_tag_does(newsroom: Newsroom, client):
    other = Source.objects.create(name="Reuters News", slug="reuters-news")
    article = newsroom.live(citations=[[newsroom.reuters.pk, "", None], [other.pk, "https://contoh.id/1", None]])
    newsroom.step(minutes=1)
    merging.merge(other, newsroom.reuters, by=newsroom.citra)
    assert stories(newsroom.reuters) == [article.story_id]
    assert set(article.citations.values_list("source", flat=True)) == {newsroom.reuters.pk}
    assert client.get("/sumber/reuters-news/")["Location"] == "/sumber/reuters/"
    assert published.status(article.story_id, at=newsroom.now).shown == "live"


@pytest.mark.parametrize("kind", ["tag", "author", "source"])
def test_the_use_of_a_name_does_not_tell_of_stories_restricted_to_others(newsroom: Newsroom, client, kind):
    def used(who):
        client.force_login(who)
        with CaptureQueriesContext(connection) as asked:
            listed = client.get(reverse(f"admin:articles_{kind}_changelist")).content.decode()
        return max(map(int, re.findall(r'<td class="field-used">(\d+)</td>', listed))), len(asked)

    source = [[newsroom.reuters.pk, "", None]]
    article = newsroom.draft(headline="Rahasia", tags=["Suap"], citations=source)
    newsroom.draft(headline="Terbuka", tags=["Suap"], citations=source)
    (count, queries), others = used(newsroom.dedi), used(newsroom.citra)
    assert (count, queries) == others == (2, queries)
    conditions.restrict(article, [newsroom.citra], by=newsroom.ani)
    assert used(newsroom.dedi) == (1, queries)
    assert used(newsroom.citra) == used(newsroom.ani) == (2, queries)
    conditions.restrict(article, [], by=newsroom.ani)
    assert used(newsroom.dedi) == (2, queries)
