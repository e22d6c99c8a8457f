"""Two people on one article, in whatever order their loads and saves fall: no typed block is lost or overwritten."""

import os
import random
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection

from accounts import audit
from articles.models import Article, Conflict
from tests.cast import Newsroom

BLOCKS = ("kapal", "dermaga", "muatan")


def body(blocks):
    return "".join(f"<p>{block}</p>" for block in blocks)


class Writer:
    """Loads the article, types into one block, and saves on the version that was loaded."""

    def __init__(self, stage, user, name) -> None:
        self.stage, self.user, self.name, self.typed, self.seen = stage, user, name, [], None

    def load(self, article) -> None:
        fresh = Article.objects.get(pk=article.pk)
        self.seen, self.blocks = fresh.version, list(BLOCKS) if fresh.body == "" else fresh.body[3:-4].split("</p><p>")

    def save(self, article, count) -> bool:
        """Whether it went through; a stale one must be refused."""
        place = count % len(BLOCKS)
        words = f"{self.name}-{count}"
        self.blocks[place] = f"{self.blocks[place].split(' ')[0]} {words}"
        stands = Article.objects.get(pk=article.pk)
        stale = stands.version != self.seen
        self.typed.append(words)
        try:
            saved = self.stage.save(stands, self.user, seen=self.seen, body=body(self.blocks))
        except Conflict as clash:
            assert stale
            assert words in clash.mine.snapshot["body"]
            assert clash.mine.by == self.user
            assert clash.theirs.snapshot["body"] == stands.body
            assert Article.objects.get(pk=article.pk).body == stands.body
            self.load(article)
            return False
        assert not stale, "a save on top of somebody else's went through"
        self.seen = saved.version
        return True


def kept(article):
    texts = [article.body, *(revision.snapshot["body"] for revision in article.revisions.all())]
    return "\n".join(texts)


BATCHES = int(os.environ.get("INTERLEAVINGS", "200")) // 50
"""`make soak` plays ten thousand."""


@pytest.mark.no_cover  # thousands of moves: counting their lines doubles their time
@pytest.mark.parametrize("batch", range(BATCHES))
def test_fifty_interleavings_of_three_editors_lose_nothing(newsroom, batch):
    chance = random.Random(batch)
    refused = 0
    for _round in range(50):
        article = newsroom.draft(body=body(BLOCKS))
        people = {"ani": newsroom.ani, "dedi": newsroom.dedi, "citra": newsroom.citra}
        writers = [Writer(newsroom, user, name) for name, user in people.items()]
        for writer in writers:
            writer.load(article)
        for count in range(chance.randint(4, 10)):
            newsroom.step(seconds=1)
            writer = chance.choice(writers)
            if chance.random() < 0.35:
                writer.load(article)
            refused += not writer.save(article, count)
        article.refresh_from_db()
        for words in (words for writer in writers for words in writer.typed):
            assert words in kept(article)
        saves = article.revisions.filter(side=False)
        assert saves.count() == article.version
        assert saves.first().snapshot["body"] == article.body
    assert refused > 20, "hardly a clash: the test shows little"
    assert list(audit.broken()) == []


def race() -> None:
    """Three people save at once, each in a thread and a connection of their own."""
    with Newsroom() as stage:
        article = stage.draft(body=body(BLOCKS))
        people = {"ani": stage.ani, "dedi": stage.dedi, "citra": stage.citra}
        typed, errors, start = [], [], threading.Barrier(len(people))

        def write(name, user) -> None:
            try:
                start.wait()
                for count in range(12):
                    fresh = Article.objects.get(pk=article.pk)
                    words = f"{name}-{count}"
                    typed.append(words)
                    try:
                        stage.save(fresh, user, seen=fresh.version, body=body([words]))
                    except Conflict as clash:
                        assert words in clash.mine.snapshot["body"]
            except Exception as error:
                errors.append(repr(error))
            finally:
                connection.close()

        threads = [threading.Thread(target=write, args=pair) for pair in people.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert errors == []
        article.refresh_from_db()
        assert len(typed) == 36
        assert all(f"<p>{words}</p>" in kept(article) for words in typed)
        revisions = article.revisions.filter(side=False).order_by("version")
        assert list(revisions.values_list("version", flat=True)) == list(range(1, article.version + 1))
        assert list(audit.broken()) == []


RACE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.journeys.test_interleavings import race
race()
"""


def test_writers_in_real_threads_lose_nothing_on_a_database_file(tmp_path):
    """Apart from the tests' own database, which SQLite keeps in memory and locks otherwise."""
    surroundings = os.environ | {
        "DATABASE_URL": f"sqlite://{tmp_path}/newsroom.sqlite3",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    done = subprocess.run(
        [sys.executable, "-c", RACE],
        env=surroundings,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the other database has a file of its own above")
def test_writers_in_real_threads_lose_nothing_on_postgresql(flushed):
    race()
