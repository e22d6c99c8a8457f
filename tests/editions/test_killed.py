"""Processes killed in the midst of their work: at most ten seconds of readings are lost, and the index comes right."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from editions import due, index, purging, related, shown
from editions.models import Digest, Month, ReadHour, Related, Stem, Unindexed
from tests.cast import MONDAY, Newsroom
from tests.editions.test_purging import proxy  # noqa: F401 - a fixture
from tests.editions.test_related import AGAIN, FERRY, RICE

LOST = 10
"""Seconds of readings that a killed process may take with it."""

COUNTING = """
import sys, time
from datetime import datetime
from editions import clock
from newsroom.wsgi import application
from editions.popularity import counting

moment, me, *stories = sys.argv[1:]
clock._stopped = datetime.fromisoformat(moment)
agent = {"HTTP_USER_AGENT": "Mozilla/5.0", "HTTP_ACCEPT_LANGUAGE": "id", "REQUEST_METHOD": "POST"}
for number in range(1_000_000):
    story = stories[number % len(stories)]
    if counting.hear(story, agent | {"REMOTE_ADDR": f"198.51.100.{me}", "HTTP_USER_AGENT": f"Firefox/{number}"}):
        print(time.monotonic(), flush=True)
    time.sleep(0.004)
"""
"""A worker of the site with the newsroom's own settings, which tells when it took each reading in."""


def surroundings(data):
    """The tests' database, under the settings of a newsroom."""
    facts = connection.settings_dict
    address = f"sqlite://{facts['NAME']}"
    if connection.vendor == "postgresql":
        signed = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
        address = f"postgres://{signed}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    kept = {name: value for name, value in os.environ.items() if name not in ("COUNTER_SECONDS", "PRODUCTION")}
    return kept | {
        "DATABASE_URL": address, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }  # fmt: skip


def test_killed_workers_lose_ten_seconds_of_readings_at_most_and_none_counts_twice(flushed, tmp_path):
    with Newsroom() as newsroom:
        stories = [newsroom.live().story_id for _number in range(7)]
        outputs = [tmp_path / f"{number}.txt" for number in range(3)]
        workers = []
        for number, output in enumerate(outputs, 1):
            with output.open("w") as file:
                command = [sys.executable, "-c", COUNTING, newsroom.now.isoformat(), str(number), *stories]
                workers.append(subprocess.Popen(command, stdout=file, env=surroundings(tmp_path)))
        killed = []
        try:
            while not all(output.stat().st_size for output in outputs):
                time.sleep(0.1)
                assert all(worker.poll() is None for worker in workers), "a worker ended by itself"
            time.sleep(LOST + 1)
            for worker in workers:  # at other moments between two flushes
                time.sleep(1.3)
                killed.append(time.monotonic())
                worker.kill()
                worker.wait()
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
        told = [[float(line) for line in output.read_text().splitlines()[:-1]] for output in outputs]
        counted = sum(ReadHour.objects.values_list("count", flat=True))
    at_least = sum(at < end - LOST for times, end in zip(told, killed, strict=True) for at in times)
    at_most = sum(len(times) + 2 for times in told)  # a reading is taken in before it is told, and a line may be cut
    assert at_least > 0
    assert at_least <= counted <= at_most


# --- The index -----------------------------------------------------------------------------------------------

TEXTS = {"feri": FERRY, "nakhoda": AGAIN, "beras": RICE}


def stand():
    """All that is derived, but for when it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM editions_token")
        tokens = sorted(map(str, cursor.fetchall()))
    digest = [field.attname for field in Digest._meta.concrete_fields if field.attname != "made"]
    return {
        "tokens": tokens,
        "digests": list(Digest.objects.order_by("pk").values_list(*digest)),
        "related": list(Related.objects.order_by("pk").values_list("pk", "found")),
        "stems": dict(Stem.objects.filter(stories__gt=0).values_list("stem", "stories")),
        "months": dict(Month.objects.filter(stories__gt=0).values_list("month", "stories")),
        "due": Unindexed.objects.count(),
    }


def in_small_batches(monkeypatch):
    monkeypatch.setattr(due, "keep_the_index", lambda: index.bring_up_to_date(2))
    monkeypatch.setattr(due, "find_related", lambda: 0 if index.is_behind() else related.find_for_those_due(2))


def killed_at(statement):
    """Rebuild in a process of its own that dies just after it sent so many statements; whether it did."""
    connection.close()
    child = os.fork()
    if child:
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFSIGNALED(status)
    # A browser's loop, which ends at a fork, hid an older connection of this thread: shared, it would outlive us.
    connections["default"] = connections.create_connection("default")
    sent = 0

    def until(execute, *asked):
        nonlocal sent
        done = execute(*asked)
        sent += 1
        if sent == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    code = 1
    try:
        with connection.execute_wrapper(until):
            call_command("reindex", "--all", verbosity=0)
        code = 0
    finally:
        os._exit(code)


PUBLISHING = """
import os, signal, sys
from datetime import datetime
import django

django.setup()
from editions import clock, stale
from articles import publishing
from articles.models import Article
from accounts.models import User

moment, article, editor = sys.argv[1:]
clock._stopped = datetime.fromisoformat(moment)
stale.nudge = lambda: os.kill(os.getpid(), signal.SIGKILL)
row = Article.objects.get(pk=article)
publishing.publish(row, by=User.objects.get(username=editor), seen=row.version)
"""
"""A desk's process that is killed the moment its act is committed, before it told anybody."""


def test_a_desk_killed_before_it_told_anybody_leaves_nothing_stale(flushed, settings, tmp_path, proxy, client):  # noqa: F811
    settings.PAGE_CACHE, settings.ROW_CACHE, settings.PAGE_CACHE_DIR = True, True, tmp_path / "pages"
    with Newsroom() as newsroom:
        newsroom.live(headline="Yang lama")
        fresh = newsroom.submitted(headline="Yang baru")
        pages = ["/", "/kanal/nasional/", "/rss/", "/sitemap-news.xml"]
        assert all("Yang lama" in client.get(page).text for page in pages)
        while purging.tell_proxies():
            pass
        proxy.told.clear()
        command = [sys.executable, "-c", PUBLISHING, newsroom.now.isoformat(), str(fresh.pk), newsroom.citra.username]
        env = surroundings(tmp_path) | {"PROXIES": settings.PROXIES[0]}
        assert subprocess.run(command, env=env, check=False).returncode == -signal.SIGKILL
        assert all("Yang baru" in client.get(page).text for page in pages)
        purging.tell_proxies()
    assert {shown.story(fresh.story_id), newsroom.national.list_key} <= set().union(*proxy.told)


def test_a_rebuilt_index_killed_anywhere_and_started_again_is_as_one_never_stopped(flushed, monkeypatch, capsys):
    in_small_batches(monkeypatch)
    with Newsroom() as newsroom:
        for number in range(2):
            for name, body in TEXTS.items():
                newsroom.step(days=9)
                newsroom.live(headline=f"{name.title()} ke-{number} hari ini", body=body, deck="", tags=[name])
        newsroom.at(MONDAY.replace(year=MONDAY.year + 1))
        call_command("reindex")
        call_command("reindex", "--all")
        fresh = stand()
        assert len(fresh["digests"]) == 6
        assert all(found for _key, found in fresh["related"])
        deaths, statement = 0, 1
        while killed_at(statement):
            call_command("reindex")
            again = stand()
            assert {name: again[name] == fresh[name] for name in fresh} == dict.fromkeys(fresh, True), statement
            deaths, statement = deaths + 1, statement + 5
    assert deaths > 20, "hardly killed: the test shows little"
