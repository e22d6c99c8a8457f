"""A newsroom under its readers: Varnish, two workers and the background work as shipped, stories going out meanwhile.

    python bench/house.py visible [--stories 20]
    python bench/house.py readers [--addresses 100000] [--requests 1000000] [--seconds 300]
    python bench/house.py gone [--addresses 5000]

On the newsroom that DATABASE_URL and DATA_DIR name (`manage.py make_archive`).

`visible`: for each of some stories, the processor time of publishing it (this process's and the database's own), and
the seconds until each of the pages that show it does so through Varnish: in the median, at most, and for the first
story, which goes out while the workers and the background work are still starting. Then as many are published from
the desk's own form, whose answer also looks for what waits next.

`readers`: each address is asked for once; then so many requests, drawn by Zipf's law over all of them, while a story
goes out every 20 seconds. Told is how many had to wait for a page to be made, and how often one address was made anew
for one publication. At the end sixty readers ask at once for a page that has just gone stale.

`gone`: each address is asked for once and once again, then the database (PostgreSQL) lets nobody in, and each is asked
for a third time: all must be answered. Told is the processor time of each answer before and after.
"""

import argparse
import collections
import itertools
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shipped import ROOT, Running, application, free_port, seconds_of, varnish

EVERY = 20.0
"""Seconds between two publications."""

COUNTED = """
import time
from newsroom.wsgi import application
from editions.cache.middleware import PageCache

made = PageCache._make

def _make(self, request, ask, looked=None):
    with open({log!r}, "a") as file:
        file.write(f"{{time.time():.3f}} {{ask.key}}\\n")
    return made(self, request, ask, looked)

PageCache._make = _make
"""
"""The application, with a line for each page that it makes."""

DRAWN = """
local file, paths, at = io.open("{paths}"), {{}}, 0
for line in file:lines() do paths[#paths + 1] = line end
local mine = 0
function setup(thread) thread:set("first", mine); mine = mine + 1 end
function request()
  at = at + 1
  if at * {threads} + first > #paths then wrk.thread:stop(); at = 1 end
  return wrk.format("GET", paths[(at - 1) * {threads} + first + 1])
end
function delay() return {delay} end
"""
"""For wrk: each thread asks for its share of the list, in order."""

THREADS, CONNECTIONS = 2, 32


@dataclass
class House:
    proxy: Running
    work: Path
    log: Path

    def made(self) -> list[tuple[float, str]]:
        """When a page was made, and which."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [(float(moment), key) for moment, _space, key in (line.partition(" ") for line in lines)]

    def counters(self) -> dict[str, int]:
        """What Varnish counted so far."""
        told = subprocess.run(["varnishstat", "-j", "-n", self.work], capture_output=True, check=True).stdout
        return {name.removeprefix("MAIN."): one["value"] for name, one in json.loads(told)["counters"].items()}


@contextmanager
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory() as name:
        place, port = Path(name), int(os.environ["PROXIES"].rpartition(":")[2])
        place.chmod(0o755)
        log = place / "made"
        (place / "counted.py").write_text(COUNTED.format(log=str(log)))
        with (
            application("counted", workers=2, path=place) as readers,
            varnish(place, readers=readers.port, memory="6g", port=port) as proxy,
        ):
            worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT)
            try:
                yield House(proxy, place / "work", log)
            finally:
                worker.terminate()
                worker.wait(30)


class Desk:
    """A reporter and an editor of the newsroom, who send stories out."""

    def __init__(self) -> None:
        from accounts.models import Right, User  # noqa: PLC0415 - Django is set up by main
        from articles.models import Author, Section  # noqa: PLC0415

        self.section = Section.objects.filter(parent=None).order_by("position")[0]
        self.reporter, self.editor = (User.objects.get_or_create(username=f"bench-{one}")[0] for one in ("a", "b"))
        for user, bundle in ((self.reporter, "reporter"), (self.editor, "editor")):
            Right.objects.get_or_create(user=user, bundle=bundle)
        self.author = Author.objects.get_or_create(slug="bench-a", defaults={"name": "Bench", "user": self.reporter})[0]

    def publish(self, headline: str) -> tuple[Any, float]:
        """The edition, and the milliseconds of processor time of publishing it."""
        from articles import publishing  # noqa: PLC0415

        article = self._submitted(headline)
        return _cost(lambda: publishing.publish(article, by=self.editor, seen=article.version))

    def press(self, headline: str) -> float:
        """The same from the form: the milliseconds of processor time of answering its button."""
        from django.test import Client  # noqa: PLC0415
        from django.urls import reverse  # noqa: PLC0415

        client, article = Client(SERVER_NAME="localhost"), self._submitted(headline)
        client.force_login(self.editor)
        form = reverse("admin:articles_article_move", args=[article.pk, "publish"])
        assert client.get(form).status_code == 200, form
        answer, cost = _cost(lambda: client.post(form, {"seen": article.version, "when": "now"}))
        assert answer.status_code == 302, answer.text
        return cost

    def _submitted(self, headline: str) -> Any:
        from articles import moves  # noqa: PLC0415
        from articles.models import Article, Credit  # noqa: PLC0415
        from tests.cast import BODY, empty_snapshot  # noqa: PLC0415

        typed = {"credits": [[Credit.Role.REP.value, self.author.pk]], "tags": ["bench"]}
        blank = Article(section=self.section, headline=headline, body=BODY * 5, deck="Muatan pertama")
        draft = moves.create(
            by=self.reporter, write=lambda article: moves.put(article, empty_snapshot(blank) | typed)
        )  # fmt: skip
        return moves.move(draft, "submit", by=self.reporter)


def _cost(act: Callable[[], Any]) -> tuple[Any, float]:
    """What it gave, and its milliseconds of processor time, here and at the database."""
    from django.db import connection  # noqa: PLC0415

    begun, served = time.process_time(), _served(connection)
    done = act()
    return done, (time.process_time() - begun + _served(connection) - served) * 1000


def _served(connection: Any) -> float:
    """Processor seconds of this connection's own process at the database."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return seconds_of(cursor.fetchone()[0])


# --- Publish to visible ------------------------------------------------------------------------------------------


def visible(options: argparse.Namespace) -> None:
    desk = Desk()
    costs: list[float] = []
    waits: dict[str, list[float]] = collections.defaultdict(list)
    with house() as one:
        for number in range(options.stories):
            headline = f"Perintis {time.time_ns() % 10**9:x} tiba"
            word = headline.split()[1]
            pages = {
                "front page": "/", "section": f"/kanal/{desk.section.slug}/", "tag": "/tag/bench/", "feed": "/rss/",
                "news sitemap": "/sitemap-news.xml", "index": "/indeks/", "search": f"/cari/?q={word}",
            }  # fmt: skip
            for path in pages.values():
                if number or path != "/tag/bench/":  # there is no such list before its first story
                    one.proxy.get(path)
            edition, cost = desk.publish(headline)
            begun = time.monotonic()
            costs.append(cost)
            pages["story"] = edition.get_absolute_url()
            for name, seconds in _seen(one.proxy, pages, word, begun).items():
                waits[name].append(seconds)
            time.sleep(0.5 + random.random())
        pressed = [desk.press(f"Lanjutan {number} tiba") for number in range(options.stories)]
    for name, of_all in (("publishing", costs), ("from the form", pressed)):
        print(f"{name}: {statistics.median(of_all):.1f} ms of processor time, at most {max(of_all):.1f}")
    for name, (first, *rest) in waits.items():
        print(f"| {name} | {statistics.median(rest):.2f} | {max(rest):.2f} | {first:.2f} |")


def _seen(proxy: Running, pages: dict[str, str], word: str, begun: float) -> dict[str, float]:
    """Seconds until each page shows the word; a page is asked for twenty times a second."""
    found: dict[str, float] = {}
    while len(found) < len(pages):
        for name, path in pages.items():
            if name not in found and word in _text(proxy, path):
                found[name] = time.monotonic() - begun
        if time.monotonic() - begun > 30:
            raise SystemExit(f"Not visible after 30 s: {pages.keys() - found.keys()}")
        time.sleep(0.05)
    return found


def _text(proxy: Running, path: str) -> str:
    import http.client  # noqa: PLC0415 - whatever the answer

    line = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=30)
    line.request("GET", path)
    body = line.getresponse().read().decode()
    line.close()
    # What was asked for stands in a search's own field: only what is shown around it counts.
    return body.partition("</form>")[2] if path.startswith("/cari/") else body


# --- Readers by Zipf's law ---------------------------------------------------------------------------------------


def readers(options: argparse.Namespace) -> None:
    addresses = _stories(options.addresses or 100_000)
    desk = Desk()
    with house() as one, tempfile.TemporaryDirectory() as place:
        begun = time.monotonic()
        _ask(one, addresses, Path(place), delay=0)
        print(f"{len(addresses):,} addresses asked for once in {time.monotonic() - begun:.0f} s", flush=True)
        before, out = one.counters(), threading.Event()
        published: list[float] = []
        desk_at_work = threading.Thread(target=_send_out, args=(desk, published, out))
        desk_at_work.start()
        delay = round(options.seconds * CONNECTIONS / options.requests * 1000)
        begun = time.monotonic()
        _ask(one, _zipf(addresses, options.requests), Path(place), delay=delay)
        lasted = time.monotonic() - begun
        out.set()
        desk_at_work.join()
        after = one.counters()
        _tell(before, after, one.made(), published, lasted)
        print(f"sixty at once on a page gone stale: made {_crowd(one, desk)} times")


def _stories(count: int) -> list[str]:
    """The addresses of the newest."""
    from editions.models import Edition  # noqa: PLC0415

    live = Edition.objects.live().stories().order_by("-first_published_at")[:count]
    return [one.get_absolute_url() for one in live.only("story_id", "slug").iterator()]


def _zipf(addresses: list[str], count: int) -> list[str]:
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(addresses) + 1)))
    return random.Random(3).choices(addresses, cum_weights=weights, k=count)


def _ask(house: House, paths: list[str], place: Path, *, delay: int) -> None:
    """All of the list, once, by wrk; as Chromium would, compressed."""
    (place / "paths").write_text("\n".join(paths) + "\n")
    script = place / "asked.lua"
    script.write_text(DRAWN.format(paths=place / "paths", threads=THREADS, delay=delay))
    url, wanted = f"http://127.0.0.1:{house.proxy.port}", house.counters()["client_req"] + len(paths)
    asking = subprocess.Popen(
        ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", "-d3600s", "--timeout", "30s", "-s", script,
         "-H", "Accept-Encoding: gzip", url], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    while house.counters()["client_req"] < wanted and asking.poll() is None:
        time.sleep(0.5)
    asking.send_signal(signal.SIGINT)  # its threads have stopped by themselves, it waits for the time to be over
    told, _errors = asking.communicate()
    if "Non-2xx" in told or "Socket errors" in told:
        print(told)


def _send_out(desk: Desk, published: list[float], out: threading.Event) -> None:
    while not out.wait(EVERY):
        published.append(time.time())
        desk.publish(f"Perintis {len(published)} tiba")


def _tell(
    before: dict[str, int], after: dict[str, int], made: list[tuple[float, str]], published: list[float], lasted: float
) -> None:
    grown = {name: after[name] - before[name] for name in ("client_req", "cache_hit", "cache_miss", "s_pass")}
    waited = grown["cache_miss"] + grown["s_pass"]
    print(f"{grown['client_req']:,} requests in {lasted:.0f} s, {len(published)} stories sent out meanwhile")
    print(f"waited for the newsroom: {waited:,}, {100 - waited / grown['client_req'] * 100:.4f} % did not")
    most: collections.Counter[str] = collections.Counter()
    for start, end in zip(published, [*published[1:], time.time()], strict=True):
        of_one = collections.Counter(key for moment, key in made if start <= moment < end)
        most |= of_one
    often = {key: times for key, times in most.items() if times > 1}
    print(f"made more than once between two publications: {len(often)} addresses {dict(list(often.items())[:8])}")


def _crowd(one: House, desk: Desk) -> int:
    """How often the front page is made when sixty ask for it in the moment that it goes stale."""
    one.proxy.get("/")
    desk.publish("Kerumunan di dermaga")
    time.sleep(1)
    begun = time.time()
    subprocess.run(
        ["wrk", "-t2", "-c60", "-d1s", f"http://127.0.0.1:{one.proxy.port}/"], capture_output=True, check=True
    )  # fmt: skip
    return sum(1 for moment, key in one.made() if key.strip() == "/" and moment > begun - 1)


# --- With the database gone --------------------------------------------------------------------------------------


def gone(options: argparse.Namespace) -> None:
    from django.db import connections  # noqa: PLC0415

    addresses = ["/", "/terpopuler/", *_stories(options.addresses or 5000)]
    with application(workers=1) as one:
        _each(one, addresses)
        there = _each(one, addresses)
        connections.close_all()
        with _nobody_let_in(os.environ["DATABASE_URL"]):
            time.sleep(1)
            away = _each(one, addresses)
    print(f"{len(addresses):,} pages, all answered with the database gone: {away:.2f} ms each, {there:.2f} before")


def _each(server: Running, addresses: list[str]) -> float:
    """Milliseconds of processor time for one. An answer that is no page ends the run."""
    begun = server.seconds()
    for address in addresses:
        server.get(address)
    return (server.seconds() - begun) / len(addresses) * 1000


@contextmanager
def _nobody_let_in(database: str) -> Iterator[None]:
    import psycopg  # noqa: PLC0415 - of use with PostgreSQL alone

    name = urlsplit(database).path.strip("/")
    with psycopg.connect(urlsplit(database)._replace(path="/postgres").geturl(), autocommit=True) as door:
        door.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            door.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            door.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


WHAT = {"visible": visible, "readers": readers, "gone": gone}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("--stories", type=int, default=20)
    parser.add_argument("--addresses", type=int, default=0, help="100,000 for readers, 5,000 for gone")
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=300)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "PAGE_CACHE_MB": "8000"}
    os.environ["PROXIES"] = f"varnish:http://127.0.0.1:{free_port()}"  # whoever publishes has to know of it
    import django  # noqa: PLC0415

    django.setup()
    WHAT[options.what](options)


if __name__ == "__main__":
    main()
