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


def ids(editions):
    return editions.values("story_id")


@pytest.mark.django_db
def test_production_takes_no_made_up_archive(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("make_archive", stories=1)
