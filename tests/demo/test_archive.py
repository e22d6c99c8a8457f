"""A made-up archive: the same from the same seed, and as sound as what people file."""

import io
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from accounts import audit
from accounts.models import Act
from articles import rendering
from articles.models import Article, Revision
from articles.workflow import Stage
from demo.archive.telling import Telling
from editions.counted import TopicDue
from editions.models import Edition, Entry, Heading, Notice, Rendered, Seal
from guards import triggers

UNTIL = "2024-03-01T00:00:00+07:00"


def told(seed, stories=120):
    return list(Telling(seed=seed, stories=stories, until=datetime.fromisoformat(UNTIL)).all())


def test_the_same_seed_tells_the_same_stories_and_another_seed_others():
    assert told(5) == told(5)
    assert not {one.story_id for one in told(5)} & {one.story_id for one in told(6)}
    moments = [one.at for one in told(5)]
    assert moments == sorted(moments)


def test_ids_never_repeat():
    telling = Telling(seed=1, stories=1, until=datetime.fromisoformat(UNTIL))
    assert len({telling._id(number) for number in range(50_000)}) == 50_000


def test_bodies_are_clean_as_they_come():
    for story in told(3):
        assert rendering.clean(story.body) == story.body


class AnArchive(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("make_archive", stories=1000, seed=2, until=UNTIL, pictures=1, stdout=io.StringIO())

    def test_everything_an_act_leaves_is_there(self):
        self.assertEqual(Article.objects.count(), 1000)
        self.assertEqual(Edition.objects.count(), Revision.objects.count())
        self.assertEqual(Edition.objects.count(), Rendered.objects.count())
        withdrawn = Edition.objects.filter(kind=Edition.Kind.NOTICE)
        self.assertTrue(withdrawn.exists())
        self.assertTrue(Notice.objects.filter(kind=Notice.Kind.RALAT).exists())
        self.assertEqual(Seal.objects.count(), Edition.objects.stories().filter(story_id__in=ids(withdrawn)).count())
        self.assertEqual(Article.objects.filter(stage=Stage.WITHDRAWN).count(), withdrawn.count())
        self.assertFalse(Entry.objects.live().filter(story_id__in=ids(withdrawn)).exists())
        acts = Act.objects.filter(verb__in=["archive", "correct", "withdraw"])
        self.assertEqual(acts.count(), Edition.objects.count())
        self.assertEqual(list(audit.broken()), [])
        self.assertEqual(triggers.missing(triggers.ALL), [])

    def test_its_editions_are_guarded_like_any_other(self):
        with self.assertRaisesMessage(DatabaseError, "append-only"), connection.cursor() as cursor:
            cursor.execute("UPDATE editions_edition SET headline = 'lain'")

    def test_its_pages_answer(self):
        chosen = [*Edition.objects.live()[:4], *Edition.objects.live().filter(kind=Edition.Kind.NOTICE)[:1]]
        for edition in chosen:
            expected = 410 if edition.kind == Edition.Kind.NOTICE else 200
            self.assertEqual(self.client.get(edition.get_absolute_url()).status_code, expected)
        for kind in ("section", "tag", "author", "source"):
            heading = Heading.objects.filter(kind=kind, list__in=Entry.objects.live().values("list")).first()
            self.assertContains(self.client.get(heading.get_absolute_url()), heading.name)
        self.assertEqual(self.client.get("/").status_code, 200)

    def test_a_second_telling_of_a_seed_is_refused(self):
        with self.assertRaisesMessage(CommandError, "another --seed"), transaction.atomic():
            call_command("make_archive", stories=10, seed=2, until=UNTIL, pictures=1)


class ManyYears(TestCase):
    """An archive of fewer texts than stories: earlier years tell the same again."""

    @classmethod
    def setUpTestData(cls):
        call_command("make_archive", stories=1030, texts=250, seed=2, until=UNTIL, pictures=1, stdout=io.StringIO())
        cls.texts = Edition.objects.filter(number=1).order_by("-first_published_at")

    def test_there_are_as_many_stories_as_were_asked_for_each_with_all_that_an_act_leaves(self):
        self.assertEqual(Article.objects.count(), 1030)
        for model in (Revision, Rendered):
            self.assertEqual(model.objects.count(), Edition.objects.count())
        for row in Revision.objects.select_related("article"):
            edition = Edition.objects.get(story_id=row.article.story_id, number=row.version)
            self.assertEqual((edition.revision, edition.published_at), (row.pk, row.at))
            self.assertEqual(edition.headline, row.snapshot["headline"])
        first = self.texts[0]
        again = Article.objects.filter(story_id__endswith=first.story_id).order_by("story_id")
        self.assertEqual(len(again), 4)
        told = {self._links(one) for one in again}
        self.assertEqual(len(told), 1, "bylines, tags and sources are those of the story that is told again")
        lists = Entry.objects.filter(story_id__endswith=first.story_id).values_list("list", flat=True)
        self.assertEqual({list(lists).count(key) for key in lists}, {4})

    def _links(self, article):
        credits = article.credits.order_by("order").values_list("author", "role")
        return (*credits, *article.tags.order_by("name").values_list("name", flat=True), article.section_id)

    def test_the_years_follow_each_other_and_their_days_are_as_full(self):
        newest, oldest = self.texts[0].first_published_at, self.texts.last().first_published_at
        told = self.texts[250].first_published_at
        self.assertAlmostEqual((newest - told) * 4, newest - oldest, delta=(newest - told) / 2)
        self.assertEqual(self.texts.values("first_published_at").distinct().count(), 1030)

    def test_a_correction_says_its_moment_wherever_it_stands(self):
        corrected = Notice.objects.filter(kind=Notice.Kind.RALAT).select_related("edition")
        self.assertGreater(len(corrected), 4)
        for notice in corrected:
            told = [datetime.fromisoformat(one["at"]) for one in notice.edition.notices]
            self.assertEqual(told, [notice.at])
            self.assertEqual(notice.edition.published_at, notice.at)

    def test_the_trail_holds_and_nothing_lost_its_guard(self):
        acts = Act.objects.filter(verb__in=["archive", "correct", "withdraw"])
        self.assertEqual(acts.count(), Edition.objects.count())
        self.assertEqual(acts.values("target").distinct().count(), 1030)
        self.assertEqual(list(audit.broken()), [])
        self.assertEqual(triggers.missing(triggers.ALL), [])

    def test_its_oldest_pages_answer_and_its_tags_are_due_to_be_counted(self):
        for edition in Edition.objects.live().stories().order_by("first_published_at")[:3]:
            self.assertContains(self.client.get(edition.get_absolute_url()), edition.headline)
        tags = Heading.objects.filter(kind="tag").values_list("list", flat=True)
        self.assertEqual(set(TopicDue.objects.filter(month=None).values_list("list", flat=True)), set(tags))

    def test_no_connection_writes_no_archive(self):
        with self.assertRaisesMessage(CommandError, "--at-once is at least 1"):
            call_command("make_archive", stories=10, at_once=0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_connections_write_an_archive_at_once(flushed):
    call_command(
        "make_archive", stories=400, texts=40, at_once=2, seed=2, until=UNTIL, pictures=1, stdout=io.StringIO()
    )
    assert Article.objects.count() == Edition.objects.filter(number=1).count() == 400
    assert list(audit.broken()) == []


def ids(editions):
    return editions.values("story_id")


@pytest.mark.django_db
def test_production_takes_no_made_up_archive(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("make_archive", stories=1)
